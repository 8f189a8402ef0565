"""What a day brought, in sentences made from the events of a run.

The text card of a map shows them. It has room for few lines, so the greatest places come first and the rest is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.calendar import MINUTES_PER_DAY
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, new_parents
from engine.vocabulary import EventKind

LINES_AT_MOST = 5
"""Sentences of a card before its balance."""
NAMED_AT_MOST = 3
"""Places named in one sentence; the rest is counted."""
PRIORITY = (EventKind.FUEL_EMPTY, EventKind.CAPTURE, EventKind.REACH, EventKind.HALT)


@dataclass(frozen=True)
class DayText:
    """Sentences on 24 hours and the places they name."""

    heading: str
    """The time that the sentences are about."""
    lines: tuple[str, ...]
    """Complete sentences; the last is the balance of places."""
    places: frozenset[str]
    """Ids of the places named, which the map then shows by name."""


def day_text(result: Result, minute: int, held: Mapping[str, str]) -> DayText:
    """What happened in the 24 hours up to `minute`: places taken by army, formations out of fuel, and the balance.

    Where nothing was taken in that time, the places of the calendar day of the last capture before it. `held` gives for each
    place the side that holds it at `minute`.
    """
    start = minute - MINUTES_PER_DAY
    taken = _captures(result, start, minute)
    heading = "In the last 24 hours"
    if not taken and len(result.captures.minute):
        before = [int(when) for when in result.captures.minute if when <= minute]
        if before:
            taken = _captures(result, _before_its_day(result, max(before)), max(before))
            heading = f"The last day with a place taken: {result.day_label(max(before))}"
    lines, named = list[str](), set[str]()
    for who, places in _ordered(result, taken)[:LINES_AT_MOST]:
        shown = places[:NAMED_AT_MOST]
        named.update(result.far_banks.get(place, place) for place in shown)
        more = len(places) - len(shown)
        names = [str(result.place[p].name) for p in shown] + ([f"{more} more"] if more else [])
        lines.append(f"{who} takes {_enumerate(names)}.")
    dry = _out_of_fuel(result, start, minute)
    if dry:
        lines = [*lines[: LINES_AT_MOST - 1], f"Out of fuel: {_enumerate(dry[:4])}."]
    return DayText(heading, (*lines, _balance(result, held)), frozenset(named))


def _before_its_day(result: Result, minute: int) -> int:
    """The last minute before the calendar day of `minute`, in local time."""
    then = result.local_time(minute)
    return minute - 60 * then.hour - then.minute - 1


def _captures(result: Result, start: int, end: int) -> dict[str, list[str]]:
    """Places taken in (start, end] minutes by the army (else the formation) that took them, and that commanded them then.

    A far bank counts with its place where that falls too. Places that the run does not describe are left out: nothing could be
    said of them.
    """
    order, orders = OrderOfBattle.of(result), new_parents(result)
    taken: dict[str, list[str]] = {}
    for place, when, formation in result.captures.rows("place", "minute", "formation"):
        if start < when <= end and place in result.place:
            army = order.army(order.commander(formation, when, orders)) or formation
            taken.setdefault(order.name(army) if army in result.formation else army, []).append(place)
    return {who: [place for place in all_of if result.far_banks.get(place) not in all_of] for who, all_of in taken.items()}


def _ordered(result: Result, taken: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Those who took the greatest places first; within one the greatest places first."""

    def weight(place: str) -> tuple[float, float, str]:
        """Sorts by tier, then by population, then by id; a place without a tier counts as one of tier 3."""
        record = result.place[place]
        return float(record.tier), -float(record.population or 0), place

    rows = [(who, sorted(places, key=weight)) for who, places in sorted(taken.items())]
    return sorted(rows, key=lambda row: (weight(row[1][0]), row[0]))


def _out_of_fuel(result: Result, start: int, end: int) -> list[str]:
    """Names of the formations that ran out of fuel in (start, end] minutes, in the order of the alphabet."""
    table, order = result.events, OrderOfBattle.of(result)
    dry = {
        order.own_name(f)
        for f, kind, when in zip(table.formation.tolist(), table.kind.tolist(), table.minute.tolist(), strict=True)
        if kind == EventKind.FUEL_EMPTY and start < when <= end and f in result.formation
    }
    return sorted(dry)


def _balance(result: Result, held: Mapping[str, str]) -> str:
    """How many of the second side's places at the start the first side holds now."""
    first, second = result.sides[:2]
    theirs = [place.id for place in result.towns if place.side == second.id]
    now = sum(held[place] == first.id for place in theirs)
    return f"{first.name} side: {now} of {len(theirs)} places that were {second.name} at the start."


def _enumerate(names: list[str]) -> str:
    """`A`, `A and B` or `A, B and C`; `names` has one at least."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
