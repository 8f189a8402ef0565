"""One formation as several bodies: rows that are split off another and joined to it again, with all that they have.

What is split is conserved: men, guns, tonnes and lorries. Why it happens, and the event that says so, stands in `door`."""

from __future__ import annotations

import numpy as np

from engine.constants import NEGLIGIBLE
from engine.state.upkeep import Upkeep
from engine.vocabulary import Activity, Cause


class Bodies(Upkeep):
    """Rows that are parts of one formation."""

    def divide(self, f: int, g: int, share: float) -> None:
        """A share (0-1) of row `f` becomes row `g`, where it stands and with as many fills."""
        self.strengths.detach(f, g, share)
        self.unit_t[:, g] = self.unit_t[:, f] * share
        self.unit_t[:, f] *= 1.0 - share
        self.stocks[:, g], self.readiness[g] = self.stocks[:, f], self.readiness[f]
        self.places.leave(g, int(self.place[g]))
        for where in (self.place, self.link, self.toward, self.link_km, self.link_axis_km, self.axis_km, self.leg):
            where[g] = where[f]
        if self.link[g] < 0:
            self.places.enter(g, int(self.place[g]))
        self.standing.enter(g)

    def unite(self, g: int, f: int) -> None:
        """All that row `g` has is added to row `f`; `g` is empty afterwards."""
        own, joining = self.unit_t[:, f], self.unit_t[:, g]
        both, men = own + joining, (self.strengths.men.item(f), self.strengths.men.item(g))
        parts = np.where(both > 0.0, joining / np.where(both > 0.0, both, 1.0), 0.0)
        of_men = men[1] / max(sum(men), NEGLIGIBLE)
        part = np.array([*parts, of_men])
        self.stocks[:, f] += (self.stocks[:, g] - self.stocks[:, f]) * part
        self.readiness[f] += (self.readiness[g] - self.readiness[f]) * of_men
        self.unit_t[:, f], self.unit_t[:, g], self.stocks[:, g] = both, 0.0, 0.0
        self.strengths.merge(g, f)
        self.transport.hand_over(g, f)
        self.places.leave(g, int(self.place[g]))
        self.standing.empty(g)
        self.activity[g], self.cause[g], self.marching[g] = Activity.HOLDING, Cause.NO_ORDER, False
        self.link[g], self.toward[g], self.speed_km_min[g] = -1, -1, 0.0
        self.encircled[g] = self.retreating[g] = self.leaving[g] = False

    def stand_at_post(self, g: int, place: int) -> None:
        """A post has stood at its place from the beginning."""
        self.places.leave(g, int(self.place[g]))
        self.place[g] = place
        self.places.enter(g, place)
