"""Shuttles: lorry companies that carry goods from depot to depot, and join the lorries of formations, by the day.

Called by `deliveries`. Loads arrive before formations draw from the depots, and leave after them: troops come first."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.rules import transport
from engine.rules.rationing import ration
from engine.theatre import shuttle_ways
from engine.theatre.shuttle_ways import ShuttleWays
from engine.vocabulary import SupplyLimit


class Shuttles:
    """Arrays have the shape (shuttles,)."""

    def __init__(self, c: Campaign):
        self.c, depots = c, c.theatre.depots
        self.companies = c.theatre.lorry_companies
        self.any = bool(self.companies.companies)
        origin, to = depots.of_source[self.companies.origin], depots.of_source[self.companies.to]
        self.side, self._side_of_end = depots.side[origin], depots.side[to]
        self.start, self.end = depots.place[origin], depots.place[to]
        self.any_shuttle = bool(self.companies.names)
        self._sides = sorted(set(self.side.tolist()))
        self._lorries_per_own = c.rates.transport.payload_t / np.asarray(self.companies.rates.payload_t)
        """(shuttles,) or one number: room that a tonne of theirs takes on the road, in tonnes of the world's lorries."""

    def muster(self, day: float) -> None:
        """Lorries go to the work of the day."""
        if self.any:
            self.c.state.shuttles.muster(day, self.c.state.transport)
            self.c.state.shuttles.mount(self.c.state.strengths.men, day, self.c.rates.transport)

    def arrive(self, shut: Ints) -> None:
        """A tick begins: lorries come home, and loads come to the depots that are in hand, over all roads but those of the rows
        `shut`."""
        if not self.any_shuttle:
            return
        s, rates = self.c.state, self.companies.rates
        s.shuttles.moving.pass_time()
        found = self._ways(shut)
        lag = transport.lag_days(transport.own_drive_days(found.days, rates, rates=self.c.rates.transport), rates=rates)
        burned = transport.burned_share(found.km, found.good_km >= found.km, rates=rates)
        holder = self.c.state.places.holder
        lost = holder[self.start] != self.side  # what has left before goes on by the way that there was
        s.shuttles.drive(np.where(lost, s.shuttles.lag_days, lag), np.where(lost, s.shuttles.burned_share, burned))
        lag = np.where(holder[self.end] == self._side_of_end, s.shuttles.lag_days, np.inf)
        s.shuttles.moving.hold(~np.isfinite(lag))
        arrived_t = s.shuttles.moving.arrive(lag)
        unloaded_t = s.shuttles.moving.unload(arrived_t, s.shuttles.burned_share, 1.0 - s.shuttles.burned_share)
        s.depots.receive(unloaded_t, self.companies.to)

    def leave(self, loads_t: Floats, first_road: Ints, road_t_day: Floats, days: float) -> None:
        """Load what depots, roads and idle lorries let leave after the loads (goods, formations) to formations in these `days`.

        `first_road` is (formations,), and `road_t_day` (links + 1,) what the roads let pass in a day, in lorries with the world's
        load: a heavier one takes no more room."""
        if not self.any_shuttle:
            return
        road_t = road_t_day * days
        s, moving, parts = self.c.state, self.c.state.shuttles.moving, self.companies.parts
        open_ = (s.places.holder[self.start] == self.side) & np.isfinite(s.shuttles.lag_days)
        there_t = s.depots.there_for(parts, self.companies.origin_depot, self.companies.reserves) * open_
        idle_t = moving.idle_t()
        asked_t = np.minimum(idle_t, there_t.sum(axis=0))
        nowhere = len(road_t) - 1
        used_t = np.bincount(np.where(first_road < 0, nowhere, first_road), loads_t.sum(axis=0), len(road_t))
        assert s.shuttles.ways is not None  # found as the loads of this tick arrived
        mine = s.shuttles.ways.first_road
        through = ration(asked_t * self._lorries_per_own, np.where(mine < 0, nowhere, mine), np.maximum(road_t - used_t, 0.0))
        loaded_t = s.depots.hand_over(parts * asked_t * through, self.companies.origin_depot, self.companies.reserves)
        s.shuttles.load(there_t, loaded_t, np.where(through < 1.0, int(SupplyLimit.ROAD), int(SupplyLimit.LORRIES)))
        moving.wear(transport.running_after(moving.running_share, moving.use(), days, rates=self.companies.rates))

    def _ways(self, shut: Ints) -> ShuttleWays:
        """The ways of the day, found again when the roads of their side have changed since."""
        c, s = self.c, self.c.state
        key = (s.places.version, c.today.day(), shut.tobytes())
        if s.shuttles.ways is not None and key == s.shuttles.found_key:
            return s.shuttles.ways
        tracer, sky = c.theatre.tracer, c.today.over_links()
        roads = {side: tracer.by_road(side, s.places.holder, s.places.closed, sky, shut) for side in self._sides}
        over = b"".join(roads[side].tobytes() for side in self._sides)
        ways = s.shuttles.ways
        if ways is None or over != s.shuttles.found_over:
            ways = shuttle_ways.of_sides(tracer, roads, self.side, self.start, self.end)
        return s.shuttles.find(ways, key, over)
