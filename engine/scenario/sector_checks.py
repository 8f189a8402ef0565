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
    why = "where the main body stands; it holds the rest by itself"
    yield from parted(at, shares, str(step.get("place")), places, word="shares", why=why)


def parted(at: Loc, parts: Item, main: str, places: list[str], *, word: str, why: str) -> Iterator[Finding]:
    """Mistakes of a division by place: nothing is left at the `main` one, it is named itself, or a place does not exist.

    `word` is what the parts are called, `why` says that the main place needs none."""
    total = sum(number(part) or 0.0 for part in parts.values())
    if total >= 1.0:
        yield Finding(at, f"{dotted(at)}: its {word} add up to {total:g}; they must leave something at {main}", key=True)
    for place in parts:
        if place == main:
            yield Finding((*at, place), f"{dotted(at)} names {place}, {why}", key=True)
        elif place not in places:
            yield Finding((*at, place), f"{dotted(at)} has '{place}', which is not in places; {nearest(place, places)}", key=True)
