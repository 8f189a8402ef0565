"""The order of battle as it is written: sides, formations, what replaces their losses, and the zones they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.scenario.types import LATEST_DAY, Fraction, Id, Model, Name, NonNegative, Positive, Sourced, Text
from engine.vocabulary import Colour

Mobility = Literal["foot", "horse", "cavalry", "motor", "tracked", "boat", "fixed"]
Echelon = Literal["army_group", "front", "area_army", "army", "corps", "division", "brigade", "regiment", "garrison"]
Branch = Literal[
    "rifle",
    "motor_rifle",
    "mechanized",
    "tank",
    "cavalry",
    "reconnaissance",
    "mountain",
    "naval",
    "fortified",
    "artillery",
    "air",
    "headquarters",
    "services",
]


RatesOfItsOwn = dict[str, dict[str, float]]
"""Parameters that differ from those of the world, written as under `rules:`; those that the catalogue marks `by_formation`."""


class Contingent(Model):
    """Troops of another flag within a side: drawn in a second shade."""

    id: Id
    name: Name
    close_assault: bool = False
    """As of a side; its side's custom is not its own."""
    no_surrender: bool = False
    """As of a side; its side's custom is not its own."""
    killed_share: Fraction | None = None
    """As of a side; its side's custom is not its own."""
    rates: RatesOfItsOwn = {}
    """As of a side, before those of its side."""


class Side(Model):
    """One of the two parties; the first in the list is the attacker."""

    id: Id
    name: Name
    colour: Colour | None = None
    """In which pictures draw it: not red against green nor blue against violet, which many take for each other. By default the
    first is red and the second blue, or the other way round where the other's own colour is too near."""
    gauge_mm: Positive = 1435
    close_assault: bool = False
    """Where guns against tanks are few, its troops go at them in squads with charges that do not come back."""
    no_surrender: bool = False
    """Its troops do not surrender in the field: a defence of theirs breaks when several times as much is lost."""
    killed_share: Fraction | None = None
    """Dead and missing of its men hit in a fight, where that is not the usual share."""
    one_way_sorties: bool = False
    """Some of its airmen fly into enemy columns and do not come back."""
    contingents: list[Contingent] = []
    rates: RatesOfItsOwn = {}
    """Rates of all its formations where these, one above them or their contingent give none: `lorries: {km_day: 296}`."""


class Start(Sourced):
    """Where and in what state a formation begins."""

    place: Id
    readiness: Fraction = 1.0
    fuel_fills: NonNegative = 0
    ammo_bk: NonNegative = 0
    food_days: NonNegative = 0


class Arrival(Model):
    """A formation comes into the theatre on a day; before that it is nowhere."""

    day: NonNegative
    place: Id | None = None
    """Where it comes to, over the way from the place of `start`; by default to that place itself."""
    by: Literal["road", "rail"] = "road"
    """Over which ways; where its side has lost them it stops at the last place before."""


class Departure(Model):
    """A formation leaves the theatre for another."""

    day: NonNegative


class Reassignment(Model):
    """A formation, with all below it, passes to another headquarters."""

    day: Positive
    to: Id


