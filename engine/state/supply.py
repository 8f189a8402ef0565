"""What the supply of a run uses up: lorries, captured depots, trains of replacements, horses; what men and armies lack."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.theatre.preparation import Theatre
from engine.theatre.supply_lines import SupplyLines

TICKS_A_DAY = 4
"""Deliveries of a day."""


class Horses:
    """Arrays have the shape (formations,)."""

    def __init__(self, formations: int):
        self.thirst_days, self.unrested_days = np.zeros(formations), np.zeros(formations)
        self.left = np.ones(formations)
        """Share (0-1) of the horses that are still alive."""

    def come(self, f: int) -> None:
        """The horses of a formation that comes into the theatre are all alive and rested."""
        self.thirst_days[f], self.unrested_days[f], self.left[f] = 0.0, 0.0, 1.0

    def wear(self, thirst_days: Floats, unrested_days: Floats) -> None:
        """So long each has had too little water, and marched without rest."""
        self.thirst_days, self.unrested_days = thirst_days, unrested_days

    def die(self, left: Floats, among: Bools) -> None:
        """So many are left of the formations `among`."""
        self.left = np.where(among, left, self.left)


class Wants:
    """What men lack; arrays have the shape (formations,)."""

    def __init__(self, formations: int):
        self.hungry_days, self.thirsty_days = np.zeros(formations), np.zeros(formations)
        self.fed = np.ones(formations)
        """Share (0-1) of its ration that each had in the last tick; all of it where nobody eats (`--without supply`)."""

    def eat(self, fed: Floats) -> None:
        """Such a share of its ration is there for each in this tick."""
        self.fed = fed

    def grow(self, hungry_days: Floats, thirsty_days: Floats) -> None:
        """So many days of food and of water each lacks by now."""
        self.hungry_days, self.thirsty_days = hungry_days, thirsty_days


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
        plans, places = theatre.orders.itineraries, len(theatre.world.places)
        self.captured_fuel_t, self.captured_food_t = np.zeros(places), np.zeros(places)
        """(places,): tonnes left in depots that the enemy of their side has taken."""
        self.lines: SupplyLines | None = None
        """As they were last traced; None before the first tracing."""
        self.traced_key: tuple[int | bytes, ...] = ()
        """Versions and sky that they were traced for."""
        self.station_t_day: Floats | None = None
        """(places,): what the railway at each place carries, counted when a day begins and when lines are traced; None without
        the rule or railways."""
        self.stations_day = -1
        """The day that this was counted on."""
        armies = {army for army, plan in zip(theatre.world.order_of_battle.army, plans, strict=True) if plan is not None}
        self.by_rail = np.zeros(len(plans), bool)
        """(formations,): has drawn supply from a captured or restored railway."""
        self.short_since = np.full(len(armies), -1)
        """(armies with an axis, sorted): minute from which each lacks what an advance lives on; -1 where it does not."""
        self._trains: dict[str, Train] = {}
        self.stocks_before = np.array(
            [[each.start.fuel_fills, each.start.ammo_bk, each.start.food_days] for each in theatre.world.formations], float
        ).T
        """(goods, formations): stocks after the last delivery, or at the start."""
        self._last_day_t = np.zeros((TICKS_A_DAY, 2, len(plans)))
        """(ticks, 2, formations): tonnes used and tonnes arrived in each tick of the last day, the latest last."""

    def trace(self, lines: SupplyLines, key: tuple[int | bytes, ...]) -> SupplyLines:
        """The lines of communication have been traced; they come back."""
        self.lines, self.traced_key = lines, key
        return lines

    def serve_stations(self, t_day: Floats, day: int) -> None:
        """So much a day the railway at each place (places,) carries, as counted on a day."""
        self.station_t_day, self.stations_day = t_day, day

    def draw_by_rail(self, rows: Ints) -> None:
        """Formations draw supply from a captured or restored railway."""
        self.by_rail[rows] = True

    def live_on(self, used_t: Floats, arrived_t: Floats, stocks: Floats) -> Floats:
        """(2, formations): tonnes used and tonnes arrived in the last day, now that so much was in this tick."""
        self._last_day_t[:-1] = self._last_day_t[1:]
        self._last_day_t[-1] = used_t, arrived_t
        self.stocks_before = stocks.copy()
        total: Floats = self._last_day_t.sum(axis=0)
        return total

    def capture(self, places: Ints, fuel_t: Floats, food_t: Floats) -> None:
        """So much is found in depots at places that have fallen."""
        self.captured_fuel_t[places] += fuel_t
        self.captured_food_t[places] += food_t

    def take(self, places: Ints, fuel_t: Floats, food_t: Floats) -> None:
        """So much comes out of captured depots at places, which may be named more than once."""
        np.subtract.at(self.captured_fuel_t, places, fuel_t)
        np.subtract.at(self.captured_food_t, places, food_t)

    def run_short(self, since: Ints) -> None:
        """Armies lack what an advance lives on since these minutes."""
        self.short_since = since

    def unload(self, train: str, brought: Floats, takers: int) -> Train:
        """A train of replacements stands at its station, for so many formations."""
        self._trains[train] = Train(brought, takers)
        return self._trains[train]
