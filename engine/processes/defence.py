"""Defenders: each carries out the steps of its plan when their conditions come true, and falls back when it must."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import simpy

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.march import go, gone, stay, tied_down
from engine.randomness import Stream
from engine.rules import command, march, power
from engine.scenario.schema import Step, Trigger
from engine.theatre.routes import Path
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since
from engine.vocabulary import Activity, Cause, EventKind, LinkId, PlaceId, Rule, TriggerId

HASTY = "hasty"
RELEASE = 1_000_000
"""Occasion of the draw for the execution of a release: no step of a plan has this number."""
POSTURE_OF_TASK = {
    "delay": "delay",
    "withdraw": "withdrawal",
    "redoubt": "fortified",
    "hold": HASTY,
    "march": HASTY,
    "attack": HASTY,
}


def defending(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Carry out the steps of a plan for as long as the formation is in the war."""
    yield from step_by_step(carrying_out(c, f, steps), lambda: bool(c.state.fights[f]))


def step_by_step(process: Process, go_on: Callable[[], bool]) -> Process:
    """Carry a process on from wait to wait; before and after each `go_on` is asked, and may end it."""
    with contextlib.closing(process), contextlib.suppress(StopIteration):
        event = next(process)
        while go_on():
            try:
                value = yield event
            except simpy.Interrupt as interrupt:
                event = process.throw(interrupt)
                continue
            if not go_on():
                return
            event = process.send(value)


def carrying_out(c: Campaign, f: int, steps: list[Step]) -> Process:
    """Stand where the order of battle says; then step after step of the plan, as each one's condition comes true."""
    take_post(c, f, steps[0] if steps and stands_at(c, f, steps[0].place) else None)
    for number, step in enumerate(steps):
        yield from until(c, f, step.when or Trigger(reached=True), number)
        if gone(c, f):
            return
        yield from move_to(c, f, step)
        # who was stopped on the way keeps the post that he has there
        if holds_together(c, f) and (stands_at(c, f, step.place) or c.world.order_of_battle.mobility[f] == "fixed"):
            take_post(c, f, step)
    yield from until(c, f, Trigger(), len(steps))


def holds_together(c: Campaign, f: int) -> bool:
    """Whether a formation can still carry out a plan: it is in the war and not shut in."""
    return not gone(c, f) and not bool(c.state.sealed[f])


def stands_at(c: Campaign, f: int, place: str) -> bool:
    """Whether a formation is at a place."""
    return c.world.places[int(c.state.place[f])].id == place


def take_post(c: Campaign, f: int, step: Step | None) -> None:
    """The posture that the plan gives, or that its task implies; hasty without a plan."""
    posture = step.posture or POSTURE_OF_TASK[step.task] if step else HASTY
    c.state.post(f, power.POSTURES.index(posture), c.minute)


def until(c: Campaign, f: int, when: Trigger, number: int) -> Process:
    """Wait for a step's condition; who yields before it comes true falls back one march and waits on there.

    Whoever is shut in looks at nothing until he is relieved, nor does who obeys a cease-fire."""
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
        if c.state.yielded[f]:
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
    places += c.world.neighbours.of[int(c.state.place[f])] if when.turned else []
    for place in places:
        c.watchers.setdefault(place, set()).add(f)
    return places


def read_reports(c: Campaign, f: int, places: list[int]) -> None:
    """Note the losses among `places` of which the formation hears now."""
    for place, hours in c.intelligence.read(f, places, c.minute):
        c.state.note(f, c.minute, EventKind.REPORT, cause=PlaceId(c.world.places[place].id), age_h=hours)


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
    delay_h = float(command.execution_delay_h(np.array(False), z, rates=c.rates.command))
    return minute + round((wait_h + delay_h) * MIN_PER_H)


def command_absent_until_h(c: Campaign, f: int) -> float:
    """Hours after the start until the last of the commanders above (or of) a formation is back with his troops."""
    chain = c.world.order_of_battle.tree.chain[c.world.formations[f].id]
    back = [
        minutes_since(c.world.calendar.start, absence.until) for absence in c.world.spec.absences if absence.formation in chain
    ]
    return max(back, default=0) / MIN_PER_H


def fires(c: Campaign, f: int, when: Trigger, due: int | None) -> bool:
    """Whether any of a trigger's conditions holds now, as far as the formation's commander knows."""
    s = c.state
    lost_men = 1.0 - s.strengths.men[f] / max(s.strengths.men_at_start[f], 1.0)
    return bool(
        when.reached
        or (due is not None and c.minute >= due)
        or (when.lost is not None and c.intelligence.knows_lost(f, c.world.place_row[when.lost], c.minute))
        or (when.taken is not None and s.holder[c.world.place_row[when.taken]] == s.side[f])
        or (when.message is not None and when.message in c.sent)
        or (when.yielded and s.yielded[f])
        or (when.turned and c.intelligence.knows_turned(f, c.minute))
        or (when.losses is not None and lost_men >= when.losses)
    )


