"""Warnings: what a scenario may contain and its author probably does not mean. It can run; `--strict` refuses it.

Of several kinds: a key that nothing reads where it stands, so that its author waits in vain; a place where formations
would draw supply without food (`supply_doubts`); what is waited for and never comes (`vain_doubts`); a plan that begins where
its formation does not stand; ground that no map would show so (`ground_doubts`), numbers that are hard to believe
(`belief_doubts`), formations without what they need (`force_doubts`), or beside an enemy at the start (`start_doubts`), events
outside of the run (`record_checks`). Like the checks, these read the plain data, which hold only what is written in the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario import belief_doubts, force_doubts, ground_doubts, record_checks, start_doubts, supply_doubts, vain_doubts
from engine.scenario.document import Finding, number, parents, things, upwards
from engine.scenario.forces import Fort
from engine.scenario.origins import Loc, dotted

MOVING_TASKS = ("attack", "march")
STOCK_DAYS = float(Fort.model_fields["stock_days"].default)
Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every warning of the document `data`, which may also be wrong in ways that the models and checks refuse."""
    for check in (
        _plans,
        _steps_of_plans,
        _halts,
        _first_steps,
        _formations,
        _reassigned,
        _decisions,
        _messages,
        _measures,
        _bridges,
        _stores,
        supply_doubts.findings,
        vain_doubts.findings,
        ground_doubts.findings,
        belief_doubts.findings,
        force_doubts.findings,
        start_doubts.findings,
        record_checks.doubts,
    ):
        yield from check(data)


def moves(plan: Item) -> bool:
    """Whether a plan asks for an advance: some step after the first, or its only one, attacks or marches."""
    steps = _steps(plan)
    return any(step.get("task") in MOVING_TASKS for _, step in steps[1:] or steps)


def _steps(plan: Item) -> list[tuple[int, Item]]:
    steps = plan.get("steps")
    return [(row, step) for row, step in enumerate(steps if isinstance(steps, list) else []) if isinstance(step, dict)]


def _unused(loc: Loc, item: Item, keys: tuple[str, ...], why: str) -> Iterator[Finding]:
    """A warning at each of `keys` that is given in `item`."""
    for key in keys:
        if item.get(key) is not None:
            yield Finding((*loc, key), f"{dotted((*loc, key))} has no effect: {why}", key=True, warning=True)


def _plans(data: Item) -> Iterator[Finding]:
    for loc, plan in things(data, "plans"):
        if plan.get("released") is False:
            yield from _unused(loc, plan, ("release",), "released is false, so the plan never begins; take one of the two out")
        yield from _conditions((*loc, "release"), plan.get("release"), "it never comes true")
        if not moves(plan):
            yield from _unused(loc, plan, ("follows", "follows_km"), "only an advance follows another formation")
            yield from _unused(loc, plan, ("screens", "screens_km"), "only an advance screens another formation")
            yield from _unused(loc, plan, ("short_of_fuel",), "only an advance halts for want of fuel")
            continue
        for key in ("follows", "screens"):
            if plan.get(key) is None:
                yield from _unused(loc, plan, (f"{key}_km",), f"{key}: names no formation")


def _steps_of_plans(data: Item) -> Iterator[Finding]:
    """Keys of steps that attack or march, and of those that hold or give way: without an advance, or after it."""
    for loc, plan in things(data, "plans"):
        end = max((row for row, step in _steps(plan) if step.get("task") in MOVING_TASKS), default=-1) if moves(plan) else -1
        for row, step in _steps(plan):
            at = (*loc, "steps", row)
            yield from _conditions((*at, "when"), step.get("when"), "the step never begins")
            yield from _advance(at, step) if row <= end else _defence(at, step)


def _halts(data: Item) -> Iterator[Finding]:
    for loc, halt in things(data, "halts"):
        yield from _conditions((*loc, "until"), halt.get("until"), "it never comes true")


def _conditions(loc: Loc, when: Any, never: str) -> Iterator[Finding]:
    """A trigger that never comes true, says `all` of one condition, or names the step before where there is none."""
    if not isinstance(when, dict):
        return
    given = [key for key, value in when.items() if key != "all" and value is not None and value is not False]
    if not given:
        yield Finding(loc, f"{dotted(loc)} names no condition, so {never}; name one, or take it out", warning=True)
    elif len(given) == 1 and when.get("all"):
        yield from _unused(loc, when, ("all",), "only one condition is given")
    if "reached" in given and loc[-1] != "when":
        text = f"{dotted((*loc, 'reached'))} comes true at once: there is no step before; take it out"
        yield Finding((*loc, "reached"), text, key=True, warning=True)


