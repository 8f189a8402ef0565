"""Losses by side and front, and beside what is claimed of them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.results.load import Result, load_result
from analysis.results.reading import ResultError
from analysis.results.records import Claim
from analysis.results.tables import Losses
from analysis.scores.losses import claimed_losses, losses_by_group, losses_text
from analysis.words.tables import comparison_text
from engine.formats import LOSSES
from tests.analysis.folder import write_csv, write_folder
from tests.analysis.small_campaign import records, result

KILLED = {"na": 1.0, "nd": 10.0, "sd": 100.0, "bd": 40.0}


def with_losses(**more: Any) -> Result:
    """A run in which some were killed and the blue division lost 3 of its guns to the enemy."""
    table: dict[str, Any] = {column: np.zeros(len(KILLED)) for column in LOSSES}
    table |= {"formation": np.array(list(KILLED)), "killed": np.array(list(KILLED.values()))}
    table["guns_captured"] = np.array([0.0, 0.0, 0.0, 3.0])
    table["side"] = np.array(["blue" if unit == "bd" else "red" for unit in KILLED])
    return replace(result(), losses=Losses(table), **more)


def claim(quantity: str, side: str, low: float, high: float, **more: Any) -> Claim:
    head = {"id": quantity, "quantity": quantity, "side": side, "unit": "men", "claimed_by": "us"}
    return records(Claim, [{**head, "low": low, "high": high, **more}])[0]


def test_sums_by_side_and_by_front() -> None:
    groups = losses_by_group(with_losses())
    assert {front: sums["killed"] for front, sums in groups["red"].items()} == {"": 111.0, "nf": 11.0, "sf": 100.0}
    assert groups["blue"][""]["guns_captured"] == 3.0


@pytest.mark.parametrize(
    ("low", "high", "factor"), [(100, 120, 1.0), (111, 111, 1.0), (222, 400, 2.0), (0, 55.5, 2.0), (0, 0, math.inf)]
)
def test_factor_is_the_distance_outside_the_claimed_range(low: float, high: float, factor: float) -> None:
    assert claimed_losses(with_losses(claims=[claim("killed", "red", low, high)]))[0].factor == factor


def test_a_claim_of_what_the_run_has_none_of_is_infinitely_far() -> None:
    assert claimed_losses(with_losses(claims=[claim("prisoners", "red", 5, 9)]))[0].factor == math.inf


@pytest.mark.parametrize(
    ("quantity", "column"),
    [
        ("guns and mortars captured", "guns_captured"),
        ("tanks captured", "tanks_captured"),
        ("wounded and sick", "wounded"),
        ("tanks and SP guns destroyed", "tanks_written_off"),
        ("guns lost", "guns_lost"),
        ("aircraft captured", "aircraft_captured"),
    ],
)
def test_words_of_a_claim_find_their_count(quantity: str, column: str | None) -> None:
    run = with_losses(claims=[claim(quantity, "red", 1, 2)])
    numbered = {name: np.full(len(KILLED), float(number)) for number, name in enumerate(LOSSES)}
    found = claimed_losses(replace(run, losses=run.losses.changed(**numbered)))[0].count
    assert found == (None if column is None else 3.0 * LOSSES.index(column))


def test_a_claim_of_a_contingent_counts_its_formations_alone() -> None:
    flagged = [unit.model_copy(update={"contingent": "marches" if unit.id == "sd" else None}) for unit in result().formations]
    run = with_losses(formations=flagged, claims=[claim("killed", "red", 1, 2, contingent="marches")])
    assert claimed_losses(run)[0].count == 100.0


def test_the_text_gives_groups_claims_and_what_is_not_counted() -> None:
    claims = [claim("killed", "red", 222, 300), claim("horses captured", "blue", 5, 9), claim("prisoners", "blue", 5, 9)]
    text = comparison_text(with_losses(claims=claims))
    assert next(line for line in text.splitlines() if line.startswith("  Unit sf")).split()[2:5] == ["0", "100", "0"]
    assert "2.0 below" in text and "222 – 300" in text and "none in the run" in text
    assert "claimed, but not counted in a run: horses captured" in text


def test_a_folder_with_losses_is_read_and_one_without_still_is(tmp_path: Path) -> None:
    write_folder(tmp_path / "old")
    write_folder(tmp_path / "new")
    write_csv(tmp_path / "new" / "losses.csv", ",".join(["formation", "side", *LOSSES]), [["rd1", "red", *range(len(LOSSES))]])
    old, new = load_result(tmp_path / "old"), load_result(tmp_path / "new")
    assert losses_text(old) == "" and losses_by_group(old) == {}
    assert losses_by_group(new)["red"][""] == {name: float(number) for number, name in enumerate(LOSSES)}


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    write_csv(write_folder(tmp_path / "bad") / "losses.csv", "formation,side", [])
    with pytest.raises(ResultError, match=r"losses\.csv:1 the column 'men_at_start' is missing"):
        load_result(tmp_path / "bad")
