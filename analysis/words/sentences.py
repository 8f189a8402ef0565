"""One event of a run in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from analysis.results.load import Result

CAUSES: Mapping[str, str] = {
    "armour": "the march wears its armour out",
    "air": "enemy aircraft rule the sky",
    "bad_news": "the places around it have fallen",
    "broken": "it is broken",
    "cease_fire": "the order to cease fire",
    "column": "the road is taken by the columns ahead",
    "cut_off": "cut off from its supply",
    "encircled": "cut off",
    "end_of_plan": "its plan is carried out",
    "enemy": "the enemy bars the way",
    "engaged": "in battle",
    "exhaustion": "its means are used up",
    "fixed": "it does not leave its post",
    "flank": "turned on its flank",
    "follows": "the headquarters waits for its troops to take the next place",
    "food": "out of food",
    "fuel": "out of fuel",
    "lorries": "its lorries carry no more",
    "losses": "its losses",
    "mask": "it keeps an enemy shut in that others go round",
    "news": "the news",
    "embarking": "it boards its ships",
    "offshore": "its ships wait off the enemy's shore",
    "repulsed": "the landing was beaten back",
    "reserve": "a reserve that nobody has released",
    "ships": "its ships have brought the rest over",
    "airborne": "it was set down by air",
    "no_order": "it has no order to move",
    "not_open": "its hour has not come",
    "objective": "it is where it was sent",
    "order": "by order",
    "overrun": "the enemy takes the place where it stands",
    "passed": "the enemy is through its position",
    "railhead": "its railhead gives no more",
    "railway": "the captured railway carries no more",
    "range": "its railhead is too far",
    "rest": "the troops rest",
    "river": "the river is to be crossed",
    "road": "the supply road is full",
    "sealed": "shut in by the enemy",
    "storm": "by storm",
    "turned": "it is turned",
    "water": "there is too little water",
    "unreliable": "its men are not to be relied on",
    "changes_side": "it goes over to the enemy",
}
"""Causes in words; any other is said as it is written."""

NUMBERS: Mapping[str, str] = {
    "aircraft": "{:,.0f} aircraft",
    "axis_km": "{:,.0f} km along its axis",
    "age_h": "{:.1f} h ago",
    "ammo_bk": "ammunition {:.1f} units of fire",
    "by_rail": "by rail",
    "caution": "its commander halts at {:.1f} times the usual fuel",
    "covered_km": "{:.1f} km",
    "days": "{:.1f} days",
    "deserters": "{:,.0f} gone",
    "deaths": "{:,.0f} dead",
    "enemy_guns": "{:,.0f} guns",
    "enemy_men": "{:,.0f} men",
    "firmness": "its commander bears {:.1f} times the usual losses",
    "formations": "for {:,.0f} formations",
    "guns": "{:,.0f} guns",
    "held_days": "let go {:.1f} days late",
    "hours": "{:.1f} h",
    "killed": "{:,.0f} killed",
    "km": "{:,.0f} km",
    "men": "{:,.0f} men",
    "running": "{:,.0f} still running",
    "odds": "odds {:.1f} to 1",
    "prisoners": "{:,.0f} prisoners",
    "sorties": "{:,.0f} sorties",
    "tanks": "{:,.0f} tanks",
    "width_m": "{:,.0f} m wide",
}
"""How a number is said, by its key; any other by its unit."""

SINGULAR: Mapping[str, str] = {
    "formations": "for 1 formation",
    "guns": "1 gun",
    "prisoners": "1 prisoner",
    "sorties": "1 sortie",
    "tanks": "1 tank",
}

UNITS: Mapping[str, str] = {
    "_h": "h",
    "_km": "km",
    "_m": "m",
    "_t": "t",
    "_t_per_day": "t a day",
    "_days": "days",
    "_men": "men",
    "_pct": "%",
    "_bk": "units of fire",
    "_fills": "fills",
    "_km_day": "km a day",
    "_mm": "mm",
}
SHARES = ("fraction", "share", "readiness", "loss", "probability", "strength", "reliability")
"""Keys that end so are shares between 0 and 1, said in per cent."""
DETAILS_OF_A_MARCH = frozenset({"fuel_fills", "plan_days", "readiness", "share"})
"""Numbers of a passage that a story does not need: the tracks have them."""
SAID_UNLESS_ZERO = frozenset({"by_rail", "fuel_fills", "held_days"})

VERBS: Mapping[str, str] = {
    "airborne": "is set down by air{at}",
    "landing": "gets ashore{on}",
    "repulsed": "is beaten back from the shore{on}",
    "released": "is released from reserve{at}",
    "holds_off": "waits for others before it attacks{on}",
    "link_up": "meets troops of another front{at}",
    "air_attack": "is slowed from the air{at}",
    "airlift": "receives supplies by air{at}",
    "breakdown": "has lost tanks by breakdown{at}",
    "breaks_off": "breaks off its attack{on}",
    "capture": "takes {place}",
    "close_assault": "loses tanks to men with charges{before}",
    "closed_up": "closes up{at}",
    "contact": "meets the enemy{before}",
    "crossing": "begins to cross the river{at}",
    "culmination": "culminates{at}",
    "decision": "hears that its government has decided",
    "demolition": "blows a bridge{at}",
    "desertion": "has lost men by desertion{at}",
    "detachment": "sends a forward detachment on{from}",
    "disperse": "disperses{at}",
    "engagement": "fights{before}",
    "fuel_empty": "has next to no fuel{at}",
    "halt": "halts{at}",
    "mask": "keeps the enemy shut in{before}",
    "message": "has a message{at}",
    "mutiny": "rises against its officers{at}",
    "order": "has an order{at}",
    "pass": "passes {place}",
    "passed": "is through the enemy's position{before}",
    "railhead": "lives from a railhead{before}",
    "reach": "reaches {place}",
    "one_way_attack": "flies into enemy armour{from}",
    "replacements": "is made up from a train{at}",
    "report": "hears that the enemy is{before}",
    "relieved": "is relieved{at}",
    "resume": "moves on{from}",
    "siege_end": "the siege of {place} is over",
    "sorties": "flies{from}",
    "start": "sets out{from}",
    "stocks": "lives from the depot taken{at}",
    "surrender": "surrenders{at}",
    "thirst": "its horses suffer{at}",
    "withdraw": "withdraws{from}{to}",
    "yield": "gives way{at}",
}
"""What a formation does in an event of a kind; any other kind is said as it is written."""
WITHOUT_A_FORMATION: Mapping[str, str] = {"airlift": "aircraft land{at}", "weather": "weather{at}", "end": "the run ends"}
"""The same for events that happen to nobody."""

MILESTONES = frozenset(
    {
        "airborne",
        "airlift",
        "breaks_off",
        "capture",
        "contact",
        "culmination",
        "decision",
        "demolition",
        "detachment",
        "disperse",
        "end",
        "landing",
        "link_up",
        "mask",
        "message",
        "order",
        "passed",
        "released",
        "relieved",
        "report",
        "repulsed",
        "siege_end",
        "surrender",
        "weather",
        "withdraw",
        "yield",
    }
)
MARCH_KINDS = frozenset(
    {
        "air_attack",
        "closed_up",
        "crossing",
        "engagement",
        "fuel_empty",
        "one_way_attack",
        "pass",
        "railhead",
        "reach",
        "replacements",
        "resume",
        "sorties",
        "start",
    }
)
ORDINARY_HALTS = frozenset(
    {
        "column",
        "end_of_plan",
        "enemy",
        "fixed",
        "follows",
        "mask",
        "no_order",
        "not_open",
        "objective",
        "rest",
        "river",
    }
)
"""Causes of a halt that belong to any march, or that another event tells better."""


@dataclass(frozen=True)
class Happening:
    """A row of `events.csv`; `numbers` in the order of the file."""

    minute: int
    kind: str
    formation: str
    place: str
    cause: str
    numbers: Mapping[str, float]


def happenings(result: Result, formation: str | None = None) -> Iterator[Happening]:
    """Every event of the run, or of one formation, in order."""
    table = result.events
    count = len(table["minute"])
    columns = [table[name].tolist() for name in ("minute", "kind", "formation", "place", "cause")]
    numbers = table["numbers"].tolist() if "numbers" in table else [""] * count
    for minute, kind, unit, place, cause, written in zip(*columns, numbers, strict=True):
        if formation is None or unit == formation:
            yield Happening(int(minute), str(kind), str(unit), str(place), str(cause), dict(_pairs(str(written))))


def _pairs(written: str) -> Iterator[tuple[str, float]]:
    for part in written.split(";"):
        key, _, value = part.partition("=")
        try:
            yield key.strip(), float(value)
        except ValueError:
            continue


def is_milestone(event: Happening) -> bool:
    """Whether a reader of the campaign, not only of this formation, wants to hear of it; unknown kinds count."""
    if event.kind == "halt":
        return event.cause not in ORDINARY_HALTS
    return event.kind in MILESTONES or event.kind not in MARCH_KINDS


def sentence(result: Result, event: Happening) -> str:
    """The event without its subject: `halts at Redford: out of fuel; supply 6 % over 500 km of road`.

    Where the cause names a place it is the place aimed at, where it names a link it is the road between its ends.
    """
    name, target = result.place_name(event.place), result.place_name(event.cause) if event.cause in result.place else ""
    form = VERBS.get(event.kind) if event.formation else WITHOUT_A_FORMATION.get(event.kind, VERBS.get(event.kind))
    said = (form or words(event.kind).replace("{", "{{").replace("}", "}}") + "{at}").format_map(_places(name, target))
    why = "; ".join(part for part in (_cause(result, event), said_numbers(event)) if part)
    return f"{said}: {why}" if why else said


def _places(name: str, target: str) -> dict[str, str]:
    """The parts of a sentence that name the place of an event and the place aimed at."""
    aimed = target or name
    return {
        "at": f" at {name}" if name else "",
        "before": f" at {aimed}" if aimed else "",
        "from": f" from {name}" if name else "",
        "on": f" on {aimed}" if aimed else "",
        "place": name or "its place",
        "to": f" to {target}" if target else "",
    }


def words(code: str) -> str:
    """A code of the format as plain words: `breaks_off` is `breaks off`."""
    return code.replace("_", " ").strip()


def cause_words(cause: str) -> str:
    """A cause in words."""
    return CAUSES.get(cause, words(cause))


def _cause(result: Result, event: Happening) -> str:
    if event.cause in result.place:
        return ""
    if event.kind in ("resume", "crossing", "detachment", "closed_up") and event.cause in CAUSES:
        return {"resume": _over(event.cause), "detachment": "fuel pooled for it"}.get(event.kind, "")
    if event.kind == "airlift":  # its cause is the id of the lift, which the text of the plan does not name
        return ""
    if event.kind == "reach" and event.cause.startswith("step "):
        return f"{event.cause} of its plan"
    if event.cause in CAUSES or not event.cause:
        return cause_words(event.cause)
    return _between(result, event.cause) or cause_words(event.cause)


def _between(result: Result, link: str) -> str:
    """`between A and B` if `link` is a road or railway of the run."""
    found = next((one for one in result.links if one["id"] == link), None)
    return f"between {result.place_name(found['a'])} and {result.place_name(found['b'])}" if found else ""


def _over(cause: str) -> str:
    return {
        "fuel": "fuel has come",
        "column": "the road is free",
        "river": "the river is crossed",
        "follows": "its troops are ahead",
        "enemy": "the way is free",
        "mask": "relieved",
        "offshore": "the ships put in",
    }.get(cause, "")


def said_numbers(event: Happening) -> str:
    """The numbers of an event in words, in their order."""
    said = []
    for key, value in event.numbers.items():
        quiet = event.kind in _QUIET and key in DETAILS_OF_A_MARCH
        if not quiet and not (value == 0 and key in SAID_UNLESS_ZERO):
            said.append(_number(key, value))
    return ", ".join(said).replace(", over ", " over ").replace(", for ", " for ")


_QUIET = frozenset({"capture", "closed_up", "pass", "reach", "start"})
_SPECIAL: Mapping[str, Callable[[float], str]] = {
    "tonnes": lambda value: f"{amount(value)} t",
    "fuel_fills": lambda value: fuel(value),
    "pace_share": lambda value: f"at {value:.0%} of its pace",
    "share": lambda value: f"{value:.0%} of its strength",
    "supply_fraction": lambda value: f"supply {value:.0%}",
    "supply_km": lambda value: f"over {value:,.0f} km of road" if isfinite(value) else "no way from its source",
}


def fuel(fills: float) -> str:
    """`fuel 2.4 fills`, `fuel under 0.1 fills`."""
    return f"fuel {fills:.1f} fills" if fills >= 0.1 else "no fuel" if fills <= 0 else "fuel under 0.1 fills"


def _number(key: str, value: float) -> str:
    if key in _SPECIAL:
        return percent_spaced(_SPECIAL[key](value))
    if value == 1 and key in SINGULAR:
        return SINGULAR[key]
    if key in NUMBERS:
        return NUMBERS[key].format(value)
    if key.endswith(SHARES) and -1.0 <= value <= 1.0:
        return percent_spaced(f"{words(key)} {value:.0%}")
    for suffix in sorted(UNITS, key=lambda suffix: -len(suffix)):
        if key.endswith(suffix):
            return f"{words(key.removesuffix(suffix))} {amount(value)} {UNITS[suffix]}"
    return f"{words(key)} {amount(value)}"


def amount(value: float) -> str:
    """A quantity as people say it: `1,407`, `14`, `1.4`, `0.04`."""
    if value == round(value) or abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 0.1 else f"{value:.1g}"


def percent_spaced(text: str) -> str:
    """`6 %` with the space of print."""
    return text.replace("%", "\u202f%")
