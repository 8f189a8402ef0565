"""What a map of one run finds: how much is taken, and which army is where history was earlier, or later.

The title of a map says it, so that the picture has a message before it is read. Of all armies that are behind a dated event the
one is named whose delay weighs most, by days and men; where none is behind, the one that is furthest ahead.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.calendar import MINUTES_PER_DAY, day_text
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.arrivals import NEAR_H, arrivals, error_h, is_hit
from analysis.scores.dates import ENDING
from analysis.scores.history import DatedEvent


def map_finding(result: Result, minute: int, held: Mapping[str, str]) -> str:
    """`67 of 291 places taken; First Army before Redford, where history was on D+2`.

    `held` gives for each place the side that holds it at `minute`. Where no army is behind or ahead of history at `minute`, it
    counts the dated events so far that came within a day.
    """
    first, second = result.sides[:2]
    theirs = [place.id for place in result.towns if place.side == second.id]
    taken = f"{sum(held[place] == first.id for place in theirs)} of {len(theirs)} places taken"
    against = _against_history(result, minute) or _near(result, minute)
    return f"{taken}; {against}" if against else taken


def _against_history(result: Result, minute: int) -> str:
    """The army that is most behind, else the one that is most ahead; nothing where all is as in history."""
    table = arrivals([result])
    dated = [
        (event, float(when[0]))
        for event, when in zip(table.events, table.minutes, strict=True)
        if event.side == result.sides[0].id and event.kind not in ENDING and event.formation in result.formation
    ]
    behind = [(event, minute - event.latest_min) for event, when in dated if event.latest_min < minute < when]
    ahead = [(event, event.earliest_min - minute) for event, when in dated if when <= minute < event.earliest_min]
    if behind:
        event = _weightiest(result, behind)
        return f"{_army(result, event)} before {event.place_name}, where history was {_when(result, event)}"
    if ahead:
        event = _weightiest(result, ahead)
        return f"{_army(result, event)} in {event.place_name}, where history came {_when(result, event)}"
    return ""


def _near(result: Result, minute: int) -> str:
    """`23 of 38 dates within a day of history`, of those that history has up to `minute`; nothing where it has none."""
    table = arrivals([result])
    hits = [
        is_hit(error_h(counted, event.earliest_min, event.latest_min), happens, NEAR_H)
        for event, happens, (counted,) in zip(table.events, table.reached, table.counted, strict=True)
        if event.latest_min <= minute
    ]
    return f"{sum(hits)} of {len(hits)} dates within a day of history" if hits else ""


def _weightiest(result: Result, found: list[tuple[DatedEvent, int]]) -> DatedEvent:
    """The event whose minutes weigh most by the men of its army at the start."""
    men = {_group(result, event): 0.0 for event, _ in found}
    order = OrderOfBattle.of(result)
    for group in men:
        men[group] = sum(result.formation[unit].men for unit in order.group(group))
    return max(found, key=lambda one: (one[1] * men[_group(result, one[0])], one[0].id))[0]


def _group(result: Result, event: DatedEvent) -> str:
    """The army of an event, or the formation itself where no army is over it."""
    return event.army if event.army and event.army in result.formation else event.formation or ""


def _army(result: Result, event: DatedEvent) -> str:
    return OrderOfBattle.of(result).name(_group(result, event))


def _when(result: Result, event: DatedEvent) -> str:
    """`on D+2`, or `by D+3` where the window is longer than a day."""
    last = day_text(result.local_time(0), max(event.latest_min - 1, event.earliest_min)).split(" ", maxsplit=1)[0]
    return f"{'on' if event.latest_min - event.earliest_min <= MINUTES_PER_DAY else 'by'} {last}"
