"""What outputs say of each kind of event and of each number: data, keyed by the names of the engine's vocabulary.

A new kind of event needs a verb here and, where a reader of the campaign wants to hear of it, a place in `MILESTONES`; a new
number needs its form in `NUMBERS`. Without them it is said as it is written, never left out. Words for causes stand with the
causes themselves, in `engine.vocabulary`, because they are the same in every output.

Verbs have gaps for places: `{at}` is ` at NAME`, `{from}` ` from NAME` and `{to}` ` to` the place aimed at; `{on}` and `{before}`
name the place aimed at, or else that of the event. Each gap brings its preposition and its space, and is empty where no place is
known.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.vocabulary import Activity, Cause, EventKind

VERBS: Mapping[str, str] = {
    EventKind.AIRBORNE: "is set down by air{at}",
    EventKind.LANDING: "gets ashore{on}",
    EventKind.REPULSED: "is beaten back from the shore{on}",
    EventKind.RELEASED: "is released from reserve{at}",
    EventKind.DEFERS_ATTACK: "defers its attack{on} and waits for others",
    EventKind.LINK_UP: "meets troops of another front{at}",
    EventKind.AIR_ATTACK: "is slowed from the air{at}",
    EventKind.AIRLIFT: "receives supplies by air{at}",
    EventKind.ARRIVAL: "arrives{at}",
    EventKind.BREAKDOWN: "has lost tanks by breakdown{at}",
    EventKind.BREAKS_OFF: "breaks off its attack{on}",
    EventKind.CAPTURE: "takes {place}",
    EventKind.CLOSE_ASSAULT: "loses tanks to men with charges{before}",
    EventKind.CLOSED_UP: "closes up{at}",
    EventKind.CONTACT: "meets the enemy{before}",
    EventKind.BRIDGE_TAKEN: "takes a bridge whole{at}",
    EventKind.COLUMN_CUT: "loses the tail of its column{at}",
    EventKind.CROSSING: "begins to cross the river{at}",
    EventKind.CROSSING_FAILS: "is thrown back over the river{before}",
    EventKind.CULMINATION: "culminates{at}",
    EventKind.DECISION: "hears that its government has decided",
    EventKind.DEMOLITION: "blows a bridge{at}",
    EventKind.DEPARTURE: "leaves the theatre{from}",
    EventKind.DESERTION: "has lost men by desertion{at}",
    EventKind.DEPOT: "lives from the depot{before}",
    EventKind.DETACHMENT: "goes ahead of its main body{from}",
    EventKind.DISPERSE: "disperses{at}",
    EventKind.FUEL_EMPTY: "has next to no fuel{at}",
    EventKind.HALT: "halts{at}",
    EventKind.CONTAIN: "contains the enemy{before}",
    EventKind.MESSAGE: "has a message{at}",
    EventKind.MUTINY: "rises against its officers{at}",
    EventKind.ORDER: "has an order{at}",
    EventKind.PASS: "passes {place}",
    EventKind.PENETRATED: "penetrates the enemy's position{before}",
    EventKind.POSTED: "takes its post{at}",
    EventKind.RAILHEAD: "lives from a railhead{before}",
    EventKind.REACH: "reaches {place}",
    EventKind.REASSIGNED: "passes to another headquarters{at}",
    EventKind.ONE_WAY_ATTACK: "flies into enemy armour{from}",
    EventKind.REPLACEMENTS: "is made up from a train{at}",
    EventKind.REPORT: "hears that the enemy is{before}",
    EventKind.RELIEVED: "is relieved{at}",
    EventKind.BREAKS_OUT: "breaks out{at}",
    EventKind.RESUME: "moves on{from}",
    EventKind.SIEGE_END: "the siege of {place} is over",
    EventKind.SORTIES: "flies{from}",
    EventKind.START: "sets out{from}",
    EventKind.STOCKS: "lives from the depot taken{at}",
    EventKind.SURRENDER: "surrenders{at}",
    EventKind.THIRST: "its horses suffer{at}",
    EventKind.WITHDRAW: "withdraws{from}{to}",
    EventKind.RETREAT: "retreats{at}",
}
"""What a formation does in an event of a kind; a kind that is not the engine's is said as it is written."""
WITHOUT_A_FORMATION: Mapping[str, str] = {
    EventKind.AIRLIFT: "aircraft land{at}",
    EventKind.WEATHER: "weather{at}",
    EventKind.END: "the run ends",
}
"""The same for events that happen to nobody."""
AGAIN: Mapping[str, str] = {
    Cause.AHEAD: "its main body has come nearer",
    Cause.FUEL: "fuel has come",
    Cause.COLUMN: "the road is free",
    Cause.RIVER: "the river is crossed",
    Cause.FOLLOWS: "the troops ahead have gone on",
    Cause.ENEMY: "the way is free",
    Cause.CONTAINING: "relieved",
    Cause.WORKS: "a group of the works is cleared",
    Cause.OFFSHORE: "the ships put in",
    Cause.NO_SHIPS: "its ships are loaded",
    Cause.ORDER: "what its order waits for has come",
    Cause.PHASE_LINE: "the line is left",
    Cause.REGROUPS: "it has regrouped",
}
"""Why a formation moves on that had halted for a cause."""
STANDS: Mapping[str, str] = {
    Activity.WAITING: "waits",
    Activity.MARCHING: "no, on the march",
    Activity.HALTED: "yes",
    Activity.HOLDING: "holds",
    Activity.DONE: "done",
    Activity.ELIMINATED: "no longer in the field",
}
"""Whether a formation in a state stands."""
CAUSE_UNSAID = frozenset({EventKind.CROSSING, EventKind.CLOSED_UP, EventKind.AIRLIFT})
"""Kinds that say their cause already; that of an airlift is an id, which no plan gives in words."""

