"""How long news is on its way up and down the chain of command: one draw, for plans that wait and for what is written."""

from __future__ import annotations

from engine.randomness import Dice, Stream
from engine.rules import intelligence
from engine.rules.command import STEPS_BELOW_ARMY_GROUP, links_between
from engine.theatre.world import World
from engine.units import MIN_PER_H

LONGEST = STEPS_BELOW_ARMY_GROUP["division"]
"""Links between a division and the highest headquarters: the way of news that nobody of one's own has seen."""


class News:
    """The ways of reports in one run."""

    def __init__(self, world: World, dice: Dice):
        self.world, self.dice, self.rates = world, dice, world.rates.intelligence
        self._links: dict[tuple[int, int, int], float] = {}

    def links(self, f: int, other: int, minute: int) -> float:
        """Links of the chain of command at a minute, up to the headquarters that two formations have above them, and down."""
        command = self.world.order_of_battle.command
        key = command.stage(minute), f, other
        if key not in self._links:
            mine, theirs = (self.world.formations[row].id for row in (f, other))
            shared = command.tree(minute).common(mine, theirs)
            top = self._steps(self.world.formation_row[shared]) if shared else 0.0
            self._links[key] = links_between(self._steps(f), self._steps(other), top)
        return self._links[key]

    def delay_min(self, f: int, about: str, occasion: int, links: float, minute: int | None = None) -> int:
        """Minutes until formation `f` hears of a thing that was seen `links` of the chain of command away, 0 or more.

        `minute`, where it is asked for only after the run, is that of the thing."""
        dice = self.dice if minute is None else self.dice.of_minute(minute)
        z = dice.normal(Stream.REPORT, f"{self.world.formations[f].id}:{about}", occasion)
        return round(float(intelligence.report_delay_h(links, z, rates=self.rates)) * MIN_PER_H)

    def _steps(self, f: int) -> float:
        return STEPS_BELOW_ARMY_GROUP[self.world.formations[f].echelon]
