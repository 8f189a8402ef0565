"""Land, lakes, borders and rivers of a map from a file: cut to the theatre, with no more points than a sheet shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
"""(points, 2): longitude and latitude in degrees."""
Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""
FINEST = 1000.0
"""A sheet shows this many points side by side."""
TURN = 360.0
SEAM_DEG = 0.01
"""Ends of edges that files cut at 180 degrees differ by less."""
WATER = ("water", "lake", "lakes", "reservoir")
LINES = {
    "border": ("border", "boundary", "administrative", "international boundary (verify)"),
    "river": ("river", "canal", "stream", "waterway", "river (intermittent)"),
}
"""What a line of a map is called by those who make such files."""
KEYS = ("natural", "kind", "type", "featurecla", "class")


def layers(features: list[dict[str, Any]], box: Box) -> dict[str, list[list[list[float]]]]:
    """The polygons of `features` within `box`, as `map.coast` has them: land, and lakes with the holes of land."""
    found: dict[str, list[list[list[float]]]] = {"land": [], "lakes": []}
    tolerance = max(box[2] - box[0], box[3] - box[1]) / FINEST
    for kind, rings in _rings(features).items():
        turned = [ring + np.array([turn, 0.0]) for turn in _turns(box) for ring in rings]
        for ring in turned if len(turned) == len(rings) else joined(turned):
            kept = simplified(clipped(ring, box), tolerance)
            if len(kept) >= 3:
                found[kind].append(np.round(kept, 4).tolist())
    return found


def _rings(features: list[dict[str, Any]]) -> dict[str, list[Ring]]:
    """All rings of land, and all of lakes."""
    found: dict[str, list[Ring]] = {"land": [], "lakes": []}
    for feature in features:
        properties = feature.get("properties") or {}
        lake = any(str(properties.get(key, "")).lower() in WATER for key in KEYS)
        for rings in _polygons(feature["geometry"]):
            for row, points in enumerate(rings):
                found["lakes" if lake or row else "land"].append(np.array([point[:2] for point in points], float))
    return found


def _turns(box: Box) -> list[float]:
    """By how many degrees the longitudes of a file, -180 to 180, are turned to lie in a box that may reach beyond."""
    return [0.0, *([-TURN] if box[0] < -TURN / 2 else []), *([TURN] if box[2] > TURN / 2 else [])]


def joined(rings: list[Ring]) -> list[Ring]:
    """The rings, where two share an edge along 180 degrees (of which files cut what lies across) as one."""
    waiting, found = [_open(ring) for ring in rings], list[Ring]()
    while waiting:
        ring = waiting.pop(0)
        for other in waiting:
            seam = _seam(ring, other)
            if seam is not None:
                waiting = [seam, *(each for each in waiting if each is not other)]
                break
        else:
            found.append(ring)
    return found


def _open(ring: Ring) -> Ring:
    """A ring without its last point where that repeats the first."""
    return ring[:-1] if len(ring) > 1 and (ring[0] == ring[-1]).all() else ring


def _seam(one: Ring, other: Ring) -> Ring | None:
    """Both rings as one where the end of an edge of each along 180 degrees is the beginning of the other's; else None."""
    for a, b in ((a, b) for a in _edges(one) for b in _edges(other)):
        first, second = np.roll(one, -a - 1, 0), np.roll(other, -b - 1, 0)
        if max(np.abs(first[-1] - second[0]).max(), np.abs(first[0] - second[-1]).max()) < SEAM_DEG:
            return np.vstack([first, second[1:-1]])
    return None


def _edges(ring: Ring) -> list[int]:
    """The points from which an edge runs along 180 degrees."""
    on = np.abs(np.abs(ring[:, 0]) - TURN / 2) < SEAM_DEG
    return np.flatnonzero(on & np.roll(on, -1)).tolist()


