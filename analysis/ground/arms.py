"""Ground whose holders have laid down arms: after a cease-fire order it is held, and no longer fought for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.ground.projection import Array, Lambert
from analysis.results.load import Result
from engine.vocabulary import Cause, EventKind

OBEYS = (Cause.OBEYS_CHAIN, Cause.OBEYS_ENVOY)


@dataclass(frozen=True)
class _Holder:
    """A fighting formation: when it laid down arms and when it was otherwise taken (infinity: never), and where it was when."""

    side: str
    obeyed_min: float
    taken_min: float
    minutes: Array
    xy_km: Array


class LaidDown:
    """Asked for a minute it tells at which places arms have been laid down: those to which, of their holder's formations still
    in play, the nearest has obeyed the order to cease fire (one that then was disarmed still counts, where it stood last)."""

    def __init__(self, result: Result, projection: Lambert):
        self._result = result
        self._km = projection.km([place.lon for place in result.places], [place.lat for place in result.places])
        self._holders = _holders(result, projection)
        self.begins_min = min((one.obeyed_min for one in self._holders), default=np.inf)

    def places(self, held: dict[str, str], minute: int) -> set[str]:
        """Ids of the places at which arms have been laid down; `held` is the side that holds each."""
        if minute < self.begins_min:
            return set()
        return {place for side in sorted(set(held.values()) - {""}) for place in self._of_side(side, held, minute)}

    def _of_side(self, side: str, held: dict[str, str], minute: int) -> list[str]:
        there = [one for one in self._holders if one.side == side and minute < one.taken_min]
        if not any(one.obeyed_min <= minute for one in there):
            return []
        spots = np.array([one.xy_km[max(int(np.searchsorted(one.minutes, minute, "right")) - 1, 0)] for one in there])
        rows = [at for at, place in enumerate(self._result.places) if held[place.id] == side]
        away = np.hypot(*(self._km[rows][:, None] - spots[None]).transpose(2, 0, 1))
        nearest = away.argmin(axis=1)
        obeys = np.array([one.obeyed_min <= minute for one in there])
        return [self._result.places[at].id for at, one in zip(rows, nearest.tolist(), strict=True) if obeys[one]]


def _holders(result: Result, projection: Lambert) -> list[_Holder]:
    """The fighting formations of both sides that were ever sampled, in the order of the result."""
    obeyed, taken = _minutes(result)
    table, found = result.tracks, []
    good = np.isfinite(table.lon) & np.isfinite(table.lat)
    rows = {str(unit): np.flatnonzero(good & (table.formation == unit)) for unit in np.unique(table.formation)}
    for formation in result.formations:
        at: Sequence[int] = rows.get(formation.id, np.zeros(0, int)).tolist() if formation.combat else []
        if at:
            xy_km = projection.km(table.lon[at], table.lat[at])
            when = (obeyed.get(formation.id, np.inf), taken.get(formation.id, np.inf))
            found.append(_Holder(formation.side, *when, table.minute[at].astype(float), xy_km))
    return found


def _minutes(result: Result) -> tuple[dict[str, float], dict[str, float]]:
    """When each formation obeyed an order to cease fire, and when it was taken or dispersed by anything else."""
    obeyed, taken = dict[str, float](), dict[str, float]()
    for minute, kind, unit, cause in result.events.rows("minute", "kind", "formation", "cause"):
        if kind == EventKind.ORDER and cause in OBEYS:
            obeyed.setdefault(unit, float(minute))
        elif kind in (EventKind.SURRENDER, EventKind.DISPERSE) and cause != Cause.CEASE_FIRE:
            taken.setdefault(unit, float(minute))
    return obeyed, taken
