"""Kilometres along an axis against time: what an advance curve shows, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.results.ensembles import SameRuns
from analysis.results.load import Result
from analysis.results.order_of_battle import NewParent, OrderOfBattle, new_parents
from analysis.results.records import Axis
from analysis.scores.history import DatedEvent, comparable
from analysis.scores.references import nodes, plan_points
from engine.vocabulary import EventKind

STEP_MIN = 180
"""Spacing of the curves' points."""
SHOWN_KINDS = ("entry", "crossing")
PROGRESS = (EventKind.PASS, EventKind.CAPTURE, EventKind.REACH)
SMALLER_OWNERS = ("corps", "division")
"""Echelons whose axis gets a curve where no army or front above them has one."""
ALL_SHOWN_UP_TO = 8
ARRIVED_WITHIN_KM = 0.5


@dataclass(frozen=True)
class HistoryPoint:
    """A dated place on an axis; `outside` if the window misses the middle 95 % of the runs' arrivals."""

    event: DatedEvent
    place: str
    km: float
    outside: bool


@dataclass(frozen=True)
class Advance:
    """One axis in all runs: `km` is (run, time) over `minutes`, never falling, from 0 to `total_km`."""

    owner: str
    name: str
    is_army: bool
    front: str
    front_name: str
    longitude: float
    latitude: float
    total_km: float
    steps: tuple[tuple[str, float], ...]
    reached: tuple[tuple[int, float], ...]
    """Minute and km of each step beyond the first at which some formation of the group stood or passed in the first run."""
    plan: tuple[tuple[float, float], ...]
    passes: tuple[tuple[int, str], ...]
    """Minutes after the axis opens at which the owner passes to another army or front, and the name of that."""
    minutes: NDArray[np.float64]
    km: NDArray[np.float64]
    history: tuple[HistoryPoint, ...]
    nameless: bool
    """Whether events that name no formation date places on its way: whose coming they mean is not known."""

    def arrivals(self, km: float) -> NDArray[np.float64]:
        """Minute at which each run reaches `km`; infinity where it never does; the nearest later point of the curve counts."""
        there = self.km >= km - ARRIVED_WITHIN_KM
        first: NDArray[np.float64] = np.where(there.any(axis=1), self.minutes[there.argmax(axis=1)], np.inf)
        return first


@dataclass(frozen=True)
class Course:
    """The way of some formations where it touches an axis: places shared, with km along their own way and the axis."""

    units: tuple[str, ...]
    places: tuple[str, ...]
    own_km: tuple[float, ...]
    axis_km: tuple[float, ...]


@dataclass(frozen=True)
class StepReached:
    """A step of an axis, `km` from its start, that a formation reached."""

    formation: str
    place: str
    km: float
    minute: int


def advances(results: Sequence[Result], side: str | None = None) -> list[Advance]:
    """The curves of a side's armies (the first side's by default), grouped by front; made once for the very same runs.

    Fronts go from west to east by their westernmost start line; in a front its armies come first, north to south.
    """
    return list(_advances(SameRuns(tuple(results)), side or results[0].sides[0].id))


@lru_cache(maxsize=4)
def _advances(runs: SameRuns, side: str) -> list[Advance]:
    results, first = runs.results, runs.results[0]
    order = OrderOfBattle.of(first)
    dated = [event for event in comparable(first).dates if event.kind in SHOWN_KINDS and event.side == side]
    found = [_advance(results, order, axis, dated) for axis in _army_axes(first, order, side)]
    west = {one.front: min(other.longitude for other in found if other.front == one.front) for one in found}
    return sorted(found, key=lambda one: (west[one.front], one.front, not one.is_army, -one.latitude, one.owner))


def _army_axes(result: Result, order: OrderOfBattle, side: str) -> list[Axis]:
    """The axes that get a curve: all if they are few, else those of armies, and of corps and divisions without one above."""
    moving = [axis for axis in result.axes if axis.side == side and nodes(axis) and nodes(axis)[-1][1] > 0]
    owners = {axis.formation for axis in moving}

    def shown(axis: Axis) -> bool:
        echelon = result.formation[axis.formation].echelon
        above = order.chain(axis.formation)[1:]
        return len(moving) <= ALL_SHOWN_UP_TO or echelon == "army" or (echelon in SMALLER_OWNERS and not owners & set(above))

    unique = {axis.formation: axis for axis in reversed(moving) if axis.formation in result.formation and shown(axis)}
    return [unique[owner] for owner in sorted(unique)]


def _advance(results: Sequence[Result], order: OrderOfBattle, axis: Axis, dated: Sequence[DatedEvent]) -> Advance:
    first, owner, route = results[0], axis.formation, nodes(axis)
    minutes = np.append(np.arange(0, first.end_minute, STEP_MIN), first.end_minute).astype(float)
    courses = _courses(first, order, axis)
    start = first.place.get(route[0][0])
    orders, opens = new_parents(first), axis.opens_minute or 0
    front = order.front(order.commander(owner, opens, orders))
    bare = Advance(
        owner=owner,
        name=order.name(owner),
        is_army=first.formation[owner].echelon == "army",
        front=front or "",
        front_name=order.name(front),
        longitude=start.lon if start else 0.0,
        latitude=start.lat if start else 0.0,
        total_km=route[-1][1],
        steps=tuple((step.place, step.km) for step in axis.places),
        reached=_reached(first, axis, courses),
        plan=plan_points(axis),
        passes=tuple(_passes(order, owner, opens, orders)),
        minutes=minutes,
        km=np.array([_km(result, axis, courses, minutes) for result in results]),
        history=(),
        nameless=any(event.formation is None and event.place in dict(route) for event in dated),
    )
    here = [event for event in dated if _belongs(order, owner, event)]
    return Advance(**{**vars(bare), "history": _history_points(bare, route, here, many=len(results) > 1)})


