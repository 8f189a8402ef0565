"""TopoJSON (world-atlas and its like) as the features of GeoJSON: arcs put together, borders from the arcs that two share.

Source: the TopoJSON format, version 1 (quantized arcs are coded as differences)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Points = list[list[float]]
LAND = "land"
"""The object that holds the land as one, where there is one; the areas of others are then drawn as borders alone."""


def features_of_topology(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All objects of a topology as features; areas beside an object `land` give their borders in place of themselves.

    Raises LookupError, TypeError or ValueError where it is no topology."""
    arcs = [_decoded(arc, content.get("transform")) for arc in content["arcs"]]
    objects: Mapping[str, Any] = content["objects"]
    found: list[dict[str, Any]] = []
    for name, thing in objects.items():
        geometries = list(_single(thing))
        if name == LAND or LAND not in objects:
            found += [_feature(geometry, arcs) for geometry in geometries if "arcs" in geometry]
        else:
            found += [_feature(geometry, arcs) for geometry in geometries if "LineString" in geometry["type"]]
        found += _borders(geometries, arcs)
    return found


def _decoded(arc: list[list[float]], transform: Mapping[str, Any] | None) -> Points:
    """The points of an arc in degrees."""
    if transform is None:
        return [[float(x), float(y)] for x, y, *_ in arc]
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    points, x, y = [], 0.0, 0.0
    for step_x, step_y, *_ in arc:
        x, y = x + step_x, y + step_y
        points.append([x * kx + dx, y * ky + dy])
    return points


def _single(thing: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The geometries within a collection, at any depth."""
    if thing.get("type") == "GeometryCollection":
        for part in thing["geometries"]:
            yield from _single(part)
    elif thing.get("type"):
        yield thing


def _feature(geometry: Mapping[str, Any], arcs: list[Points]) -> dict[str, Any]:
    shape = {"type": geometry["type"], "coordinates": _laid(geometry["arcs"], geometry["type"], arcs)}
    return {"type": "Feature", "properties": geometry.get("properties") or {}, "geometry": shape}


def _laid(parts: Any, kind: str, arcs: list[Points]) -> Any:
    """Lists of arcs as coordinates of the same depth."""
    if kind == "LineString":
        return _joined(parts, arcs)
    inner = {"MultiLineString": "LineString", "Polygon": "LineString", "MultiPolygon": "Polygon"}[kind]
    return [_laid(part, inner, arcs) for part in parts]


def _joined(numbers: list[int], arcs: list[Points]) -> Points:
    """Arcs one after the other; a negative number is an arc backwards, and the point where two meet stands once."""
    points: Points = []
    for number in numbers:
        arc = arcs[~number][::-1] if number < 0 else arcs[number]
        points += arc[1:] if points else arc
    return points


def _borders(geometries: list[Mapping[str, Any]], arcs: list[Points]) -> Iterator[dict[str, Any]]:
    """The arcs that two areas of an object share, as lines."""
    uses = Counter(arc for geometry in geometries if "Polygon" in geometry["type"] for arc in set(_numbers(geometry["arcs"])))
    for arc in sorted(arc for arc, count in uses.items() if count > 1):
        line = {"type": "LineString", "coordinates": arcs[arc]}
        yield {"type": "Feature", "properties": {"kind": "border"}, "geometry": line}


def _numbers(parts: Any) -> Iterator[int]:
    for part in parts:
        if isinstance(part, list):
            yield from _numbers(part)
        else:
            yield ~part if part < 0 else part
