"""Which places history's attacker held by a minute: the dates that history knows, and between them the run's own, moved.

Few of a campaign's places are dated. Between the dated ones history's front is taken to be the run's, moved by the days that the
nearest dated places are off: what is drawn from it is an interpolation and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.ground.projection import Array, map_projection
from analysis.results.load import Result

NEAREST = 4
SOFTENED_KM = 30.0
"""Dated places nearer to a place than this count alike."""
FEWEST_DATES = 3
"""With fewer places dated in both, nothing is interpolated."""


@dataclass(frozen=True)
class PlaceDate:
    """When a place fell: history's window, and the minute of the run (infinity: never)."""

    place: str
    earliest_min: int
    latest_min: int
    run_min: float


Windows = Mapping[str, tuple[float, float]]
"""By place the first and the last minute at which history's attacker came to hold it."""


def past_windows(result: Result, dates: Sequence[PlaceDate]) -> Windows:
    """Windows of every dated place, and of every other that the first side takes in the run; empty for too few dates."""
    known = [one for one in dates if np.isfinite(one.run_min)]
    if len(known) < FEWEST_DATES:
        return {}
    first = result.sides[0].id
    taken: dict[str, int] = {}
    for place, side, minute in result.captures.rows("place", "side", "minute"):
        if side == first and place in result.place:
            taken.setdefault(place, minute)
    windows = {one.place: (float(one.earliest_min), float(one.latest_min)) for one in dates}
    free = [place for place in sorted(taken) if place not in windows]
    moved = _moved(_km(result, free), _km(result, [one.place for one in known]), known)
    return windows | {
        place: (taken[place] - early, taken[place] - late) for place, (early, late) in zip(free, moved, strict=True)
    }


def _moved(places_km: Array, dated_km: Array, known: Sequence[PlaceDate]) -> Array:
    """Minutes by which the run is later than the beginning and the end of history's window, by place: means over the nearest."""
    late = np.array([[one.run_min - one.earliest_min, one.run_min - one.latest_min] for one in known])
    away = np.hypot(*(places_km[:, None] - dated_km[None, :]).transpose(2, 0, 1))
    nearest = np.argsort(away, axis=1, kind="stable")[:, :NEAREST]
    weight = 1.0 / (np.take_along_axis(away, nearest, axis=1) ** 2 + SOFTENED_KM**2)
    return np.asarray((late[nearest] * weight[:, :, None]).sum(axis=1) / weight.sum(axis=1)[:, None], np.float64)


def _km(result: Result, places: Sequence[str]) -> Array:
    projection, _ = map_projection(result.map, result.places)
    found = [result.place[place] for place in places]
    return projection.km([one.lon for one in found], [one.lat for one in found]).reshape(-1, 2)


def past_holders(result: Result, windows: Windows, minute: float, edge: int) -> dict[str, str]:
    """Side that holds each place in history at `minute`, by the beginning (`edge` 0) or the end (1) of each window."""
    first = result.sides[0].id
    begun = {place: window[edge] <= minute for place, window in windows.items()}
    return {place.id: first if begun.get(place.id) else place.side or "" for place in result.places}
