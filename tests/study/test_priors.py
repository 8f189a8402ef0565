"""Draws from priors: the quantiles that the catalogue promises, and the same draw for all who share a replication."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.errors import ScenarioError
from engine.randomness import Dice, Stream
from engine.scenario.loading import load_scenario
from engine.scenario.parameters import catalogue
from engine.scenario.resetting import with_parameters
from engine.study.plan import fixed_parameters, with_priors
from engine.study.priors import Prior, drawn, prior_of, uncertain
from tests import shipped
from tests.study.folders import swept

U = np.linspace(0.001, 0.999, 1999)
TWINS = {path for path, row in catalogue().items() if row.outside}
PRIORS = uncertain(held_out=TWINS)


@pytest.mark.parametrize(
    ("prior", "theory"),
    [
        (Prior(2, 2, 5, "uniform"), stats.uniform(2, 3)),
        (Prior(1, 2, 5, "triangular"), stats.triang(0.25, 1, 4)),
        (Prior(1, 1, 5, "triangular"), stats.triang(0.0, 1, 4)),
        (Prior(1, 5, 5, "triangular"), stats.triang(1.0, 1, 4)),
        (Prior(0.2, 0.5, 0.8, "pert"), stats.beta(3, 3, 0.2, 0.6)),
        (Prior(1, 10, 100, "lognormal"), stats.lognorm(np.log(10) / stats.norm.ppf(0.9), scale=10)),
    ],
)
def test_quantiles_are_those_of_the_distribution(prior: Prior, theory: stats.rv_continuous) -> None:
    assert [prior.at(u) for u in U.tolist()] == pytest.approx(theory.ppf(U).tolist(), rel=1e-8)


@given(st.floats(0.01, 100), st.floats(1.0001, 10), st.floats(1.0001, 10))
def test_a_lognormal_range_is_its_10_and_90_per_cent_points_though_it_be_skewed(mode: float, down: float, up: float) -> None:
    prior = Prior(mode / down, mode, mode * up, "lognormal")
    assert [prior.at(u) for u in (0.1, 0.5, 0.9)] == pytest.approx([mode / down, mode, mode * up], rel=1e-6)


@given(st.sampled_from(sorted(PRIORS)), st.floats(1e-9, 1 - 1e-9), st.floats(1e-9, 1 - 1e-9))
def test_priors_of_the_catalogue_rise_and_stay_in_their_range(path: str, a: float, b: float) -> None:
    prior = PRIORS[path]
    low, high = sorted((prior.at(a), prior.at(b)))
    assert (low == prior.at(min(a, b))) and (high == prior.at(max(a, b)))
    assert low >= (0.0 if prior.shape == "lognormal" else prior.low)
    assert prior.shape == "lognormal" or high <= prior.high


def test_choices_and_scales_are_not_drawn() -> None:
    assert prior_of(catalogue()["combat.law"]) is None
    assert len(PRIORS) > 100
    assert all(prior.low < prior.high for prior in PRIORS.values())


def test_priors_are_drawn_from_outside_twins_unless_the_rows_themselves_are_asked_for() -> None:
    rows = uncertain()
    for path, prior in PRIORS.items():
        parameter = catalogue()[path.removeprefix("rules.")]
        twin = parameter.outside or parameter
        assert (prior.low, prior.mode, prior.high) == (twin.low, twin.mode, twin.high)
        assert (rows[path].low, rows[path].mode, rows[path].high) == (parameter.low, parameter.mode, parameter.high)
    assert sum(rows[path] != PRIORS[path] for path in rows) == len(TWINS) > 0


def test_a_sweep_says_which_rows_its_draws_come_from_and_how_to_repeat_them(tmp_path: Path) -> None:
    path = "rules.march.pass_mult"
    grades, draws = {}, {}
    for kind in (True, "in_sample"):
        table = swept(tmp_path / str(kind), priors=kind, replications=1).table()
        grades[kind] = json.loads((tmp_path / str(kind) / "sweep.json").read_text())["inputs"][path]["grade"]
        draws[kind] = table[path][0].as_py()
    parameter = catalogue()["march.pass_mult"]
    assert parameter.outside is not None
    assert grades == {True: parameter.outside.grade, "in_sample": parameter.grade}
    u = Dice(1, 0).uniform(Stream.PARAMETER, path)
    assert draws["in_sample"] == Prior(parameter.low, parameter.mode, parameter.high, parameter.shape).at(u) != draws[True]


def test_only_rows_that_a_scenario_calls_in_sample_are_drawn_from_their_twins() -> None:
    """What sources say of one campaign is evidence from outside for another."""
    pursuit, war = (shipped.loaded(name) for name in ("third_army_1944", "manchuria_1945"))
    assert set(war.spec.in_sample) == TWINS and not pursuit.spec.in_sample
    drawn_of = {kind: with_priors(pursuit, seed=1, replication=0, in_sample=kind).spec.rules for kind in (True, False)}
    assert drawn_of[True] == drawn_of[False]
    both = (with_priors(war, seed=1, replication=0, in_sample=kind).spec.rules["march"]["pass_mult"] for kind in (True, False))
    assert len(set(both)) == 2


def test_a_draw_belongs_to_its_path_seed_and_replication() -> None:
    every = drawn(PRIORS.items(), seed=1, replication=5)
    some = {path: prior for path, prior in PRIORS.items() if path.startswith("rules.march.")}
    assert drawn(some.items(), seed=1, replication=5) == {path: every[path] for path in some}
    for other in (drawn(PRIORS.items(), seed=2, replication=5), drawn(PRIORS.items(), seed=1, replication=6)):
        assert sum(other[path] == every[path] for path in every) == 0


def test_draws_over_replications_follow_the_prior() -> None:
    """Kolmogorov's distance of 400 draws; a true sampler fails with probability 1e-4 for each of three, on this seed never."""
    for path in ("rules.march.foot_km_day", "rules.combat.base_attacker_pct_day", "rules.lorries.serviceable_share"):
        prior = PRIORS[path]
        values = [drawn([(path, prior)], seed=3, replication=k)[path] for k in range(400)]
        units = np.interp(values, [prior.at(u) for u in U.tolist()], U)
        assert stats.kstest(units, "uniform").pvalue > 1e-4


