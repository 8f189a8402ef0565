"""Formations that come into the theatre later, made concrete: when, and over which places."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Problem
from engine.scenario.schema import Arrival
from engine.theatre.routes import Router
from engine.theatre.world import World
from engine.units import MIN_PER_DAY


@dataclass(frozen=True)
class Entry:
    """How one formation comes in."""

    minute: int
    way: tuple[int, ...]
    """Rows of the places on its way, from the one where it enters the map to the one that it comes to; at least one."""
    by_rail: bool


class Arrivals:
    """`of` maps the row of each formation that arrives to its entry. Ways that do not exist are collected in `problems`."""

    def __init__(self, world: World, router: Router):
        self.world, self.router = world, router
        self.problems: list[Problem] = []
        self._listed = {formation.id: (number, formation) for number, formation in enumerate(world.spec.formations)}
        coming = [(row, formation.arrives) for row, formation in enumerate(world.formations)]
        self.of = {row: self._entry(row, arrives) for row, arrives in coming if arrives is not None}

    def _entry(self, row: int, arrives: Arrival) -> Entry:
        formation = self.world.formations[row]
        number, listed = self._listed.get(formation.id, (0, formation))
        origin, target, by_rail = listed.start.place, formation.start.place, arrives.by == "rail"
        gauge = self.world.spec.sides[self.world.side_row[formation.side]].gauge_mm
        troops = f"train:{gauge:g}" if by_rail else "foot" if formation.mobility == "fixed" else formation.mobility
        path = self.router.path(troops, origin, target)
        if path is None:
            how = f"railway in operation of {gauge:g} mm" if by_rail else "road for these troops"
            text = f"formations[{formation.id}].arrives: no {how} leads from {origin} to {target}; name a place that one reaches"
            self.problems.append(self.world.loaded.origins.problem(("formations", number, "arrives", "place"), text))
        places = (self.world.place_row[origin], *(place for _, place in (path.legs if path else ())))
        return Entry(round(arrives.day * MIN_PER_DAY), places, by_rail)
