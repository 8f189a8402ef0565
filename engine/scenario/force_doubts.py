"""Doubts about formations and what sustains them: without fuel, source, plan or men they stand where their author left them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, number, things
from engine.scenario.origins import dotted

Item = dict[str, Any]
BURNING = ("motor", "tracked")
MANOEUVRE = ("corps", "division", "brigade")
"""Echelons that an attacker gives orders to; smaller ones are attached to others."""


def findings(data: Item) -> Iterator[Finding]:
    """Every doubt about formations, sources and garrisons."""
    for check in (_men, _fuel, _plans, _sources, _captured, _garrisons):
        yield from check(data)


def fighting(data: Item) -> dict[str, Item]:
    """Combat formations by id."""
    return {item["id"]: item for _, item in things(data, "formations") if item.get("combat") is not False}


def _men(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "formations"):
        if item.get("combat") is not False and number(item.get("men")) == 0:
            at = (*loc, "men")
            yield Finding(
                at, f"{dotted(at)} is 0, so it fights nobody and goes nowhere; give men, or combat: false", warning=True
            )


def _fuel(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "formations"):
        start = item.get("start")
        if item.get("combat") is False or item.get("mobility") not in BURNING:
            continue
        if not number(item.get("fill_t", 0)):
            at = (*loc, "mobility") if item.get("fill_t") is None else (*loc, "fill_t")
            text = f"{dotted(loc)} is {item['mobility']} and has no fill_t, so it drives without fuel; give fill_t: in tonnes"
            yield Finding(at, text, warning=True)
        elif isinstance(start, dict) and start.get("fuel_fills") is None:
            text = f"{dotted((*loc, 'start'))} has no fuel_fills, so it begins without fuel; give some, or fuel_fills: 0"
            yield Finding((*loc, "start"), text, warning=True)


def _above(data: Item) -> dict[str, list[str]]:
    """Each formation with all above it, itself first; new parents count as well."""
    parents = {item["id"]: _parents(item) for _, item in things(data, "formations")}
    return {name: _chain(name, parents) for name in parents}


def _parents(item: Item) -> list[str]:
    later = item.get("reassigned")
    given = [item.get("parent"), *(order.get("to") for order in later or () if isinstance(order, dict))]
    return [parent for parent in given if isinstance(parent, str)]


def _chain(name: str, parents: dict[str, list[str]]) -> list[str]:
    found, waiting = list[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.append(here)
            waiting += parents.get(here, [])
    return found


def _plans(data: Item) -> Iterator[Finding]:
    """Manoeuvre formations of the attacker for whom nobody has a plan; a defender without one holds where it stands."""
    planned = {plan.get("formation") for _, plan in things(data, "plans")}
    attacker = next((item["id"] for _, item in things(data, "sides")), None)
    above = _above(data)
    for loc, item in things(data, "formations"):
        mobile = item.get("mobility") != "fixed" and item.get("echelon") in MANOEUVRE and item.get("arrives") is None
        if item.get("side") == attacker and item.get("combat") is not False and mobile and not planned & {*above[item["id"]]}:
            text = f"{dotted(loc)}: neither '{item['id']}' nor one above it has a plan, so it stands still; give it one"
            yield Finding((*loc, "id"), f"{text} (a step hold, if that is meant)", warning=True)


def _sources(data: Item) -> Iterator[Finding]:
    """An attacker whom no source serves: told once for the side, or at each formation that is left out."""
    above, attacks = _above(data), {item.get("formation") for _, item in things(data, "plans") if _advances(item)}
    sources = [item for _, item in things(data, "supply_sources") if item.get("for") != []]
    for side_loc, side in things(data, "sides"):
        own = [
            (loc, item)
            for loc, item in things(data, "formations")
            if item.get("side") == side["id"] and item.get("combat") is not False and attacks & {*above[item["id"]]}
        ]
        serving = [item.get("for") for item in sources if item.get("side") == side["id"]]
        if own and not serving:
            text = f"{dotted(side_loc)}: '{side['id']}' attacks and has no source of supply; add one to supply_sources:"
            yield Finding((*side_loc, "id"), text, warning=True)
            continue
        if None in serving:
            continue
        served = {name for names in serving if isinstance(names, list) for name in names}
        for loc, item in own:
            if not served & {*above[item["id"]]}:
                text = f"{dotted(loc)}: no source serves '{item['id']}'; name it, or one above it, in the for: of one"
                yield Finding((*loc, "id"), text, warning=True)


def _advances(plan: Item) -> bool:
    steps = plan.get("steps")
    return isinstance(steps, list) and any(isinstance(step, dict) and step.get("task") == "attack" for step in steps)


def holders(data: Item) -> dict[str, Any]:
    """The side that holds each place when the scenario starts."""
    sides = {item["id"]: item.get("side") for _, item in things(data, "countries")}
    return {item["id"]: item.get("held_by") or sides.get(item.get("country")) for _, item in things(data, "places")}


def _captured(data: Item) -> Iterator[Finding]:
    held = holders(data)
    for loc, item in things(data, "supply_sources"):
        holder, side = held.get(str(item.get("place"))), item.get("side")
        issues = any(item.get(key) is not None for key in ("t_per_day", "issues", "stock"))
        if issues and holder is not None and side is not None and holder != side and not number(item.get("opens")):
            at = (*loc, "place")
            text = f"{dotted(at)} is '{item['place']}', which '{holder}' holds at the start, so it issues nothing to '{side}'"
            yield Finding(
                at, f"{text}; name a place of its own, or give opens: the day from which its side has the place", warning=True
            )


def _garrisons(data: Item) -> Iterator[Finding]:
    """A garrison that cannot march, or that gives all its men, stands where its works are."""
    troops = fighting(data)
    for loc, item in things(data, "forts"):
        garrison = troops.get(str(item.get("garrison")), {})
        start, men = garrison.get("start"), number(garrison.get("men"))
        here = start.get("place") if isinstance(start, dict) else None
        zone = item.get("places")
        if (
            not isinstance(here, str)
            or "place" not in item
            or here == item["place"]
            or here in (zone if isinstance(zone, dict) else ())
        ):
            continue
        inside = number(item.get("garrison_men"))
        if garrison.get("mobility") == "fixed" or (men and inside is not None and inside > 0.9 * men):
            at = (*loc, "place")
            text = f"{dotted(at)} is '{item['place']}', but its garrison '{item['garrison']}' starts at '{here}'"
            yield Finding(at, f"{text}; put the two at one place", warning=True)
