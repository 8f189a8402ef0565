"""What a score is held against: ways to date a campaign without simulating its logistics.

Each reference gives a predicted minute for each event; the error of a prediction is that of a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.records import Axis
from analysis.scores.arrivals import arrivals
from analysis.scores.history import DatedEvent

if TYPE_CHECKING:
    import networkx as nx

RUNS, CONSTANT, SPEED, SLOWED, NEIGHBOURS, EMPTY, UNRESISTED = (
    "these runs",
    "constant date",
    "single speed, 45 km/day",
    "empty map at 0.7 speed",
    "other fronts' dates by km",
    "empty map",
    "unresisted war",
)
SINGLE_SPEED_KM_PER_DAY = 45.0
SLOWED_TO = 0.7
NOT_ON_LAND = ("rail", "sea", "river_boat")


def called(name: str, runs: int) -> str:
    """What a row of scores is called: that of a single run is no row of "these runs"."""
    return name.replace(RUNS, "this run").replace("their", "its") if runs == 1 and name.startswith(RUNS) else name


Minutes = Mapping[str, float]
"""Predicted minute by id of the event; an event that a reference cannot date is absent."""


def reference_dates(
    results: Sequence[Result], empty: Sequence[Result] | None = None, unresisted: Sequence[Result] | None = None
) -> dict[str, Minutes]:
    """Minutes of the dated events by reference, in the order in which they are printed.

    `empty` is the ensemble without an enemy that the slowed reference is taken from; without it, `results` itself. `unresisted`
    is the one with orders, parties from the air and surrenders but without resistance: the reference that is fair to a
    sceptic."""
    first, medians = results[0], medians_of(empty or results, results[0])
    events = arrivals(results).events
    found = {
        CONSTANT: constant_date(events),
        SPEED: single_speed(first, events),
        SLOWED: slowed(medians, first.end_minute),
        NEIGHBOURS: neighbours_dates(first, events),
    }
    found |= {EMPTY: medians} if empty else {}
    return found | ({UNRESISTED: medians_of(unresisted, results[0])} if unresisted else {})


def medians_of(results: Sequence[Result], history: Result) -> Minutes:
    """The median minute of each dated event of `history` in an ensemble."""
    table = arrivals(results, history)
    return {event.id: median for event, median in zip(table.events, table.medians.tolist(), strict=True)}


def constant_date(events: Sequence[DatedEvent]) -> Minutes:
    """The median of history's window middles, for every event alike."""
    if not events:
        return {}
    median = float(np.median([event.middle_min for event in events]))
    return {event.id: median for event in events}


def single_speed(result: Result, events: Sequence[DatedEvent]) -> Minutes:
    """Arrival at 45 km a day by the shortest road from the nearest first step of any axis of the side, from minute 0.

    A place without a road to any of them counts as the last day.
    """
    road = road_graph(result)
    sides = sorted({event.side for event in events})
    km = {side: _km_from(road, axis_starts(result, side)) for side in sides}
    minutes_per_km = MINUTES_PER_DAY / SINGLE_SPEED_KM_PER_DAY
    last = float(result.end_minute)
    return {event.id: min(km[event.side].get(event.place or "", np.inf) * minutes_per_km, last) for event in events}


def slowed(minutes: Minutes, end_minute: int) -> Minutes:
    """The same arrivals at 0.7 of the speed: each minute divided by 0.7, at most the last minute of the run."""
    return {event: min(minute / SLOWED_TO, float(end_minute)) for event, minute in minutes.items()}


def neighbours_dates(result: Result, events: Sequence[DatedEvent]) -> Minutes:
    """History's own dates interpolated by kilometres along the axes, the event's own front left out.

    The dates (window middles) of the other fronts of the side are fitted by isotonic regression on km along the axis,
    with straight lines between the fitted points and constant dates beyond them. An event whose side has no other
    front with dates cannot be predicted and is absent.
    """
    km = axis_km(result, events)
    predicted: dict[str, float] = {}
    for side, front in sorted({(event.side, event.front or "") for event in events}):
        others = [event for event in events if event.side == side and (event.front or "") != front]
        if others:
            knots, dates = isotonic([km[event.id] for event in others], [event.middle_min for event in others])
            own = [event for event in events if (event.side, event.front or "") == (side, front)]
            predicted |= {event.id: float(np.interp(km[event.id], knots, dates)) for event in own}
    return predicted


def planned_dates(result: Result, events: Sequence[DatedEvent]) -> Minutes:
    """The date that the side's own plan gives: straight between its dated steps along the axis, then at the last rate.

    The axis is the nearest in command (as for `axis_km`) that passes the place and has a dated step beyond its start; an
    event without one is absent. At most the last minute of the run.
    """
    order = OrderOfBattle.of(result)
    planned = [(axis, dict(reversed(nodes(axis))), plan_points(axis)) for axis in result.axes]
    predicted: dict[str, float] = {}
    for event in events:
        usable = [
            (_rank(order, axis, event), axis.plan, km[event.place], points)
            for axis, km, points in planned
            if event.place in km and points and points[-1][1] > 0
        ]
        rank, _, km_there, points = min(usable, default=(OTHER_SIDE, "", 0.0, ()))
        if rank < OTHER_SIDE:
            predicted[event.id] = min(_planned_minute(points, km_there), float(result.end_minute))
    return predicted


