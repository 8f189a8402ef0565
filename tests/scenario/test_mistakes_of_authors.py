"""Files with one mistake each, as authors made them: the first line of each says where it is found and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Problem, ScenarioError
from engine.scenario.loading import load_scenario
from engine.theatre.preparation import prepare
from tests.cli.shell import say

FOLDER = Path(__file__).parent / "mistakes"
FILES = sorted(file.stem for file in FOLDER.glob("[0-9]*.yaml"))


def told(path: Path) -> list[Problem]:
    """All that is said of a scenario when it is made ready to run."""
    try:
        return list(prepare(load_scenario(path)).warnings)
    except ScenarioError as error:
        return error.problems


def test_the_campaign_without_them_is_right() -> None:
    assert told(FOLDER / "sava.yaml") == []
    assert len(FILES) == 35


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_where_it_stands_in_the_words_that_the_file_expects(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    found = [
        f"{'warning' if each.warning else 'mistake'} {Path(each.file).name}:{each.line}:{each.column} {each.text}"
        for each in told(path)
    ]
    expected = [
        line[2:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("# warning ", "# mistake "))
    ]
    assert found == expected


def test_a_folder_or_file_with_the_other_suffix_is_named(tmp_path: Path) -> None:
    (tmp_path / "scenario.yml").write_text("format: 1\n")
    assert say("validate", tmp_path).stderr.strip().endswith("; rename scenario.yml in this folder to scenario.yaml")
    path = tmp_path / "scenario.yaml"
    assert say("validate", path).stderr.strip().endswith(f"; did you mean '{path.with_suffix('.yml')}'?")


def test_a_day_of_the_record_is_all_of_it() -> None:
    event = next(each for each in load_scenario(FOLDER / "32_day_for_an_event.yaml").spec.history if each.id == "zaj")
    assert (event.earliest, event.latest) == ("1944-10-07T00:00", "1944-10-07T23:59")


def test_warnings_keep_nothing_from_running_but_with_strict() -> None:
    path = FOLDER / "02_road_shorter_than_the_straight_line.yaml"
    outcome = say("validate", path)
    assert outcome.exit_code == 0 and outcome.stderr.startswith("warning: ") and "sava_02 is valid" in outcome.stdout
    assert say("validate", path, "--strict").exit_code == 2
