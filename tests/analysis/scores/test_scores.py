"""The score against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.results.records import HistoricalEvent
from analysis.scores.arrivals import arrivals, error_h
from analysis.scores.dates import ENDS, PLACES, score
from analysis.scores.references import CONSTANT, EMPTY, NEIGHBOURS, RUNS, SLOWED
from analysis.words.tables import comparison_text, score_table_text
from tests.analysis.small_campaign import DAY, END, event, march, records, result, true_history

HISTORY_SPEEDS = (50.0, 100.0)
NOON = DAY // 2


@pytest.mark.parametrize(("minute", "error"), [(60, -1.0), (120, 0.0), (150, 0.0), (180, 0.0), (300, 2.0)])
def test_error_is_signed_hours_from_the_nearer_edge(minute: int, error: float) -> None:
    assert error_h(minute, 120, 180) == error


@given(st.integers(0, END), st.integers(0, END), st.integers(0, END))
def test_error_is_zero_exactly_inside_the_window(minute: int, a: int, b: int) -> None:
    earliest, latest = min(a, b), max(a, b)
    assert (error_h(minute, earliest, latest) == 0) == (earliest <= minute <= latest)
    assert abs(error_h(minute, earliest, latest)) * 60 <= max(abs(minute - earliest), abs(minute - latest)) + 1e-9


@pytest.mark.parametrize(
    ("minutes", "median"),
    [([30, 10, 20], 20.0), ([10, 20, 30, 90], 25.0), ([10, None, None], 1000.0), ([10, 20, None], 20.0), ([None, 500], 750.0)],
)
def test_median_counts_never_as_the_last_minute(minutes: list[int | None], median: float) -> None:
    dated = [event("e", "entry", "n1", "nd", 0, DAY)]
    runs = [
        result(dated, captures=[("n1", "red", minute, "nd")] if minute else [], manifest={"end_minute": 1000})
        for minute in minutes
    ]
    table = arrivals(runs)
    assert table.medians.tolist() == [median] and table is arrivals(runs)
    assert np.isinf(table.minutes[0]).tolist() == [minute is None for minute in minutes]


def test_figures_of_known_arrivals() -> None:
    dated = [
        event("inside", "entry", "n1", "nd", DAY, 2 * DAY),
        event("early", "entry", "n2", "nd", 4 * DAY, 5 * DAY),
        event("late", "entry", "s1", "sd", 6 * DAY, 7 * DAY),
        event("never", "entry", "s2", "sd", 8 * DAY, 10 * DAY),
    ]
    run = result(dated, captures=[("n1", "red", DAY, "nd"), ("n2", "red", 3 * DAY, "nd"), ("s1", "red", 8 * DAY, "sd")])
    table = score([run])
    assert [row.error_h for row in table.events] == [0.0, -24.0, 24.0, 240.0]
    all_of = table.figures[RUNS]["all"]
    assert (all_of.mean_abs_days, all_of.mean_days, all_of.inside, all_of.count) == (3.0, 2.5, 1, 4)
    clean, after = table.figures[RUNS]["clean"], table.figures[RUNS]["after"]
    assert (clean.mean_abs_days, clean.count, after.mean_abs_days, after.count) == (0.5, 2, 5.5, 2)
    assert {name: group["all"].mean_abs_days for name, group in table.by_army.items()} == {"Unit na": 0.5, "Unit sa": 5.5}
    assert list(table.by_front) == ["Unit nf", "Unit sf"]


def test_dates_of_places_and_ends_of_formations_are_counted_apart() -> None:
    dated = [event("taken", "entry", "n1", "nd", DAY, DAY), event("laid_down", "surrender", "n2", "bd", 2 * DAY, 2 * DAY)]
    rows = [(5 * DAY, "surrender", "blue", "bd", "n3", "cease_fire")]
    run = result(dated, [("n1", "red", 2 * DAY, "nd")], rows, manifest={"event_kinds": ["capture", "surrender"]})
    figures = score([run]).figures[RUNS]
    found = {name: (figures[name].mean_abs_days, figures[name].count) for name in ("all", PLACES, ENDS)}
    assert found == {"all": (2.0, 2), PLACES: (1.0, 1), ENDS: (3.0, 1)}


def test_a_window_that_reaches_beyond_the_clean_window_counts_after_it() -> None:
    dated = [event("edge", "entry", "n1", "nd", 4 * DAY, 5 * DAY), event("over", "entry", "n2", "nd", 4 * DAY, 5 * DAY + 1)]
    table = score([result(dated)])
    assert (table.figures[RUNS]["clean"].count, table.figures[RUNS]["after"].count) == (1, 1)


def test_the_median_of_an_ensemble_is_scored_not_the_mean_error() -> None:
    dated = [event("e", "entry", "n1", "nd", DAY, DAY)]
    runs = [result(dated, captures=[("n1", "red", minute, "nd")]) for minute in (0, DAY, 10 * DAY)]
    table = score(runs)
    assert (table.events[0].median_min, table.events[0].arrived, table.events[0].error_h) == (DAY, 3, 0.0)


def test_an_ensemble_equal_to_history_scores_zero_and_beats_every_reference() -> None:
    table = score([result(true_history(), **march(*HISTORY_SPEEDS, delay_min=NOON))])
    assert table.figures[RUNS]["all"].mean_abs_days == 0
    assert table.figures[RUNS]["all"].inside == 5
    for name in (CONSTANT, SLOWED, NEIGHBOURS):
        error = table.figures[name]["all"].mean_abs_days
        assert error is not None and error > 0, name


@given(st.permutations(range(5)).filter(lambda order: order != list(range(5))))
def test_shuffled_history_scores_worse_than_the_true_one(order: list[int]) -> None:
    dated = true_history()
    windows = [(one["earliest_minute"], one["latest_minute"]) for one in dated]
    shuffled = [
        {**one, "earliest_minute": windows[at][0], "latest_minute": windows[at][1]} for one, at in zip(dated, order, strict=True)
    ]
    run = result(dated, **march(*HISTORY_SPEEDS, delay_min=NOON))
    error = score([replace(run, history=records(HistoricalEvent, shuffled))]).figures[RUNS]["all"].mean_abs_days
    true_error = score([run]).figures[RUNS]["all"].mean_abs_days
    same_dates = [windows[at] for at in order] == windows
    assert true_error == 0 and error is not None
    assert error == 0 if same_dates else error > 0


def test_the_empty_map_is_a_reference_of_its_own() -> None:
    opposed = result(true_history(), **march(*HISTORY_SPEEDS, delay_min=NOON))
    free = result(true_history(), **march(100.0, 200.0))
    table = score([opposed], [free])
    alone = score([free])
    assert table.figures[EMPTY]["all"] == alone.figures[RUNS]["all"]
    assert table.figures[SLOWED] == alone.figures[SLOWED]
    assert EMPTY not in alone.figures


def test_runs_of_different_scenarios_or_lengths_are_refused() -> None:
    short = result(manifest={"end_minute": DAY})
    with pytest.raises(ValueError, match="not of one ensemble"):
        score([result(), short])
    with pytest.raises(ValueError, match="at least one"):
        score([])


def test_the_score_text_prints_counts_beside_figures() -> None:
    dated = [*true_history(), event("order", "order", "n1", "nd", 0, DAY)]
    text = score_table_text(score([result(dated, **march(*HISTORY_SPEEDS, delay_min=NOON))]))
    figures = next(line for line in text.splitlines() if line.startswith("this run")).split()[2:]
    assert figures == ["0.00", "5", "0.00", "4", "0.00", "1", "0.00", "5", "–", "0"]
    assert "not compared: 1 events of history" in text and "order 1" in text


def test_the_comparison_text_of_one_run() -> None:
    dated = [event("e", "entry", "n1", "nd", DAY, 2 * DAY - 1), event("never", "entry", "isle", "nd", DAY, DAY)]
    text = comparison_text(result(dated, **march(*HISTORY_SPEEDS)))
    army = next(line for line in text.splitlines() if line.startswith("  Unit na"))
    assert "300 km" in army and "Town n3, D+6 7 May 00:00" in army and "80%" in army and "2.0 fills" in army
    assert "ND done at Town n3 (its plan is carried out)" in army
    entry = next(line for line in text.splitlines() if "Town n1 (ND)" in line)
    assert entry.split("  ")[-1].strip() == "+1 min" and "D+2 3 May 00:00" in entry and "D+1 2 May " in entry
    never = next(line for line in text.splitlines() if "Town isle (ND)" in line)
    assert "not by D+20 21 May 00:00" in never and "+456 h" in never


def test_control_characters_of_a_name_never_reach_the_terminal() -> None:
    run = result([event("e", "entry", "n1", "nd", 0, DAY)])
    evil = [unit.model_copy(update={"name": "Unit\x1b[31m\u202e", "short": "\x1b]0;"}) for unit in run.formations]
    text = comparison_text(replace(run, formations=evil))
    assert "\x1b" not in text and "\u202e" not in text and "\\x1b" in text
