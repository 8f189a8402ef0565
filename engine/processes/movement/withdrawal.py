"""Withdrawals and retreats: marches to the rear, by road or by rail.

A withdrawal is ordered by a plan and begins in good order; a retreat follows when a defence gives way. Both are the marches of
`march`, over ways that their own side holds, and both leave the post they come from; when they begin, `command` decides.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from typing import Any

import simpy

from engine.processes.campaign import Campaign, heed
from engine.processes.clock import Process, Rank, Signal
from engine.processes.movement.crossings import blow_behind
from engine.processes.movement.march import go, gone
from engine.rules import march, power
from engine.scenario.schema import Step
from engine.theatre.routes import Path
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause, EventKind, PlaceId

HASTY = "hasty"
"""Posture of troops that have just come to a place."""


def step_by_step(process: Process, go_on: Callable[[], bool]) -> Process:
    """Carry a process on from wait to wait; before and after each wait `go_on` is asked, and may end it.

    An interrupt of the outer process reaches the inner one. The inner process is closed in every case."""
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
    """Whether a formation can still carry out a plan: it is in the war and not encircled."""
    return not gone(c, f) and not bool(c.state.encircled[f])


def stands_at(c: Campaign, f: int, place: str) -> bool:
    """Whether a formation is at a place."""
    return c.world.places[int(c.state.place[f])].id == place


def is_overrun(c: Campaign, f: int) -> bool:
    """Whether headquarters or services stand in a place that the enemy has taken."""
    return not c.world.order_of_battle.combat[f] and bool(c.state.places.holder[int(c.state.place[f])] != c.state.side[f])


def move_to(c: Campaign, f: int, step: Step) -> Process:
    """March, or ride, to the place of a step as far as the way is free; bridges behind it may go up.

    Waits for the loading of trains and as a march does. A formation that finds no free way halts, cause cut off, and falls back
    one march where it is pressed. Writes `withdraw` with the km and whether it rides, then what `withdraw` writes."""
    formation = c.world.formations[f]
    if stands_at(c, f, step.place) or formation.mobility == "fixed":
        c.state.leave(f)
        return
    if step.by == "rail" and not c.state.retreating[f] and (yield from _ride(c, f, step)):
        return
    if not c.state.encircled[f]:
        yield from _march(c, f, step)


def _ride(c: Campaign, f: int, step: Step) -> Generator[simpy.Event, Any, bool]:
    """Go by train, if one runs all the way over places of the formation's side and nobody comes while it is loaded.

    Returns whether the formation has ridden."""
    train = way(c, f, step.place, f"train:{c.world.spec.sides[int(c.state.side[f])].gauge_mm:g}")
    if train is None or not is_free(c, f, train):
        return False
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=train.km, by_rail=1.0)
    yield from entrain(c, f)
    rides = is_free(c, f, train) and not c.state.retreating[f]
    if rides:
        yield from withdraw(c, f, train)
    return rides


def _march(c: Campaign, f: int, step: Step) -> Process:
    """Go by road; a formation under pressure blows the bridges behind it, and falls back one march where the way is not free."""
    pressed = bool(c.state.retreating[f])
    path = way(c, f, step.place, c.world.formations[f].mobility)
    if path is not None and c.state.places.holder[path.legs[0][1]] == c.state.side[f]:
        c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(step.place), km=path.km, by_rail=0.0)
        yield from withdraw(c, f, path, pressed=pressed)
        return
    c.state.halt(f, c.minute, Cause.CUT_OFF)
    if pressed or (c.world.formations[f].strung_out and c.state.way_out(f)):
        yield from fall_back(c, f)


def entrain(c: Campaign, f: int) -> Process:
    """Load the trains while the troops hold the place; a formation that has to give way in the meantime gets no train.

    Waits for the end of loading (rank MARCH) or an alert. Writes no event."""
    ready = c.minute + round(float(march.entrain_days(c.state.strengths.men[f], rates=c.rates.march)) * MIN_PER_DAY)
    while c.minute < ready and holds_together(c, f) and not c.state.retreating[f]:
        yield c.clock.signal(Signal.ALERT, f) | c.after(ready - c.minute, Rank.MARCH, c.order[f])
    c.clock.forget(Signal.ALERT, f)


def way(c: Campaign, f: int, target: str, troops: str) -> Path | None:
    """Today's quickest way from where a formation stands to a place, for troops that travel like this; None where none leads."""
    return c.theatre.router.quickest(troops, c.world.places[int(c.state.place[f])].id, target, c.today.over_link)


