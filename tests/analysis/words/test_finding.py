"""What the title of a map says of a run at a minute."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.ground.control import holders
from analysis.results.load import Result, load_result
from analysis.words.finding import map_finding
from tests.analysis.folder import DAY
from tests.analysis.report.test_report import history_folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return load_result(history_folder(tmp_path_factory.mktemp("finding")))


@pytest.mark.parametrize(
    ("minute", "finds"),
    [
        (3 * DAY, "2 of 4 places taken; Unit ra before Town b4, where history was on D+1"),
        (2 * DAY, "2 of 4 places taken; 2 of 3 dates within a day of history"),
        (DAY - 1, "0 of 4 places taken"),
    ],
)
def test_the_army_that_is_behind_is_named_once_the_window_is_over(tiny: Result, minute: int, finds: str) -> None:
    assert map_finding(tiny, minute, holders(tiny, minute)) == finds


def test_without_a_delay_the_army_that_is_ahead_is_named(tiny: Result) -> None:
    early = [
        event.model_copy(update={"earliest_minute": 2 * DAY + 600, "latest_minute": 2 * DAY + 900}) for event in tiny.history
    ]
    found = map_finding(replace(tiny, history=early), 2 * DAY, holders(tiny, 2 * DAY))
    assert found == "2 of 4 places taken; Unit ra in Town b3, where history came on D+2"
