"""The one registry of events: which process may write each kind, with which cause and which numbers in which units.

`docs/formats.md` and the words of `explain`, of the page and of the report derive from it; `state` takes numbers by these names
only; and every event of every test is held against it (`problem`). A run checks nothing. This file knows the vocabulary alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypedDict, get_args, get_type_hints

from engine.vocabulary import Activity, Cause, EventKind, Worded


class Numbers(TypedDict, total=False):
    """The numbers that an event may hold, each with its unit; one name means the same in every event."""

    age_h: Annotated[float, "h", "since the place fell"]
    aircraft: Annotated[float, "aircraft", "fit for combat"]
    axis_km: Annotated[float, "km", "along the axis, of the head"]
    estimated_force_ratio: Annotated[float, "ratio", "the force ratio as the attackers estimate it"]
    by_rail: Annotated[float, "0 or 1", "1 for trains"]
    fuel_reserve_factor: Annotated[float, "multiple", "of the usual fuel at which its commander halts"]
    covered_km: Annotated[float, "km", "that the attack has covered"]
    days: Annotated[float, "days", "since the siege began"]
    deaths: Annotated[float, "men", "of the squads"]
    deserters: Annotated[float, "men", "who have slipped away so far"]
    drive_days: Annotated[float, "days", "that a load is on the road from its depot"]
    enemy_guns: Annotated[float, "guns", "of the defenders"]
    enemy_men: Annotated[float, "men", "of the defenders"]
    steadiness: Annotated[float, "multiple", "of the usual losses that its commander bears"]
    food_t: Annotated[float, "t", "of the first six hours"]
    formations: Annotated[float, "formations", "that got something"]
    fuel_fills: Annotated[float, "fills", "in hand"]
    fuel_t: Annotated[float, "t", "of the first six hours"]
    guns: Annotated[float, "guns", ""]
    held_days: Annotated[float, "days", "by which its commander let it go late"]
    hours: Annotated[float, "h", "that it takes, or took"]
    killed: Annotated[float, "men", ""]
    km: Annotated[float, "km", "of the way"]
    lost_share: Annotated[float, "share", "of the places that press it, if any do"]
    men: Annotated[float, "men", ""]
    men_lost: Annotated[float, "men", "killed and wounded in the boats"]
    force_ratio: Annotated[float, "ratio", "attackers' power over defenders'"]
    pace_share: Annotated[float, "share", "of its pace that is left"]
    plan_days: Annotated[float, "days", "after the scenario's start"]
    prisoners: Annotated[float, "men", ""]
    readiness: Annotated[float, "share", ""]
    running: Annotated[float, "tanks", ""]
    share: Annotated[float, "share", "of the formation that is meant: there, ahead, ashore, around a garrison"]
    since_day: Annotated[float, "days", "after the scenario's start"]
    sorties: Annotated[float, "sorties", ""]
    supply_fraction: Annotated[float, "share", "of a day's dose that arrives"]
    supply_km: Annotated[float, "km", "of road from the source; left out where there is no way"]
    tanks: Annotated[float, "tanks", "broken down so far, put out, or brought"]
    tonnes: Annotated[float, "t", "of fuel"]
    width_m: Annotated[float, "m", "of the river"]


@dataclass(frozen=True)
class Unit:
    """Unit of a number and what it counts."""

    unit: str
    what: str


UNITS: Mapping[str, Unit] = {
    name: Unit(*get_args(hint)[1:]) for name, hint in get_type_hints(Numbers, include_extras=True).items()
}
"""Name of a number to its unit."""


class Writer(Worded):
    """The processes that write events, by the name of the function that SimPy resumes, without a leading underscore."""

    SIMULATE = "simulate", "the run itself"
    WEATHER = "weather", "the sky of the day"
    AIR_WAR = "air_war", "the air war of a day"
    DECIDING = "deciding", "a government"
    TRAVELLING = "travelling", "a message"
    ORDERING = "ordering", "an order with a date"
    ALLOCATING = "allocating", "an allocation that is issued"
    TAKING_OVER = "taking_over", "an order with a date that a formation has in hand"
    CAMPAIGNING = "campaigning", "a formation with an axis"
    DEFENDING = "defending", "a formation that defends"
    KEEPING_AWAY = "keeping_away", "headquarters and services without a plan"
    COMING_UP = "coming_up", "those who masked a garrison"
    CARRYING = "carrying", "ships on a voyage"
    DETACHING = "detaching", "a forward detachment"
    RETURNING = "returning", "a forward detachment that is called back"
    POSTING = "posting", "a post of a sector"
    COMBAT = "combat", "the impulses of combat"
    UPKEEP = "upkeep", "supply and rest, every six hours"
    DESERTING = "deserting", "unreliable troops, every six hours"
    BREAKING_OUT = "breaking_out", "encircled field troops"
    ENVOYS = "envoys", "envoys and commissions"
    FLYING = "flying", "an airlift"
    FLOWN_IN = "flown_in", "a landing from the air"
    RIDE = "ride", "replacements on their way"
    COMING = "coming", "a formation that comes later"
    GOING = "going", "a formation that leaves"
    REASSIGNING = "reassigning", "a formation that passes to another headquarters"


class Thing(Worded):
    """What stands in `cause` where an event is about a thing of the scenario."""

    PLACE = "place", "the place"
    LINK = "link", "the link"
    FORMATION = "formation", "the formation"
    LIFT = "lift", "the lift"
    TRAIN = "train", "the train"
    DECISION = "decision", "the decision"
    TRIGGER = "trigger", "the message or place that did it"
    STEP = "step", "`step N`, from 1"
    SPELL = "spell", "sky and region"


@dataclass(frozen=True)
class Form:
    """What an event of one kind holds: `numbers` always, `at_times` only where they apply."""

    writers: tuple[Writer, ...]
    causes: tuple[Cause, ...] = ()
    about: Thing | None = None
    numbers: tuple[str, ...] = ()
    at_times: tuple[str, ...] = ()


MARCHERS = (Writer.CAMPAIGNING, Writer.DETACHING, Writer.RETURNING, Writer.POSTING, Writer.DEFENDING, Writer.KEEPING_AWAY)
FIGHTERS = (Writer.CAMPAIGNING, Writer.DETACHING, Writer.RETURNING, Writer.POSTING, Writer.DEFENDING)
ATTACKERS = (*FIGHTERS, Writer.COMBAT, Writer.FLOWN_IN)
LIMITS = (Cause.LORRIES, Cause.RAILHEAD, Cause.RAILWAY, Cause.ROAD, Cause.ON_THE_WAY, Cause.CLOSED)
HALTS = (
    Cause.FUEL,
    Cause.COLUMN,
    Cause.RIVER,
    Cause.FOLLOWS,
    Cause.ENEMY,
    Cause.CONTAINING,
    Cause.WORKS,
    Cause.CUT_OFF,
    Cause.OFFSHORE,
    Cause.NO_SHIPS,
    Cause.ORDER,
    Cause.PHASE_LINE,
    Cause.REGROUPS,
    Cause.AHEAD,
)
SURRENDERS = (
    Cause.CEASE_FIRE,
    Cause.ENCIRCLED,
    Cause.STORM,
    Cause.EXHAUSTION,
    Cause.OVERRUN,
    Cause.REPULSED,
)
DISPERSALS = (
    Cause.UNRELIABLE,
    Cause.CHANGES_SIDE,
    Cause.NEWS,
    Cause.BAD_NEWS,
    Cause.ENCIRCLED,
    Cause.SPENT,
    Cause.NO_WAY_OUT,
)
ANSWERS = (Cause.OBEYS_CHAIN, Cause.OBEYS_ENVOY, Cause.FIGHTS_ON_CHAIN, Cause.FIGHTS_ON_ENVOY)
PLANS = (Cause.NEW_PLAN, Cause.ENCIRCLED, Cause.CEASE_FIRE, Cause.GONE, Cause.OUT_OF_REACH, Cause.FIXED)
PLANNERS = (Writer.TAKING_OVER, Writer.CAMPAIGNING, Writer.DEFENDING, Writer.KEEPING_AWAY)
FUEL = ("fuel_fills", "supply_fraction", "supply_km")

EVENTS: Mapping[EventKind, Form] = {
    EventKind.START: Form((Writer.CAMPAIGNING,), numbers=("plan_days", "held_days")),
    EventKind.PASS: Form(MARCHERS, numbers=("readiness",), at_times=("fuel_fills", "share")),
    EventKind.CAPTURE: Form((*FIGHTERS, Writer.FLOWN_IN), numbers=("readiness",), at_times=("fuel_fills", "share")),
    EventKind.REACH: Form((Writer.CAMPAIGNING,), about=Thing.STEP),
    EventKind.HALT: Form(MARCHERS, HALTS, at_times=("hours", *FUEL)),
    EventKind.RESUME: Form(MARCHERS, tuple(cause for cause in HALTS if cause != Cause.CUT_OFF), at_times=FUEL),
    EventKind.FUEL_EMPTY: Form(
        MARCHERS, LIMITS, numbers=("fuel_fills", "supply_fraction", "fuel_reserve_factor"), at_times=("supply_km",)
    ),
    EventKind.DEPOT: Form(MARCHERS, about=Thing.PLACE, numbers=("supply_km", "drive_days")),
    EventKind.DETACHMENT: Form((Writer.DETACHING,), (Cause.FUEL,), numbers=("share", "fuel_fills")),
    EventKind.POSTED: Form((*FIGHTERS, Writer.FLOWN_IN), about=Thing.PLACE, numbers=("share", "men")),
    EventKind.CLOSED_UP: Form(
        (
            Writer.CARRYING,
            Writer.COMING_UP,
            Writer.CAMPAIGNING,
            Writer.DEFENDING,
            Writer.POSTING,
            Writer.DETACHING,
            Writer.RETURNING,
        ),
        (Cause.FUEL, Cause.SHIPS, Cause.CONTAINING, Cause.ORDER),
        numbers=("readiness",),
        at_times=("fuel_fills", "share"),
    ),
    EventKind.CROSSING: Form(MARCHERS, (Cause.RIVER,), numbers=("width_m", "hours"), at_times=("men_lost",)),
    EventKind.CROSSING_FAILS: Form(FIGHTERS, about=Thing.PLACE, numbers=("force_ratio", "men_lost")),
    EventKind.BRIDGE_TAKEN: Form(FIGHTERS, about=Thing.LINK),
    EventKind.WEATHER: Form((Writer.WEATHER,), about=Thing.SPELL),
    EventKind.END: Form((Writer.SIMULATE,)),
    EventKind.CONTACT: Form(FIGHTERS, about=Thing.PLACE, numbers=("enemy_men", "enemy_guns")),
    EventKind.DEFERS_ATTACK: Form((Writer.COMBAT,), about=Thing.PLACE, numbers=("force_ratio", "estimated_force_ratio")),
    EventKind.BREAKS_OFF: Form((Writer.COMBAT,), about=Thing.PLACE, numbers=("force_ratio",)),
    EventKind.RETREAT: Form(ATTACKERS, (Cause.BROKEN, Cause.PENETRATED), at_times=("force_ratio", "steadiness")),
    EventKind.WITHDRAW: Form(MARCHERS, about=Thing.PLACE, numbers=("km", "by_rail")),
    EventKind.COLUMN_CUT: Form((*FIGHTERS, Writer.FLOWN_IN), about=Thing.PLACE, numbers=("share", "prisoners")),
    EventKind.DISPERSE: Form(
        (*MARCHERS, Writer.COMBAT, Writer.DESERTING, Writer.TRAVELLING, Writer.FLOWN_IN), DISPERSALS, numbers=("men",)
    ),
    EventKind.SURRENDER: Form((*ATTACKERS, Writer.KEEPING_AWAY, Writer.ENVOYS), SURRENDERS, numbers=("men", "prisoners")),
    EventKind.PENETRATED: Form(ATTACKERS, about=Thing.PLACE, numbers=("hours", "covered_km")),
    EventKind.BREAKS_OUT: Form((Writer.BREAKING_OUT,), about=Thing.PLACE, numbers=("men", "prisoners")),
    EventKind.CONTAIN: Form((Writer.CAMPAIGNING,), about=Thing.PLACE, numbers=("share",)),
    EventKind.SIEGE_END: Form((Writer.COMBAT,), (Cause.STORM, Cause.EXHAUSTION, Cause.CEASE_FIRE), numbers=("days", "men")),
    EventKind.DECISION: Form((Writer.DECIDING,), about=Thing.DECISION, at_times=("lost_share",)),
    EventKind.MESSAGE: Form((Writer.TRAVELLING, Writer.ORDERING), (Cause.BROADCAST, Cause.CEASE_FIRE, Cause.NEW_PLAN)),
    EventKind.ORDER: Form(
        (Writer.TRAVELLING, Writer.ENVOYS, Writer.COMING, Writer.ORDERING, Writer.ALLOCATING, *PLANNERS),
        (*ANSWERS, *PLANS, Cause.ALLOCATION),
        at_times=("share",),
    ),
    EventKind.REPORT: Form(MARCHERS, about=Thing.PLACE, numbers=("age_h",)),
    EventKind.AIRLIFT: Form((Writer.FLYING,), about=Thing.LIFT, numbers=("tonnes", "formations")),
    EventKind.DEMOLITION: Form(MARCHERS, about=Thing.LINK),
    EventKind.LANDING: Form(FIGHTERS, about=Thing.PLACE, numbers=("share",)),
    EventKind.AIRBORNE: Form((Writer.FLOWN_IN,), numbers=("men",)),
    EventKind.REPULSED: Form((*FIGHTERS, Writer.FLOWN_IN), about=Thing.PLACE, at_times=("force_ratio", "men_lost")),
    EventKind.RELEASED: Form((Writer.CAMPAIGNING, Writer.DEFENDING), about=Thing.TRIGGER),
    EventKind.LINK_UP: Form(FIGHTERS, about=Thing.FORMATION),
    EventKind.BREAKDOWN: Form(MARCHERS, (Cause.ARMOUR,), numbers=("tanks", "running")),
    EventKind.SORTIES: Form((Writer.AIR_WAR,), numbers=("sorties", "aircraft")),
    EventKind.AIR_ATTACK: Form(MARCHERS, (Cause.AIR,), numbers=("pace_share",)),
    EventKind.RAILHEAD: Form((Writer.UPKEEP,), about=Thing.PLACE, at_times=("supply_km",)),
    EventKind.STOCKS: Form((Writer.UPKEEP,), numbers=("fuel_t", "food_t")),
    EventKind.CLOSE_ASSAULT: Form((Writer.COMBAT,), about=Thing.PLACE, numbers=("tanks", "deaths")),
    EventKind.CULMINATION: Form(
        (Writer.UPKEEP,), LIMITS, numbers=("since_day", "supply_fraction", "axis_km"), at_times=("supply_km",)
    ),
    EventKind.THIRST: Form((Writer.UPKEEP,), (Cause.WATER,), numbers=("readiness",)),
    EventKind.DESERTION: Form(
        (*FIGHTERS, Writer.DESERTING, Writer.TRAVELLING, Writer.FLOWN_IN),
        (Cause.UNRELIABLE, Cause.NEWS, Cause.BAD_NEWS),
        numbers=("deserters", "men"),
    ),
    EventKind.MUTINY: Form(
        (*FIGHTERS, Writer.DESERTING, Writer.FLOWN_IN), (Cause.UNRELIABLE, Cause.BAD_NEWS), numbers=("killed",)
    ),
    EventKind.RELIEVED: Form(ATTACKERS, about=Thing.PLACE, numbers=("men",)),
    EventKind.REPLACEMENTS: Form((Writer.RIDE,), about=Thing.TRAIN, numbers=("men", "tanks", "guns")),
    EventKind.ONE_WAY_ATTACK: Form((Writer.AIR_WAR,), about=Thing.FORMATION, numbers=("sorties", "tanks")),
    EventKind.ARRIVAL: Form((Writer.COMING,), about=Thing.PLACE, numbers=("men", "by_rail")),
    EventKind.DEPARTURE: Form((Writer.GOING,), numbers=("men",)),
    EventKind.REASSIGNED: Form((Writer.REASSIGNING,), about=Thing.FORMATION),
}

STATES: Mapping[Activity, tuple[Cause, ...]] = {
    Activity.WAITING: (Cause.NOT_OPEN, Cause.RESERVE, Cause.EMBARKING),
    Activity.MARCHING: (),
    Activity.HALTED: HALTS,
    Activity.HOLDING: (
        Cause.NO_ORDER,
        Cause.ORDER,
        Cause.AIRBORNE,
        Cause.FIXED,
        Cause.ENCIRCLED,
        Cause.CEASE_FIRE,
    ),
    Activity.DONE: (Cause.END_OF_PLAN,),
    Activity.ELIMINATED: tuple(dict.fromkeys((*SURRENDERS, *DISPERSALS))),
}
"""Causes of each state in the tracks."""


def problem(kind: EventKind, cause: str, numbers: Iterable[str], writer: str | None = None) -> str:
    """What the registry does not allow about an event, in words; empty where it allows everything.

    `writer` is the name of the process function, None where none is known."""
    form, given = EVENTS[kind], set(numbers)
    known = isinstance(cause, Cause)
    if form.about is None and (not known or cause not in (form.causes or (Cause.NONE,))):
        return f"{kind}: the cause '{cause}' is none of {[*map(str, form.causes)]}"
    if form.about is not None and known:
        return f"{kind}: the cause '{cause}' stands where {form.about.words} belongs"
    if missing := set(form.numbers) - given:
        return f"{kind}: without {sorted(missing)}"
    if strange := given - {*form.numbers, *form.at_times}:
        return f"{kind}: has no numbers {sorted(strange)}"
    return "" if writer is None or writer in form.writers else f"{kind}: is not written by {writer}"


def written_by(writer: Writer) -> Iterator[EventKind]:
    """Kinds of event that a process may write, in the order of the manifest."""
    return (kind for kind in EventKind if writer in EVENTS[kind].writers)
