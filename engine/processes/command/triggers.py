"""Triggers: what a commander waits for before he carries out the next step of his plan."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.march import gone, stay, tied_down
from engine.processes.movement.withdrawal import fall_back
from engine.randomness import Stream
from engine.rules import attrition, command
from engine.scenario.schema import Trigger
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since
from engine.vocabulary import Activity, Cause, EventKind, Rule, TriggerId

RELEASE = 1_000_000
"""Occasion of the draw for the execution of a release: no step of a plan has this number."""


def until(c: Campaign, f: int, when: Trigger, number: int) -> Process:
    """Wait for a step's condition; a formation that retreats before it comes true falls back one march and waits there.

    Encircled formations, and those that obey a cease-fire, do not look at their conditions."""
    yield from standing(c, f, when, due_minute(c, f, when, number))


def opened(c: Campaign, f: int, opening: int) -> Process:
    """An attack waits for the minute of its opening where it stands; who yields before falls back and waits there."""
    c.state.stand(f, Activity.WAITING, Cause.NOT_OPEN)
    yield c.after(0, Rank.MARCH, c.order[f])
    yield from standing(c, f, Trigger(), opening)


def standing(c: Campaign, f: int, when: Trigger, due: int | None) -> Process:
    """Wait for a condition, or for the minute when it is due, as `until` says."""
    while not gone(c, f):
        if tied_down(c, f):
            yield from stay(c, f)
            continue
        places = watch(c, f, when)
        read_reports(c, f, places)
        if fires(c, f, when, due):
            break
        if c.state.retreating[f]:
            yield from fall_back(c, f)
            continue
        alert, look = c.clock.signal(Signal.ALERT, f), next_look(c, f, places, due)
        yield alert if look is None else alert | c.after(look - c.minute, Rank.MARCH, c.order[f])
    c.clock.forget(Signal.ALERT, f)


def released(c: Campaign, f: int, when: Trigger) -> Process:
    """A reserve waits for its release; while the rule is off none comes."""
    c.state.stand(f, Activity.WAITING, Cause.RESERVE)
    yield from until(c, f, when if c.world.on(Rule.RESERVES) else Trigger(), RELEASE)
    if not gone(c, f):
        c.state.note(f, c.minute, EventKind.RELEASED, cause=TriggerId(when.message or when.taken or when.lost or ""))


def watch(c: Campaign, f: int, when: Trigger) -> list[int]:
    """The places that a condition is about; when one of them falls, the formation looks again."""
    places = [c.world.place_row[name] for name in (when.lost, when.taken) if name]
    places += c.world.neighbours.of[int(c.state.place[f])] if when.outflanked else []
    c.state.knowledge.watch(f, places)
    return places


def read_reports(c: Campaign, f: int, places: list[int]) -> None:
    """Write `report` for each loss among `places` of which the formation hears now, once."""
    for place, occasion, hours in c.intelligence.news(f, places, c.minute):
        if c.log.first_time(EventKind.REPORT, (f, place, occasion)):
            c.state.note(f, c.minute, EventKind.REPORT, cause=c.place_id(place), age_h=hours)


def next_look(c: Campaign, f: int, places: list[int], due: int | None) -> int | None:
    """The next minute at which a condition may come true: the hour of an order, or news that is on its way."""
    coming = c.intelligence.on_the_way(f, places, c.minute)
    return min([*coming, *([due] if due is not None and due > c.minute else [])], default=None)


def due_minute(c: Campaign, f: int, when: Trigger, number: int) -> int | None:
    """The minute when a dated order is carried out: it waits for an absent commander and for its execution."""
    if when.day is None:
        return None
    minute = round(when.day * MIN_PER_DAY)
    minute += c.commanders.release_min(f, minute)
    if not c.world.on(Rule.COMMAND):
        return minute
    absent_h = command_absent_until_h(c, f)
    wait_h = float(command.wait_for_commander_h(np.array(minute / MIN_PER_H), np.array(absent_h)))
    z = np.array(c.dice.normal(Stream.EXECUTION, c.world.formations[f].id, number))
    delay_h = float(command.execution_delay_h(z, rates=c.rates.command))
    return minute + round((wait_h + delay_h) * MIN_PER_H)


def command_absent_until_h(c: Campaign, f: int) -> float:
    """Hours after the start until the last of the commanders above (or of) a formation is back with the troops."""
    chain = c.world.order_of_battle.tree.chain[c.world.formations[f].id]
    back = [
        minutes_since(c.world.calendar.start, absence.until) for absence in c.world.spec.absences if absence.formation in chain
    ]
    return max(back, default=0) / MIN_PER_H


def fires(c: Campaign, f: int, when: Trigger, due: int | None) -> bool:
    """Whether any of a trigger's conditions holds now, as far as the formation's commander knows."""
    s = c.state
    lost_men = float(attrition.lost_share(s.strengths.men[f], s.strengths.men_at_start[f]))
    return bool(
        when.reached
        or (due is not None and c.minute >= due)
        or (when.lost is not None and c.intelligence.knows_lost(f, c.world.place_row[when.lost], c.minute))
        or (when.taken is not None and s.places.holder[c.world.place_row[when.taken]] == s.side[f])
        or (when.message is not None and when.message in c.state.messages.sent)
        or (when.retreated and s.retreating[f])
        or (when.outflanked and c.intelligence.knows_outflanked(f, c.minute))
        or (when.losses is not None and lost_men >= when.losses)
    )
