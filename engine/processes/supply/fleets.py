"""Loading: what leaves the depots, and the narrow places that it has to pass: stocks, lorries, captured railways, roads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Ints, some
from engine.processes.campaign import Campaign
from engine.rules import issue, transport
from engine.rules.rationing import ration
from engine.theatre.supply_lines import SupplyLines
from engine.vocabulary import SupplyLimit


@dataclass(frozen=True)
class Loaded:
    """What leaves the depots in one step."""

    loads_t: Floats
    """(goods, formations)."""
    share: Floats
    """(formations,): of its claim."""
    limit: Ints
    """(formations,): the `SupplyLimit` that took most of the claim."""
    drawn_t: Floats
    """(reserves, kinds, goods, formations): from which stocks."""


class Loading:
    """The standing facts: what a road lets pass in a day, and whose claims come first."""

    def __init__(self, c: Campaign):
        self.c, tracer, counted = c, c.theatre.tracer, c.theatre.fleets.counted
        roads = transport.road_t_day(tracer.good_links, c.world.links.lanes > 0, rates=c.rates.transport)
        self.road_t_day = np.append(roads if counted else np.full(len(roads), np.inf), np.inf)
        """(links + 1,): the last one for a formation that stands at its depot."""
        self._counted = counted
        goods, formations = c.state.stocks.shape
        kinds = len(c.theatre.depots.reserves.names), issue.KINDS, goods, formations
        self.nothing = Loaded(np.zeros((goods, formations)), np.ones(formations), np.zeros(formations, int), np.zeros(kinds))
        """What leaves where nobody claims anything."""

    @property
    def priority(self) -> Floats | None:
        """(formations,): weight of the claim of each where something is short; None where all are alike."""
        return self.c.theatre.fleets.priority[self.c.stage]

    def load(self, claims_t: Floats, lines: SupplyLines, days: float) -> Loaded:
        """Each gets the same part of its claim, as far as its depot, its fleet, its railway and its first road let it.

        `claims_t` is (goods, formations); every narrow place in turn shares out what the one before has let through."""
        if not some(claims_t):
            return self.nothing
        s = self.c.state
        granted, parts = self.granted(claims_t, lines.depot, s.depots.stock_t, self.priority)
        asked = self._together(claims_t)
        left = asked * granted
        shares, asked_by_each = np.ones((len(SupplyLimit), claims_t.shape[1])), asked.sum(axis=0)
        shares[SupplyLimit.RAILHEAD] = _share(left.sum(axis=0), asked_by_each)
        for limit, where, tonnes in self._narrow(lines, days):
            shares[limit] = ration(left.sum(axis=0), where, tonnes, self.priority)
            left = left * shares[limit]
        loads_t = claims_t * _share(left, asked)
        drawn_t = issue.drawn_t(loads_t, granted, parts)
        return Loaded(loads_t, _share(left.sum(axis=0), asked_by_each), shares.argmin(axis=0), drawn_t)

    def _narrow(self, lines: SupplyLines, days: float) -> Iterator[tuple[SupplyLimit, Ints, Floats]]:
        """Behind the depots, in the order in which loads come to them: the narrow place of each formation (formations,), and the
        tonnes that each of them lets through in `days`; the last is for those that pass none."""
        s = self.c.state
        if s.supply.station_t_day is not None and some(s.railways.open):
            stations = s.supply.station_t_day * days
            yield SupplyLimit.RAILWAY, _or_last(lines.first_station, len(stations)), np.append(stations, np.inf)
        if self._counted:
            yield SupplyLimit.ROAD, _or_last(lines.first_road, len(self.road_t_day) - 1), self.road_t_day * days
            yield SupplyLimit.LORRIES, s.transport.fleet, s.transport.idle_t()

    def granted(self, claims_t: Floats, depot: Ints, stock_t: Floats, priority: Floats | None) -> tuple[Floats, Floats]:
        """What `rules.issue.granted` gives for claims on depots (formations,; -1: none) with so much in stock."""
        depots = self.c.theatre.depots
        with_none = np.concatenate([stock_t, np.zeros((*stock_t.shape[:2], 1))], axis=2)
        at = np.where(depot < 0, stock_t.shape[2], depot)
        may_draw = depots.reserves.stages[self.c.stage].may_draw
        return issue.granted(self._together(claims_t), at, with_none, may_draw, priority)

    def _together(self, claims_t: Floats) -> Floats:
        """Claims good by good, or all goods of each in one row where no depot keeps them apart."""
        return claims_t if self.c.theatre.depots.by_good else claims_t.sum(axis=0)[None]


def _or_last(rows: Ints, last: int) -> Ints:
    """Rows, of which those that are none (-1) are the `last`."""
    return np.where(rows < 0, last, rows)


def _share(part: Floats, whole: Floats) -> Floats:
    """Part of the whole (0-1), 1 where there is no whole; broadcasts."""
    return np.divide(part, whole, out=np.ones(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0.0)