class Formation(Sourced):
    """A unit of the order of battle with its own strength only, never its children's."""

    id: Id
    name: Name
    short: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    side: Id
    contingent: Id | None = None
    parent: Id | None = None
    echelon: Echelon
    branch: Branch
    mobility: Mobility
    start: Start
    arrives: Arrival | None = None
    """It is in the theatre from a day on, for itself alone: those below it are there, or arrive, by themselves."""
    leaves: Departure | None = None
    """It is in the theatre up to a day, with its forward detachment."""
    reassigned: list[Reassignment] = []
    """New parents from days on, in the order of days: whose lorries and stocks supply it, who commands and supports it."""
    men: NonNegative
    tanks: NonNegative = 0
    guns: NonNegative = 0
    """Guns and mortars of all kinds, tank destroyers among them."""
    anti_tank_guns: NonNegative | None = None
    """Those of the guns that are made to stop tanks, tank destroyers among them; by default `combat.anti_tank_share`."""
    aircraft: NonNegative = 0
    aircraft_combat: NonNegative | None = None
    """Those of the aircraft that are fit for combat; by default all of them."""
    fill_t: NonNegative = 0
    """Tonnes of one fuel fill; 0 for a formation that does not live on fuel."""
    km_per_fill: Positive | None = None
    """Kilometres of road that one fill carries it; where nothing is said those of its mobility (`fuel.km_per_fill_*`)."""
    bk_t: NonNegative = 0
    """Tonnes of one ammunition unit."""
    horses: NonNegative = 0
    lorries: NonNegative = 0
    """Supply lorries of an army, serving all its subordinates."""
    supply_priority: Positive | None = None
    """Weight of its claim, and of all below it, where sources, railways and roads are short; 1 where none of them gives one."""
    combat: bool = True
    """False for headquarters, services and air: they take no place and hold none."""
    strung_out: Positive | None = None
    """A mass without a front, which marches strung out on so many parallel roads: where the enemy takes a place behind its head,
    what has not come through is taken; it goes on by any free way."""
    forward_detachment: bool = False
    """True where the row itself goes ahead of its army."""
    quality: Positive = 1.0
    reliability: Fraction = 1.0
    """Probability that it fights at all (puppet troops)."""
    role: Text = ""
    rates: RatesOfItsOwn = {}
    """Rates of its own, and of all below it that give none, in place of those of its contingent, its side and the world."""


class Replacements(Sourced):
    """Men and machines that a train brings on a day from beyond the map, for a formation and all below it that have lost some."""

    id: Id
    to: Id
    place: Id
    """The railway town where they leave the train, once their side holds it."""
    day: Annotated[float, Field(ge=0, le=LATEST_DAY)]
    men: NonNegative = 0
    tanks: NonNegative = 0
    guns: NonNegative = 0


class Fort(Sourced):
    """A zone of works around a place. `garrison_men` are part of the garrison formation, never added to it."""

    id: Id
    name: Name
    place: Id
    garrison: Id
    garrison_men: NonNegative
    frontage_km: Positive
    places: dict[Id, Fraction] = {}
    """Other places of the zone, each with its part of men, kilometres and groups; its garrison there holds out by itself."""
    works: Literal["field", "permanent"] = "permanent"
    groups: Annotated[int, Field(ge=1, le=100)] = 1
    """Strongpoint groups that have to be cleared one after the other, as far as the besiegers cannot take several at once."""
    bypass: Literal["road", "off_road"] = "road"
    """How an army that is through gets past them: by road, or off the road alone: wheels then wait until a group is cleared."""
    stock_days: NonNegative = 7


def garrisons(forts: Sequence[Fort]) -> list[Fort]:
    """Zones of works as one fort a place: the first has what the others leave, and each at least one group."""
    return [part for fort in forts for part in _parts(fort)]


def _parts(fort: Fort) -> Iterator[Fort]:
    groups = {place: max(round(fort.groups * share), 1) for place, share in fort.places.items()}
    kept = 1.0 - sum(fort.places.values())
    yield _part(fort, fort.id, fort.place, kept, max(fort.groups - sum(groups.values()), 1)) if fort.places else fort
    for place, share in fort.places.items():
        there = fort.model_copy(update={"name": f"{fort.name}, {place.replace('_', ' ').title()}"})
        yield _part(there, f"{fort.id}.{place}", place, share, groups[place])


def _part(fort: Fort, name: str, place: str, share: float, groups: int) -> Fort:
    size = {"garrison_men": fort.garrison_men * share, "frontage_km": fort.frontage_km * share, "groups": groups}
    return fort.model_copy(update={"id": name, "place": place, "places": {}, **size})
