"""Checks of sectors: places that exist, shares that leave something, steps that hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, ids, number, things
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the sectors of the plans of the document `data`."""
    places = [*ids(data, "places"), *ids(data, "crossings")]
    for loc, plan in things(data, "plans"):
        steps = plan.get("steps")
        for row, step in enumerate(steps if isinstance(steps, list) else ()):
            if isinstance(step, dict) and isinstance(step.get("sector"), dict) and step["sector"]:
                yield from _sector((*loc, "steps", row), step, places)


def _sector(loc: Loc, step: Item, places: list[str]) -> Iterator[Finding]:
    shares, at = step["sector"], (*loc, "sector")
    if step.get("task") == "march":
        yield Finding(at, f"{dotted(at)}: a step that marches has no sector; one that attacks has a zone", key=True)
    total = sum(number(share) or 0.0 for share in shares.values())
    if total >= 1.0:
        yield Finding(
            at, f"{dotted(at)}: its shares add up to {total:g}; they must leave something at {step.get('place')}", key=True
        )
    for place in shares:
        if place == step.get("place"):
            yield Finding(
                (*at, place), f"{dotted(at)} names {place}, where the main body stands; it holds the rest by itself", key=True
            )
        elif place not in places:
            yield Finding((*at, place), f"{dotted(at)} has '{place}', which is not in places; {nearest(place, places)}", key=True)
