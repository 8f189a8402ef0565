"""Orders with a date: a new plan goes down the chain of command, and each formation takes it up at its next decision.

The way of an order is that of every message: a delay for each link below the sender, longer for those that are cut off; then
it waits
for absent commanders and takes time to be carried out. A formation on the march goes on to the end of its link first, one
before an
enemy breaks away; one that boards ships, waits for a road or crosses a river does that first. Draws of a new plan have
addresses of
their own.
"""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.command.sectors import recall
from engine.processes.command.triggers import due_minute
from engine.processes.movement.detachments import call_back
from engine.processes.movement.march import gone, stands_before_enemy
from engine.randomness import Stream
from engine.rules import command
from engine.rules.command import STEPS_BELOW_ARMY_GROUP, links_between
from engine.scenario.schema import Order, Plan, Step, Trigger
from engine.theatre.detachments import MOVING_TASKS
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind, Rule


def ordering(c: Campaign, order: Order) -> Process:
    """An order is issued on its day and reaches one formation after another; the delay is drawn for each.

    None is issued by a headquarters that is gone. Waits for its day (rank WEATHER), then for each receipt (rank MARCH, in
    the order of
    march). Writes `message`, then `order` for each receipt: a new plan, or why it cannot be obeyed."""
    yield c.after(max(round(order.day * MIN_PER_DAY) - c.minute, 0), Rank.WEATHER)
    sender = c.world.formation_row[order.sender]
    if gone(c, sender):
        return
    c.state.note(sender, c.minute, EventKind.MESSAGE, cause=Cause.NEW_PLAN)
    for minute, f in receipts(c, order.id, sender, addressed(c, order)):
        yield c.after(max(minute - c.minute, 0), Rank.MARCH, c.order[f])
        receive(c, order.id, order.plan, f)


def addressed(c: Campaign, order: Order) -> list[int]:
    """Rows of those that an order is for: the formations named and all below them that follow their plan, with no plan of
    their own
    unless the order takes its place; no bodies that are split off others."""
    planned = {plan.formation for plan in c.world.spec.plans}.difference(order.to)
    rows = sorted({f for to in order.to for f in c.tree.below(to)})
    listed = {formation.id for formation in c.world.spec.formations}

    def follows(f: int) -> bool:
        nearest = c.tree.nearest(c.world.formations[f].id, lambda above: above in order.to or above in planned)
        return order.all_below or nearest in order.to

    return [f for f in rows if c.world.formations[f].id in listed and follows(f)]


def receipts(c: Campaign, name: str, sender: int, rows: list[int]) -> list[tuple[int, int]]:
    """(minute, formation row) at which an order of a name reaches each of the rows, in order; at once without the rule command.

    A formation that is cut off when it leaves hears of it last."""
    if not c.world.on(Rule.COMMAND) or not rows:
        return [(c.minute, f) for f in rows]
    formations, s = c.world.formations, c.state
    top = STEPS_BELOW_ARMY_GROUP[formations[sender].echelon]
    links = np.array([links_between(STEPS_BELOW_ARMY_GROUP[formations[f].echelon], top, top) for f in rows])
    cut_off = s.encircled[rows] | ~np.isfinite(s.supply_km[rows])
    z = np.array([c.dice.normal(Stream.RECEIPT, f"{name}:{formations[f].id}") for f in rows])
    hours = command.receipt_delay_h(links, cut_off, z, rates=c.rates.command)
    return sorted((c.minute + round(float(h) * MIN_PER_H), f) for h, f in zip(hours, rows, strict=True))


def receive(c: Campaign, name: str, plan: Plan, f: int) -> None:
    """A formation has an order in hand, or is told that it cannot obey it. Writes `order`; its carrying out begins."""
    cause = answer(c, plan, f)
    c.state.note(f, c.minute, EventKind.ORDER, cause=cause)
    if cause in (Cause.NEW_PLAN, Cause.ENCIRCLED):
        c.clock.start(taking_over(c, f, name, plan))


def answer(c: Campaign, plan: Plan, f: int) -> Cause:
    """What a formation does with an order: it takes it, at once or once it is relieved, or why it cannot."""
    s = c.state
    if gone(c, f) and not s.standing.is_expected(f):
        return Cause.GONE
    if s.wills.obeys[f]:
        return Cause.CEASE_FIRE
    if c.world.order_of_battle.mobility[f] == "fixed":
        return Cause.FIXED
    if _advances(plan) and _way(c, plan, f) is None:
        return Cause.OUT_OF_REACH
    return Cause.ENCIRCLED if s.encircled[f] else Cause.NEW_PLAN


def taking_over(c: Campaign, f: int, name: str, plan: Plan) -> Process:
    """A formation prepares what it has been ordered, and has it in hand once its commander is there and its staff is ready.

    Waits for that (rank MARCH, in the order of march). Interrupts a formation that stands before an enemy, and alerts any
    other that
    waits for a condition; one whose own process has ended takes the plan up at once. Writes no event."""
    due = due_minute(c, f, Trigger(day=c.minute / MIN_PER_DAY), 0, f"{name}:")
    yield c.after(max((due or 0) - c.minute, 0), Rank.MARCH, c.order[f])
    if gone(c, f) and not c.state.standing.is_expected(f):
        return
    c.state.plans.receive(f, plan)
    c.tell(f, before_enemy=stands_before_enemy(c, f))


def take_up(c: Campaign, f: int) -> tuple[Itinerary | None, list[Step]]:
    """A formation leaves its old plan for the one in hand: the march of that, or None, and its steps.

    Its posts and its forward detachment come after it. Where the way is lost meanwhile, it stands where it is. Writes `order`,
    cause out of reach, in that case."""
    plan = c.state.plans.take_up(f)
    itinerary = _way(c, plan, f)
    presses_on = plan.short_of_fuel == "press_on"
    c.state.take_plan(f, itinerary, 0.0 if presses_on else c.rates.fuel.halt_fills * float(c.commanders.fuel_reserve_factor[f]))
    recall(c, f, c.place_id(int(c.state.place[f])))
    call_back(c, f)
    if itinerary is None and _advances(plan):
        c.state.note(f, c.minute, EventKind.ORDER, cause=Cause.OUT_OF_REACH)
        return None, []
    return itinerary, plan.steps


def _advances(plan: Plan) -> bool:
    return any(step.task in MOVING_TASKS for step in plan.steps)


def _way(c: Campaign, plan: Plan, f: int) -> Itinerary | None:
    here = int(c.state.toward[f] if c.state.link[f] >= 0 else c.state.place[f])
    return c.orders.by_order(f, plan, c.world.places[here].id, float(c.state.axis_km[f]))
