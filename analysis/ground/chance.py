"""How likely each place and the ground between is held by the first side at a minute, over an ensemble of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.ground.control import Ground, contested_countries, holders
from analysis.ground.projection import Array, Frame, Lambert
from analysis.ground.shown import standings
from analysis.ground.territory import Territory, territory_of
from analysis.results.load import Result

CELLS_ACROSS = 450


def chance_of_places(results: Sequence[Result], minute: int) -> dict[str, float]:
    """Share of the runs in which the first side holds each place at `minute`."""
    first = results[0].sides[0].id
    held = [holders(result, minute) for result in results]
    return {place.id: float(np.mean([one[place.id] == first for one in held])) for place in results[0].places}


def chance_of_ground(results: Sequence[Result], minute: int, projection: Lambert, frame: Frame) -> Ground:
    """Mean control of the ground over the runs: `share` is then the chance that the first side holds it.

    Where nobody knows who stands where (a sweep with tracks by army), islands of the second side are kept, not absorbed."""
    territory = territory_of(results[0], projection, frame, CELLS_ACROSS)
    grounds = _grounds(results, minute, projection, territory)
    share = sum(count * np.where(ground.contested, ground.share, 0.0) for ground, count in grounds) / len(results)
    contested = np.any([ground.contested for ground, _ in grounds], axis=0)
    beyond = np.any([ground.beyond for ground, _ in grounds], axis=0)
    return Ground(territory.grid, np.asarray(share), territory.land, contested, beyond)


def _grounds(results: Sequence[Result], minute: int, projection: Lambert, territory: Territory) -> list[tuple[Ground, int]]:
    """The grounds of runs that differ, each with the number of runs that it stands for."""
    if all(result.tracked == "formation" for result in results):
        return [
            (territory.control(holders(results[at], minute), _standing(results[at], minute, projection)), count)
            for at, count in _distinct(results, minute)
        ]
    groups: dict[frozenset[str], list[Result]] = {}
    for result in results:
        groups.setdefault(frozenset(contested_countries(result, holders(result, minute))), []).append(result)
    return [(territory.spread_out(chance_of_places(some, minute), set(fought)), len(some)) for fought, some in groups.items()]


def _standing(result: Result, minute: int, projection: Lambert) -> dict[str, Array]:
    """Km of the fighting formations by side."""
    return {side.id: _positions(result, side.id, minute, projection) for side in result.sides}


def _distinct(results: Sequence[Result], minute: int) -> list[tuple[int, int]]:
    """Runs that differ in who holds what, as (number of the first such run, how many there are)."""
    seen: dict[tuple[str, ...], list[int]] = {}
    for number, result in enumerate(results):
        seen.setdefault(tuple(side for _, side in sorted(holders(result, minute).items())), []).append(number)
    return [(numbers[0], len(numbers)) for numbers in seen.values()]


def _positions(result: Result, side: str, minute: int, projection: Lambert) -> Array:
    """Km of the fighting formations of a side that still stand."""
    found = [
        stand.xy_km
        for unit, stand in sorted(standings(result, minute, projection).items())
        if unit in result.formation and result.formation[unit].side == side and result.formation[unit].combat and stand.men > 0
    ]
    return np.array(found).reshape(-1, 2)


def contested_places(results: Sequence[Result], minute: int) -> frozenset[str]:
    """Places, far banks apart, in the countries that are fought over in any of the runs."""
    fought = {country for result in results for country in contested_countries(result, holders(result, minute))}
    return frozenset(place.id for place in results[0].towns if place.country in fought)


def sorted_out(chances: Mapping[str, float], among: frozenset[str]) -> tuple[int, int, int]:
    """How many of the places in `among` are held by the first side in over 90 %, between, and under 10 % of the runs."""
    values = [chance for place, chance in chances.items() if place in among]
    sure, none = sum(value > 0.9 for value in values), sum(value < 0.1 for value in values)
    return sure, len(values) - sure - none, none
