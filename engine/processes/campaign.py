"""One run: its clock, its bus and its table of contents, handed to every process.

What stands here is where everything is found. What happens stands in the processes (`run.PROCESSES`), what changes in
`engine.state`, what never changes in `engine.theatre`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import simpy

from engine.policies.view import Policy
from engine.processes.clock import Clock, Signal
from engine.processes.commanders import Commanders
from engine.processes.consumption import Consumption
from engine.processes.friction import Friction
from engine.processes.intelligence import Intelligence
from engine.processes.today import Today
from engine.randomness import Dice
from engine.state import State
from engine.state.bus import Bus, PlanChanged
from engine.state.log import Log
from engine.theatre.command import TreeOfCommand
from engine.theatre.preparation import Theatre
from engine.vocabulary import PlaceId, Rule


class Campaign:
    """The parts of one run."""

    def __init__(
        self, theatre: Theatre, dice: Dice, policies: Mapping[str, tuple[str, Policy]] | None = None, policies_from: int = 0
    ):
        self.theatre, self.world, self.orders, self.order = theatre, theatre.world, theatre.orders, theatre.order
        self.rates = theatre.world.rates
        self.at_war = self.world.on(Rule.ENEMY)
        """Whether an enemy resists; without one nobody fights, surrenders or is told to."""
        self.resisting = self.at_war and self.world.on(Rule.RESISTANCE)
        """Whether defenders bar the way; without it they stand where they are, hear of orders, and are passed like nobody."""
        self.dice = dice
        self.clock, self.bus, self.log = Clock(), Bus(), Log()
        self._env, self.after = self.clock.env, self.clock.after
        self.state = State(theatre, self.log, self.bus)
        self.commanders = Commanders(self.world, dice)
        self.intelligence = Intelligence(self.world, self.state, dice)
        self.friction = Friction(self.world, dice)
        self.consumption = Consumption(self.world, dice)
        self.weather = self.world.climate.of_run(dice)
        self.today = Today(self.world, self.weather, self.clock)
        self.policies, self.policies_from = dict(policies or {}), policies_from
        """Side or headquarters to the name of its policy and the function; the minute from which they decide by it."""
        self.marches: dict[int, simpy.Process] = {}
        """Formation to its process, for weather to interrupt."""

    @property
    def minute(self) -> int:
        """The clock in whole minutes since the scenario's start."""
        return self._env._now  # type: ignore[return-value]  # every delay is a whole number

    @property
    def stage(self) -> int:
        """The stage of the tree of command that holds now."""
        return self.world.order_of_battle.command.stage(self.minute)

    @property
    def tree(self) -> TreeOfCommand:
        """The tree of command that holds now."""
        return self.world.order_of_battle.command.trees[self.stage]

    def alert(self, formation: int) -> None:
        """Wake a formation that waits for a condition of its plan, so that it looks at it again."""
        self.clock.ring(Signal.ALERT, formation)

    def tell(self, f: int, *, before_enemy: bool) -> None:
        """A formation has a new plan in hand: it is called away from the enemy before whom it stands, or woken where it waits.

        One whose own process has ended takes it up at once."""
        process = self.marches.get(f)
        if process is not None and process.is_alive:
            if before_enemy:
                process.interrupt("orders")
            else:
                self.alert(f)
        elif self.state.in_play[f]:
            self.bus.publish(PlanChanged(f))

    def place_id(self, place: int) -> PlaceId:
        """The id of a place, as events name it."""
        return PlaceId(self.world.places[place].id)


class NewOrders(Exception):
    """A formation has come to a decision with a new plan in hand: it leaves what it was doing."""


def heed(c: Campaign, f: int) -> None:
    """Raise NewOrders where a formation has a new plan in hand and can take it up; asked wherever it decides what to do next.

    One that is encircled, gives way or obeys a cease-fire takes none up as long as that lasts."""
    s = c.state
    if f in s.plans.in_hand and s.in_play[f] and not (s.encircled[f] or s.retreating[f] or s.wills.obeys[f]):
        raise NewOrders


@contextmanager
def until_new_orders(c: Campaign, f: int) -> Iterator[None]:
    """What is inside ends where the formation leaves it for a new plan, which is then published."""
    try:
        yield
    except NewOrders:
        c.bus.publish(PlanChanged(f))
