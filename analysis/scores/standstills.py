"""Where each army of an ensemble stood still longest, since when and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.advance import Advance, advances, followers
from analysis.scores.history import USUAL_HALTS
from engine.vocabulary import Cause, EventKind

OWN_CHOICE = frozenset(USUAL_HALTS) | {Cause.CONTAINING}
"""Causes that belong to any march, were wanted, or keep troops at a task."""
SHORTEST_MIN = 360


@dataclass(frozen=True)
class Standstill:
    """An army in the runs: depth at the end (km: median, 10 and 90 % points) and, where its troops are halted for six hours or
    more against their will, the place and cause that cost most time, the median first day and length in days there with
    10 and 90 % points, and the share of the runs."""

    army: str
    name: str
    depth_km: tuple[float, float, float]
    total_km: float
    place: str = ""
    cause: str = ""
    from_min: float = 0.0
    days: tuple[float, float, float] = (0.0, 0.0, 0.0)
    share: float = 0.0


@dataclass(frozen=True)
class _Stay:
    place: str
    cause: str
    from_min: int
    minutes: int


def standstills(results: Sequence[Result]) -> list[Standstill]:
    """Every army (or other owner of a curve) of the first side, in the order of the curves."""
    order = OrderOfBattle.of(results[0])
    panels, stays = advances(results), [_stays(result) for result in results]
    return [_standstill(panel, [_of(order, panel, results[0], found) for found in stays]) for panel in panels]


def _of(order: OrderOfBattle, panel: Advance, result: Result, stays: dict[str, list[_Stay]]) -> list[_Stay]:
    members = order.group(panel.owner)
    marching = {unit for axis in result.axes if axis.formation in members for unit in followers(result, order, axis)}
    return [stay for unit in sorted(members & marching) for stay in stays.get(unit, ())]


def _stays(result: Result) -> dict[str, list[_Stay]]:
    """Unwanted halts of at least six hours by formation; a halt ends with the formation's next event."""
    rows, found = result.events, dict[str, list[_Stay]]()
    waiting: dict[str, int] = {}
    for at, unit in enumerate(rows.formation.tolist()):
        before = waiting.pop(unit, None)
        if before is not None:
            _note(result, found, unit, before, int(rows.minute[at]))
        if rows.kind[at] == EventKind.HALT and rows.cause[at] not in OWN_CHOICE:
            waiting[unit] = at
    for unit, at in sorted(waiting.items()):
        _note(result, found, unit, at, result.end_minute)
    return found


def _note(result: Result, found: dict[str, list[_Stay]], unit: str, at: int, until: int) -> None:
    rows = result.events
    begin = int(rows.minute[at])
    if until - begin >= SHORTEST_MIN:
        found.setdefault(unit, []).append(_Stay(str(rows.place[at]), str(rows.cause[at]), begin, until - begin))


def _standstill(panel: Advance, runs: Sequence[Sequence[_Stay]]) -> Standstill:
    """The place and cause that cost troops of the army the most time over all runs."""
    depth = _spread(panel.km[:, -1])
    bare = Standstill(panel.owner, panel.name, depth, panel.total_km)
    seen, length = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for stays in runs:
        seen.update({(stay.place, stay.cause) for stay in stays})
        for stay in stays:
            length[stay.place, stay.cause] += stay.minutes
    if not seen:
        return bare
    place, cause = max(sorted(seen), key=lambda where: (length[where], seen[where]))
    there = [[stay for stay in stays if (stay.place, stay.cause) == (place, cause)] for stays in runs]
    longest = [max(stays, key=lambda stay: stay.minutes, default=None) for stays in there]
    known = [stay for stay in longest if stay]
    start = float(np.median([stay.from_min for stay in known]))
    days = _spread(np.array([stay.minutes for stay in known]) / MINUTES_PER_DAY)
    return Standstill(panel.owner, panel.name, depth, panel.total_km, place, cause, start, days, len(known) / len(runs))


def _spread(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9])
    return float(median), float(low), float(high)
