"""Loading: what leaves the depots, and the narrow places that it has to pass: stocks, lorries, captured railways, roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Ints
from engine.processes.campaign import Campaign
from engine.rules import transport
from engine.rules.rationing import ration
from engine.theatre.supply_lines import NOWHERE, SupplyLines
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


class Loading:
    """The standing facts: what a road lets pass in a day, and whose claims come first."""

    def __init__(self, c: Campaign):
        self.c, tracer, counted = c, c.theatre.tracer, c.theatre.fleets.counted
        roads = transport.road_t_day(tracer.good_links, c.world.links.lanes, rates=c.rates.transport)
        self.road_t_day = np.append(roads if counted else np.full(len(roads), np.inf), np.inf)
        """(links + 1,): the last one for a formation that stands at its depot."""
        self.priority = c.theatre.fleets.priority

    def load(self, claims_t: Floats, lines: SupplyLines, days: float) -> Loaded:
        """Each gets the same part of its claim, as far as its depot, its fleet, its railway and its first road let it.

        `claims_t` is (goods, formations); every narrow place in turn shares out what the one before has let through."""
        c, s = self.c, self.c.state
        asked = claims_t.sum(axis=0)
        station_t = np.full(1, np.inf)
        station = np.full_like(lines.depot, NOWHERE)
        if s.supply.station_t_day is not None and s.railways.open.any():
            station, station_t = lines.first_station, np.append(s.supply.station_t_day * days, np.inf)
        moving, road = s.transport, self.road_t_day * days
        narrow = {
            SupplyLimit.RAILHEAD: (lines.depot, np.append(moving.stock_t, 0.0)),
            SupplyLimit.RAILWAY: (station, station_t),
            SupplyLimit.ROAD: (lines.first_road, road),
            SupplyLimit.LORRIES: (c.theatre.fleets.of, moving.idle_t()),
        }
        left, shares = asked, np.ones((len(SupplyLimit), len(asked)))
        for limit, (where, tonnes) in narrow.items():
            shares[limit] = ration(left, np.where(where < 0, len(tonnes) - 1, where), tonnes, self.priority)
            left = left * shares[limit]
        share = np.where(asked > 0.0, left / np.where(asked > 0.0, asked, 1.0), 1.0)
        return Loaded(claims_t * share, share, shares.argmin(axis=0))
