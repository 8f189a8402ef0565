"""Checks of supply sources and allocations: windows, schedules, who is served, and how weights divide an issue."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from engine.scenario import lorry_checks, supply_doubts
from engine.scenario.document import EACH, Finding, closes_too_soon, elements, ids, number, parents, things, upwards
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]
KINDS = ("fuel", "ammunition", "food", "all")


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the sources and allocations of the document `data`."""
    for check in (_sources, _schedules, _served, _allocations, _shares):
        yield from check(data)


def _sources(data: Item) -> Iterator[Finding]:
    receiving = lorry_checks.receiving(data)
    for loc, item in things(data, "supply_sources"):
        given = [key for key in ("t_per_day", "issues") if item.get(key) not in (None, {})]
        if len(given) == 2:
            text = f"{dotted((*loc, 'issues'))} stands beside t_per_day; give either tonnes of all goods together or issues:"
            yield Finding((*loc, "issues"), f"{text} (its all: are tonnes of whatever is asked for)", key=True)
        elif not given and not item.get("stock") and item["id"] not in receiving:
            text = f"{dotted(loc)} issues nothing, and no lorry companies shuttle to it"
            yield Finding(loc, f"{text}; give t_per_day:, issues: or stock:, or a task of theirs")
        yield from closes_too_soon(loc, item, opens=item.get("opens"))


def _schedules(data: Item) -> Iterator[Finding]:
    for kind in KINDS:
        for loc, steps in elements(data, ("supply_sources", EACH, "issues", kind)):
            days = (
                [number(step[0]) if isinstance(step, list) and step else None for step in steps]
                if isinstance(steps, list)
                else []
            )
            for row, (before, day) in enumerate(pairwise(days), 1):
                if before is not None and day is not None and day <= before:
                    text = f"{dotted((*loc, row))} begins on day {day:g}, not after the step before ({before:g})"
                    yield Finding((*loc, row), f"{text}; put steps in the order of their days")


def _served(data: Item) -> Iterator[Finding]:
    sides = _sides(data)
    for loc, item in things(data, "supply_sources"):
        served = item.get("for")
        for row, formation in enumerate(served if isinstance(served, list) else []):
            side = sides.get(formation) if isinstance(formation, str) else None
            if side is not None and side != item.get("side"):
                text = f"{dotted((*loc, 'for', row))} is '{formation}', of the other side; name formations of {item.get('side')}"
                yield Finding((*loc, "for", row), text)


def _allocations(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "allocations"):
        if bool(item.get("sources")) == (item.get("place") is not None):
            has = "both sources and a place" if item.get("sources") else "neither sources nor a place"
            yield Finding(loc, f"{dotted(loc)} has {has}; give either sources: or place:")
        yield from _issued(data, loc, item)
        if item.get("day") is not None and item.get("message") is not None:
            yield Finding((*loc, "message"), f"{dotted(loc)} has both a day and a message; give one of the two")
        stand = {str(source.get("place")) for _, source in things(data, "supply_sources")}
        if isinstance(item.get("place"), str) and item["place"] not in stand:
            text = (
                f"{dotted((*loc, 'place'))} is '{item['place']}', where no source stands; {nearest(item['place'], sorted(stand))}"
            )
            yield Finding((*loc, "place"), text)


def _issued(data: Item, loc: Loc, item: Item) -> Iterator[Finding]:
    """An allocation that is issued: by a headquarters above all who have a share, or their side, on a day within the scenario."""
    sender, shares, at = item.get("sender"), item.get("shares"), (*loc, "sender")
    if not isinstance(sender, str):
        return
    sides, above = _sides(data), parents(data)
    if sender not in {*sides, *ids(data, "sides")}:
        text = f"{dotted(at)} is '{sender}', which is neither in formations nor in sides; {nearest(sender, sorted(sides))}"
        yield Finding(at, text)
        return
    day, days = number(item.get("day")), number(data.get("days"))
    if day is None:
        yield Finding(at, f"{dotted(at)}: an allocation that is issued needs its day; give day:")
    elif days is not None and day >= days:
        text = f"{dotted((*loc, 'day'))} is {day:g}, after the end of the scenario; give a day before {days:g}"
        yield Finding((*loc, "day"), text)
    for name in shares if isinstance(shares, dict) else ():
        chain = [*upwards(str(name), above), sides.get(str(name))]
        if name in sides and sender not in chain[1:]:
            text = (
                f"'{name}' does not stand under '{sender}'; a sender above it would be right: {' > '.join(map(str, chain[1:]))}"
            )
            yield Finding((*loc, "shares", str(name)), f"{dotted((*loc, 'shares'))}: {text}", key=True)


def _shares(data: Item) -> Iterator[Finding]:
    sides = _sides(data)
    for loc, item in things(data, "allocations"):
        at, shares = (*loc, "shares"), item.get("shares")
        weights = shares if isinstance(shares, dict) else {}
        for formation in weights:
            if formation not in sides:
                text = f"{dotted(at)} names '{formation}', which is not in formations; {nearest(str(formation), sorted(sides))}"
                yield Finding((*at, formation), text, key=True)
        if weights and not any(number(weight) for weight in weights.values()):
            yield Finding(at, f"{dotted(at)} are all 0; give one formation at least a weight above 0")
        yield from () if item.get("sender") else _unserved(at, item, data)
        yield from _one_side(at, {sides[formation] for formation in weights if formation in sides}, data, item)


def _unserved(at: Loc, item: Item, data: Item) -> Iterator[Finding]:
    """A share for those whom a named source does not serve."""
    named, sources = item.get("sources"), {source["id"]: source for _, source in things(data, "supply_sources")}
    weights = item["shares"] if isinstance(item.get("shares"), dict) else {}
    shares = [str(name) for name, weight in weights.items() if number(weight)]
    for source in [sources[name] for name in (named if isinstance(named, list) else []) if name in sources]:
        for formation in supply_doubts.unserved(data, source, shares):
            text = f"{dotted(at)} names '{formation}', whom '{source['id']}' does not serve"
            yield Finding((*at, formation), f"{text}; add it to for: of the source, or take it out here", key=True)


def _one_side(at: Loc, sides: set[str], data: Item, item: Item) -> Iterator[Finding]:
    """Shares are of one side, and that of the sources that are named."""
    named = item.get("sources")
    rows = {source["id"]: str(source.get("side")) for _, source in things(data, "supply_sources")}
    of_sources = {rows[name] for name in (named if isinstance(named, list) else []) if isinstance(name, str) and name in rows}
    if len(sides | of_sources) > 1:
        text = f"{dotted(at)} and the sources that they divide are of {' and '.join(sorted(sides | of_sources))}"
        yield Finding(at, f"{text}; an allocation is of one side")


def _sides(data: Item) -> dict[str, str]:
    return {item["id"]: str(item.get("side")) for _, item in things(data, "formations")}