def plan_points(axis: Axis) -> tuple[tuple[float, float], ...]:
    """(minute, km) of the start and of each step with a planned day; the middle of a planned span."""
    points = [(sum(step.planned_day) / 2 * MINUTES_PER_DAY, step.km) for step in axis.places if step.planned_day is not None]
    if not points:
        return ()
    start = (float(axis.opens_minute or 0), 0.0)
    return tuple(points if points[0][1] == 0 else [start, *points])


def _planned_minute(points: Sequence[tuple[float, float]], km: float) -> float:
    minutes, along = np.maximum.accumulate([minute for minute, _ in points]), np.array([km for _, km in points])
    if km <= along[-1]:
        return float(np.interp(km, along, minutes))
    rates = np.diff(minutes) / np.maximum(np.diff(along), 1e-9)
    return float(minutes[-1] + (km - along[-1]) * rates[-1])


def isotonic(x: Sequence[float], y: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least-squares non-decreasing fit: distinct `x` in order and the fitted value at each.

    Pooling of adjacent violators (Barlow et al., Statistical Inference under Order Restrictions, 1972); equal `x`
    count as one point with their mean.
    """
    knots, inverse, counts = np.unique(np.asarray(x, dtype=float), return_inverse=True, return_counts=True)
    means = np.bincount(inverse, weights=np.asarray(y, dtype=float)) / counts
    blocks: list[tuple[float, float, int]] = []  # mean, weight, number of knots
    for mean, weight in zip(means.tolist(), counts.tolist(), strict=True):
        block = (mean, float(weight), 1)
        while blocks and blocks[-1][0] > block[0]:
            before = blocks.pop()
            total = before[1] + block[1]
            block = ((before[0] * before[1] + block[0] * block[1]) / total, total, before[2] + block[2])
        blocks.append(block)
    return knots, np.repeat([mean for mean, _, _ in blocks], [length for _, _, length in blocks])


def road_graph(result: Result) -> nx.Graph[str]:
    """Land links as an undirected graph with `km`, the shorter one where two join the same places; rail is left out."""
    import networkx as nx

    road: nx.Graph[str] = nx.Graph()
    road.add_nodes_from(sorted(result.place))
    for link in sorted(result.links, key=lambda link: (-link.km, link.id)):
        if link.surface not in NOT_ON_LAND:
            road.add_edge(link.a, link.b, km=link.km)
    return road


def axis_starts(result: Result, side: str) -> list[str]:
    """Places of the first steps of the side's axes."""
    return sorted({nodes(axis)[0][0] for axis in result.axes if axis.side == side and nodes(axis)})


def _km_from(road: nx.Graph[str], starts: list[str]) -> Mapping[str, float]:
    import networkx as nx

    known = [place for place in starts if place in road]
    lengths: dict[str, Any] = nx.multi_source_dijkstra_path_length(road, set(known), weight="km") if known else {}
    return lengths


def nodes(axis: Axis) -> list[tuple[str, float]]:
    """Every place on the axis with its km, in order: the route, or the steps alone where there is no route."""
    return [(node.place, node.km) for node in axis.nodes]


def axis_km(result: Result, events: Sequence[DatedEvent]) -> Mapping[str, float]:
    """Kilometres along an axis for each event's place.

    The axis is the first that passes the place: of the event's formation, of those above it, of its army, its front,
    its side. A place off every axis takes the km of the nearest place (by road) on one; 0 without any.
    """
    order, road = OrderOfBattle.of(result), road_graph(result)
    return {event.id: _km_of(result, order, road, event) for event in events}


def _km_of(result: Result, order: OrderOfBattle, road: nx.Graph[str], event: DatedEvent) -> float:
    ranked = sorted((_rank(order, axis, event), km, place) for axis in result.axes for place, km in nodes(axis))
    usable = [(km, place) for rank, km, place in ranked if rank < OTHER_SIDE]
    here = [km for km, place in usable if place == event.place]
    if here or not usable:
        return here[0] if here else 0.0
    away = _km_from(road, [event.place or ""])
    return min((away.get(place, np.inf), number, km) for number, (km, place) in enumerate(usable))[2]


OTHER_SIDE = 1000


def _rank(order: OrderOfBattle, axis: Axis, event: DatedEvent) -> int:
    """How near an axis is to the event in command: 0 its formation's own, then upwards; `OTHER_SIDE` if not its side's."""
    if axis.side != event.side:
        return OTHER_SIDE
    chain, owner = order.chain(event.formation), axis.formation
    if owner in chain:
        return chain.index(owner)
    same = (event.army is not None and order.army(owner) == event.army, order.front(owner) == event.front)
    return len(chain) + (0 if same[0] else 1 if same[1] else 2)