def lines(features: list[dict[str, Any]], box: Box) -> list[dict[str, Any]]:
    """The borders and rivers of `features` within `box`, as `map.lines` has them; each piece is a line of its own."""
    found: list[dict[str, Any]] = []
    tolerance = max(box[2] - box[0], box[3] - box[1]) / FINEST
    for feature in features:
        properties, shape = feature.get("properties") or {}, feature["geometry"]
        words = {str(properties.get(key, "")).lower() for key in (*KEYS, "waterway", "boundary")}
        kind = next((kind for kind, known in LINES.items() if words & set(known)), None)
        parts = {"LineString": [shape.get("coordinates")], "MultiLineString": shape.get("coordinates")}.get(shape["type"])
        turned = [(part, turn) for part in (parts or [] if kind else []) for turn in _turns(box)]
        for part, turn in turned:
            by = np.array([turn, 0.0])
            for piece in pieces_within(np.array([point[:2] for point in part], float) + by, box):
                points = np.round(thinned(piece, tolerance) - by, 4).tolist()
                name = str(properties.get("name") or "")
                found.append({"id": f"{kind}_{len(found) + 1}", "kind": kind, "name": name, "points": points})
    return found


def pieces_within(line: Ring, box: Box) -> list[Ring]:
    """The parts of a line within a box, ended where it leaves."""
    found: list[list[NDArray[np.float64]]] = [[]]
    for here, there in pairwise(line):
        enters, leaves, step = 0.0, 1.0, there - here
        for axis, low, high in ((0, box[0], box[2]), (1, box[1], box[3])):
            if step[axis] == 0.0:
                enters, leaves = (enters, leaves) if low <= here[axis] <= high else (1.0, 0.0)
                continue
            first, last = sorted(((low - here[axis]) / step[axis], (high - here[axis]) / step[axis]))
            enters, leaves = max(enters, first), min(leaves, last)
        if enters >= leaves:
            continue
        if enters > 0.0 or not found[-1]:
            found.append([here + enters * step])
        found[-1].append(here + leaves * step)
        if leaves < 1.0:
            found.append([])
    return [np.array(piece) for piece in found if len(piece) > 1]


def _polygons(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"]
    elif geometry["type"] == "MultiPolygon":
        yield from geometry["coordinates"]


def clipped(ring: Ring, box: Box) -> Ring:
    """The part of a ring within a box, its last point not repeated; edges along the box close what was cut.

    Source: the algorithm of Sutherland and Hodgman."""
    points = ring[:-1] if len(ring) > 1 and (ring[0] == ring[-1]).all() else ring
    for axis, bound, sign in ((0, box[0], 1.0), (1, box[1], 1.0), (0, box[2], -1.0), (1, box[3], -1.0)):
        if not len(points):
            return points
        inside = sign * (points[:, axis] - bound)
        kept: list[Ring] = []
        for here, there, a, b in zip(points, np.roll(points, -1, 0), inside, np.roll(inside, -1), strict=True):
            if a >= 0:
                kept.append(here)
            if (a >= 0) != (b >= 0):
                kept.append(here + (there - here) * a / (a - b))
        points = np.array(kept).reshape(-1, 2)
    return points


def simplified(ring: Ring, tolerance: float) -> Ring:
    """A ring without the points that lie within `tolerance` (degrees) of the line between those kept.

    Source: the algorithm of Douglas and Peucker."""
    if len(ring) < 4:
        return ring
    far = int(np.argmax(np.hypot(*(ring - ring[0]).T)))
    closed = np.vstack([ring, ring[:1]])
    return ring[_kept(closed, tolerance, [0, far, len(ring)])[:-1]]


def thinned(line: Ring, tolerance: float) -> Ring:
    """The same of a line with two ends."""
    return line[_kept(line, tolerance, [0, len(line) - 1])]


def _kept(points: Ring, tolerance: float, fixed: list[int]) -> NDArray[np.bool_]:
    """Which points are needed between those that are `fixed`, first and last among them."""
    keep = np.zeros(len(points), bool)
    keep[fixed] = True
    waiting = list(pairwise(fixed))
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        off = _offsets(points[first + 1 : last], points[first], points[last])
        at = int(np.argmax(off))
        if off[at] > tolerance:
            keep[first + 1 + at] = True
            waiting += [(first, first + 1 + at), (first + 1 + at, last)]
    return keep


def _offsets(points: Ring, a: Ring, b: Ring) -> NDArray[np.float64]:
    """Distances of points from the straight piece between two others, in degrees."""
    along = b - a
    length = float(along @ along)
    share = np.clip((points - a) @ along / length, 0, 1) if length else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - a - share[:, None] * along).T))