def _passes(order: OrderOfBattle, owner: str, opens_minute: int, orders: Sequence[NewParent]) -> Iterator[tuple[int, str]]:
    """When the owner of an axis comes under another front after it opens, and the name of that."""
    before = order.front(order.commander(owner, opens_minute, orders))
    for minute in sorted({one.minute for one in orders if one.minute > opens_minute}):
        later = order.front(order.commander(owner, minute, orders))
        if later != before:
            before = later
            yield minute, order.name(later)


def _reached(result: Result, axis: Axis, courses: Sequence[Course]) -> tuple[tuple[int, float], ...]:
    """When the first of the group was at each step of the axis: a contact before a place is not an arrival."""
    rows, units = result.events, sorted({unit for course in courses for unit in course.units})
    there = np.isin(rows.formation, units) & np.isin(rows.kind, PROGRESS)
    minutes = {step.place: rows.minute[there & (rows.place == step.place)] for step in axis.places if step.km > 0}
    return tuple((int(minutes[step.place].min()), step.km) for step in axis.places if step.km > 0 and minutes[step.place].size)


def followers(result: Result, order: OrderOfBattle, axis: Axis) -> list[str]:
    """Formations that follow `axis`: as the run names them, else those whose nearest axis upwards it is."""
    if axis.followers:
        return sorted(axis.followers)
    owners = {other.formation for other in result.axes}
    group = sorted(order.group(axis.formation))
    nearest = {unit: next((above for above in order.chain(unit) if above in owners), None) for unit in group}
    return [unit for unit in group if nearest[unit] == axis.formation]


def steps_reached(result: Result) -> list[StepReached]:
    """Every step beyond the first of any axis that a formation following that axis reached or took, and when."""
    order, rows = OrderOfBattle.of(result), result.events
    arrivals: dict[tuple[str, str], int] = {}
    for at in np.flatnonzero(np.isin(rows.kind, (EventKind.REACH, EventKind.CAPTURE))).tolist():
        arrivals.setdefault((str(rows.formation[at]), str(rows.place[at])), int(rows.minute[at]))
    return [
        StepReached(unit, step.place, step.km, arrivals[unit, step.place])
        for axis in result.axes
        for unit in followers(result, order, axis)
        for step in axis.places
        if step.km > 0 and (unit, step.place) in arrivals
    ]


def _belongs(order: OrderOfBattle, owner: str, event: DatedEvent) -> bool:
    """True for an event of the owner or a subordinate."""
    return owner in order.chain(event.formation)


def _km(result: Result, axis: Axis, courses: Sequence[Course], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Deepest km along `axis` that any formation of the group reached by each of `minutes`."""
    tracks, rows = result.tracks, result.events
    route = dict(reversed(nodes(axis)))
    when: list[NDArray[Any]] = [np.zeros(1)]
    where: list[NDArray[Any]] = [np.zeros(1)]
    for course in courses:
        followed = np.isin(tracks.formation, course.units) & (tracks.axis_km >= course.own_km[0])
        when.append(tracks.minute[followed])
        where.append(np.interp(tracks.axis_km[followed], course.own_km, course.axis_km))
        passed = np.isin(rows.formation, course.units) & np.isin(rows.kind, PROGRESS)
        passed &= np.isin(rows.place, course.places)
        when.append(rows.minute[passed])
        where.append(np.array([route[place] for place in rows.place[passed].tolist()]))
        before = np.isin(rows.formation, course.units) & (rows.kind == "contact") & np.isin(rows.cause, course.places)
        when.append(rows.minute[before])
        where.append(np.array([route[place] for place in rows.cause[before].tolist()]))
    return _running_maximum(np.concatenate(when).astype(float), np.concatenate(where), minutes)


def _running_maximum(when: NDArray[np.float64], where: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The deepest of all points so far at each of `minutes`, straight between the points."""
    in_time = np.lexsort((where, when))
    deepest = np.maximum.accumulate(where[in_time])
    last_of_minute = np.append(np.diff(when[in_time]) > 0, True)
    km_at: NDArray[np.float64] = np.interp(minutes, when[in_time][last_of_minute], deepest[last_of_minute])
    return km_at


def _courses(result: Result, order: OrderOfBattle, axis: Axis) -> list[Course]:
    """The ways of the group that touch `axis`: its own, and those of subordinates projected by the places they share."""
    group = order.group(axis.formation)
    shared = [other for other in result.axes if other.formation in group]
    courses = [_course(axis, other, followers(result, order, other)) for other in shared]
    return [course for course in courses if course.places]


def _course(axis: Axis, other: Axis, units: Sequence[str]) -> Course:
    route = dict(reversed(nodes(axis)))
    places: list[str] = []
    own_km: list[float] = []
    axis_km: list[float] = []
    for place, km in nodes(other):
        if place in route and (not axis_km or route[place] > axis_km[-1]):
            places.append(place)
            own_km.append(km)
            axis_km.append(route[place])
    return Course(tuple(units), tuple(places), tuple(own_km), tuple(axis_km))


def _history_points(
    advance: Advance, route: list[tuple[str, float]], dated: Sequence[DatedEvent], many: bool
) -> tuple[HistoryPoint, ...]:
    """The dated places on the route; without several runs no point is outside."""
    km = dict(reversed(route))
    points = []
    for event in (event for event in dated if event.place in km):
        place = str(event.place)
        early, late = np.percentile(advance.arrivals(km[place]), [2.5, 97.5], method="nearest")
        outside = many and bool(event.latest_min < early - STEP_MIN or event.earliest_min > late)
        points.append(HistoryPoint(event, place, km[place], outside))
    return tuple(points)
