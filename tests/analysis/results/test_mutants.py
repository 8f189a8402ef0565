"""Result folders and sweeps of strangers: whatever was done to one, it is read, or refused in a line; never another error."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.export.geojson import geojson_text
from analysis.export.kml import kml_text
from analysis.export.orbat import orbat_text
from analysis.export.tables import table_texts
from analysis.maps.day_map import save_map
from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import load_result
from analysis.results.reading import ResultError
from analysis.results.sweep_runs import load_sweep_runs
from analysis.results.sweeps import load_sweep, summary_text
from analysis.words.explain import explain
from analysis.words.tables import comparison_text
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests.study.folders import swept

CELLS = [
    "",
    "x",
    "-1",
    "nan",
    "inf",
    "1e308",
    "99999999999999999999",
    "x" * 300,
    "=1+1",
    "$x$",
    "</script>",
    "\ud800\udc00",
    "\0",
]
VALUES: list[Any] = [None, True, -1, 0, 1e308, 10**30, float("nan"), "", "x", "$x$", "</script>", "x" * 500, [], {}, [[]], [None]]
BYTES = [b"", b"\xff", b"\0", b",", b"\n", b'"', b"[", b"{", b"x" * 5000, b"[" * 5000]


def spots(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every element below `data`; of a long list its first and last ones."""
    if isinstance(data, dict):
        children = list(data.items())
    else:
        children = [*enumerate(data)][:6] + [*enumerate(data)][6:][-2:] if isinstance(data, list) else []
    return [place for key, child in children for place in ((*path, key), *spots(child, (*path, key)))]


def damage(folder: Path, dice: random.Random) -> str:
    """Do one of many things to one file of a folder, and say what."""
    path = dice.choice(sorted(path for path in folder.rglob("*") if path.is_file()))
    how = dice.choice(["bytes", "cut", "lines", "gone", "value", "value", "value", "cell", "cell"])
    data = path.read_bytes()
    if how == "value" and path.suffix == ".json":
        path.write_text(_with_another_value(json.loads(data), dice))
    elif how == "cell" and path.suffix == ".csv":
        path.write_text(_with_another_cell(data.decode(), dice), encoding="utf-8", errors="surrogatepass")
    elif how == "lines" and b"\n" in data:
        lines = data.split(b"\n")
        at = dice.randrange(len(lines))
        path.write_bytes(b"\n".join(lines[:at] + dice.choice([[], [lines[at]] * 2]) + lines[at + 1 :]))
    elif how == "gone":
        path.unlink()
    else:
        at = dice.randrange(max(len(data), 1))
        path.write_bytes(data[:at] + (b"" if how == "cut" else dice.choice(BYTES) + data[at + dice.randrange(20) :]))
    return f"{how} {path.name}"


def _with_another_value(data: Any, dice: random.Random) -> str:
    path = dice.choice(spots(data) or [()])
    if path:
        parent = data
        for key in path[:-1]:
            parent = parent[key]
        if dice.random() < 0.2:
            del parent[path[-1]]
        else:
            parent[path[-1]] = dice.choice(VALUES)
    return json.dumps(data)


def _with_another_cell(text: str, dice: random.Random) -> str:
    rows = [line.split(",") for line in text.split("\n")]
    row = rows[dice.randrange(len(rows))]
    row[dice.randrange(len(row))] = dice.choice(CELLS)
    return "\n".join(",".join(row) for row in rows)


def read_run(folder: Path, *, draw: bool) -> None:
    """All that a command may read of a result folder."""
    result = load_result(folder)
    comparison_text(result)
    for formation in result.formations[:2]:
        explain(result, formation.id, 1)
    for text in (geojson_text(result), kml_text(result), orbat_text(result), *table_texts(result).values()):
        text.encode("utf-8", "replace")
    if draw:
        save_map(result, folder / "drawn.png")
        save_page(result, folder / "drawn.html")
        save_report([result], folder / "drawn.md", "md")


def read_sweep(folder: Path, *, draw: bool) -> None:
    """All that a command may read of the folder of a sweep."""
    summary_text(load_sweep(folder))
    runs = load_sweep_runs(folder)
    for run in runs:
        comparison_text(run)
    if draw:
        save_report(runs, folder / "drawn.md", "md")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A result folder of the small scenario, and a sweep of it."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "run").mkdir()
    simulate(load_scenario("crossroads"), last_day=3).write(folder / "run")
    swept(folder / "sweep", replications=2)
    return {"run": folder / "run", "sweep": folder / "sweep"}


def check(good: Path, place: Path, read: Callable[..., None], seeds: range, draw_each: int) -> None:
    """After each damage the folder is read, or refused in one line that fits a screen."""
    for seed in seeds:
        folder = place / f"{good.name}{seed}"
        shutil.copytree(good, folder)
        what = damage(folder, random.Random(seed))
        try:
            read(folder, draw=seed % draw_each == 0)
        except ResultError as error:
            assert str(error).isprintable() and len(str(error)) < 400, (seed, what, str(error))
        except Exception as error:
            raise AssertionError(f"seed {seed}, {what}: {type(error).__name__}: {error}") from error
        shutil.rmtree(folder)


READERS = {"run": read_run, "sweep": read_sweep}


@pytest.mark.parametrize("kind", READERS)
def test_a_stranger_s_folder_is_read_or_refused(good: dict[str, Path], tmp_path: Path, kind: str) -> None:
    check(good[kind], tmp_path, READERS[kind], range(36 if kind == "run" else 18), draw_each=35)


def test_a_run_whose_strengths_are_not_known_is_read_and_exported(good: dict[str, Path], tmp_path: Path) -> None:
    """Empty cells, as the tracks of a sweep have them for formations."""
    folder = tmp_path / "unknown"
    shutil.copytree(good["run"], folder)
    rows = list(csv.DictReader((folder / "tracks.csv").read_text(encoding="utf-8").splitlines()))
    for row in rows[::2]:
        row.update(dict.fromkeys(("tanks", "guns", "share", "readiness", "fuel_fills", "ammo_bk", "food_days", "supply_km"), ""))
    with (folder / "tracks.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    read_run(folder, draw=False)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", READERS)
def test_a_thousand_folders_of_strangers_are_read_or_refused(
    good: dict[str, Path], tmp_path: Path, kind: str, record_property: Callable[[str, object], None]
) -> None:
    check(good[kind], tmp_path, READERS[kind], range(1000, 2000), draw_each=10)
    record_property("figure", f"1,000 damaged folders of a {kind}: 0 findings")
