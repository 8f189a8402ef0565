"""One run: its clock, bus and table of contents, handed to every process.

What stands here is where everything is found; what happens stands in the processes, and what changes in `engine.state`.
"""

from __future__ import annotations

import numpy as np
import simpy
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.processes.clock import Clock, Rank, Signal
from engine.processes.commanders import Commanders
from engine.processes.intelligence import Intelligence
from engine.randomness import Dice, Stream
from engine.recorder import Recorder
from engine.rules import attrition, breakpoints, friction, march, power
from engine.state import State
from engine.state.bus import Bus
from engine.state.strengths import Losses
from engine.theatre.preparation import Theatre
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import PlaceId, Rule

LOOK_MIN = 6 * MIN_PER_H
"""How often everybody is looked at who is not woken by what happens: upkeep, lifts, rumours, envoys, governments."""


class Campaign:
    """The parts of one run. Processes read from here and change the state through its door only."""

    def __init__(self, theatre: Theatre, dice: Dice):
        self.clock, self.bus = Clock(), Bus()
        self._env = self.clock.env
        self.theatre, self.world, self.orders = theatre, theatre.world, theatre.orders
        self.rates = self.world.rates
        self.dice = dice
        self.commanders = Commanders(self.world, dice)
        self.recorder = Recorder()
        self.state = State(self.world, self.recorder, self.bus)
        self.at_war = self.world.on(Rule.ENEMY)
        """Whether an enemy resists; without one nobody fights, surrenders or is told to."""
        self.intelligence = Intelligence(self.world, self.state, self.dice)
        self.weather = self.world.climate.of_run(self.dice)
        self.order = theatre.order
        self.marches: dict[int, simpy.Process] = {}
        self.road_free: dict[tuple[int, int], int] = {}
        self.bridged: dict[tuple[int, int], int] = {}
        """(Side, link) to the minute from which its troops cross a river there: who comes later uses what his own side built."""
        self.watchers: dict[int, set[int]] = {}
        """Place to the defenders whose plan asks whether it, or a place beside theirs, is lost."""
        self.confidence = np.ones(len(self.world.formations))
        """Of unreliable troops: the chance that they are still in the war."""
        self.met: set[int] = set()
        """Unreliable formations that have met the enemy."""
        self.attacked_day: dict[int, int] = {}
        """Formation to the calendar day on which aircraft last slowed it."""
        self.blown: set[int] = set()
        self.refuses: set[int] = set()
        self.decided: set[str] = set()
        """Ids of the decisions that have been taken."""
        self.ceased: set[int] = set()
        """Sides that have sent out a cease-fire."""
        self.sent: set[str] = set()
        """Ids of the messages that have been sent."""
        self.offshore: dict[int, list[int]] = {}
        """Place to the formations that lie off it in their ships, in order of arrival."""
        self.fought_until = np.full(len(self.world.formations), -1)
        self._link_sky: list[int] = []
        self._next_sky_minute = 0
        self._friendly = np.zeros((0, 0))
        self._friendly_version = -1
        self._link_pace: dict[int, float] = {}
        self._troops()

    def _troops(self) -> None:
        """What the troops and their commanders are like in this run."""
        self.combat_rates = self.rates.combat
        forced = self.world.on(Rule.FORCED_MARCH)
        self.kept_fills = self._kept_fills()
        """(formations,): fuel at which a whole formation sends a part of itself ahead."""
        self.efforts = {mobility: march.efforts(mobility, rates=self.rates.march, forced=forced) for mobility in march.MOBILITIES}
        reliability = np.array([formation.reliability for formation in self.world.formations], float)
        self.reliability = reliability if self.world.on(Rule.DESERTION) else np.ones_like(reliability)
        self.quality = np.array([formation.quality for formation in self.world.formations])
        self.army_pace = self._army_pace()
        """(formations,): friction on the pace of each one's army."""

    @property
    def minute(self) -> int:
        """The clock in whole minutes since the scenario's start."""
        return self._env._now  # type: ignore[return-value]  # every delay is a whole number

    def after(self, minutes: int, rank: Rank, row: int = 0) -> simpy.Event:
        """An event that many whole minutes from now, in its order of the minute."""
        return self.clock.after(minutes, rank, row)

    def alert(self, formation: int) -> None:
        """Wake a formation that waits for a condition of its plan, so that it looks at it again."""
        self.clock.ring(Signal.ALERT, formation)

    def place_id(self, place: int) -> PlaceId:
        """The id of a place, as events name it."""
        return PlaceId(self.world.places[place].id)

    def sky(self) -> NDArray[np.int8]:
        """(links,): today's sky over each link."""
        today: NDArray[np.int8] = self.weather.over_links[self.world.calendar.day(self.minute)]
        return today

    def link_sky(self) -> list[int]:
        """The same as plain numbers, for who asks for one link at a time."""
        if self.minute >= self._next_sky_minute:
            self._link_sky = self.sky().tolist()
            self._next_sky_minute = self.world.calendar.first_midnight + self.world.calendar.day(self.minute) * MIN_PER_DAY
        return self._link_sky

    def place_sky(self) -> NDArray[np.int8]:
        """(places,): today's sky over each place."""
        today: NDArray[np.int8] = self.weather.over_places[self.world.calendar.day(self.minute)]
        return today

    def friendly_share(self) -> NDArray[np.float64]:
        """(sides, places): share (0-1) of a place's land neighbours that each side holds; counted when a holder changed."""
        if self._friendly_version != self.state.version:
            (place, neighbour, share), sides, n = self.world.neighbours.shares, len(self.world.spec.sides), len(self.state.holder)
            held_by = self.state.holder[neighbour]
            self._friendly = np.bincount(held_by * n + place, share, sides * n).astype(float).reshape(sides, n)
            self._friendly_version = self.state.version
        return self._friendly

    def way_out(self, formation: int) -> bool:
        """Whether a formation's place has a neighbour that its side holds."""
        return not breakpoints.is_encircled(self.friendly_share()[self.state.side[formation], self.state.place[formation]])

    def surprise_left(self, formation: int) -> float:
        """Level of surprise (0-3) that is left now against a formation."""
        level, days = self.intelligence.surprise[formation], np.array(self.minute / MIN_PER_DAY)
        return float(power.surprise_left(np.array(level), days, rates=self.combat_rates.power))

    def lose(self, formations: NDArray[np.int64], men: Floats, tanks: Floats, guns: Floats, squads: Floats | float = 0.0) -> None:
        """Take shares (0-1) of their men, tanks and guns off formations; `squads` of the men died in close assault."""
        rates = self.combat_rates.attrition
        dead = attrition.killed_share(men, squads, rates=rates)
        _, written_off = attrition.irrecoverable(np.zeros(()), np.ones(()), rates=rates)
        self.state.strengths.lose(formations, Losses(men, tanks, guns, dead, float(written_off)))

    def in_combat(self, formations: NDArray[np.int64]) -> None:
        """Note who fought in this impulse: fighting wears them down and stops their rest."""
        self.fought_until[formations] = self.minute

    def pace(self, formation: int, link: int) -> float:
        """Friction on a formation's pace on a link: theatre and army, times the road's own."""
        if link not in self._link_pace:
            normal = self.dice.normal(Stream.PACE_LINK, self.world.links.ids[link]) if self.world.on(Rule.FRICTION) else 0.0
            self._link_pace[link] = float(friction.multiple(normal, ln_sd=self.rates.friction.link_ln_sd))
        return self.army_pace[formation] * self._link_pace[link]

    def start_delay_min(self, formation: int) -> int:
        """Minutes that the formation's army starts late."""
        if not self.world.on(Rule.FRICTION) or self.rates.friction.start_delay_days == 0:
            return 0
        uniform = self.dice.uniform(Stream.START_DELAY, self.world.order_of_battle.army[formation])
        return round(float(friction.delay_days(uniform, mean_days=self.rates.friction.start_delay_days)) * MIN_PER_DAY)

    def _army_pace(self) -> list[float]:
        armies = sorted(set(self.world.order_of_battle.army))
        if not self.world.on(Rule.FRICTION):
            return [1.0] * len(self.world.order_of_battle.army)
        theatre = friction.multiple(self.dice.normal(Stream.PACE_THEATRE, "theatre"), ln_sd=self.rates.friction.theatre_ln_sd)
        drawn = np.array([self.dice.normal(Stream.PACE_ARMY, army) for army in armies])
        own = friction.multiple(drawn, ln_sd=self.rates.friction.army_ln_sd)
        pace = dict(zip(armies, (theatre * own).tolist(), strict=True))
        return [pace[army] for army in self.world.order_of_battle.army]

    def _kept_fills(self) -> list[float]:
        kept = self.rates.supply.pooling_fills * self.commanders.caution * self.world.on(Rule.DETACHMENTS)
        return list(kept.tolist())
