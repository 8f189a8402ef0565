"""Doubts about the ground: what a map would show at a glance and numbers hide.

A road is never shorter than the straight line between its ends, and hardly ever ten times as long; a place whose latitude and
longitude were exchanged lies far from all its neighbours, and near them once they are exchanged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.rules.geodesy import great_circle_km
from engine.scenario.document import Finding, elements, number, things
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]
Point = tuple[float, float]
"""Latitude and longitude."""

SHORTER = 0.98
"""A way may be this much of the straight line: earth is no sphere, and lengths are rounded."""
ROUNDED_KM = 0.5
"""What two decimals of a degree leave open."""
LONGER = 10.0
FAR = 3.0
"""A place is astray if the straight line to each neighbour is so many times the length of the way."""
WATERS = ("river_crossing", "river_boat", "sea")
LINKS = ("roads", "railways")


def findings(data: Item) -> Iterator[Finding]:
    """Every doubt about places and the links between them."""
    points = dict(_points(data))
    astray = set(_astray(data, points))
    yield from _exchanged(data, astray)
    yield from _lengths(data, points, astray)
    for check in (_twice, _lonely, _rivers):
        yield from check(data)


def _points(data: Item) -> Iterator[tuple[str, Point]]:
    for _, item in things(data, "places"):
        lat, lon = number(item.get("lat")), number(item.get("lon"))
        if lat is not None and lon is not None:
            yield item["id"], (lat, lon)


def _ways(data: Item) -> Iterator[tuple[Loc, Item, str, str]]:
    """Each link with its two different ends."""
    for name in LINKS:
        for loc, item in things(data, name):
            ends = item.get("ends")
            if isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, str) for end in ends) and ends[0] != ends[1]:
                yield loc, item, ends[0], ends[1]


def straight_km(a: Point, b: Point) -> float:
    """The straight line between two points, in km."""
    return float(great_circle_km(np.array(a[0]), np.array(a[1]), *b))


def _astray(data: Item, points: dict[str, Point]) -> Iterator[str]:
    """Places that lie near all their neighbours only once their latitude and longitude are exchanged."""
    neighbours: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for _, item, a, b in _ways(data):
        km = number(item.get("km"))
        if km and a in points and b in points:
            neighbours[a].append((b, km))
            neighbours[b].append((a, km))
    for place, around in neighbours.items():
        lat, lon = points[place]
        other = (lon, lat)
        if abs(lon) > 90 or not all(straight_km(points[place], points[there]) > FAR * km for there, km in around):
            continue
        if all(straight_km(other, points[there]) <= km / SHORTER + ROUNDED_KM for there, km in around):
            yield place


def _exchanged(data: Item, astray: set[str]) -> Iterator[Finding]:
    for loc, item in things(data, "places"):
        if item["id"] in astray:
            text = f"{dotted(loc)} lies at latitude {item['lat']:g} and longitude {item['lon']:g}, far from where its roads lead"
            yield Finding((*loc, "lat"), f"{text}; exchange lat and lon", warning=True)


def _lengths(data: Item, points: dict[str, Point], astray: set[str]) -> Iterator[Finding]:
    for loc, item, a, b in _ways(data):
        km = number(item.get("km"))
        if not km or a not in points or b not in points or astray & {a, b}:
            continue
        straight = straight_km(points[a], points[b])
        at, ends = (*loc, "km"), f"'{a}' and '{b}' are {straight:.1f} km apart in a straight line"
        if km < SHORTER * straight - ROUNDED_KM:
            yield Finding(at, f"{dotted(at)} is {km:g}, but {ends}; a way is never shorter: correct one of the two", warning=True)
        elif km > LONGER * max(straight, ROUNDED_KM):
            text = f"{dotted(at)} is {km:g}, but {ends}; no way is {LONGER:g} times longer: correct one of the two"
            yield Finding(at, text, warning=True)


def _twice(data: Item) -> Iterator[Finding]:
    """The same way under two ids: for roads of one surface, for railways of one gauge, line and length."""
    first: dict[tuple[object, ...], str] = {}
    for loc, item, a, b in _ways(data):
        kind = (item.get("surface"),) if loc[0] == "roads" else (item.get("gauge_mm"), item.get("km"), item.get("line"))
        same = (loc[0], *sorted((a, b)), *map(str, kind))
        if same in first:
            text = f"{dotted(loc)} is the way of '{first[same]}' again ('{a}' to '{b}', same kind); take one of the two out"
            yield Finding((*loc, "id"), text, warning=True)
        first.setdefault(same, item["id"])


def _lonely(data: Item) -> Iterator[Finding]:
    if not any(True for _ in _ways(data)):
        return
    reached = {end for _, _, a, b in _ways(data) for end in (a, b)}
    reached |= {str(item.get("at")) for _, item in things(data, "crossings")}
    for loc, item in things(data, "places"):
        if item["id"] not in reached:
            text = f"{dotted(loc)}: no road or railway leads to '{item['id']}'; add one, or take the place out"
            yield Finding((*loc, "id"), text, warning=True)


def _rivers(data: Item) -> Iterator[Finding]:
    """A river on an ordinary road delays nobody, unless a bridge is named that may be blown."""
    over = {way for _, ways in elements(data, ("crossings", "*", "ways")) for way in (ways if isinstance(ways, list) else ())}
    for loc, item in things(data, "roads"):
        if item.get("river") is None or item.get("surface") in WATERS or "bridge" in item or item["id"] in over:
            continue
        at = (*loc, "river")
        text = f"{dotted(at)} delays nobody on a {item.get('surface')} of which no bridge is known"
        yield Finding(
            at, f"{text}; say bridge: true, surface: river_crossing, or bridge: false for a ford", key=True, warning=True
        )
