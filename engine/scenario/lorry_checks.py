"""Checks of lorry companies: one thing at a time, between two sources of their side, in the order of days."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from engine.scenario.document import Finding, number, things
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]
KINDS = "from: and to: (a shuttle between two sources), supplies: (a formation), or carries: (its men)"
WALKS = ("foot", "horse")


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the lorry companies of the document `data`."""
    formations = {item["id"]: item for _, item in things(data, "formations")}
    sides = {key: each.get("side") for key, each in formations.items()}
    sources = {item["id"]: item for _, item in things(data, "supply_sources")}
    for loc, company in things(data, "lorry_companies"):
        side = sides.get(str(company.get("of")))
        tasks = _tasks(loc, company)
        for at, task in tasks:
            yield from _kind(at, task)
            yield from _window(at, task)
            yield from _own_side(at, task, side, sides, {key: each.get("side") for key, each in sources.items()})
            yield from _shuttle(at, task, sources)
            yield from _riders(at, task, formations)
        yield from _order(tasks)


def receiving(data: Item) -> set[str]:
    """Ids of the sources to which lorry companies shuttle."""
    return {
        str(task["to"])
        for loc, company in things(data, "lorry_companies")
        for _, task in _tasks(loc, company)
        if task.get("to") is not None
    }


def _tasks(loc: Loc, company: Item) -> list[tuple[Loc, Item]]:
    tasks = company.get("tasks")
    rows = enumerate(tasks if isinstance(tasks, list) else [])
    return [((*loc, "tasks", row), task) for row, task in rows if isinstance(task, dict)]


def _kind(at: Loc, task: Item) -> Iterator[Finding]:
    shuttle = [key for key in ("from", "to") if task.get(key) is not None]
    others = [key for key in ("supplies", "carries") if task.get(key) is not None]
    if len(others) + bool(shuttle) > 1:
        first, second = [*others, *shuttle][:2]
        text = f"{dotted(at)} has {first}: beside {second}:; lorries do one thing at a time: make two tasks of it"
        yield Finding((*at, second), text, key=True)
    elif len(shuttle) == 1:
        missing = "to:" if shuttle == ["from"] else "from:"
        yield Finding(at, f"{dotted(at)} has {shuttle[0]}: without {missing}; name both sources of the shuttle")
    elif not shuttle and not others:
        yield Finding(at, f"{dotted(at)} says nothing to do; give {KINDS}")
    if task.get("goods") is not None and not shuttle:
        text = f"{dotted((*at, 'goods'))} has no effect: only a shuttle has goods of its own"
        yield Finding((*at, "goods"), f"{text}; others carry what is claimed", key=True)


def _riders(at: Loc, task: Item, formations: dict[str, Item]) -> Iterator[Finding]:
    """Only those that walk ride on borrowed lorries, and only with fuel of their own to account for."""
    rider = formations.get(str(task.get("carries")), {})
    where, name = (*at, "carries"), task.get("carries")
    if rider and rider.get("mobility") not in WALKS:
        text = f"{dotted(where)} is '{name}', which moves as {rider.get('mobility')}; only formations on foot or with horses"
        yield Finding(where, f"{text} ride on lorries that are not theirs")
    elif rider and not number(rider.get("fill_t", 0)):
        text = f"{dotted(where)} is '{name}', which has no fill_t: lorries go no further than they have fuel"
        yield Finding(where, f"{text}; give it fill_t:, the tonnes that they hold, and start.fuel_fills:")


def _window(at: Loc, task: Item) -> Iterator[Finding]:
    begins, until = number(task.get("day", 0)), number(task.get("until"))
    if begins is not None and until is not None and until <= begins:
        yield Finding((*at, "until"), f"{dotted((*at, 'until'))} is {until:g}, not after its day {begins:g}; give a later day")


def _own_side(at: Loc, task: Item, side: Any, formations: dict[str, Any], sources: dict[str, Any]) -> Iterator[Finding]:
    for key, known in (("from", sources), ("to", sources), ("supplies", formations), ("carries", formations)):
        named = task.get(key)
        of_side = known.get(named) if isinstance(named, str) else None
        if side is not None and of_side is not None and of_side != side:
            yield Finding((*at, key), f"{dotted((*at, key))} is '{named}', of {of_side}; these lorries are of {side}")


def _shuttle(at: Loc, task: Item, sources: dict[str, Item]) -> Iterator[Finding]:
    ends = [sources.get(str(task.get(key)), {}).get("place") for key in ("from", "to")]
    if ends[0] is not None and ends[0] == ends[1]:
        text = f"{dotted((*at, 'to'))} is at '{ends[1]}', where the lorries load; name a source at another place"
        yield Finding((*at, "to"), text)
    goods = task.get("goods")
    if isinstance(goods, dict) and goods and not any(number(part) for part in goods.values()):
        yield Finding((*at, "goods"), f"{dotted((*at, 'goods'))} are all 0; give one good at least a part above 0")


def _order(tasks: list[tuple[Loc, Item]]) -> Iterator[Finding]:
    for (_, before), (at, task) in pairwise(tasks):
        earlier, day = number(before.get("day", 0)), number(task.get("day", 0))
        if earlier is not None and day is not None and day <= earlier:
            text = f"{dotted(at)} begins on day {day:g}, not after the task before ({earlier:g})"
            yield Finding((*at, "day") if "day" in task else at, f"{text}; put tasks in the order of their days")
