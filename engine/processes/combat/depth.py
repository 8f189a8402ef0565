"""An army is in the fight that its men are in: formations in depth, which can reach a position within two marches.

Strengths and loss rates of real battles are those of whole forces, reserves included, and the size of the force already
lowers its rate (`attrition`): so the same men have to count here. Questions only; nothing here acts, draws or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.arrays import rows_of
from engine.processes.campaign import Campaign
from engine.theatre.command import TreeOfCommand
from engine.theatre.itineraries import Itinerary
from engine.units import MIN_PER_H
from engine.vocabulary import Activity, Cause

ARMY, CORPS = "army", "corps"
AWAY = (Cause.CONTAINING, Cause.WORKS, Cause.OFFSHORE, Cause.NO_SHIPS, Cause.EMBARKING, Cause.RESERVE, Cause.NOT_OPEN)
"""What keeps a formation from a fight that lies on its way."""


class InDepth(NamedTuple):
    """Rows of the formations in depth on either side of one fight, by row."""

    attackers: tuple[int, ...]
    defenders: tuple[int, ...]


ALONE = InDepth((), ())
"""Nobody takes part from behind."""


class Armies:
    """Which formations belong to which army, and how near they are to its fights."""

    def __init__(self, c: Campaign):
        self.c = c
        self._reach_min = c.rates.combat.engagement.depth_march_h * MIN_PER_H
        self.whole = self._reach_min > 0.0
        """Whether all count that can come, and not those alone that lead."""
        trees, everybody = c.world.order_of_battle.command.trees, range(len(c.world.formations))
        self._army_by_stage = [[self._army_of(f, tree) for f in everybody] for tree in trees]
        self._members_by_stage = [self._members_of(army) for army in self._army_by_stage]
        self._near: dict[int, dict[int, float]] = {}
        self._last_leg: dict[int, tuple[Itinerary, dict[int, int]]] = {}

    def _members_of(self, army: Sequence[int]) -> dict[int, list[int]]:
        members: dict[int, list[int]] = {}
        for f, row in enumerate(army):
            if row >= 0 and self.c.world.formations[f].combat:
                members.setdefault(row, []).append(f)
        return members

    def _army_of(self, f: int, tree: TreeOfCommand) -> int:
        """Row of the army of a formation, or else of its corps; -1 where it has neither."""
        rows, formations = self.c.world.formation_row, self.c.world.formations
        chain = [rows[above] for above in tree.chain[formations[f].id]]
        for echelon in (ARMY, CORPS):
            for above in chain:
                if formations[above].echelon == echelon:
                    return above
        return -1

    def in_depth(self, contact: Mapping[int, Sequence[int]], held: Mapping[int, Sequence[int]]) -> dict[int, InDepth]:
        """Place of each fight to the formations in depth there, given those in `contact` and those that have `held` it so far.

        Each counts in one fight only, the nearest by its march."""
        if not self.whole:
            return {}
        c = self.c
        army_of, members = self._army_by_stage[c.stage], self._members_by_stage[c.stage]
        busy = {f for rows in (*contact.values(), *held.values()) for f in rows}
        busy |= {f for position in c.state.positions.at.values() for f in position.attackers}
        s = c.state
        free = (s.fights & ~s.encircled & ~s.wills.obeys & (s.strengths.men > 0.0)).tolist()
        where = s.place.tolist()
        nearest: dict[int, tuple[float, int, int]] = {}
        for side, groups in enumerate((contact, held)):
            for place in sorted(groups):
                near = self._near_to(place)
                for army in sorted({army_of[f] for f in groups[place]} - {-1}):
                    for f in members.get(army, ()):
                        away = near.get(where[f])
                        if away is None or f in busy or not free[f] or (f in nearest and away >= nearest[f][0]):
                            continue
                        if self._can_come(f, place, advancing=side == 0):
                            nearest[f] = away, place, side
        found: dict[int, tuple[list[int], list[int]]] = {}
        for f, (_, place, side) in sorted(nearest.items()):
            found.setdefault(place, ([], []))[side].append(f)
        return {place: InDepth(tuple(own), tuple(theirs)) for place, (own, theirs) in found.items()}

    def _near_to(self, place: int) -> dict[int, float]:
        """Each place from which a march on foot to this one is short enough, to its minutes; found once a place."""
        near = self._near.get(place)
        if near is None:
            minutes = self.c.theatre.router.minutes_from("foot", place)
            rows = rows_of(minutes <= self._reach_min)
            near = self._near[place] = dict(zip(rows.tolist(), minutes[rows].tolist(), strict=True))
        return near

    def _can_come(self, f: int, place: int, *, advancing: bool) -> bool:
        """Whether nothing keeps a formation from taking part: an attacker has the place ahead on its way, a defender stands at a
        quiet post."""
        s = self.c.state
        if s.activity[f] == Activity.DONE or s.cause[f] in AWAY:
            return False
        if advancing:
            return self._has_ahead(f, place)
        return self._stands_quietly(f)

    def _stands_quietly(self, f: int) -> bool:
        s, here = self.c.state, self.c.state.place.item(f)
        return bool(
            not (s.leaving[f] or s.retreating[f])
            and self.c.world.order_of_battle.mobility[f] != "fixed"
            and s.places.holder[here] == s.side[f]
            and here not in s.positions.at
        )

    def _has_ahead(self, f: int, place: int) -> bool:
        """Whether the way of a formation leads over a place to which it has not come yet."""
        itinerary = self.c.state.itinerary[f]
        if itinerary is None:
            return False
        kept = self._last_leg.get(id(itinerary))
        if kept is None:
            kept = self._last_leg[id(itinerary)] = itinerary, {to: leg for leg, (_, to) in enumerate(itinerary.legs)}
        return kept[1].get(place, -1) >= int(self.c.state.leg[f])
