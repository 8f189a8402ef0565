"""What compare, sensitivity and score print, as tables: the same numbers, with units, and nothing infinite."""

from __future__ import annotations

import csv
import json
import math
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analysis.export.tables import arrow_table, csv_text
from analysis.results.sweeps import load_sweep, load_table
from analysis.scores.answers import TOLD, difference_table, told
from analysis.scores.compare import differences
from engine.formats import UNITS
from tests.cli.shell import say
from tests.study.folders import swept

FORMATS = Path(__file__).resolve().parents[3] / "docs" / "formats.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base, a variant, and a sweep with two factors; `half` is the last as if it had been stopped."""
    root = tmp_path_factory.mktemp("answers")
    swept(root / "base", replications=10)
    swept(root / "variant", replications=10, set={"rules.march.tracked_km_day": 60.0})
    factors = [{"path": "rules.march.tracked_km_day"}, {"path": "rules.march.desert_mult"}]
    design = {"kind": "latin_hypercube", "samples": 4}
    swept(root / "whole", factors=factors, design=design, replications=5, runs_per_part=6)
    shutil.copytree(root / "whole", root / "half")
    manifest = root / "half" / "sweep.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"state": "running"}))
    (root / "half" / "runs" / "part-000002.parquet").unlink()
    return root


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_compare_writes_all_differences_of_all_variants(folder: Path, tmp_path: Path) -> None:
    names = [str(folder / name) for name in ("base", "variant", "base")]
    done = say("compare", *names, "-o", tmp_path / "c.csv", "--outcome", "captured_day.*")
    assert done.exit_code == 0
    table = rows(tmp_path / "c.csv")
    found = {each.outcome: each for each in differences(load_sweep(folder / "base"), load_sweep(folder / "variant"))}
    mine = [row for row in table if row["variant_name"] == names[1]]
    assert len(table) == 2 * len(mine) and {row["outcome"] for row in mine} == {name for name in found if "captured_day" in name}
    for row in mine:
        assert float(row["difference"]) == pytest.approx(found[row["outcome"]].mean)
    assert {row["pairing"] for row in table if row["variant_name"] == names[2]} == {""}
    assert "inf" not in (tmp_path / "c.csv").read_text().lower().replace("info", "")


def test_excel_gets_its_mark_and_its_line_ends(folder: Path, tmp_path: Path) -> None:
    say("compare", folder / "base", folder / "variant", "-o", tmp_path / "c.csv", "--excel")
    data = (tmp_path / "c.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfvariant_name,") and data.count(b"\r\n") == data.count(b"\n") > 10
    assert rows(tmp_path / "c.csv", "utf-8-sig")[0]["variant_name"]
    refused = say("compare", folder / "base", folder / "variant", "--excel")
    assert refused.exit_code == 2 and "--excel is for a table in CSV" in refused.stderr


def test_parquet_tables_say_their_units(folder: Path, tmp_path: Path) -> None:
    say("sensitivity", folder / "whole", "--outcome", "losses.league.*", "-o", tmp_path / "s.parquet")
    table = pq.read_table(tmp_path / "s.parquet")
    assert table.num_rows % 2 == 0 and set(table.column("input").to_pylist()) == {
        "rules.march.tracked_km_day",
        "rules.march.desert_mult",
    }
    assert all(field.metadata[b"about"] for field in table.schema)
    assert table.schema.field("n").metadata[b"unit"] == b"runs"
    for name, column, unit in (
        ("runs", "captured_day.windpass", b"days"),
        ("runs", "rules.march.tracked_km_day", b"km/day"),
        ("tracks", "fuel_fills", UNITS["fuel_fills"].encode()),
        ("events", "minute", UNITS["minute"].encode()),
        ("supply", "stock_t", b"t"),
    ):
        assert load_table(folder / "whole", name).schema.field(column).metadata[b"unit"] == unit


def test_score_writes_a_row_for_each_dated_event(tmp_path: Path) -> None:
    for replication in (0, 1):
        say("run", "crossroads", "--no-pictures", "--replication", replication, "--out", tmp_path / str(replication))
    done = say("score", tmp_path / "0", tmp_path / "1", "-o", tmp_path / "s.csv")
    assert done.exit_code == 0
    table = rows(tmp_path / "s.csv")
    assert len(table) == 7 and {row["runs"] for row in table} == {"2"}
    assert any(name.startswith("error_h of ") for name in table[0])
    for row in table:
        assert (row["median_day"] == "") == (int(row["arrived"]) < 2)
        inside = row["median_day"] != "" and float(row["earliest_day"]) <= float(row["median_day"]) <= float(row["latest_day"])
        assert (float(row["error_h"]) == 0.0) == inside


def test_compare_looks_at_every_name_before_it_runs(tmp_path: Path) -> None:
    done = say("compare", "crossroads", "crosroads/dry_tanks", "--runs", 10_000, "--out", tmp_path / "kept")
    assert done.exit_code == 2 and "did you mean" in done.stderr
    assert not (tmp_path / "kept").exists()


def test_sensitivity_reads_a_sweep_that_is_still_running(folder: Path) -> None:
    """Of a design with four points and a part missing from run 12 on, three replications are whole."""
    done = say("sensitivity", folder / "half", "--outcome", "losses.league.killed")
    assert done.exit_code == 0 and "12 runs of it are read" in done.stderr
    part = load_sweep(folder / "half", unfinished=True)
    assert (part.manifest.runs, part.manifest.replications, len(part.runs["run"])) == (12, 3, 12)


def test_a_sweep_ends_with_what_varies_or_what_is_asked(tmp_path: Path) -> None:
    first = say("sweep", "crossroads", "--runs", 12, "--last-day", 3, "--workers", 1, "--out", tmp_path / "s")
    names = [line.split()[0] for line in first.stdout.splitlines()[1:-1]]
    groups = [name.partition(".")[0] for name in names]
    assert groups == sorted(groups, key=["captured_day", "depth_km", "losses", "places_taken"].index) and "captured_day" in groups
    runs = load_sweep(tmp_path / "s").runs
    assert all(len(set(runs[name].tolist())) > 1 for name in names)
    assert "are the same in every run" in first.stdout.splitlines()[-1]
    again = say(
        "sweep",
        "crossroads",
        "--runs",
        12,
        "--last-day",
        3,
        "--workers",
        1,
        "--out",
        tmp_path / "s",
        "--outcome",
        "armour.league.*",
    )
    assert {line.split()[0].rpartition(".")[0] for line in again.stdout.splitlines()[1:]} == {"armour.league"}


def test_the_document_lists_every_column_with_its_unit() -> None:
    text = FORMATS.read_text(encoding="utf-8").partition("## Answers")[2]
    assert [name for name, (unit, about) in TOLD.items() if f"| {name} | {unit} | {about} |" not in text] == []


def test_a_table_has_no_number_that_is_none() -> None:
    table = {"a": [1.5, math.inf], "b": [None, math.nan], "c": [1, 2], "d": [True, None]}
    assert csv_text(table) == "a,b,c,d\n1.5,,1,True\n,,2,\n"
    made = arrow_table(table, {})
    assert made.column("a").to_pylist() == [1.5, None] and [str(kind) for kind in made.schema.types] == [
        "double",
        "double",
        "int64",
        "bool",
    ]
    empty = difference_table({})
    assert set(told(empty)) == set(empty)
