"""Lorry fleets: which formation's lorries bring each formation its supplies, and in which order of priority.

Where nobody counts any, those that formations of the same types usually have stand in, and a warning says how many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from engine.errors import Problem
from engine.rules import lorry_numbers
from engine.theatre.world import World
from engine.vocabulary import Rule


class Fleets:
    """A fleet belongs to the nearest formation upwards, itself included, that has lorries of its own.

    All below nobody with lorries have one together with the top of their tree: what their types usually have. Without the rule
    nothing is counted, and nothing stands in."""

    def __init__(self, world: World):
        self.world = world
        self.counted = world.on(Rule.LORRIES)
        """Whether lorries pay for turn-round, own fuel, wear and full roads."""
        order = world.order_of_battle
        counted = {formation.id: formation.lorries for formation in world.formations if formation.lorries > 0}
        heirs = order.inherited({name: name for name in counted}, "")
        owners = [heir or top for heir, top in zip(heirs, order.front, strict=True)]
        fleets = sorted(set(owners))
        self.of = np.array([fleets.index(owner) for owner in owners])
        """(formations,): number of the fleet that serves each."""
        self.stand_in = self._usual([top for top in fleets if top not in counted], owners)
        """Id of the top of a tree to the lorries that stand in there."""
        held = self.stand_in | counted
        self.lorries = np.array([held.get(fleet, np.inf) for fleet in fleets])
        """(fleets,): inf where lorries limit nothing, as for those who live on their boats."""
        self.rates = world.own_rates.of_fleets(np.array([world.formation_row.get(fleet, -1) for fleet in fleets]))
        """Load, serviceable share and km a day of each fleet's lorries: arrays of (fleets,) where they differ."""
        ranks = {row.id: row.supply_priority for row in world.formations if row.supply_priority is not None}
        first = order.inherited(ranks, 1.0)
        self.priority = np.array(first, float) if self.counted and set(first) != {1.0} else None
        """(formations,): weight in sharing out what is short; None where all are alike."""

    def _usual(self, tops: Sequence[str], owners: Sequence[str]) -> dict[str, float]:
        """Id of the top of each tree to the lorries that its formations without any usually have, where they have some."""
        numbers = {top: sum(self._of_type(row) for row, owner in enumerate(owners) if owner == top) for top in tops}
        return {top: float(max(round(number), 1)) for top, number in numbers.items() if number > 0.0 and self.counted}

    def _of_type(self, row: int) -> float:
        each, rates = self.world.formations[row], self.world.rates.lorry_numbers
        return lorry_numbers.usual_lorries(each.men, each.echelon, each.mobility, each.branch, rates=rates)

    @cached_property
    def problems(self) -> list[Problem]:
        """A doubt for each tree in which lorries stand in."""
        index = {formation.id: row for row, formation in enumerate(self.world.spec.formations)}
        return [self._doubt(top, number, index[top]) for top, number in self.stand_in.items()]

    def _doubt(self, top: str, number: float, row: int) -> Problem:
        men = sum(self.world.formations[f].men for f in np.flatnonzero(self.of == self.of[self.world.formation_row[top]]))
        text = f"formations[{top}] counts no lorries, and {men:,.0f} men here and below have none"
        hint = (
            f"{number:,.0f} are taken, as formations of these types usually have; write lorries: {number:.0f}, or your own number"
        )
        return self.world.loaded.origins.problem(("formations", row), f"{text}; {hint}", warning=True)
