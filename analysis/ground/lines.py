"""Lines on a plane or a map: reading, smoothing, and stations along them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.ground.projection import Array
from analysis.results.records import MapLayout, MapLine


def degrees(points: Sequence[Sequence[float]]) -> tuple[Array, Array]:
    """Longitudes and latitudes of a list of [lon, lat] pairs."""
    pairs = np.asarray(points, float).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def chaikin(line: Array, rounds: int = 2) -> Array:
    """`line` with its corners cut `rounds` times; both ends stay."""
    for _ in range(rounds if len(line) > 2 else 0):
        ahead, behind = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        inner = np.stack([ahead, behind], axis=1).reshape(-1, 2)[1:-1]
        line = np.vstack([line[:1], inner, line[-1:]])
    return line


def stations(line: Array, spacing: float, offset: float = 0.0) -> tuple[Array, Array]:
    """Positions each `spacing` along `line` from `offset` on, and the unit directions there; both of shape (n, 2)."""
    steps = np.diff(line, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    steps, starts = steps[lengths > 0], line[:-1][lengths > 0]
    lengths = lengths[lengths > 0]
    if not len(lengths):
        return np.empty((0, 2)), np.empty((0, 2))
    ends = np.cumsum(lengths)
    at = np.arange(offset, ends[-1], spacing)
    piece = np.minimum(np.searchsorted(ends, at, side="right"), len(ends) - 1)
    directions = steps[piece] / lengths[piece, None]
    return starts[piece] + directions * (at - (ends - lengths)[piece])[:, None], directions


def lines_of(layout: MapLayout | None, kind: str) -> list[MapLine]:
    """The hand-drawn lines of one kind: border, river or crest."""
    return [line for line in (layout.lines if layout else ()) if line.kind == kind]
