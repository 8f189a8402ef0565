"""A result folder is read whole, and a broken one is refused in words."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analysis.results.load import load_result
from analysis.results.reading import ResultError, columns_of
from analysis.results.tables import Column
from tests.analysis.folder import DAY, END, FORMATIONS, write_folder


def test_every_file_arrives_with_its_types(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    assert result.end_minute == END and [side.id for side in result.sides] == ["red", "blue"]
    assert len(result.places) == 6 and len(result.links) == 5 and result.map is not None
    assert result.tracks.minute.dtype == np.int64 and len(result.tracks.minute) == 7 * len(FORMATIONS)
    assert np.isnan(result.tracks.axis_km[result.tracks.formation == "bd"]).all()
    assert result.captures.place.tolist() == ["b1", "b3"]
    assert result.place["b4"].name == "Town b4" and result.formation["rd1"].parent == "ra"


def test_a_day_begins_at_its_midnight_whatever_the_hour_of_the_start(tmp_path: Path) -> None:
    """D+2 of a run that starts at 04:30 begins 43 h 30 min after the start, in every output."""
    folder = write_folder(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "start": "1930-06-01T04:30"}), encoding="utf-8")
    result = load_result(folder)
    assert [result.minute_of(day) for day in (0, 1, 2, 2.25)] == [0, 1170, 2610, 2970]
    assert result.day_label(result.minute_of(2)) == "D+2 / 3 Jun" and f"{result.local_time(2970):%H:%M}" == "06:00"
    assert result.midnights() == [0, 1170, 2610, 4050] and result.end_minute == 3 * DAY
    for wrong in (-1, 3.5, 77):
        with pytest.raises(ResultError, match=r"is not in this run, which goes from D\+0 to D\+3 4 Jun 04:30"):
            result.minute_of(wrong)


def test_days_are_counted_from_the_start(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    assert result.day_label(0) == "D+0 / 1 Jun"
    assert result.day_label(DAY - 1) == "D+0 / 1 Jun" and result.day_label(DAY) == "D+1 / 2 Jun"
    assert result.long_date(30 * DAY) == "1 July 1930"


def test_a_result_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_result(write_folder(tmp_path)).manifest = {}  # type: ignore[misc]


@pytest.mark.parametrize("name", ["manifest.json", "network.json", "tracks.csv", "captures.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_folder(tmp_path) / name).unlink()
    with pytest.raises(ResultError, match=name):
        load_result(tmp_path)


SIDES = [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}]
ANOTHER_FORMAT = {"format": 9, "scenario": {"id": "x"}, "start": "1930-06-01T00:00", "end_minute": END, "sides": SIDES}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("manifest.json", "{", "is not JSON"),
        ("manifest.json", "[]", "manifest.json: input should be an object"),
        ("manifest.json", json.dumps(ANOTHER_FORMAT), "format 9 cannot be read"),
        ("captures.csv", "place,side,minute\n", "'formation' is missing"),
        ("captures.csv", "place,side,minute,time,formation\nb1,red\n", "captures.csv:2 has 2 cells"),
        ("captures.csv", "place,side,minute,time,formation\nb1,red,soon,,rd1\n", "something else than numbers"),
        ("captures.csv", "", "is missing"),
    ],
)
def test_a_broken_file_is_explained(tmp_path: Path, name: str, content: str, words: str) -> None:
    (write_folder(tmp_path) / name).write_text(content, encoding="utf-8")
    with pytest.raises(ResultError, match=words):
        load_result(tmp_path)


@pytest.mark.parametrize("start", [0, 1, 9])
def test_numbers_of_arrow_arrive_as_arrow_has_them(start: int) -> None:
    """In pieces, from the middle of a piece, with empty cells, and none at all."""
    pieces = pa.chunked_array([pa.array([1.5, None, 3.0] * 5), pa.array([], pa.float64()), pa.array([None, 7.25])])
    small = pa.chunked_array([pa.array([4, None, 6] * 6, pa.int32())])
    wanted = {name: Column(np.float64) for name in "ab"}
    for there in ({"a": pieces.slice(start), "b": small.slice(start)}, {"a": pieces.slice(99), "b": small.slice(99)}):
        made = columns_of("x.parquet", dict(there), wanted)
        for name, cells in there.items():
            assert made[name].dtype == np.float64
            assert np.array_equal(made[name], cells.to_numpy().astype(np.float64), equal_nan=True)
