"""The text that the command line prints: one run beside history, and the scores of an ensemble.

Times are local and stand with their day, errors of single dates are in hours, mean errors in days. What cannot be compared with
history is counted and named at the end, with the reason.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np

from analysis.calendar import day_text, moment, window_text
from analysis.results.load import Result
from analysis.scores.advance import advances
from analysis.scores.arrivals import arrivals, error_h
from analysis.scores.dates import ENDS, PLACES, WINDOWS, EventScore, Figure, ScoreTable, StateScore
from analysis.scores.history import Comparable, DatedEvent, comparable, forced_halt, fuel_fills
from analysis.scores.losses import losses_text
from analysis.scores.references import RUNS, UNRESISTED, called
from analysis.terminal import columns, days, hours, plain, run_count, short, width_at_most
from analysis.words.army_lines import armies_text, place_name
from analysis.words.receipt_table import receipts_text
from analysis.words.sentences import cause_words
from analysis.words.summary import run_summary, score_summary

TEXT_AT_MOST = 46


def comparison_text(result: Result, full: bool = True) -> str:
    """One run as text: three lines of summary, then history's dated events beside the simulated ones.

    In `full` also a line for each front and army, states, what is left out, losses beside claims, receipts beside their record.
    """
    known = comparable(result)
    if not full:
        return "\n\n".join((run_summary(result), _dates_text(result, known))) + "\n"
    dated = [_dates_text(result, known), _states_text(result, known), _left_out_text(known.left_out)]
    parts = [run_summary(result), armies_text(result), *dated, losses_text(result), receipts_text([result])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _dates_text(result: Result, known: Comparable) -> str:
    """A line for each dated event that the run can be compared on: history's window, the run's time, the error in hours.

    An event that the run did not reach has its last minute instead, and counts as that late at least; where history's window
    reaches beyond the run its error is open.
    """
    start, end = result.local_time(0), result.end_minute
    rows = [["dated events", "(history's troops)", "history", "simulated", "error"]]
    table = arrivals([result])
    for event, (minute,), (counted,) in zip(table.events, table.minutes, table.counted, strict=True):
        error = error_h(counted, event.earliest_min, event.latest_min)
        when = moment(start, minute) if np.isfinite(minute) else f"not by {moment(start, end)}"
        off = "open" if not np.isfinite(minute) and event.latest_min >= end else hours(error)
        rows.append([event.kind, _whose(event), window_text(start, event), when, off])
    if not known.dates:
        return "no dated event of history can be compared with this run"
    return "\n".join(part for part in (columns(rows, right=(4,)), _undated_text(result)) if part)


def _undated_text(result: Result) -> str:
    """Whose advance no date of history lies on: how far it goes is compared with nothing, however well the rest may fit.

    Where dates lie on its way but name no formation, what to write in them instead."""
    undated = sorted((plain(one.name), one.owner, one.nameless) for one in advances([result]) if not one.history)
    nameless = [(name, f"formation: {owner}") for name, owner, unnamed in undated if unnamed]
    names = ", ".join(name for name, _, unnamed in undated if not unnamed)
    told = [f"no date of history lies on the way of {names}: how far they come is not compared"] if names else []
    if nameless:
        told.append(
            f"dates of places on the way of {', '.join(name for name, _ in nameless)} name no formation; write "
            f"{' or '.join(key for _, key in nameless)} in them to compare how far they come"
        )
    return "\n".join(line for one in told for line in textwrap.wrap(one, width_at_most(110)))


def _states_text(result: Result, known: Comparable) -> str:
    """A line for each state that history knows (fuel at a place, a halt): when it was, and what the run has for it."""
    start = result.local_time(0)
    rows = [["states", "", "history", "simulated"]]
    for event in known.states:
        past = f"{window_text(start, event)}" + (f": {event.value:.2f} fills" if event.value is not None else "")
        rows.append([event.kind, _whose(event), past, _state_now(result, event)])
    return columns(rows) if known.states else ""


def _state_now(result: Result, event: DatedEvent) -> str:
    """What the run has for a state: refills of fuel, or the halt against its will that lies nearest, with length and cause."""
    if event.kind == "fuel":
        fills = fuel_fills(result, event)
        return "no fuel on record" if fills is None else f"{fills:.2f} fills"
    halt = forced_halt(result, event)
    if halt is None:
        return "never halted"
    length = (halt.to_min - halt.from_min) / 60
    where = f"{_unit_name(result, halt.formation)} at {place_name(result, halt.place)}"
    return f"{moment(result.local_time(0), halt.from_min)}, {length:.0f} h: {where} ({plain(cause_words(halt.cause))})"


def _left_out_text(left_out: Mapping[tuple[str, str], int]) -> str:
    """How many events of history are not compared, by reason and kind; `left_out` counts them by (kind, reason)."""
    if not left_out:
        return ""
    reasons = list(dict.fromkeys(reason for _, reason in left_out))
    lines = [f"not compared: {sum(left_out.values())} events of history"]
    for reason in sorted(reasons):
        kinds = ", ".join(f"{kind} {count}" for (kind, why), count in left_out.items() if why == reason)
        lines += textwrap.wrap(f"{reason}: {kinds}", width_at_most(110), initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines)


def score_table_text(table: ScoreTable, full: bool = True) -> str:
    """The scores as text: three lines of summary and the figures beside those of the references.

    In `full` also by front and army, event by event, and what is left out.
    """
    if not full:
        return f"{score_summary(table)}\n\n{_figures_text(table)}\n"
    parts = [
        score_summary(table),
        _figures_text(table),
        _groups_text("error by front", table.by_front),
        _groups_text("error by army", table.by_army),
        _event_scores_text(table),
        _state_scores_text(table),
        _left_out_text(table.left_out),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _figures_text(table: ScoreTable) -> str:
    """Mean absolute error in days of the runs and of each reference, by set of events, each beside the number of its events."""
    clean = table.clean_until_minute
    until = "clean window" if clean is None else f"up to {day_text(table.start, clean - 1)}"
    head = [f"{plain(table.scenario)}, {run_count(table.runs)}: mean absolute error in days"]
    head += [cell for title in ("all", until, "after", "places", "surrenders, sieges") for cell in (title, "n")]
    rows = [[called(name, table.runs), *_cells(figures, (*WINDOWS, PLACES, ENDS))] for name, figures in table.figures.items()]
    return columns([head, *rows], right=range(1, len(head))) + "\n\n" + _medians_text(table, until)


def _medians_text(table: ScoreTable, until: str) -> str:
    """Median absolute error in days, which a few events cannot move, and the skill against the unresisted war, by set."""
    sets = (*WINDOWS, PLACES, ENDS)
    head = ["median absolute error in days", "all", until, "after", "places", "surrenders, sieges", "in window"]
    rows = [
        [
            called(name, table.runs),
            *(days(figures[each].median_abs_days) for each in sets),
            f"{figures['all'].inside} of {figures['all'].count}",
        ]
        for name, figures in table.figures.items()
    ]
    for name in table.figures:
        if name == UNRESISTED:
            rows.append([f"skill (mean error) against the {name}", *(_skill(table, name, each) for each in sets), ""])
    return columns([head, *rows], right=range(1, len(head)))


def _skill(table: ScoreTable, name: str, part: str) -> str:
    """1 less the ratio of the mean errors of the runs and of a reference; a dash where one of them dates nothing."""
    own, other = table.figures[RUNS][part].mean_abs_days, table.figures[name][part].mean_abs_days
    return "–" if own is None or not other else f"{1.0 - own / other:+.2f}"


def _groups_text(title: str, groups: Mapping[str, Mapping[str, Figure]]) -> str:
    """The error of each front or army in days: absolute and with its sign (+ is late), and by part of the campaign."""
    head = [title, "mean abs. days", "mean days", "in window", "n", "clean", "n", "after", "n"]
    rows = []
    for name, figures in groups.items():
        all_of = figures["all"]
        signed = "–" if all_of.mean_days is None else f"{all_of.mean_days:+.2f}"
        apart = _cells(figures, ("clean", "after"))
        rows.append([short(name), days(all_of.mean_abs_days), signed, str(all_of.inside), str(all_of.count), *apart])
    return columns([head, *rows], right=range(1, 9)) if rows else ""


def _cells(figures: Mapping[str, Figure], windows: Sequence[str]) -> list[str]:
    """Error in days and number of events for each window."""
    return [cell for window in windows for cell in (days(figures[window].mean_abs_days), str(figures[window].count))]


def _event_scores_text(table: ScoreTable) -> str:
    """A line for each dated event; a reference without any date has no column."""
    names = [name for name in table.figures if any(name in row.reference_error_h for row in table.events)]
    head = ["dated events", "", "history", "median of the runs", "happens in", "error", *(_brief(name) for name in names)]
    rows = [_event_score_row(table, row, names) for row in table.events]
    return columns([head, *rows], right=range(4, 6 + len(names))) if rows else ""


def _event_score_row(table: ScoreTable, row: EventScore, names: Sequence[str]) -> list[str]:
    """History, median, runs that have it and error (hours) of one event, then the errors of the references `names`.

    Where the event happens in no more than half of the runs, the cell of the median says by when it has not.
    """
    when = moment(table.start, row.median_min) if row.happens else f"not by {moment(table.start, table.end_minute)}"
    others = [hours(row.reference_error_h[name]) if name in row.reference_error_h else "–" for name in names]
    arrived = f"{row.arrived} of {table.runs}"
    history = window_text(table.start, row.event)
    return [row.event.kind, short(row.event.place_name), history, when, arrived, hours(row.error_h), *others]


def _brief(name: str) -> str:
    """A column head of a reference: its first two words."""
    return " ".join(name.replace(",", "").split()[:2]) + (" slow" if "0.7" in name else "")


def _state_scores_text(table: ScoreTable) -> str:
    """A line for each state of history with its median over the runs."""
    rows = [["states", "", "history", "simulated (median)"]]
    for row in table.states:
        past = window_text(table.start, row.event) + (f": {row.event.value:.2f} fills" if row.event.value is not None else "")
        rows.append([row.event.kind, _whose(row.event), past, _state_median(table, row)])
    return columns(rows) if table.states else ""


def _state_median(table: ScoreTable, row: StateScore) -> str:
    """Median refills of fuel, or in how many runs the formation stood and when the halt nearest to history's begins."""
    if row.event.kind == "fuel":
        return "no fuel on record" if row.fills is None else f"{row.fills:.2f} fills"
    begins = "" if row.halt_min is None else f"; the nearest halt begins {moment(table.start, row.halt_min)}"
    return f"halted then in {row.halted} of {table.runs} runs{begins}"


def _unit_name(result: Result, unit: str) -> str:
    """The short label of a formation, else its id, safe for a terminal."""
    return plain(result.formation[unit].short or unit) if unit in result.formation else plain(unit)


def _whose(event: DatedEvent) -> str:
    """`Place (formation)`, cut at the width of its column."""
    who = f" ({event.formation_name})" if event.formation_name else ""
    return short(f"{event.place_name}{who}".strip(), TEXT_AT_MOST)
