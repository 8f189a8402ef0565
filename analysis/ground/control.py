"""The side that holds the ground between the places at a minute, and pockets that hold out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from analysis.ground.projection import Array
from analysis.ground.raster import Grid, Mask
from analysis.results.load import Result

ISLAND_KM2 = 60_000.0
"""Smaller islands of a side in which none of its formations stands are absorbed."""
POCKET_PLACES, POCKET_SHARE = 4, 1 / 3
"""A cluster of at most this many places, and of this share of its side's places at the start, can be a pocket."""


@dataclass(frozen=True)
class Ground:
    """Control on a grid: `share` is 1 where the first side holds, 0 where the second, the front lies at 0.5."""

    grid: Grid
    share: Array
    land: Mask
    contested: Mask
    """The states that the second side holds at the start or in which a place has changed hands, as far as they are in reach."""
    beyond: Mask
    """What of those states is out of reach: nobody's, for what happened there is not in the run."""


def holders(result: Result, minute: int) -> dict[str, str]:
    """Side that holds each place at `minute`: the start's, then every capture up to and including it."""
    return holders_by_minute(result, [minute])[minute]


def holders_by_minute(result: Result, minutes: Sequence[int]) -> dict[int, dict[str, str]]:
    """`holders` at each of some minutes, which go up."""
    held, found = {place.id: place.side or "" for place in result.places}, {}
    captures = sorted(result.captures.rows("minute", "place", "side"), key=lambda row: row[0])
    done = 0
    for minute in minutes:
        for when, place, side in captures[done:]:
            if when > minute:
                break
            held[place], done = side, done + 1
        found[minute] = dict(held)
    return found


def contested_countries(result: Result, held: Mapping[str, str]) -> set[str]:
    """Countries fought over: most of their places begin in the second side's hands, or one has changed hands."""
    return contested_at_first(result) | {place.country for place in result.places if held[place.id] != (place.side or "")}


def contested_at_first(result: Result) -> set[str]:
    """Countries most of whose places begin in the second side's hands."""
    first = result.sides[0].id
    balance: Counter[str] = Counter()
    for place in result.places:
        balance[place.country] += 1 if place.side != first else -1
    return {country for country, surplus in balance.items() if surplus > 0}


def absorb(grid: Grid, share: Array, contested: Mask, land: Mask, standing_km: Array | None) -> Array:
    """`share` with the small islands of the second side, in which nobody of it stands, given to the first.

    The sea counts as a bridge, so that islands off a coast of the second side stay with it.
    """
    faces, count = ndimage.label(contested & (share <= 0.5))
    empty = np.bincount(faces[land], minlength=count + 1) * grid.cell_km**2 < ISLAND_KM2
    if standing_km is not None and len(standing_km):
        empty[faces[grid.cells(standing_km)]] = False
    empty[0] = False
    empty[np.concatenate([faces[0], faces[-1], faces[:, 0], faces[:, -1]])] = False
    return np.where(empty[faces], 1.0 - share, share)


def pockets(result: Result, held: Mapping[str, str], standing: Mapping[str, Sequence[str]]) -> list[str]:
    """Places where a formation of the second side stands cut off, in order of id.

    `standing` gives for each side the places its combat formations stand on. A pocket is a small cluster of neighbouring
    places of the second side with the first side's on every road out of it.
    """
    second = result.sides[1].id
    neighbours: dict[str, set[str]] = {place.id: set() for place in result.places}
    for link in result.links:
        if link.state != "lifted":
            neighbours[link.a].add(link.b)
            neighbours[link.b].add(link.a)
    at_most = min(POCKET_PLACES, POCKET_SHARE * sum(place.side == second for place in result.places))
    found = []
    for place in sorted(set(standing.get(second, ()))):
        if held.get(place) == second:
            cluster = _cluster(place, neighbours, held)
            if len(cluster) <= at_most and any(held[n] != second for c in cluster for n in neighbours[c]):
                found.append(place)
    return found


def shut_in(ground: Ground, places_km: Array) -> Mask:
    """(places,): whether the second side's ground round each place of hers ends on the first side's wherever it ends: neither at
    the edge of the grid nor on ground that is nobody's, beyond which friends may stand."""
    faces, count = ndimage.label(ground.contested & ground.land & (ground.share <= 0.5))
    open_at = ndimage.binary_dilation(ground.beyond & ground.land)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        open_at[edge] = True
    opens = np.zeros(count + 1, bool)
    opens[faces[open_at]] = True
    opens[0] = False
    return np.asarray(~opens[faces[ground.grid.cells(places_km)]])


def _cluster(start: str, neighbours: Mapping[str, set[str]], held: Mapping[str, str]) -> set[str]:
    """Places of one holder that hang together with `start`, searched only until they are too many for a pocket."""
    seen, todo = {start}, [start]
    while todo and len(seen) <= POCKET_PLACES:
        for neighbour in sorted(neighbours[todo.pop()]):
            if neighbour not in seen and held[neighbour] == held[start]:
                seen.add(neighbour)
                todo.append(neighbour)
    return seen
