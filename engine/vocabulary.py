"""The model's own names, as enumerations: rules, kinds of event, causes, activities, limits of supply, groups of outcomes.

Each name stands here once, with its words; a name that does not stand here is a type error where it is written in code, and an
exception where it is read from data. All but `SupplyLimit` are text, so that files hold the bare value. Which kind of event is
written by whom, with which causes and numbers, is for `engine.registry`. This file knows nothing but the standard library:
`analysis`, which otherwise never imports the engine, reads its words from here.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NewType, Self, TypeAlias


class Worded(StrEnum):
    """A text with words beside it: `NAME = "value", "words"`."""

    words: str

    def __new__(cls, value: str, words: str | None = None) -> Self:
        """The member whose text is `value`; one that is declared without words is a TypeError."""
        if words is None:
            raise TypeError(f"{cls.__name__} {value!r} has no words")
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member


class Rule(Worded):
    """The rules that `without` switches off, each with what it does and what holds without it."""

    FUEL = "fuel", "Motorised formations burn fuel and stand when it is gone; off: they burn none."
    SUPPLY = "supply", "Stocks are used up and replaced by lorry from railheads; off: every formation keeps what it started with."
    WEATHER = "weather", "Rain turns dirt roads to mud and floods rivers; off: every day is dry."
    WEATHER_CHAIN = "weather_chain", "The sky is drawn day by day where the scenario says so; off: its dated spells hold."
    READINESS = (
        "readiness",
        "Forced marches and want wear formations down, rest restores them; off: readiness stays as it began.",
    )
    COLUMNS = "columns", "Formations on one road queue behind each other's columns; off: a road holds any number at once."
    RIVERS = (
        "rivers",
        "Bridges are blown, rivers without one cost time or a fight for the far bank; off: rivers are crossed as roads.",
    )
    FORCED_MARCH = "forced_march", "An offensive opens with forced marches; off: everyone marches at the sustained rate."
    DETACHMENTS = (
        "detachments",
        "A formation without fuel sends a part ahead by pooling what is left; off: it waits as a whole.",
    )
    ENEMY = "enemy", "The other side stands, fights and moves; off: nobody resists (the empty map)."
    RESISTANCE = (
        "resistance",
        "Defenders bar the way, fight and carry out plans; off: they stand, are passed at once, and obey or are disarmed.",
    )
    SURPRISE = "surprise", "The attack takes the defender unawares; off: the defender expects it."
    WORKS = (
        "works",
        "Permanent works must be broken through and hold out when passed; off: their garrisons fight as field troops.",
    )
    WITHDRAWAL = (
        "withdrawal",
        "Defenders carry out their plan and fall back when they yield; off: they stand where they are.",
    )
    MESSAGES = "messages", "Broadcasts, cease-fires and envoys are received, believed, obeyed or not; off: none is sent."
    INTELLIGENCE = (
        "intelligence",
        "Commanders act on what they expected and have heard; off: they know all at once, and expected nothing.",
    )
    GOVERNMENT = (
        "government",
        "A surrender is decided by chance or never where the scenario says so; off: each decision at its fixed hour.",
    )
    AIRLIFT = "airlift", "Aircraft carry goods to formations that run short; off: none flies."
    AIRBORNE = "airborne", "Parties from the air seize places ahead of the columns; off: none is flown."
    AMPHIBIOUS = (
        "amphibious",
        "Troops from ships fight for a foothold and come over in waves; off: they step ashore as from a road.",
    )
    POSTS = "posts", "A formation holds several places with shares of itself; off: it stands in one."
    RESERVES = "reserves", "Reserves are released when their condition comes true, replacements come; off: they stay."
    STOP_LINES = "stop_lines", "Political lines end the march of those they bind; off: plans go on beyond them."
    RAIL_REPAIR = (
        "rail_repair",
        "Captured railways are cleared, repaired and used, captured depots emptied; off: railheads stay put.",
    )
    LORRIES = (
        "lorries",
        "Counted lorries pay for turn-round, own fuel, wear and full roads; off: they pay for the drive alone.",
    )
    CAVALRY = "cavalry", "Horses need water and rest and graze where it is green; off: they live on carried forage alone."
    COMMAND = "command", "Orders take time and wait for absent commanders; off: they are carried out at once."
    AIR = "air", "Aircraft win the sky over places within their range, and slow columns there; off: nobody rules any sky."
    CLOSE_ASSAULT = (
        "close_assault",
        "Where guns are few some troops go at tanks in squads that do not come back; off: no more than others do.",
    )
    DESERTION = (
        "desertion",
        "Unreliable troops slip away, go home or mutiny in contact and at bad news; off: they fight as others do.",
    )
    ARMOUR_POOLS = (
        "armour_pools",
        "Tanks break down on the march and come back from repair; off: only combat costs tanks.",
    )
    SICKNESS = "sickness", "Men fall sick and have accidents, so many a day; off: only the enemy costs men."
    FRICTION = (
        "friction",
        "Pace varies by theatre, army and road, armies start late, commanders differ; off: all are nominal.",
    )


class EventKind(Worded):
    """What can happen in a run, in the order of the manifest."""

    START = "start", "a formation sets out"
    PASS = "pass", "its head comes to a place that its side holds"
    CAPTURE = "capture", "it takes a place"
    REACH = "reach", "it reaches a step of its plan"
    HALT = "halt", "it stops on the march"
    RESUME = "resume", "it goes on"
    FUEL_EMPTY = "fuel_empty", "its fuel is down to what is pooled"
    DEPOT = "depot", "where its supplies come from, as it halts for fuel"
    DETACHMENT = "detachment", "a part of it goes on with what fuel there is"
    POSTED = "posted", "a share of a formation takes a post of its sector"
    CLOSED_UP = "closed_up", "those left behind, or posts, have come up"
    CROSSING = "crossing", "it is the first over a river without a bridge: in boats, or by assault with its bridgehead"
    CROSSING_FAILS = "crossing_fails", "its assault over a river is thrown back, to be prepared anew"
    BRIDGE_TAKEN = "bridge_taken", "it takes a bridge whole from its guard"
    WEATHER = "weather", "a spell begins; no formation"
    END = "end", "the run is over"
    CONTACT = "contact", "it comes upon a defended place and opens a position"
    DEFERS_ATTACK = "defers_attack", "it estimates itself too weak to attack, and waits for others"
    BREAKS_OFF = "breaks_off", "its attack stops, to begin again later"
    RETREAT = "retreat", "a defender gives way under pressure"
    WITHDRAW = "withdraw", "it sets out to the rear"
    COLUMN_CUT = "column_cut", "the enemy takes what of its strung-out column has not come through"
    DISPERSE = "disperse", "its men scatter or go home"
    SURRENDER = "surrender", "a formation is taken"
    PENETRATED = "penetrated", "it is through the position before it, which stops nobody any more"
    BREAKS_OUT = "breaks_out", "encircled field troops slip away, towards the place in `cause`"
    CONTAIN = "contain", "it leaves a containing force around a garrison, or stays as a whole"
    SIEGE_END = "siege_end", "a garrison's end (then it surrenders)"
    DECISION = "decision", "a government decides; `formation` is the headquarters that learns of it first"
    MESSAGE = "message", "a message is sent"
    ORDER = "order", "a formation has a cease-fire, a new plan or another allocation of supply in hand, or cannot obey it"
    REPORT = "report", "its commander hears that the enemy holds a place that its plan waits for, or one beside it"
    AIRLIFT = "airlift", "aircraft have brought goods; `place` is their base, `formation` empty"
    DEMOLITION = "demolition", "it blows a bridge behind itself or before the enemy"
    LANDING = "landing", "it is ashore, in contact or not"
    AIRBORNE = "airborne", "a party is set down at its place"
    REPULSED = "repulsed", "a landing fails; a party from the air is lost by it"
    RELEASED = "released", "a reserve is released"
    LINK_UP = "link_up", "it meets troops of another front of its side"
    BREAKDOWN = "breakdown", "another tenth of its tanks has broken down on the march"
    SORTIES = "sorties", "what its aircraft can fly on the day that begins"
    AIR_ATTACK = "air_attack", "a column is slowed by enemy aircraft, once a day"
    RAILHEAD = "railhead", "it lives from now on from a captured or restored railway"
    STOCKS = "stocks", "it is the first to live from a captured depot"
    CLOSE_ASSAULT = "close_assault", "it has lost another few tanks to men with charges"
    CULMINATION = (
        "culmination",
        "an army that still has orders to advance is no longer supplied for it; `place` is that of its head",
    )
    THIRST = "thirst", "its men or horses first suffer from thirst"
    DESERTION = "desertion", "another tenth of its men has slipped away"
    MUTINY = "mutiny", "it rises against its officers (then it disperses)"
    RELIEVED = "relieved", "its own side has come to it, or the enemy has gone: it is shut in no longer"
    REPLACEMENTS = "replacements", "men and machines from a train have come to it"
    ONE_WAY_ATTACK = "one_way_attack", "its aircraft have flown one-way sorties into enemy armour"
    ARRIVAL = "arrival", "it comes into the theatre, at the place in `cause` or short of it"
    DEPARTURE = "departure", "it leaves the theatre for another"
    REASSIGNED = "reassigned", "it passes to another headquarters, with all below it"


class Activity(Worded):
    """What a formation is doing: `state` in the tracks."""

    WAITING = "waiting", "before its first move"
    MARCHING = "marching", "on the march"
    HALTED = "halted", "stopped on the march"
    HOLDING = "holding", "at its post"
    DONE = "done", "at the end of its plan"
    ELIMINATED = "eliminated", "surrendered or dispersed: out of play"


class Cause(Worded):
    """Why: of a state and of an event, with the words that every output says it in."""

    NONE = "", ""
    AHEAD = "ahead", "it is too far ahead of its main body"
    AIR = "air", "enemy aircraft rule the sky"
    AIRBORNE = "airborne", "set down by air"
    ALLOCATION = "allocation", "another allocation of supply"
    ARMOUR = "armour", "the march wears its armour out"
    BAD_NEWS = "bad_news", "the places around it have fallen"
    BROADCAST = "broadcast", "a broadcast of the surrender"
    BROKEN = "broken", "it is broken"
    CEASE_FIRE = "cease_fire", "the order to cease fire"
    CHANGES_SIDE = "changes_side", "it goes over to the enemy"
    CLOSED = "closed", "no way from a depot to it is open to lorries"
    CONTAINING = "containing", "it contains an enemy garrison"
    COLUMN = "column", "the road is taken by the columns ahead"
    CUT_OFF = "cut_off", "no free way to its next post"
    EMBARKING = "embarking", "it boards its ships"
    ENCIRCLED = "encircled", "encircled"
    END_OF_PLAN = "end_of_plan", "its plan is carried out"
    ENEMY = "enemy", "the enemy bars the way"
    EXHAUSTION = "exhaustion", "its stocks are used up"
    FIGHTS_ON_CHAIN = "fights on (chain)", "by its chain of command; it fights on"
    FIGHTS_ON_ENVOY = "fights on (envoy)", "by an envoy; it fights on"
    FIXED = "fixed", "it cannot move"
    FOLLOWS = "follows", "it waits for the troops ahead of it"
    FUEL = "fuel", "out of fuel"
    GONE = "gone", "it is in the war no longer"
    LORRIES = "lorries", "its lorries carry no more"
    NEW_PLAN = "new_plan", "a new plan"
    NEWS = "news", "the news of the surrender"
    NO_ORDER = "no_order", "it has no order to move"
    NO_SHIPS = "no_ships", "it waits for its ships"
    NO_WAY_OUT = "no_way_out", "no way out was left"
    NOT_OPEN = "not_open", "its hour has not come"
    OBEYS_CHAIN = "obeys (chain)", "by its chain of command; it obeys"
    OBEYS_ENVOY = "obeys (envoy)", "by an envoy; it obeys"
    OUT_OF_REACH = "out_of_reach", "no way leads to where it is sent"
    OFFSHORE = "offshore", "its ships wait off the enemy's shore"
    ON_THE_WAY = "on_the_way", "what it needs is still on the road"
    ORDER = "order", "by order"
    PENETRATED = "penetrated", "the enemy is through its position"
    PHASE_LINE = "phase_line", "it stands on a phase line"
    OVERRUN = "overrun", "the enemy takes the place where it stands"
    RAILHEAD = "railhead", "its depot gives no more"
    RAILWAY = "railway", "the captured railway carries no more"
    REGROUPS = "regroups", "it regroups"
    REPULSED = "repulsed", "the landing was beaten back"
    RESERVE = "reserve", "a reserve, not yet released"
    RIVER = "river", "the river is to be crossed"
    ROAD = "road", "the supply road is full"
    SHIPS = "ships", "its ships have brought the rest over"
    SPENT = "spent", "too few were left"
    STORM = "storm", "taken by storm"
    UNRELIABLE = "unreliable", "its men are not to be relied on"
    WATER = "water", "there is too little water"
    WORKS = "works", "enemy works bar the way of vehicles"


PlaceId = NewType("PlaceId", str)
LinkId = NewType("LinkId", str)
FormationId = NewType("FormationId", str)
LiftId = NewType("LiftId", str)
TrainId = NewType("TrainId", str)
DecisionId = NewType("DecisionId", str)
TriggerId = NewType("TriggerId", str)
"""A place or a message: what a trigger waited for."""
StepNumber = NewType("StepNumber", str)
"""`step N` of a plan, from 1."""
SpellName = NewType("SpellName", str)
"""`SKY in REGION`."""

Subject: TypeAlias = PlaceId | LinkId | FormationId | LiftId | TrainId | DecisionId | TriggerId | StepNumber | SpellName
"""What an event is about, where that is no cause but a thing of the scenario."""
Reason: TypeAlias = Cause | Subject
"""What stands in an event's `cause`."""


