"""Names in a document: every id stands once, and whatever names a thing names one that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import EACH, Finding, elements, ids, number, things
from engine.scenario.nearest import nearest
from engine.scenario.origins import Loc, dotted

REFERENCES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("countries", EACH, "side"), "sides"),
    (("places", EACH, "country"), "countries"),
    (("places", EACH, "held_by"), "sides"),
    (("roads", EACH, "ends", EACH), "places"),
    (("roads", EACH, "river"), "rivers"),
    (("crossings", EACH, "at"), "places"),
    (("crossings", EACH, "river"), "rivers"),
    (("crossings", EACH, "ways", EACH), "roads"),
    (("crossings", EACH, "held_by"), "sides"),
    (("railways", EACH, "ends", EACH), "places"),
    (("railways", EACH, "river"), "rivers"),
    (("railway_troops", EACH, "side"), "sides"),
    (("railway_troops", EACH, "order", EACH), "railways"),
    (("formations", EACH, "side"), "sides"),
    (("formations", EACH, "parent"), "formations"),
    (("formations", EACH, "reassigned", EACH, "to"), "formations"),
    (("formations", EACH, "start", "place"), "places"),
    (("formations", EACH, "arrives", "place"), "places"),
    (("supply_sources", EACH, "place"), "places"),
    (("supply_sources", EACH, "side"), "sides"),
    (("supply_sources", EACH, "for", EACH), "formations"),
    (("allocations", EACH, "sources", EACH), "supply_sources"),
    (("allocations", EACH, "place"), "places"),
    (("allocations", EACH, "message"), "messages"),
    (("lorry_companies", EACH, "of"), "formations"),
    (("lorry_companies", EACH, "tasks", EACH, "from"), "supply_sources"),
    (("lorry_companies", EACH, "tasks", EACH, "to"), "supply_sources"),
    (("lorry_companies", EACH, "tasks", EACH, "supplies"), "formations"),
    (("lorry_companies", EACH, "tasks", EACH, "carries"), "formations"),
    (("forts", EACH, "place"), "places"),
    (("forts", EACH, "garrison"), "formations"),
    (("plans", EACH, "formation"), "formations"),
    (("plans", EACH, "steps", EACH, "place"), "places"),
    (("plans", EACH, "steps", EACH, "when", "lost"), "places"),
    (("plans", EACH, "steps", EACH, "when", "taken"), "places"),
    (("plans", EACH, "steps", EACH, "when", "message"), "messages"),
    (("plans", EACH, "release", "lost"), "places"),
    (("plans", EACH, "release", "taken"), "places"),
    (("plans", EACH, "release", "message"), "messages"),
    (("plans", EACH, "follows"), "formations"),
    (("plans", EACH, "screens"), "formations"),
    (("orders", EACH, "sender"), "formations"),
    (("orders", EACH, "to", EACH), "formations"),
    (("orders", EACH, "steps", EACH, "place"), "places"),
    (("orders", EACH, "steps", EACH, "when", "lost"), "places"),
    (("orders", EACH, "steps", EACH, "when", "taken"), "places"),
    (("orders", EACH, "steps", EACH, "when", "message"), "messages"),
    (("halts", EACH, "formation"), "formations"),
    (("halts", EACH, "at", EACH), "places"),
    (("halts", EACH, "until", "lost"), "places"),
    (("halts", EACH, "until", "taken"), "places"),
    (("halts", EACH, "until", "message"), "messages"),
    (("weather", EACH, "region"), "regions"),
    (("weather_chains", EACH, "region"), "regions"),
    (("history", EACH, "place"), "places"),
    (("history", EACH, "formation"), "formations"),
    (("receipts", EACH, "formation"), "formations"),
    (("claims", EACH, "side"), "sides"),
    (("claims", EACH, "formation"), "formations"),
    (("claims", EACH, "place"), "places"),
    (("expectations", EACH, "formation"), "formations"),
    (("absences", EACH, "formation"), "formations"),
    (("decisions", EACH, "formation"), "formations"),
    (("decisions", EACH, "places", EACH), "places"),
    (("messages", EACH, "sender"), "formations"),
    (("messages", EACH, "decision"), "decisions"),
    (("messages", EACH, "to", EACH), "formations"),
    (("replacements", EACH, "to"), "formations"),
    (("replacements", EACH, "place"), "places"),
    (("lifts", EACH, "base"), "places"),
    (("lifts", EACH, "bases", EACH), "places"),
    (("lifts", EACH, "to", EACH), "formations"),
    (("lifts", EACH, "first", EACH), "formations"),
    (("lifts", EACH, "force"), "transport_forces"),
    (("transport_forces", EACH, "formation"), "formations"),
    (("shipping", EACH, "to", EACH), "formations"),
    (("shipping", EACH, "base"), "places"),
    (("air_landings", EACH, "of"), "formations"),
    (("air_landings", EACH, "force"), "transport_forces"),
    (("air_landings", EACH, "place"), "places"),
    (("stop_lines", EACH, "side"), "sides"),
    (("stop_lines", EACH, "countries", EACH), "countries"),
    (("measures", EACH, "formations", EACH), "formations"),
    (("measures", EACH, "region"), "regions"),
    (("measures", EACH, "country"), "countries"),
    (("strengths", EACH, "formation"), "formations"),
    (("strengths", EACH, "except_formations", EACH), "formations"),
)
LISTS = (
    "sides",
    "countries",
    "places",
    "rivers",
    "roads",
    "crossings",
    "railways",
    "formations",
    "supply_sources",
    "allocations",
    "lorry_companies",
    "replacements",
    "forts",
    "plans",
    "orders",
    "halts",
    "regions",
    "decisions",
    "messages",
    "transport_forces",
    "lifts",
    "shipping",
    "air_landings",
    "stop_lines",
    "history",
    "claims",
    "receipts",
    "strengths",
    "measures",
)


ONE_MISTAKE = 4
"""So many that name a thing which is not there: the thing has lost its name, and one line is enough."""


def findings(data: dict[str, Any]) -> Iterator[Finding]:
    """Every repeated id, dangling reference and circle of parents in the document `data`."""
    for check in (_duplicates, _references, _contingents, _parents, _reassignments):
        yield from check(data)


def _duplicates(data: dict[str, Any]) -> Iterator[Finding]:
    groups = [(name,) for name in LISTS if name not in ("roads", "railways", "places", "crossings")]
    for group in [*groups, ("roads", "railways"), ("places", "crossings")]:
        yield from _repeated([(loc, item["id"]) for name in group for loc, item in things(data, name)])
    yield from _repeated([(("map", *loc), line["id"]) for loc, line in things(data.get("map") or {}, "lines")])
    for loc, side in things(data, "sides"):
        contingents = things(side, "contingents")
        yield from _repeated([((*loc, *inner), item["id"]) for inner, item in contingents])


def _repeated(named: list[tuple[Loc, str]]) -> Iterator[Finding]:
    first: dict[str, Loc] = {}
    for loc, identity in named:
        if identity in first:
            text = f"{dotted(loc)}.id is '{identity}', which {dotted(first[identity])} has already; choose another"
            yield Finding((*loc, "id"), text)
        first.setdefault(identity, loc)


def _references(data: dict[str, Any]) -> Iterator[Finding]:
    valid = {name: ids(data, name) for name in LISTS}
    valid["places"] = [*valid["places"], *valid["crossings"]]  # the far bank of a crossing is a place
    present = {name: frozenset(ids) for name, ids in valid.items()}
    astray: dict[tuple[str, str], list[Loc]] = {}
    for path, target in REFERENCES:
        for loc, value in elements(data, path):
            if isinstance(value, str) and value not in present[target]:
                astray.setdefault((target, value), []).append(loc)
    for (target, value), locs in astray.items():
        shown = locs if len(locs) < ONE_MISTAKE else locs[:1]
        more = f" ({len(locs) - 1} more name it)" if len(shown) < len(locs) else ""
        for loc in shown:
            text = f"{dotted(loc)} is '{value}', which is not in {target}{more}"
            yield Finding(loc, f"{text}; {nearest(value, valid[target])}")


def _contingents(data: dict[str, Any]) -> Iterator[Finding]:
    flags = {side["id"]: ids(side, "contingents") for _, side in things(data, "sides")}
    for loc, item in [*things(data, "formations"), *things(data, "claims")]:
        contingent, side = item.get("contingent"), item.get("side")
        if isinstance(contingent, str) and isinstance(side, str) and side in flags and contingent not in flags[side]:
            text = f"{dotted(loc)}.contingent is '{contingent}', which is not a contingent of side {side}"
            yield Finding((*loc, "contingent"), f"{text}; {nearest(contingent, flags[side])}")


def _parents(data: dict[str, Any]) -> Iterator[Finding]:
    rows = {item["id"]: (loc, item) for loc, item in reversed(list(things(data, "formations")))}
    for loc, item in things(data, "formations"):
        parent = item.get("parent")
        if isinstance(parent, str) and parent in rows and rows[parent][1].get("side") != item.get("side"):
            text = f"{dotted(loc)}.parent is '{parent}', which fights for the other side; name one of its own"
            yield Finding((*loc, "parent"), text)
    for circle in _circles({identity: item.get("parent") for identity, (_, item) in reversed(rows.items())}):
        loc = (*rows[circle[0]][0], "parent")
        text = f"{dotted(loc)} closes a circle: {' > '.join([*circle[:8], circle[0]])}; one of them must have no parent"
        yield Finding(loc, text)


def _reassignments(data: dict[str, Any]) -> Iterator[Finding]:
    """New parents in the order of their days, of the same side, and no circle from any of these days on."""
    rows = {item["id"]: item for _, item in reversed(list(things(data, "formations")))}
    orders: list[tuple[float, str, str, Loc]] = []
    for loc, item in things(data, "formations"):
        above, last = item.get("parent"), 0.0
        for inner, order in elements(item, ("reassigned", EACH), loc):
            given = order if isinstance(order, dict) else {}
            day, to = number(given.get("day")), given.get("to")
            if day is None or not isinstance(to, str) or to not in rows:
                continue
            if day <= last:
                text = f"{dotted(inner)}.day is {day:g}, not after {last:g}; give the days in their order"
                yield Finding((*inner, "day"), text)
            if rows[to].get("side") != item.get("side"):
                yield Finding(
                    (*inner, "to"), f"{dotted(inner)}.to is '{to}', which fights for the other side; name one of its own"
                )
            if to == above:
                yield Finding((*inner, "to"), f"{dotted(inner)}.to is '{to}', its parent already; take one of the two out")
            above, last = to, day
            orders.append((day, item["id"], to, (*inner, "to")))
    yield from _later_circles({name: item.get("parent") for name, item in rows.items()}, sorted(orders))


def _later_circles(parents: dict[str, Any], orders: list[tuple[float, str, str, Loc]]) -> Iterator[Finding]:
    """The first circle that an order closes; circles of the start have findings of their own."""
    there = {name for circle in _circles(parents) for name in circle}
    for _, name, to, loc in orders:
        parents = parents | {name: to}
        circle = next((circle for circle in _circles(parents) if name in circle), None)
        if circle is not None and not there:
            order = [*circle[:8], circle[0]]
            yield Finding(loc, f"{dotted(loc)} closes a circle from then on: {' > '.join(order)}; name another headquarters")
            return


def _circles(parents: dict[str, Any]) -> Iterator[list[str]]:
    """Every chain of parents that leads back to its beginning, once."""
    done: set[str] = set()
    for start in parents:
        chain: dict[str, int] = {}
        at: Any = start
        while isinstance(at, str) and at in parents and at not in done and at not in chain:
            chain[at] = len(chain)
            at = parents[at]
        if isinstance(at, str) and at in chain:
            yield list(chain)[chain[at] :]
        done.update(chain)
