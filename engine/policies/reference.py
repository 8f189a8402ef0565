"""Reference policies, short enough to be read: `plan`, `hold`, `exploit` and `cautious`.

Each looks at its view alone and keeps nothing between two calls; what it has ordered before stands in `view.given`. `wants`
says for
what it is called: `plan` for nothing, the others each morning. Their
numbers are judgements (grade C).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

from engine.policies.view import Report, Troops, View, order
from engine.scenario.schema import Order

KEPT_FILLS = 0.25
"""Fuel that `exploit` leaves in hand."""
FOOT_KM = 60.0
"""How far `exploit` sends troops that burn no fuel: three days' march."""
LEAST_FOOD_DAYS, LEAST_FUEL_FILLS = 2.0, 0.5
ENOUGH_FOOD_DAYS, ENOUGH_FUEL_FILLS = 4.0, 1.0
"""Below the first two `cautious` stands, above the others it goes on with its plan."""


def plan(view: View) -> Sequence[Order]:
    """The scenario's own orders: nothing is added, and the run is the one without a policy."""
    del view
    return []


def hold(view: View) -> Sequence[Order]:
    """Every formation stands where it is when it hears of it, and gives nothing up."""
    mine = [name for name in _fighting(view) if name not in view.given]
    return [order(name, {"task": "hold", "place": view.own[name].place}, short_of_fuel="stand") for name in mine]


def exploit(view: View) -> Sequence[Order]:
    """Each morning every formation without a task goes to the place of the enemy's that is believed weakest of those that
    its fuel
    reaches; of equals to the nearest."""
    return list(_exploiting(view))


def cautious(view: View) -> Sequence[Order]:
    """The scenario's plan, but never beyond so many days of supply: what runs short stands, and goes on once it has enough."""
    return list(_careful(view))


plan.wants = ()  # type: ignore[attr-defined]
for _daily in (hold, exploit, cautious):
    _daily.wants = ("morning",)  # type: ignore[attr-defined]


def _fighting(view: View) -> list[str]:
    """Fighting formations under a headquarters that can move and have reported, sorted."""
    able = [name for name, each in view.troops.items() if each.combat and each.mobility != "fixed"]
    return sorted(name for name in able if name in view.own and view.own[name].men > 0)


def _exploiting(view: View) -> Iterator[Order]:
    strength: dict[str, float] = {}
    for report in view.enemy.values():
        strength[report.place] = strength.get(report.place, 0.0) + report.men
    for name in _fighting(view):
        before = view.given.get(name)
        if before is not None and view.holders.get(before.steps[-1].place) != view.side:
            continue
        reached = _reached(view, view.own[name], _reach_km(view, view.troops[name]))
        if reached:
            target = min(reached, key=lambda place: (strength.get(place, 0.0), reached[place], place))
            yield order(name, {"task": "attack", "place": target})


def _reach_km(view: View, troops: Troops) -> float:
    if math.isinf(troops.km_per_fill):
        return FOOT_KM
    supply = view.supply.get(troops.formation)
    return max((supply.fuel_fills if supply else 0.0) - KEPT_FILLS, 0.0) * troops.km_per_fill


def _reached(view: View, report: Report, reach_km: float) -> dict[str, float]:
    """Places of the enemy's within reach over places of one's own, with the km to each."""
    found, done, heap = dict[str, float](), set[str](), [(0.0, report.place)]
    while heap:
        km, here = heapq.heappop(heap)
        if here in done:
            continue
        done.add(here)
        if here != report.place and view.holders.get(here) != view.side:
            found[here] = km
            continue
        for road in view.roads.get(here, ()):
            if km + road.km <= reach_km:
                heapq.heappush(heap, (km + road.km, road.to))
    return found


def _careful(view: View) -> Iterator[Order]:
    for name in _fighting(view):
        supply, planned = view.supply.get(name), _plan_of(view, name)
        if supply is None or not planned:
            continue
        burns = not math.isinf(view.troops[name].km_per_fill)
        short = supply.food_days < LEAST_FOOD_DAYS or (burns and supply.fuel_fills < LEAST_FUEL_FILLS)
        enough = supply.food_days >= ENOUGH_FOOD_DAYS and (not burns or supply.fuel_fills >= ENOUGH_FUEL_FILLS)
        stands = name in view.given and view.given[name].steps[-1].task == "hold"
        if short and not stands:
            yield order(name, {"task": "hold", "place": view.own[name].place}, short_of_fuel="stand")
        elif enough and stands:
            yield order(name, *planned, short_of_fuel="stand")


def _plan_of(view: View, name: str) -> list[dict[str, str]]:
    """The steps of the scenario's plan for a formation, where that advances."""
    above: str = name
    while above not in view.plans:
        parent = view.troops[above].parent if above in view.troops else ""
        if not parent:
            return []
        above = parent
    steps = view.plans[above].steps
    return [{"task": step.task, "place": step.place, "by": step.by} for step in steps if step.task in ("attack", "march")]
