"""Lines of communication to all formations, and what follows from them alone: kept until a line or a place differs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.processes.campaign import Campaign
from engine.processes.supply import railways
from engine.rules import rivers, transport
from engine.theatre.supply_lines import NO_LINKS, NOWHERE, SupplyLines
from engine.vocabulary import Rule, SupplyLimit


def unbridged(c: Campaign) -> Ints:
    """Rows of the links over rivers that are in one hand and shut to its lorries, ascending: the bridge is down, and neither
    engineers nor the side's first column have laid another yet."""
    s, rows = c.state, c.state.crossings.down_rows
    if not rows.size or not c.world.on(Rule.RIVERS):
        return NO_LINKS
    one, other = c.world.network.ends[:, rows]
    side, taken = s.places.holder[one], s.places.taken_minute
    engineers_h = rivers.bridging_h(c.world.links.river_m[rows], rates=c.rates.rivers)
    laid_minute = s.crossings.bridge_minute[side, rows]
    ready = transport.bridge_minute(np.maximum(taken[one], taken[other]), engineers_h, laid_minute)
    shut: Ints = rows[(side == s.places.holder[other]) & (ready > c.minute)]
    return shut


@dataclass(frozen=True)
class LinesToAll:
    """The lines to all formations where they stand; arrays have the shape (formations,)."""

    lines: SupplyLines
    """(formations,) each; days are those of the world's lorries."""
    lag_days: Floats
    """That a load of its own lorries is on the road; inf without a way."""
    way_days: Floats
    """The same, 0 without a way."""
    reached: Bools
    """There is a depot and a way from it."""
    burned: Floats
    """Share (0-1) of what leaves a depot that lorries burn."""
    kept: Floats
    """(goods, formations): what its formation gets of it."""
    depot_place: Ints
    """Row of the place of its depot, -1 without one."""
    waiting: Ints
    """The `SupplyLimit` of a formation whose claim is loaded as a whole."""


class Lines:
    """The lines of a run as they are now."""

    def __init__(self, c: Campaign):
        self.c, self.own = c, c.world.own_rates
        self.rail = c.world.on(Rule.RAIL_REPAIR) and bool(c.theatre.rail_lines.names)
        """Whether trains may run on lines that were taken or restored."""
        self._depot_place = np.append(c.theatre.depots.place, NOWHERE)
        self._to_all: LinesToAll | None = None
        self._found: tuple[SupplyLines | None, Ints | None, bytes] = None, None, b""

    def traced(self, shut: Ints) -> SupplyLines:
        """(groups, places): traced again only when holders, sky, railways, depots or bridges have changed since; `shut` is what
        `unbridged` says."""
        c, s, lines = self.c, self.c.state, self.c.state.supply.lines
        usable, sky, day = s.depots.usable(), c.today.over_links(), c.today.day()
        key = (s.places.version, sky.tobytes(), s.railways.version, usable.tobytes(), shut.tobytes())
        if lines is not None and key == s.supply.traced_key and (day == s.supply.stations_day or not self.rail):
            return lines
        if lines is None or key != s.supply.traced_key:
            trains = s.railways.open if self.rail else None
            traced = c.theatre.tracer.trace(s.places.holder, s.places.closed, sky, trains, usable, shut)
            lines = s.supply.trace(traced, key)
        if self.rail:
            s.supply.serve_stations(railways.station_t_day(c), day)
        return lines

    def to_all(self, shut: Ints) -> LinesToAll:
        """The lines to all formations in this minute, over all roads but those of the rows `shut`."""
        c, traced, group = self.c, self.traced(shut), self.c.theatre.depots.reserves.stages[self.c.stage].group
        key = traced, group, c.state.place.tobytes()
        if self._to_all is None or self._found[0] is not traced or self._found[1] is not group or self._found[2] != key[2]:
            self._to_all, self._found = self._new(traced.to(group, c.state.place)), key
        return self._to_all

    def _new(self, lines: SupplyLines) -> LinesToAll:
        rates = self.own.transport
        lag = transport.lag_days(self.own.drive_days(lines.days), rates=rates)
        burned, there = transport.burned_share(lines.km, lines.good, rates=rates), np.isfinite(lag)
        return LinesToAll(
            lines,
            lag,
            np.where(there, lag, 0.0),
            (lines.depot != NOWHERE) & there,
            burned,
            transport.kept_share(burned, rates=rates),
            self._depot_place[lines.depot],
            np.where(there, int(SupplyLimit.ON_THE_WAY), int(SupplyLimit.CLOSED)),
        )
