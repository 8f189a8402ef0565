"""Futures of one run: everything before the branch is the run's own, byte for byte; what is first drawn later is drawn anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from analysis.results.load import load_result
from analysis.results.sweeps import load_sweep
from engine.branching import ONCE_A_RUN, Branch, BranchedDice
from engine.errors import EngineError
from engine.randomness import Dice, Stream
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.study.branches import branch, branch_study, check_trunk, trunk_of
from engine.study.plan import plan_study
from engine.theatre.preparation import Theatre, prepare
from tests.cli.shell import say
from tests.tiny import defender, formation, load, war

DAY, MINUTE, LAST = 1.0, 1440, 4
FUTURES = 50
UNTIL = {
    "events.csv": "minute",
    "tracks.csv": "minute",
    "captures.csv": "minute",
    "fights.csv": "ended_minute",
    "beliefs.csv": "heard_minute",
}
"""Table to the column of the minute at which a row of it is settled."""


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Theatre:
    """Two divisions attack, one after the other, in all the weather and friction that there is."""
    formations = [formation(guns=200, men=20000), defender(), defender(id="b2", start={"place": "p3"})]
    attacks = {"rules.combat.minimum_force_ratio": 0.0}
    return prepare(load(war(formations=formations, without=["readiness"]), tmp_path_factory.mktemp("small"), settings=attacks))


@pytest.fixture(scope="module")
def war_run(theatre: Theatre) -> RunResult:
    return simulate(theatre, seed=3, last_day=LAST)


@pytest.fixture(scope="module")
def futures(theatre: Theatre) -> list[RunResult]:
    return [simulate(theatre, seed=3, last_day=LAST, branch=Branch(MINUTE, future)) for future in range(FUTURES)]


@pytest.fixture(scope="module")
def run() -> RunResult:
    return simulate(prepare(load_scenario("crossroads", without=["readiness"])), seed=3, last_day=LAST)


@pytest.fixture(scope="module")
def folder(run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("branched") / "run"
    place.mkdir()
    run.write(place)
    return place


def before(result: RunResult, table: str, column: str) -> list[list[str]]:
    head, *rows = (line.split(",") for line in result.tables[table].splitlines())
    return [row for row in rows if int(row[head.index(column)]) < MINUTE]


def test_fifty_futures_agree_with_the_run_to_the_minute(war_run: RunResult, futures: list[RunResult]) -> None:
    for table, column in UNTIL.items():
        trunk = before(war_run, table, column)
        assert trunk or table not in ("events.csv", "tracks.csv")
        assert all(before(future, table, column) == trunk for future in futures), table


def test_what_headquarters_had_heard_by_the_branch_is_what_they_heard_in_the_run(run: RunResult) -> None:
    future = simulate(load_scenario("crossroads", without=["readiness"]), seed=3, last_day=LAST, branch=Branch(MINUTE, 0))
    heard = before(run, "beliefs.csv", "heard_minute")
    assert heard
    assert before(future, "beliefs.csv", "heard_minute") == heard


def test_fifty_futures_differ_after_it(war_run: RunResult, futures: list[RunResult]) -> None:
    tables = [result.tables["tracks.csv"] for result in (war_run, *futures)]
    assert len(set(tables)) == len(tables)


def test_a_future_is_the_same_whenever_it_is_made(theatre: Theatre, futures: list[RunResult]) -> None:
    assert simulate(theatre, seed=3, last_day=LAST, branch=Branch(MINUTE, 7)).files == futures[7].files


def test_an_address_keeps_its_number_if_it_was_asked_before_the_branch_or_is_drawn_once_a_run() -> None:
    run, future, other = Dice(1, 2), BranchedDice(1, 2, 60), BranchedDice(1, 2, 60)
    asked = (Stream.ADVANCE, "there", 4)
    assert future.uniform(*asked) == other.uniform(*asked) == run.uniform(*asked)
    future.turn(0)
    other.turn(1)
    assert future.uniform(*asked) == other.uniform(*asked) == run.uniform(*asked)
    for stream in Stream:
        drawn = [dice.normal(stream, "later") for dice in (run, future, other)]
        assert len(set(drawn)) == (1 if stream in ONCE_A_RUN else 3), stream


def test_what_is_asked_only_after_the_run_is_as_the_run_drew_it_before_the_branch() -> None:
    run, future = Dice(1, 2), BranchedDice(1, 2, 60)
    future.turn(0)
    new = future.uniform(Stream.REPORT, "drawn by the future")
    early, late = future.of_minute(59), future.of_minute(60)
    assert early.uniform(Stream.REPORT, "drawn by the future") == new
    assert early.uniform(Stream.REPORT, "of nobody yet") == run.uniform(Stream.REPORT, "of nobody yet")
    assert late.uniform(Stream.REPORT, "of nobody yet") != run.uniform(Stream.REPORT, "of nobody yet")


def test_the_same_dice_and_the_old_orders_are_the_old_run(run: RunResult, folder: Path, tmp_path: Path) -> None:
    branched = branch(folder, tmp_path / "same", day=DAY, same_dice=True).table().to_pylist()
    assert len(branched) == 1
    outcomes = {name: value for name, value, _ in run.outcomes}
    assert {name: branched[0][name] for name in outcomes if name in branched[0]}.items() <= outcomes.items()
    request = plan_study(branch_study(trunk_of(folder), DAY, same_dice=True))
    assert request.job(tmp_path).branch == (MINUTE, 0, True)


def test_a_row_says_the_command_that_makes_its_future_again(folder: Path, tmp_path: Path) -> None:
    summary = branch(folder, tmp_path / "out", day=DAY, runs=3)
    rows, events = summary.table().to_pylist(), summary.table("events").to_pylist()
    assert len({row["id"] for row in rows}) == 3
    arguments = [
        "run",
        "crossroads",
        "--seed",
        3,
        "--branch",
        1,
        "--last-day",
        4,
        "--future",
        1,
        "--without",
        "readiness",
        "--no-pictures",
    ]
    assert say(*arguments, "--out", tmp_path / "one").exit_code == 0
    written = (tmp_path / "one" / "events.csv").read_text().splitlines()[1:]
    assert len(written) == sum(row["run"] == 1 for row in events)


ORDERS = """format: 1
orders:
  - {id: stand, sender: n_army, to: [n_mech], day: 1.0, steps: [{task: hold, place: drywell}]}
