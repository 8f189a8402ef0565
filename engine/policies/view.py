"""What a policy is given: the knowledge of one headquarters at one of its decisions, and nothing else of the run.

A view is made of frozen values that are copied out of the run; it holds no reference to it. Days count from the scenario's start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from engine.errors import EngineError
from engine.scenario.order_files import order_of
from engine.scenario.schema import Order, Plan


class Report(NamedTuple):
    """The last that a headquarters has heard of a formation: where it stood, and how strong it was, on a day."""

    formation: str
    place: str
    men: float
    day: float
    """When it was so; the difference to the view's day is the age of the report."""


class Supply(NamedTuple):
    """The last return of supply of a formation of one's own."""

    fuel_fills: float
    ammo_bk: float
    food_days: float
    day: float


class Road(NamedTuple):
    """A link of the map from a place to another."""

    to: str
    km: float


class Troops(NamedTuple):
    """What a headquarters knows of a formation of its own whatever happens: the order of battle."""

    formation: str
    parent: str
    mobility: str
    combat: bool
    km_per_fill: float
    """Km of road that one fill carries it; infinite for one that burns no fuel."""


@dataclass(frozen=True)
class View:
    """What a headquarters knows when it decides."""

    headquarters: str
    side: str
    day: float
    """The present, in days after the scenario's start."""
    reasons: tuple[str, ...]
    """Why it decides: `morning`, `report`, `reached`, `fuel`; sorted."""
    own: Mapping[str, Report]
    """Formations under it, by id, as they last reported."""
    supply: Mapping[str, Supply]
    """Their last returns of supply."""
    enemy: Mapping[str, Report]
    """Formations of the enemy that its troops have met, where and as strong as it believes them."""
    holders: Mapping[str, str]
    """Place to the side that it believes to hold it."""
    troops: Mapping[str, Troops]
    """Its order of battle, itself included."""
    plans: Mapping[str, Plan]
    """The plans of the scenario under it, by formation, and the one that it follows itself."""
    given: Mapping[str, Order]
    """The last order that it has given to each formation that it named."""
    received: Plan | None
    """The plan of the last order that has come to it from above; None where none has."""
    roads: Mapping[str, tuple[Road, ...]]
    """The map: place to the links that lead from it."""
    seed: int
    """A keyed draw of this headquarters and decision, of which `random` is made."""

    @cached_property
    def random(self) -> Random:
        """The only randomness that a policy may use."""
        return Random(self.seed)


Policy = Callable[[View], Sequence[Order]]
"""Called at each decision; returns new orders, made by `order`, or nothing."""


class PolicyError(EngineError):
    """A policy that raised, hung, or ordered nonsense: the run has no end."""


def order(to: str | Sequence[str], *steps: Mapping[str, Any], **more: Any) -> Order:
    """An order of a policy: a new plan for a formation or several, from wherever each stands.

    `steps` are those of a plan (`{"task": "attack", "place": "p3"}`); `more` are `opens`, `short_of_fuel` and `all_below`.
    PolicyError
    where it is none."""
    named = [to] if isinstance(to, str) else list(to)
    try:
        return order_of({"id": "policy", "sender": "policy", "to": named, "day": 0.0, "steps": list(steps), **more})
    except EngineError as error:
        raise PolicyError(f"an order of a policy: {error}") from None
