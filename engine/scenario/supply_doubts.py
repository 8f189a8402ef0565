"""Doubts about supply: what can run and does nothing, or less than its author expects, of sources, allocations and lorries.

Like all warnings these read the plain data, which hold only what is written in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.scenario.document import EACH, Finding, elements, number, parents, things, upwards
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]
GOODS = ("fuel", "ammunition", "food")
DAYS: tuple[tuple[str, ...], ...] = (
    ("supply_sources", EACH, "opens"),
    ("allocations", EACH, "day"),
    ("lorry_companies", EACH, "tasks", EACH, "day"),
    ("lifts", EACH, "opens"),
    ("formations", EACH, "arrives", "day"),
    ("formations", EACH, "leaves", "day"),
    ("formations", EACH, "reassigned", EACH, "day"),
    ("halts", EACH, "from_day"),
    ("plans", EACH, "release", "day"),
    ("plans", EACH, "steps", EACH, "when", "day"),
    ("receipts", EACH, "day"),
)
"""Days that never come where they lie beyond the end. (A railway may open then: its record is that of the war.)"""


def findings(data: Item) -> Iterator[Finding]:
    """Every doubt about supply in the document `data`."""
    for check in (_beyond_the_end, _food, _allocations, _shuttles, _company_rates, _burns_none, _transports):
        yield from check(data)


def _doubt(loc: Loc, text: str, *, key: bool = False) -> Finding:
    return Finding(loc, f"{dotted(loc)} {text}", key=key, warning=True)


def _beyond_the_end(data: Item) -> Iterator[Finding]:
    end = number(data.get("days"))
    for path in DAYS if end is not None else ():
        for loc, value in elements(data, path):
            day = number(value)
            if day is not None and end is not None and day >= end:
                yield _doubt(loc, f"is {day:g}, and the scenario ends on day {end:g}; it never comes: give an earlier day")


def _food(data: Item) -> Iterator[Finding]:
    """Formations that draw at a place and get no food there: each draws all goods from one depot."""
    sources = [(loc, item) for loc, item in things(data, "supply_sources") if item.get("for") != []]
    fed = {_depot(item) for _, item in sources if {"food", "all"} & _issued(item)}
    for loc, item in sources:
        if isinstance(item.get("issues"), dict) and _depot(item) not in fed:
            text = f"has no food, nor has any other source at '{item.get('place')}'; formations draw all goods from one place:"
            yield _doubt((*loc, "issues"), f"{text} add food to one of them")


def _depot(item: Item) -> tuple[str, str]:
    return str(item.get("place")), str(item.get("side"))


def _issued(item: Item) -> set[str]:
    """The goods that a source issues."""
    issues = item.get("issues")
    if isinstance(issues, dict):
        return {kind for kind, tonnes in issues.items() if tonnes}
    return {"all"} if item.get("t_per_day") is not None else set()


def _held(item: Item) -> set[str]:
    """The goods that a source issues or has in stock."""
    stock = item.get("stock")
    return _issued(item) | ({kind for kind, tonnes in stock.items() if tonnes} if isinstance(stock, dict) else set())


def divided(data: Item, allocation: Item) -> list[str]:
    """Ids of the sources whose issue an allocation divides: those named, or those there that serve all with a share."""
    named = allocation.get("sources")
    if isinstance(named, list) and named:
        return [name for name in named if isinstance(name, str)]
    sides = {item["id"]: item.get("side") for _, item in things(data, "formations")}
    shares = [name for name in _shares(allocation) if name in sides]
    side = sides[shares[0]] if shares else None
    here = [
        item
        for _, item in things(data, "supply_sources")
        if (item.get("place"), item.get("side")) == (allocation.get("place"), side)
    ]
    return [item["id"] for item in here if not unserved(data, item, shares)]


def unserved(data: Item, source: Item, formations: Iterable[str]) -> list[str]:
    """Those of `formations` whom a source does not serve: neither they nor any above them are among its `for:`."""
    served = source.get("for")
    if not isinstance(served, list):
        return []
    above = parents(data)
    return [name for name in formations if not set(upwards(name, above)) & {str(each) for each in served}]


def _shares(allocation: Item) -> list[str]:
    shares = allocation.get("shares")
    return [str(name) for name, weight in shares.items() if number(weight)] if isinstance(shares, dict) else []


def _allocations(data: Item) -> Iterator[Finding]:
    """Two that come into force together on one source, and those that divide nothing."""
    sources, filled = {item["id"]: item for _, item in things(data, "supply_sources")}, _destinations(data)
    decided: dict[tuple[str, Any], str] = {}
    for loc, item in things(data, "allocations"):
        when = item.get("message") or number(item.get("day", 0)) or 0.0
        rows = [name for name in divided(data, item) if name in sources]
        twice = next((name for name in rows if (name, when) in decided), None)
        if twice is not None:
            yield _doubt(
                loc, f"divides '{twice}' on the day of '{decided[twice, when]}', and the last one written holds; take one out"
            )
        if rows and not any(_issued(sources[name]) or name in filled for name in rows):
            yield _doubt(
                loc, f"divides an issue of which there is none ({', '.join(rows)}); a stock goes to those who ask for it"
            )
        if item.get("place") is not None and not rows and any(each.get("place") == item["place"] for each in sources.values()):
            yield _doubt((*loc, "place"), f"is '{item['place']}', where no source serves all that have a share; name sources:")
        decided |= {(name, when): item["id"] for name in rows}


def _tasks(data: Item) -> Iterator[tuple[Loc, Item, Item]]:
    for loc, company in things(data, "lorry_companies"):
        for at, task in elements(company, ("tasks", EACH), loc):
            if isinstance(task, dict):
                yield at, company, task


def _destinations(data: Item) -> set[str]:
    return {str(task["to"]) for _, _, task in _tasks(data) if task.get("to") is not None}


def _shuttles(data: Item) -> Iterator[Finding]:
    """Lorries that are sent where there is nothing for them."""
    sources, filled = {item["id"]: item for _, item in things(data, "supply_sources")}, _destinations(data)
    for at, company, task in _tasks(data):
        source = sources.get(str(task.get("from")))
        if source is None or task.get("from") in filled:
            continue
        held, parts = _held(source), task.get("goods")
        goods: Item = parts if isinstance(parts, dict) else {}
        if not goods and "all" not in held:
            text = f"loads tonnes of whatever is asked for, and '{source['id']}' has goods apart alone; say which: goods:"
            yield _doubt(at, text)
        for kind in goods:
            if number(goods[kind]) and not {str(kind), "all"} & held:
                yield _doubt(
                    (*at, "goods", str(kind)),
                    f"finds none at '{source['id']}'; take it out, or let the source issue it",
                    key=True,
                )
        yield from _no_share(data, at, company, source)


def _no_share(data: Item, at: Loc, company: Item, source: Item) -> Iterator[Finding]:
    """Lorries whose formation has no part of what they are to load."""
    of, above = company.get("of"), parents(data)
    for _, allocation in things(data, "allocations"):
        shares = _shares(allocation)
        if source["id"] in divided(data, allocation) and isinstance(of, str) and not set(upwards(of, above)) & set(shares):
            text = f"is '{source['id']}', of whose issue '{allocation['id']}' gives '{of}' and those above it no part"
            yield _doubt((*at, "from"), f"{text}; give it one", key=True)
            return


def _company_rates(data: Item) -> Iterator[Finding]:
    for loc, company in things(data, "lorry_companies"):
        rates = company.get("rates")
        for group in rates if isinstance(rates, dict) else ():
            if group != "lorries":
                yield _doubt((*loc, "rates", str(group)), "has no effect: lorries have rates of lorries alone", key=True)


def _burns_none(data: Item) -> Iterator[Finding]:
    """Orders about fuel to those of whom nobody burns any."""
    above, formations = parents(data), things(data, "formations")
    burns = {name for _, item in formations if number(item.get("fill_t")) for name in upwards(item["id"], above)}
    for loc, plan in things(data, "plans"):
        if plan.get("formation") in burns:
            continue
        if not any(task in ("attack", "march") for _, task in elements(plan, ("steps", EACH, "task"))):
            continue  # an order to those who advance alone, as `advice` says
        steps = [at for at, _ in elements(plan, ("steps", EACH, "when", "fuel"), loc)]
        for at in (*steps, *((*loc, "short_of_fuel"),) * (plan.get("short_of_fuel") is not None)):
            yield _doubt(at, f"has no effect: '{plan.get('formation')}' has no fill_t:, and burns no fuel", key=True)


def _transports(data: Item) -> Iterator[Finding]:
    flying = {item.get("force") for part in ("lifts", "air_landings") for _, item in things(data, part)}
    for loc, force in things(data, "transport_forces"):
        if force["id"] not in flying:
            yield _doubt(loc, "flies for nobody; name it as force: of a lift or of a landing from the air")
