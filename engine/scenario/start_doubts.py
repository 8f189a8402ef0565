"""Doubts about where formations stand at the start: beside an enemy, or on ground that the other side holds.

Most often a country has the wrong side, or a table the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import listed
from engine.scenario.document import Finding, ids, things
from engine.scenario.force_doubts import holders
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """One doubt for each place where both sides start, and for each that the other side holds, at the first formation there."""
    held, sides = holders(data), ids(data, "sides")
    for place, there in _starting(data, sides).items():
        holder = held.get(place)
        strangers = [(loc, item) for loc, item in there if item.get("side") != holder] or there
        (loc, item), enemies = strangers[0], [other["id"] for _, other in there if other["side"] != strangers[0][1]["side"]]
        at = (*loc, "start", "place")
        if enemies:
            text = f"{dotted(at)} is '{place}', where the other side's {listed(enemies)} start{'s' * (len(enemies) == 1)} as well"
            yield Finding(at, f"{text}; put the two sides at different places", warning=True)
        elif holder in sides and item["side"] != holder:
            more = f" (and so do {len(strangers) - 1} more)" if len(strangers) > 1 else ""
            text = f"{dotted(at)} is '{place}', which '{holder}' holds at the start{more}"
            yield Finding(
                at, f"{text}; give the place held_by: {item['side']}, or let '{item['id']}' start elsewhere", warning=True
            )


def _starting(data: Item, sides: list[str]) -> dict[str, list[tuple[Loc, Item]]]:
    """The formations that stand at each place when the scenario starts; those that arrive later are nowhere then."""
    found: dict[str, list[tuple[Loc, Item]]] = {}
    for loc, item in things(data, "formations"):
        start = item.get("start")
        place = start.get("place") if isinstance(start, dict) else None
        if isinstance(place, str) and item.get("side") in sides and item.get("arrives") is None:
            found.setdefault(place, []).append((loc, item))
    return found
