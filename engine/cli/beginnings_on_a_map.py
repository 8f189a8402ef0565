"""Places and ways from a GeoJSON file: points snapped to lines, lines cut at their junctions, lengths from the geometry.

Lines meet where they share a vertex, or where one ends within `SNAP_KM` of a vertex of another; lines that merely cross do not:
a road may pass over another. A chain of vertices between two junctions or places is one road. Lines with `railway` are a
network of their own, which shares places with that of the roads. What has no use here (areas, rivers) is left out and counted.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError, counted, printable
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
NO_WAYS = ("waterway", "boundary", "natural")
"""Keys of lines that are rivers, borders or coasts."""
Point = tuple[float, float]
"""Longitude and latitude, as GeoJSON has them."""


class _Network:
    """Vertices with places on some of them, and the pieces of line between them, each with its surface or gauge."""

    def __init__(self) -> None:
        self.places: dict[Point, str] = {}
        self.next: dict[Point, dict[Point, tuple[float, str]]] = defaultdict(dict)

    def join(self, a: Point, b: Point, km: float, made: str) -> None:
        """One piece of a line, in both directions."""
        if a != b:
            self.next[a][b] = self.next[b][a] = (km, made)

    def nearest(self, point: Point, within_km: float, others: set[Point]) -> Point | None:
        """The vertex nearest to `point`, if it is near enough and not among `others`."""
        vertices = [vertex for vertex in self.next if vertex not in others]
        if not vertices:
            return None
        km = _km(np.array(vertices), point)
        best = int(np.argmin(km))
        return vertices[best] if km[best] <= within_km else None

    def chains(self) -> Iterator[tuple[Point, Point, float, str]]:
        """Every way between two knots: its ends, its length on the map and its surface or gauge; each once."""
        knots = {vertex for vertex, around in self.next.items() if len(around) != 2 or vertex in self.places}
        for knot in sorted(knots):
            for first in sorted(self.next[knot]):
                before, here, (km, made) = knot, first, self.next[knot][first]
                while here not in knots:
                    onward = next(vertex for vertex in self.next[here] if vertex != before)
                    km += self.next[here][onward][0]
                    before, here = here, onward
                if (knot, first) < (here, before):
                    yield knot, here, km, made


class _Places:
    """The rows of the places, by id, as they are found."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def add(self, base: str, name: str, point: Point, kind: str, country: str = "") -> str:
        """A new place, called after `base`; its id."""
        base, (lon, lat) = _slug(base) or "place", point
        identity = next(each for each in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if each not in self.rows)
        row = {"id": identity, "name": name, "country": country, "lat": lat, "lon": lon, "kind": kind, "terrain": ""}
        self.rows[identity] = row
        return identity


def _slug(text: str) -> str:
    """What an id makes of a name; nothing of one without a letter or digit."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:50]


def _km(points: Any, point: Point) -> Any:
    return great_circle_km(points[..., 1], points[..., 0], point[1], point[0])


def tables_of(file: Path, identity: str, title: str, km_factor: float) -> dict[str, str]:
    """The files of a scenario by name: its places, roads and railways as tables, and its head with gaps.

    What the file does not say of a place or a road is an empty cell, and a gap of the whole table in the head; what was left out
    stands above it with its count."""
    from engine.cli.beginnings import Tables, scenario_of

    everything = _all_features(file)
    features = [feature for feature in everything if feature.get("geometry")]
    roads, railways, places = _Network(), _Network(), _Places()
    _lay_lines(roads, [line for feature in features if _use(feature) == "road" for line in _lines(feature)])
    _lay_lines(railways, [line for feature in features if _use(feature) == "railway" for line in _lines(feature)])
    _set_places(places, (roads, railways), features)
    _set_junctions(places, roads, railways)
    rows: dict[str, list[dict[str, Any]]] = {
        "places": sorted(places.rows.values(), key=lambda row: str(row["id"])),
        "roads": [{**way, "surface": made, "terrain": "", **how} for way, made, how in _ways(roads, km_factor, file.name)],
        "railways": [{**way, "gauge_mm": made, **how} for way, made, how in _ways(railways, km_factor, file.name)],
    }
    if not rows["places"]:
        raise EngineError(f"{printable(str(file))} has no points and no lines")
    tables = Tables(file.parent, {name: each for name, each in rows.items() if each}, found=True)
    texts = {f"{name}.csv": csv_text(each) for name, each in tables.rows.items()}
    left_out = "".join(f"# GAP: {line}\n" for line in _left_out(everything))
    return {"scenario.yaml": left_out + scenario_of(tables, title, identity), **texts}


def _use(feature: dict[str, Any]) -> str:
    """What a feature becomes: a place, a road or a railway; else what it is, and it is left out."""
    kind = feature["geometry"]["type"] if feature.get("geometry") else ""
    properties = feature.get("properties") or {}
    if "LineString" in kind and not any(properties.get(key) for key in NO_WAYS):
        return "railway" if properties.get("railway") else "road"
    return {"Point": "place", "": "nowhere"}.get(
        kind, "area" if "Polygon" in kind else "line" if "LineString" in kind else "other"
    )


def _left_out(features: list[dict[str, Any]]) -> Iterator[str]:
    """What became nothing, with its count."""
    count = Counter(_use(feature) for feature in features)
    for use, one, many, why in (
        ("area", "area", "areas", "; august-storm map takes land and lakes from it"),
        ("line", "river, border or coast", "rivers, borders or coasts", "; august-storm map takes rivers and borders from it"),
        ("nowhere", "feature without geometry", "features without geometry", ""),
        ("other", "feature of another kind", "features of other kinds", " (points and lines are taken)"),
    ):
        if count[use]:
            yield f"{counted(count[use], one, many)} {'is' if count[use] == 1 else 'are'} left out{why}"


def features_of(file: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON or TopoJSON file that lie somewhere; EngineError if it is none."""
    return [feature for feature in _all_features(file) if feature.get("geometry")]


