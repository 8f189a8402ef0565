"""Lorry companies as they are written: how many lorries, whose, and what each of their days is for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.scenario.forces import RatesOfItsOwn
from engine.scenario.supply import Schedule
from engine.scenario.types import Day, Id, Model, NonNegative, Sourced


class PartsOfGoods(Model):
    """What of a load each good is, by weight: 3 and 1, or 0.75 and 0.25."""

    fuel: NonNegative = 0
    ammunition: NonNegative = 0
    food: NonNegative = 0
    all: NonNegative = 0
    """Of whatever is asked for: goods that nobody has counted apart."""


class Task(Model):
    """What lorry companies do from a day on, until the next task begins: one thing at a time."""

    day: Day = 0
    until: Day | None = None
    """They stand idle from this day on, where another task does not begin before."""
    origin: Id | None = Field(default=None, alias="from")
    """They shuttle from this source ..."""
    to: Id | None = None
    """... to this one, whatever formations do."""
    goods: PartsOfGoods | None = None
    """What they shuttle; by default whatever is asked for."""
    supplies: Id | None = None
    """Or they join the lorries of this formation, and bring all below it their supplies."""
    carries: Id | None = None
    """Or they carry the men of this formation, and no supplies; it burns fuel while it rides."""


class LorryCompanies(Sourced):
    """Lorries that are no formation's own: they shuttle between depots, join the lorries of a formation, or carry its men."""

    id: Id
    of: Id
    """The formation that they belong to: theirs are its rates."""
    lorries: Schedule
    """A number, or steps `[[day, number], ...]`: those that join or leave do so empty."""
    rates: RatesOfItsOwn = {}
    """Rates of `lorries` of their own, in place of those of the formation that they belong to."""
    tasks: Annotated[list[Task], Field(min_length=1)]
    """In the order of their days."""
