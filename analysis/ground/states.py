"""Which country each cell of a map belongs to, from the borders and the coast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from analysis.ground.projection import Array
from analysis.ground.raster import Grid, Mask

Indices = NDArray[np.intp]
MEETING_CELLS = 4
"""Borders whose ends come this near to another border or the coast meet it."""


def states(grid: Grid, land: Mask, borders_km: Sequence[Array], places_km: Array, countries: Sequence[int]) -> Indices:
    """For each cell the number of its country; `countries` holds that of each place.

    Borders and coast cut the land into faces; a face takes the country that most of its places have, a face without a
    place that of the nearest place. A border that ends inland is prolonged straight to the next border, coast or edge.
    """
    number = np.array(countries, dtype=np.intp)
    nearest = number[cKDTree(places_km).query(grid.points_km())[1]].reshape(grid.shape)
    barrier = grid.along(borders_km)
    barrier |= grid.along(_prolonged(grid, barrier | ~land, borders_km))
    open_land = land & ~barrier
    faces, count = ndimage.label(open_land)
    inside = grid.frame.holds(places_km)
    chosen = _elect(faces[grid.cells(places_km[inside])].astype(np.intp), number[inside], int(count))
    country = np.where(chosen[faces] >= 0, chosen[faces], nearest)
    filled = ndimage.distance_transform_edt(~open_land, return_distances=False, return_indices=True)
    return np.asarray(country[tuple(filled)])


def _prolonged(grid: Grid, closed: Mask, borders_km: Sequence[Array]) -> list[Array]:
    """Straight continuations of the borders beyond those of their ends that meet no other border."""
    found = []
    for number, border in enumerate(borders_km):
        others = [other for at, other in enumerate(borders_km) if at != number]
        for end, before in ((border[0], border[1]), (border[-1], border[-2])):
            if all(_distance_km(end, other) > MEETING_CELLS * grid.cell_km for other in others):
                found += _continued(grid, closed, end, end - before)
    return found


def _distance_km(point: Array, line: Array) -> float:
    start, step = line[:-1], np.diff(line, axis=0)
    share = np.einsum("ij,ij->i", point - start, step) / np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
    return float(np.hypot(*(start + np.clip(share, 0, 1)[:, None] * step - point).T).min())


def _continued(grid: Grid, closed: Mask, end: Array, way: Array) -> list[Array]:
    """The line from `end` on to the first closed cell or the edge of the grid; none where it is closed at once."""
    way = way / max(float(np.hypot(*way)), 1e-9) * grid.cell_km
    ahead = end + way * np.arange(MEETING_CELLS, 2 * sum(grid.shape))[:, None]
    ahead = ahead[np.cumsum(~grid.frame.holds(ahead)) == 0]
    blocked = np.flatnonzero(closed[grid.cells(ahead)])
    reach = int(blocked[0]) if len(blocked) else len(ahead)
    return [np.vstack([end, ahead[: reach + 1]])] if reach > 0 else []


def _elect(face_of_place: Indices, country_of_place: Indices, faces: int) -> Indices:
    """For each face the country of most of its places (ties: the first), -1 where it has none; face 0 is no land."""
    votes: list[Counter[int]] = [Counter() for _ in range(faces + 1)]
    for face, country in zip(face_of_place.tolist(), country_of_place.tolist(), strict=True):
        votes[face][country] += 1
    chosen = np.full(faces + 1, -1, dtype=np.intp)
    for face in range(1, faces + 1):
        if votes[face]:
            chosen[face] = min(votes[face].items(), key=lambda item: (-item[1], item[0]))[0]
    return chosen