def test_parameters_set_on_a_loaded_scenario_are_as_if_it_had_been_loaded_with_them() -> None:
    settings = {"rules.march.foot_km_day": 21.5, "rules.combat.base_attacker_pct_day": 1.25}
    quick, slow = with_parameters(load_scenario("crossroads"), settings), load_scenario("crossroads", settings=settings)
    assert quick.spec == slow.spec
    assert (quick.digest, quick.grades, quick.settings) == (slow.digest, slow.grades, slow.settings)


@pytest.mark.parametrize(("path", "value"), [("rules.march.fot_km_day", 3.0), ("days", 3.0), ("rules.march.foot_km_day", -1.0)])
def test_what_no_parameter_may_be_is_refused(path: str, value: float) -> None:
    with pytest.raises(ScenarioError, match="--set " + path):
        with_parameters(load_scenario("crossroads"), {path: value})


def test_what_the_scenario_gives_itself_is_not_drawn() -> None:
    loaded = load_scenario("crossroads", settings={"rules.march.motor_km_day": 100})
    assert {"rules.march.foot_km_day", "rules.rivers.flood_mult", "rules.march.motor_km_day"} == set(fixed_parameters(loaded))
    with_draws = with_priors(loaded, seed=1, replication=0)
    assert with_draws.spec.rules["march"]["foot_km_day"] == 22
    assert with_draws.spec.rules["march"]["motor_km_day"] == 100
    draws = drawn(PRIORS.items(), seed=1, replication=0)
    assert with_draws.spec.rules["march"]["horse_km_day"] == draws["rules.march.horse_km_day"]


def test_design_points_of_a_replication_share_the_draws_that_the_design_leaves_alone(tmp_path: Path) -> None:
    path = "rules.march.desert_mult"
    factors = {"factors": [{"path": path, "values": [0.6, 1.0]}], "design": {"kind": "full_factorial"}}
    rows = swept(tmp_path / "sweep", priors=True, replications=4, **factors).table().to_pylist()
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert one["replication"] == other["replication"]
        drawn_paths = [name for name in one if name.startswith("rules.")]
        assert [name for name in drawn_paths if one[name] != other[name]] == [path]
    assert len({row["rules.march.horse_km_day"] for row in rows}) == 4
    manifest = json.loads((tmp_path / "sweep" / "sweep.json").read_text())
    assert manifest["inputs"]["rules.march.horse_km_day"]["grade"] in "ABC"
