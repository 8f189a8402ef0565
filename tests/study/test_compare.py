"""Paired comparison, dependence on inputs and their intervals, against what is known in closed form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from scipy import stats

from analysis.page.replay import page as replay_page
from analysis.results.load import load_result
from analysis.results.manifests import SweepManifest
from analysis.results.reading import ResultError
from analysis.results.sweeps import Sweep, load_sweep
from analysis.scores.compare import by_replication, comparison_text, differences
from analysis.scores.sensitivity import dependence_text, dependences
from analysis.scores.swings import swings
from analysis.stats import correlation_interval, half_width, rank_correlation, share_interval
from engine.cli import main
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.study.design import points_of
from engine.study.precision import half_width as runs_half_width
from engine.theatre.preparation import prepare
from tests.study.folders import study, swept

SIDES = [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def made(folder: Path, values: np.ndarray, points: dict[str, Any] | None = None, **fields: Any) -> Sweep:
    """A sweep whose outcome `y` is `values`, shape (replications, points)."""
    folder.mkdir(parents=True, exist_ok=True)
    replications, size = values.shape
    table = points or {"point": list(range(size))}
    pq.write_table(pa.table(table), folder / "points.parquet")
    told = {
        "format": 2,
        "state": "finished",
        "engine": {},
        "scenario": {"id": "x"},
        "replications": replications,
        "runs": values.size,
        "run": {"scenario": {"id": "x"}, "start": "1930-06-01T00:00", "end_minute": 1440, "sides": SIDES},
        "study": {"seed": 1, "priors": False, "factors": [], "design": None} | fields,
        "points": size,
        "outcomes": {"y": "days"},
        "inputs": {path: {"grade": "C" if path == "c" else "A", "unit": "km"} for path in table if path in "abcd"},
    }
    manifest = SweepManifest.model_validate_json(json.dumps(told))
    runs: dict[str, Any] = {
        "run": np.arange(values.size),
        "point": np.tile(np.arange(size), replications),
        "replication": np.repeat(np.arange(replications), size),
        "y": values.reshape(-1),
        "status": np.where(np.isfinite(values.reshape(-1)), "done", "failed").astype(object),
    }
    return Sweep(folder, manifest, runs | {path: np.tile(table[path], replications) for path in manifest.inputs})


# --- intervals


def test_intervals_are_the_textbook_ones() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    assert half_width(values) == pytest.approx((high - low) / 2)
    exact = stats.binomtest(7, 30).proportion_ci(method="wilson")
    assert share_interval(7, 30) == pytest.approx((exact.low, exact.high))
    assert half_width(np.full(9, 0.1)) == 0.0


def test_the_interval_of_a_mean_covers_it_in_95_of_100_cases() -> None:
    """2,000 samples of 12: the share is within four standard errors (0.0195) of 0.95."""
    samples = rng().normal(3.0, 2.0, (2000, 12))
    covered = [abs(float(sample.mean()) - 3.0) <= half_width(sample) for sample in samples]
    assert abs(np.mean(covered) - 0.95) < 0.0195


def test_stopping_when_the_interval_is_narrow_keeps_its_level() -> None:
    """1,000 sequences that are looked at after 40, 60, ... numbers: within four standard errors (0.028) of 0.95."""
    looks = np.arange(40, 201, 20)
    numbers = rng(4).normal(size=(1000, 200))
    covered = 0
    for row in numbers:
        stopped = next((n for n in looks if runs_half_width(row[:n].tolist()) <= 0.25), looks[-1])
        covered += abs(row[:stopped].mean()) <= runs_half_width(row[:stopped].tolist())
    assert abs(covered / 1000 - 0.95) < 0.028


def test_the_interval_of_a_rank_correlation_covers_it() -> None:
    """Of pairs with normal correlation 0.5 the rank correlation is 6/pi asin(0.25)."""
    truth, covered = 6 / np.pi * np.arcsin(0.25), 0
    dice = rng(2)
    for _ in range(400):
        x = dice.normal(size=(2, 60))
        rho = stats.spearmanr(x[0], 0.5 * x[0] + np.sqrt(0.75) * x[1]).statistic
        low, high = correlation_interval(float(rho), 60)
        covered += low <= truth <= high
    assert 0.91 <= covered / 400 <= 0.99


@pytest.mark.parametrize(("n", "at_most"), [(3, 0.0), (4, 0.0), (5, 0.03), (6, 0.05), (8, 0.06), (40, 0.06)])
def test_of_pure_noise_one_input_in_twenty_at_most_can_be_told_from_nothing(n: int, at_most: float) -> None:
    """Of so few runs as four none: 1 in 12 of all orders has a rank correlation of 1 or -1."""
    dice = rng(7)
    y, told = dice.normal(size=n), 0
    for x in dice.normal(size=(2000, n)):
        rho = rank_correlation(x, y)
        low, high = correlation_interval(rho, n)
        assert -1.0 <= low <= rho <= high <= 1.0 and low < high
        told += low > 0.0 or high < 0.0
    assert told / 2000 <= at_most and (n < 6 or told / 2000 >= 0.02)


# --- compare


def test_a_sweep_against_itself_differs_by_exactly_nothing(tmp_path: Path) -> None:
    values = rng().normal(size=(40, 1))
    (found,) = differences(made(tmp_path / "a", values), made(tmp_path / "b", values))
    assert (found.mean, found.half_width, found.less, found.same) == (0.0, 0.0, 0.0, 1.0)
    assert np.isinf(found.runs_saved)
    assert not found.differs
    assert "0 of 1 outcomes differ" in comparison_text([found])


def test_pairing_is_worth_what_theory_says(tmp_path: Path) -> None:
    """Common noise of variance 9 and own noise of variance 1: unpaired needs (9+1+9+1)/2 = 10 times the runs."""
    dice = rng(3)
    common = dice.normal(0, 3, (20_000, 1))
    base = made(tmp_path / "a", common + dice.normal(0, 1, common.shape))
    variant = made(tmp_path / "b", common + dice.normal(-0.5, 1, common.shape))
    (found,) = differences(base, variant)
    assert found.n == 20_000
    assert found.mean == pytest.approx(-0.5, abs=0.04)
    assert found.differs
    assert found.reduction == pytest.approx(10, rel=0.05)
    assert found.runs_saved == pytest.approx(2 * 20_000 * 9, rel=0.06)
    assert f"{round(found.runs_saved):,}" in comparison_text([found])
    assert found.less == pytest.approx(stats.norm.cdf(0.5 / np.sqrt(2)), abs=0.015)
    assert found.less_interval[0] < found.less < found.less_interval[1]


def test_pairs_with_a_failed_run_are_left_out(tmp_path: Path) -> None:
    base, variant = np.arange(10.0)[:, None], np.arange(10.0)[:, None] + 1.0
    base[3], variant[7] = np.nan, np.nan
    (found,) = differences(made(tmp_path / "a", base), made(tmp_path / "b", variant))
    assert (found.n, found.mean, found.same) == (8, 1.0, 0.0)


def test_points_of_one_replication_are_no_independent_pairs() -> None:
    values, replication = np.array([1.0, 3.0, 5.0, 9.0]), np.array([0, 0, 1, 1])
    assert by_replication(values, replication).tolist() == [2.0, 7.0]
    assert by_replication(values, np.arange(4)).tolist() == values.tolist()
    assert by_replication(values, np.zeros(4, int)).tolist() == values.tolist()


def test_other_dice_are_no_pairs(tmp_path: Path) -> None:
    values = rng().normal(size=(5, 1))
    with pytest.raises(ResultError, match="same dice"):
        differences(made(tmp_path / "a", values), made(tmp_path / "b", values, seed=2))
    with pytest.raises(ResultError, match="design points"):
        differences(made(tmp_path / "a", values), made(tmp_path / "b", rng().normal(size=(5, 2))))


def test_a_rule_that_does_nothing_changes_nothing_and_dry_tanks_are_later(tmp_path: Path) -> None:
    arguments = ["compare", "crossroads", "rules.rivers.flood_mult=1.5", "crossroads/dry_tanks", "--runs", "4", "--workers", "1"]
    told = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path)], catch_exceptions=False)
    assert told.exit_code == 0
    nothing, dry = told.stdout.split("crossroads/dry_tanks against")
    assert re.search(r"\b0 of [1-9]\d+ outcomes differ", nothing)
    assert "captured_day.windpass" in dry
    base, variant = (load_sweep(tmp_path / name) for name in "02")
    later = {each.outcome: each for each in differences(base, variant)}["captured_day.windpass"]
    assert later.mean > 0 and later.less == 0.0 and later.n == 4
    again = CliRunner().invoke(main, ["compare", str(tmp_path / "0"), str(tmp_path / "2")], catch_exceptions=False)
    assert dry.partition("\n")[2].strip() == again.stdout.partition("\n")[2].strip()


def test_a_variant_may_order_something_and_is_told_what_it_costs_against_the_best(tmp_path: Path) -> None:
    (tmp_path / "stand.yaml").write_text(
        "format: 1\norders: [{id: stand, sender: n_army, to: [n_mech], day: 0.5, steps: [{task: hold, place: windpass}]}]\n"
    )
    variants = ["policy:league:hold", f"orders:{tmp_path / 'stand.yaml'},policy:n_mech:plan"]
    arguments = ["compare", "crossroads", *variants, "--runs", "2", "--workers", "1", "--outcome", "captured_day.alderford"]
    told = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out")], catch_exceptions=False)
    assert told.exit_code == 0
    regret = told.stdout.partition("regret of captured_day.alderford")[2]
    assert re.search(r"crossroads +2 +100%", regret)
    assert re.search(r"policy:league:hold +2 +0%", regret)
    ordered = load_sweep(tmp_path / "out" / "2").manifest.study.choices
    assert len(ordered) == 1
    most = CliRunner().invoke(main, ["compare", *(str(tmp_path / "out" / n) for n in "01"), *arguments[-2:], "--most"])
    assert re.search(r"out/1 +2 +100%", most.stdout.partition("regret of")[2])


def test_the_page_shows_the_variant_beside_the_base_run_on_the_same_dice(tmp_path: Path) -> None:
    page = tmp_path / "both.html"
    arguments = ["compare", "crossroads", "crossroads/dry_tanks", "--runs", "2", "--workers", "1", "--page", str(page)]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    for name, scenario in (("base", "crossroads"), ("dry", "crossroads/dry_tanks")):
        (tmp_path / name).mkdir()
        simulate(prepare(load_scenario(scenario))).write(tmp_path / name)
    base, dry = (load_result(tmp_path / name) for name in ("base", "dry"))
    assert page.read_text() == replay_page(base, dry) != replay_page(base, base)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["crossroads", "without:fuel", "without:rivers", "--page"], "one VARIANT"),
        (["crossroads", "without:fuel", "--page", "both.png"], "ends in .html"),
        (["SWEEP", "crossroads", "--page"], "is a sweep"),
    ],
)
def test_what_no_page_can_show_is_refused_before_anything_is_run(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "sweep.json").write_text("{}")
    told = CliRunner().invoke(main, ["compare", *(str(tmp_path) if word == "SWEEP" else word for word in arguments)])
    assert told.exit_code == 2
    assert message in told.output


# --- sensitivity


def designed(folder: Path, kind: str, model: Callable[[np.ndarray], np.ndarray], samples: int, **more: Any) -> Sweep:
    """A sweep of a model of the inputs a, b and c, each uniform on 0-1."""
    factors = [{"path": path, "low": 0.0, "high": 1.0, "distribution": "uniform", "kind": "uncertainty"} for path in "abc"]
    factors += more.pop("levers", [])
    points = points_of(study(factors=factors, design={"kind": kind, "samples": samples}))
    table: dict[str, Any] = {"point": np.arange(len(points), dtype=np.int32)}
    table |= {path: np.array([point.values[path] for point in points]) for path in points[0].values}
    table |= {f"u:{path}": np.array([point.units[path] for point in points]) for path in points[0].units}
    inputs = np.array([[point.values[path] for path in points[0].values] for point in points])
    return made(folder, model(inputs)[None, :], table, factors=factors, design={"kind": kind, "samples": samples})


def linear(x: np.ndarray) -> np.ndarray:
    return 10.0 + 4.0 * x[:, 0] - 2.0 * x[:, 1]


def test_morris_finds_the_effects_of_a_linear_model(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    (found,) = dependences(designed(tmp_path, "morris", linear, 6), ["y"])
    # From the 5 % to the 95 % point of a uniform input is 0.9 of its range.
    assert {index.input: (round(index.value, 9), round(index.second, 9)) for index in found.indices} == {
        "a": (3.6, 3.6),
        "b": (1.8, -1.8),
        "c": (0.0, 0.0),
    }
    assert [index.counts for index in found.indices] == [True, True, False]
    assert "2 of 3 inputs" in dependence_text(found)


def test_sobol_finds_the_shares_of_variance_of_the_ishigami_function(tmp_path: Path) -> None:
    pytest.importorskip("SALib")

    def ishigami(u: np.ndarray) -> np.ndarray:
        x = np.pi * (2 * u - 1)
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    (found,) = dependences(designed(tmp_path, "sobol", ishigami, 2048), ["y"])
    totals = {index.input: index.value for index in found.indices}
    assert totals == pytest.approx({"a": 0.558, "b": 0.442, "c": 0.244}, abs=0.03)
    for index in found.indices:
        assert index.low <= {"a": 0.558, "b": 0.442, "c": 0.244}[index.input] <= index.high
        assert index.second == pytest.approx({"a": 0.314, "b": 0.442, "c": 0.0}[index.input], abs=0.05)


def test_one_at_a_time_gives_swings(tmp_path: Path) -> None:
    sweep = designed(tmp_path, "one_at_a_time", linear, 1)
    sweep = made(
        tmp_path,
        np.repeat(sweep.runs["y"][None, :], 3, axis=0),
        dict(sweep.points),
        **sweep.manifest.study.model_dump(mode="json"),
    )
    (found,) = dependences(sweep, ["y"])
    assert {index.input: index.value for index in found.indices} == {"a": 4.0, "b": -2.0, "c": 0.0}
    rows = {swing.parameter: swing for swing in swings(sweep, "y")}
    assert (rows["a"].at_low, rows["a"].at_mode, rows["a"].at_high) == (9.0, 11.0, 13.0)
    assert (rows["b"].low, rows["b"].mode, rows["b"].high) == (0.0, 0.5, 1.0)


def test_other_designs_are_correlated(tmp_path: Path) -> None:
    (found,) = dependences(designed(tmp_path, "latin_hypercube", linear, 200), ["y"])
    assert [index.input for index in found.indices] == ["a", "b", "c"]
    assert found.indices[0].value > 0.8 > 0 > found.indices[1].value
    assert abs(found.indices[2].value) < 0.2


def test_four_runs_are_said_to_be_too_few(tmp_path: Path) -> None:
    (few,) = dependences(designed(tmp_path / "4", "latin_hypercube", lambda x: x[:, 0], 4), ["y"])
    assert few.indices[0].value == 1.0 and few.indices[0].low < 0.0 and not any(index.counts for index in few.indices)
    assert dependence_text(few).endswith("4 runs are too few: of fewer than 5 no rank correlation can be told from 0 at 95 %")
    (enough,) = dependences(designed(tmp_path / "5", "latin_hypercube", lambda x: x[:, 0], 5), ["y"])
    assert enough.indices[0].counts and "of 3 inputs can be told from 0" in dependence_text(enough)


def test_each_choice_of_a_lever_has_its_own_dependence(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    lever = {"path": "d", "values": [1.0, 3.0], "kind": "lever"}

    def model(x: np.ndarray) -> np.ndarray:
        return x[:, 0] * x[:, 1]  # the lever comes first

    slow, fast = dependences(designed(tmp_path, "morris", model, 8, levers=[lever]), ["y"])
    assert (slow.choice, fast.choice) == ("d = 1", "d = 3")
    assert fast.indices[0].value == pytest.approx(3 * slow.indices[0].value)


def test_it_says_when_a_result_leans_on_guesses(tmp_path: Path) -> None:
    (leaning,) = dependences(designed(tmp_path / "c", "latin_hypercube", lambda x: 5 * x[:, 2] + x[:, 0], 100), ["y"])
    assert "rests on guesses (grade C): c" in leaning.leaning
    (sound,) = dependences(designed(tmp_path / "a", "latin_hypercube", linear, 100), ["y"])
    assert sound.leaning == ""


def test_a_point_without_a_run_has_no_index(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    sweep = designed(tmp_path, "morris", linear, 4)
    sweep.runs["y"][5], sweep.runs["status"][5] = np.nan, "failed"
    with pytest.raises(ResultError, match="design point 5"):
        dependences(sweep, ["y"])


def test_the_command_draws_tables_and_pictures(tmp_path: Path) -> None:
    factors = [{"path": "rules.march.tracked_km_day"}, {"path": "rules.march.desert_mult"}]
    swept(tmp_path / "s", factors=factors, design={"kind": "one_at_a_time"}, replications=3)
    for name in ("t.csv", "t.png"):
        arguments = ["sensitivity", str(tmp_path / "s"), "--outcome", "captured_day.windpass", "-o", str(tmp_path / name)]
        told = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert told.exit_code == 0
        assert "rules.march.tracked_km_day" in told.stdout
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 3
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    assert CliRunner().invoke(main, ["sensitivity", str(tmp_path)]).exit_code == 2


def test_an_unfinished_or_damaged_sweep_is_refused_by_name(tmp_path: Path) -> None:
    swept(tmp_path / "s", replications=5)
    path = tmp_path / "s" / "sweep.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"state": "running"}))
    with pytest.raises(ResultError, match="not finished"):
        load_sweep(tmp_path / "s")
    path.write_text("{")
    with pytest.raises(ResultError, match=r"sweep\.json"):
        load_sweep(tmp_path / "s")
