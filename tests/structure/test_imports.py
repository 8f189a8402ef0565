"""What is imported when: help answers at once, and nothing is loaded before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.shell import say

HEAVY = {"matplotlib", "networkx", "numpy", "pydantic", "rich", "scipy", "simpy", "yaml"}
MOST_FOR_HELP = 220
"""Modules of Python, click and the project; it is 167 with Python 3.11."""
SHOW_MODULES = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"


def modules_after(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", SHOW_MODULES + code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.split())


def modules_after_commands(*commands: list[str]) -> set[str]:
    """What any of the commands imports, one after the other in one process."""
    return modules_after(f"from engine.cli import main\nfor given in {commands!r}: main(given, standalone_mode=False)")


def test_help_imports_nothing_heavy() -> None:
    loaded = modules_after_commands(["--help"], ["--version"], ["run", "--help"], ["score", "--help"], ["list", "--help"])
    assert "click" in loaded
    assert loaded & (HEAVY | {"analysis"}) == set()


def test_help_loads_few_modules() -> None:
    """A speed is no test, since machines differ; how much is loaded before the first line of help is the same on each."""
    assert len(modules_after_commands(["--help"])) < MOST_FOR_HELP


def test_import_engine_is_cheap() -> None:
    loaded = modules_after("import engine; assert engine.__version__")
    assert loaded & (HEAVY | {"click", "engine.simulation"}) == set()


def test_public_names_are_there() -> None:
    import engine

    assert sorted(engine.__all__) == dir(engine)
    for name in engine.__all__:
        assert getattr(engine, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = engine.nothing


def test_running_and_sweeping_without_pictures_imports_neither_matplotlib_nor_pandas(tmp_path: os.PathLike[str]) -> None:
    arguments = ["run", "crossroads", "--no-pictures", "--last-day", "2", "--out", f"{os.fspath(tmp_path)}/out"]
    sweep = ["sweep", "crossroads", "--last-day", "1", "--runs", "1", "--workers", "1", "--out", f"{os.fspath(tmp_path)}/sweep"]
    assert modules_after_commands(arguments, sweep) & {"matplotlib", "pandas"} == set()


def test_commands_that_need_no_graph_do_not_import_networkx() -> None:
    lists = [["list", what] for what in ("scenarios", "parameters", "rules", "events")]
    assert modules_after_commands(*lists, ["schema"]) & {"networkx", "simpy", "matplotlib"} == set()


def test_reading_a_result_without_pictures_imports_neither_networkx_nor_pandas_nor_matplotlib(tmp_path: os.PathLike[str]) -> None:
    folder = f"{os.fspath(tmp_path)}/out"
    assert say("run", "crossroads", "--no-pictures", "--last-day", 2, "--out", folder).exit_code == 0
    exports = [["export", folder, "--to", to, "-o", f"{folder}.{to}"] for to in ("geojson", "kml")]
    read = ["explain", folder, "n_mech"], *exports, ["replay", folder, "-o", f"{folder}.html"]
    assert modules_after_commands(*read) & {"networkx", "pandas", "matplotlib"} == set()
