"""The tornado: sorted by swing, noise told apart, mistakes in the table named by line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.charts.tornado import alt_text, draw_tornado, factual_title, save_tornado
from analysis.results.reading import ResultError
from analysis.scores.sensitivity import CORRELATION, METHODS, Dependence
from analysis.scores.swings import COLUMNS, Swing, load_swings
from tests.analysis.pictures import texts_on_page, words

ROWS = (
    "lorries,hours to Redford,1,2,3,11,10,8,0.5,A,t/day",
    "mud,hours to Redford,0.4,0.6,0.9,16,10,7,0.5,C,factor",
    "forage,hours to Redford,4,7,10,10.2,10,9.9,0.5,B,kg/day",
    "both ways,hours to Redford,4,7,10,11.5,10,13,0.5,,h",
)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "sensitivity.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_widest_swing_comes_first_and_noise_is_known(tmp_path: Path) -> None:
    swings = load_swings(table(tmp_path, *ROWS))
    assert [(swing.parameter, swing.width) for swing in swings][:3] == [("mud", 9.0), ("both ways", 3.0), ("lorries", 3.0)]
    assert [swing.is_noise for swing in swings] == [False, False, False, True]


def test_title_and_alt_text_claim_no_more_than_the_numbers(tmp_path: Path) -> None:
    assert factual_title(load_swings(table(tmp_path, *ROWS))) == "mud, 0.4 to 0.9 factor: hours to Redford moves by \u22129"
    quiet = load_swings(table(tmp_path, ROWS[2]))
    assert factual_title(quiet) == "No input moves hours to Redford beyond its sampling error"
    assert "Tornado of 1 inputs, 1 of them within the noise." in alt_text(quiet)


def test_a_date_of_capture_is_told_in_days_and_by_the_interval_of_sensitivity() -> None:
    pace = Swing(
        "rules.march.x", "captured_day.a", 50, 90, 140, 6.5, 5.4, 5.25, 0.9, "B", "km/day", 0.5, "Tank columns on a road."
    )
    said = "Tank columns on a road, 50 to 140 km/day: the fall of A comes 30 h earlier"
    assert factual_title([pace], "days", "the fall of A") == said and not pace.is_noise
    unsure = replace(pace, half=1.3)
    assert factual_title([unsure], "days", "the fall of A") == "No input moves the fall of A beyond its sampling error"
    assert "Tank columns on a road" in words(draw_tornado([pace], unit="days", outcome="the fall of A"))


def test_the_values_of_the_inputs_stand_at_the_bar_ends(tmp_path: Path) -> None:
    shown = words(draw_tornado(load_swings(table(tmp_path, *ROWS))))
    assert {"0.4", "0.9", "factor, range 0.4 – 0.9, most likely 0.6", "all inputs at their likeliest: 10"} <= set(shown)
    assert shown.count("high") == 1 and shown.count("none") == 1
    texts_on_page(draw_tornado(load_swings(table(tmp_path, *ROWS))))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("mud,hours,x,2,3,1,1,1,1,A,t", "sensitivity.csv:2 holds something else than numbers"),
        ("mud,hours,1,2,3,nan,1,1,1,A,t", "sensitivity.csv:2 has a number that is not finite"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        load_swings(table(tmp_path, row))


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ResultError, match=r"t\.csv:1 the column 'parameter' is missing"):
        load_swings(tmp_path / "t.csv")
    with pytest.raises(ResultError, match="has no row"):
        load_swings(table(tmp_path))
    with pytest.raises(ResultError, match="several outcomes"):
        load_swings(table(tmp_path, ROWS[0], ROWS[1].replace("Redford", "Bluford")))


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        save_tornado(table(tmp_path, *ROWS), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize(
    ("method", "scale"),
    [(METHODS["morris"], "in days"), (METHODS["sobol"], "from 0 to 1"), (CORRELATION, "from −1 to 1")],
)
def test_indices_tell_their_unit_or_their_range(method: str, scale: str) -> None:
    assert Dependence("captured_day.x", "days", method, "", 20, ()).scale == scale
