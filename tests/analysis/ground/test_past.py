"""Where history's attacker stood: at its dated places exactly, between them as the run moved by what these are off."""

from __future__ import annotations

import pytest

from analysis.ground.past import PlaceDate, past_holders, past_windows
from analysis.results.load import Result, load_result
from tests.analysis.folder import DAY, write_csv, write_folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """b1 to b4 are taken at noon of D+0 to D+3."""
    folder = write_folder(tmp_path_factory.mktemp("past"))
    rows = [[f"b{n}", "red", n * DAY - DAY // 2, "", "rd1"] for n in (1, 2, 3, 4)]
    write_csv(folder / "captures.csv", "place,side,minute,time,formation", rows)
    return load_result(folder)


def dates(late_by_min: int) -> list[PlaceDate]:
    """Dates of b1, b2 and b4 with windows of an hour that end `late_by_min` before the run comes."""
    taken = {1: DAY // 2, 2: 3 * DAY // 2, 4: 7 * DAY // 2}
    return [PlaceDate(f"b{n}", minute - late_by_min - 60, minute - late_by_min, minute) for n, minute in taken.items()]


@pytest.mark.parametrize("late_by_min", [0, 300, -600])
def test_a_place_without_a_date_is_moved_as_its_neighbours_are(run: Result, late_by_min: int) -> None:
    windows = past_windows(run, dates(late_by_min))
    assert windows["b1"] == (DAY // 2 - late_by_min - 60, DAY // 2 - late_by_min)
    early, late = windows["b3"]
    assert late == pytest.approx(5 * DAY // 2 - late_by_min) and late - early == pytest.approx(60)
    assert set(windows) == {"b1", "b2", "b3", "b4"}


def test_holders_follow_the_beginning_or_the_end_of_the_windows(run: Result) -> None:
    windows = past_windows(run, dates(0))
    at = DAY // 2 - 30
    assert past_holders(run, windows, at, 0)["b1"] == "red" and past_holders(run, windows, at, 1)["b1"] == "blue"
    assert past_holders(run, windows, 0, 0)["a1"] == "red"


def test_too_few_dates_give_no_front(run: Result) -> None:
    assert past_windows(run, dates(0)[:2]) == {}
    never = [*dates(0)[:2], PlaceDate("b4", 0, 60, float("inf"))]
    assert past_windows(run, never) == {}
