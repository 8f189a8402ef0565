"""Shapes painted on a grid: what they touch, and that lines bound areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline
from scipy import ndimage

from analysis.ground.projection import Frame
from analysis.ground.raster import Grid

GRID = Grid(Frame(-100, 100, -50, 50), 2.0)


@given(st.lists(st.tuples(st.floats(-150, 150), st.floats(-80, 80)), min_size=3, max_size=9))
def test_a_ring_holds_the_cells_whose_middle_it_surrounds(corners: list[tuple[float, float]]) -> None:
    """matplotlib's own test of points in polygons is the judge; it counts crossings by winding, so a ring is made convex."""
    ring = hull(corners)
    painted, expected = GRID.inside([ring]), Outline(ring).contains_points(GRID.points_km()).reshape(GRID.shape)
    assert not (expected & ~painted).any()
    near = ndimage.binary_dilation(expected, iterations=2) | GRID.along([np.vstack([ring, ring[:1]])])
    assert not (painted & ~near).any()


def hull(corners: list[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The corners in order round their middle, on an ellipse: a convex ring."""
    points = np.array(corners)
    angles = np.sort(np.arctan2(*(points - points.mean(axis=0) + 1e-9).T[::-1]))
    spread = 20 + np.abs(points).max(axis=0)
    return np.column_stack([np.cos(angles), np.sin(angles)]) * spread


@given(
    st.lists(st.floats(-49, 49), min_size=2, max_size=12),
    st.sampled_from([1.0, 1.7, 3.0]),
)
def test_a_line_from_edge_to_edge_cuts_the_grid_in_two(heights: list[float], cell_km: float) -> None:
    grid = Grid(Frame(-100, 100, -50, 50), cell_km)
    line = np.column_stack([np.linspace(-110, 110, len(heights)), heights])
    line = np.vstack([[[-110, 0]], line, [[110, 0]]])
    barrier = grid.along([line])
    faces, _ = ndimage.label(~barrier)
    above, below = set(faces[-1][~barrier[-1]].tolist()), set(faces[0][~barrier[0]].tolist())
    assert not above & below


def test_nothing_is_painted_of_nothing_and_far_corners_do_no_harm() -> None:
    assert not GRID.inside([]).any() and not GRID.along([]).any()
    far = np.array([[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]])
    assert GRID.inside([far]).all()


def test_row_0_is_in_the_south() -> None:
    low = GRID.inside([np.array([[-100.0, -50], [100, -50], [100, -30], [-100, -30]])])
    assert low[0].all() and not low[-1].any() and low.sum() == pytest.approx(GRID.shape[1] * 11, abs=GRID.shape[1])


@given(st.floats(101, 103), st.floats(51, 53))
def test_painted_shapes_cover_their_area_and_at_most_the_cells_of_their_edge_more(left: float, low: float) -> None:
    grid = Grid(Frame(0, 400, 0, 300), 2.0)
    corners = [[left, low], [left + 200, low], [left + 200, low + 100], [left, low + 100], [left, low]]
    inside = grid.inside([np.array(corners)])
    assert 200 * 100 <= inside.sum() * grid.cell_km**2 <= 204 * 104
    assert inside[grid.cells(np.array([[200.0, 100.0]]))].all() and not inside[grid.cells(np.array([[200.0, 250.0]]))].any()
