"""The order of battle: every formation by row, what it is, and to whom it belongs.

The garrisons and landing parties of the scenario are split off here (`detachments`). What becomes of a formation in a run is
the business of `engine.state`; how strong it is at the start stands in its model."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np

from engine.arrays import Bools, Floats
from engine.scenario.schema import Contingent, Formation, Scenario, Side
from engine.theatre.command import Reassignments
from engine.theatre.detachments import forward_id, post_id, pressing_on, with_detachments
from engine.vocabulary import Body

T = TypeVar("T")


class OrderOfBattle:
    """Formations sorted by id; lists and arrays have one entry a formation in that order unless they say otherwise."""

    def __init__(self, spec: Scenario):
        self.spec = spec
        self.formations: list[Formation] = sorted(with_detachments(spec), key=lambda formation: formation.id)
        self.row = {formation.id: row for row, formation in enumerate(self.formations)}
        self.command = Reassignments(spec.formations, self.formations)
        self.tree = self.command.trees[0]
        """The tree of command at the start."""
        self.forward: list[int] = [self.row.get(forward_id(formation.id), -1) for formation in self.formations]
        """Row of the forward detachment that each may send ahead; -1 where it has none."""
        self.posts: list[list[int]] = [self._posts(formation.id) for formation in self.formations]
        """Rows of the posts that each may have in its sector; none for most."""
        self.main_body: dict[int, int] = {detachment: body for body, detachment in enumerate(self.forward) if detachment >= 0}
        """Row of a forward detachment or post to that of the formation it belongs to."""
        self.main_body |= {post: body for body, posts in enumerate(self.posts) for post in posts}
        parties = {landing.id for landing in spec.air_landings}
        self.presses_on = pressing_on(spec, self.tree, self.formations)
        """Whether each has orders to drive on to its last drop."""
        self.detached = [formation.forward_detachment or formation.id in parties for formation in self.formations]
        """Whether each is a detachment by itself: a forward detachment, or a party from the air."""
        side_row = {side.id: row for row, side in enumerate(spec.sides)}
        self.side = [side_row[formation.side] for formation in self.formations]
        """Row of the side of each. This list and the next two are read too often to be asked of the models."""
        self.combat = [formation.combat for formation in self.formations]
        """Fighting troops."""
        self.mobility = [formation.mobility for formation in self.formations]
        """By what each one moves."""

    def _posts(self, formation: str) -> list[int]:
        numbered = (self.row.get(post_id(formation, number)) for number in itertools.count())
        return list(itertools.takewhile(lambda row: row is not None, numbered))  # type: ignore[arg-type]  # none is None

    @cached_property
    def strung_out(self) -> list[int]:
        """Rows of the formations that march strung out, ascending."""
        return [row for row, formation in enumerate(self.formations) if formation.strung_out]

    @cached_property
    def sent_ahead(self) -> Bools:
        """(formations,): whether each is a forward detachment or post of another, which is part of it until it is sent."""
        return np.array([row in self.main_body for row in range(len(self.formations))], bool)

    def body(self, row: int, share: float) -> Body:
        """What stands in a place where a share (0-1) of a formation is: its main body, or a detachment."""
        return Body.of(detached=self.detached[row], share=share)

    def with_detachments(self, counted: Floats) -> Floats:
        """(formations,): what forward detachments and posts have is counted with their formations, and not with themselves."""
        together = np.array(counted, float)
        for detachment, body in self.main_body.items():
            together[body] += together[detachment]
            together[detachment] = 0.0
        return together

    @property
    def army(self) -> list[str]:
        """The id of the army (or independent corps) that each belongs to at the start; fronts belong to themselves."""
        return self.tree.army

    def army_of(self, formation: str) -> str:
        """The army of a formation at the start; without an army above it, the highest formation below its front."""
        return self.tree.army_of(formation)

    @property
    def front(self) -> list[str]:
        """The id of the top of the tree that each belongs to at the start."""
        return self.tree.front

    def below(self, formation: str) -> list[int]:
        """Rows of a formation and of all below it at the start, ascending; none for an id that no formation has."""
        return self.tree.below(formation)

    def inherited(self, given: Mapping[str, T], default: T) -> list[T]:
        """What each formation has of `given` (id to value), or else the nearest formation above it at the start, or else
        `default`."""
        return self.tree.inherited(given, default)

    @cached_property
    def close_assault(self) -> Floats:
        """(formations,): 1 where the custom of its side or contingent is close assault on tanks, else 0."""
        return self._customs(lambda flag: float(flag.close_assault))

    @cached_property
    def no_surrender(self) -> Floats:
        """(formations,): 1 where the troops of its side or contingent do not surrender in the field, else 0."""
        return self._customs(lambda flag: float(flag.no_surrender))

    @cached_property
    def killed_share(self) -> Floats:
        """(formations,): share (0-1) of its men hit that is dead, where that is a custom of its side or contingent; else NaN."""
        return self._customs(lambda flag: np.nan if flag.killed_share is None else flag.killed_share)

    @cached_property
    def anti_tank_share(self) -> Floats:
        """(formations,): share (0-1) of the guns that is made to stop tanks; a part has that of its whole; NaN where unsaid."""
        said = {
            formation.id: formation.anti_tank_guns / formation.guns
            for formation in self.spec.formations
            if formation.anti_tank_guns is not None and formation.guns > 0
        }
        whole = {formation.id for formation in self.spec.formations}
        of = [each.id if each.id in whole else each.parent or each.id for each in self.formations]
        return np.array([said.get(formation, np.nan) for formation in of], float)

    def _customs(self, of: Callable[[Side | Contingent], float]) -> Floats:
        custom = {
            (side.id, flag.id if flag else None): of(flag or side)
            for side in self.spec.sides
            for flag in (None, *side.contingents)
        }
        return np.array([custom[formation.side, formation.contingent] for formation in self.formations], float)
