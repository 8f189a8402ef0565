"""Orders to stand, made concrete: whom each one holds, and where on its axis each formation comes to the phase line."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Problem
from engine.scenario.schema import Halt
from engine.theatre.itineraries import Itinerary, Orders
from engine.theatre.world import World
from engine.units import MIN_PER_DAY


@dataclass(frozen=True)
class StandingOrder:
    """A halt by rows of places and formations."""

    halt: Halt
    from_minute: int
    places: frozenset[int]
    """Of a phase line; empty where it holds at every place."""
    held: tuple[int, ...]
    """Formations on an axis that it holds."""
    line_km: dict[int, float]
    """Fighting formation to the km of its axis at which it comes to the phase line; none for one whose axis misses it."""


class Halts:
    """`of` has the orders that hold each formation, by id; `looked_for` maps one to those that wait for it on a phase line.

    Doubts are collected in `problems`."""

    def __init__(self, world: World, orders: Orders):
        self.world, self.orders = world, orders
        self.problems: list[Problem] = []
        self.of: list[list[StandingOrder]] = [[] for _ in world.formations]
        self.looked_for: dict[int, list[int]] = {}
        for halt in sorted(world.spec.halts, key=lambda halt: halt.id):
            self._add(self._standing_order(halt))

    def _standing_order(self, halt: Halt) -> StandingOrder:
        places = frozenset(self.world.place_row[place] for place in halt.at)
        axes = {f: self.orders.itineraries[f] for f in self.world.order_of_battle.below(halt.formation)}
        on_axes = {f: axis for f, axis in axes.items() if axis is not None}
        crossed = {f: self._line_km(f, axis, places) for f, axis in on_axes.items()}
        combat = self.world.order_of_battle.combat
        line_km = {f: km for f, km in crossed.items() if km is not None and combat[f]}
        if not on_axes or (places and not line_km):
            self._doubt(halt, "leads over any of its places" if on_axes else "is marched by it or by any formation below it")
        return StandingOrder(halt, round(halt.from_day * MIN_PER_DAY), places, tuple(on_axes), line_km)

    def _line_km(self, f: int, axis: Itinerary, places: frozenset[int]) -> float | None:
        """Km of an axis at which a formation first comes to one of the places."""
        start = self.world.place_row[self.world.formations[f].start.place]
        passed = zip([start, *(place for _, place in axis.legs)], axis.axis_km, strict=True)
        return next((km for place, km in passed if place in places), None)

    def _add(self, order: StandingOrder) -> None:
        for f in order.held:
            self.of[f].append(order)
        for f in order.line_km if order.halt.all_up else ():
            self.looked_for[f] = sorted({*self.looked_for.get(f, ()), *order.held})

    def _doubt(self, halt: Halt, why: str) -> None:
        index = next(i for i, each in enumerate(self.world.spec.halts) if each is halt)
        key = "at" if halt.at else "formation"
        text = f"halts[{halt.id}] has no effect: no axis {why}; name places on an axis, or a formation that has one"
        self.problems.append(self.world.loaded.origins.problem(("halts", index, key), text, warning=True))
