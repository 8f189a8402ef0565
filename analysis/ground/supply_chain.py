"""The chain of a formation that stands for fuel back to its source: depot, road, lorries, loads on the road, and what binds.

All of it is in the result: the events of the halt name the depot, the km of road, the days that loads drive and the limit; the
books of supply say what the depot had and what its army asked for and got on each day; the order of battle whose lorries drive.
The way itself is not written down: it is the quickest for lorries, on dry roads, over the places that the side held then, by road
alone or with captured railways too, whichever is nearer to the km that were written. (These are of the last issue, up to six
hours before, when the formation may have stood elsewhere.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from analysis.calendar import MINUTES_PER_DAY
from analysis.ground.control import holders
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, new_parents
from analysis.results.records import Link
from engine.formats import ALL_GOODS, GOODS
from engine.vocabulary import Cause, EventKind

Roads = dict[str, dict[str, tuple[float, float]]]
"""Place to its neighbours; to each what the way costs in km of good road, and its km."""
FUEL = GOODS[0]
NO_ROADS = ("sea", "river_boat", "rail")
RAIL_KM = 1e-6
"""What a km by train counts as in km of road."""
SLOWED_BY = {
    "track": "march.track_wheeled_mult",
    "trail": "march.trail_wheeled_mult",
    "steppe": "march.steppe_motor_mult",
    "desert": "march.desert_mult",
    "sands": "march.sands_motor_mult",
    "marsh": "march.marsh_mult",
    "pass": "march.pass_mult",
}
"""Surface to the parameter that says what is left on it of the pace of lorries on a dry road."""


@dataclass(frozen=True)
class Books:
    """Fuel on one day: what the army asked for, had loaded and had on the road from this depot, and the depot's stock.

    Tonnes. `stock_t` is what the depot had as the day began and what came in, of fuel and of whatever is asked for."""

    day: int
    wanted_t: float
    loaded_t: float
    on_road_t: float
    stock_t: float


@dataclass(frozen=True)
class Chain:
    """A halt for fuel from `minute` to `until`, and where its fuel comes from."""

    formation: str
    minute: int
    until: int
    limit: str
    """A code of `Cause`."""
    depot: str
    """Id of its place; empty where no way leads to the formation."""
    km: float
    days: float
    fleet: str
    """Id of the formation whose lorries bring it; empty where nobody has counted any."""
    lorries: float
    books: Sequence[Books]
    """By day of the halt."""
    way: Sequence[str]
    """Places from the depot to the formation; only the two ends where no way is found. None without a depot."""

    def on(self, minute: int) -> Books | None:
        """The books of the day of a minute; the last ones after them."""
        known = [books for books in self.books if books.day <= max(minute, self.minute) // MINUTES_PER_DAY]
        return known[-1] if known else None


def chains(result: Result, formation: str | None = None) -> list[Chain]:
    """The chain of every halt for fuel in the run, or of one formation, in order of time."""
    return list(_Chains(result, formation).found())


class _Chains:
    """What all chains of a run share."""

    def __init__(self, result: Result, formation: str | None):
        self.result, self.order, self.formation = result, OrderOfBattle.of(result), formation
        self.books = _book_rows(result)
        self._orders = new_parents(result)
        self._roads: dict[tuple[tuple[str, ...], str], Roads] = {}

    def found(self) -> Iterator[Chain]:
        """Every halt for fuel with the events of its minute."""
        events = self.result.events
        of_fuel = np.isin(events.kind, (EventKind.FUEL_EMPTY, EventKind.DEPOT)) | (events.cause == Cause.FUEL)
        if self.formation is not None:
            of_fuel &= events.formation == self.formation
        rows = list(events.where(of_fuel).rows("minute", "kind", "formation", "place", "cause", "numbers"))
        limits = {(minute, unit): cause for minute, kind, unit, _, cause, _ in rows if kind == EventKind.FUEL_EMPTY}
        depots = {(minute, unit): (cause, said) for minute, kind, unit, _, cause, said in rows if kind == EventKind.DEPOT}
        ends = self._ends(rows)
        for minute, kind, unit, place, cause, _ in rows:
            if kind == EventKind.HALT and cause == Cause.FUEL and (minute, unit) in limits:
                depot, said = depots.get((minute, unit), ("", ""))
                yield self._chain(unit, place, minute, ends[unit, minute], limits[minute, unit], depot, said)

    def _ends(self, rows: Sequence[tuple[int, str, str, str, str, str]]) -> Mapping[tuple[str, int], int]:
        """(formation, minute of its halt) to the minute at which it moves again, or the end of the run."""
        ends: dict[tuple[str, int], int] = {}
        since: dict[str, int] = {}
        for minute, kind, unit, _, cause, _ in rows:
            if cause == Cause.FUEL and kind in (EventKind.HALT, EventKind.RESUME):
                if unit in since:
                    ends[unit, since.pop(unit)] = minute
                if kind == EventKind.HALT:
                    since[unit] = minute
        return ends | dict.fromkeys(since.items(), self.result.end_minute)

    def _chain(self, unit: str, place: str, minute: int, until: int, limit: str, depot: str, said: str) -> Chain:
        numbers = dict(pair.partition("=")[::2] for pair in said.split(";"))
        km, days = (float(numbers.get(name, "nan")) for name in ("supply_km", "drive_days"))
        fleet = next((above for above in self._above(unit, minute) if self.result.formation[above].lorries > 0), "")
        lorries = self.result.formation[fleet].lorries if fleet else np.nan
        books = [self._books(unit, depot, day) for day in range(minute // MINUTES_PER_DAY, 1 + until // MINUTES_PER_DAY)]
        way = self._way(unit, place, depot, minute, km) if depot else ()
        return Chain(unit, minute, until, limit, depot, km, days, fleet, float(lorries), [b for b in books if b], way)

    def _above(self, unit: str, minute: int) -> Sequence[str]:
        """The formation and all above it as they stand at a minute, lowest first."""
        parents = {name: to for at, name, to in self._orders if at <= minute}
        chain = [unit]
        while (above := parents.get(chain[-1], self.result.formation[chain[-1]].parent or "")) in self.result.formation:
            chain.append(above)
        return chain

    def _books(self, unit: str, depot: str, day: int) -> Books | None:
        """The fuel of its army at the depot on a day; None where the run has no books of it."""
        record, above = self.result.formation, self._above(unit, day * MINUTES_PER_DAY) if self._orders else ()
        army = next((name for name in above if record[name].echelon == "army"), record[unit].army or "")
        mine, stock = self.books.get((day, depot, army, FUEL)), 0.0
        for good in (FUEL, "any"):
            stock += float(np.nansum(self.books.get((day, depot, "", good), (0.0,) * 5)[3:]))
        if (day, depot, "", ALL_GOODS) not in self.books:
            return None
        wanted, loaded, on_road = mine[:3] if mine else (0.0, 0.0, 0.0)
        return Books(day, wanted, loaded, on_road, stock)

    def _way(self, unit: str, place: str, depot: str, minute: int, km: float) -> Sequence[str]:
        """The quickest way between a formation and its depot over what its side holds, by road or by rail too: the one whose
        length is nearer to the `km` that were written."""
        held, side = holders(self.result, minute), self.result.formation[unit].side
        mine = tuple(sorted(name for name, holder in held.items() if holder == side))
        found: list[tuple[float, list[str]]] = []
        for rails in ("", "rail"):
            way, long_km = quickest(self._roads_of(side, mine, rails), depot, place)
            if way:
                found.append((abs(long_km - km), way))
        return min(found, key=lambda each: each[0])[1] if found else (depot, place)

    def _roads_of(self, side: str, mine: tuple[str, ...], rails: str) -> Roads:
        """The roads (and railways that were taken) between these places."""
        if (mine, rails) not in self._roads:
            inside, roads = set(mine), Roads()
            for link in self.result.links:
                by_rail = link.surface == rails and link.state != "lifted" and not self._is_own(link, side)
                if {link.a, link.b} <= inside and (by_rail or link.surface not in NO_ROADS):
                    km = link.km * RAIL_KM if by_rail else link.km
                    step = (km if by_rail else km / self._pace(link.surface), km)
                    for here, there in ((link.a, link.b), (link.b, link.a)):
                        onward = roads.setdefault(here, {})
                        onward[there] = min(step, onward.get(there, step))
            self._roads[mine, rails] = roads
        return self._roads[mine, rails]

    def _pace(self, surface: str) -> float:
        """What a surface leaves of the pace of lorries, 1 where the run does not say."""
        return float(self.result.manifest.parameters.get(SLOWED_BY.get(surface, ""), 1.0)) or 1.0

    def _is_own(self, link: Link, side: str) -> bool:
        """Whether a railway lay between places of a side at the start: sources stand for those."""
        return all(self.result.place[place].side == side for place in (link.a, link.b))


def quickest(roads: Roads, start: str, end: str) -> tuple[list[str], float]:
    """Places of the way that costs least and its km, of ways alike the first by id; no places where there is none."""
    todo: list[tuple[float, str, str, float]] = [(0.0, start, "", 0.0)]
    before: dict[str, str] = {}
    while todo:
        cost, here, came_from, km = heappop(todo)
        if here in before:
            continue
        before[here] = came_from
        if here == end:
            way = [end]
            while before[way[-1]]:
                way.append(before[way[-1]])
            return way[::-1], km
        for there, (step_cost, step_km) in roads.get(here, {}).items():
            if there not in before:
                heappush(todo, (cost + step_cost, there, here, km + step_km))
    return [], np.inf


def _book_rows(result: Result) -> Mapping[tuple[int, str, str, str], tuple[float, ...]]:
    """(day, depot, army, good) to (wanted, loaded, on the road, opening, issued) of fuel, of any stock and of all goods."""
    of_one_source = (result.supply.army == "") & np.isnan(result.supply.opening_t)
    table = result.supply.where(np.isin(result.supply.good, (FUEL, "any", ALL_GOODS)) & ~of_one_source)
    rows = table.rows("day", "depot", "army", "good", "wanted_t", "loaded_t", "on_road_t", "opening_t", "issued_t")
    return {(int(day), depot, army, good): tonnes for day, depot, army, good, *rest in rows for tonnes in [tuple(rest)]}
