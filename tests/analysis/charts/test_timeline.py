"""The timeline: what it counts as a miss, the order of its rows, what it says where an event never happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.charts.timeline import alt_text, draw_timeline, factual_title, save_timeline
from analysis.charts.timeline_rows import Spread, direction, spread, timeline_rows
from analysis.results.load import Result
from analysis.scores.arrivals import arrivals
from analysis.scores.history import DatedEvent
from tests.analysis.pictures import texts_on_page, words
from tests.analysis.small_campaign import DAY, END, event, march, result, true_history


def run_at(north_km_per_day: float, south_km_per_day: float, delay_min: int = 0) -> Result:
    made = march(north_km_per_day, south_km_per_day, delay_min)
    return result(true_history(), captures=made["captures"], events=made["events"], tracks=made["tracks"])


def runs(count: int, delay_min: int = DAY // 2) -> list[Result]:
    return [run_at(50.0 + step / 10, 100.0 + step / 10, delay_min) for step in range(count)]


def test_spread_is_the_runs_own_minutes_and_never_is_infinite() -> None:
    quick, slow = runs(1)[0], run_at(5.0, 5.0)
    last = timeline_rows([quick])[2].event
    assert (last.place, last.formation) == ("n3", "nd")
    found = spread(arrivals([slow, quick]), last)
    assert found.minutes.tolist() == [6.5 * DAY, np.inf]
    assert found.median_min == (6.5 * DAY + END) / 2 and found.never
    assert spread(arrivals([slow]), last).never and found.there_by(last) == 0.5


def test_a_window_wholly_outside_the_middle_95_per_cent_is_a_miss_and_touching_it_is_not() -> None:
    minutes = np.arange(1000.0, 1040.0)
    spread_of = Spread(minutes, 1020.0, END)
    low, high = spread_of.middle(95)
    assert 1000 <= low < 1003 and 1036 < high <= 1039
    assert not spread_of.misses(only(event("a", "entry", "n1", "nd", 0, int(low))))
    assert spread_of.misses(only(event("a", "entry", "n1", "nd", 0, int(low) - 1)))
    assert spread_of.misses(only(event("a", "entry", "n1", "nd", int(high) + 1, END)))


def only(record: dict[str, Any]) -> DatedEvent:
    return timeline_rows([result([record])])[0].event


def test_one_run_misses_after_two_days() -> None:
    one = Spread(np.array([5.0 * DAY]), 5.0 * DAY, END)
    assert not one.misses(only(event("a", "entry", "n1", "nd", 2 * DAY, 3 * DAY)))
    assert one.misses(only(event("a", "entry", "n1", "nd", 2 * DAY, 3 * DAY - 1)))


def test_rows_go_by_army_from_west_to_east_then_by_date() -> None:
    rows = timeline_rows(runs(1))
    assert [row.group for row in rows] == ["na", "na", "na", "sa", "sa"]
    assert [row.event.place for row in rows] == ["n1", "n2", "n3", "s1", "s2"]
    assert [row.event.place for row in timeline_rows(runs(1), army="sa")] == ["s1", "s2"]


def test_armies_are_told_along_the_line_that_they_start_on() -> None:
    run = runs(1)[0]

    def with_south(lat: float, lon: float) -> Result:
        moved = [place.model_copy(update={"lat": lat, "lon": lon}) if place.id == "s0" else place for place in run.places]
        return replace(run, places=tuple(moved))

    north = run.place["n0"]
    east, above = with_south(north.lat, north.lon + 3), with_south(north.lat + 3, north.lon)
    assert [direction(each, ["na", "sa"]) for each in (east, above)] == ["west to east", "north to south"]
    assert [timeline_rows([each])[0].group for each in (east, above)] == ["na", "sa"]


def test_title_counts_the_misses() -> None:
    many = runs(20)
    assert factual_title(timeline_rows(many), many) == "all 5 dated events fall within the middle 95 % of the runs"
    late = runs(20, delay_min=6 * DAY)
    missed = [row for row in timeline_rows(late) if row.miss]
    assert len(missed) == 5 and factual_title(timeline_rows(late), late).startswith("5 of 5 dated events fall outside")


def test_what_never_happens_is_not_drawn_on_the_last_day() -> None:
    shown = words(draw_timeline([result(true_history())]))
    assert shown.count("never in the run →") == 5 and shown.count("not by D+20") == 5
    assert "half or more never →" in words(draw_timeline([result(true_history())] * 3))


@pytest.mark.parametrize(("count", "beside"), [(1, 0), (3, 3), (20, 0), (20, 20)])
def test_every_word_is_on_the_page(count: int, beside: int) -> None:
    texts_on_page(draw_timeline(runs(count), runs(beside, 5 * DAY)))


def test_alt_text_names_the_largest_error_and_is_in_the_file(tmp_path: Path) -> None:
    late = [run_at(50.0, 10.0)]
    text = alt_text(late)
    assert "Town s2 not by D+20" in text and text.endswith("rows by army.")
    save_timeline(late, tmp_path / "a.svg")
    save_timeline(late, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "Town s2 not by D+20" in (tmp_path / "a.svg").read_text(encoding="utf-8")
