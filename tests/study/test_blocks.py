"""Priors by Latin hypercube: evenly spread, keyed, extendable; intervals from block means that hold what they promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.results.sweeps import load_sweep
from analysis.scores.gain import Gain, gain_of, gains
from analysis.stats import BLOCK as READ_BLOCK
from analysis.stats import FEWEST as READ_FEWEST
from analysis.stats import sampled_half_width
from engine.arrays import Floats
from engine.errors import EngineError, ScenarioError
from engine.scenario.study import load_study
from engine.study.blocks import BLOCK, FEWEST, block_half_width, stratified
from engine.study.precision import replications_per_look
from engine.study.priors import drawn, uncertain
from tests.cli.shell import say
from tests.study.folders import differing, swept

SWEEPS = 1000
INPUTS = 6


def spread(rng: np.random.Generator, sweeps: int, blocks: int) -> Floats:
    """(sweeps, runs, inputs): inputs in 0-1 of so many sweeps at once, each in blocks, by the function that the engine uses."""
    shape = (BLOCK, sweeps, blocks, INPUTS)
    evenly = stratified(rng.random(shape), rng.random(shape))
    return np.moveaxis(evenly, 0, 2).reshape(sweeps, blocks * BLOCK, INPUTS)


def outcome(u: Floats, rng: np.random.Generator) -> Floats:
    """A day with a skew: additive effects, one curve, one interaction, and dice; its mean over the inputs is 1."""
    added = u[..., 0] + 0.6 * u[..., 1] + np.exp(u[..., 2]) - (np.e - 1) + 0.4 * (u[..., 3] - 0.5) * (u[..., 4] - 0.5) - 0.8
    return np.asarray(1.0 + added + 0.35 * (rng.exponential(size=u.shape[:-1]) - 1.0))


def intervals(values: Floats) -> tuple[Floats, Floats]:
    """Mean and half width of each row: what `block_half_width` gives, for all rows at once."""
    means = values.reshape(len(values), -1, BLOCK).mean(axis=2)
    from scipy.special import stdtrit

    blocks = means.shape[1]
    return values.mean(axis=1), stdtrit(blocks - 1, 0.975) * means.std(axis=1, ddof=1) / np.sqrt(blocks)


def test_a_block_has_each_parameter_once_in_each_eighth_and_parameters_differ() -> None:
    priors = [(path, prior) for path, prior in uncertain().items() if prior.shape in ("uniform", "triangular", "pert")][:12]
    unit = [(path, type(prior)(0.0, 0.5, 1.0, "uniform")) for path, prior in priors]
    block = [list(drawn(unit, seed=3, replication=8 + k, sampling="latin_hypercube").values()) for k in range(BLOCK)]
    eighths = np.floor(np.array(block) * BLOCK).astype(int)
    assert (np.sort(eighths, axis=0) == np.arange(BLOCK)[:, None]).all()
    assert len({tuple(column) for column in eighths.T.tolist()}) == len(unit)


def test_a_draw_is_keyed_by_seed_replication_and_parameter() -> None:
    priors = list(uncertain().items())
    whole = drawn(priors, seed=1, replication=21, sampling="latin_hypercube")
    assert drawn(priors[5:9], seed=1, replication=21, sampling="latin_hypercube").items() <= whole.items()
    assert drawn(priors, seed=2, replication=21, sampling="latin_hypercube") != whole
    assert drawn(priors, seed=1, replication=21) != whole


@pytest.mark.parametrize("blocks", [FEWEST, 12])
def test_95_percent_intervals_hold_in_93_to_97_of_100_sweeps(blocks: int) -> None:
    rng = np.random.Generator(np.random.Philox(blocks))
    mean, half = intervals(outcome(spread(rng, SWEEPS, blocks), rng))
    assert 0.93 <= float((np.abs(mean - 1.0) <= half).mean()) <= 0.97


def test_intervals_of_paired_differences_hold_too() -> None:
    """Both variants have the same draws; the second's first input has less effect."""
    rng = np.random.Generator(np.random.Philox(7))
    u = spread(rng, SWEEPS, 10)
    gap = -0.5 * u[..., 0] + 0.3 * u[..., 1] * u[..., 2] + 0.2 * rng.standard_normal(u.shape[:-1])
    mean, half = intervals(gap)
    assert 0.93 <= float((np.abs(mean + 0.25 - 0.075) <= half).mean()) <= 0.97


def test_the_stopping_rule_holds_what_it_promises() -> None:
    """Looked at from 72 replications on, every 24: where the rule of `precision` looks."""
    look = replications_per_look(1, 1, blocks=True)
    rng = np.random.Generator(np.random.Philox(9))
    values = outcome(spread(rng, SWEEPS, 30), rng)
    held, stopped = np.zeros(SWEEPS, bool), np.zeros(SWEEPS, bool)
    assert look == 24
    for n in range(3 * look, 241, look):
        mean, half = intervals(values[:, :n])
        now = ~stopped & ((half <= 0.075) | (n == 240))
        held[now], stopped[now] = (np.abs(mean - 1.0) <= half)[now], True
    assert stopped.all() and 0.93 <= float(held.mean()) <= 0.97