NUMBERS: Mapping[str, str] = {
    "age_h": "{:.1f} h ago",
    "aircraft": "{:,.0f} aircraft",
    "axis_km": "{:,.0f} km along its axis",
    "estimated_force_ratio": "estimated at {:.1f} to 1",
    "by_rail": "by rail",
    "fuel_reserve_factor": "its commander halts at {:.1f} times the usual fuel",
    "covered_km": "{:.1f} km",
    "days": "{}",
    "deaths": "{:,.0f} dead",
    "deserters": "{:,.0f} gone",
    "drive_days": "loads drive {}",
    "enemy_guns": "{:,.0f} guns",
    "enemy_men": "{:,.0f} men",
    "steadiness": "its commander bears {:.1f} times the usual losses",
    "food_t": "food {:.1f} t",
    "formations": "for {:,.0f} formations",
    "fuel_fills": "fuel {:.1f} fills",
    "fuel_t": "fuel {:.1f} t",
    "guns": "{:,.0f} guns",
    "held_days": "let go {} late",
    "hours": "{:.1f} h",
    "killed": "{:,.0f} killed",
    "km": "{:,.0f} km",
    "lost_share": "{:.0%} of the places that press it lost",
    "men": "{:,.0f} men",
    "men_lost": "{:,.0f} men lost",
    "force_ratio": "force ratio {:.1f} to 1",
    "pace_share": "at {:.0%} of its pace",
    "plan_days": "{} after the start",
    "prisoners": "{:,.0f} prisoners",
    "readiness": "readiness {:.0%}",
    "running": "{:,.0f} still running",
    "share": "{:.0%} of its strength",
    "since_day": "since {} after the start",
    "sorties": "{:,.0f} sorties",
    "supply_fraction": "supply {:.0%}",
    "supply_km": "over {:,.0f} km of road",
    "tanks": "{:,.0f} tanks",
    "tonnes": "{:.1f} t",
    "width_m": "{:,.0f} m wide",
}
"""How each number of an event is said: a form for its value, with the unit and what it is of."""
IN_DAYS = frozenset({"days", "drive_days", "held_days", "plan_days", "since_day"})
"""Numbers in days, which are said in days and hours: their form has a gap for words."""
SINGULAR: Mapping[str, str] = {
    "formations": "for 1 formation",
    "guns": "1 gun",
    "prisoners": "1 prisoner",
    "sorties": "1 sortie",
    "tanks": "1 tank",
}
"""The same where it is 1."""
PASSAGES = frozenset({EventKind.CAPTURE, EventKind.CLOSED_UP, EventKind.PASS, EventKind.REACH, EventKind.START})
"""Kinds that any march brings along its road."""
DETAILS_OF_A_MARCH = frozenset({"fuel_fills", "plan_days", "readiness", "share"})
"""Numbers of a passage that a story does not need: the tracks have them."""
SAID_UNLESS_ZERO = frozenset({"by_rail", "fuel_fills", "held_days", "hours"})
"""Numbers that mean `no` or `nothing of it` where they are zero."""