"""


def test_new_orders_are_compared_with_the_same_futures_without_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "stand.yaml").write_text(ORDERS)
    options = ["--day", 1, "--orders", tmp_path / "stand.yaml", "--runs", 3, "--workers", 1, "--outcome", "depth_km.n_army"]
    done = say("branch", folder, *options, "--out", tmp_path / "out", "--page", tmp_path / "both.html")
    assert done.exit_code == 0, done.stderr
    assert re.search(r"depth_km\.n_army +km +3 ", done.stdout)
    assert re.search(r"n_mech +3 runs", done.stdout)
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    assert '"wars"' in page and '"ghost":{"name"' in page
    rows = sorted(load_sweep(tmp_path / "out").runs["choice"].tolist())
    assert rows == [0.0] * 3 + [1.0] * 3
    old = branch(folder, tmp_path / "old", day=1, runs=3).table().column("depth_km.n_army").to_pylist()
    both = load_sweep(tmp_path / "out")
    assert both.runs["depth_km.n_army"][both.runs["choice"] == 0].tolist() == old


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--day", 4], "before 4"),
        (["--day", 3, "--scenario", "crossroads/dry_tanks"], "another scenario"),
        (["--day", 0], "x>0"),
    ],
)
def test_mistakes_end_with_status_2_and_advice(folder: Path, arguments: list[Any], advice: str) -> None:
    done = say("branch", folder, *arguments)
    assert done.exit_code == 2
    assert advice in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_whose_events_are_not_those_of_the_run_is_refused(run: RunResult, folder: Path, tmp_path: Path) -> None:
    for name in ("manifest.json", "events.csv"):
        text = (folder / name).read_text()
        (tmp_path / name).write_text(text.replace(",capture,", ",pass,", 1))
    with pytest.raises(EngineError, match="another version"):
        check_trunk(trunk_of(tmp_path), DAY)


@pytest.mark.parametrize("text", ["", "[]", '{"seed": 1}', "not json"])
def test_a_folder_without_a_run_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    done = say("branch", tmp_path, "--day", 3)
    assert done.exit_code == 2
    assert "manifest" in done.stderr


ROUND = """format: 1
orders:
  - {id: turn, sender: n_army, to: [n_mech], day: 0.5, steps: [{task: hold, place: frostgate}]}
"""


def test_a_run_with_files_of_orders_can_be_branched_by_what_its_folder_holds(tmp_path: Path) -> None:
    """So a game in rounds can be looked back upon, when the files of its rounds are gone."""
    orders, there = tmp_path / "round.yaml", tmp_path / "run"
    orders.write_text(ROUND, encoding="utf-8")
    assert say("run", "crossroads", "--orders", orders, "--last-day", 2, "--no-pictures", "--out", there).exit_code == 0
    orders.unlink()
    assert load_result(there).manifest.orders == ("turn",)
    branch(there, tmp_path / "same", day=1.0, same_dice=True)
    found = load_sweep(tmp_path / "same")
    table = dict(line.split(",")[:2] for line in (there / "outcomes.csv").read_text(encoding="utf-8").splitlines()[1:])
    told = {name: float(table[name]) for name in table.keys() & found.runs.keys()}
    assert told and {name: found.runs[name][0] for name in told} == pytest.approx(told, rel=1e-5)


def test_a_run_that_policies_led_says_so_and_is_no_trunk(tmp_path: Path) -> None:
    there = tmp_path / "run"
    given = ("--policy", "league:hold", "--policies-from", 0.5)
    assert say("run", "crossroads", *given, "--last-day", 1, "--no-pictures", "--out", there).exit_code == 0
    told = load_result(there).manifest
    assert (told.policies, told.policies_from_minute) == ({"league": "hold"}, 720)
    with pytest.raises(EngineError, match=r"policies of its own, which cannot be branched; .* give the policies to the branch"):
        trunk_of(there)
