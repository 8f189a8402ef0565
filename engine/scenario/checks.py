"""Checks of one document that no single model can make: sums, orders of dates, plans, names of rules.

They read the plain data, not the models, so that a wrong number elsewhere hides none of these mistakes; an element
of the wrong type is left to the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario import (
    colours,
    crossing_checks,
    lift_checks,
    lorry_checks,
    map_checks,
    order_checks,
    record_checks,
    references,
    sector_checks,
    supply_checks,
    zone_checks,
)
from engine.scenario.document import EACH, Finding, elements, number, things
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, dotted
from engine.scenario.parameters import catalogue
from engine.scenario.types import minute_of
from engine.vocabulary import Rule

ORDERED = (
    (("history", EACH), "earliest", "latest"),
    (("weather", EACH), "from_date", "to_date"),
    (("claims", EACH), "low", "high"),
    (("receipts", EACH), "low", "high"),
    (("claims", EACH), "earliest", "latest"),
)
PAIRS = (("regions", EACH, "lon"), ("regions", EACH, "lat"), ("plans", EACH, "steps", EACH, "planned_day"))


def findings(data: dict[str, Any], *, sums: bool = True) -> Iterator[Finding]:
    """Every mistake of the document `data`, which may also be wrong in ways that the models refuse.

    `sums`: whether published strengths must be met; not where a user varies the strength of a formation.
    """
    yield from references.findings(data)
    yield from crossing_checks.findings(data)
    yield from lift_checks.findings(data)
    for check in (
        _links,
        _stations,
        _railway_troops,
        _comings,
        _order,
        _plans,
        _follows,
        order_checks.findings,
        _halts,
        _messages,
        _chains,
        _measures,
        record_checks.findings,
        _garrisons,
        _parts_of_arms,
        _rules,
        _rates,
        _without,
        _in_sample,
        colours.findings,
        sector_checks.findings,
        zone_checks.findings,
        supply_checks.findings,
        lorry_checks.findings,
        map_checks.findings,
    ):
        yield from check(data)
    if sums:
        yield from record_checks.strengths(data)


def _links(data: dict[str, Any]) -> Iterator[Finding]:
    for name in ("roads", "railways"):
        for loc, item in things(data, name):
            ends = item.get("ends")
            if isinstance(ends, list) and len(ends) == 2 and ends[0] == ends[1]:
                yield Finding((*loc, "ends"), f"{dotted(loc)}.ends are both '{ends[0]}'; a link joins two different places")
    for loc, item in things(data, "roads"):
        if item.get("surface") == "river_crossing" and item.get("river") is None:
            text = f"{dotted(loc)}.surface is river_crossing, but no river is named; add river: and its id"
            yield Finding((*loc, "surface"), text)


def _stations(data: dict[str, Any]) -> Iterator[Finding]:
    stations = {end for _, line in things(data, "railways") for end in line.get("ends") or () if isinstance(end, str)}
    for loc, item in things(data, "replacements"):
        place = item.get("place")
        if isinstance(place, str) and place not in stations:
            text = f"{dotted(loc)}.place is '{place}', which no railway reaches; name a place where one of railways: ends"
            yield Finding((*loc, "place"), text)


def _comings(data: dict[str, Any]) -> Iterator[Finding]:
    """A formation leaves after it has come; lorries for others, and parties to be landed, are there from the first day."""
    landed = {item.get("of") for _, item in things(data, "air_landings")}
    for loc, item in things(data, "formations"):
        come, go = (
            number(part.get("day")) if isinstance(part, dict) else None for part in (item.get("arrives"), item.get("leaves"))
        )
        if come is not None and go is not None and go <= come:
            yield Finding(
                (*loc, "leaves", "day"), f"{dotted(loc)}.leaves.day is {go:g}, not after it arrives on {come:g}; swap them"
            )
        for key in ("arrives", "leaves"):
            given = isinstance(item.get(key), dict)
            if given and number(item.get("lorries", 0)):
                text = f"{dotted(loc)}.{key} is given, but its lorries serve others on all days; take lorries: out, or {key}:"
                yield Finding((*loc, key), text, key=True)
            if given and item["id"] in landed:
                text = f"{dotted(loc)}.{key} is given, but a party of it is flown in (air_landings); take {key}: out"
                yield Finding((*loc, key), text, key=True)


def _railway_troops(data: dict[str, Any]) -> Iterator[Finding]:
    first: dict[str, Loc] = {}
    for loc, side in elements(data, ("railway_troops", EACH, "side")):
        if isinstance(side, str) and side in first:
            yield Finding(loc, f"{dotted(loc)} is '{side}', which {dotted(first[side])} has already; merge the two")
        elif isinstance(side, str):
            first[side] = loc
    for loc, order in elements(data, ("railway_troops", EACH, "order")):
        for row, line in enumerate(order if isinstance(order, list) else []):
            if isinstance(line, str) and line in order[:row]:
                yield Finding((*loc, row), f"{dotted((*loc, row))} is '{line}' again; name each railway once")


def _order(data: dict[str, Any]) -> Iterator[Finding]:
    for path, first, last in ORDERED:
        for loc, item in elements(data, path):
            low, high = (item.get(first), item.get(last)) if isinstance(item, dict) else (None, None)
            if _descends(low, high):
                yield Finding((*loc, last), f"{dotted(loc)}.{last} is {high}, before {first} {low}; swap them")
    for pair in PAIRS:
        for loc, value in elements(data, pair):
            if isinstance(value, list) and len(value) == 2 and _descends(*value) and not (pair[-1] == "lon" and _across(*value)):
                yield Finding(loc, f"{dotted(loc)} runs from {value[0]} down to {value[1]}; swap them")


def _across(west: Any, east: Any) -> bool:
    """Whether a box from `west` to `east` lies across 180 degrees: the other way round it would be wider than half the world."""
    first, last = number(west), number(east)
    return first is not None and last is not None and first - last > 180.0


def _descends(a: Any, b: Any) -> bool:
    """Whether two times or two numbers stand in the wrong order."""
    if isinstance(a, str) and isinstance(b, str):
        early, late = minute_of(a, last=False), minute_of(b, last=True)
        return early is not None and late is not None and early > late
    low, high = number(a), number(b)
    return low is not None and high is not None and low > high


def _plans(data: dict[str, Any]) -> Iterator[Finding]:
    first: dict[str, Loc] = {}
    for loc, value in elements(data, ("plans", EACH, "formation")):
        if isinstance(value, str) and value in first:
            text = f"{dotted(loc)} is '{value}', which already has a plan ({dotted(first[value][:-1])}); merge the two"
            yield Finding(loc, text)
        elif isinstance(value, str):
            first[value] = loc


def _follows(data: dict[str, Any]) -> Iterator[Finding]:
    sides = {item["id"]: item.get("side") for _, item in things(data, "formations")}
    for loc, plan in things(data, "plans"):
        mine = str(plan.get("formation"))
        for key in ("follows", "screens"):
            ahead, at = str(plan.get(key)), (*loc, key)
            if ahead in sides and (ahead == mine or sides[ahead] != sides.get(mine, sides[ahead])):
                what = "the plan's own formation; name another" if ahead == mine else "of the other side; name one of its own"
                yield Finding(at, f"{dotted(at)} is '{ahead}', {what}")
        if plan.get("follows") and plan.get("screens"):
            at = (*loc, "screens")
            yield Finding(at, f"{dotted(at)}: a formation keeps behind another or before one, not both; take one of the two out")


def _halts(data: dict[str, Any]) -> Iterator[Finding]:
    for loc, halt in things(data, "halts"):
        if halt.get("all_up") and not halt.get("at"):
            yield Finding(
                (*loc, "all_up"), f"{dotted(loc)}.all_up speaks of a phase line, but none is given; give its places: at:"
            )
        elif halt.get("until") is None and not halt.get("all_up"):
            yield Finding(loc, f"{dotted(loc)} has no end; give until: with a condition, or all_up: true on a phase line")
        until = halt.get("until")
        begins, ends = number(halt.get("from_day", 0)), number(until.get("day")) if isinstance(until, dict) else None
        if begins is not None and ends is not None and ends <= begins:
            at = (*loc, "until", "day")
            yield Finding(at, f"{dotted(at)} is {ends:g}, not after from_day {begins:g}, so it holds nobody; give a later day")


def _messages(data: dict[str, Any]) -> Iterator[Finding]:
    for loc, item in things(data, "messages"):
        if (item.get("at") is None) == (item.get("decision") is None):
            has = "neither an hour nor a decision" if item.get("at") is None else "both an hour and a decision"
            yield Finding(loc, f"{dotted(loc)} has {has}; give either at: or decision:")


def _chains(data: dict[str, Any]) -> Iterator[Finding]:
    for sky in ("dry", "rain", "downpour"):
        for loc, row in elements(data, ("weather_chains", EACH, sky)):
            chances = [number(value) for value in row] if isinstance(row, list) else []
            total = sum(chance for chance in chances if chance is not None)
            if len(chances) == 3 and None not in chances and abs(total - 1.0) > 1e-6:
                yield Finding(loc, f"{dotted(loc)} sums to {total:g}; the chances of a dry, a rainy and a downpour day sum to 1")
    if data.get("weather_model") == "markov" and not data.get("weather_chains"):
        yield Finding(("weather_model",), "weather_model is markov, but there are no weather_chains; give one for each region")


def _measures(data: dict[str, Any]) -> Iterator[Finding]:
    for loc, item in things(data, "measures"):
        kind = item.get("kind")
        if kind == "advance_by_day" and item.get("km") is None:
            yield Finding(loc, f"{dotted(loc)} measures an advance but names no distance to compare it with; give km:")
        if kind == "escape" and item.get("country") is None and item.get("region") is None:
            yield Finding(loc, f"{dotted(loc)} measures an escape but names no destination; give country: or region:")


def _garrisons(data: dict[str, Any]) -> Iterator[Finding]:
    men = {item["id"]: number(item.get("men")) for _, item in things(data, "formations")}
    for loc, item in things(data, "forts"):
        garrison, inside = item.get("garrison"), number(item.get("garrison_men"))
        there = men.get(garrison) if isinstance(garrison, str) else None
        if there and inside is not None and inside > there:
            text = f"{dotted(loc)}.garrison_men is {inside:g}, more than the {there:g} men of '{garrison}' that they are part of"
            text += "; give no more"
            yield Finding((*loc, "garrison_men"), text)


PART_OF = {"aircraft_combat": "aircraft", "anti_tank_guns": "guns"}
"""Numbers of a formation that are part of another of its numbers."""


def _parts_of_arms(data: dict[str, Any]) -> Iterator[Finding]:
    for loc, item in things(data, "formations"):
        for part, whole in PART_OF.items():
            some, there = number(item.get(part)), number(item.get(whole, 0))
            if some is not None and there is not None and some > there:
                text = f"{dotted(loc)}.{part} is {some:g}, but it has {there:g} {whole} in all; give no more"
                yield Finding((*loc, part), text)


def _rules(data: dict[str, Any]) -> Iterator[Finding]:
    groups = sorted({path.partition(".")[0] for path in catalogue()})
    rules = data.get("rules")
    for group, names in rules.items() if isinstance(rules, dict) else ():
        if group not in groups:
            yield Finding(("rules", group), f"rules has no group '{group}'; {nearest(group, groups)}", key=True)
            continue
        for name, value in names.items() if isinstance(names, dict) else ():
            yield from _rule(group, name, value)


def _rule(group: str, name: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one parameter of a group."""
    loc, parameter = ("rules", group, name), catalogue().get(f"{group}.{name}")
    if parameter is None:
        known = [path.partition(".")[2] for path in catalogue() if path.startswith(f"{group}.")]
        yield Finding(loc, f"rules.{group} has no parameter '{name}'; {nearest(name, known)}", key=True)
    elif parameter.low >= 0 and (number(value) or 0.0) < 0:
        yield Finding(loc, f"{dotted(loc)} is {value}; it must be 0 or more ({parameter.unit})")
    elif parameter.unit == "code" and number(value) not in range(int(parameter.low), int(parameter.high) + 1):
        choices = f"a whole number from {parameter.low:g} to {parameter.high:g}"
        yield Finding(loc, f"{dotted(loc)} is {value}; it must be {choices}: {parameter.about}")


