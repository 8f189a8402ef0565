"""The story of one formation in plain lines: what it did, where and why it stood."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, day_text, moment
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, plain_name
from analysis.results.reading import ResultError
from analysis.terminal import columns, plain
from analysis.words.numbers import fuel, numbers_text, percent_spaced, plain_words
from analysis.words.phrases import SAID_BETTER_BY
from analysis.words.sentences import Happening, cause_words, happenings, sentence
from engine.vocabulary import Activity, EventKind

NEAREST_AT_MOST = 5
PLACES_AT_MOST = 12
WIDTH_OF_TIME = 18


@dataclass(frozen=True)
class State:
    """A row of the tracks."""

    minute: int
    place: str
    next_place: str
    axis_km: float
    state: str
    cause: str
    numbers: Mapping[str, float]
    """Men, readiness, fuel_fills, food_days, supply_fraction and supply_km, as far as the run has them."""


@dataclass(frozen=True)
class Line:
    """A line of the story: when it begins and what is said."""

    minute: int
    text: str


def explain(result: Result, formation: str, day: float | None = None) -> str:
    """The story of `formation` (its id, name or short label) as lines of text that end with how it stands.

    With `day` only the calendar day D+`day`, and how it stood at the beginning and at the end of it. A headquarters or
    army also gets a summary of its troops. Raises `ResultError` for an unknown or ambiguous formation, or a day outside
    the run.
    """
    unit = find_formation(result, formation)
    begin, end = _span(result, day)
    lines = [*_heading(result, unit), ""]
    if day is not None and begin > 0:
        lines += _standing(result, unit, begin)
    story = story_lines(result, unit, begin, end)
    start = result.local_time(0)
    lines += [f"{moment(start, line.minute):<{WIDTH_OF_TIME}}{line.text}" for line in story]
    if not story:
        lines.append("Nothing happens to it on this day." if day is not None else "Nothing happens to it.")
    lines += _standing(result, unit, min(end, result.end_minute))
    lines += _troops(result, unit, begin, end)
    return "\n".join(plain_line(line) for line in lines)


def plain_line(line: str) -> str:
    """The line without control characters."""
    return "".join(plain(c) if c != "\u202f" else c for c in line).rstrip()


def find_formation(result: Result, wanted: str) -> str:
    """The id of the formation with the id, name or short label `wanted`; `ResultError` with the nearest ids if none has."""
    if wanted in result.formation:
        return wanted
    order, folded = OrderOfBattle.of(result), wanted.strip().casefold()
    called: dict[str, set[str]] = {}
    for unit in sorted(result.formation):
        record = result.formation[unit]
        for name in (unit, record.name, order.name(unit), record.short):
            called.setdefault(name.casefold(), set()).add(unit)
    found = sorted(called.get(folded, ()))
    if len(found) == 1:
        return found[0]
    if found:
        raise ResultError(f"formation {wanted!r} may be any of {', '.join(found)}; name it by one of these ids")
    near = difflib.get_close_matches(folded, sorted(called), n=NEAREST_AT_MOST, cutoff=0.5)
    near += [name for name in sorted(called) if folded and folded in name and name not in near]
    ids = list(dict.fromkeys(unit for name in near for unit in sorted(called[name])))[:NEAREST_AT_MOST]
    hint = f"the nearest are {', '.join(ids)}" if ids else f"it has {len(result.formation)}, see formations.json"
    raise ResultError(f"formation {wanted!r} is not in this run; {hint}")


def _span(result: Result, day: float | None) -> tuple[int, int]:
    """First minute of the calendar day D+`day` and of the next; the whole run without a day."""
    if day is None:
        return 0, result.end_minute + 1
    start = result.local_time(0)
    midnight = int(day) * MINUTES_PER_DAY - start.hour * 60 - start.minute
    if day < 0 or midnight >= result.end_minute:
        raise ResultError(f"day {day:g} is not in this run; it has D+0 to {day_text(start, result.end_minute)}")
    return max(midnight, 0), midnight + MINUTES_PER_DAY


def _heading(result: Result, unit: str) -> list[str]:
    record, side = result.formation[unit], ""
    for one in result.sides:
        side = one.name if one.id == record.side else side
        for contingent in one.contingents:
            if contingent.id == record.contingent:
                side += f" ({contingent.name})"
    men = record.men
    group = sum(float(result.formation[member].men or 0) for member in OrderOfBattle.of(result).group(unit))
    strength = f"{men:,.0f} men" + (f" of its own, {group:,.0f} with its troops" if group > men else "")
    facts = [side, plain_words(record.echelon), plain_words(record.branch), strength]
    lines = [f"{record.name} ({unit})", " · ".join(fact for fact in facts if fact)]
    role = record.role
    return [*lines, *([role] if role else [])]


def story_lines(result: Result, unit: str, begin: int, end: int) -> list[Line]:
    """What happens to `unit` in [begin, end) minutes, one line for what belongs together.

    A passage is told with its capture, repeated halts of one cause at one place and repeated fights as one line.
    """
    events = list(_without_echoes([event for event in happenings(result, unit) if begin <= event.minute < end]))
    lines: list[Line] = []
    at = 0
    while at < len(events):
        halt = events[at].kind == EventKind.HALT
        run = _halts_from(events, at) if halt else _repeats_from(events, at)
        lines.append(_halt_line(result, unit, run) if halt else _repeated_line(result, run))
        at += len(run)
    return lines


def _repeats_from(events: Sequence[Happening], at: int) -> list[Happening]:
    """The event at index `at` and those straight after it that differ in their numbers only."""
    same = (events[at].kind, events[at].place, events[at].cause)
    return list(takewhile(lambda event: (event.kind, event.place, event.cause) == same, events[at:]))


def _repeated_line(result: Result, run: Sequence[Happening]) -> Line:
    said = sentence(result, run[0])
    if len(run) > 1:
        said += f"; {len(run)} times until {moment(result.local_time(0), run[-1].minute)}"
        if run[-1].numbers != run[0].numbers:
            said += f", at last {numbers_text(run[-1].kind, run[-1].numbers)}"
    return Line(run[0].minute, said)


def _without_echoes(events: Sequence[Happening]) -> Iterator[Happening]:
    """The events without those that another of the same minute says better."""
    at_minute: dict[tuple[int, str], set[str]] = {}
    for event in events:
        at_minute.setdefault((event.minute, event.place), set()).add(event.kind)
    for event in events:
        if not SAID_BETTER_BY.get(event.kind, frozenset()) & at_minute[event.minute, event.place]:
            yield event


def _halts_from(events: Sequence[Happening], at: int) -> list[Happening]:
    """The halt at index `at`, the move after it, and every further halt and move of this cause at this place."""
    first = events[at]
    run = [first]
    for event in events[at + 1 :]:
        wanted = EventKind.RESUME if run[-1].kind == EventKind.HALT else EventKind.HALT
        if (event.kind, event.cause, event.place) != (wanted, first.cause, first.place):
            break
        run.append(event)
    return run


def _halt_line(result: Result, unit: str, run: Sequence[Happening]) -> Line:
    halts = [event for event in run if event.kind == EventKind.HALT]
    stood_min = sum(b.minute - a.minute for a, b in zip(run[::2], run[1::2], strict=False))
    said = sentence(result, halts[-1])
    along = _along(result, unit, run[0].minute, halts[-1].minute)
    if len(halts) > 1:
        said = said.replace("halts", f"halts {len(halts)} times", 1)
    if along:
        said += f" ({along})"
    if run[-1].kind == EventKind.RESUME:
        times = "moves on" if len(halts) == 1 else "moves on from there"
        said += f"; {times} {moment(result.local_time(0), run[-1].minute)}, after {_hours(stood_min)}"
        said += " in all" if len(halts) > 1 else ""
    elif len(halts) > 1:
        said += f"; the last time {moment(result.local_time(0), halts[-1].minute)}"
    return Line(run[0].minute, said)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.0f} h" if minutes >= 60 else f"{minutes} min"


def _along(result: Result, unit: str, begin: int, end: int) -> str:
    """`350 km along its axis`, a range where it crept on; nothing for a formation without an axis."""
    first, last = _state(result, unit, begin, after=True), _state(result, unit, end, after=True)
    stood = [state for state in (first, last) if state and state.state == Activity.HALTED]
    km = [state.axis_km for state in stood if np.isfinite(state.axis_km) and state.axis_km > 0]
    if not km:
        return ""
    low, high = f"{min(km):.0f}", f"{max(km):.0f}"
    return f"{low} km along its axis" if low == high else f"{low}–{high} km along its axis"


def _state(result: Result, unit: str, minute: int, after: bool = False) -> State | None:
    """The last sample of the tracks up to `minute` (or the first from it on); None where there is none."""
    table = result.tracks
    mine = np.flatnonzero(table.formation == unit)
    minutes = table.minute[mine]
    row = int(np.searchsorted(minutes, minute, side="left" if after else "right")) - (0 if after else 1)
    if not 0 <= row < len(mine):
        return None
    at = int(mine[row])

    keys = ("men", "readiness", "fuel_fills", "food_days", "supply_fraction", "supply_km")
    numbers = {key: float(table.column(key)[at]) for key in keys if np.isfinite(table.column(key)[at])}
    place, onward, state, cause = (str(column[at]) for column in (table.place, table.next_place, table.state, table.cause))
    return State(int(table.minute[at]), place, onward, float(table.axis_km[at]), state, cause, numbers)


def _standing(result: Result, unit: str, minute: int) -> list[str]:
    state = _state(result, unit, minute)
    if state is None:
        return []
    time = moment(result.local_time(0), state.minute)
    return [f"{time:<{WIDTH_OF_TIME}}[{where_and_why(result, state)}: {condition(state)}]"]


def where_and_why(result: Result, state: State) -> str:
    """`halted past Redford on the way to Whitewater, 350 km along its axis, out of fuel`."""
    name, onward = result.place_name(state.place), result.place_name(state.next_place)
    where = (
        f" past {name} on the way to {onward}"
        if onward and state.state in (Activity.MARCHING, Activity.HALTED)
        else f" at {name}"
    )
    along = f", {state.axis_km:.0f} km along its axis" if np.isfinite(state.axis_km) and state.axis_km > 0 else ""
    why = f", {cause_words(state.cause)}" if state.cause else ""
    return f"{plain_words(state.state)}{where if name else ''}{along}{why}"


def condition(state: State) -> str:
    """Men, readiness, fuel and supply in words."""
    numbers, said = state.numbers, []
    if "men" in numbers:
        said.append(f"{numbers['men']:,.0f} men")
    if "readiness" in numbers:
        said.append(percent_spaced(f"readiness {numbers['readiness']:.0%}"))
    if "fuel_fills" in numbers:
        said.append(fuel(numbers["fuel_fills"]))
    if "food_days" in numbers:
        said.append(f"food for {numbers['food_days']:.1f} days")
    if "supply_fraction" in numbers:
        over = f" over {numbers['supply_km']:,.0f} km of road" if numbers.get("supply_km") else ""
        said.append(percent_spaced(f"supply {numbers['supply_fraction']:.0%}") + over)
    return ", ".join(said)


def _troops(result: Result, unit: str, begin: int, end: int) -> list[str]:
    """Summary of the subordinates: who is ahead, what they took, and a row for each."""
    members = sorted(OrderOfBattle.of(result).group(unit) - {unit})
    if not members:
        return []
    events = [event for event in happenings(result) if event.formation in set(members) and begin <= event.minute < end]
    rows = [["", "at the end" if end > result.end_minute else "at the end of the day", "km", "takes", "halts"]]
    ahead: tuple[float, str] = (0.0, "")
    for member in members:
        state = _state(result, member, min(end, result.end_minute))
        if state is None or not result.formation[member].combat:
            continue
        if np.isfinite(state.axis_km) and state.axis_km > ahead[0]:
            ahead = (state.axis_km, member)
        rows.append(_row(result, member, state, [event for event in events if event.formation == member]))
    lines = ["", f"Its troops ({len(rows) - 1} fighting formations):"] if len(rows) > 1 else []
    if ahead[1]:
        lines.append(f"ahead is {result.formation[ahead[1]].name}, {ahead[0]:.0f} km along the axis")
    taken = [
        f"{result.place_name(e.place)} {day_text(result.local_time(0), e.minute)}" for e in events if e.kind == EventKind.CAPTURE
    ]
    if taken:
        more = f" and {len(taken) - PLACES_AT_MOST} more" if len(taken) > PLACES_AT_MOST else ""
        lines.append(f"they take {', '.join(taken[:PLACES_AT_MOST])}{more}")
    return [*lines, *columns(rows, right=(2, 3)).split("\n")] if len(rows) > 1 else lines


def _row(result: Result, member: str, state: State, events: Sequence[Happening]) -> list[str]:
    causes = Counter(event.cause for event in events if event.kind == EventKind.HALT)
    halts = ", ".join(
        f"{count} × {cause_words(cause)}" for cause, count in sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    )
    name = plain_name(result.formation[member].name)
    cause = f", {cause_words(state.cause)}" if state.cause else ""
    where = f"{plain_words(state.state)} at {result.place_name(state.place)}{cause}"
    km = f"{state.axis_km:.0f}" if np.isfinite(state.axis_km) else ""
    return [f"  {name} ({member})", where, km, str(sum(event.kind == EventKind.CAPTURE for event in events) or ""), halts]
