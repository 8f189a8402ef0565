"""One run: its clock, world, state, dice and log, handed to every process."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from numpy.typing import NDArray

from engine.arrays import Floats, Ints
from engine.processes.commanders import Commanders
from engine.processes.intelligence import Intelligence
from engine.randomness import Dice, Stream
from engine.recorder import Recorder
from engine.rules import attrition, friction, march, power
from engine.state import State
from engine.strengths import Losses
from engine.theatre.preparation import Theatre
from engine.theatre.weather import weather_of
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import EventKind, FormationId, Rule

if TYPE_CHECKING:
    from engine.processes.air import AirWar
    from engine.processes.front import Front

Process = Generator[simpy.Event, Any, None]


class Rank(IntEnum):
    """Who comes first in one minute: the stated rule, whatever was scheduled earlier. Within a rank, by row."""

    WEATHER = 1
    MARCH = 2
    COMBAT = 3
    UPKEEP = 4
    LIFT = 5
    SAMPLE = 6


ROWS_PER_RANK = 1_000_000
LOOK_MIN = 6 * MIN_PER_H
"""How often everybody is looked at who is not woken by what happens: upkeep, lifts, rumours, envoys, governments."""


class Wait(simpy.Event):
    """A timeout with an order in its minute."""

    def __init__(self, env: simpy.Environment, minutes: int, priority: int):
        self.env, self.callbacks = env, []
        self._ok, self._value = True, None
        env.schedule(self, priority, minutes)  # type: ignore[arg-type]


class Campaign:
    """The parts of one run. Processes read from here and change the state through its door only."""

    def __init__(self, theatre: Theatre, dice: Dice):
        self.env = simpy.Environment()
        self.theatre, self.world, self.orders = theatre, theatre.world, theatre.orders
        self.rates = self.world.rates
        self.dice = dice
        self.commanders = Commanders(self.world, dice)
        self.recorder = Recorder()
        self.state = State(self.world, self.recorder)
        self.intelligence = Intelligence(self.world, self.state, self.dice)
        self.weather = weather_of(self.world, self.dice)
        self.order = theatre.order
        self.marches: dict[int, simpy.Process] = {}
        self.dry: dict[int, tuple[float, simpy.Event]] = {}
        """Formations that stand without fuel: the fills they need to move, and what wakes them."""
        self.road_free: dict[tuple[int, int], int] = {}
        self.bridged: dict[tuple[int, int], int] = {}
        """(Side, link) to the minute from which its troops cross a river there: who comes later uses what his own side built."""
        self.falls: dict[int, simpy.Event] = {}
        self.alarms: dict[int, simpy.Event] = {}
        self.watchers: dict[int, set[int]] = {}
        """Place to the defenders whose plan asks whether it, or a place beside theirs, is lost."""
        self.front: Front | None = None
        self.air: AirWar | None = None
        self.confidence = np.ones(len(self.world.formations))
        """Of unreliable troops: the chance that they are still in the war."""
        self.met: set[int] = set()
        """Unreliable formations that have met the enemy."""
        self.attacked_day: dict[int, int] = {}
        """Formation to the calendar day on which aircraft last slowed it."""
        self.blown: set[int] = set()
        self.refuses: set[int] = set()
        self.decided = {decision.id: self.env.event() for decision in self.world.spec.decisions}
        self.ceased: set[int] = set()
        """Sides that have sent out a cease-fire."""
        self.sent: set[str] = set()
        """Ids of the messages that have been sent."""
        self.offshore: dict[int, list[int]] = {}
        """Place to the formations that lie off it in their ships, in order of arrival."""
        self.linked: set[tuple[str, str]] = set()
        """Pairs of fronts of one side whose troops have met."""
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
        return self.env._now  # type: ignore[return-value]  # every delay is a whole number

    def after(self, minutes: int, rank: Rank, row: int = 0) -> simpy.Event:
        """An event that many whole minutes from now, in its order of the minute; the one place where the clock is set."""
        if minutes < 0:
            raise ValueError(f"a wait of {minutes} minutes at minute {self.minute}: time does not run backwards")
        return Wait(self.env, int(minutes), rank * ROWS_PER_RANK + row)

    def sky(self) -> NDArray[np.int8]:
        """(links,): today's sky over each link."""
        today: NDArray[np.int8] = self.weather.over_links[self.world.calendar_day(self.minute)]
        return today

    def link_sky(self) -> list[int]:
        """The same as plain numbers, for who asks for one link at a time."""
        if self.minute >= self._next_sky_minute:
            self._link_sky = self.sky().tolist()
            self._next_sky_minute = self.world.first_midnight + self.world.calendar_day(self.minute) * MIN_PER_DAY
        return self._link_sky

    def place_sky(self) -> NDArray[np.int8]:
        """(places,): today's sky over each place."""
        today: NDArray[np.int8] = self.weather.over_places[self.world.calendar_day(self.minute)]
        return today

    def refuelled(self, formations: list[int]) -> None:
        """Wake those of the formations that stood dry and now have fuel enough to move."""
        for f in formations:
            if f in self.dry and self.state.fuel_fills[f] >= self.dry[f][0]:
                self.dry.pop(f)[1].succeed()

    def fall_of(self, place: int) -> simpy.Event:
        """An event that succeeds when the place next changes hands."""
        return self.falls.setdefault(place, self.env.event())

    def arrive(self, formation: int) -> None:
        """The head of a formation stands at the end of its link; whoever waited for the place to fall is told."""
        place, version = int(self.state.toward[formation]), self.state.version
        self.state.arrive(formation, self.minute)
        self._tell_of(place, version)
        if self.front is not None and self.state.holder[place] != self.state.side[formation]:
            self.front.overrun(place)
        if self.world.combat[formation] and self.world.holder_at_start[place] != self.state.side[formation]:
            self._link_up(formation, place)

    def _link_up(self, formation: int, place: int) -> None:
        """Note where troops of two fronts of one side first meet on ground that was the enemy's."""
        s, front, side = self.state, self.world.front, self.world.side
        mine = front[formation]
        others = [other for other in s.at[place] if front[other] != mine and side[other] == side[formation] and s.fights[other]]
        for other in sorted(others):
            pair = (min(mine, front[other]), max(mine, front[other]))
            if pair not in self.linked:
                self.linked.add(pair)
                s.note(formation, self.minute, EventKind.LINK_UP, cause=FormationId(front[other]))

    def land(self, formation: int, place: int) -> None:
        """A party from the air stands at a place; whoever waited for it to fall is told."""
        version = self.state.version
        self.state.fly_in(formation, place, self.minute)
        self._tell_of(place, version)

    def _tell_of(self, place: int, version: int) -> None:
        """Wake those who wait for the fall of a place, if it fell since the state had this version."""
        if self.state.version != version:
            self.intelligence.fell(place, self.minute)
            if self.front is not None:
                self.front.relieve(place, int(self.state.holder[place]))
                self.front.overrun(place)
            if place in self.falls:
                self.falls.pop(place).succeed()
            for waiting in sorted(self.watchers.get(place, ())):
                self.alert(waiting)

    def alert(self, formation: int) -> None:
        """Wake a defender who waits for his plan's next condition, so that he looks at it again."""
        if formation in self.alarms:
            self.alarms.pop(formation).succeed()

    def friendly_share(self) -> Floats:
        """(sides, places): share (0-1) of a place's land neighbours that each side holds; counted when a holder changed."""
        if self._friendly_version != self.state.version:
            (place, neighbour, share), sides, n = self.world.neighbours, len(self.world.spec.sides), len(self.state.holder)
            held_by = self.state.holder[neighbour]
            self._friendly = np.bincount(held_by * n + place, share, sides * n).astype(float).reshape(sides, n)
            self._friendly_version = self.state.version
        return self._friendly

    def way_out(self, formation: int) -> bool:
        """Whether a formation's place has a neighbour that its side holds."""
        return bool(self.friendly_share()[self.state.side[formation], self.state.place[formation]] > 0.0)

    def surprise_left(self, formation: int) -> float:
        """Level of surprise (0-3) that is left now against a formation."""
        level, days = self.intelligence.surprise[formation], np.array(self.minute / MIN_PER_DAY)
        return float(power.surprise_left(np.array(level), days, rates=self.combat_rates.power))

    def lose(self, formations: Ints, men: Floats, tanks: Floats, guns: Floats, squads: Floats | float = 0.0) -> None:
        """Take shares (0-1) of their men, tanks and guns off formations; `squads` of the men died in close assault."""
        rates = self.combat_rates.attrition
        dead = attrition.killed_share(men, squads, rates=rates)
        _, written_off = attrition.irrecoverable(np.zeros(()), np.ones(()), rates=rates)
        self.state.strengths.lose(formations, Losses(men, tanks, guns, dead, float(written_off)))

    def in_combat(self, formations: Ints) -> None:
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
        uniform = self.dice.uniform(Stream.START_DELAY, self.world.army[formation])
        return round(float(friction.delay_days(uniform, mean_days=self.rates.friction.start_delay_days)) * MIN_PER_DAY)

    def _army_pace(self) -> list[float]:
        armies = sorted(set(self.world.army))
        if not self.world.on(Rule.FRICTION):
            return [1.0] * len(self.world.army)
        theatre = friction.multiple(self.dice.normal(Stream.PACE_THEATRE, "theatre"), ln_sd=self.rates.friction.theatre_ln_sd)
        drawn = np.array([self.dice.normal(Stream.PACE_ARMY, army) for army in armies])
        own = friction.multiple(drawn, ln_sd=self.rates.friction.army_ln_sd)
        pace = dict(zip(armies, (theatre * own).tolist(), strict=True))
        return [pace[army] for army in self.world.army]

    def _kept_fills(self) -> list[float]:
        kept = self.rates.supply.pooling_fills * self.commanders.caution * self.world.on(Rule.DETACHMENTS)
        return list(kept.tolist())
