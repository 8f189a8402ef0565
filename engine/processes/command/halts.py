"""Halts by order: what a formation on its axis waits for before it goes on.

Conditions of its plan's steps and pauses, orders to stand (phase lines and army halts), and the formation that it follows. The
conditions are those of every plan (`triggers`); while it waits an attacker holds what it has as a defender does, and it
goes on from where its axis was left.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.processes.campaign import Campaign, NewOrders
from engine.processes.clock import Process
from engine.processes.command.posts import leave_post, take_post_on_the_way
from engine.processes.command.sectors import clear_zone
from engine.processes.command.triggers import due_minute, fires, standing
from engine.processes.movement.march import gone
from engine.scenario.schema import Trigger
from engine.theatre.halts import StandingOrder
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, Cause


def ordered(c: Campaign, f: int, itinerary: Itinerary, leg: int) -> Process:
    """All that a formation waits for before it sets out on the leg of a number.

    First the pauses and conditions of the steps that begin; then, until none holds it, orders to stand and the formation that
    it follows or screens. It takes up a post first, where the step that it has done lets it hold, and sends parts to clear
    its zone. Waits and writes as `halted` does."""
    take_post_on_the_way(c, f, itinerary, leg)
    clear_zone(c, f, itinerary, leg)
    for number in itinerary.begins.get(leg, ()):
        step = itinerary.steps[number]
        if step.pause_days:
            yield from halted(c, f, Cause.REGROUPS, Trigger(), c.minute + round(step.pause_days * MIN_PER_DAY))
        if step.when is not None:
            yield from halted(c, f, Cause.ORDER, step.when, due_minute(c, f, step.when, number))
    while not gone(c, f):
        order = next((order for order in standing_orders(c, f) if holds(c, f, order)), None)
        if order is not None:
            yield from obeying(c, f, order)
        elif not may_follow(c, f, itinerary.planned[leg]):
            cause = Cause.AHEAD if itinerary.plan.screens else Cause.FOLLOWS
            yield from halted(c, f, cause, Trigger(), None, lambda: may_follow(c, f, itinerary.planned[leg]))
        else:
            leave_post(c, f)
            return


def halted(c: Campaign, f: int, cause: Cause, when: Trigger, due: int | None, also: Callable[[], bool] | None = None) -> Process:
    """A formation on its axis halts until a condition holds or its minute has come; not at all where it does already.

    Waits as `standing` does; writes `halt` and `resume` with the cause, and what `standing` writes."""
    if gone(c, f) or fires(c, f, when, due, also):
        return
    c.state.rally(f)
    c.state.halt(f, c.minute, cause)
    try:
        yield from standing(c, f, when, due, also)
    except NewOrders:
        c.state.resume(f, c.minute, cause)
        raise
    c.state.resume(f, c.minute, cause)


def standing_orders(c: Campaign, f: int) -> list[StandingOrder]:
    """The orders to stand that a formation has; a new plan takes their place."""
    return [] if f in c.state.plans.carried_out else c.theatre.halts.of[f]


def holds(c: Campaign, f: int, order: StandingOrder) -> bool:
    """Whether an order to stand holds a formation now, in the place where it is."""
    here = not order.places or int(c.state.place[f]) in order.places
    return here and c.minute >= order.from_minute and not fires(c, f, *end_of(c, f, order))


def obeying(c: Campaign, f: int, order: StandingOrder) -> Process:
    """A formation stands as an order says, until that lets it go. Waits and writes as `halted` does."""
    yield from halted(c, f, Cause.PHASE_LINE if order.places else Cause.ORDER, *end_of(c, f, order))


def end_of(c: Campaign, f: int, order: StandingOrder) -> tuple[Trigger, int | None, Callable[[], bool] | None]:
    """What ends an order to stand for a formation: conditions, the minute when a dated one is carried out, all being up."""
    until = order.halt.until or Trigger()
    due = due_minute(c, f, until, 0, f"{order.halt.id}:")
    return until, due, (lambda: all_up(c, order)) if order.halt.all_up else None


def all_up(c: Campaign, order: StandingOrder) -> bool:
    """Whether all fighting formations that have set out on an axis over the phase line have come to it, or are beyond."""
    s = c.state
    elsewhere = s.plans.carried_out
    return all(
        f in elsewhere or s.axis_km[f] >= km or not s.in_play[f] or s.activity[f] == Activity.WAITING
        for f, km in order.line_km.items()
    )


def may_follow(c: Campaign, f: int, leg: int) -> bool:
    """Whether the formation that this one follows or screens is far enough for a leg of its axis as planned, or is no more.

    Neither holds where one of the two has another plan by now."""
    turned = c.state.plans.carried_out
    lead = None if f in turned else c.theatre.following.leads[f]
    if lead is not None and lead.ahead in turned:
        return True
    if lead is not None and c.state.standing.is_expected(lead.ahead):
        return False
    return lead is None or gone(c, lead.ahead) or bool(c.state.axis_km[lead.ahead] >= lead.km[leg])


def bound(c: Campaign, f: int, detachment: int, leg: int) -> bool:
    """Whether an order to stand holds the forward detachment of a formation where it is, or the one that it follows is not ahead.

    Then the detachment stays for its main body, whose orders they are."""
    return any(holds(c, detachment, order) for order in standing_orders(c, f)) or not may_follow(c, f, leg)


def look_for(c: Campaign, f: int) -> None:
    """A formation has come to a place or left the war: those that wait for it, behind it or on a phase line, look again."""
    for waiting in (*c.theatre.following.followers.get(f, ()), *c.theatre.halts.looked_for.get(f, ())):
        c.alert(waiting)
