"""The first lines of a comparison, and tables that fit a terminal."""

from __future__ import annotations

from analysis.charts.timeline import factual_title
from analysis.charts.timeline_rows import timeline_rows
from analysis.ground.control import holders
from analysis.scores.answers import score_columns
from analysis.scores.arrivals import NEAR_H
from analysis.scores.dates import score
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from analysis.terminal import columns, fitted
from analysis.words.finding import map_finding
from analysis.words.summary import run_summary, score_summary
from analysis.words.tables import comparison_text, score_table_text
from tests.analysis.small_campaign import DAY, END, event, march, result, true_history


def test_three_lines_tell_how_good_a_run_is() -> None:
    """At 50 and 100 km a day n1 and s1 are reached on D+2; history has them whenever `true_history` says."""
    history = [
        event("early", "entry", "n1", None, 4 * DAY, 4 * DAY + 60),
        event("hit", "entry", "s1", None, 2 * DAY - 600, 2 * DAY + 600),
    ]
    first, second, third = run_summary(result(history, **march(50.0, 100.0))).splitlines()
    assert first.startswith("1 of 2 dates in their window, 1 within a day of it, median error ")
    assert second.startswith("furthest off: entry Town n1 ") and second.endswith(" early")
    assert third == "no claim of killed can be compared with this run"


def test_what_never_happens_is_no_hit_even_where_its_window_is_open() -> None:
    history = [event("open", "entry", "isle", None, 5 * DAY, END + DAY)]
    run = result(history, **march(50.0, 100.0))
    assert run_summary(run).startswith("0 of 1 dates in their window")
    assert "1 not in the run" in run_summary(run) and comparison_text(run).count("in window") == 0
    assert score([run]).figures[RUNS]["all"].inside == 0
    chances = probability_scores([run])
    assert chances.models[RUNS]["all"].inside == 0.0
    assert score_columns(score([run]), chances, run)["median_day"] == [None]


def test_what_never_happens_is_not_within_a_day_soon_as_the_run_ends_after_its_window() -> None:
    run = result([event("soon", "entry", "isle", None, 5 * DAY, END - 300)], **march(50.0, 100.0))
    assert run_summary(run).startswith("0 of 1 dates in their window, 0 within a day of it, median error 5 h")
    assert "0 of 1 dates in their window, 0 within a day of it" in score_summary(score([run, run]))
    assert map_finding(run, END, holders(run, END)).endswith("0 of 1 dates within a day of history")
    (row,) = timeline_rows([run])
    assert row.miss and "0 of 1 dated events fall in their window" in factual_title([row], [run])
    half = result([event("soon", "entry", "n1", None, 0, DAY)], **march(50.0, 100.0))
    assert score([half]).events[0].hit(NEAR_H) and not timeline_rows([half])[0].miss


def test_without_full_the_tables_of_armies_and_losses_wait() -> None:
    run = result(true_history(), **march(50.0, 100.0))
    brief, whole = comparison_text(run, full=False), comparison_text(run)
    assert brief.splitlines()[:3] == whole.splitlines()[:3] and len(brief) < len(whole)
    assert "dated events" in brief and "deepest objective" not in brief and "deepest objective" in whole
    table = score([run, run])
    assert score_table_text(table).startswith(score_summary(table)) and score_summary(table).startswith("2 runs: ")
    assert "error by army" not in score_table_text(table, full=False)


def test_advances_without_a_date_of_history_are_named() -> None:
    """A good score says nothing of an army that nobody dated."""
    dated = result([event("hit", "entry", "n1", "nd", 2 * DAY - 600, 2 * DAY + 600)], **march(50.0, 100.0))
    assert "no date of history lies on the way of Unit sa: how far" in comparison_text(dated, full=False)
    assert "no date of history" not in comparison_text(result(true_history(), **march(50.0, 100.0)), full=False)


def test_dates_on_the_way_that_name_no_formation_are_said_to() -> None:
    dated = [event("mine", "entry", "n1", "nd", DAY, 2 * DAY), event("whose", "entry", "s1", None, DAY, 2 * DAY)]
    told = " ".join(comparison_text(result(dated, **march(50.0, 100.0)), full=False).split())
    assert "dates of places on the way of Unit sa name no formation; write formation: sa in them to compare" in told
    assert "no date of history lies" not in told
    named = [dated[0], {**dated[1], "formation": "sa"}]
    told = comparison_text(result(named, **march(50.0, 100.0)), full=False)
    assert "name no formation" not in told and "no date of history lies" not in told


def test_a_table_is_wrapped_to_the_width_of_the_terminal_and_loses_no_word() -> None:
    rows = [["place", "what", "h"], ["  a town with a long name", "words that go on and on for a while", "+12 h"]]
    assert len(columns(rows).splitlines()) == 2
    with fitted(40):
        lines = columns(rows, right=(2,)).splitlines()
    assert max(map(len, lines)) <= 40 and lines[0].startswith("place")
    assert sorted(" ".join(lines).split()) == sorted(" ".join(cell for row in rows for cell in row).split())
    assert len(columns(rows).splitlines()) == 2
