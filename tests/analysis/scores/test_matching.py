"""History matching on synthetic history: it keeps the truth, rules out what is false, and says how it carries over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import august_storm as storm
from analysis.results.sweeps import load_sweep
from analysis.scores.matching import CUTOFF, EACH, implausibilities, matching, matching_text, of_points
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests import tiny
from tests.cli.shell import say
from tests.study.folders import swept

TRUTH, LOW, HIGH = 25.0, 10.0, 40.0
PATH = "rules.march.foot_km_day"


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def synthetic(seed: int, *, wrong: float = 0.0) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Days (events, points, runs) of a model whose date is distance / speed plus dice; one of its runs at speed 25 as history."""
    distance, speed, noise = np.linspace(50, 400, 10), np.linspace(LOW, HIGH, 31), rng(seed)
    days = distance[:, None, None] / speed[None, :, None] + 0.4 * noise.standard_normal((10, 31, 5))
    history = distance / TRUTH + 0.4 * noise.standard_normal(10) + wrong * noise.standard_normal(10)
    return days, history, speed


def test_the_truth_is_kept_and_far_regions_are_ruled_out_in_200_histories() -> None:
    """With a second largest of ten events above 3, the truth would go in some 3 of 1,000 normal cases."""
    kept, ruled_out = 0, 0
    for seed in range(200):
        days, history, speed = synthetic(seed)
        found = of_points(implausibilities(days, history, history, 0.25))
        kept += bool(found[speed == TRUTH][0] <= CUTOFF)
        ruled_out += bool((found[(speed <= 17) | (speed >= 38)] > CUTOFF).all())
    assert kept >= 194 and ruled_out >= 190


def test_a_stated_discrepancy_keeps_the_truth_where_the_model_errs() -> None:
    share = {}
    for stated in (0.1, 1.5):
        found = [
            of_points(implausibilities(days, history, history, stated))[speed == TRUTH][0]
            for days, history, speed in (synthetic(seed, wrong=1.5) for seed in range(100))
        ]
        share[stated] = float(np.mean(np.array(found) <= CUTOFF))
    assert share[0.1] < 0.8 and share[1.5] >= 0.97


def test_a_window_is_no_distance_and_a_failed_run_is_left_out() -> None:
    days = np.array([[[1.0, 2.0, 3.0, np.nan]]])
    assert implausibilities(days, np.array([1.5]), np.array([2.5]), 0.5)[0, 0] == 0.0
    assert implausibilities(days, np.array([4.0]), np.array([5.0]), 0.5)[0, 0] == pytest.approx(2.0 / np.sqrt(4 / 3 + 0.25))
    assert of_points(np.array([[1.0], [5.0], [3.0]])).tolist() == [3.0] and of_points(np.array([[4.0]])).tolist() == [4.0]


def two_roads(events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Two divisions of two armies march 120 km, each along a line of places of its own that nobody holds."""
    names = [f"{line}{at}" for line in "pq" for at in range(5)]
    base = tiny.line(places=2)
    place, road = base["places"][0], base["roads"][0]
    staffs = [
        tiny.formation(id=f"a{line}", name=f"Army {line}", echelon="army", branch="headquarters", combat=False, men=100)
        for line in "pq"
    ]
    troops = [tiny.formation(id=f"r{line}", parent=f"a{line}", start={"place": f"{line}0"}) for line in "pq"]
    for staff, line in zip(staffs, "pq", strict=True):
        staff["start"]["place"] = f"{line}0"
    links = [(f"{line}{at}", f"{line}{at + 1}") for line in "pq" for at in range(4)] + [("p0", "q0")]
    return base | {
        "days": 16,
        "without": ["friction"],
        "places": [
            place | {"id": name, "name": name, "lat": 50.0 + (name[0] == "q"), "lon": 10.0 + 0.5 * int(name[1]),
                     "country": "blueland" if int(name[1]) else "redland"}
            for name in names
        ],
        "roads": [road | {"id": f"road.{a}-{b}", "ends": [a, b], "km": 112.0 if a[0] != b[0] else 36.0} for a, b in links],
        "formations": [*staffs, *troops],
        "plans": [
            tiny.plan(f"r{line}", *({"task": "attack", "place": f"{line}{at}"} for at in (0, 4)))
            for line in "pq"
        ],
        **({"history": events} if events else {}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario whose history is a run of itself at a known speed; its study is beside it."""
    root = tmp_path_factory.mktemp("war")
    truth = simulate(tiny.load(two_roads(), root / "truth", settings={PATH: TRUTH}), seed=5)
    events = [
        {
            "id": f"entry.{capture.place}",
            "kind": "entry",
            "text": capture.place,
            "place": capture.place,
            "formation": capture.formation,
            "earliest": truth._time(capture.minute)[:16],
            "latest": truth._time(capture.minute)[:16],
        }
        for capture in truth.recorder.captures
    ]
    assert len(events) == 8
    (root / "s").mkdir()
    (root / "s" / "scenario.yaml").write_text(json.dumps(two_roads(events)))
    load_scenario(root / "s")
    factor = {"path": PATH, "low": LOW, "high": HIGH, "distribution": "uniform"}
    design = {"kind": "latin_hypercube", "samples": 8}
    study = {"format": 1, "id": "speed", "scenario": "s", "replications": 3, "factors": [factor], "design": design}
    (root / "study.yaml").write_text(json.dumps(study))
    return root


def test_the_command_keeps_the_known_truth_of_a_run_taken_as_history(war: Path) -> None:
    asked = ("--leave-out", EACH, "--discrepancy", 0.1, "--workers", 1, "--out", war / "c")
    done = say("calibrate", war / "s", "--study", war / "study.yaml", *asked)
    assert done.exit_code == 0, done.stderr
    found = matching(load_sweep(war / "c"), [EACH], 0.1)
    assert [match.events for match in found.matches] == [(4, 4), (4, 4)]
    speed = found.inputs[PATH]
    for match in found.matches:
        nearest = np.argmin(np.abs(speed - TRUTH))
        assert match.left[nearest] and not match.left[speed < 16].any()
        assert np.median(match.outside[match.left]) < np.median(match.outside)
    assert matching_text(found) in done.stdout
    again = storm.calibrate(war / "s", war / "study.yaml", leave_out=EACH, discrepancy=0.1, out=war / "c")
    assert str(again) == matching_text(found) and len(again.frame) == 2 * len(speed)
    assert "left-out events" in done.stdout and PATH in done.stdout and "best" not in done.stdout


def test_without_a_left_out_axis_it_refuses(war: Path) -> None:
    done = say("calibrate", war / "s", "--study", war / "study.yaml", "--discrepancy", 1, "--out", war / "x")
    assert done.exit_code == 2 and "--leave-out AXIS" in done.stderr and not (war / "x").exists()
    unstated = say("calibrate", war / "s", "--study", war / "study.yaml", "--leave-out", EACH)
    assert unstated.exit_code == 2 and "--discrepancy" in unstated.stderr


def test_what_cannot_be_matched_is_refused_by_name(war: Path, tmp_path: Path) -> None:
    folder = war / "c"
    if not folder.exists():
        pytest.skip("made by the test of the command")
    from analysis.results.reading import ResultError

    with pytest.raises(ResultError, match="no dated event lies on an axis called 'nowhere'; known: ap, aq"):
        matching(load_sweep(folder), ["nowhere"], 1.0)
    swept(tmp_path / "plain", replications=2)
    with pytest.raises(ResultError, match="matching needs factors that are sampled"):
        matching(load_sweep(tmp_path / "plain"), [EACH], 1.0)
