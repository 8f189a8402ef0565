"""The commands as a person meets them: what they print, how they end, and what they leave behind."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import engine
import scenarios
from engine.cli import main
from tests.cli.shell import RESULT_FILES, complaints, left_in, say

PICTURES = {"advance.png", "map.png"}
PAGES = {"index.html"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """One run of crossroads with pictures, and its folder."""
    folder = tmp_path_factory.mktemp("ran") / "deep" / "result"
    return say("run", "crossroads", "--out", folder), folder


# --- run


def test_run_writes_every_file_and_prints_the_comparison(ran: tuple[Result, Path]) -> None:
    outcome, folder = ran
    assert outcome.exit_code == 0
    assert set(left_in(folder)) == RESULT_FILES | PICTURES | PAGES
    assert left_in(folder.parent) == ["result"]
    assert "history" in outcome.stdout.lower()
    assert "s to load and simulate" in outcome.stderr
    assert str(folder) in outcome.stderr
    assert str(folder) not in outcome.stdout


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_pictures_are_pictures(ran: tuple[Result, Path], name: str) -> None:
    content = (ran[1] / name).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) > 10_000


def test_default_folder_is_named_by_scenario_seed_and_replication(here: Path) -> None:
    assert say("run", "crossroads", "--no-pictures", "--seed", 7).exit_code == 0
    assert say("run", "crossroads", "--no-pictures", "--seed", 7, "--replication", 3).exit_code == 0
    assert left_in(here / "results") == ["crossroads-7", "crossroads-7-3"]
    assert set(left_in(here / "results" / "crossroads-7")) == RESULT_FILES
    manifest = json.loads((here / "results" / "crossroads-7-3" / "manifest.json").read_text())
    assert (manifest["seed"], manifest["replication"]) == (7, 3)
    assert manifest["engine_version"] == engine.__version__


def test_run_quiet_in_a_pipe_of_ascii(here: Path) -> None:
    command = [sys.executable, "-m", "engine.cli", "run", "crossroads", "--no-pictures"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=True, timeout=60, env=environment)
    assert len([line for line in done.stderr.splitlines() if not line.startswith("warning: ")]) == 2
    assert "history" in done.stdout
    assert "Traceback" not in done.stderr
    assert "\r" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_run_prints_whatever_the_terminal_can_show(here: Path, encoding: str) -> None:
    """A character that the terminal lacks would be an exception, which is not caught."""
    arguments = ["run", "crossroads", "--no-pictures", "--last-day", "3"]
    done = CliRunner(charset=encoding).invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert b"history" in done.stdout_bytes
    assert b"Traceback" not in done.stderr_bytes


def test_options_of_a_run_are_in_its_manifest(here: Path) -> None:
    options = ["--set", "rules.march.foot_km_day=22", "--without", "weather", "--without", "fuel", "--last-day", 2]
    assert say("run", "crossroads", "--no-pictures", "--out", "out", *options).exit_code == 0
    manifest = json.loads((here / "out" / "manifest.json").read_text())
    assert manifest["set"] == {"rules.march.foot_km_day": 22}
    assert manifest["without"] == ["fuel", "weather"], "only what was asked for"
    assert manifest["rules_off"] == ["friction", "fuel", "weather"]
    assert manifest["end_minute"] == 2 * 1440
    assert manifest["parameters"]["march.foot_km_day"] == 22


# --- mistakes


MISTAKES = {
    "unknown scenario": (["crossroad"], "crossroads"),
    "unknown variant": (["crossroads/nothing"], "crossroads"),
    "unknown rule": (["crossroads", "--without", "feul"], "fuel"),
    "unknown path": (["crossroads", "--set", "rules.march.foot_km_dya=22"], "foot_km_day"),
    "not a number": (["crossroads", "--set", "rules.march.foot_km_day=many"], "number"),
    "no value": (["crossroads", "--set", "rules.march.foot_km_day"], "PATH=VALUE"),
    "set twice": (["crossroads", "--set", "days=2", "--set", "days=3"], "twice"),
    "out of range": (["crossroads", "--set", "days=-1"], "days"),
}


@pytest.mark.parametrize("command", ["validate", "run", "score"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_end_with_status_2_and_advice(here: Path, command: str, mistake: str) -> None:
    arguments, advice = MISTAKES[mistake]
    outcome = say(command, *arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert advice in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert left_in(here) == []


@pytest.mark.parametrize("arguments", [["--seed", "-1"], ["--replication", "x"], ["--last-day", "0"], ["--nonsense"]])
def test_wrong_options_end_with_status_2(here: Path, arguments: list[str]) -> None:
    outcome = say("run", "crossroads", *arguments)
    assert outcome.exit_code == 2
    assert arguments[0] in outcome.stderr
    assert left_in(here) == []


def test_every_problem_of_a_scenario_is_told_at_once(here: Path) -> None:
    (here / "bad.yaml").write_text("format: 1\nid: bad\ntitle: Bad\nstart: 1990-05-01\ndays: many\nlenght: 3\n")
    outcome = say("run", "bad.yaml")
    assert outcome.exit_code == 2
    lines = complaints(outcome)
    assert any(line.startswith("bad.yaml:4:8 ") for line in lines)
    assert any(line.startswith("bad.yaml:5:7 ") for line in lines)
    assert any(line.startswith("bad.yaml:6:1 ") for line in lines)
    assert left_in(here) == ["bad.yaml"]


def test_unreachable_objective_is_a_problem_for_validate_too(here: Path) -> None:
    text = {
        "format": 1,
        "id": "island",
        "title": "Island",
        "start": "1990-05-01T00:00",
        "days": 2,
        "sides": [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}],
        "countries": [{"id": "land", "name": "Land", "side": "red"}],
        "places": [
            {"id": place, "name": place, "country": "land", "lat": 50, "lon": lon, "kind": "town", "terrain": "plain"}
            for place, lon in [("harbour", 8.0), ("inland", 8.1), ("island", 7.5)]
        ],
        "roads": [{"id": "way", "ends": ["harbour", "inland"], "surface": "road", "km": 8, "terrain": "plain"}],
        "formations": [
            {
                "id": "division",
                "name": "Division",
                "short": "D",
                "side": "red",
                "echelon": "division",
                "branch": "rifle",
                "mobility": "foot",
                "start": {"place": "harbour"},
                "men": 9000,
            }
        ],
        "plans": [{"id": "landing", "formation": "division", "steps": [{"task": "attack", "place": "island"}]}],
    }
    (here / "island.yaml").write_text(json.dumps(text))
    outcome = say("validate", "island.yaml")
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("island.yaml:1:")
    assert "island" in outcome.stderr


# --- validate, list, schema, score


def test_validate_says_what_is_there(here: Path) -> None:
    outcome = say("validate", "crossroads")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("crossroads is valid: ")
    assert left_in(here) == []


def listed(*folder: Path) -> dict[str, str]:
    """Name to title of what `list scenarios` shows."""
    rows = (line.partition("  ") for line in say("list", "scenarios", *folder).stdout.splitlines())
    return {name: title.strip() for name, _, title in rows}


def test_a_variant_of_any_folder_runs_by_its_name_and_is_listed_with_its_title(here: Path) -> None:
    assert say("new", "mine").exit_code == 0
    (here / "mine" / "variants").mkdir()
    (here / "mine" / "variants" / "dry.yaml").write_text("extends: ../scenario.yaml\nid: dry\ntitle: Dry tanks\n")
    assert listed(here) == {str(here / "mine"): "Mine", str(here / "mine" / "dry"): "Dry tanks"}
    assert listed()["crossroads"] == "The Crossroads Campaign"
    assert say("validate", "mine/dry").stdout.startswith("dry is valid")
    assert say("validate", "mine/dri").stderr.strip().endswith("; did you mean 'mine/dry'?")
    (here / "empty").mkdir()
    assert say("list", "scenarios", "empty").exit_code == 2


def test_every_shipped_scenario_and_variant_is_listed() -> None:
    """That each of them is valid, tests/scenario/test_variants.py holds, which prepares them as `validate` does."""
    written = {f"{file.parts[-3]}/{file.stem}" for file in scenarios.folder().glob("*/variants/*.yaml")}
    names = listed()
    assert {"crossroads", "manchuria_1945"} <= set(names)
    assert sorted(name for name in names if "/" in name) == sorted(written)
    assert {name.partition("/")[0] for name in written} <= set(names)


@pytest.mark.parametrize("name", ["crossroads/dry_tanks", "manchuria_1945", "third_army_1944"])
def test_what_is_listed_is_valid(name: str) -> None:
    assert name in listed()
    assert say("validate", name).exit_code == 0


def test_variant_runs_by_name(here: Path) -> None:
    variants = [name for name in listed() if name.startswith("crossroads/")]
    assert say("run", variants[0], "--no-pictures", "--out", "out").exit_code == 0
    assert set(left_in(here / "out")) == RESULT_FILES


def test_list_rules_and_parameters() -> None:
    assert "fuel " in say("list", "rules").stdout
    assert "rules.march.foot_km_day " in say("list", "parameters").stdout


def test_schema_is_json_schema() -> None:
    schema = json.loads(say("schema").stdout)
    assert {"places", "formations", "plans"} <= set(schema["$defs"]["Scenario"]["properties"])


def test_version() -> None:
    assert say("--version").stdout == f"august-storm, version {engine.__version__}\n"


def test_score_of_a_scenario_equals_the_score_of_its_runs(here: Path) -> None:
    direct = say("score", "crossroads", "--without", "enemy", "--runs", 3, "--seed", 5, "--workers", 2)
    assert direct.exit_code == 0
    assert left_in(here) == []
    for replication in range(3):
        which = ("--seed", 5, "--replication", replication, "--without", "enemy", "--out", replication)
        assert say("run", "crossroads", "--no-pictures", *which).exit_code == 0
    assert say("score", 0, 1, 2).stdout == direct.stdout != ""


def test_score_of_a_war_shows_the_empty_map_beside_it(here: Path) -> None:
    """Its row is that of the runs where nobody resists, and the slowed one is taken from it."""
    runs = ("score", "crossroads", "--runs", 2, "--workers", 1)
    war, empty = (figure_rows(say(*runs, *more).stdout) for more in ((), ("--without", "enemy")))
    assert "empty map" not in empty
    assert war["empty map"] == empty["these runs"]
    assert war["empty map at 0.7 speed"] == empty["empty map at 0.7 speed"]


def test_score_splits_the_variance_by_group_and_what_is_off_has_no_share(here: Path) -> None:
    runs = ("--runs", 8, "--last-day", 2, "--workers", 1)
    told = say("score", "crossroads", *runs, "--without", "friction", "--variance").stdout
    lines = told.partition("variance of the dates")[2].splitlines()
    rows = {words[0]: words[1:] for words in map(str.split, lines) if words}
    assert "n = 4 pairs" in told
    assert "parameters" not in rows
    assert rows["army"][0] == rows["link"][0] == "0%"
    assert left_in(here) == []


def test_score_gives_both_kinds_of_priors_with_the_headline_first(here: Path) -> None:
    twins, rows, both = (
        say("score", "crossroads", "--without", "enemy", "--runs", 2, "--last-day", 4, "--workers", 1, *kind).stdout
        for kind in (["--priors"], ["--in-sample"], ["--priors", "--in-sample"])
    )
    assert twins != rows
    headline, _, beside = both.partition("The same with the priors that rest on this campaign's own sources:")
    assert (headline.strip(), beside.strip()) == (twins.strip(), rows.strip())


def test_score_wants_runs_enough_to_split_a_variance(here: Path) -> None:
    outcome = say("score", "crossroads", "--runs", 7, "--variance")
    assert outcome.exit_code == 2
    assert "--runs 8 or more" in outcome.stderr


def figure_rows(text: str) -> dict[str, list[str]]:
    """Name of a row of the first table, which follows the summary, to its figures."""
    rows = [re.split(r"  +", line) for line in text.split("\n\n", maxsplit=2)[1].splitlines()]
    return {name: figures for name, *figures in rows}


def test_score_refuses_what_is_no_result(here: Path, ran: tuple[Result, Path]) -> None:
    outcome = say("score", ran[1], "nowhere")
    assert outcome.exit_code == 2
    assert outcome.stderr == "nowhere is not a result folder (it has no manifest.json)\n"


def test_score_refuses_run_options_for_results(ran: tuple[Result, Path]) -> None:
    outcome = say("score", ran[1], "--runs", 3, "--set", "days=2")
    assert outcome.exit_code == 2
    assert "--set, --runs shape" in outcome.stderr


def test_score_of_a_damaged_result_names_the_file(here: Path) -> None:
    (here / "broken").mkdir()
    (here / "broken" / "manifest.json").write_text("{")
    outcome = say("score", "broken")
    assert outcome.exit_code == 2
    assert "manifest.json" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_no_command_opens_a_port(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens and nothing is called, whatever is run, drawn or swept in this process."""

    def refused(*_: object) -> None:
        raise AssertionError("a socket was used")

    for deed in ("bind", "listen", "connect"):
        monkeypatch.setattr(socket.socket, deed, refused)
    commands: list[list[object]] = [
        ["run", "crossroads", "--last-day", 1, "--no-pictures", "--out", "run"],
        ["plot", "run", "--kind", "timeline", "-o", "timeline.png"],
        ["replay", "run"],
        ["export", "run", "--to", "geojson"],
        ["explain", "run", "n_mech"],
        ["sweep", "crossroads", "--last-day", 1, "--runs", 2, "--workers", 1, "--out", "sweep"],
        ["list", "scenarios"],
        ["branch", "run", "--day", 0.5, "--runs", 2, "--workers", 1, "--out", "branch"],
        ["odds", "men=9000", "men=3000", "--draws", 10],
        ["preview", "proving_ground"],
        ["new", "war"],
        ["map", "war", "--layers", "land.geojson"],
        ["validate", "war"],
    ]
    square = [[[7.5, 50.0], [9.0, 50.0], [9.0, 51.5], [7.5, 51.5]]]
    land = {"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": square}}]}
    (here / "land.geojson").write_text(json.dumps(land))
    for command in commands:
        assert say(*command).exit_code == 0, command


@pytest.mark.parametrize(
    "given",
    [
        ("plot", ".", "--kind", "map", "--day", "nan"),
        ("branch", ".", "--day", "nan"),
        ("run", "crossroads", "--policies-from", "inf"),
        ("new", "there", "--km-factor", "nan"),
    ],
    ids=" ".join,
)
def test_what_is_no_number_lies_in_no_range(given: tuple[str, ...], here: Path) -> None:
    outcome = say(*given)
    assert outcome.exit_code == 2 and "is no number." in outcome.stderr
