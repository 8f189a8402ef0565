"""The comparison behind `make same`: it sees a changed byte, and a renaming only where the table has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import same

EVENTS = "minute,kind,cause,numbers\n0,passed,works,men=1.5;guns=2\n"


def folder(path: Path, **files: str) -> Path:
    path.mkdir()
    for name, text in files.items():
        (path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return path


def renames(path: Path, *rows: str) -> same.Renames:
    path.write_text("\n".join(["what,old,new,why", *rows]) + "\n", encoding="utf-8")
    return same.Renames(path)


def compared(tmp_path: Path, then: dict[str, str], now: dict[str, str], *rows: str) -> tuple[list[str], list[str]]:
    """The differences, and the rows of the table that were not used."""
    names = renames(tmp_path / "renames.csv", *rows)
    found = list(same.differences(folder(tmp_path / "then", **then), folder(tmp_path / "now", **now), names))
    return found, names.unused()


def test_a_changed_digit_is_seen(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, {"events__csv": EVENTS}, {"events__csv": EVENTS.replace("1.5", "1.6")})
    assert len(found) == 1
    assert "events.csv" in found[0]


@pytest.mark.parametrize(
    ("now", "row"),
    [
        (EVENTS.replace("passed", "penetrated"), "kind,passed,penetrated,"),
        (EVENTS.replace("works", "fort"), "cause,works,fort,"),
        (EVENTS.replace("guns=", "tubes="), "number,guns,tubes,"),
        (EVENTS.replace("kind", "what"), "column,kind,what,"),
        ("minute,cause,numbers\n0,works,men=1.5;guns=2\n", "column,kind,,"),
    ],
)
def test_a_renaming_needs_its_row(tmp_path: Path, now: str, row: str) -> None:
    without, _ = compared(tmp_path, {"events__csv": EVENTS}, {"events__csv": now})
    assert len(without) == 1
    (tmp_path / "again").mkdir()
    assert compared(tmp_path / "again", {"events__csv": EVENTS}, {"events__csv": now}, row) == ([], [])


def test_a_row_that_changes_nothing_is_reported(tmp_path: Path) -> None:
    same_files = {"events__csv": EVENTS}
    assert compared(tmp_path, same_files, same_files, "kind,never,ever,") == ([], ["kind,never,ever"])


def test_digests_and_versions_are_left_out_by_name_alone(tmp_path: Path) -> None:
    def manifest(**values: object) -> dict[str, str]:
        return {"manifest__json": json.dumps(values, indent=1, sort_keys=True) + "\n"}

    assert compared(tmp_path, manifest(digest="a", days=3), manifest(digest="b", days=3)) == ([], [])
    (tmp_path / "again").mkdir()
    found, _ = compared(tmp_path / "again", manifest(digest="a", days=3), manifest(digest="a", days=4))
    assert len(found) == 1


def test_a_file_that_is_missing_or_new_is_named(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, {"a__csv": "x\n1\n", "b__csv": "x\n1\n"}, {"a__csv": "x\n1\n", "c__csv": "x\n1\n"})
    assert found == ["b.csv: is missing now", "c.csv: was not there"]


def test_a_parameter_that_is_gone_leaves_both_lists(tmp_path: Path) -> None:
    def files(*paths: str) -> dict[str, str]:
        rows = {"parameters": [{"path": path, "value": 1} for path in paths]}
        return {
            "inputs__json": json.dumps(rows, indent=1, sort_keys=True) + "\n",
            "manifest__json": json.dumps({"parameters": dict.fromkeys(paths, 1)}, indent=1, sort_keys=True) + "\n",
        }

    assert compared(tmp_path, files("a.b", "c.d"), files("a.b"), "parameter,c.d,,") == ([], [])
