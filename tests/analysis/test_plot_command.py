"""The command `plot`: every kind from real folders, ensembles and pairs, mistakes told to a person."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from analysis.drawing.paper import told_apart
from analysis.ground.chance import chance_of_ground, chance_of_places
from analysis.ground.projection import map_projection
from analysis.results.load import load_result
from engine.cli import main
from tests.analysis.folder import DAY, END, write_csv, write_folder
from tests.analysis.small_campaign import result as run_of


def plot(*words: object) -> Result:
    return CliRunner().invoke(main, ["plot", *map(str, words)])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of the tiny campaign in one folder; in the second b3 is never taken."""
    root = tmp_path_factory.mktemp("runs")
    write_folder(root / "one")
    write_folder(root / "two")
    write_csv(root / "two" / "captures.csv", "place,side,minute,time,formation", [["b1", "red", DAY, "", "rd1"]])
    return root


@pytest.mark.parametrize("kind", ["curves", "map", "timeline", "supply"])
def test_every_kind_draws_a_run_an_ensemble_and_a_pair(runs: Path, tmp_path: Path, kind: str) -> None:
    calls: list[list[object]] = [[runs / "one"], [runs], [runs / "one", runs / "two"]]
    for number, words in enumerate(calls):
        done = plot(*words, "--kind", kind, "-o", tmp_path / f"{number}.png")
        assert done.exit_code == 0, done.output
        assert (tmp_path / f"{number}.png").read_bytes()[:4] == b"\x89PNG"
    assert len({(tmp_path / f"{number}.png").read_bytes() for number in range(3)}) == 3


def test_the_same_runs_give_the_same_bytes(runs: Path, tmp_path: Path) -> None:
    """As PDF; PNG and SVG are held by the tests of maps and by that of two processes."""
    for name in ("a", "b"):
        assert plot(runs, "--kind", "map", "--day", 2, "-o", tmp_path / f"{name}.pdf").exit_code == 0
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_map_of_a_day_after_the_end_is_refused(runs: Path, tmp_path: Path) -> None:
    done = plot(runs / "one", "--kind", "map", "--day", 77, "-o", tmp_path / "x.png")
    assert done.exit_code == 2 and "day 77 is not in this run" in done.output and not (tmp_path / "x.png").exists()


def test_a_map_is_as_wide_as_asked_at_300_dots_an_inch(runs: Path, tmp_path: Path) -> None:
    assert plot(runs / "one", "--kind", "map", "--width-mm", 170, "-o", tmp_path / "book.png").exit_code == 0
    header = (tmp_path / "book.png").read_bytes()[16:20]
    assert int.from_bytes(header, "big") == pytest.approx(170 / 25.4 * 300, abs=1)
    done = plot(runs / "one", "--kind", "curves", "--width-mm", 170, "-o", tmp_path / "x.png")
    assert done.exit_code == 2 and "--width-mm is for --kind map alone" in done.output
    assert plot(runs / "one", "--kind", "map", "--width-mm", 80, "-o", tmp_path / "x.png").exit_code == 2


def test_chance_of_control_is_the_share_of_the_runs(runs: Path) -> None:
    both = [load_result(runs / "one"), load_result(runs / "two")]
    chances = chance_of_places(both, END)
    assert (chances["a1"], chances["b1"], chances["b3"], chances["b4"]) == (1.0, 1.0, 0.5, 0.0)
    assert chance_of_places(both, DAY)["b3"] == 0.0
    projection, frame = map_projection(both[0].map, both[0].places)
    mean = chance_of_ground(both, END, projection, frame)
    apart = [chance_of_ground([one], END, projection, frame) for one in both]
    np.testing.assert_allclose(mean.share, (apart[0].share + apart[1].share) / 2, atol=1e-12)


def test_title_and_army_are_taken(runs: Path, tmp_path: Path) -> None:
    done = plot(runs / "one", "--army", "Unit ra", "--title", "A claim", "--kind", "supply", "-o", tmp_path / "a.svg")
    assert done.exit_code == 0, done.output
    refused = plot(runs / "one", "--army", "nobody", "-o", tmp_path / "b.png")
    assert refused.exit_code == 2 and "formation 'nobody' is not in this run" in refused.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "a.jpg"], "a.jpg has an unknown suffix; a picture ends in .png, .svg, .pdf"),
        (["--day", "3", "-o", "a.png"], "--day is for --kind map alone"),
        (["--kind", "map", "--army", "ra", "-o", "a.png"], "a map shows every formation; leave --army out"),
        (["--kind", "losses", "-o", "a.png"], "has no losses.csv"),
        (["--kind", "tornado", "-o", "a.png"], "sensitivity.csv: cannot be read"),
    ],
)
def test_mistakes_are_told(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = plot(runs / "one", *words)
    assert done.exit_code == 2 and message in done.output and not Path("a.png").exists()


def test_runs_of_two_scenarios_are_no_ensemble(runs: Path, tmp_path: Path) -> None:
    write_folder(tmp_path / "x")
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenario"]["id"] = "else"
    (tmp_path / "x" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.copytree(runs / "one", tmp_path / "y")
    done = plot(tmp_path, "-o", tmp_path / "a.png")
    assert done.exit_code == 2 and "not of one ensemble" in done.output
    assert plot(runs / "one", tmp_path / "x", "-o", tmp_path / "a.png").exit_code == 0
    (tmp_path / "empty").mkdir()
    assert "nor a folder of results" in plot(tmp_path / "empty", "-o", tmp_path / "b.png").output


def test_two_runs_of_one_scenario_are_told_apart_by_seed_or_number() -> None:
    title, changed = {"id": "t", "title": "T"}, {"scenario": {"id": "u", "title": "U"}}
    run = run_of(manifest={"scenario": title, "seed": 1, "replication": 0})
    for other, told in (
        ({"scenario": title, "seed": 2, "replication": 0}, ("T, seed 1", "T, seed 2")),
        ({"scenario": title, "seed": 1, "replication": 3}, ("T, run 0", "T, run 3")),
        ({"scenario": title, "seed": 1, "without": ["fuel"]}, ("T", "T, without fuel")),
        ({"scenario": title, "seed": 1, "replication": 0}, ("T (first)", "T (other)")),
        (changed, ("T", "U")),
    ):
        assert told_apart([run], [run_of(manifest=other)]) == told
    assert told_apart([run, run], [run]) == ("T, 2 runs", "T, one run")
