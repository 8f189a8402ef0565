"""Withdrawals and retreats: marches to the rear, by road or by rail."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import simpy

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.march import go, gone
from engine.processes.movement.roads import demolish
from engine.rules import march, power
from engine.scenario.schema import Step
from engine.theatre.routes import Path
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause, EventKind, PlaceId

HASTY = "hasty"
"""Posture of troops that have just come to a place."""


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


def holds_together(c: Campaign, f: int) -> bool:
    """Whether a formation can still carry out a plan: it is in the war and not shut in."""
    return not gone(c, f) and not bool(c.state.encircled[f])


def stands_at(c: Campaign, f: int, place: str) -> bool:
    """Whether a formation is at a place."""
    return c.world.places[int(c.state.place[f])].id == place


def move_to(c: Campaign, f: int, step: Step) -> Process:
    """March, or ride, to the place of a step as far as the way is free; bridges behind are blown with some probability."""
    formation = c.world.formations[f]
    if stands_at(c, f, step.place) or formation.mobility == "fixed":
        c.state.leave(f)
        return
    if step.by == "rail" and not c.state.retreating[f]:
        train = way(c, f, step.place, f"train:{c.world.spec.sides[int(c.state.side[f])].gauge_mm:g}")
        if train is not None and is_free(c, f, train):
            c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=train.km, by_rail=1.0)
            yield from entrain(c, f)
            if is_free(c, f, train) and not c.state.retreating[f]:
                yield from withdraw(c, f, train)
                return
    if c.state.encircled[f]:
        return
    pressed = bool(c.state.retreating[f])
    path = way(c, f, step.place, formation.mobility)
    if path is None or c.state.places.holder[path.legs[0][1]] != c.state.side[f]:
        c.state.halt(f, c.minute, Cause.CUT_OFF)
        if pressed:
            yield from fall_back(c, f)
        return
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=path.km, by_rail=0.0)
    yield from withdraw(c, f, path, blows=pressed)


def entrain(c: Campaign, f: int) -> Process:
    """Load the trains while the troops hold the place; who has to give way in the meantime gets no train."""
    ready = c.minute + round(float(march.entrain_days(c.state.strengths.men[f], rates=c.rates.march)) * MIN_PER_DAY)
    while c.minute < ready and holds_together(c, f) and not c.state.retreating[f]:
        yield c.clock.signal(Signal.ALERT, f) | c.after(ready - c.minute, Rank.MARCH, c.order[f])
    c.clock.forget(Signal.ALERT, f)


def way(c: Campaign, f: int, target: str, troops: str) -> Path | None:
    """The quickest way from where a formation stands to a place, for troops that travel like this."""
    return c.theatre.router.path(troops, c.world.places[int(c.state.place[f])].id, target)


def is_free(c: Campaign, f: int, path: Path) -> bool:
    """Whether a way's every place, and the one it begins at, are in the hands of the formation's side."""
    here = bool(c.state.places.holder[int(c.state.place[f])] == c.state.side[f])
    return here and all(bool(c.state.places.holder[place] == c.state.side[f]) for _, place in path.legs)


def withdraw(c: Campaign, f: int, path: Path, *, blows: bool = False) -> Process:
    """March back along a way; where the enemy is ahead, stop. With `blows`, bridges are blown once the last have left."""
    here = int(c.state.place[f])
    c.state.leave(f)

    def left_behind() -> bool:
        if blows and not any(c.state.leaving[other] and c.state.fights[other] for other in c.state.places.at[here]):
            demolish(c, f, here)
        return True

    yield from step_by_step(marching_back(c, f, path), left_behind)


def marching_back(c: Campaign, f: int, path: Path) -> Process:
    """The legs of a way to the rear, and a hasty position at its end."""
    opening = c.minute
    for link, place in path.legs:
        if c.state.places.holder[place] != c.state.side[f] or gone(c, f):
            break
        yield from go(c, f, link, place, opening, 0.0)
    if not gone(c, f):
        c.state.post(f, power.POSTURES.index(HASTY), c.minute)


def fall_back(c: Campaign, f: int) -> Process:
    """One march to the rear: to the neighbour that the own side holds and whose own neighbours it holds most of; ties by id."""
    here = int(c.state.place[f])
    mine = [place for place in c.world.neighbours.of[here] if c.state.places.holder[place] == c.state.side[f]]
    ways = {place: way(c, f, c.world.places[place].id, c.world.formations[f].mobility) for place in mine}
    open_to = {place: path for place, path in ways.items() if path and c.state.places.holder[path.legs[0][1]] == c.state.side[f]}
    if c.world.formations[f].mobility == "fixed" or not open_to:
        c.state.leave_war(f, c.minute, Cause.NO_WAY_OUT, prisoners=False)
        return
    rear = max(open_to, key=lambda place: (safety(c, f, place), -place))
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(c.world.places[rear].id), km=open_to[rear].km, by_rail=0.0)
    yield from withdraw(c, f, open_to[rear], blows=True)


def safety(c: Campaign, f: int, place: int) -> float:
    """Share of a place's neighbours in the hands of the formation's side."""
    return float(c.state.places.friendly_share()[c.state.side[f], place])
