"""What the supply of a run uses up: lorries, captured depots, trains of replacements, horses; and since when armies are short."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.theatre.preparation import Theatre
from engine.theatre.supply_lines import SupplyLines


class Horses:
    """Arrays have the shape (formations,)."""

    def __init__(self, formations: int):
        self.thirst_days, self.unrested_days = np.zeros(formations), np.zeros(formations)
        self.left = np.ones(formations)
        """Share (0-1) of the horses that are still alive."""

    def wear(self, thirst_days: Floats, unrested_days: Floats) -> None:
        """So long each has had too little water, and marched without rest."""
        self.thirst_days, self.unrested_days = thirst_days, unrested_days

    def die(self, left: Floats, among: Bools) -> None:
        """So many are left of the formations `among`."""
        self.left = np.where(among, left, self.left)


class Train:
    """What one train of replacements has brought: men, tanks and guns, in rows."""

    def __init__(self, brought: Floats, takers: int):
        self.left = brought
        """(3,): at the station."""
        self.on_the_way = np.zeros((3, takers))

    def send(self, parties: Floats) -> None:
        """Parties (3, takers) set out."""
        self.left = self.left - parties.sum(axis=1)
        self.on_the_way += parties

    def arrive(self, taker: int, party: Floats) -> None:
        """A party has come to the end of its ride."""
        self.on_the_way[:, taker] -= party

    def come_back(self, party: Floats) -> None:
        """A party that its formation could not take is at the station again."""
        self.left = self.left + party


class Supply:
    """The tables of supply of one run."""

    def __init__(self, theatre: Theatre):
        depots, plans = theatre.depots, theatre.orders.itineraries
        self.lorries_running = np.ones(len(theatre.fleets.lorries))
        """(fleets,): share (0-1) of the serviceable lorries that have not broken down since."""
        self.depot_fuel_t, self.depot_food_t = depots.fuel_t.copy(), depots.food_t.copy()
        """(places,): tonnes left in the depots at sources, for an enemy who takes them."""
        self.lines: SupplyLines | None = None
        """As they were last traced; None before the first tracing."""
        self.traced_key: tuple[int, ...] = ()
        """Versions and day that they were traced for."""
        self.station_t_day: Floats | None = None
        """(places,): what the railway at each place carried then; None where none is repaired."""
        self.served_day: Floats | None = None
        """(formations,): the day up to which what left for each has arrived; None before the first delivery."""
        armies = {army for army, plan in zip(theatre.world.order_of_battle.army, plans, strict=True) if plan is not None}
        self.by_rail = np.zeros(len(plans), bool)
        """(formations,): has drawn supply from a captured or restored railway."""
        self.short_since = np.full(len(armies), -1)
        """(armies with an axis, sorted): minute from which each lacks what an advance lives on; -1 where it does not."""
        self._trains: dict[str, Train] = {}

    def trace(self, lines: SupplyLines, key: tuple[int, ...], station_t_day: Floats | None) -> SupplyLines:
        """The lines of communication have been traced; they come back."""
        self.lines, self.traced_key, self.station_t_day = lines, key, station_t_day
        return lines

    def deliver(self, served_day: Floats) -> None:
        """What left for each formation up to a day has arrived."""
        self.served_day = served_day

    def draw_by_rail(self, rows: Ints) -> None:
        """Formations draw supply from a captured or restored railway."""
        self.by_rail[rows] = True

    def wear_lorries(self, running: Floats) -> None:
        """So many lorries of each fleet still run."""
        self.lorries_running = running

    def take(self, places: Ints, fuel_t: Floats, food_t: Floats) -> None:
        """So much comes out of the depots at places, which may be named more than once."""
        np.subtract.at(self.depot_fuel_t, places, fuel_t)
        np.subtract.at(self.depot_food_t, places, food_t)

    def run_short(self, since: Ints) -> None:
        """Armies lack what an advance lives on since these minutes."""
        self.short_since = since

    def unload(self, train: str, brought: Floats, takers: int) -> Train:
        """A train of replacements stands at its station, for so many formations."""
        self._trains[train] = Train(brought, takers)
        return self._trains[train]
