"""Halts by order: what a formation on its axis waits for before it goes on.

The conditions are those of every plan (`triggers`); while it waits an attacker holds what it has as a defender does, and it
goes on from where its axis was left.
"""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process
from engine.processes.command.triggers import due_minute, fires, standing
from engine.processes.movement.march import gone
from engine.scenario.schema import Trigger
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause


def ordered(c: Campaign, f: int, itinerary: Itinerary, leg: int) -> Process:
    """All that a formation waits for before it sets out on the leg of a number: pauses and conditions of the steps that begin.

    Waits and writes as `halted` does."""
    for number in itinerary.begins.get(leg, ()):
        step = itinerary.steps[number]
        if step.pause_days:
            yield from halted(c, f, Cause.REGROUPS, Trigger(), c.minute + round(step.pause_days * MIN_PER_DAY))
        if step.when is not None:
            yield from halted(c, f, Cause.ORDER, step.when, due_minute(c, f, step.when, number))


def halted(c: Campaign, f: int, cause: Cause, when: Trigger, due: int | None) -> Process:
    """A formation on its axis halts until a condition holds or its minute has come; not at all where it does already.

    Waits as `standing` does; writes `halt` and `resume` with the cause, and what `standing` writes."""
    if gone(c, f) or fires(c, f, when, due):
        return
    c.state.rally(f)
    c.state.halt(f, c.minute, cause)
    yield from standing(c, f, when, due)
    c.state.resume(f, c.minute, cause)