def _all_features(file: Path) -> list[dict[str, Any]]:
    from engine.cli.topojson import features_of_topology

    try:
        if file.stat().st_size > MAX_BYTES:
            raise EngineError(f"{printable(str(file))} is larger than {MAX_BYTES // 10**6} MB; simplify it first")
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        features: list[dict[str, Any]] = (
            features_of_topology(content) if content.get("type") == "Topology" else content["features"]
        )
        assert all(isinstance(feature["geometry"]["type"], str) for feature in features if feature.get("geometry"))
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError, AssertionError):
        raise EngineError(f"{printable(str(file))} is no GeoJSON (or TopoJSON) file with features") from None
    return features


def _lines(feature: dict[str, Any]) -> Iterator[tuple[list[Point], str]]:
    """The lines of a feature, each with its surface, of a railway its gauge in mm; empty where the file says neither."""
    geometry, properties = feature["geometry"], feature.get("properties") or {}
    given = [str(properties[key]) for key in KEYS if properties.get(key)]
    made = next((SURFACES[each] for each in given if each in SURFACES), "")
    if properties.get("railway"):
        gauge = str(properties.get("gauge", ""))
        made = gauge if gauge.isascii() and gauge.isdecimal() else ""
    parts = {"LineString": [geometry.get("coordinates")], "MultiLineString": geometry.get("coordinates")}
    for line in parts.get(geometry["type"]) or []:
        yield [(round(float(lon), 6), round(float(lat), 6)) for lon, lat, *_ in line], made


def _lay_lines(network: _Network, lines: list[tuple[list[Point], str]]) -> None:
    for points, made in lines:
        for a, b in pairwise(points):
            network.join(a, b, float(_km(np.array(a), b)), made)
    for points, made in lines:
        for end in {points[0], points[-1]} if points else ():
            other = network.nearest(end, SNAP_KM, set(points))
            if other is not None and len(network.next[end]) == 1:
                network.join(end, other, float(_km(np.array(end), other)), made)


def _set_places(places: _Places, networks: tuple[_Network, ...], features: list[dict[str, Any]]) -> None:
    """The points as places, each on the vertices of roads and of railways that are near enough."""
    for number, feature in enumerate(features):
        if feature["geometry"]["type"] != "Point":
            continue
        properties, (lon, lat, *_) = feature.get("properties") or {}, feature["geometry"]["coordinates"]
        name = str(properties.get("name") or properties.get("id") or f"Place {number + 1}")
        point, kind = (round(float(lon), 6), round(float(lat), 6)), KINDS.get(str(properties.get("place")), "")
        identity = places.add(str(properties.get("id") or name), name, point, kind, _slug(str(properties.get("country") or "")))
        for network in networks:
            vertex = network.nearest(point, PLACE_KM, set(network.places))
            if vertex is not None:
                network.places[vertex] = identity


def _set_junctions(places: _Places, roads: _Network, railways: _Network) -> None:
    """Junctions without a place become places; one of railways is the place of roads that lies within `SNAP_KM`, if any does."""
    number = 0
    for network in (roads, railways):
        between = set(roads.next) - set(roads.places)
        for vertex in sorted({end for a, b, *_ in network.chains() for end in (a, b)} - set(network.places)):
            near = roads.nearest(vertex, SNAP_KM, between) if network is railways else None
            if near is not None:
                network.places[vertex] = roads.places[near]
                continue
            number += 1
            network.places[vertex] = places.add(f"junction_{number}", f"Junction {number}", vertex, "assembly")


def _ways(network: _Network, km_factor: float, file: str) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """The ways between two places: which, its surface or gauge, and how long."""
    used = set[str]()
    for a, b, km, made in network.chains():
        ends = network.places[a], network.places[b]
        if ends[0] == ends[1]:
            continue
        name = next(each for n in range(1, 1000) if (each := f"{ends[0]}-{ends[1]}" + (f".{n}" if n > 1 else "")) not in used)
        used.add(name)
        how = {"km": round(km * km_factor, 1), "source": f"length of the line in {file} times {km_factor:g}", "grade": "C"}
        yield {"id": name, "from": ends[0], "to": ends[1]}, made, how


def csv_text(rows: list[dict[str, Any]]) -> str:
    """Rows as the text of a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