class SupplyLimit(IntEnum):
    """What limits the supply of a formation most: a row of the table of limits, in which the first of equals counts."""

    LORRIES = 0
    """The lorries of its army."""
    RAILHEAD = 1
    """What is in its depot."""
    RAILWAY = 2
    """What a captured railway carries."""
    ROAD = 3
    """The first stretch of road, which several armies may have in common."""
    ON_THE_WAY = 4
    """Nothing but the drive: all that it claims is loaded, and not there yet."""
    CLOSED = 5
    """No way from a depot of its side is open to its lorries: cut by the enemy, or shut by the sky or a bridge that is down."""

    @property
    def cause(self) -> Cause:
        """The limit as the cause of an event."""
        return Cause[self.name]


class Colour(StrEnum):
    """In which a side is drawn; the look of the pictures gives its tints."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"


class FightPart(Worded):
    """In which capacity a formation takes part in a fight, and why it counts there."""

    LEADS = "leads", "in contact, with room on the front"
    QUEUES = "queues", "in contact, behind those who have room on the front"
    IN_DEPTH = "in_depth", "of an army in contact, with the place ahead on its way, within reach"
    SUPPORTS = "supports", "its guns and tanks are within reach of troops below it"
    DEFENDS = "defends", "it holds the place"
    RESERVE = "reserve", "of an army that defends, at a quiet post within reach"
    STORMS = "storms", "it contains the garrison"
    BESIEGED = "besieged", "it is shut in"


LARGER_PART = 0.5


class Body(Worded):
    """What part of an army stands in a place: who takes it is of one or the other."""

    BODY = "body", "a main body"
    DETACHMENT = "detachment", "a detachment"

    @classmethod
    def of(cls, *, detached: bool, share: float) -> Body:
        """What is there where a share (0-1) of a formation is, which may be `detached` from another as a whole.

        The main body is the larger part; of two halves each counts."""
        return cls.DETACHMENT if detached or share < LARGER_PART else cls.BODY


class OutcomeGroup(Worded):
    """The first part of an outcome's name, and what follows it."""

    CAPTURED_DAY = "captured_day", "place"
    MAIN_BODY_DAY = "main_body_day", "place"
    DEPTH_KM = "depth_km", "army"
    LOW_FUEL_DAY = "low_fuel_day", "army"
    CULMINATION_DAY = "culmination_day", "army"
    FIRST_STALL = "first_stall", "corps or army"
    PLACES_TAKEN = "places_taken", "side"
    LOSSES = "losses", "side, contingent, front or army; kind of loss"
    ARMOUR = "armour", "side, contingent, front or army; kind of loss"
    MEASURES = "measures", "measure; day"
    CLAIMED = "claimed", "claim"
    RECEIVED = "received", "record of receipts"
