"""The story of one formation in plain lines: what it did, where and why it stood.

It is made from three tables of the run: the order of battle for the heading, the events for the story, the tracks for how the
formation stood. Events that belong together are one line. Nothing is judged here: what a halt cost is in `analysis.scores`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, day_text, days_and_hours, moment
from analysis.ground.supply_chain import chains
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, plain_name
from analysis.results.reading import ResultError
from analysis.results.tracks import present
from analysis.terminal import columns, plain
from analysis.words.fights import fight_lines
from analysis.words.formation_names import find_formation
from analysis.words.hunger import eventless, hunger_words, hungers
from analysis.words.numbers import fuel, numbers_text, percent_spaced, plain_words
from analysis.words.sentences import Happening, cause_words, happenings, sentence, without_echoes
from analysis.words.supply_chain import chain_words
from engine.vocabulary import Activity, EventKind

PLACES_AT_MOST = 12
WIDTH_OF_TIME = 18


@dataclass(frozen=True)
class State:
    """A row of the tracks: how a formation stood at one sample."""

    minute: int
    place: str
    next_place: str
    """Id of the place that it is on the way to; empty where it is at `place`."""
    axis_km: float
    """Km along its axis; NaN off the axis or without one."""
    state: str
    cause: str
    """Code of the cause why it stands; empty on the march."""
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
    hungry = [one for one in hungers(result, unit) if one.from_min < end and one.to_min > begin]
    told = [*story, *(Line(max(one.from_min, begin), hunger_words(result, one)) for one in hungry)]
    start = result.local_time(0)
    lines += [f"{moment(start, one.minute):<{WIDTH_OF_TIME}}{one.text}" for one in sorted(told, key=lambda one: one.minute)]
    if not told:
        lines.append(eventless(result, unit, begin, end, " on this day" if day is not None else ""))
    lines += _standing(result, unit, min(end, result.end_minute))
    lines += fight_lines(result, unit, begin, end)
    lines += _troops(result, unit, begin, end)
    return "\n".join(plain_line(line) for line in lines)


def plain_line(line: str) -> str:
    """The line without control characters."""
    return "".join(plain(c) if c != "\u202f" else c for c in line).rstrip()


def _span(result: Result, day: float | None) -> tuple[int, int]:
    """First minute of the calendar day D+`day` and of the next; the whole run without a day.

    D+0 begins with the run, which need not start at midnight. Raises `ResultError` for a day outside the run.
    """
    if day is None:
        return 0, result.end_minute + 1
    begin, start = result.minute_of(day), result.local_time(0)
    if begin >= result.end_minute:
        raise ResultError(f"day {day:g} is not in this run; it ends with {day_text(start, result.end_minute - 1)}")
    return begin, begin + MINUTES_PER_DAY - (0 if begin else start.hour * 60 + start.minute)


def _heading(result: Result, unit: str) -> list[str]:
    """Name and id; side, echelon, branch and strength at the start of the run; the role, where the scenario gives one."""
    record = result.formation[unit]
    echelon, branch = plain_words(record.echelon), plain_words(record.branch)
    facts = [_side_text(result, unit), echelon, branch, _strength_text(result, unit)]
    lines = [f"{record.name} ({unit})", " · ".join(fact for fact in facts if fact), record.role]
    return lines if lines[-1] else lines[:-1]


def _side_text(result: Result, unit: str) -> str:
    """`Side`, or `Side (contingent)` for a formation of one of its contingents; empty where the run has no such side."""
    record = result.formation[unit]
    side = next((one for one in result.sides if one.id == record.side), None)
    if side is None:
        return ""
    contingents = "".join(f" ({each.name})" for each in side.contingents if each.id == record.contingent)
    return f"{side.name}{contingents}"


def _strength_text(result: Result, unit: str) -> str:
    """Men of the formation itself, and with all below it where these have any."""
    men = result.formation[unit].men
    group = sum(result.formation[member].men for member in OrderOfBattle.of(result).group(unit))
    return f"{men:,.0f} men" + (f" of its own, {group:,.0f} with its troops" if group > men else "")


def story_lines(result: Result, unit: str, begin: int, end: int) -> list[Line]:
    """What happens to `unit` in [begin, end) minutes, one line for what belongs together.

    A passage is told with its capture, repeated halts of one cause at one place and repeated fights as one line.
    """
    every = [event for event in happenings(result, unit) if begin <= event.minute < end]
    events = [event for event in without_echoes(every) if event.kind != EventKind.DEPOT]
    back = {chain.minute: chain_words(result, chain) for chain in chains(result, unit)}
    lines = _sent_ahead(result, unit, begin, end)
    at = 0
    while at < len(events):
        halt = events[at].kind == EventKind.HALT
        run = _halts_from(events, at) if halt else _repeats_from(events, at)
        lines.append(_halt_line(result, unit, run, back) if halt else _repeated_line(result, run))
        at += len(run)
    return sorted(lines, key=lambda line: line.minute)


def _sent_ahead(result: Result, unit: str, begin: int, end: int) -> list[Line]:
    """The lines of its forward detachments, each when it leaves its main body: what they do then is a story of their own."""
    of_it = [name for name, formation in result.formation.items() if formation.detachment and formation.parent == unit]
    left = [event for name in of_it for event in happenings(result, name) if event.kind == EventKind.DETACHMENT]
    return [
        Line(event.minute, f"its forward detachment {sentence(result, event)}") for event in left if begin <= event.minute < end
    ]


def _repeats_from(events: Sequence[Happening], at: int) -> list[Happening]:
    """The event at index `at` and those straight after it that differ in their numbers only."""
    same = (events[at].kind, events[at].place, events[at].cause)
    return list(takewhile(lambda event: (event.kind, event.place, event.cause) == same, events[at:]))


def _repeated_line(result: Result, run: Sequence[Happening]) -> Line:
    """One line for `run`, events alike: the first in words, then how many there are, until when and the last numbers."""
    said = sentence(result, run[0])
    if len(run) > 1:
        said += f"; {len(run)} times until {moment(result.local_time(0), run[-1].minute)}"
        if run[-1].numbers != run[0].numbers:
            said += f", at last {numbers_text(run[-1].kind, run[-1].numbers)}"
    return Line(run[0].minute, said)


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


def _halt_line(result: Result, unit: str, run: Sequence[Happening], back: Mapping[int, str]) -> Line:
    """One line for `run`, halts and moves in turn: how often it halts and why, how far along, and for how long in all.

    The words are those of the last halt, whose numbers are the newest; `back` says where its fuel comes from. A run that ends
    with a halt has no length yet.
    """
    halts = [event for event in run if event.kind == EventKind.HALT]
    stood_min = sum(b.minute - a.minute for a, b in zip(run[::2], run[1::2], strict=False))
    said = sentence(result, _ended(halts[-1]) if run[-1].kind == EventKind.RESUME else halts[-1])
    ends = {halt.minute: moved.minute for halt, moved in zip(run[::2], run[1::2], strict=False)}
    stands = [(halt.minute, ends.get(halt.minute, result.end_minute)) for halt in (halts[0], halts[-1])]
    along = _along(result, unit, stands)
    if len(halts) > 1:
        said = said.replace("halts", f"halts {len(halts)} times", 1)
    if along:
        said += f" ({along})"
    if halts[-1].minute in back:
        said += f"; {back[halts[-1].minute]}"
    if run[-1].kind == EventKind.RESUME:
        times = "moves on" if len(halts) == 1 else "moves on from there"
        said += f"; {times} {moment(result.local_time(0), run[-1].minute)}, after {_hours(stood_min)}"
        said += " in all" if len(halts) > 1 else ""
    elif len(halts) > 1:
        said += f"; the last time {moment(result.local_time(0), halts[-1].minute)}"
    return Line(run[0].minute, said)


def _ended(halt: Happening) -> Happening:
    """A halt without the hours that it was to last: its line says how long it lasted."""
    return replace(halt, numbers={name: value for name, value in halt.numbers.items() if name != "hours"})


def _hours(minutes: int) -> str:
    """`22 h`, or `40 min` under an hour."""
    return f"{minutes / 60:.0f} h" if minutes >= 60 else f"{minutes} min"


def _along(result: Result, unit: str, stands: Sequence[tuple[int, int]]) -> str:
    """`350 km along its axis`, a range where it crept on; nothing for a formation without an axis, or where the tracks have
    no sample within one of the `stands`, minutes from and to."""
    samples = [(until, _state(result, unit, minute, after=True)) for minute, until in stands]
    stood = [state for until, state in samples if state and state.state == Activity.HALTED and state.minute <= until]
    km = [state.axis_km for state in stood if np.isfinite(state.axis_km) and state.axis_km > 0]
    if not km:
        return ""
    low, high = f"{min(km):.0f}", f"{max(km):.0f}"
    return f"{low} km along its axis" if low == high else f"{low}–{high} km along its axis"


def _state(result: Result, unit: str, minute: int, after: bool = False) -> State | None:
    """The last sample of the tracks up to `minute` (with `after`, the first from it on); None where there is none.

    Numbers that the table does not know for this formation (NaN) are left out.
    """
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
    """The line in brackets that says how the formation stands at `minute`; none while it is not in the theatre, or one with its
    main body."""
    state = _state(result, unit, minute)
    if state is None or unit not in present(result, minute):
        return []
    time = moment(result.local_time(0), state.minute)
    return [f"{time:<{WIDTH_OF_TIME}}[{where_and_why(result, state)}: {condition(state)}]"]


def where_and_why(result: Result, state: State) -> str:
    """`halted past Redford on the way to Whitewater, 350 km along its axis, out of fuel`.

    Only a formation on the road is past a place; others are at it.
    """
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
    """Men, readiness, fuel (refills), food (days of supply) and supply in words; what the run does not know is not said."""
    numbers, said = state.numbers, []
    if "men" in numbers:
        said.append(f"{numbers['men']:,.0f} men")
    if "readiness" in numbers:
        said.append(percent_spaced(f"readiness {numbers['readiness']:.0%}"))
    if "fuel_fills" in numbers:
        said.append(fuel(numbers["fuel_fills"]))
    if "food_days" in numbers:
        said.append(f"food for {days_and_hours(numbers['food_days'])}")
    if "supply_fraction" in numbers:
        over = f" over {numbers['supply_km']:,.0f} km of road" if numbers.get("supply_km") else ""
        said.append(percent_spaced(f"supply {numbers['supply_fraction']:.0%}") + over)
    return ", ".join(said)


def _troops(result: Result, unit: str, begin: int, end: int) -> list[str]:
    """Summary of the subordinates in [begin, end) minutes: which is ahead, what they took, and a row for each."""
    members = sorted(OrderOfBattle.of(result).group(unit) - {unit})
    if not members:
        return []
    events = [event for event in happenings(result) if event.formation in set(members) and begin <= event.minute < end]
    states = _fighting(result, members, min(end, result.end_minute))
    lines = ["", f"Its troops ({len(states)} fighting formations):"] if states else []
    lines += [*_ahead(result, states), *_taken(result, events)]
    if not states:
        return lines
    rows = [["", "at the end" if end > result.end_minute else "at the end of the day", "km", "takes", "halts"]]
    for member, state in states.items():
        rows.append(_row(result, member, state, [event for event in events if event.formation == member]))
    return [*lines, *columns(rows, right=(2, 3)).split("\n")]


def _fighting(result: Result, members: Sequence[str], minute: int) -> Mapping[str, State]:
    """How each combat formation of `members` stands at `minute`, in their order; those without a sample then are left out."""
    there = present(result, minute)
    states = {member: _state(result, member, minute) for member in members if result.formation[member].combat and member in there}
    return {member: state for member, state in states.items() if state is not None}


def _ahead(result: Result, states: Mapping[str, State]) -> list[str]:
    """The line on the formation farthest along the axis, the first of equals; none where nobody has left the start."""
    km = {member: state.axis_km for member, state in states.items() if np.isfinite(state.axis_km) and state.axis_km > 0}
    if not km:
        return []
    first = max(km, key=lambda member: km[member])
    return [f"ahead is {result.formation[first].name}, {km[first]:.0f} km along the axis"]


def _taken(result: Result, events: Sequence[Happening]) -> list[str]:
    """The line on the places that the troops took, each with its day, in order of time; the rest is counted."""
    start = result.local_time(0)
    captures = [event for event in events if event.kind == EventKind.CAPTURE]
    taken = [f"{result.place_name(event.place)} {day_text(start, event.minute)}" for event in captures]
    more = f" and {len(taken) - PLACES_AT_MOST} more" if len(taken) > PLACES_AT_MOST else ""
    return [f"they take {', '.join(taken[:PLACES_AT_MOST])}{more}"] if taken else []


def _row(result: Result, member: str, state: State, events: Sequence[Happening]) -> list[str]:
    """A subordinate: name and id, where it stands and why, km along its axis, places taken, its halts by cause, most first."""
    causes = Counter(event.cause for event in events if event.kind == EventKind.HALT)
    halts = ", ".join(
        f"{count} × {cause_words(cause)}" for cause, count in sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    )
    cause = f", {cause_words(state.cause)}" if state.cause else ""
    where = f"{plain_words(state.state)} at {result.place_name(state.place)}{cause}"
    km = f"{state.axis_km:.0f}" if np.isfinite(state.axis_km) else ""
    taken = sum(event.kind == EventKind.CAPTURE and event.place not in result.far_banks for event in events)
    return [f"  {plain_name(result.formation[member].name)} ({member})", where, km, str(taken or ""), halts]
