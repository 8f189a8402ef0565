"""Regret against a table worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.results.manifests import SweepManifest
from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep
from analysis.scores.regret import regret_table, regret_text, regrets, regrets_of

RUN = {"scenario": {"id": "x"}, "start": "1930-06-01T00:00", "end_minute": 1440}
SIDES = [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}]


def sweep(values: list[list[float]], failed: tuple[int, ...] = ()) -> Sweep:
    """Draws by choices."""
    draws, choices = len(values), len(values[0])
    told = {
        "format": 2,
        "state": "finished",
        "engine": {},
        "scenario": {"id": "x"},
        "points": choices,
        "replications": draws,
        "runs": draws * choices,
        "study": {"choices": [{"id": f"c{number}"} for number in range(choices)]},
        "outcomes": {"y": "days"},
        "inputs": {"choice": {}},
        "run": RUN | {"sides": SIDES},
    }
    number = np.arange(draws * choices)
    status = np.where(np.isin(number, failed), "failed", "done")
    runs = {"run": number, "choice": (number % choices).astype(float), "status": status, "y": np.array(values).ravel()}
    return Sweep(Path("folder"), SweepManifest.model_validate_json(json.dumps(told)), runs)


def test_regret_is_the_distance_to_the_best_of_the_same_draw() -> None:
    first, second = regrets(sweep([[1, 3], [5, 4], [2, 2], [0, 10]]), "y")
    assert (first.best, second.best) == (3, 2)  # both where they are equal
    assert (first.mean, second.mean) == (0.25, 3.0)
    assert first.quantiles[-1] == 1.0 and second.quantiles == (1.0, pytest.approx(7.6), 10.0)


def test_of_some_outcomes_the_most_is_best() -> None:
    first, second = regrets(sweep([[1, 3], [5, 4]]), "y", most=True)
    assert (first.mean, second.mean) == (1.0, 0.5)


def test_a_draw_with_a_failed_run_is_left_out() -> None:
    first, _ = regrets(sweep([[1, 3], [5, 4]], failed=(2,)), "y")
    assert (first.n, first.mean) == (1, 0.0)
    with pytest.raises(ResultError, match="in no draw"):
        regrets(sweep([[1, 3]], failed=(0,)), "y")


def test_one_choice_has_no_regret() -> None:
    with pytest.raises(ResultError, match="two choices"):
        regrets(sweep([[1.0]]), "y")


def test_the_table_names_choices_and_shares() -> None:
    text = regret_text(regrets(sweep([[1, 3], [5, 4]]), "y"), "y", "days")
    table = regret_table(regrets(sweep([[1, 3], [5, 4]]), "y"))
    assert (table["choice"], table["best_share"], table["p100"]) == (["c0", "c1"], [0.5, 0.5], [1.0, 2.0])
    assert "c0" in text and "50%" in text and "worst" in text


def test_sweeps_side_by_side_have_the_regret_of_a_study_with_the_same_draws() -> None:
    values = [[1, 3], [5, 4], [2, 2], [0, 10]]
    apart = {f"c{number}": sweep([[row[number]] for row in values], failed=(1,) * number) for number in (0, 1)}
    assert regrets_of(apart, "y") == regrets(sweep(values, failed=(3,)), "y")
    with pytest.raises(ResultError, match="no outcome z"):
        regrets_of(apart, "z")
