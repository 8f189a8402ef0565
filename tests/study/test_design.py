"""Studies and their design points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError, ScenarioError
from engine.scenario.study import Factor, is_study, load_study
from engine.study.design import points_of, range_of_factor
from engine.vocabulary import EventKind
from tests.study.folders import study

PACE, DESERT = "rules.march.tracked_km_day", "rules.march.desert_mult"
FUEL = "formations.n_mech.start.fuel_fills"


def design(kind: str, samples: int = 8, factors: list[dict[str, Any]] | None = None, **fields: Any) -> list[dict[str, float]]:
    chosen = factors or [{"path": PACE}, {"path": DESERT}, {"path": FUEL, "low": 0.5, "high": 1.5, "distribution": "uniform"}]
    return [point.values for point in points_of(study(factors=chosen, design={"kind": kind, "samples": samples}, **fields))]


def test_without_factors_there_is_one_point() -> None:
    assert [point.values for point in points_of(study())] == [{}]


def test_latin_hypercube_has_one_sample_in_each_slice() -> None:
    fuel = sorted(point[FUEL] for point in design("latin_hypercube", samples=10))
    assert [int((value - 0.5) * 10) for value in fuel] == list(range(10))


def test_full_factorial_crosses_all_levels() -> None:
    points = design("full_factorial")
    assert len(points) == 27
    assert len({tuple(sorted(point.items())) for point in points}) == 27
    assert {point[FUEL] for point in points} == {0.5, 1.0, 1.5}


def test_one_at_a_time_moves_one_factor_from_the_middle() -> None:
    middle, *others = design("one_at_a_time")
    assert len(others) == 6
    for point in others:
        assert sum(point[path] != middle[path] for path in middle) == 1


@pytest.mark.parametrize(("kind", "size"), [("sobol", 8 * 5), ("morris", 8 * 4)])
def test_designs_of_salib_have_their_size_and_stay_in_the_range(kind: str, size: int) -> None:
    pytest.importorskip("SALib")
    points = design(kind)
    assert len(points) == size
    assert all(50 <= point[PACE] <= 140 and 0.5 <= point[FUEL] <= 1.5 for point in points)


def test_morris_changes_one_factor_a_step() -> None:
    pytest.importorskip("SALib")
    points = design("morris")
    for start in range(0, len(points), 4):
        for a, b in zip(points[start : start + 3], points[start + 1 : start + 4], strict=True):
            assert sum(a[path] != b[path] for path in a) == 1


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_a_design_is_repeated_by_its_seed_alone(kind: str) -> None:
    pytest.importorskip("SALib")
    np.random.seed(5)  # noqa: NPY002 - the global state must not matter
    first = design(kind)
    np.random.seed(6)  # noqa: NPY002
    assert design(kind) == first
    assert design(kind, seed=2) != first


def test_levers_meet_every_sample() -> None:
    factors = [{"path": PACE}, {"path": FUEL, "kind": "lever", "values": [0.9, 1.2]}]
    points = design("latin_hypercube", samples=5, factors=factors)
    assert [point[FUEL] for point in points] == [0.9, 1.2] * 5
    assert [point[PACE] for point in points[::2]] == [point[PACE] for point in points[1::2]]


def test_a_factor_takes_range_and_shape_of_the_catalogue() -> None:
    own, known = range_of_factor(Factor(path=PACE, low=60.0, high=80.0)).prior, range_of_factor(Factor(path=PACE)).prior
    assert own is not None and known is not None
    assert (known.low, known.mode, known.high, known.shape) == (50, 90, 140, "triangular")
    assert (own.low, own.mode, own.high) == (60, 70, 80)


def test_an_unbalanced_sobol_design_is_refused() -> None:
    pytest.importorskip("SALib")
    with pytest.raises(EngineError, match="power of 2"):
        design("sobol", samples=12)


# --- the file


def written(folder: Path, **fields: Any) -> str:
    plain = {"format": 1, "id": "mine", "scenario": "crossroads"}
    (folder / "study.yaml").write_text(json.dumps(plain | fields))
    return str(folder / "study.yaml")


def test_a_study_is_told_from_a_scenario(tmp_path: Path) -> None:
    assert is_study(written(tmp_path))
    assert is_study("crossroads/pace")
    assert not is_study("crossroads")
    assert not is_study("crossroads/dry_tanks")
    assert not is_study(str(tmp_path / "nothing.yaml"))


def test_defaults_keep_what_is_dated(tmp_path: Path) -> None:
    read = load_study(written(tmp_path))
    assert (read.replications, read.seed, read.keep.tracks) == (100, 1, "army")
    assert set(read.keep.events) == set(EventKind)


def test_a_scenario_beside_the_study_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("extends: crossroads\nid: mine\n")
    (tmp_path / "below").mkdir()
    name = written(tmp_path, scenario="mine.yaml")
    monkeypatch.chdir(tmp_path / "below")
    assert load_study(name).scenario == "../mine.yaml"
    monkeypatch.chdir(tmp_path)
    assert load_study(name).scenario == "mine.yaml"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"replication": 3}, "may not have the key 'replication'; did you mean 'replications'"),
        ({"replications": 0}, "replications is 0; it must be"),
        ({"factors": [{"path": PACE}]}, "factors need a design"),
        ({"design": {"kind": "morris"}}, "a design needs factors"),
        ({"factors": [{"path": PACE}], "design": {"kind": "moris"}}, "did you mean 'morris'"),
        ({"factors": [{"path": FUEL}], "design": {"kind": "morris"}}, "has no prior in the catalogue"),
        ({"factors": [{"path": FUEL, "low": 3, "high": 1}], "design": {"kind": "morris"}}, "low, mode and high must rise"),
        ({"factors": [{"path": PACE}, {"path": PACE}], "design": {"kind": "morris"}}, "given a value twice"),
        ({"factors": [{"path": FUEL, "low": 0, "high": 1, "distribution": "lognormal"}], "design": {"kind": "sobol"}}, "low m"),
        ({"keep": {"events": ["captur"]}}, "did you mean 'capture'"),
    ],
)
def test_mistakes_are_told_with_their_place(fields: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_study(written(tmp_path, **fields))
    assert message in str(caught.value)
    assert "study.yaml:1:" in str(caught.value)
