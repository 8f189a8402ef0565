"""The Python interface: the command line's words, errors that name arguments, and results in the shapes that are promised."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest

import august_storm as storm
from august_storm.speech import ARGUMENTS, pythonic
from engine.cli import main
from engine.cli.commands.plot import KINDS
from engine.policies.view import Policy, View
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Order
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests.cli.shell import say
from tests.structure.test_imports import HEAVY, modules_after

ROOT = Path(__file__).resolve().parents[2]
OF_A_TERMINAL = {
    "force",
    "full",
    "help",
    "no_pictures",
    "output",
    "page",
    "strict",
    "table",
    "variance",
    "excel",
    "in_sample",
    "other",
}
"""Options about files, texts and exit statuses; `in_sample` is a value of `priors`."""
COMMANDS = {
    "run": storm.simulate,
    "sweep": storm.sweep,
    "compare": storm.compare,
    "sensitivity": storm.sensitivity,
    "score": storm.score,
    "calibrate": storm.calibrate,
    "branch": storm.branch,
    "explain": storm.explain,
    "export": storm.export,
    "odds": storm.odds,
    "preview": storm.preview,
    "replay": storm.replay,
    "report": storm.report,
}
ELSEWHERE = {"run": {"out"}, "compare": {"out", "most"}, "sweep": {"outcome", "most"}}
"""What a method of the result does: `RunResult.write`, `Sweep.outcomes`, `regret`; a comparison keeps its sweeps as objects."""


@pytest.fixture(scope="module")
def run() -> storm.RunResult:
    pytest.importorskip("pandas")
    return storm.simulate("crossroads", last_day=3)


def words_of(command: click.Command) -> set[str]:
    """The long option names of a command, as Python writes them."""
    return {
        text.removeprefix("--").replace("-", "_")
        for option in command.params
        if isinstance(option, click.Option)
        for text in option.opts
        if text.startswith("--")
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_options_of_the_command_are_arguments_of_the_function(name: str) -> None:
    wanted = words_of(main.commands[name]) - OF_A_TERMINAL - ELSEWHERE.get(name, set())
    assert wanted <= set(inspect.signature(COMMANDS[name]).parameters)


def test_a_policy_of_ones_own_is_a_function_beside_the_name_of_a_shipped_one() -> None:
    days: list[float] = []

    def watches(view: View) -> list[Order]:
        days.append(view.day)
        return []

    given: dict[str, str | Policy] = {"league": watches, "union": "hold"}
    policed = storm.simulate("crossroads", last_day=2, policy=given, policies_from=1)
    assert policed.events.to_dict() != storm.simulate("crossroads", last_day=2).events.to_dict()
    assert days and min(days) >= 1
    with pytest.raises(storm.EngineError, match="on day"):
        storm.simulate("crossroads", last_day=1, policy={"league": lambda view: [None]})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_plot_is_a_function_of_draw(kind: str) -> None:
    assert callable(getattr(storm.draw, kind))


def test_every_option_that_a_message_names_has_a_name_in_python() -> None:
    """Messages of the engine and of analysis name options; none may reach a user of Python as an option."""
    told = re.compile(r"(?:Error|Problem|Mark)\([^)]*?--([a-z][a-z-]+)", re.DOTALL)
    found = {
        option
        for part in ("engine", "analysis")
        for path in (ROOT / part).rglob("*.py")
        if "cli" not in path.parts and "battles" not in path.parts
        for option in told.findall(path.read_text(encoding="utf-8"))
    }
    assert {"out", "workers", "set", "without"} <= found <= set(ARGUMENTS) | {"terrain", "posture"}


def test_messages_name_arguments() -> None:
    assert pythonic("--set rules.a.b: there is no") == "set={'rules.a.b': ...}: there is no"
    assert pythonic("take one process (--workers 1)") == "take one process (workers=1)"
    assert pythonic("give another --out") == "give another out="
    assert pythonic("so name one with --outcome, as x") == "so name one with outcome=, as x"


MISTAKES: dict[str, tuple[Any, type[Exception], str]] = {
    "scenario": (lambda: storm.simulate("crosroads"), storm.ScenarioError, "did you mean 'crossroads'?"),
    "set": (lambda: storm.simulate("crossroads", set={"rules.march.fot_km_day": 1}), storm.ScenarioError, "set={'rules.march.fo"),
    "without": (lambda: storm.simulate("crossroads", without="feul"), storm.ScenarioError, "without='feul'.*did you mean 'fuel'"),
    "no scenario": (lambda: storm.simulate(42), TypeError, "a scenario is a name, a path or a folder"),
    "no dict": (lambda: storm.simulate("crossroads", set=3), TypeError, "set= takes a dict"),
    "no names": (lambda: storm.simulate("crossroads", without=3), TypeError, "without= takes a name or a list of names"),
    "other name": (lambda: storm.simulate("crossroads", settings={}), TypeError, "no argument 'settings'; did you mean 'set'"),
    "misspelt": (lambda: storm.sweep("crossroads", worker=2), TypeError, "no argument 'worker'; did you mean 'workers'"),
    "no variant": (lambda: storm.compare("crossroads"), storm.EngineError, "needs a base and a variant"),
    "variant": (lambda: storm.compare("crossroads", "crossroads/dry"), storm.ScenarioError, "crossroads/dry"),
    "key": (lambda: storm.compare("crossroads", {"sett": {}}), storm.EngineError, "not 'sett'"),
    "last day": (lambda: storm.simulate("crossroads", last_day=0), storm.EngineError, "last_day is 0"),
    "no folder": (lambda: storm.read("nowhere"), storm.EngineError, "manifest.json"),
    "terrain": (lambda: storm.odds("men=9", "men=9", terrain="hils"), storm.EngineError, "terrain='hils' is unknown; did you"),
    "sky": (lambda: storm.odds("men=9", "men=9", sky="rainy"), storm.EngineError, "sky='rainy' is unknown; did you"),
    "draws": (lambda: storm.odds("men=9", "men=9", draws=1), storm.EngineError, "draws=1: a number from 2 to 100,000"),
    "no run": (lambda: storm.explain(3, "n_mech"), TypeError, "a run is a RunResult or the folder of one"),  # type: ignore[arg-type]
    "no runs": (lambda: storm.report([]), storm.EngineError, "report needs a run"),
    "parameter": (lambda: storm.batch_run("crossroads", {"days": "x"}), TypeError, "parameters.'days'. takes a number"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_python_s_words(name: str) -> None:
    call, kind, text = MISTAKES[name]
    with pytest.raises(kind, match=text) as raised:
        call()
    assert not re.search(r"--[a-z]", str(raised.value))


def test_a_run_is_that_of_the_command_line_and_has_frames(run: storm.RunResult, tmp_path: Path) -> None:
    written = simulate(prepare(load_scenario("crossroads")), last_day=3)
    assert run.write(tmp_path / "r").name == "r"
    assert {path.name: path.read_text() for path in (tmp_path / "r").iterdir()} == written.files
    assert list(run.outcomes.columns) == ["name", "value", "unit"]
    assert len(run.events) == len(written.recorder.events)
    assert len(run.tracks) == len(written.tracks)
    assert repr(run) == f"<RunResult crossroads, seed 1, replication 0: 3 days, 19 formations, {len(run.events)} events>"
    again = storm.read(tmp_path / "r")
    assert isinstance(again, storm.RunResult) and again.outcomes.equals(run.outcomes)
    with pytest.raises(storm.EngineError, match=r"did you mean 'captured_day\.drywell'"):
        run.outcome("captured_day.drywel")
    with pytest.raises(storm.EngineError, match="give another out="):
        run.write(tmp_path / "r")


def test_engine_simulates_a_name_and_takes_one_rule_as_text() -> None:
    assert simulate("proving_ground", last_day=1).world.spec.id == "proving_ground"
    assert "fuel" in load_scenario("crossroads", without="fuel").spec.without


def test_pictures_are_figures_and_files(run: storm.RunResult, tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    shown = storm.draw.timeline(run, out=tmp_path / "t.svg")
    assert isinstance(shown, Figure) and (tmp_path / "t.svg").read_text().startswith("<?xml")
    with pytest.raises(storm.EngineError, match=r"out='.*t.gif' has an unknown suffix"):
        storm.draw.timeline(run, out=tmp_path / "t.gif")
    with pytest.raises(TypeError, match="a RunResult, a list of them or a Sweep"):
        storm.draw.curves("result")  # type: ignore[arg-type]


def test_files_of_a_run_are_those_of_the_commands(run: storm.RunResult, tmp_path: Path) -> None:
    folder = run.write(tmp_path / "r")
    assert storm.explain(folder, "n_mech", day=1) == storm.explain(run, "n_mech", day=1) == run.explain("n_mech", day=1)
    assert say("explain", folder, "n_mech", "--day", 1).stdout.rstrip() == run.explain("n_mech", day=1)
    for form in ("geojson", "kml", "orbat-mapper"):
        assert say("export", folder, "--to", form, "-o", tmp_path / "told").exit_code == 0
        assert storm.export(run, to=form, out=tmp_path / "made").read_text() == (tmp_path / "told").read_text()
        with pytest.raises(storm.EngineError, match="made exists; give force=True to replace it"):
            storm.export(run, to=form, out=tmp_path / "made")
        (tmp_path / "told").unlink(), (tmp_path / "made").unlink()
    assert say("preview", "crossroads", "-o", tmp_path / "told.svg").exit_code == 0
    assert storm.preview("crossroads", out=tmp_path / "made.svg").read_text() == (tmp_path / "told.svg").read_text()
    assert "<svg" in storm.replay(run, out=tmp_path / "page.html").read_text()
    with pytest.raises(storm.EngineError, match="point= is for a sweep"):
        storm.replay(run, point=1, out=tmp_path / "page.html")


def test_an_engagement_is_that_of_the_command() -> None:
    words = ("men=12000,tanks=50", "men=6000,guns=40")
    assert (
        str(storm.odds(*words, posture="prepared", draws=20))
        == say("odds", *words, "--posture", "prepared", "--draws", 20).stdout.rstrip()
    )
    table = storm.odds({"men": 12000, "tanks": 50}, words[1], table=True, draws=20)
    assert str(table) == say("odds", *words, "--table", "--draws", 20).stdout.rstrip()
    assert len(table.frame) == 40 and table.frame["win"].between(0, 1).all()


def test_futures_of_a_run_in_memory_are_those_of_its_folder(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    run = storm.simulate("proving_ground", last_day=2, set={"rules.march.foot_km_day": 20})
    plain = storm.branch(run, day=1, runs=2)
    assert repr(plain) == f"<Branch {run.scenario}: 2 runs, {len(plain.sweep.outcomes)} outcomes; in a scratch folder>"
    again = storm.branch(run.write(tmp_path / "r"), day=1, runs=2, scenario="proving_ground", out=tmp_path / "b")
    assert again.runs.equals(plain.runs) and plain.runs["status"].eq("done").all()
    with pytest.raises(storm.EngineError, match="no new orders; give orders= or policy="):
        _ = plain.differences
    with pytest.raises(storm.EngineError, match="day= is 4; a day after 0 and before 2"):
        storm.branch(run, day=4)


def test_sweep_sums_up_what_varies_and_says_what_it_is(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    swept = storm.sweep("crossroads", runs=12, last_day=2, out=tmp_path / "s", priors=True)
    assert repr(swept) == f"<Sweep crossroads: 12 runs, {len(swept.sweep.outcomes)} outcomes; {tmp_path / 's'}>"
    assert len(swept) == len(swept.runs) == 12
    constant = {name for name in swept.sweep.outcomes if len(set(swept.runs[name])) == 1}
    assert constant and set(swept.outcomes["outcome"]) == set(swept.sweep.outcomes) - constant
    with pytest.raises(storm.EngineError, match=r"12 replications, and 5 are asked; give another out="):
        storm.sweep("crossroads", runs=5, last_day=2, out=tmp_path / "s", priors=True)
    experiments, outcomes = storm.ema_experiments(swept, "captured_day.drywell")
    assert len(experiments) == len(outcomes["captured_day.drywell"]) == 12
    assert {"scenario", "policy", "model", "rules.march.tracked_km_day"} <= set(experiments.columns)
    assert storm.sensitivity(swept, "losses.league.killed").frame["input"].nunique() == len(experiments.columns) - 3
    same = storm.compare(swept, swept)
    assert (same.frame["difference"] == 0).all() and len(str(same).splitlines()) >= 3


def test_evaluate_gives_the_outcomes_of_batch_run() -> None:
    path, name = "rules.march.foot_km_day", "depth_km.n_army"
    rows = storm.batch_run("crossroads", {path: [15, 30]}, iterations=2, outcome=name, last_day=2)
    evaluate = storm.evaluator("crossroads", [path], name, iterations=2, last_day=2)
    means = [np.mean([row[name] for row in rows if row[path] == value]) for value in (15, 30)]
    assert evaluate([[15], [30]]).tolist() == means
    assert [row["iteration"] for row in rows] == [0, 1, 0, 1]
    with pytest.raises(TypeError, match="a row needs 1 values"):
        evaluate([[1, 2]])


def test_importing_it_costs_nothing() -> None:
    loaded = modules_after("import august_storm; assert august_storm.__all__")
    assert loaded & (HEAVY | {"click", "pandas", "analysis.results"}) == set()


def script(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """A script as a user has it, run by its name."""
    (folder / "mine.py").write_text(text)
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "mine.py"], check=False, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("name", ["engine.py", "analysis.py", "scenarios/__init__.py"])
def test_a_file_that_hides_a_package_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("x = 1\n")
    done = script(tmp_path, "import august_storm\n")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    package = name.partition("/")[0].removesuffix(".py")
    assert f"own package `{package}`, and Python finds {tmp_path / name.removesuffix('/__init__.py')} in its place" in last


def test_sweep_without_a_main_guard_stops_and_shows_the_two_lines(tmp_path: Path) -> None:
    call = 'storm.sweep("crossroads", runs=50, last_day=1, workers=2)'
    done = script(tmp_path, f'import august_storm as storm\n\n{call}\nprint("on")\n')
    assert done.returncode == 1 and "on" not in done.stdout
    assert done.stderr.count("Traceback") == 1
    assert "mine.py:3: this line starts worker processes" in done.stderr
    assert done.stderr.endswith(f'take one process (workers=1):\n\n    if __name__ == "__main__":\n        {call}\n')


GUARDED = {
    "under the guard": ("if __name__ == '__main__':\n    f()\n", 2, True),
    "joined with more": ("import sys\nif sys.argv and __name__ == '__main__':\n    x = 1\n    f()\n", 4, True),
    "left before": ("if __name__ != '__main__':\n    raise SystemExit\nf()\n", 3, True),
    "none": ("x = 1\nf()\n", 2, False),
    "after the guard": ("if __name__ == '__main__':\n    x = 1\nf()\n", 3, False),
    "before the guard": ("f()\nif __name__ == '__main__':\n    pass\n", 1, False),
}


@pytest.mark.parametrize("name", GUARDED)
def test_a_guard_is_known(name: str) -> None:
    import ast

    from engine.study.main_guard import _guarded

    text, line, guarded = GUARDED[name]
    assert _guarded(ast.parse(text), line) is guarded


@pytest.mark.parametrize("package", ["engine", "august_storm"])
def test_the_packages_run_as_the_command_line(package: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", package, "--version"], check=True, cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.startswith("august-storm, version ")


def test_a_number_that_cannot_be_is_told_by_the_name_of_its_argument() -> None:
    for wrong in ({"runs": -1}, {"runs": 2.5}, {"seed": -4}):
        with pytest.raises(storm.EngineError, match=rf"{next(iter(wrong))}= is .*; a whole number of \d or more would be right"):
            storm.sweep("crossroads", **wrong)
    for name in ("branch", "policies_from"):
        with pytest.raises(storm.EngineError, match=f"{name}= is nan; a day, as 4.5, would be right"):
            storm.simulate("crossroads", **{name: float("nan")})
