"""Places and roads from a GeoJSON file: points snapped to lines, lines cut at their junctions, lengths from the geometry.

Lines meet where they share a vertex, or where one ends within `SNAP_KM` of a vertex of another; lines that merely cross do not:
a road may pass over another. A chain of vertices between two junctions or places is one road.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError, printable
from engine.rules.geodesy import great_circle_km

SNAP_KM = 1.0
"""Ends of lines this near to a vertex are joined to it; a judgement (C): what a map of 1:1,000,000 leaves open."""
PLACE_KM = 3.0
"""Places this near to a vertex stand on it; a judgement (C): the width of a town."""
MAX_BYTES = 50_000_000
SURFACES = {
    **dict.fromkeys(("motorway", "trunk", "primary", "highway"), "highway"),
    **dict.fromkeys(("secondary", "tertiary", "unclassified", "road"), "road"),
    **dict.fromkeys(("track", "residential"), "track"),
    **dict.fromkeys(("path", "footway", "trail"), "trail"),
}
"""What `surface` or `highway` of a line means here."""
KINDS = {"city": "city", **dict.fromkeys(("town", "village", "hamlet"), "town")}
"""What `place` of a point means here."""
KEYS = ("surface", "highway", "class")
Point = tuple[float, float]
"""Longitude and latitude, as GeoJSON has them."""


class _Network:
    """Vertices with places on some of them, and the pieces of line between them."""

    def __init__(self) -> None:
        self.places: dict[Point, str] = {}
        self.names: dict[str, tuple[str, Point]] = {}
        self.kinds: dict[str, str] = {}
        self.next: dict[Point, dict[Point, tuple[float, str]]] = defaultdict(dict)

    def join(self, a: Point, b: Point, km: float, surface: str) -> None:
        """One piece of a line, in both directions."""
        if a != b:
            self.next[a][b] = self.next[b][a] = (km, surface)

    def nearest(self, point: Point, within_km: float, others: set[Point]) -> Point | None:
        """The vertex nearest to `point`, if it is near enough and not among `others`."""
        vertices = [vertex for vertex in self.next if vertex not in others]
        if not vertices:
            return None
        km = _km(np.array(vertices), point)
        best = int(np.argmin(km))
        return vertices[best] if km[best] <= within_km else None

    def chains(self) -> Iterator[tuple[Point, Point, float, str]]:
        """Every way between two knots: its ends, its length on the map and its surface; each once."""
        knots = {vertex for vertex, around in self.next.items() if len(around) != 2 or vertex in self.places}
        for knot in sorted(knots):
            for first in sorted(self.next[knot]):
                before, here, (km, surface) = knot, first, self.next[knot][first]
                while here not in knots:
                    onward = next(vertex for vertex in self.next[here] if vertex != before)
                    km += self.next[here][onward][0]
                    before, here = here, onward
                if (knot, first) < (here, before):
                    yield knot, here, km, surface


def _km(points: Any, point: Point) -> Any:
    return great_circle_km(points[..., 1], points[..., 0], point[1], point[0])


def tables_of(file: Path, identity: str, title: str, km_factor: float) -> dict[str, str]:
    """The files of a scenario by name: its places and roads as tables, and its head with gaps.

    What the file does not say of a place or a road is an empty cell, and a gap of the whole table in the head."""
    from engine.cli.beginnings import Tables, scenario_of

    network = _Network()
    features = features_of(file)
    _lay_lines(network, features)
    _set_places(network, features)
    places, roads = _rows(network, km_factor, file.name)
    if not places:
        raise EngineError(f"{printable(str(file))} has no points and no lines")
    tables = Tables(file.parent, {"places": places, "roads": roads}, found=True)
    texts = {f"{name}.csv": csv_text(rows) for name, rows in tables.rows.items() if rows}
    return {"scenario.yaml": scenario_of(tables, title, identity), **texts}


def features_of(file: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON or TopoJSON file; EngineError if it is none."""
    from engine.cli.topojson import features_of_topology

    try:
        if file.stat().st_size > MAX_BYTES:
            raise EngineError(f"{printable(str(file))} is larger than {MAX_BYTES // 10**6} MB; simplify it first")
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        features = features_of_topology(content) if content.get("type") == "Topology" else content["features"]
        assert all(isinstance(feature["geometry"]["type"], str) for feature in features if feature.get("geometry"))
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError, AssertionError):
        raise EngineError(f"{printable(str(file))} is no GeoJSON (or TopoJSON) file with features") from None
    return [feature for feature in features if feature.get("geometry")]


