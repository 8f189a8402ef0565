"""Horses of a run: which formations are where water is short, how long they have marched, and what it costs.

Thirst and marches without rest wear readiness down and kill horses; fewer horses need less forage. Called by `upkeep`.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, rows_of, some
from engine.processes.campaign import Campaign
from engine.rules import horses
from engine.vocabulary import Cause, EventKind

WITH_HORSES = ("cavalry", "horse")
DRY_SURFACES = ("desert", "sands")
WITHOUT_WELLS = ("desert", "assembly", "pass")


class Horses:
    """Facts of (formations,): horses, and whether a formation rides or is drawn by them; only such are worn down."""

    def __init__(self, c: Campaign):
        self.c, world = c, c.world
        self.count = np.array([formation.horses for formation in world.formations])
        self.concerned = np.array([formation.mobility in WITH_HORSES for formation in world.formations], bool)
        self.any = some(self.count)
        self.any_concerned = some(self.concerned)
        self.dry_place, self.dry_link = _dry_places(c), np.array([s in DRY_SURFACES for s in world.links.surface], bool)

    def dry(self) -> Bools:
        """(formations,): stands or marches where water is short now."""
        s = self.c.state
        return np.asarray(np.where(s.link >= 0, self.dry_link[s.link], self.dry_place[s.place]), bool)

    def fed(self) -> Floats:
        """(formations,): horses whose forage has to be brought up; where it is green a part of it grows beside the road."""
        if not self.any:
            return self.count
        return np.asarray(self.count * self.c.state.horses.left * horses.carried_share(self.dry(), rates=self.c.rates.horses))

    def wear(self, days: float, dry: Bools) -> None:
        """Let `days` pass: thirst where it is `dry`, march and rest, then readiness, then horses that die.

        Writes `thirst` for a formation whose horses first suffer from it, once a run."""
        if not self.any_concerned:
            return
        s, alive, rates = self.c.state, self.c.state.horses, self.c.rates.horses
        thirst_days = horses.thirst_after(alive.thirst_days, dry, days, rates=rates)
        unrested_days = horses.unrested_after(alive.unrested_days, s.marching, days, rates=rates)
        alive.wear(thirst_days, unrested_days)
        loss = horses.wear_a_day(thirst_days, unrested_days, rates=rates) * days
        s.rested(np.where(self.concerned, s.readiness - loss, s.readiness))
        left = horses.left_after(alive.left, thirst_days, days, rates=rates)
        parched = rows_of((left < alive.left) & self.concerned & s.fights).tolist()
        alive.die(left, self.concerned)
        for f in parched:
            if self.c.log.mark_first(EventKind.THIRST, f):
                s.note(f, self.c.minute, EventKind.THIRST, cause=Cause.WATER, readiness=float(s.readiness[f]))


def _dry_places(c: Campaign) -> Bools:
    """(places,): without water for horses: desert places of no size or depot, unless the scenario says otherwise."""
    depots = {source.place for source in c.world.spec.supply_sources}
    return np.array(
        [
            not place.water
            if place.water is not None
            else place.terrain == "desert" and place.kind in WITHOUT_WELLS and place.id not in depots
            for place in c.world.places
        ],
        bool,
    )
