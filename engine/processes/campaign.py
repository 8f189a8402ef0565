"""One run: its clock, world, state, dice and log, handed to every process."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from engine.lines import LineTracer
from engine.plans import Orders
from engine.randomness import Dice, Stream
from engine.recorder import Recorder
from engine.rules import march
from engine.state import State
from engine.units import MIN_PER_DAY
from engine.world import World

Process = Generator[simpy.Event, Any, None]


class Rank(IntEnum):
    """Who comes first in one minute: the stated rule, whatever was scheduled earlier. Within a rank, by row."""

    WEATHER = 1
    MARCH = 2
    UPKEEP = 4
    SAMPLE = 5


ROWS_PER_RANK = 1_000_000


class Theatre:
    """What all runs of one scenario share: the compiled world, its orders and the structure of its supply lines."""

    def __init__(self, world: World, orders: Orders, tracer: LineTracer):
        self.world, self.orders, self.tracer = world, orders, tracer
        self.order = order_of_march(world)


class Campaign:
    """The parts of one run. Processes read from here and change the state through its door only."""

    def __init__(self, theatre: Theatre, seed: int, replication: int):
        self.env = simpy.Environment()
        self.theatre, self.world, self.orders = theatre, theatre.world, theatre.orders
        self.values = self.world.parameters
        self.dice = Dice(seed, replication)
        self.recorder = Recorder()
        self.state = State(self.world, self.recorder)
        self.order = theatre.order
        self.marches: dict[int, simpy.Process] = {}
        self.refuelled: dict[int, simpy.Event] = {}
        self.road_free: dict[tuple[int, int], int] = {}
        self.bridged: dict[int, int] = {}
        self.falls: dict[int, simpy.Event] = {}
        self._link_pace: dict[int, float] = {}
        self.army_pace = {army: self._army_pace(army) for army in sorted(set(self.world.army))}

    @property
    def minute(self) -> int:
        """The clock in whole minutes since the scenario's start."""
        return int(self.env.now)

    def after(self, minutes: int, rank: Rank, row: int = 0) -> simpy.Event:
        """An event that many whole minutes from now, in its order of the minute; the one place where the clock is set."""
        if minutes < 0:
            raise ValueError(f"a wait of {minutes} minutes at minute {self.minute}: time does not run backwards")
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=rank * ROWS_PER_RANK + row, delay=int(minutes))  # type: ignore[arg-type]
        return event

    def sky(self) -> NDArray[np.int8]:
        """(links,): today's sky over each link."""
        today: NDArray[np.int8] = self.world.links.sky[self.world.calendar_day(self.minute)]
        return today

    def fall_of(self, place: int) -> simpy.Event:
        """An event that succeeds when the place next changes hands."""
        return self.falls.setdefault(place, self.env.event())

    def arrive(self, formation: int) -> None:
        """The head of a formation stands at the end of its link; whoever waited for the place to fall is told."""
        place, version = int(self.state.toward[formation]), self.state.version
        self.state.arrive(formation, self.minute)
        if self.state.version != version and place in self.falls:
            self.falls.pop(place).succeed()

    def pace(self, formation: int, link: int) -> float:
        """Friction on a formation's pace on a link: theatre and army, times the road's own."""
        if link not in self._link_pace:
            normal = self.dice.normal(Stream.PACE_LINK, self.world.links.ids[link]) if self.world.on("friction") else 0.0
            self._link_pace[link] = float(march.friction(normal, self.values["friction.link_ln_sd"]))
        return self.army_pace[self.world.army[formation]] * self._link_pace[link]

    def start_delay_min(self, formation: int) -> int:
        """Minutes that the formation's army starts late."""
        if not self.world.on("friction") or self.values["friction.start_delay_days"] == 0:
            return 0
        uniform = self.dice.uniform(Stream.START_DELAY, self.world.army[formation])
        return round(float(march.start_delay_days(uniform, self.values["friction.start_delay_days"])) * MIN_PER_DAY)

    def _army_pace(self, army: str) -> float:
        if not self.world.on("friction"):
            return 1.0
        theatre, own = self.dice.normal(Stream.PACE_THEATRE, "theatre"), self.dice.normal(Stream.PACE_ARMY, army)
        values = self.values
        common = float(march.friction(theatre, values["friction.theatre_ln_sd"]))
        return common * float(march.friction(own, values["friction.army_ln_sd"]))


def order_of_march(world: World) -> list[int]:
    """(formations,): each one's rank when several take to a road in one minute: forward detachments, the faster, by id."""
    rows = world.formations
    first = sorted(
        range(len(rows)),
        key=lambda f: (not rows[f].forward_detachment, -march.base_km_day(rows[f].mobility, world.parameters), rows[f].id),
    )
    rank = {f: place for place, f in enumerate(first)}
    return [rank[f] for f in range(len(rows))]
