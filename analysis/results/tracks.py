"""Where each formation stood and who held each place, in time: what every export is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from itertools import pairwise

import numpy as np

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.longitudes import eastward, west_edge
from analysis.results.records import Formation, Place
from engine.vocabulary import Activity

GONE = Activity.ELIMINATED
JOINED = "joined"
"""Of a forward detachment that is one with its main body again."""


@dataclass(frozen=True)
class Fix:
    """A formation's position at a minute of the run, and its state then."""

    minute: int
    lon: float
    lat: float
    state: str

    @property
    def position(self) -> list[float]:
        """[lon, lat] in degrees, as GeoJSON orders them."""
        return [self.lon, self.lat]


@dataclass(frozen=True)
class Spell:
    """One side's hold of a place: from a minute up to, not including, another. `by` took it; empty at the start."""

    place: Place
    side: str
    from_minute: int
    until_minute: int
    by: str


def zone(result: Result) -> timezone:
    """The scenario's one time zone."""
    return timezone(timedelta(hours=result.manifest.utc_offset_hours))


def zone_time(result: Result, minute: int) -> str:
    """The time at `minute` with the scenario's offset, as `1990-05-01T06:30:00-02:30`."""
    return result.local_time(minute).replace(tzinfo=zone(result)).isoformat()


def day(minute: int) -> float:
    """Days since the start of the run, to four decimals."""
    return round(minute / MINUTES_PER_DAY, 4)


def present(result: Result, minute: int) -> dict[str, int]:
    """Formation to the row of its last sample up to `minute`, of those that were sampled then.

    Forward detachments with their main body, and formations that have yet to come or have gone, have none and stand nowhere."""
    minutes = result.tracks.minute
    past = minutes[minutes <= minute]
    rows = np.flatnonzero(minutes == past.max()) if len(past) else np.zeros(0, int)
    return dict(zip(result.tracks.formation[rows].tolist(), rows.tolist(), strict=True))


def fixes(result: Result) -> dict[str, list[Fix]]:
    """By formation, in the order of the order of battle: every sample in time, until the formation is out of the war.

    Longitudes go on beyond 180 where the theatre does, so that no track jumps round the world.

    Where a forward detachment is with its main body again a fix of the state `JOINED` ends that part of its track."""
    found: dict[str, list[Fix]] = {formation.id: [] for formation in result.formations}
    ticks = sorted(set(result.tracks.minute.tolist()))
    after, west = dict(pairwise(ticks)), west_edge([place.lon for place in result.places])
    for name, minute, lon, lat, state in result.tracks.rows("formation", "minute", "lon", "lat", "state"):
        track = found.get(name)
        if track is not None and not (track and track[-1].state == GONE) and np.isfinite([lon, lat]).all():
            if track and track[-1].minute in after and after[track[-1].minute] < minute:
                track.append(replace(track[-1], minute=after[track[-1].minute], state=JOINED))
            track.append(Fix(minute, eastward(lon, west), lat, state))
    for track in found.values():
        if track and track[-1].state != GONE and track[-1].minute in after:
            track.append(replace(track[-1], minute=after[track[-1].minute], state=JOINED))
    return found


def drawn(result: Result) -> list[Formation]:
    """The formations of the order of battle, without the detachments that never stood anywhere of their own."""
    sampled = set(result.tracks.formation.tolist())
    return [formation for formation in result.formations if formation.id in sampled or not formation.detachment]


def turning_points(track: Sequence[Fix]) -> list[Fix]:
    """`track` without the samples amid a rest: same position and state before and after. First and last stay."""
    inner = [
        here
        for before, here, after in zip(track, track[1:], track[2:], strict=False)
        if (before.position, before.state) != (here.position, here.state) or here.position != after.position
    ]
    return [*track[:1], *inner, *track[1:][-1:]]


def spells(result: Result) -> list[Spell]:
    """The sides that held each place and when, place by place in time, over the whole run."""
    changes: dict[str, list[tuple[int, str, str]]] = {place.id: [(0, place.side or "", "")] for place in result.places}
    for place, side, minute, by in result.captures.rows("place", "side", "minute", "formation"):
        if place in changes:
            changes[place].append((minute, side, by))
    found = []
    for place, held in changes.items():
        ends = [minute for minute, _, _ in held[1:]] + [result.end_minute]
        for (start, side, by), end in zip(held, ends, strict=True):
            if start < end:
                found.append(Spell(result.place[place], side, start, end, by))
    return found
