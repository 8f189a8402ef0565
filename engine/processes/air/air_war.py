"""The air war: each midnight, which aircraft can fly how much where, from the airfields in use and the weather of the day.

No aircraft moves over the map here, and none bombs anything: what a day's sorties come to is superiority over every place
(`State.sky`), which combat, intelligence and marches read. One-way attacks are the exception, and take tanks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.combat.losses import lose
from engine.rules import air, airlift
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, FormationId

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class AirWar:
    """The facts of the air war: formations with aircraft, airfields, and how far each place is from which bases.

    Which side rules which sky is run state and stands in `State.sky`."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        self.rows = [row for row, formation in enumerate(world.formations) if formation.aircraft > 0]
        self.fields = np.flatnonzero(world.network.airfields)
        self.fit_share = [air.fit_share(formation.aircraft_combat, formation.aircraft) for formation in world.formations]
        self._reach: dict[tuple[int, ...], Floats] = {}
        """Airfields that a formation flies from to the distance of every place from the nearest of them."""

    def fly(self) -> None:
        """Count the sorties of the day that begins now, and set which side rules which sky.

        A formation flies as many sorties over a place as distance and the worse of the two skies, at home and there, allow; one
        that obeys a cease-fire flies none. An airfield is open to a side once it has held it for the days that rebasing takes.
        Writes `sorties` for each formation that flies, then `one_way_attack`."""
        c, s = self.c, self.c.state
        today = c.minute / MIN_PER_DAY
        s.sky.see_holders(s.places.holder, today)
        open_fields = self.fields[s.sky.held_since_day[self.fields] <= today - c.rates.air.rebase_days]
        sky = airlift.sortie_share(c.today.over_places().astype(int), "combat_aircraft", rates=c.rates.airlift)
        flown = np.zeros((len(c.world.spec.sides), len(c.world.places)))
        one_way: list[tuple[int, float, Floats]] = []
        for f in self.rows:
            aircraft = float(s.strengths.aircraft[f]) * self.fit_share[f]
            if aircraft > 0.0 and not s.wills.obeys[f]:
                home = int(s.place[f])
                possible = np.minimum(sky, sky[home])
                km = self._km(home, int(s.side[f]), open_fields)
                sorties = air.sorties(aircraft, km, possible, rates=c.rates.air)
                flown[s.side[f]] += sorties
                s.note(f, c.minute, EventKind.SORTIES, sorties=float(sorties.sum()), aircraft=aircraft)
                if c.world.spec.sides[s.side[f]].one_way_sorties:
                    one_way.append((f, float(sorties.sum()), km))
        superiority = air.superiority(flown[0], flown[1], rates=c.rates.air)
        s.sky.change(superiority, [air.interdicted_mult(sign * superiority, rates=c.rates.air).tolist() for sign in (-1.0, 1.0)])
        for f, total, km in one_way:
            self._fly_one_way(f, total, km)

    def _fly_one_way(self, f: int, sorties: float, km: Floats) -> None:
        """Of a day's sorties some end in the nearest enemy armour within range and do not come back.

        `km` (places,): distance from the airfields in use. The target is the nearest fighting formation with a running tank; the
        more the enemy rules its sky the fewer hit. Writes `one_way_attack`, with the aircraft spent and the tanks hit."""
        c, s = self.c, self.c.state
        running = np.flatnonzero(s.fights & (s.side != s.side[f]) & (s.strengths.tanks >= 1.0))
        near = running[km[s.place[running]] < c.rates.air.range_km]
        if near.size == 0 or sorties == 0.0:
            return
        target = int(near[km[s.place[near]].argmin()])
        spent = air.one_way_sorties(sorties, rates=c.rates.air)
        hits = air.one_way_hits(spent, s.sky.over(int(s.place[target]), int(s.side[target])), rates=c.rates.air)
        share, nothing = np.array([air.hit_share(hits, float(s.strengths.tanks[target]))]), np.zeros(1)
        lose(c, np.array([target]), nothing, share, nothing)
        s.strengths.spend_aircraft(f, spent)
        s.note(f, c.minute, EventKind.ONE_WAY_ATTACK, cause=FormationId(c.world.formations[target].id), sorties=spent, tanks=hits)

    def _km(self, home: int, side: int, open_fields: Ints) -> Floats:
        """(places,): distance in km from the nearest airfield in use; the home base always is one.

        Others are fields of the formation's side within rebasing distance of its home."""
        crow = self.c.world.network.great_circle_km
        own = open_fields[self.c.state.places.holder[open_fields] == side]
        bases = (home, *own[crow[home, own] <= self.c.rates.air.rebase_km].tolist())
        if bases not in self._reach:
            self._reach[bases] = crow[list(bases)].min(axis=0)
        return self._reach[bases]


def air_war(c: Campaign) -> Process:
    """Fly at the start and at every midnight, after the weather of the new day has been set (rank WEATHER, row 1).

    Nothing interrupts it. Writes `sorties` and `one_way_attack`."""
    war = AirWar(c)
    while True:
        war.fly()
        yield c.after(c.world.calendar.first_midnight if c.minute == 0 else MIN_PER_DAY, Rank.WEATHER, 1)
