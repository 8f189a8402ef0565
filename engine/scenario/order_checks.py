"""Checks of orders with a date: given by a headquarters to its own, within the scenario, with steps that an order can give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, number, parents, things, upwards
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]
OF_PLANS = ("sector", "counter_attacks", "planned_day")
"""Keys of a step that plans of the scenario alone can give: the bodies for a sector are part of the order of battle."""


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the orders of the document `data`."""
    days = number(data.get("days"))
    for loc, order in things(data, "orders"):
        yield from _chain(data, loc, order)
        day = number(order.get("day"))
        if day is not None and days is not None and day >= days:
            text = f"{dotted(loc)}.day is {day:g}, after the end of the scenario; give a day before {days:g}"
            yield Finding((*loc, "day"), text)
        steps = order.get("steps")
        for row, step in enumerate(steps if isinstance(steps, list) else ()):
            for key in OF_PLANS if isinstance(step, dict) else ():
                if step.get(key):
                    at = (*loc, "steps", row, key)
                    yield Finding(at, f"{dotted(at)}: an order with a date gives no {key}; take it out", key=True)


def _chain(data: Item, loc: Loc, order: Item) -> Iterator[Finding]:
    """Formations that are ordered by no headquarters of theirs, at the start or from a reassignment on."""
    above, rows = parents(data), {item["id"]: item for _, item in things(data, "formations")}
    sender, to = order.get("sender"), order.get("to")
    for row, name in enumerate(to if isinstance(to, list) else ()):
        if not isinstance(name, str) or name not in rows or sender not in rows:
            continue
        chain = upwards(name, above)
        later = [each.get("to") for one in chain for each in _reassigned(rows.get(one, {}))]
        if sender not in chain and not any(sender in upwards(str(each), above) for each in later):
            at = (*loc, "to", row)
            ours = " > ".join(chain[:5])
            yield Finding(
                at,
                f"{dotted(at)} is '{name}', which does not stand under '{sender}'; a sender of its chain would be right: {ours}",
            )


def _reassigned(formation: Item) -> list[Item]:
    given = formation.get("reassigned")
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
