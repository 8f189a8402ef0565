"""The scenario format: what a person writes, as frozen models without behaviour.

Any number in a scenario may be written plainly (`8800`) or with its origin
(`{value: 8800, source: ..., grade: C}`); the loader takes the two apart before these models see them.
`grade` is A (documented, cross-checked), B (documented once, or a good estimate) or C (an acknowledged guess).
Days count from the scenario's start (0.0 is the first minute); local times are written `1990-05-01T06:30`
in the scenario's one time zone.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.scenario.colours import coloured
from engine.scenario.forces import Arrival as Arrival
from engine.scenario.forces import Branch as Branch
from engine.scenario.forces import Contingent as Contingent
from engine.scenario.forces import Departure as Departure
from engine.scenario.forces import Echelon as Echelon
from engine.scenario.forces import Formation as Formation
from engine.scenario.forces import Fort as Fort
from engine.scenario.forces import Mobility as Mobility
from engine.scenario.forces import Replacements as Replacements
from engine.scenario.forces import Side as Side
from engine.scenario.forces import Start as Start
from engine.scenario.ground import Country as Country
from engine.scenario.ground import Crossing as Crossing
from engine.scenario.ground import Map as Map
from engine.scenario.ground import Place as Place
from engine.scenario.ground import Railway as Railway
from engine.scenario.ground import RailwayTroops as RailwayTroops
from engine.scenario.ground import Region as Region
from engine.scenario.ground import River as River
from engine.scenario.ground import Road as Road
from engine.scenario.ground import Spell as Spell
from engine.scenario.ground import WeatherChain as WeatherChain
from engine.scenario.lifts import AirLanding as AirLanding
from engine.scenario.lifts import Lift as Lift
from engine.scenario.lifts import Shipping as Shipping
from engine.scenario.lifts import TransportForce as TransportForce
from engine.scenario.lorries import LorryCompanies as LorryCompanies
from engine.scenario.record import Claim as Claim
from engine.scenario.record import EventKind as EventKind
from engine.scenario.record import HistoricEvent as HistoricEvent
from engine.scenario.record import Measure as Measure
from engine.scenario.record import Receipt as Receipt
from engine.scenario.record import Strength as Strength
from engine.scenario.supply import Allocation as Allocation
from engine.scenario.supply import SupplySource as SupplySource
from engine.scenario.types import (
    Day,
    Fraction,
    Id,
    LocalTime,
    Model,
    Name,
    NonNegative,
    Positive,
    Sourced,
    Text,
)

Posture = Literal["hasty", "prepared", "fortified", "delay", "withdrawal"]
Task = Literal["attack", "march", "hold", "delay", "withdraw", "redoubt"]


class Trigger(Model):
    """When a step begins: the first of the given conditions that comes true, or `all` of them."""

    day: Day | None = None
    """Days after the scenario's start."""
    reached: bool = False
    """The step before is done (the default of a step that names nothing)."""
    lost: Id | None = None
    """This place is in the enemy's hands."""
    taken: Id | None = None
    """This place is in the own side's hands."""
    message: Id | None = None
    """This message has been sent, by whichever side."""
    outflanked: bool = False
    """The enemy holds more than half of the places around it."""
    retreated: bool = False
    """The formation has been driven from its post, or has broken."""
    losses: Fraction | None = None
    """This share of its strength is lost."""
    fuel: NonNegative | None = None
    """The formation has so many fills of its own fuel in hand; one that burns none does not wait for it."""
    all: bool = False
    """True: all of the conditions given hold at once, instead of the first of them."""


class Step(Sourced):
    """One thing to do: go to a place and take, hold or give it up.

    Attack and defence speak one language: a step begins once the step before is done, `pause_days` are over and `when` has come
    true. Steps up to the last that attacks or marches are an advance along an axis, with a stay wherever one of them holds; what
    comes after them, or stands in a plan without such a step, holds and gives way."""

    task: Task
    place: Id
    when: Trigger | None = None
    pause_days: NonNegative = 0
    """Days to regroup in the place of the step before, whatever the conditions."""
    posture: Posture | None = None
    """Of a step that holds or gives way; on an axis the formation leaves its position when it goes on."""
    sector: dict[Id, Fraction] = {}
    """Of a step that holds: places beside `place` that the formation holds with shares of itself; 0 where nobody stands until the
    enemy crosses there. Of one that attacks: places of its zone that parts of it clear once it has taken `place`."""
    counter_attacks: bool = False
    """Of a step that holds a sector: at once, with what it keeps in reserve, any place of it that the enemy has taken."""
    by: Literal["road", "rail", "boat"] = "road"
    """By rail: troop trains on operating lines of the own gauge; by boat: carried on river and sea lanes."""
    planned_day: tuple[Day, Day] | None = None
    """Earliest and latest day of the plan: compared with, never fed in."""