def _rates(data: dict[str, Any]) -> Iterator[Finding]:
    """Rates of sides, contingents, formations and lorry companies: known, of those that may differ, and not negative."""
    owners = [*things(data, "sides"), *things(data, "formations"), *things(data, "lorry_companies")]
    for loc, side in things(data, "sides"):
        flags = side.get("contingents")
        owners += [((*loc, "contingents", row), flag) for row, flag in enumerate(flags if isinstance(flags, list) else ())]
    for loc, owner in owners:
        rates = owner.get("rates") if isinstance(owner, dict) else None
        for group, names in rates.items() if isinstance(rates, dict) else ():
            for name, value in names.items() if isinstance(names, dict) else ():
                yield from _rate((*loc, "rates", group, name), f"{group}.{name}", value)


def _rate(loc: Loc, path: str, value: Any) -> Iterator[Finding]:
    """What is wrong with one rate of somebody's own."""
    parameter, own = catalogue().get(path), [each.path for each in catalogue().values() if each.by_formation]
    if parameter is None:
        yield Finding(loc, f"there is no parameter '{path}'; {nearest(path, own)}", key=True)
    elif not parameter.by_formation:
        text = f"{path} is one for the whole world and stands under rules:; those that may differ here are {', '.join(own)}"
        yield Finding(loc, text, key=True)
    elif isinstance(value, int | float) and value <= 0:
        yield Finding(loc, f"{dotted(loc)} is {value}; it must be more than 0 ({parameter.unit})")


def _without(data: dict[str, Any]) -> Iterator[Finding]:
    rules = sorted(map(str, Rule))
    for loc, value in elements(data, ("without", EACH)):
        if isinstance(value, str) and value not in rules:
            yield Finding(loc, f"'{value}' is not a rule that can be switched off; {nearest(value, rules)}")


def _in_sample(data: dict[str, Any]) -> Iterator[Finding]:
    """A row that rests on the campaign is one of the catalogue's, and has a twin to be drawn from in its place."""
    twins = [each.path for each in catalogue().values() if each.outside]
    for loc, value in elements(data, ("in_sample", EACH)):
        if isinstance(value, str) and value not in catalogue():
            yield Finding(loc, f"there is no parameter '{value}'; {nearest(value, twins)}")
        elif isinstance(value, str) and value not in twins:
            yield Finding(
                loc, f"{value} has no twin from outside to be drawn from: its source describes no campaign; leave it out"
            )
