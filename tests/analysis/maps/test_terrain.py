"""Ground of a map: nothing is drawn far beyond the sheet."""

from __future__ import annotations

import matplotlib

from analysis.results.records import MapLayout

matplotlib.use("Agg")
import numpy as np
import pytest
from matplotlib import pyplot as plt

from analysis.ground.projection import Frame, Lambert
from analysis.maps.canvas import Canvas
from analysis.maps.terrain import BEYOND_PT, rings_pt


def test_coasts_are_cut_beyond_the_sheet() -> None:
    """A continent comes down to the sheet and its margin; an island on it stays as it is, one far off goes."""
    projection = Lambert(parallels=(41.0, 49.0), centre=(124.0, 45.0))
    canvas = Canvas(plt.figure().add_subplot(), projection, Frame(-300.0, 300.0, -300.0, 300.0), 0.5)
    continent, island = [[90, 20], [160, 20], [160, 70], [90, 70], [90, 20]], [[123, 45], [124, 45], [124, 46], [123, 45]]
    far = [[100, 0], [101, 0], [101, 1], [100, 0]]
    parts = [[tuple(map(float, point)) for point in ring] for ring in (continent, island, far)]
    layout = MapLayout(standard_parallels=(41, 49), centre=(124, 45), land=tuple(map(tuple, parts)))
    rings = rings_pt(canvas, layout, "land")
    assert len(rings) == 2
    assert np.ptp(rings[0], axis=0) == pytest.approx([300 + 2 * BEYOND_PT] * 2)
    assert rings[1] == pytest.approx(canvas.at([123, 124, 124, 123], [45, 45, 46, 45]))
    plt.close("all")