def _lines(features: list[dict[str, Any]]) -> Iterator[tuple[list[Point], str]]:
    for feature in features:
        geometry, properties = feature["geometry"], feature.get("properties") or {}
        found = next((str(properties[key]) for key in KEYS if properties.get(key)), "")
        parts = {"LineString": [geometry.get("coordinates")], "MultiLineString": geometry.get("coordinates")}
        for line in parts.get(geometry["type"]) or []:
            yield [(round(float(lon), 6), round(float(lat), 6)) for lon, lat, *_ in line], SURFACES.get(found, "")


def _lay_lines(network: _Network, features: list[dict[str, Any]]) -> None:
    lines = list(_lines(features))
    for points, surface in lines:
        for a, b in pairwise(points):
            network.join(a, b, float(_km(np.array(a), b)), surface)
    for points, surface in lines:
        for end in {points[0], points[-1]} if points else ():
            other = network.nearest(end, SNAP_KM, set(points))
            if other is not None and len(network.next[end]) == 1:
                network.join(end, other, float(_km(np.array(end), other)), surface)


def _set_places(network: _Network, features: list[dict[str, Any]]) -> None:
    for number, feature in enumerate(features):
        if feature["geometry"]["type"] != "Point":
            continue
        properties, (lon, lat, *_) = feature.get("properties") or {}, feature["geometry"]["coordinates"]
        name = str(properties.get("name") or properties.get("id") or f"Place {number + 1}")
        point = (round(float(lon), 6), round(float(lat), 6))
        vertex = network.nearest(point, PLACE_KM, set(network.places)) or point
        network.places[vertex] = _identity(str(properties.get("id") or name), network)
        network.names[network.places[vertex]] = (name, point)
        network.kinds[network.places[vertex]] = KINDS.get(str(properties.get("place")), "")


def _identity(name: str, network: _Network) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50] or "place"
    taken = set(network.names)
    return next(each for each in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if each not in taken)


def _rows(network: _Network, km_factor: float, file: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the two tables; junctions without a place of their own become places."""
    chains, roads, used = list(network.chains()), list[dict[str, Any]](), set[str]()
    for number, vertex in enumerate(sorted({end for a, b, *_ in chains for end in (a, b)} - set(network.places)), start=1):
        network.places[vertex] = _identity(f"junction_{number}", network)
        network.names[network.places[vertex]] = (f"Junction {number}", vertex)
        network.kinds[network.places[vertex]] = "assembly"
    for a, b, km, surface in chains:
        ends = network.places[a], network.places[b]
        if ends[0] == ends[1]:
            continue
        name = next(each for n in range(1, 1000) if (each := f"{ends[0]}-{ends[1]}" + (f".{n}" if n > 1 else "")) not in used)
        used.add(name)
        row = {"id": name, "from": ends[0], "to": ends[1], "surface": surface, "terrain": "", "km": round(km * km_factor, 1)}
        roads.append({**row, "source": f"length of the line in {file} times {km_factor:g}", "grade": "C"})
    places = [
        {"id": each, "name": name, "country": "", "lat": lat, "lon": lon, "kind": network.kinds[each], "terrain": ""}
        for each, (name, (lon, lat)) in sorted(network.names.items())
    ]
    return places, roads


def csv_text(rows: list[dict[str, Any]]) -> str:
    """Rows as the text of a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