ShortOfFuel = Literal["stand", "detachment", "press_on"]
"""It stands; it stands and sends a forward detachment on; or it drives on to its last drop."""


class Plan(Sourced):
    """Orders of a formation, in force for all its subordinates that have none of their own."""

    id: Id
    formation: Id
    opens: Day = 0
    """The formation waits where it stands until this day, and in its first post where the plan is one of defence."""
    released: bool = True
    """False: it waits for an order that the scenario does not give (a reserve)."""
    release: Trigger | None = None
    """A reserve that sets out once this comes true, and not before it opens."""
    follows: Id | None = None
    """A formation that those of this plan keep behind: they set out for a place of its axis only when it has been there."""
    follows_km: NonNegative = 0
    """So far beyond that place, along its axis, it has to be; at the end of its axis that is enough."""
    screens: Id | None = None
    """Or a formation that those of this plan screen: they keep before it, and no farther ahead than `screens_km`."""
    screens_km: NonNegative = 35
    """Km along the axis of the formation that is screened. Source of the default: the lead of a forward detachment, 15-80 km,
    general knowledge (C)."""
    short_of_fuel: ShortOfFuel = "detachment"
    """What formations of this plan do on the advance when their fuel is down to what a commander keeps."""
    steps: Annotated[list[Step], Field(min_length=1)]


class Order(Sourced):
    """A new plan with a date: who gives it to whom, and when.

    It goes down the chain of command, link by link, and waits for absent commanders; each formation takes it up at the end
    of the road
    that it is on. It takes the place of the plan of `to`, and holds for all below that have no plan of their own."""

    id: Id
    sender: Id
    """The headquarters that issues it."""
    to: Annotated[list[Id], Field(min_length=1)]
    """Formations under the sender."""
    day: Day
    """When it is issued, in days after the scenario's start."""
    all_below: bool = False
    """True: it takes the place of the plans of those below as well."""
    opens: Day = 0
    """A formation that has it in hand waits where it stands until this day."""
    short_of_fuel: ShortOfFuel = "detachment"
    """As of a plan; a forward detachment goes only from formations that may send one by the plans of the scenario."""
    steps: Annotated[list[Step], Field(min_length=1)]
    """As of a plan, from wherever each formation stands: it joins them at the first step ahead."""

    @property
    def plan(self) -> Plan:
        """The plan that it gives."""
        return Plan(id=self.id, formation=self.to[0], opens=self.opens, short_of_fuel=self.short_of_fuel, steps=self.steps)


class Halt(Sourced):
    """An order to stand for a formation and all below it on their axes: on a phase line, or an army halt wherever they are.

    It takes hold where a formation has come to a place and before it sets out for the next."""

    id: Id
    formation: Id
    at: list[Id] = []
    """The places of a phase line; without them every place."""
    from_day: Day = 0
    """A formation that sets out for its next place before this day is not held."""
    until: Trigger | None = None
    """Each goes on when the first of these conditions comes true."""
    all_up: bool = False
    """One more condition: all that have set out on an axis over the phase line have come to it, or are beyond."""


class Surprise(Sourced):
    """Degree of surprise against a defender that expects no attack: 0 none, 1 minor, 2 substantial, 3 complete."""

    level: Annotated[float, Field(ge=0, le=3)]


class Expectation(Sourced):
    """What a headquarters believes of the attack before it comes; for all below it that have no belief of their own."""

    formation: Id
    here: Fraction
    """Confidence that the blow falls on its front."""
    by: LocalTime
    """When it holds an attack as likely as not to have come."""
    spread_days: Positive
    """Standard deviation of that belief."""


class Absence(Sourced):
    """An absent commander: until this hour no order of the plan reaches the formation or those below it."""

    formation: Id
    until: LocalTime