def move_to(c: Campaign, f: int, step: Step) -> Process:
    """March, or ride, to the place of a step as far as the way is free; bridges behind are blown with some probability."""
    formation = c.world.formations[f]
    if stands_at(c, f, step.place) or formation.mobility == "fixed":
        c.state.leave(f)
        return
    if step.by == "rail" and not c.state.yielded[f]:
        train = way(c, f, step.place, f"train:{c.world.spec.sides[int(c.state.side[f])].gauge_mm:g}")
        if train is not None and is_free(c, f, train):
            c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=train.km, by_rail=1.0)
            yield from entrain(c, f)
            if is_free(c, f, train) and not c.state.yielded[f]:
                yield from withdraw(c, f, train)
                return
    if c.state.sealed[f]:
        return
    pressed = bool(c.state.yielded[f])
    path = way(c, f, step.place, formation.mobility)
    if path is None or c.state.holder[path.legs[0][1]] != c.state.side[f]:
        c.state.halt(f, c.minute, Cause.CUT_OFF)
        if pressed:
            yield from fall_back(c, f)
        return
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=path.km, by_rail=0.0)
    yield from withdraw(c, f, path, blows=pressed)


def entrain(c: Campaign, f: int) -> Process:
    """Load the trains while the troops hold the place; who has to give way in the meantime gets no train."""
    ready = c.minute + round(float(march.entrain_days(c.state.strengths.men[f], rates=c.rates.march)) * MIN_PER_DAY)
    while c.minute < ready and holds_together(c, f) and not c.state.yielded[f]:
        yield c.clock.signal(Signal.ALERT, f) | c.after(ready - c.minute, Rank.MARCH, c.order[f])
    c.clock.forget(Signal.ALERT, f)


def way(c: Campaign, f: int, target: str, troops: str) -> Path | None:
    """The quickest way from where a formation stands to a place, for troops that travel like this."""
    return c.theatre.router.path(troops, c.world.places[int(c.state.place[f])].id, target)


def is_free(c: Campaign, f: int, path: Path) -> bool:
    """Whether a way's every place, and the one it begins at, are in the hands of the formation's side."""
    here = bool(c.state.holder[int(c.state.place[f])] == c.state.side[f])
    return here and all(bool(c.state.holder[place] == c.state.side[f]) for _, place in path.legs)


def withdraw(c: Campaign, f: int, path: Path, *, blows: bool = False) -> Process:
    """March back along a way; where the enemy is ahead, stop. Who `blows` bridges does so when the last have left the place."""
    here = int(c.state.place[f])
    c.state.leave(f)

    def left_behind() -> bool:
        if blows and not any(c.state.leaving[other] and c.state.fights[other] for other in c.state.at[here]):
            demolish(c, f, here)
        return True

    yield from step_by_step(marching_back(c, f, path), left_behind)


def marching_back(c: Campaign, f: int, path: Path) -> Process:
    """The legs of a way to the rear, and a hasty position at its end."""
    opening = c.minute
    for link, place in path.legs:
        if c.state.holder[place] != c.state.side[f] or gone(c, f):
            break
        yield from go(c, f, link, place, opening, 0.0)
    if not gone(c, f):
        c.state.post(f, power.POSTURES.index(HASTY), c.minute)


def keeping_away(c: Campaign, f: int) -> Process:
    """Headquarters and services without orders to move: each time that the enemy takes their place they fall back one march."""
    while not gone(c, f):
        yield c.clock.signal(Signal.ALERT, f)
        while not gone(c, f) and c.state.holder[int(c.state.place[f])] != c.state.side[f]:
            yield from fall_back(c, f)


def fall_back(c: Campaign, f: int) -> Process:
    """One march to the rear: to the neighbour that the own side holds and whose own neighbours it holds most of; ties by id."""
    here = int(c.state.place[f])
    mine = [place for place in c.world.neighbours.of[here] if c.state.holder[place] == c.state.side[f]]
    ways = {place: way(c, f, c.world.places[place].id, c.world.formations[f].mobility) for place in mine}
    open_to = {place: path for place, path in ways.items() if path and c.state.holder[path.legs[0][1]] == c.state.side[f]}
    if c.world.formations[f].mobility == "fixed" or not open_to:
        c.state.leave_war(f, c.minute, Cause.NO_WAY_OUT, prisoners=False)
        return
    rear = max(open_to, key=lambda place: (safety(c, f, place), -place))
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(c.world.places[rear].id), km=open_to[rear].km, by_rail=0.0)
    yield from withdraw(c, f, open_to[rear], blows=True)


def safety(c: Campaign, f: int, place: int) -> float:
    """Share of a place's neighbours in the hands of the formation's side."""
    return float(c.friendly_share()[c.state.side[f], place])


def demolish(c: Campaign, f: int, place: int) -> None:
    """Blow the bridges of a place that is given up, each with some probability: who comes next finds a river to cross."""
    if not c.world.on(Rule.DEMOLITION):
        return
    for row in c.world.network.bridges_at[place]:
        name = c.world.links.ids[row]
        if row not in c.blown and c.dice.uniform(Stream.DEMOLITION, name) < c.rates.command.demolition_probability:
            c.blown.add(row)
            c.state.note(f, c.minute, EventKind.DEMOLITION, cause=LinkId(name))
