"""What is carried over water and through the air: transport aircraft, their lifts and landing parties, and ships."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.scenario.types import Day, Fraction, Id, Name, NonNegative, Positive, Sourced

Good = Literal["fuel", "ammunition", "food"]


class TransportForce(Sourced):
    """Transport aircraft of a formation, on whose sorties all lifts and landing parties that name it draw."""

    id: Id
    formation: Id
    """The front, army or corps that they fly for."""
    aircraft: NonNegative
    serviceable: Fraction = 1
    sorties_per_aircraft_day: NonNegative
    """Of a serviceable aircraft on a dry day."""
    t_per_sortie: NonNegative
    men_per_sortie: Positive
    range_km: Positive


class Lift(Sourced):
    """Aircraft that carry goods from a base to named formations (each with all below it) when they run short."""

    id: Id
    base: Id | None = None
    bases: list[Id] = []
    """Instead of one base several: what is flown comes from the nearest to its receiver that is in hand."""
    to: Annotated[list[Id], Field(min_length=1)]
    opens: Day = 0
    closes: Day | None = None
    """The day on which the last sorties are flown."""
    goods: Annotated[list[Good], Field(min_length=1)] = ["fuel"]
    """In the order in which they are loaded."""
    first: list[Id] = []
    """Those of the receivers, each with all below it, that are served before all others."""
    below_fills: Positive | None = None
    """Fuel is carried to formations with less than this."""
    below_bk: Positive | None = None
    """Ammunition is carried to formations with fewer units of fire than this."""
    below_days: Positive | None = None
    """Food is carried to formations with less than this many days of it."""
    force: Id | None = None
    """The transport force whose aircraft fly; without it the lift has sorties, a load and a range of its own."""
    sorties_per_day: NonNegative | None = None
    t_per_sortie: NonNegative | None = None
    range_km: Positive | None = None


class Shipping(Sourced):
    """Ships of one kind that carry named formations (each with all below it) over water; all of these share them.

    They load, cross, unload, and are free for the next: the rest of the formation, or another one."""

    id: Id
    to: Annotated[list[Id], Field(min_length=1)]
    base: Id | None = None
    """The place where they lie at the beginning; by default where they are wanted first."""
    ships: Annotated[int, Field(ge=1, le=1000)] = 1
    men: Positive
    """That one of them carries at once."""
    km_h: Positive | None = None
    """At sea; on rivers, and where nothing is said, theirs is the pace of `march.boat_km_day` and `march.sea_km_day`."""
    load_h: NonNegative | None = None
    """Hours of loading; by default as long as unloading takes there (`landings.port_unload_h`, `landings.beach_unload_h`)."""
    quay: bool = False
    """They load and unload at ports alone, and sail once their side holds the port where they unload."""


class AirLanding(Sourced):
    """A party that aircraft set down at a place ahead of the columns, from any airfield of its side within range."""

    id: Id
    name: Name
    short: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    of: Id
    """The formation that provides its men (if it has none, the nearest above it that has)."""
    men: Positive
    place: Id
    opens: Day = 0
    before_cease_fire: bool = False
    """True: it is flown as soon as it opens; False: only once the enemy has sent out a cease-fire."""
    force: Id | None = None
    """The transport force that sets it down; without it aircraft are always at hand."""
    range_km: Positive
    food_days: NonNegative = 3
