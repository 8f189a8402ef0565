"""Plans: each formation carries out the steps of its own when their conditions come true, and falls back when it must."""

from __future__ import annotations

from collections.abc import Sequence

from engine.processes.campaign import Campaign, heed, until_new_orders
from engine.processes.clock import Process, Signal
from engine.processes.command.halts import ordered
from engine.processes.command.posts import take_first_post, take_post
from engine.processes.command.sectors import clear_zone, man, recall
from engine.processes.command.triggers import RELEASE, opened, released, standing, until
from engine.processes.movement.amphibious import embarking
from engine.processes.movement.axis import marching, opening_of
from engine.processes.movement.march import gone
from engine.processes.movement.withdrawal import fall_back, holds_together, move_to, stands_at, step_by_step
from engine.scenario.schema import Step, Trigger
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, Cause, Rule

OPENING = RELEASE + 1
"""Occasion of the draw for the execution of the order that opens a plan of defence: no step of a plan has this number."""


def campaigning(c: Campaign, f: int, itinerary: Itinerary) -> Process:
    """A formation carries its axis out when it opens, a reserve once it is released, and then holds what it has.

    Waits for release, embarkation and opening, then as a march does and for the conditions of its steps, then for alerts. Before
    it opens, while it waits, and after its end, the formation answers as a defender does (`triggers.standing`); steps after the
    advance are carried out as those of a defender. Interrupted by the weather on the march. Writes `released`, `start`, `reach`
    and all that marches, contacts, halts and retreats write."""
    with until_new_orders(c, f):
        yield from _campaigning(c, f, itinerary)


def _campaigning(c: Campaign, f: int, itinerary: Itinerary) -> Process:
    take_first_post(c, f, itinerary)
    if itinerary.plan.release is not None:
        c.state.stand(f, Activity.WAITING, Cause.RESERVE)
        yield from released(c, f, itinerary.plan.release)
        yield from embarking(c, f, [link for link, _ in itinerary.legs])
    c.state.join_axis(f, itinerary.axis_km[0])
    yield from opened(c, f, opening_of(c, f, itinerary))
    if c.state.in_play[f]:
        yield from marching(c, f, itinerary, lambda route, leg: ordered(c, f, route, leg))
    if c.at_war and c.state.fights[f] and c.state.activity[f] == Activity.DONE:
        clear_zone(c, f, itinerary, len(itinerary.legs))
    if c.at_war and c.state.fights[f]:
        carries_on = c.resisting and c.world.on(Rule.WITHDRAWAL) and c.state.activity[f] == Activity.DONE
        steps = in_turn(c, f, itinerary.defence if carries_on else (), len(itinerary.steps))
        yield from step_by_step(steps, lambda: bool(c.state.fights[f]))


def defending(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Carry out the steps of a plan for as long as the formation is in the war.

    Waits as `carrying_out` does; ends at the first wait at which the formation no longer fights."""
    with until_new_orders(c, f):
        yield from step_by_step(carrying_out(c, f, steps), lambda: bool(c.state.fights[f]))


def carrying_out(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Stand where the order of battle says; then, once the plan is released and opens, its steps in turn.

    Waits for alerts, news on the way, dated orders and its marches; writes `released`, and what `in_turn` writes."""
    first = steps[0] if steps and stands_at(c, f, steps[0].place) else None
    take_post(c, f, first)
    if first is not None:
        man(c, f, first)
    if steps:
        yield from let_go(c, f)
    yield from in_turn(c, f, steps, 0)


def let_go(c: Campaign, f: int) -> Process:
    """A formation keeps its first post until its plan is released and opens. Waits as `until` does; writes `released`."""
    plan = c.state.plans.carried_out.get(f) or c.orders.plan_of(c.world.formations[f].id)
    if plan is not None and plan.release is not None:
        yield from released(c, f, plan.release)
    if plan is not None and plan.opens > 0:
        yield from until(c, f, Trigger(day=plan.opens), OPENING)


def in_turn(c: Campaign, f: int, steps: Sequence[Step], first: int) -> Process:
    """Step after step of a plan that holds or gives way, as each one's condition comes true; `first` is the number of the first.

    A formation that was stopped on the way keeps the post that it has there. Waits for alerts, news on the way, dated orders and
    its marches; writes `report`, `withdraw` and what marches write."""
    for number, step in enumerate(steps, start=first):
        if step.pause_days:
            yield from standing(c, f, Trigger(), c.minute + round(step.pause_days * MIN_PER_DAY))
        yield from until(c, f, step.when or Trigger(reached=True), number)
        if gone(c, f):
            return
        if not stands_at(c, f, step.place):
            recall(c, f, step.place)
        yield from move_to(c, f, step)
        # a formation that was stopped on the way keeps the post that it has there
        if holds_together(c, f) and (stands_at(c, f, step.place) or c.world.order_of_battle.mobility[f] == "fixed"):
            take_post(c, f, step)
            man(c, f, step)
    yield from until(c, f, Trigger(), first + len(steps))


def keeping_away(c: Campaign, f: int) -> Process:
    """Headquarters and services without orders to move: each time that the enemy takes their place they fall back one march.

    Waits for an alert, which `overrun` gives, and as a march does. Writes what `fall_back` writes."""
    with until_new_orders(c, f):
        yield from _keeping_away(c, f)


def _keeping_away(c: Campaign, f: int) -> Process:
    while not gone(c, f):
        yield c.clock.signal(Signal.ALERT, f)
        heed(c, f)
        while not gone(c, f) and c.state.places.holder[int(c.state.place[f])] != c.state.side[f]:
            yield from fall_back(c, f)