class Decision(Sourced):
    """A government's decision, which messages follow."""

    id: Id
    formation: Id
    """The headquarters that learns of it first."""
    kind: Literal["fixed", "hazard", "never"] = "fixed"
    at: LocalTime
    """The hour of a fixed decision."""
    since: LocalTime | None = None
    """When a hazard begins to count; without it, from the scenario's start."""
    per_day: NonNegative = 0
    """Hazard a day while none of `places` is lost."""
    places: list[Id] = []
    """Places whose loss puts pressure on the government."""
    lost_mult: Positive = 1
    """Hazard with all of `places` lost, over that with none lost."""


class Message(Sourced):
    """News or an order from above that decides nothing by itself: each formation receives, believes, obeys or not."""

    id: Id
    kind: Literal["broadcast", "cease_fire"]
    """A broadcast is news without an order; a cease-fire is an order to let the enemy pass and lay down arms."""
    sender: Id
    to: Annotated[list[Id], Field(min_length=1)]
    """Formations addressed, each with all below it."""
    at: LocalTime | None = None
    decision: Id | None = None
    """Instead of an hour: the message follows a decision, `after_h` later."""
    after_h: NonNegative = 0
    text: Text = ""


class StopLine(Sourced):
    """A political line: places beyond it that troops of one side do not enter. All the conditions given must hold."""

    id: Id
    name: Name
    side: Id
    countries: Annotated[list[Id], Field(min_length=1)]
    south_of: Annotated[float, Field(ge=-90, le=90)] = 90
    """Degrees of latitude."""
    north_of: Annotated[float, Field(ge=-90, le=90)] = -90


class Scenario(Model):
    """A whole scenario after includes, overlays and graded numbers are resolved."""

    format: Literal[1]
    id: Id
    title: Name
    summary: Text = ""
    start: LocalTime
    utc_offset_hours: Annotated[float, Field(ge=-14, le=14)] = 0
    days: Annotated[int, Field(ge=1, le=3650)]
    clean_until_day: Day | None = None
    """Days before this one make the clean window of the scores (before outside events dominate)."""
    sides: Annotated[list[Side], Field(min_length=2, max_length=2), AfterValidator(coloured)]
    countries: list[Country]
    places: Annotated[list[Place], Field(min_length=2)]
    rivers: list[River] = []
    roads: Annotated[list[Road], Field(min_length=1)]
    crossings: list[Crossing] = []
    railways: list[Railway] = []
    railway_troops: list[RailwayTroops] = []
    formations: Annotated[list[Formation], Field(min_length=1)]
    supply_sources: list[SupplySource] = []
    allocations: list[Allocation] = []
    lorry_companies: list[LorryCompanies] = []
    replacements: list[Replacements] = []
    forts: list[Fort] = []
    plans: list[Plan] = []
    orders: list[Order] = []
    policies: dict[Id, Literal["plan", "hold", "exploit", "cautious"]] = {}
    """Side, or a headquarters, to the reference policy by which its highest headquarters, or that one, decide beside the plans
    (docs/decisions.md)."""
    halts: list[Halt] = []
    surprise: Surprise | None = None
    expectations: list[Expectation] = []
    absences: list[Absence] = []
    decisions: list[Decision] = []
    messages: list[Message] = []
    transport_forces: list[TransportForce] = []
    lifts: list[Lift] = []
    shipping: list[Shipping] = []
    air_landings: list[AirLanding] = []
    stop_lines: list[StopLine] = []
    regions: list[Region] = []
    weather: list[Spell] = []
    weather_model: Literal["historical", "markov"] = "historical"
    """The dated spells of `weather`, or days drawn by `weather_chains`."""
    weather_chains: list[WeatherChain] = []
    history: list[HistoricEvent] = []
    claims: list[Claim] = []
    strengths: list[Strength] = []
    receipts: list[Receipt] = []
    measures: list[Measure] = []
    map: Map | None = None
    rules: dict[str, dict[str, float]] = {}
    """Parameters that differ from the catalogue: `march: {foot_km_day: 22}`."""
    in_sample: list[Id] = []
    """Parameters whose source describes this very campaign: priors are drawn from their twins from outside."""
    without: list[Id] = []
    """Rules that are switched off."""