def test_both_houses_compute_the_same_interval() -> None:
    assert (READ_BLOCK, READ_FEWEST) == (BLOCK, FEWEST)
    rng = np.random.Generator(np.random.Philox(1))
    values, replication = rng.random(77), np.delete(np.arange(80), [3, 40, 79])
    assert sampled_half_width(values, replication, "latin_hypercube") == pytest.approx(block_half_width(values, replication))
    whole = rng.random(80)
    assert block_half_width(whole, np.arange(80)) == pytest.approx(float(intervals(whole[None])[1][0]))
    few = values[:40]
    assert sampled_half_width(few, replication[:40], "latin_hypercube") == sampled_half_width(few, replication[:40], "random")


def test_the_gain_is_one_of_random_draws_and_more_where_inputs_add_up() -> None:
    rng = np.random.Generator(np.random.Philox(2))
    nothing = gain_of(rng.random((60, BLOCK)))
    added = gain_of(outcome(spread(rng, 1, 60), rng).reshape(60, BLOCK))
    assert nothing[1] < 1.0 < nothing[2] < 2.0
    assert added[1] > 1.5 and added[1] < added[0] < added[2]


def test_even_draws_save_the_runs_that_theory_says() -> None:
    """Of one input in eighths only the place within each scatters, 1/64 of its variance; noise of the same variance stays."""
    rng = np.random.Generator(np.random.Philox(4))
    u = spread(rng, 1, 2000)[0, :, 0]
    values = (u + rng.normal(0.0, 12**-0.5, u.shape)).reshape(-1, BLOCK)
    gain = Gain("day", len(values), (gain_of(values),))
    assert gain.times[0][0] == pytest.approx(2 / (1 + 1 / 64), rel=0.1)
    assert gain.runs_saved == pytest.approx(len(values) * BLOCK * (gain.times[0][0] - 1.0)) and gain.runs_saved > 0.0


def test_a_sweep_draws_evenly_extends_and_tells_the_gain(tmp_path: Path) -> None:
    spreading = {"priors": True, "sampling": "latin_hypercube", "last_day": 1, "runs_per_part": 8}
    swept(tmp_path / "a", replications=8, **spreading)
    swept(tmp_path / "a", replications=16, **spreading)
    swept(tmp_path / "b", replications=16, **spreading)
    assert differing(tmp_path / "a", tmp_path / "b") == []
    swept(tmp_path / "a", replications=8 * FEWEST, **spreading)
    sweep = load_sweep(tmp_path / "a")
    for path in list(sweep.inputs)[:20]:
        ranks = np.argsort(np.argsort(sweep.runs[path][:BLOCK]))
        assert sorted(ranks.tolist()) == list(range(BLOCK))
    varying = [name for name in sweep.outcomes if len(set(sweep.runs[name].tolist())) > 20]
    (gain,) = gains(sweep, varying[:1])
    assert gain.blocks == FEWEST and len(gain.times) == 3
    swept(tmp_path / "c", replications=1, **spreading | {"sampling": "random"})
    random = load_sweep(tmp_path / "c").manifest
    assert gains(replace(sweep, manifest=random), varying[:1]) == []
    refused = say("compare", tmp_path / "a", tmp_path / "c")
    assert refused.exit_code == 2 and "sampling is random" in refused.stderr


def test_a_run_of_the_sweep_is_made_again_by_its_command(tmp_path: Path) -> None:
    swept(tmp_path / "a", replications=4, priors=True, sampling="latin_hypercube", last_day=1)
    sweep = load_sweep(tmp_path / "a")
    more = ("--priors", "--sampling", "latin_hypercube", "--replication", 3, "--last-day", 1, "--no-pictures")
    assert say("run", "crossroads", *more, "--out", tmp_path / "r").exit_code == 0
    from analysis.results.load import load_result

    parameters = load_result(tmp_path / "r").inputs.parameters
    path = next(iter(sweep.inputs))
    assert {f"rules.{one.path}": one.value for one in parameters}[path] == pytest.approx(float(sweep.runs[path][3]), rel=1e-8)


def test_a_way_of_drawing_needs_priors(tmp_path: Path) -> None:
    done = say("sweep", "crossroads", "--sampling", "latin_hypercube", "--out", tmp_path / "x")
    assert done.exit_code == 2 and "add --priors" in done.stderr
    (tmp_path / "s.yaml").write_text("format: 1\nid: s\nscenario: crossroads\nsampling: latin_hypercube\n")
    with pytest.raises((ScenarioError, EngineError), match=r"s\.yaml:4:1 .*priors: true"):
        load_study(str(tmp_path / "s.yaml"))
