"""What carries the supplies: the lorries of every army, and the narrow places that everything passes."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.processes.campaign import Campaign
from engine.rules import lorries, supply
from engine.rules.rationing import ration
from engine.theatre.supply_lines import NOWHERE, SupplyLines


def carry(c: Campaign, wanted_t: Floats, lines: SupplyLines, days: float) -> tuple[Floats, Floats]:
    """Tonnes that have to leave the railheads for what is wanted, and the share of it that the lorries bring; (formations,).

    Counted lorries pay for turn-round, burn a part of their load, and wear: `State.supply.lorries_running`."""
    fleets, supplies, rates, drive = c.theatre.fleets, c.state.supply, c.rates, lines.days
    given = supply.lorry_work_td(fleets.lorries * supplies.lorries_running, days, rates=rates.supply)
    if not fleets.counted:
        return wanted_t, ration(lorries.work_td(wanted_t, drive), fleets.of, given)
    km, good = lines.any_km, lines.good_km <= lines.any_km
    sent_t = lorries.sent_t(wanted_t, km, good, rates=rates.lorries)
    work = sent_t * lorries.turn_round_days(drive, rates=rates.lorries)
    share = ration(work, fleets.of, given)
    use = lorries.fleet_use(work, fleets.of, given)
    supplies.wear_lorries(lorries.running_after(supplies.lorries_running, use, days, rates=rates.lorries))
    return sent_t, share


class Passages:
    """What is sent passes three narrow places: its source, a captured railway, and the first stretch of road, which several
    armies may have in common. All groups that share one are numbered through, so that everything is rationed in one call.

    Facts alone; what a railway carries is handed in."""

    def __init__(self, c: Campaign):
        fleets, tracer, places = c.theatre.fleets, c.theatre.tracer, len(c.world.places)
        roads = lorries.road_t_day(tracer.good_links, c.world.links.lanes, rates=c.rates.lorries)
        self.priority = None if fleets.priority is None else np.tile(fleets.priority, 3)
        # Tonnes a day of each source, of the railway at each place and of each road; the last of each is for those without any.
        parts = [
            np.array([*(source.t_per_day for source in tracer.sources), 0.0]),
            np.full(places + 1, np.inf),
            np.append(roads if fleets.counted else np.full(len(roads), np.inf), np.inf),
        ]
        sizes = [len(part) for part in parts]
        self.first = np.cumsum([0, *sizes[:-1]])[:, None]
        self.nowhere = np.array(sizes)[:, None] - 1
        self._t_day = np.concatenate(parts)

    def let_through(self, sent_t: Floats, lines: SupplyLines, days: float, station_t_day: Floats | None) -> Floats:
        """(3, formations): the share of what is sent that each of the three lets through.

        `station_t_day` (places,) is what the railway at each place carries; None where no train runs, and all goes by road."""
        stations, t_day = np.full_like(lines.source, NOWHERE), self._t_day
        if station_t_day is not None:
            stations, t_day = lines.first_station, self._t_day.copy()
            t_day[self.first[1, 0] : self.first[2, 0] - 1] = station_t_day
        at = np.stack([lines.source, stations, lines.first_road])
        group = (np.where(at < 0, self.nowhere, at) + self.first).ravel()
        wanted = np.broadcast_to(sent_t, at.shape).ravel()
        return ration(wanted, group, t_day * days, self.priority).reshape(at.shape)