SAID_BETTER_BY: Mapping[str, frozenset[str]] = {
    EventKind.REACH: frozenset({EventKind.CAPTURE}),
    EventKind.PASS: frozenset({EventKind.CAPTURE, EventKind.REACH}),
    EventKind.FUEL_EMPTY: frozenset({EventKind.HALT}),
    EventKind.CROSSING: frozenset({EventKind.HALT}),
}
"""Kinds to those that say the same better in the same minute at the same place."""
MILESTONES = frozenset(
    {
        EventKind.AIRBORNE,
        EventKind.AIRLIFT,
        EventKind.ARRIVAL,
        EventKind.BREAKS_OFF,
        EventKind.BREAKS_OUT,
        EventKind.BRIDGE_TAKEN,
        EventKind.CAPTURE,
        EventKind.COLUMN_CUT,
        EventKind.CONTACT,
        EventKind.CROSSING_FAILS,
        EventKind.CULMINATION,
        EventKind.DECISION,
        EventKind.DEMOLITION,
        EventKind.DEPARTURE,
        EventKind.DETACHMENT,
        EventKind.DISPERSE,
        EventKind.END,
        EventKind.LANDING,
        EventKind.LINK_UP,
        EventKind.CONTAIN,
        EventKind.MESSAGE,
        EventKind.ORDER,
        EventKind.PENETRATED,
        EventKind.REASSIGNED,
        EventKind.RELEASED,
        EventKind.RELIEVED,
        EventKind.REPORT,
        EventKind.REPULSED,
        EventKind.SIEGE_END,
        EventKind.SURRENDER,
        EventKind.WEATHER,
        EventKind.WITHDRAW,
        EventKind.RETREAT,
    }
)
"""What a reader of the campaign, not only of one formation, wants to hear of."""
FIRST_RANK = frozenset(
    {
        EventKind.AIRBORNE,
        EventKind.CAPTURE,
        EventKind.CULMINATION,
        EventKind.DECISION,
        EventKind.DISPERSE,
        EventKind.END,
        EventKind.LANDING,
        EventKind.LINK_UP,
        EventKind.REPULSED,
        EventKind.SIEGE_END,
        EventKind.SURRENDER,
    }
)
"""What decides a campaign: the first of the three ranks of a list of events. First contacts of an army belong to it as well."""
THIRD_RANK = frozenset(
    {
        EventKind.AIRLIFT,
        EventKind.BREAKDOWN,
        EventKind.CLOSE_ASSAULT,
        EventKind.DESERTION,
        EventKind.DETACHMENT,
        EventKind.MESSAGE,
        EventKind.ORDER,
        EventKind.REPORT,
        EventKind.STOCKS,
        EventKind.THIRST,
        EventKind.WEATHER,
    }
)
"""Wear, staff work and supply by air: the last rank. What is in neither, as halts and retreats, is of the second."""
TOGETHER: Mapping[str, str] = {
    EventKind.AIRLIFT: "aircraft land",
    EventKind.ARRIVAL: "arrive",
    EventKind.BREAKDOWN: "lose tanks by breakdown",
    EventKind.CONTACT: "meet the enemy",
    EventKind.CONTAIN: "contain the enemy",
    EventKind.DESERTION: "lose men by desertion",
    EventKind.DETACHMENT: "go ahead of their main bodies",
    EventKind.DISPERSE: "disperse",
    EventKind.HALT: "halt",
    EventKind.ORDER: "have an order",
    EventKind.PENETRATED: "penetrate the enemy's position",
    EventKind.RELEASED: "are released from reserve",
    EventKind.REPORT: "hear of the enemy",
    EventKind.RETREAT: "retreat",
    EventKind.STOCKS: "live from captured depots",
    EventKind.SURRENDER: "surrender",
    EventKind.WITHDRAW: "withdraw",
}
"""What several formations of one army do on one day, where one line tells it of all."""
MARCH_KINDS = frozenset(
    {
        EventKind.AIR_ATTACK,
        EventKind.CLOSED_UP,
        EventKind.CROSSING,
        EventKind.DEPOT,
        EventKind.FUEL_EMPTY,
        EventKind.ONE_WAY_ATTACK,
        EventKind.PASS,
        EventKind.RAILHEAD,
        EventKind.REACH,
        EventKind.REPLACEMENTS,
        EventKind.RESUME,
        EventKind.SORTIES,
        EventKind.START,
    }
)
"""What belongs to any march; a kind that is in neither is told as well."""
ORDINARY_HALTS = frozenset({Cause.COLUMN, Cause.ENEMY, Cause.FOLLOWS, Cause.CONTAINING, Cause.RIVER})
"""Causes of a halt that belong to any march, or that another event tells better."""
