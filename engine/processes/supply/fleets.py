"""What carries the supplies: the lorries of every army, and the narrow places that everything passes."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.processes.campaign import Campaign
from engine.rules import lorries, supply
from engine.rules.rationing import ration
from engine.theatre.supply_lines import NOWHERE, SupplyLines
from engine.vocabulary import Rule


class Fleets:
    """The lorries of every army, and who lives from which."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        held = {formation.id: formation.lorries for formation in world.formations if formation.lorries > 0}
        with_lorries = world.order_of_battle.inherited({name: name for name in held}, "")
        fleets = sorted(set(with_lorries))
        self.fleet = np.array([fleets.index(fleet) for fleet in with_lorries])
        self.lorries = np.array([held.get(fleet, np.inf) for fleet in fleets])
        """Of the nearest formation above with lorries of its own; without one, deliveries are not limited by lorries."""
        self.running = np.ones(len(fleets))
        """Share of the serviceable lorries that have not broken down since."""
        self.on = world.on(Rule.TRUCK_PARK)
        ranks = {row.id: row.supply_priority for row in world.formations if row.supply_priority is not None}
        first = world.order_of_battle.inherited(ranks, 1.0)
        self.priority = np.array(first, float) if self.on and set(first) != {1.0} else None

    def carry(self, wanted_t: Floats, lines: SupplyLines, days: float) -> tuple[Floats, Floats]:
        """Tonnes that have to leave the railheads for what is wanted, and the share of it that the lorries bring."""
        rates, drive = self.c.rates, lines.days
        given = supply.lorry_work_td(self.lorries * self.running, days, rates=rates.supply)
        if not self.on:
            return wanted_t, ration(lorries.work_td(wanted_t, drive), self.fleet, given)
        km, good = lines.any_km, lines.good_km <= lines.any_km
        sent_t = lorries.sent_t(wanted_t, km, good, rates=rates.lorries)
        work = sent_t * lorries.turn_round_days(drive, rates=rates.lorries)
        use = lorries.fleet_use(work, self.fleet, given)
        share = ration(work, self.fleet, given)
        self.running = lorries.running_after(self.running, use, days, rates=rates.lorries)
        return sent_t, share


class Passages:
    """What is sent passes three narrow places: its source, a captured railway, and the first stretch of road, which several
    armies may have in common. All groups that share one are numbered through, so that everything is rationed in one call."""

    def __init__(self, c: Campaign, fleets: Fleets):
        tracer, places = c.theatre.tracer, len(c.world.places)
        roads = lorries.road_t_day(tracer.good_links, c.world.links.lanes, rates=c.rates.lorries)
        self.priority = None if fleets.priority is None else np.tile(fleets.priority, 3)
        # Tonnes a day of each source, of the railway at each place and of each road; the last of each is for who has none.
        parts = [
            np.array([*(source.t_per_day for source in tracer.sources), 0.0]),
            np.full(places + 1, np.inf),
            np.append(roads if fleets.on else np.full(len(roads), np.inf), np.inf),
        ]
        sizes = [len(part) for part in parts]
        self.first = np.cumsum([0, *sizes[:-1]])[:, None]
        self.nowhere = np.array(sizes)[:, None] - 1
        self.t_day = np.concatenate(parts)

    def railways_carry(self, station_t_day: Floats) -> None:
        """Set what the railway at each place lets through."""
        self.t_day[self.first[1, 0] : self.first[2, 0] - 1] = station_t_day

    def let_through(self, sent_t: Floats, lines: SupplyLines, days: float, *, trains: bool) -> Floats:
        """(3, formations): the share of what is sent that each of the three lets through; without `trains` the second all."""
        stations = lines.first_station if trains else np.full_like(lines.source, NOWHERE)
        at = np.stack([lines.source, stations, lines.first_road])
        group = (np.where(at < 0, self.nowhere, at) + self.first).ravel()
        wanted = np.broadcast_to(sent_t, at.shape).ravel()
        return ration(wanted, group, self.t_day * days, self.priority).reshape(at.shape)
