"""What commanders know: how far they expected the attack, and which losses they have heard of.

A loss is seen by those that stood at the place, or else from the places beside it; every other formation hears of it when the
report has gone up to the headquarters that it shares with them, and down again. Plans wait for the news, not for the fact.
What has been heard stands in `State.knowledge`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Floats, rows_of
from engine.randomness import Dice, Stream
from engine.rules import intelligence, power
from engine.state import State
from engine.state.knowledge import Loss
from engine.theatre.news import LONGEST, News
from engine.theatre.world import World
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since
from engine.vocabulary import Rule


class Intelligence:
    """The knowledge of every commander of a run."""

    def __init__(self, world: World, state: State, dice: Dice):
        self.world, self.state, self.dice = world, state, dice
        self.rates, self.ways = world.rates.intelligence, News(world, dice)
        self.surprise = self._surprise()
        """(formations,): level of surprise (0-3) with which the first side's attack finds each."""

    def _surprise(self) -> Floats:
        spec, formations = self.world.spec, self.world.formations
        if spec.surprise is None or not self.world.on(Rule.SURPRISE):
            return np.zeros(len(formations))
        alert = np.zeros(len(formations))
        if self.world.on(Rule.INTELLIGENCE):
            believed = {belief.formation: belief for belief in spec.expectations}
            for f, belief in enumerate(self.world.order_of_battle.inherited(believed, None)):
                if belief is not None:
                    late_days = -minutes_since(self.world.calendar.start, belief.by) / MIN_PER_DAY
                    alert[f] = intelligence.alertness(belief.here, late_days, belief.spread_days)
        return np.array([intelligence.surprise_level(spec.surprise.level, float(each)) for each in alert])

    def estimated_force_ratio(self, place: str, occasion: int, odds: float, seen: float) -> float:
        """The force ratio against a place as the troops before it estimate it; `seen` (0-1) by their aircraft."""
        if not self.world.on(Rule.INTELLIGENCE):
            return odds
        return intelligence.estimated_force_ratio(
            odds, self.dice.normal(Stream.ESTIMATE, place, occasion), seen, rates=self.rates
        )

    def commits(self, estimated_force_ratio: float) -> bool:
        """Whether troops that estimate the force ratio so commit to an attack."""
        return not self.world.on(Rule.INTELLIGENCE) or intelligence.commits(
            estimated_force_ratio, rates=self.world.rates.intelligence
        )

    def fell(self, place: int, minute: int) -> None:
        """Note that a place has changed hands, and which of its last holder's troops saw it."""
        s = self.state
        reporting = s.fights & ~s.encircled & (s.side != s.places.holder[place])
        seen_by = dict.fromkeys(rows_of(reporting & (s.place == place)).tolist(), 0.0)
        if not seen_by:
            seen_by = dict.fromkeys(rows_of(reporting & self.world.neighbours.beside[place].take(s.place)).tolist(), 1.0)
        s.knowledge.lose(place, minute, seen_by)

    def known_minute(self, f: int, place: int) -> int:
        """When a formation hears, or has heard, that the enemy holds a place; 0 where the enemy has done so from the start."""
        loss = self.state.knowledge.losses.get(place)
        if loss is None or not self.world.on(Rule.INTELLIGENCE):
            return 0
        heard = self.state.knowledge.heard_minute(f, place)
        return heard if heard is not None else self.state.knowledge.hear(f, place, loss.minute + self._delay_min(f, place, loss))

    def _delay_min(self, f: int, place: int, loss: Loss) -> int:
        ways = (extra + self.ways.links(f, other, loss.minute) for other, extra in loss.seen_by.items())
        return self.ways.delay_min(f, self.world.places[place].id, loss.occasion, min(ways, default=2 * LONGEST))

    def knows_lost(self, f: int, place: int, minute: int) -> bool:
        """Whether formation `f` knows by now that the enemy holds a place."""
        return bool(self.state.places.holder[place] != self.state.side[f]) and self.known_minute(f, place) <= minute

    def knows_outflanked(self, f: int, minute: int) -> bool:
        """Whether formation `f` knows by now that the enemy holds more than half of the places around its own."""
        near = self.world.neighbours.of[int(self.state.place[f])]
        return sum(self.knows_lost(f, place, minute) for place in near) * 2 > len(near)

    def on_the_way(self, f: int, places: Sequence[int], minute: int) -> list[int]:
        """Minutes to come at which formation `f` will hear of the loss of some of these places."""
        lost = [place for place in places if self.state.places.holder[place] != self.state.side[f]]
        return [heard for heard in (self.known_minute(f, place) for place in lost) if heard > minute]

    def news(self, f: int, places: Sequence[int], minute: int) -> list[tuple[int, int, float]]:
        """(place, its how-manieth fall, hours since it fell) of each loss of which a formation hears at this very minute."""
        losses, news = self.state.knowledge.losses, []
        for place in places:
            loss = losses.get(place)
            if loss is not None and loss.minute < minute == self.known_minute(f, place):
                news.append((place, loss.occasion, (minute - loss.minute) / MIN_PER_H))
        return news

    def surprise_left(self, f: int, minute: int) -> float:
        """Level of surprise (0-3) that is left now against a formation."""
        level, days = np.array(self.surprise[f]), np.array(minute / MIN_PER_DAY)
        return float(power.surprise_left(level, days, rates=self.world.rates.combat.power))
