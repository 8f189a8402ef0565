"""Lengths of time in words, and the day that a midnight belongs to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analysis.calendar import days_and_hours, moment
from analysis.maps.day_map import draw_map
from analysis.maps.plot import alt_text
from analysis.results.load import load_result
from analysis.words.numbers import number_text
from tests.analysis.folder import DAY, write_folder


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 min"),
        (20 / 1440, "20 min"),
        (1 / 24, "1 h"),
        (0.75, "18 h"),
        (1.5, "36 h"),
        (1.999, "2 days"),
        (2, "2 days"),
        (2.25, "2 days 6 h"),
        (11.999, "12 days"),
    ],
)
def test_a_length_is_said_in_days_and_hours_never_in_tenths_of_days(days: float, words: str) -> None:
    assert days_and_hours(days) == words


def test_numbers_in_days_are_said_in_days_and_hours() -> None:
    assert number_text("held_days", 0.25) == "let go 6 h late"
    assert number_text("since_day", 4.25) == "since 4 days 6 h after the start"


def test_a_midnight_belongs_to_the_day_that_it_begins_in_words_and_on_the_map(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    assert moment(datetime(1930, 6, 1), DAY) == "D+1 2 Jun 00:00"
    assert result.day_label(DAY) == "D+1 / 2 Jun"
    assert result.day_label(DAY - 1) == "D+0 / 1 Jun"
    assert alt_text([result], DAY).startswith("D+1 / 2 Jun, 00:00: ")
    written = [text.get_text() for text in draw_map(result, DAY).texts]
    assert any("2 June 1930, 00:00 (" in text for text in written) and not any("24:00" in text for text in written)
