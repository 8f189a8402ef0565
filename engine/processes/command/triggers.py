"""Triggers: what a commander waits for before the next step of a plan.

A condition comes true by what its commander knows, not by the truth: places are lost when the report has come (`intelligence`),
dated orders when they have come down. A formation waits until something happens that may make its condition true, and looks.
Attackers and defenders wait by the same conditions; what attackers write about it stands in `halts`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import simpy

from engine.processes.campaign import Campaign, heed
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.march import gone, stay, tied_down
from engine.processes.movement.withdrawal import fall_back, is_overrun
from engine.randomness import Stream
from engine.rules import attrition, command
from engine.scenario.schema import Trigger
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since
from engine.vocabulary import Activity, Cause, EventKind, Rule, TriggerId

RELEASE = 1_000_000
"""Occasion of the draw for the execution of a release: no step of a plan has this number."""


def until(c: Campaign, f: int, when: Trigger, number: int) -> Process:
    """Wait for a step's condition; a formation that is driven from its post before falls back one march and waits on there.

    Encircled formations, and those that obey a cease-fire, do not evaluate their triggers. Waits and writes as
    `standing` does."""
    yield from standing(c, f, when, due_minute(c, f, when, number))


def opened(c: Campaign, f: int, opening: int) -> Process:
    """An attack waits for the minute of its opening where it stands; a formation that is driven out before falls back first.

    Waits for its turn in this minute (rank MARCH, in the order of march), then as `standing` does."""
    c.state.stand(f, Activity.WAITING, Cause.NOT_OPEN)
    yield c.after(0, Rank.MARCH, c.order[f])
    yield from standing(c, f, Trigger(), opening)


def standing(c: Campaign, f: int, when: Trigger, due: int | None, also: Callable[[], bool] | None = None) -> Process:
    """Wait for a condition, or for the minute when it is due; `also` is one more condition, and what may change it alerts.

    Waits for an alert (a watched place fell, an impulse was fought, a message was sent, its position was penetrated, it was
    relieved), for fuel (REFUELLED) where the condition asks for it, or for the next minute at which news or an order arrives
    (rank MARCH). Ends when the condition holds, the formation has left the war or has a new plan. Writes `report`, and what
    a retreat writes."""
    while not gone(c, f):
        if tied_down(c, f):
            yield from stay(c, f)
            continue
        heed(c, f)
        places = watch(c, f, when)
        read_reports(c, f, places)
        if fires(c, f, when, due, also):
            break
        if c.state.retreating[f] or is_overrun(c, f):
            yield from fall_back(c, f)
            continue
        awaited, look = something_happens(c, f, when), next_look(c, f, places, due)
        yield awaited if look is None else awaited | c.after(look - c.minute, Rank.MARCH, c.order[f])
    c.clock.forget(Signal.ALERT, f)
    c.clock.forget(Signal.REFUELLED, f)


def something_happens(c: Campaign, f: int, when: Trigger) -> simpy.Event:
    """The next alert of a formation, or the fuel that its condition asks for."""
    alert = c.clock.signal(Signal.ALERT, f)
    if when.fuel is None:
        return alert
    c.state.wait_for_fuel(f, when.fuel)
    return alert | c.clock.signal(Signal.REFUELLED, f)


def released(c: Campaign, f: int, when: Trigger) -> Process:
    """A reserve waits for its release; while the rule reserves is off none comes. Waits as `until` does; writes `released`."""
    yield from until(c, f, when if c.world.on(Rule.RESERVES) else Trigger(), RELEASE)
    if not gone(c, f):
        c.state.note(f, c.minute, EventKind.RELEASED, cause=TriggerId(when.message or when.taken or when.lost or ""))


def watch(c: Campaign, f: int, when: Trigger) -> list[int]:
    """The places that a condition is about, which from now on alert the formation when they fall."""
    places = [c.world.place_row[name] for name in (when.lost, when.taken) if name]
    places += c.world.neighbours.of[int(c.state.place[f])] if when.outflanked else []
    c.state.knowledge.watch(f, places)
    return places


def read_reports(c: Campaign, f: int, places: list[int]) -> None:
    """Write `report` for each loss among `places` of which the formation hears now, once."""
    for place, occasion, hours in c.intelligence.news(f, places, c.minute):
        if c.log.mark_first(EventKind.REPORT, (f, place, occasion)):
            c.state.note(f, c.minute, EventKind.REPORT, cause=c.place_id(place), age_h=hours)


def next_look(c: Campaign, f: int, places: list[int], due: int | None) -> int | None:
    """The next minute at which a condition may come true: the hour of an order, or news that is on its way."""
    coming = c.intelligence.on_the_way(f, places, c.minute)
    return min([*coming, *([due] if due is not None and due > c.minute else [])], default=None)


def due_minute(c: Campaign, f: int, when: Trigger, number: int, name: str = "") -> int | None:
    """The minute when a dated order is carried out, None without a date; `name` is that of an order outside the plan.

    An order waits for an absent commander to come back, and takes time to be executed."""
    if when.day is None:
        return None
    minute = round(when.day * MIN_PER_DAY)
    minute += c.commanders.release_min(f, minute)
    if not c.world.on(Rule.COMMAND):
        return minute
    absent_h = command_absent_until_h(c, f)
    wait_h = float(command.wait_for_commander_h(np.array(minute / MIN_PER_H), np.array(absent_h)))
    address = f"{name or c.state.plans.draws(f)}{c.world.formations[f].id}"
    z = np.array(c.dice.normal(Stream.EXECUTION, address, number))
    delay_h = float(command.execution_delay_h(z, rates=c.rates.command))
    return minute + round((wait_h + delay_h) * MIN_PER_H)


def command_absent_until_h(c: Campaign, f: int) -> float:
    """Hours after the start until the last of the commanders above (or of) a formation is back with the troops."""
    chain = c.tree.chain[c.world.formations[f].id]
    back = [
        minutes_since(c.world.calendar.start, absence.until) for absence in c.world.spec.absences if absence.formation in chain
    ]
    return max(back, default=0) / MIN_PER_H


def fires(c: Campaign, f: int, when: Trigger, due: int | None, also: Callable[[], bool] | None = None) -> bool:
    """Whether one of a trigger's conditions holds now, or all of them, as far as the formation's commander knows."""
    others = (condition() for condition in (also,) if condition is not None)
    held = itertools.chain(_orders(c, when, due), _places(c, f, when), _own_state(c, f, when), others)
    return all(held) if when.all else any(held)


def _orders(c: Campaign, when: Trigger, due: int | None) -> Iterator[bool]:
    """That the step before is done, that the hour has come, that a message has been sent."""
    if when.reached:
        yield True
    if due is not None:
        yield c.minute >= due
    if when.message is not None:
        yield when.message in c.state.messages.sent


def _places(c: Campaign, f: int, when: Trigger) -> Iterator[bool]:
    """That a place is lost, or taken: losses by what the commander has heard, captures at once."""
    s, row = c.state, c.world.place_row
    if when.lost is not None:
        yield c.intelligence.knows_lost(f, row[when.lost], c.minute)
    if when.taken is not None:
        yield bool(s.places.holder[row[when.taken]] == s.side[f])


def _own_state(c: Campaign, f: int, when: Trigger) -> Iterator[bool]:
    """That the formation has given way, is outflanked, has lost so many men, or has so much fuel."""
    s = c.state
    if when.retreated:
        yield bool(s.retreating[f])
    if when.outflanked:
        yield c.intelligence.knows_outflanked(f, c.minute)
    if when.losses is not None:
        yield bool(attrition.lost_share(s.strengths.men[f], s.strengths.men_at_start[f]) >= when.losses)
    if when.fuel is not None:
        yield not c.world.burns_fuel[f] or bool(s.fuel_fills[f] >= when.fuel)
