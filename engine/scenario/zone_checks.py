"""Checks of zones of works with several places: places that exist, parts that leave something at the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, ids, number, things
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the zones of the document `data`."""
    places = ids(data, "places")
    for loc, item in things(data, "forts"):
        if isinstance(item.get("places"), dict):
            yield from _zone((*loc, "places"), item, places)


def _zone(at: Loc, item: Item, places: list[str]) -> Iterator[Finding]:
    parts = item["places"]
    total = sum(number(part) or 0.0 for part in parts.values())
    if total >= 1.0:
        yield Finding(
            at, f"{dotted(at)}: its parts add up to {total:g}; they must leave something at {item.get('place')}", key=True
        )
    for place in parts:
        if place == item.get("place"):
            yield Finding((*at, place), f"{dotted(at)} names {place}, which has what the others leave; take it out", key=True)
        elif place not in places:
            yield Finding((*at, place), f"{dotted(at)} has '{place}', which is not in places; {nearest(place, places)}", key=True)
