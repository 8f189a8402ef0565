"""Lorry fleets: which formation's lorries bring each formation its supplies, and in which order of priority.

Where nobody counts any, those that formations of the same types usually have stand in, and a warning says how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from engine.arrays import Floats, Ints
from engine.errors import Problem
from engine.rules import lorry_numbers
from engine.theatre.command import TreeOfCommand
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
        trees = world.order_of_battle.command.trees
        counted = {formation.id: formation.lorries for formation in world.formations if formation.lorries > 0}
        owners = [_owners(tree, counted) for tree in trees]
        fleets = sorted({owner for stage in owners for owner in stage})
        self.of_body: list[Ints] = [np.array([fleets.index(owner) for owner in stage]) for stage in owners]
        """(stages,) arrays of (formations,): number of the fleet that serves each, or its main body, as they stand under their
        headquarters."""
        self.detachments = np.array(sorted(set(world.order_of_battle.forward) - {-1}), int)
        """Rows of forward detachments: each has a fleet of its own, empty until it is told off."""
        self.of_stage: list[Ints] = [self._told_off(stage, len(fleets)) for stage in self.of_body]
        """(stages,) arrays of (formations,): the same with the fleets of detachments."""
        self.of = self.of_stage[0]
        """(formations,): the same at the start."""
        self.stand_in: dict[str, float] = {}
        for stage in reversed(owners):  # those who stand under a top first have the say
            self.stand_in |= self._usual([top for top in sorted(set(stage)) if top not in counted], stage)
        """Id of the top of a tree to the lorries that stand in there."""
        held = self.stand_in | counted
        whole, bodies = np.array([held.get(fleet, np.inf) for fleet in fleets]), self.of_body[0][self.detachments]
        self.lorries = np.append(whole, np.where(np.isfinite(whole[bodies]), 0.0, np.inf))
        """(fleets,): inf where lorries limit nothing, as for those who live on their boats."""
        owners_row = np.array([world.formation_row.get(fleet, -1) for fleet in fleets])
        self.rates = world.own_rates.of_fleets(np.append(owners_row, owners_row[bodies]))
        """Load, serviceable share and km a day of each fleet's lorries: arrays of (fleets,) where they differ."""
        ranks = {row.id: row.supply_priority for row in world.formations if row.supply_priority is not None}
        weights = [tree.inherited(ranks, 1.0) for tree in trees]
        differ = self.counted and {weight for stage in weights for weight in stage} != {1.0}
        self.priority: list[Floats | None] = [np.array(stage, float) if differ else None for stage in weights]
        """(stages,) arrays of (formations,): weight in sharing out what is short; None where all are alike."""

    def _told_off(self, fleet: Ints, first: int) -> Ints:
        """(formations,): the fleet of each, detachments with fleets of their own from number `first` on."""
        own = fleet.copy()
        own[self.detachments] = first + np.arange(len(self.detachments))
        return own

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


def _owners(tree: TreeOfCommand, counted: Mapping[str, float]) -> list[str]:
    """(formations,): the nearest formation from each upwards that counts lorries, the top of its tree where none does."""
    heirs = tree.inherited({name: name for name in counted}, "")
    return [heir or top for heir, top in zip(heirs, tree.front, strict=True)]
