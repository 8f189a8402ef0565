"""Defenders: each carries out the steps of its plan when their conditions come true, and falls back when it must."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Signal
from engine.processes.command.triggers import opened, released, until
from engine.processes.movement.amphibious import embarking
from engine.processes.movement.march import gone, marching, opening_of
from engine.processes.movement.withdrawal import HASTY, fall_back, holds_together, move_to, stands_at, step_by_step
from engine.rules import power
from engine.scenario.schema import Step, Trigger
from engine.theatre.itineraries import Itinerary

POSTURE_OF_TASK = {
    "delay": "delay",
    "withdraw": "withdrawal",
    "redoubt": "fortified",
    "hold": HASTY,
    "march": HASTY,
    "attack": HASTY,
}


def campaigning(c: Campaign, f: int, itinerary: Itinerary) -> Process:
    """A formation carries its axis out when it opens, a reserve once it is released, and then holds what it has.

    Waits for release, embarkation and opening, then as a march does, then for alerts. Before it opens, and after its end, the
    formation answers as a defender does (`triggers.standing`). Interrupted by the weather on the march. Writes `released`,
    `start`, `reach` and all that marches, contacts and retreats write."""
    if itinerary.plan.release is not None:
        yield from released(c, f, itinerary.plan.release)
        yield from embarking(c, f, [link for link, _ in itinerary.legs])
    c.state.join_axis(f, itinerary.axis_km[0])
    yield from opened(c, f, opening_of(c, f, itinerary))
    if c.state.in_play[f]:
        yield from marching(c, f, itinerary)
    if c.at_war and c.state.fights[f]:
        yield from until(c, f, Trigger(), len(itinerary.legs))


def defending(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Carry out the steps of a plan for as long as the formation is in the war.

    Waits as `carrying_out` does; ends at the first wait at which the formation no longer fights."""
    yield from step_by_step(carrying_out(c, f, steps), lambda: bool(c.state.fights[f]))


def carrying_out(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Stand where the order of battle says; then step after step of the plan, as each one's condition comes true.

    A formation that was stopped on the way keeps the post that it has there. Waits for alerts, news on the way, dated orders and
    its marches; writes `report`, `withdraw` and what marches write."""
    take_post(c, f, steps[0] if steps and stands_at(c, f, steps[0].place) else None)
    for number, step in enumerate(steps):
        yield from until(c, f, step.when or Trigger(reached=True), number)
        if gone(c, f):
            return
        yield from move_to(c, f, step)
        # a formation that was stopped on the way keeps the post that it has there
        if holds_together(c, f) and (stands_at(c, f, step.place) or c.world.order_of_battle.mobility[f] == "fixed"):
            take_post(c, f, step)
    yield from until(c, f, Trigger(), len(steps))


def take_post(c: Campaign, f: int, step: Step | None) -> None:
    """The posture that the plan gives, or that its task implies; hasty without a plan."""
    posture = step.posture or POSTURE_OF_TASK[step.task] if step else HASTY
    c.state.post(f, power.POSTURES.index(posture), c.minute)


def keeping_away(c: Campaign, f: int) -> Process:
    """Headquarters and services without orders to move: each time that the enemy takes their place they fall back one march.

    Waits for an alert, which `overrun` gives, and as a march does. Writes what `fall_back` writes."""
    while not gone(c, f):
        yield c.clock.signal(Signal.ALERT, f)
        while not gone(c, f) and c.state.places.holder[int(c.state.place[f])] != c.state.side[f]:
            yield from fall_back(c, f)
