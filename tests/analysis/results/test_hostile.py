"""A damaged or hostile result folder comes no further than one line: a ResultError, in bounded time and memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.results import schema
from analysis.results.load import load_result
from analysis.results.reading import ResultError
from engine import formats
from tests.analysis.folder import write_csv, write_folder

LONG = "x" * 130_000
TRACKS = "minute,time,formation,place,next_place,lat,lon,axis_km,state,cause"


def changed(name: str, change: Callable[[Any], object]) -> Callable[[Path], None]:
    """A damage that changes the content of a JSON file in place, or exchanges it for what `change` returns."""

    def damage(folder: Path) -> None:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        other = change(content)
        (folder / name).write_text(json.dumps(content if other is None else other), encoding="utf-8")

    return damage


def written(name: str, content: bytes | str) -> Callable[[Path], None]:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data) and None


def appended(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes() + content) and None


def pipe(folder: Path) -> None:
    (folder / "network.json").unlink()
    os.mkfifo(folder / "network.json")


def sparse(folder: Path) -> None:
    with (folder / "map.json").open("ab") as file:
        file.truncate(schema.JSON_BYTES + 1)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "nested without end": (written("map.json", "[" * 100_000), "map.json: is not JSON"),
    "nested objects": (written("plan.json", '{"a":' * 100_000), "plan.json"),
    "no utf-8 in a table": (appended("captures.csv", b"\xff"), "captures.csv"),
    "no utf-8 in json": (written("history.json", b'{"events": ["\xff"]}'), "history.json: is not JSON"),
    "a cell of a book": (appended("captures.csv", LONG.encode() + b",red,1,,rd1\n"), "captures.csv"),
    "a cell too long": (
        lambda f: write_csv(f / "tracks.csv", TRACKS, [[0, "", "rd1", "a1", "", 45, 20, 0, "x" * 201, ""]]),
        "state",
    ),
    "axes are true": (written("axes.json", "true"), "axes.json"),
    "axes are texts": (written("axes.json", '["x"]'), r"axes.json: \[0\]"),
    "a place of an axis is null": (
        changed("axes.json", lambda d: d[0]["places"].__setitem__(0, None)),
        r"axes.json: \[0\].places\[0\]",
    ),
    "history is a list of lists": (written("history.json", "[[]]"), "history.json"),
    "the map is a text": (written("map.json", '"x"'), "map.json"),
    "population is a text": (changed("network.json", lambda d: d["places"][5].update(population="x")), r"places\[5\].population"),
    "a link without surface": (
        changed("network.json", lambda d: d["links"][3].pop("surface") and None),
        r"links\[3\].surface' is missing",
    ),
    "a link to nowhere": (changed("network.json", lambda d: d["links"][3].update(a="nowhere")), "ends at a place"),
    "a side without id": (changed("manifest.json", lambda d: d["sides"][1].pop("id") and None), r"sides\[1\].id' is missing"),
    "three sides": (changed("manifest.json", lambda d: d["sides"].append({"id": "x", "name": "X"})), "sides"),
    "NaN as a side": (changed("network.json", lambda d: d["places"][4].update(side=float("nan"))), r"places\[4\].side"),
    "NaN as a place": (changed("network.json", lambda d: d["places"][4].update(lat=float("nan"))), r"places\[4\].lat"),
    "a run of 700 thousand years": (changed("manifest.json", lambda d: d.update(end_minute=10**12)), "end_minute"),
    "an event of the year 700,000": (
        appended("events.csv", b"1000000000000,,capture,red,rd1,b1,,\n"),
        "events.csv: the column 'minute'",
    ),
    "a start that is no date": (changed("manifest.json", lambda d: d.update(start="1930-13-01T00:00")), "is no local time"),
    "a run beyond the calendar": (changed("manifest.json", lambda d: d.update(start="9999-12-31T00:00")), "is no local time"),
    "a start with an offset": (changed("manifest.json", lambda d: d.update(start="1930-06-01T00:00+02:00")), "no offset"),
    "a name of a megabyte": (changed("network.json", lambda d: d["places"][0].update(name="x" * 10**6)), r"places\[0\].name"),
    "an echelon unheard of": (changed("formations.json", lambda d: d[0].update(echelon="horde")), r"\[0\].echelon"),
    "a formation of no side": (changed("formations.json", lambda d: d[0].update(side="green")), "is no side of the run"),
    "a frame without extent": (changed("map.json", lambda d: d.update(frame_km=[0, 0, 0, 0])), "frame_km"),
    "a line of one point": (changed("map.json", lambda d: d["lines"][0].update(points=[[1, 2]])), r"lines\[0\].points"),
    "a name of a mile": (changed("map.json", lambda d: d["names"][0].update(size=1e9)), r"names\[0\].size"),
    "a tier of seven": (changed("network.json", lambda d: d["places"][0].update(tier=7)), r"places\[0\].tier"),
    "a pipe": (pipe, "network.json: is no regular file"),
    "a file too large": (sparse, "map.json: is larger than"),
    "a folder as a file": (lambda f: (f / "map.json").unlink() or (f / "map.json").mkdir(), "map.json: is no regular file"),
    "an empty table": (written("tracks.csv", ""), "tracks.csv:1"),
    "a head alone of another table": (written("tracks.csv", "a,b\n"), "'minute' is missing"),
    "text as a number": (
        lambda f: write_csv(f / "tracks.csv", TRACKS, [[0, "", "rd1", "a1", "", "x", 20, 0, "", ""]]),
        "than numbers",
    ),
    "a track of a stranger": (
        lambda f: write_csv(f / "tracks.csv", TRACKS, [[0, "", "horde", "a1", "", 45, 20, 0, "", ""]]),
        "'horde' is no formation of the run",
    ),
    "a row too short": (appended("captures.csv", b"b1,red\n"), "has 2 cells; its head has 5"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    damage, words = DAMAGES[name]
    damage(write_folder(tmp_path))
    with pytest.raises(ResultError, match=words) as told:
        load_result(tmp_path)
    assert len(str(told.value)) < 400 and "\n" not in str(told.value)


def test_history_may_lie_anywhere_in_the_calendar(tmp_path: Path) -> None:
    """From the first day of the year 1 to the last of 9999 are 5,258,964,960 minutes."""
    told = {"id": "h", "kind": "entry", "place": "b1", "formation": None, "text": "x", "scored": True}
    told |= {"earliest_minute": -5_258_964_960, "latest_minute": 5_258_964_960}
    (write_folder(tmp_path) / "history.json").write_text(json.dumps({"events": [told], "claims": []}))
    assert load_result(tmp_path).history[0].latest_minute == 5_258_964_960


def test_one_long_cell_does_not_make_its_column_as_wide(tmp_path: Path) -> None:
    """2 MB of tracks of which one cell is 130,000 characters: as wide a column would be 8 GB."""
    rows = [[0, "", f"unit{number}", "a1", "", 45, 20, 0, "", ""] for number in range(16_000)]
    rows[5][-1] = LONG
    write_csv(write_folder(tmp_path) / "tracks.csv", TRACKS, rows)
    tracemalloc.start()
    with pytest.raises(ResultError, match="130,000 characters"):
        load_result(tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    tracemalloc.stop()


def test_many_wrong_elements_are_not_all_told(tmp_path: Path) -> None:
    """A list of eight million numbers where places belong: the first is told, in bounded memory."""
    (write_folder(tmp_path) / "axes.json").write_text("[" + "1," * 8_000_000 + "1]", encoding="utf-8")
    code = f"from analysis.results.load import load_result\nload_result({str(tmp_path)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False, preexec_fn=_two_gigabytes
    )
    assert "ResultError: axes.json" in done.stderr, done.stderr[-300:]


def _two_gigabytes() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (2 * 2**30, 2 * 2**30))


def test_tables_have_the_columns_that_the_engine_writes() -> None:
    """A time is the one that analysis makes from the minute; army and front of losses stand in formations.json."""
    written_by_engine = {
        "events.csv": formats.EVENT_COLUMNS,
        "tracks.csv": formats.TRACK_COLUMNS,
        "captures.csv": formats.CAPTURE_COLUMNS,
        "losses.csv": formats.LOSS_COLUMNS,
        "fights.csv": formats.FIGHT_COLUMNS,
        "supply.csv": formats.SUPPLY_COLUMNS,
        "beliefs.csv": formats.BELIEF_COLUMNS,
        "outcomes.csv": formats.OUTCOME_COLUMNS,
    }
    assert set(schema.TABLES) == set(formats.RUN_FILES) == set(written_by_engine)
    for name, columns in written_by_engine.items():
        left_out = {"time", "begun_time", "ended_time", "true_time", "heard_time"} | (
            {"army", "front"} if name == "losses.csv" else set()
        )
        assert tuple(schema.TABLES[name].columns()) == tuple(one for one in columns if one not in left_out), name
    assert {formats.MANIFEST, *formats.SCENARIO_FILES} == set(schema.JSON_FILES) - {"sweep.json"}
