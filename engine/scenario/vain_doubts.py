"""Doubts about what is waited for in vain: fuel that nobody carries, weather of other days, demolition where nobody comes.

Like all warnings these read the plain data, which hold only what is written in the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from engine.scenario.document import EACH, Finding, elements, number, parents, things, upwards
from engine.scenario.origins import Loc, dotted
from engine.scenario.parameters import catalogue

Item = dict[str, Any]
CAPACITY = "fuel.capacity_fills"
FUEL_CONDITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("plans", ("steps", EACH, "when", "fuel")),
    ("plans", ("release", "fuel")),
    ("halts", ("until", "fuel")),
)
"""Where orders wait for fuel in hand."""


def findings(data: Item) -> Iterator[Finding]:
    """Every doubt of this kind in the document `data`."""
    for check in (_fills, _weather, _demolition):
        yield from check(data)


def _doubt(loc: Loc, text: str) -> Finding:
    return Finding(loc, f"{dotted(loc)} {text}", warning=True)


def _fills(data: Item) -> Iterator[Finding]:
    """A condition of more fuel than any formation of the plan, or under the halt, can carry."""
    most = most_fills(data)
    orders = [(loc, order, path) for part, path in FUEL_CONDITIONS for loc, order in things(data, part)]
    for loc, order, path in orders:
        top = order.get("formation")
        for at, value in elements(order, path, loc):
            fills = number(value)
            if isinstance(top, str) and fills is not None and 0.0 < most.get(top, 0.0) < fills:
                carried = f"nobody of '{top}' carries more than {most[top]:g} ({CAPACITY}, or what it starts with)"
                yield _doubt(at, f"is {fills:g} fills, and {carried}; it never comes true: ask for less")


def most_fills(data: Item) -> Mapping[str, float]:
    """Each formation to the most fills that one of those carry who burn fuel, of it and all below it."""
    above, own = parents(data), {item["id"]: item for _, item in things(data, "formations")}
    sides, most = {item["id"]: item for _, item in things(data, "sides")}, dict[str, float]()
    world = _rate(data, "rules")
    for name, item in own.items():
        if not number(item.get("fill_t")):
            continue
        chain = upwards(name, above)
        side = sides.get(str(item.get("side")), {})
        flags = {flag["id"]: flag for _, flag in things(side, "contingents")}
        owners = [*(own[each] for each in chain if each in own), flags.get(str(item.get("contingent")), {}), side]
        rate = next((rate for owner in owners if (rate := _rate(owner, "rates")) is not None), world)
        start = item.get("start")
        fills = number(start.get("fuel_fills")) if isinstance(start, dict) else None
        carried = max(fills or 0.0, catalogue()[CAPACITY].mode if rate is None else rate)
        most |= {each: max(carried, most.get(each, 0.0)) for each in chain}
    return most


def _rate(owner: Item, key: str) -> float | None:
    """The capacity that an owner of rates, or the scenario, names."""
    group, _, name = CAPACITY.partition(".")
    return next((number(value) for _, value in elements(owner, (key, group, name))), None)


def _weather(data: Item) -> Iterator[Finding]:
    """A spell none of whose days lies in the run."""
    first, days = _date(data.get("start")), number(data.get("days"))
    if first is None or days is None or not 0 < days < 10_000:
        return
    last = first + timedelta(days=days)
    for loc, spell in elements(data, ("weather", EACH)):
        if isinstance(spell, dict):
            begins, ends = _date(spell.get("from_date")), _date(spell.get("to_date"))
            if begins is not None and ends is not None and (ends < first or begins > last):
                at = (*loc, "to_date" if ends < first else "from_date")
                text = (
                    f"is {spell[at[-1]]}, and the run lasts from {first} to {last}; no day of it has this sky: correct the date"
                )
                yield _doubt(at, text)


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _demolition(data: Item) -> Iterator[Finding]:
    """A share that a source destroys when its place is lost, where nobody could take it or nobody draws on what is left."""
    fighting = {item.get("side") for _, item in things(data, "formations") if item.get("combat") is not False}
    off = data.get("without")
    for loc, source in things(data, "supply_sources"):
        if not number(source.get("destroyed_share")):
            continue
        at = (*loc, "destroyed_share")
        if not fighting - {source.get("side")}:
            yield Finding(
                at, f"{dotted(at)} has no effect: no other side has troops who could take the place", key=True, warning=True
            )
        elif isinstance(off, list) and "rail_repair" in off:
            yield Finding(
                at, f"{dotted(at)} has no effect: without rail_repair nobody uses captured stocks", key=True, warning=True
            )
