"""Which dated events of history a run can be compared with, and the minute at which each happens in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.results.bodies import bodies_of
from analysis.results.load import Result
from analysis.results.order_of_battle import NewParent, OrderOfBattle, new_parents
from analysis.results.records import HistoricalEvent
from engine.vocabulary import Cause, EventKind

PASSAGES = (EventKind.START, EventKind.PASS, EventKind.CAPTURE, EventKind.REACH, EventKind.CROSSING)
PRODUCED_BY_DEFAULT = frozenset((*PASSAGES, EventKind.HALT))
"""Event kinds taken for granted where the manifest has no `event_kinds`."""
USUAL_HALTS = (Cause.AHEAD, Cause.COLUMN, Cause.FOLLOWS, Cause.RIVER, Cause.ORDER, Cause.PHASE_LINE, Cause.REGROUPS)
"""Causes of a halt that belong to any march or were wanted; any other is forced on the formation."""


@dataclass(frozen=True)
class DatedEvent:
    """An event of history that a run can be held against. Its window includes both ends."""

    id: str
    kind: str
    text: str
    place: str | None
    place_name: str
    place_km: float
    formation: str | None
    formation_name: str
    side: str
    army: str | None
    front: str | None
    earliest_min: int
    latest_min: int
    value: float | None = None
    by: str | None = None
    """Whose coming is dated, a `Body`; None: that of the first of all."""
    cause: str | None = None
    """Of a halt: why it was; None: for whatever reason was forced on the formation."""

    @property
    def middle_min(self) -> float:
        """Middle of the window in minutes of the run."""
        return (self.earliest_min + self.latest_min) / 2


@dataclass(frozen=True)
class Halt:
    """A halt forced on a formation."""

    formation: str
    place: str
    cause: str
    from_min: int
    to_min: int


@dataclass(frozen=True)
class Comparable:
    """Events of history sorted by what can be done with them.

    `dates` count in the scores; `states` (fuel, halts) are printed beside what the run says; `left_out` counts all
    others by (kind, reason), so that nothing disappears.
    """

    dates: tuple[DatedEvent, ...]
    states: tuple[DatedEvent, ...]
    left_out: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Finder:
    """How an event of history is recognised in a run: any of these kinds of events must be produced."""

    needs: frozenset[str]
    minute: Callable[[Result, DatedEvent], int | None]


def comparable(result: Result) -> Comparable:
    """The events of history that `result` can be compared with, in the order of their dates."""
    order = OrderOfBattle.of(result)
    dates: list[DatedEvent] = []
    states: list[DatedEvent] = []
    left_out = Counter[tuple[str, str]]()
    orders = new_parents(result)
    for record in result.history:
        event = _dated(result, order, orders, record)
        reason = _why_not(result, record, event)
        if reason:
            left_out[event.kind, reason] += 1
        else:
            (dates if event.kind in FINDERS else states).append(event)
    return Comparable(_by_date(dates), _by_date(states), dict(sorted(left_out.items())))


def simulated_minute(result: Result, event: DatedEvent) -> int | None:
    """Minute at which `event` happens in the run; None where it does not."""
    return FINDERS[event.kind].minute(result, event)


def _by_date(events: list[DatedEvent]) -> tuple[DatedEvent, ...]:
    return tuple(sorted(events, key=lambda event: (event.earliest_min, event.latest_min, event.id)))


def _dated(result: Result, order: OrderOfBattle, orders: Sequence[NewParent], record: HistoricalEvent) -> DatedEvent:
    formation, place = str(record.formation or ""), str(record.place or "")
    commander = order.commander(formation, int(record.latest_minute), orders)
    return DatedEvent(
        id=record.id,
        kind=record.kind,
        text=record.text,
        place=place or None,
        place_name=result.place_name(place),
        place_km=float(record.place_km or 0),
        formation=formation or None,
        formation_name=str(result.formation[formation].short or formation) if formation in result.formation else "",
        side=order.side(formation) or result.sides[0].id,
        army=order.army(commander),
        front=order.front(commander),
        earliest_min=int(record.earliest_minute),
        latest_min=int(record.latest_minute),
        value=record.value,
        by=record.by,
        cause=record.cause,
    )


def _why_not(result: Result, record: HistoricalEvent, event: DatedEvent) -> str | None:
    """Why `event` cannot be compared; None if it can."""
    if not record.scored:
        return "told as a record, not to be compared"
    needs = STATE_NEEDS.get(event.kind) or (FINDERS[event.kind].needs if event.kind in FINDERS else None)
    if needs is None:
        return "no date or state to compare"
    if not needs & (produced_kinds(result) | {"track"}):
        return "the run produces no such event"
    if event.earliest_min > result.end_minute:
        return "after the end of the run"
    return _why_not_date(result, event) if event.kind in FINDERS else _why_not_state(event)


def _why_not_date(result: Result, event: DatedEvent) -> str | None:
    if event.by and not {EventKind.PASS, EventKind.CAPTURE} <= produced_kinds(result):
        return "the run does not say when main bodies come to a place"
    if event.kind == "surrender" and event.formation in result.formation:
        return None
    if not event.place or event.place not in result.place:
        return "no place of the map"
    if event.kind == "entry" and result.place[event.place].side == event.side:
        return "the place is held from the start"
    return None


def _why_not_state(event: DatedEvent) -> str | None:
    if event.formation is None:
        return "no formation named"
    return "no value in fills" if event.kind == "fuel" and event.value is None else None


def produced_kinds(result: Result) -> frozenset[str]:
    """Kinds of events that the engine of this run can write."""
    return frozenset(result.manifest.event_kinds or PRODUCED_BY_DEFAULT)


def _first(minutes: NDArray[np.int64], where: NDArray[np.bool_]) -> int | None:
    return int(minutes[where].min()) if where.any() else None


def _coming(result: Result, event: DatedEvent, kinds: Collection[str]) -> NDArray[np.bool_]:
    """Which events of these kinds bring troops of its side to its place; of the `Body` that it dates, if it dates one."""
    rows, troops = result.events, result.formation
    here: NDArray[np.bool_] = (rows.place == event.place) & (rows.side == event.side) & np.isin(rows.kind, list(kinds))
    if event.by:
        detachments = {name for name, formation in troops.items() if formation.detachment}
        fighting = [name for name, formation in troops.items() if formation.combat]
        here = here & np.isin(rows.formation, fighting) & (bodies_of(rows, detachments) == event.by)
    return here


def _first_entry(result: Result, event: DatedEvent) -> int | None:
    """The first capture; of a main body, or a detachment, its first coming to the place, taking it or later."""
    if not event.by:
        return _first_capture(result, event)
    return _first(result.events.minute, _coming(result, event, (EventKind.PASS, EventKind.CAPTURE)))


def _first_capture(result: Result, event: DatedEvent) -> int | None:
    captures = result.captures
    return _first(captures.minute, (captures.place == event.place) & (captures.side == event.side))


def _first_passage(result: Result, event: DatedEvent) -> int | None:
    first = _first(result.events.minute, _coming(result, event, PASSAGES))
    if event.by:
        return first
    found = [minute for minute in (first, _first_capture(result, event)) if minute is not None]
    return min(found, default=None)


def _first_of_kind(result: Result, event: DatedEvent) -> int | None:
    rows = result.events
    return _first(rows.minute, (rows.place == event.place) & (rows.kind == event.kind))


def _first_landing(result: Result, event: DatedEvent) -> int | None:
    """The first landing of the kind at the place; where the side took it earlier in another way, that overtakes the landing."""
    rows = result.events
    there = (rows.cause == event.place) | ((rows.place == event.place) & (rows.cause == ""))
    found = [_first(rows.minute, there & (rows.kind == event.kind)), _first_capture(result, event)]
    return min((minute for minute in found if minute is not None), default=None)


def _first_surrender(result: Result, event: DatedEvent) -> int | None:
    """The event's formation lays down arms, wherever and why ever, or one below it does on order; at the place without a name.

    A garrison that is stormed does not capitulate for its army: of those below only surrenders on a cease-fire count."""
    if event.formation not in result.formation:
        return _first_of_kind(result, event)
    rows, members = result.events, sorted(OrderOfBattle.of(result).group(event.formation))
    itself = rows.formation == event.formation
    on_order = np.isin(rows.formation, members) & (rows.cause == Cause.CEASE_FIRE)
    return _first(rows.minute, (rows.kind == EventKind.SURRENDER) & (itself | on_order))


def _same_kind(kind: str) -> Finder:
    return Finder(frozenset({kind}), _first_of_kind)


FINDERS: Mapping[str, Finder] = {
    "entry": Finder(frozenset({EventKind.CAPTURE}), _first_entry),
    "crossing": Finder(frozenset(PASSAGES), _first_passage),
    "siege_end": _same_kind(EventKind.SIEGE_END),
    "landing": Finder(frozenset({EventKind.LANDING}), _first_landing),
    "airborne": Finder(frozenset({EventKind.AIRBORNE}), _first_landing),
    "surrender": Finder(frozenset({EventKind.SURRENDER}), _first_surrender),
}
"""Kind of a dated event -> how it is found in a run."""

STATE_NEEDS: Mapping[str, frozenset[str]] = {
    "fuel": frozenset({"track"}),
    "halt": frozenset({EventKind.HALT}),
}
"""Kinds that compare a state and not a date; `track` stands for the table of tracks, which every run has."""


def fuel_fills(result: Result, event: DatedEvent) -> float | None:
    """Fuel (fills) of the event's formation and its subordinates when they come to the place.

    The sample is the first at or after the arrival of any of them at the place, or the one nearest to the middle of
    history's window where none arrives. Mean over the formations that ever have fuel, weighted by the tonnes of a
    fill where the run gives them. None where nobody has fuel.
    """
    tracks, members = result.tracks, sorted(OrderOfBattle.of(result).group(event.formation))
    fills = tracks.fuel_fills
    users = sorted(set(tracks.formation[np.isin(tracks.formation, members) & (fills > 0)].tolist()))
    mine = np.isin(tracks.formation, users) & ~np.isnan(fills)
    if not mine.any():
        return None
    now = mine & (tracks.minute == _sample_minute(result, event, members, tracks.minute[mine]))
    weights = np.array([float(result.formation[unit].fill_t or 0) for unit in tracks.formation[now].tolist()])
    return float(np.average(fills[now], weights=weights if weights.sum() > 0 else None))


def _sample_minute(result: Result, event: DatedEvent, members: list[str], samples: NDArray[np.int64]) -> int:
    rows = result.events
    here = (rows.place == event.place) & np.isin(rows.formation, members) & np.isin(rows.kind, PASSAGES)
    arrival = _first(rows.minute, here)
    if arrival is not None and (samples >= arrival).any():
        return int(samples[samples >= arrival].min())
    return int(samples[np.abs(samples - event.middle_min).argmin()])


def forced_halt(result: Result, event: DatedEvent) -> Halt | None:
    """The halt of the event's formation or a subordinate forced on it, for the event's cause if it has one, that lies nearest
    to the window.

    Of several inside the window one at the event's place, then the longest; None where nobody was halted so.
    """
    found = _forced_halts(result, sorted(OrderOfBattle.of(result).group(event.formation)))
    halts = [halt for halt in found if event.cause in (None, halt.cause)]
    return min(halts, key=lambda halt: _distance(halt, event), default=None)


def _distance(halt: Halt, event: DatedEvent) -> tuple[int, bool, int, str]:
    gap = max(halt.from_min - event.latest_min, event.earliest_min - halt.to_min, 0)
    return gap, halt.place != event.place, halt.from_min - halt.to_min, halt.formation


def _forced_halts(result: Result, members: list[str]) -> list[Halt]:
    """Halts that nobody wanted: of a main body also while a forward detachment drives on, which is a formation of its own."""
    rows = result.events
    mine = np.flatnonzero(np.isin(rows.formation, members))
    halts: list[Halt] = []
    for at in mine[rows.kind[mine] == EventKind.HALT]:
        unit, cause = str(rows.formation[at]), str(rows.cause[at])
        after = mine[(mine > at) & (rows.formation[mine] == unit)]
        if cause not in USUAL_HALTS:
            until = int(rows.minute[after[0]]) if after.size else result.end_minute
            halts.append(Halt(unit, str(rows.place[at]), cause, int(rows.minute[at]), until))
    return halts