def is_free(c: Campaign, f: int, path: Path) -> bool:
    """Whether a way's every place, and the one it begins at, are in the hands of the formation's side."""
    here = bool(c.state.places.holder[int(c.state.place[f])] == c.state.side[f])
    return here and all(bool(c.state.places.holder[place] == c.state.side[f]) for _, place in path.legs)


def withdraw(c: Campaign, f: int, path: Path, *, pressed: bool = False) -> Process:
    """March back along a way; where the enemy is ahead, stop.

    The last of its side blows the bridges behind it, one that marches back under pressure (`pressed`) any of them: the check
    comes after each of its own waits. Writes `demolition` and what a march writes."""
    c.state.leave(f)
    if pressed:
        c.state.trails.drive_out(f, int(c.state.place[f]))

    def left_behind() -> bool:
        blow_behind(c, f, pressed=pressed)
        return True

    yield from step_by_step(marching_back(c, f, path), left_behind)


def marching_back(c: Campaign, f: int, path: Path) -> Process:
    """The legs of a way to the rear, and a hasty position at its end.

    Waits and writes as `march.go` does; stops before a place that its side has lost in the meantime."""
    opening = c.minute
    for to in path.legs:
        heed(c, f)
        if c.state.places.holder[to[1]] != c.state.side[f] or gone(c, f):
            break
        yield from go(c, f, to, opening, 0.0)
        if int(c.state.place[f]) != to[1]:
            break  # what is not combat troops has turned back
    if not gone(c, f):
        c.state.post(f, power.POSTURES.index(HASTY), c.minute)


def fall_back(c: Campaign, f: int) -> Process:
    """One march to the rear: to the neighbour that its own side holds and most of whose neighbours it holds; ties by id.

    A formation that breaks out goes where it has found a way, and fights for the place where it has to.
    Writes `withdraw`; a formation that finds no such place, or cannot move, disperses with the cause no way out."""
    out = c.state.sieges.take_way_out(f)
    if out is not None:
        yield from slip_away(c, f, out)
        return
    here = int(c.state.place[f])
    mine = [place for place in c.world.neighbours.of[here] if c.state.places.holder[place] == c.state.side[f]]
    ways = {place: way(c, f, c.world.places[place].id, c.world.formations[f].mobility) for place in mine}
    open_to = {place: path for place, path in ways.items() if path and c.state.places.holder[path.legs[0][1]] == c.state.side[f]}
    if c.world.formations[f].mobility == "fixed" or not open_to:
        c.state.leave_war(f, c.minute, Cause.NO_WAY_OUT, prisoners=False)
        return
    rear = max(open_to, key=lambda place: (safety(c, f, place), -place))
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(c.world.places[rear].id), km=open_to[rear].km, by_rail=0.0)
    yield from withdraw(c, f, open_to[rear], pressed=True)


def slip_away(c: Campaign, f: int, to: int) -> Process:
    """The march of a breakout, and a hasty position at its end. Waits and writes as `march.go` does; writes `withdraw`."""
    path = way(c, f, c.world.places[to].id, c.world.formations[f].mobility)
    if path is None:
        return
    c.state.note(f, c.minute, EventKind.WITHDRAW, cause=PlaceId(c.world.places[to].id), km=path.km, by_rail=0.0)
    c.state.leave(f)
    for leg in path.legs:
        here = int(c.state.place[f])
        yield from go(c, f, leg, c.minute, 0.0)
        if gone(c, f) or int(c.state.place[f]) == here:
            break
    if not gone(c, f):
        c.state.post(f, power.POSTURES.index(HASTY), c.minute)


def safety(c: Campaign, f: int, place: int) -> float:
    """Share of a place's neighbours in the hands of the formation's side."""
    return float(c.state.places.friendly_share()[c.state.side[f], place])
