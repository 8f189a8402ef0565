"""Where supply comes from as it is written: sources, what they issue and when, and decisions how their issue is divided."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from engine.scenario.types import EARLIEST_DAY, LATEST_DAY, Day, Fraction, Id, Model, NonNegative, Sourced


def _steps(written: Any) -> Any:
    """A plain number stands for a schedule of one step that has always held; pairs are tuples, as the strict models want them."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return [(float(EARLIEST_DAY), written)]
    return [tuple(step) if isinstance(step, list) else step for step in written] if isinstance(written, list) else written


NUMBER = {"type": "number", "minimum": 0, "maximum": 1e9}
STEP = {
    "type": "array",
    "prefixItems": [{**NUMBER, "minimum": EARLIEST_DAY, "maximum": LATEST_DAY}, NUMBER],
    "minItems": 2,
    "maxItems": 2,
}
Schedule = Annotated[
    list[tuple[Day, NonNegative]],
    Field(min_length=1),
    BeforeValidator(_steps),
    WithJsonSchema({"anyOf": [{"type": "array", "items": STEP, "minItems": 1}, NUMBER]}),
]
"""Tonnes a day: a number, or steps `[[day, t], ...]`, each of which holds until the next; nothing before the first."""


class Issues(Model):
    """What a source issues of each good, and of goods of which it issues whatever is asked for."""

    fuel: Schedule | None = None
    ammunition: Schedule | None = None
    food: Schedule | None = None
    all: Schedule | None = None
    """Tonnes of whatever is asked for, beside the goods of their own."""


class Stock(Model):
    """Tonnes by good, and of whatever is asked for."""

    fuel: NonNegative = 0
    ammunition: NonNegative = 0
    food: NonNegative = 0
    all: NonNegative = 0


class SupplySource(Sourced):
    """A railhead, port, pipehead or dump that issues tonnes to formations of one side; several at a place add up."""

    id: Id
    place: Id
    side: Id
    t_per_day: NonNegative | None = None
    """Tonnes of all goods together, whatever is asked for."""
    issues: Issues | None = None
    """Instead of `t_per_day`: goods apart, and by schedule."""
    opens: Day | None = None
    """It issues from this day on; by default it is open when the scenario starts."""
    closes: Day | None = None
    """It issues until this day; what is in stock then stays."""
    stock: Stock | None = None
    """What is in stock when it opens; by default a source with `t_per_day` that is open at the start has what it keeps
    (`rail.captured_stock_days`), any other has none."""
    serves: list[Id] | None = Field(default=None, alias="for")
    """Formations that it serves, with all below them; by default all of its side, and with an empty list none."""
    destroyed_share: Fraction | None = None
    """Share of what is in stock at its place that its side destroys before the enemy takes it; by default none."""


class Allocation(Sourced):
    """A decision how sources are shared: once it is in force, what they issue is divided between formations by these weights."""

    id: Id
    sources: list[Id] = []
    """The sources whose issue is divided."""
    place: Id | None = None
    """Or all sources at this place."""
    day: Day | None = None
    """It is in force from this day on; by default from the start."""
    message: Id | None = None
    """Instead of a day: from when this message has been sent."""
    sender: Id | None = None
    """A headquarters above all who have a share, or their side (what stands above the scenario), that issues it on its day: it is
    in force once it has come down the chain of command, and may give away what a source issues for others."""
    shares: Annotated[dict[str, NonNegative], Field(min_length=1)]
    """Formation, with all below it, to its weight: 5 and 2, or 5000 and 2000."""