def _advance(at: Loc, step: Item) -> Iterator[Finding]:
    if step.get("task") in MOVING_TASKS:
        yield from _unused(at, step, ("posture",), "only steps that hold or give way take a posture")


def _defence(at: Loc, step: Item) -> Iterator[Finding]:
    yield from _unused(at, step, ("planned_day",), "planned days are compared on the axis of an attack")
    if step.get("by") == "boat":
        yield from _unused(at, step, ("by",), "steps that hold or give way move by road or rail alone")


def _first_steps(data: Item) -> Iterator[Finding]:
    """Headquarters and services are left out: they stand behind the troops whose plan they give."""
    fighting = {item["id"]: item for _, item in things(data, "formations") if item.get("combat") is not False}
    for loc, plan in things(data, "plans"):
        there, steps = fighting.get(str(plan.get("formation")), {}), _steps(plan)
        given = [part.get("place") for part in (there.get("arrives"), there.get("start")) if isinstance(part, dict)]
        here = next((place for place in given if place is not None), None)
        first = steps[0][1].get("place") if steps else None
        if isinstance(here, str) and isinstance(first, str) and first != here:
            place = (*loc, "steps", steps[0][0], "place")
            text = f"{dotted(place)} is '{first}', but '{plan['formation']}' starts at '{here}' and has to go there first"
            yield Finding(place, f"{text}; begin the plan where the formation stands", warning=True)


def _formations(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "formations"):
        start = item.get("start")
        fuel = number(start.get("fuel_fills")) if isinstance(start, dict) else None
        if fuel and not number(item.get("fill_t", 0)):
            why = "fill_t is 0, and without it a formation burns no fuel"
            yield from _unused((*loc, "start"), {"fuel_fills": fuel}, ("fuel_fills",), why)
        if item.get("combat") is False:
            yield from _unused(loc, item, ("quality",), "combat is false, and troops that do not fight have no combat power")
        if item.get("mobility") == "fixed":
            yield from _unused(loc, item, ("forward_detachment",), "mobility is fixed, so it never marches")


def _reassigned(data: Item) -> Iterator[Finding]:
    """An axis is inherited from the parents of the start; a new parent gives none."""
    above_at_start = parents(data)
    planned = {plan.get("formation") for _, plan in things(data, "plans") if moves(plan)}
    own = {plan.get("formation") for _, plan in things(data, "plans")}
    for loc, item in things(data, "formations"):
        above = next((name for name in upwards(item["id"], above_at_start)[1:] if name in planned), None)
        if item.get("reassigned") and item["id"] not in own and above is not None:
            text = f"{dotted((*loc, 'reassigned'))} leaves '{item['id']}' on the axis of '{above}'; give it a plan of its own"
            yield Finding((*loc, "reassigned"), text, key=True, warning=True)


def _decisions(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "decisions"):
        kind = item.get("kind", "fixed")
        if kind == "fixed":
            yield from _unused(loc, item, ("since", "per_day", "lost_mult"), "kind is fixed, so the decision falls at its hour")
        elif kind == "never":
            yield from _unused(loc, item, ("since", "per_day", "places", "lost_mult"), "kind is never")
        elif kind == "hazard" and not item.get("places"):
            yield from _unused(loc, item, ("lost_mult",), "no places: are given whose loss could put pressure on the government")


def _messages(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "messages"):
        if item.get("decision") is None:
            yield from _unused(loc, item, ("after_h",), "the message has an hour of its own and follows no decision")


def _measures(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "measures"):
        if item.get("kind") == "advance_by_day":
            yield from _unused(loc, item, ("region", "country"), "an advance is measured along the axis, wherever it leads")
        else:
            yield from _unused(loc, item, ("km",), "only advance_by_day is measured against a distance")


def _bridges(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "roads"):
        if item.get("river") is None and item.get("bridge") is True:
            yield from _unused(loc, item, ("bridge",), "no river: is named, so there is nothing to cross once it is blown")


def _stores(data: Item) -> Iterator[Finding]:
    """Permanent works whose garrison lives on stocks of which nothing is said: one doubt for all, at the first."""
    silent = [
        (loc, item) for loc, item in things(data, "forts") if item.get("works") != "field" and item.get("stock_days") is None
    ]
    if silent:
        loc, names = silent[0][0], [item["id"] for _, item in silent]
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        text = (
            f"{dotted(loc)} names no stock_days: once encircled {shown} starve{'s' * (len(names) == 1)} after {STOCK_DAYS:g} days"
        )
        yield Finding(loc, f"{text}; say how long the stores last", warning=True)
