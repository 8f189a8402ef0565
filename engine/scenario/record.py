"""What is known of the real campaign: dated events, claims, published strengths, and what a run is to be measured by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.types import FromTime, Id, Line, Name, NonNegative, Positive, Sourced, Text, ToTime

EventKind = Literal[
    "entry",
    "crossing",
    "contact",
    "siege_start",
    "siege_end",
    "landing",
    "airborne",
    "halt",
    "fuel",
    "supply",
    "airlift",
    "surrender",
    "order",
    "message",
    "withdrawal",
    "counter_attack",
    "demolition",
    "defection",
    "losses",
    "weather",
    "command",
]


HaltCause = Literal["fuel", "enemy", "cut_off"]
LossCount = Literal[
    "killed",
    "wounded",
    "sick",
    "prisoners",
    "dispersed",
    "tanks_written_off",
    "tanks_captured",
    "guns_lost",
    "guns_captured",
    "aircraft_lost",
    "aircraft_captured",
]
"""Where men and machines went for good, as runs count them."""


class HistoricEvent(Sourced):
    """A dated event of the real campaign: compared with, never fed in."""

    id: Id
    kind: EventKind
    place: Id | None = None
    formation: Id | None = None
    """Whose event it is, with the troops under it: without it the first side's, and no advance of an army is compared with it."""
    earliest: FromTime
    latest: ToTime
    """A day stands for all of it, from its first minute to its last."""
    by: Literal["body", "detachment"] | None = None
    """Whose entry or crossing the sources date: a main body's or a detachment's; without it the first of all."""
    cause: HaltCause | None = None
    """Why a formation halted: such a halt of a run is compared, no other; without it any that was forced on it."""
    text: Text
    value: float | None = None
    unit: Line = ""
    place_km: NonNegative = 0
    """Uncertainty of the place in km."""
    scored: bool = True
    """False where the file itself explains why the event cannot be compared."""
    sources: list[Text] = []


class Claim(Sourced):
    """What a source claims was lost: in the whole campaign, or by a formation or in an action of some days."""

    id: Id
    quantity: Name
    side: Id
    contingent: Id | None = None
    """Of this contingent of the side alone."""
    formation: Id | None = None
    """Of this formation and all below it alone."""
    earliest: FromTime | None = None
    latest: ToTime | None = None
    """Of the time between these alone; a run counts in whole half days around it."""
    place: Id | None = None
    """Where, for people: a run counts what its formation lost anywhere in that time."""
    counts: list[LossCount] = []
    """What of a run is held against it, summed; needed with a formation or a time, otherwise told by the words of `quantity`."""
    low: NonNegative
    high: NonNegative
    unit: Name
    claimed_by: Text = ""


class Receipt(Sourced):
    """What an army received of one good in a day, or day by day for some days: compared with, never fed in."""

    id: Id
    formation: Id
    """An army, with all below it."""
    good: Literal["fuel", "ammunition", "food"]
    day: Annotated[int, Field(ge=0, le=3650)]
    """Whole days after the start, that of the start being 0."""
    days: Annotated[int, Field(ge=1, le=3650)] = 1
    """For how many days the number is the mean."""
    t_per_day: NonNegative
    low: NonNegative | None = None
    high: NonNegative | None = None
    """Range of what it may have been; where nothing is said the number itself."""


class Strength(Sourced):
    """A published total of men and weapons; the formations below `formation` must sum to it."""

    id: Id
    formation: Id
    men: NonNegative | None = None
    tanks: NonNegative | None = None
    guns: NonNegative | None = None
    aircraft: NonNegative | None = None
    except_formations: list[Id] = []


class Measure(Sourced):
    """A number that every run is asked for: how far a purpose was reached at the end of some days."""

    id: Id
    kind: Literal["formed_share", "escape", "advance_by_day"]
    """Men still formed there, over those at the start; men formed there that began elsewhere; km along the axis over `km`."""
    formations: Annotated[list[Id], Field(min_length=1)]
    """Each with all below it."""
    days: Annotated[list[Annotated[int, Field(ge=1, le=3650)]], Field(min_length=1)]
    """Whole days after the start."""
    region: Id | None = None
    country: Id | None = None
    km: Positive | None = None
