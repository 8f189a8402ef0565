"""Ways of shuttles: the quickest road between two depots, over places that their side holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats, Ints, rows_of
from engine.rules import transport
from engine.theatre.supply_lines import NOWHERE, SupplyTracer


@dataclass(frozen=True)
class ShuttleWays:
    """(shuttles,) each: days of driving of the world's lorries, inf where no way is open; km, and km of made roads in good state;
    the first link, -1 where there is none."""

    days: Floats
    km: Floats
    good_km: Floats
    first_road: Ints


def ways(tracer: SupplyTracer, roads: Floats, start: Ints, end: Ints) -> ShuttleWays:
    """The quickest ways from `start` to `end` (shuttles,), rows of places, over the `roads` of their side (`by_road`)."""
    km, good = tracer.world.links.km, tracer.good_links
    days, before = tracer.quickest(roads, start)
    found = [_links(row.tolist(), int(a), int(b), tracer) for row, a, b in zip(before, start, end, strict=True)]
    return ShuttleWays(
        days=transport.open_days(days[np.arange(len(end)), end]),
        km=np.array([km[links].sum() for links in found]),
        good_km=np.array([(km[links] * good[links]).sum() for links in found]),
        first_road=np.array([links[0] if links else NOWHERE for links in found], int),
    )


def _links(before: list[int], start: int, end: int, tracer: SupplyTracer) -> list[int]:
    """Rows of the links from `start` to `end`, in their order; none where no way leads there."""
    links: list[int] = []
    while end != start and before[end] >= 0:
        links.append(tracer.road_between(before[end], end))
        end = before[end]
    return links[::-1]


def of_sides(tracer: SupplyTracer, roads: dict[int, Floats], side: Ints, start: Ints, end: Ints) -> ShuttleWays:
    """The ways of shuttles of either side (shuttles,), over the roads of each."""
    whole = ShuttleWays(np.full(len(side), np.inf), np.zeros(len(side)), np.zeros(len(side)), np.full(len(side), NOWHERE))
    for each, open_ in roads.items():
        mine = rows_of(side == each)
        part = ways(tracer, open_, start[mine], end[mine])
        for into, of in ((whole.days, part.days), (whole.km, part.km), (whole.good_km, part.good_km)):
            into[mine] = of
        whole.first_road[mine] = part.first_road
    return whole
