"""Who holds the ground between the places at a minute, and where a side holds out encircled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from analysis.load import Result
from analysis.projection import Array, Lambert
from analysis.raster import Grid, Mask
from analysis.states import Indices, states

SAMPLE_KM = 12.0
"""Spacing of the samples along roads and railways."""
BLUR_KM = 14.0
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
    """The states that the second side holds at the start or in which a place has changed hands."""


def holders(result: Result, minute: int) -> dict[str, str]:
    """Side that holds each place at `minute`: the start's, then every capture up to and including it."""
    held = {place["id"]: place.get("side") or "" for place in result.places}
    table = result.captures
    for place, side, when in zip(table["place"], table["side"], table["minute"], strict=True):
        if when <= minute:
            held[str(place)] = str(side)
    return held


def contested_countries(result: Result, held: Mapping[str, str]) -> set[str]:
    """Countries fought over: most of their places begin in the second side's hands, or one has changed hands."""
    first = result.sides[0]["id"]
    balance: Counter[str] = Counter()
    for place in result.places:
        balance[place["country"]] += 1 if place.get("side") != first else -1
    fought = {country for country, surplus in balance.items() if surplus > 0}
    return fought | {place["country"] for place in result.places if held[place["id"]] != (place.get("side") or "")}


def samples(result: Result, chances: Mapping[str, float], projection: Lambert, allowed: set[str]) -> tuple[Array, Array]:
    """Points each `SAMPLE_KM` along the land links in km, and for each the first side's share of its nearer end.

    Only points whose nearer end lies in one of the `allowed` countries: ground counts as taken when a place on it is.
    """
    ids = [place["id"] for place in result.places]
    where = dict(zip(ids, projection.km([p["lon"] for p in result.places], [p["lat"] for p in result.places]), strict=True))
    good = {place["id"] for place in result.places if place["country"] in allowed}
    points, taken = [where[i] for i in ids if i in good], [chances[i] for i in ids if i in good]
    for link in result.links:
        if link["surface"] in ("sea", "river_boat") or link.get("state") == "lifted":
            continue
        a, b = link["a"], link["b"]
        steps = int(np.linalg.norm(where[a] - where[b]) // SAMPLE_KM)
        for step in range(1, steps + 1):
            along = step / (steps + 1)
            end = a if along <= 0.5 else b
            if end in good:
                points.append(where[a] + along * (where[b] - where[a]))
                taken.append(chances[end])
    return np.array(points).reshape(-1, 2), np.array(taken)


def control(
    result: Result,
    held: Mapping[str, str],
    projection: Lambert,
    grid: Grid,
    land: Mask,
    borders_km: Sequence[Array],
    standing_km: Mapping[str, Array],
    country: Indices | None = None,
) -> Ground:
    """The ground each side holds, from the holders of the places.

    As `spread_out`, then small islands absorbed unless a formation of the side stands there (`standing_km`: positions by side).
    """
    first = result.sides[0]["id"]
    chances = {place: float(side == first) for place, side in held.items()}
    ground = spread_out(result, chances, contested_countries(result, held), projection, grid, land, borders_km, country)
    share = absorb(grid, ground.share, ground.contested, land, standing_km.get(result.sides[1]["id"]))
    return replace(ground, share=share)


def spread_out(
    result: Result,
    chances: Mapping[str, float],
    fought: set[str],
    projection: Lambert,
    grid: Grid,
    land: Mask,
    borders_km: Sequence[Array],
    country: Indices | None = None,
) -> Ground:
    """The first side's share (0-1) of the ground, from its share of each place.

    Nearest sample of a road or railway, blurred over `BLUR_KM` within the countries `fought` over (without borders:
    everywhere). `country` is `countries(...)` of the same grid where it is known already.
    """
    names = sorted({place["country"] for place in result.places})
    contested = np.ones(grid.shape, bool)
    if borders_km:
        country = countries(result, projection, grid, land, borders_km) if country is None else country
        contested = np.isin(country, [names.index(name) for name in sorted(fought)])
    else:
        fought = set(names)
    points, taken = samples(result, chances, projection, fought)
    share = np.zeros(grid.shape)
    if len(points):
        share[contested] = taken[cKDTree(points).query(grid.points_km(contested))[1]]
    sigma = BLUR_KM / grid.cell_km
    weight = ndimage.gaussian_filter(contested.astype(float), sigma)
    share = ndimage.gaussian_filter(share * contested, sigma) / np.maximum(weight, 1e-6)
    return Ground(grid, share, land, contested)


def countries(result: Result, projection: Lambert, grid: Grid, land: Mask, borders_km: Sequence[Array]) -> Indices:
    """On each cell the number of its country in the sorted list of the countries of the places."""
    names = sorted({place["country"] for place in result.places})
    places_km = projection.km([p["lon"] for p in result.places], [p["lat"] for p in result.places])
    return states(grid, land, borders_km, places_km, [names.index(place["country"]) for place in result.places])


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
    second = result.sides[1]["id"]
    neighbours: dict[str, set[str]] = {place["id"]: set() for place in result.places}
    for link in result.links:
        if link.get("state") != "lifted":
            neighbours[link["a"]].add(link["b"])
            neighbours[link["b"]].add(link["a"])
    at_most = min(POCKET_PLACES, POCKET_SHARE * sum(place.get("side") == second for place in result.places))
    found = []
    for place in sorted(set(standing.get(second, ()))):
        if held.get(place) == second:
            cluster = _cluster(place, neighbours, held)
            if len(cluster) <= at_most and any(held[n] != second for c in cluster for n in neighbours[c]):
                found.append(place)
    return found


def _cluster(start: str, neighbours: Mapping[str, set[str]], held: Mapping[str, str]) -> set[str]:
    """Places of one holder that hang together with `start`, searched only until they are too many for a pocket."""
    seen, todo = {start}, [start]
    while todo and len(seen) <= POCKET_PLACES:
        for neighbour in sorted(neighbours[todo.pop()]):
            if neighbour not in seen and held[neighbour] == held[start]:
                seen.add(neighbour)
                todo.append(neighbour)
    return seen
