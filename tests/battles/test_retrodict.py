"""Real battles fought again: what is read, what the rules make of it, and how it is scored."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scores import retrodiction as scoring
from analysis.stats import crps
from engine.battles.battles import Battles, battles_of, mistakes, read_battles
from engine.battles.refit import refits
from engine.battles.retrodict import Retrodiction, retrodict, starting_facts
from engine.cli import main
from engine.errors import EngineError, ScenarioError
from engine.scenario.parameters import values
from tests.effort import examples

FIXTURE = Path(__file__).parent.parent / "fixtures" / "battles.csv"
AT_HAND = os.environ.get("AUGUST_STORM_BATTLES")
PARAMETERS = values({})


def fixture_rows() -> list[dict[str, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path = FIXTURE) -> Battles:
    return read_battles(path, anti_tank_share=0.25)


def written(folder: Path, rows: Iterable[dict[str, str]]) -> Path:
    path = folder / "battles.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fixture_rows()[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_battles_starting_facts_are_read_in_the_rules_terms() -> None:
    battles = read()
    assert len(battles) == 10
    assert battles.campaign[7] == "Okinawa"
    assert battles.encircled.tolist() == [False] * 7 + [True] + [False] * 2
    assert battles.attacker.men[0] == 124_000 and battles.defender.tanks[0] == 450 and battles.attacker.guns[0] == 558
    assert [battles.posture[at] for at in (0, 1, 3)] == [1, 0, 2]
    # Desert, rolling mixed, rugged although wooded, marsh although wooded.
    assert [battles.terrain[at] for at in (0, 1, 9, 6)] == [1, 2, 4, 5]
    assert battles.sky[[0, 3, 7]].tolist() == [0, 1, 2]
    assert battles.attacker_won.tolist() == [False, False, True, True, True, True, True, True, False, True]


def test_the_old_name_of_that_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "battles.csv"
    path.write_text("isqno,sealed\n1,1\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the column 'sealed' is called 'encircled' now"):
        read_battles(path, anti_tank_share=0.5)


def test_a_column_overrides_the_list_of_encircled_garrisons() -> None:
    rows = [{**row, "encircled": "1" if row["name"] == "Rapido" else "0"} for row in fixture_rows()]
    assert battles_of(rows, anti_tank_share=0.25).encircled.tolist() == [row["name"] == "Rapido" for row in rows]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("str_a", "0"),
        ("str_d", ""),
        ("days", "x"),
        ("days", "nan"),
        ("tank_a", "-1"),
        ("post1", "XX"),
        ("terra1", "Z"),
        ("surpa", "4"),
        ("aeroa", "2"),
        ("attacker_loss_pct_per_day", "101"),
        ("wx1", "?"),
        ("arty_d", "inf"),
    ],
)
def test_a_wrong_cell_is_refused_by_line_and_column_name(tmp_path: Path, column: str, cell: str) -> None:
    rows = fixture_rows()
    rows[2][column] = cell
    with pytest.raises(EngineError, match=rf"battles\.csv:4:1 {column} is '.*would be right"):
        read(written(tmp_path, rows))


def test_a_cell_that_nobody_knows_is_blank(tmp_path: Path) -> None:
    rows = fixture_rows()
    rows[1].update(tank_a="NA", aeroa=" NA ", terra2="0", advance_km_per_day="NA")
    battles = read(written(tmp_path, rows))
    assert battles.attacker.tanks[1] == 0.0 and battles.air[1] == 0.0 and battles.terrain[1] == 2
    assert np.isnan(battles.advance_km_day[1])


def test_every_mistake_is_said_at_once_and_a_table_without_columns_is_refused(tmp_path: Path) -> None:
    rows = fixture_rows()
    rows[0]["str_a"], rows[5]["post1"] = "none", "??"
    with pytest.raises(EngineError) as found:
        read(written(tmp_path, rows))
    assert len(str(found.value).splitlines()) == 2
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(EngineError, match="no column str_a, str_d, days, post1"):
        read(tmp_path / "other.csv")
    with pytest.raises(EngineError, match="cannot be read"):
        read(tmp_path / "absent.csv")


def test_a_battle_fights_with_its_own_dice_whatever_stands_beside_it() -> None:
    rows = fixture_rows()
    alone, together = (
        retrodict(battles_of(chosen, anti_tank_share=0.25), PARAMETERS, draws=20) for chosen in (rows[3:4], rows[::-1])
    )
    for name in ("attacker_loss_pct_day", "defender_loss_pct_day", "advance_km_day", "attacker_won"):
        assert np.array_equal(getattr(alone, name)[:, 0], getattr(together, name)[:, 6]), name


cells = st.fixed_dictionaries(
    {
        "str_a": st.integers(1, 3_000_000).map(str),
        "str_d": st.integers(1, 3_000_000).map(str),
        "days": st.integers(1, 5).map(str),
        "post1": st.sampled_from(["", "HD", "PD", "FD", "DL", "WD"]),
        "terra1": st.sampled_from(["", "F", "R", "G"]),
        "terra2": st.sampled_from(["", "B", "M", "D", "W"]),
        "terra3": st.sampled_from(["", "M", "U", "D"]),
        "wx1": st.sampled_from(["", "D", "W"]),
        "wx2": st.sampled_from(["", "H", "L", "O", "S"]),
        "tank_a": st.integers(0, 5000).map(str),
        "tank_d": st.integers(0, 5000).map(str),
        "arty_a": st.integers(0, 20000).map(str),
        "arty_d": st.integers(0, 20000).map(str),
        "surpa": st.sampled_from(["", "-3", "0", "1.5", "3"]),
        "aeroa": st.sampled_from(["", "-1", "1"]),
        "encircled": st.sampled_from(["", "0", "1"]),
    }
)


@given(st.lists(cells, min_size=1, max_size=3))
@settings(max_examples=examples(15), deadline=None)
def test_any_valid_battle_ends_in_numbers_within_bounds(rows: list[dict[str, str]]) -> None:
    assert not any(mistakes(row) for row in rows)
    result = retrodict(battles_of(rows, anti_tank_share=0.25), PARAMETERS, draws=8)
    for losses in (result.attacker_loss_pct_day, result.defender_loss_pct_day):
        assert np.isfinite(losses).all() and (losses > 0).all() and (losses <= 100.0).all()
    assert np.isfinite(result.advance_km_day).all() and (result.advance_km_day >= 0).all()
    assert np.isin(result.attacker_won, (0.0, 0.5, 1.0)).all()


def test_the_regression_on_the_rules_own_derivatives_is_the_rule() -> None:
    """Moving a rate moves the log prediction by the column of that rate: checked on another set of values."""
    battles = read()
    moved = {**PARAMETERS, "combat.base_attacker_pct_day": PARAMETERS["combat.base_attacker_pct_day"] * 1.5}
    here, there = refits(battles, PARAMETERS)["attacker"], refits(battles, moved)["attacker"]
    assert np.allclose(here.columns[:, 0], 1.0, atol=1e-3), "the base rate acts on every battle alike"
    assert np.allclose(here.columns, there.columns, atol=1e-6), "in logs the rule is linear"
    assert np.allclose(here.gap[0] - there.gap[0], np.log(1.5))
    assert (refits(battles, PARAMETERS)["defender"].columns[:, -1] > 0.99).tolist() == battles.encircled.tolist()


def test_crps_has_its_closed_form_for_a_normal_and_is_least_for_the_truth() -> None:
    rng = np.random.default_rng(1)
    draws = rng.standard_normal((20_000, 1))
    expected = 2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi)  # standard normal forecast, reality at its middle
    assert crps(draws, np.zeros(1), np.zeros(1))[0] == pytest.approx(expected, abs=0.01)
    assert crps(np.full((5, 1), 2.0), 3.5, 3.5)[0] == pytest.approx(1.5)
    wrong = [crps(draws, shift, shift)[0] for shift in (0.0, 1.0, 2.0)]
    assert all(near < far for near, far in pairwise(wrong))


def test_scores_of_a_known_error() -> None:
    real = np.array([1.0, 2.0, 4.0, np.nan, 0.0])
    quantity = scoring.Quantity("x", "", np.vstack([3.0 * np.ones(5) * np.nan_to_num(real, nan=1.0)] * 3), real)
    score = scoring.score_draws("three times too much", quantity)
    assert score.count == 3, "unknown and zero are left out"
    assert score.bias == pytest.approx(3.0) and score.rmse_ln == pytest.approx(np.log(3.0))
    assert score.within_factor_2 == 0.0 and score.coverage_80 == 0.0
    assert scoring.brier(np.array([1.0, 0.5]), np.array([1.0, 0.0])) == pytest.approx(0.125)


def test_cross_validation_never_sees_the_case_it_predicts() -> None:
    rng = np.random.default_rng(2)
    columns, real = np.column_stack([np.ones(12), rng.standard_normal(12)]), rng.standard_normal(12)
    groups = [at // 3 for at in range(12)]
    before = scoring.cross_validated(real, columns, groups)
    spoiled = real.copy()
    spoiled[3:6] += 100.0
    after = scoring.cross_validated(spoiled, columns, groups)
    assert np.allclose(before[3:6], after[3:6]) and not np.allclose(before[:3], after[:3])
    one = scoring.cross_validated(real, np.ones((12, 1)), range(12))
    assert np.allclose(one, (real.sum() - real) / 11), "by battle, climatology is the mean of the others"
    held = scoring.cross_validated(real, columns, groups, np.full(2, 1e-6), np.full(12, 0.7))
    assert np.allclose(held, 0.7, atol=1e-4), "without freedom the start stays"


def test_the_command_prints_scores_and_writes_the_same_files_each_time(tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        command = ["retrodict", str(FIXTURE), "--draws", "20", "--out", str(folder)]
        done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 0
        assert "in-sample" in done.stdout and "climatology, by battle" in done.stdout and "Brier" in done.stdout
        assert "1 of 10 fights are against encircled garrisons" in done.stdout
    for name in ("predictions.csv", "retrodiction.txt", "retrodiction.png"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    with (folders[0] / "predictions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [row["name"] for row in fixture_rows()]
    assert all(float(r["attacker_p10"]) <= float(r["attacker_p50"]) <= float(r["attacker_p90"]) for r in rows)


def test_another_law_is_chosen_by_a_parameter_and_predicts_something_else() -> None:
    outputs = [
        CliRunner().invoke(main, ["retrodict", str(FIXTURE), "--draws", "20", *extra], catch_exceptions=False).stdout
        for extra in ([], ["--set", "rules.combat.law=2"])
    ]
    assert outputs[0] != outputs[1]
    refused = CliRunner().invoke(main, ["retrodict", str(FIXTURE), "--set", "rules.combat.law=1.5"])
    assert refused.exit_code == 2 and "a whole number from 0 to 4" in refused.stderr


@pytest.fixture(scope="module")
def training() -> tuple[Battles, Retrodiction]:
    if not AT_HAND:
        pytest.skip("AUGUST_STORM_BATTLES names no table of the training battles")
    battles = read(Path(AT_HAND))
    return battles, retrodict(battles, PARAMETERS)


@pytest.mark.parametrize("side", ["attacker", "defender"])
def test_losses_of_the_training_battles_are_met_as_well_as_by_regression(
    training: tuple[Battles, Retrodiction], side: str
) -> None:
    battles, result = training
    quantity = scoring.Quantity(side, "", getattr(result, f"{side}_loss_pct_day"), getattr(battles, f"{side}_loss_pct_day"))
    again = refits(battles, PARAMETERS)[side]
    rules = scoring.score_draws("rules", quantity)
    folds = scoring.refit_scores(quantity, again.columns, again.gap, again.sd, battles.campaign)
    references = {s.model: s for s in scoring.reference_scores(quantity, starting_facts(battles, PARAMETERS), battles.campaign)}
    limit = references["regression, by battle"].rmse_ln
    assert rules.rmse_ln <= limit and folds[0].rmse_ln <= limit
    # A share of 148 has a standard error of 4 %: the seed alone moves it by 1 %.
    assert rules.within_factor_2 >= 0.49 and folds[0].within_factor_2 >= 0.49
    assert rules.coverage_80 is not None and 0.72 <= rules.coverage_80 <= 0.88


def test_advance_and_winners_of_the_training_battles(training: tuple[Battles, Retrodiction]) -> None:
    battles, result = training
    advance = scoring.score_draws("rules", scoring.Quantity("advance", "", result.advance_km_day, battles.advance_km_day))
    wins = scoring.win_scores(result.attacker_won.mean(axis=0), battles.attacker_won.astype(float))
    assert advance.rmse_ln <= 1.1
    assert wins["rules"] < wins["base rate, by battle"]
