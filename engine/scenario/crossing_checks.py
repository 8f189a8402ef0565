"""Checks of crossings: which roads lead over, from where, and that no river is crossed twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, elements, ids, things
from engine.scenario.origins import Loc, dotted

Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the crossings of the document `data`."""
    crossings = ids(data, "crossings")
    for loc, item in things(data, "crossings"):
        if item.get("at") in crossings:
            text = f"{dotted(loc)}.at is '{item['at']}', which is a crossing itself; name the place on the near bank"
            yield Finding((*loc, "at"), text)
    yield from _ways(data)


def _ways(data: Item) -> Iterator[Finding]:
    roads = {item["id"]: item for _, item in things(data, "roads")}
    taken: dict[str, Loc] = {}
    for loc, item in things(data, "crossings"):
        for at, way in elements(item, ("ways", "*"), loc):
            if not isinstance(way, str) or way not in roads:
                continue
            if way in taken:
                yield Finding(at, f"{dotted(at)} is {way}, which leads over two crossings: also {dotted(taken[way])}")
            taken.setdefault(way, at)
            yield from _way(at, way, roads[way], item.get("at"))


def _way(loc: Loc, way: str, road: Item, near: Any) -> Iterator[Finding]:
    ends = road.get("ends")
    if isinstance(ends, list) and near not in ends:
        yield Finding(loc, f"{dotted(loc)} is {way}, which does not begin at {near}, the near bank of the crossing")
    if road.get("river") is not None:
        yield Finding(loc, f"{dotted(loc)} is {way}, which names a river of its own; take river: and bridge: out of the road")
