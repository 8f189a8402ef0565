"""Equal meaning, equal digest; another meaning, another digest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scenarios
from engine.scenario.loading import load_scenario
from tests.scenario.copies import changed, copied
from tests.scenario.test_mutations import whole


def digest_of(folder: Path) -> str:
    return load_scenario(folder).digest


def reversed_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: reversed_keys(data[key]) for key in reversed(data)}
    return [reversed_keys(item) for item in data] if isinstance(data, list) else data


def test_the_form_of_a_file_does_not_count(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    original = digest_of(folder)
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").rstrip("\n").replace("\n", "\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert digest_of(folder) == original


def test_the_order_of_keys_and_the_number_of_files_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(json.dumps(reversed_keys(whole())))
    assert digest_of(file) == load_scenario("crossroads").digest


@pytest.mark.parametrize("written", ["9600.0", "9.6e3", "+9600", "{value: 9600, source: anybody, grade: A}"])
def test_how_a_number_is_written_does_not_count(tmp_path: Path, written: str) -> None:
    folder = copied(tmp_path)
    changed(folder, "forces.yaml", "men: 9600", f"men: {written}")
    assert digest_of(folder) == load_scenario("crossroads").digest


def test_another_number_counts(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder, "network.yaml", "km: 48", "km: 49")
    assert digest_of(folder) != load_scenario("crossroads").digest


def test_graded_numbers_are_reported_by_path() -> None:
    grades = load_scenario("crossroads").grades
    assert grades["formations.n_mech.men"] == ("League returns of April", "A")
    assert grades["plans.mech_axis.steps.3.planned_day.1"] == ("League plan of operations", "B")


def test_text_that_looks_like_a_date_stays_text() -> None:
    assert load_scenario("crossroads").spec.weather[0].from_date == "1931-05-03"


def test_names_paths_and_folders_mean_the_same() -> None:
    folder = scenarios.folder() / "crossroads"
    digests = {load_scenario(name).digest for name in ("crossroads", folder, str(folder), folder / "scenario.yaml")}
    assert len(digests) == 1


def test_every_shipped_name_is_listed() -> None:
    assert {"crossroads", "crossroads/dry_tanks"} <= set(scenarios.names())
    last = [name for name in scenarios.names() if name.startswith("proving_ground")]
    first = scenarios.names()[: -len(last)]
    assert first == sorted(first) and last == sorted(last)
