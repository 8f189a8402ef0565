"""What upkeep writes of formations: their stocks, what burned, where their supply comes from, and how rested they are.

No event tells of it: a halt, a depot that moved or a formation that is short is written by the process that finds it so."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.state.columns import Columns


class Upkeep(Columns):
    """Verbs on the columns of supply and readiness; arrays have the shape (formations,) unless they say otherwise."""

    def wait_for_fuel(self, f: int, fills: float) -> None:
        """A formation stands dry until it has so many fills."""
        self.needs_fills[f] = fills

    def driven_km(self, minute: int) -> Floats:
        """(formations,): km of road that marches have cost in fuel since the last `burn`, the present stage included."""
        under_way: Floats = self.speed_km_min * (minute - self.moved_minute) * self._road_km_per_km
        return self._road_km + under_way - self._road_km_before

    def burn(self, fills: Floats, minute: int) -> None:
        """Formations have used so much fuel (formations,) beyond their marches since the last time."""
        self.fuel_fills -= np.minimum(fills, self.fuel_fills)
        self._road_km_before += self.driven_km(minute)

    def count_combat(self) -> Floats:
        """(formations,): days of combat of each since they were last counted, of the part of it that fought."""
        counted, self.combat_days = self.combat_days, np.zeros_like(self.combat_days)
        return counted

    def restock(self, stocks: Floats) -> None:
        """Set the stocks of all formations (never negative); shape (3, formations)."""
        np.maximum(stocks, 0.0, out=self.stocks)

    def refuel(self, rows: Ints, fills: Floats) -> None:
        """Give fuel to formations, each row once."""
        self.fuel_fills[rows] += np.maximum(fills, 0.0)

    def supplied(self, fraction: Floats, km: Floats, limit: Ints) -> None:
        """Note what the lines of communication give: share of the dose, road distance, and what limits it most."""
        self.supply_fraction, self.supply_km, self.limit = fraction, km, limit

    def served(self, depot_place: Ints, drive_days: Floats) -> None:
        """Note where the depot of each stands, -1 without one, and how long a load drives from there."""
        self.depot_place, self.drive_days = depot_place, drive_days

    def rested(self, readiness: Floats) -> None:
        """Set the readiness of all formations, 0-1."""
        self.readiness = np.minimum(np.maximum(readiness, 0.0), 1.0)
