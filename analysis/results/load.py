"""A result folder in memory: what one run left behind, read once and never changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import LONG_MONTHS, MONTHS
from engine.formats import FORMAT, LOSSES, TRACK_NUMBERS

Record = Mapping[str, Any]
Table = Mapping[str, NDArray[Any]]
"""A CSV file by columns: whole minutes, floats (an empty cell is NaN) and text, all of one length."""

INTEGERS = frozenset({"minute"})
FLOATS = {
    "events.csv": frozenset[str](),
    "tracks.csv": frozenset(TRACK_NUMBERS),
    "captures.csv": frozenset[str](),
    "outcomes.csv": frozenset({"value"}),
    "losses.csv": frozenset(LOSSES),
}
COLUMNS = {
    "events.csv": ("minute", "kind", "side", "formation", "place", "cause", "numbers"),
    "tracks.csv": ("minute", "formation", "place", "lat", "lon", "state"),
    "captures.csv": ("place", "side", "minute", "formation"),
    "outcomes.csv": ("name", "value", "unit"),
    "losses.csv": ("formation", "side", *LOSSES),
}


class ResultError(ValueError):
    """A result folder that cannot be read: `file: what is wrong; what would be right`."""


@dataclass(frozen=True)
class Result:
    """One run. JSON files are plain records; CSV files are tables of numpy columns in the order of the file."""

    folder: Path
    manifest: Record
    places: Sequence[Record]
    links: Sequence[Record]
    supply_sources: Sequence[Record]
    formations: Sequence[Record]
    axes: Sequence[Record]
    plan: Any
    history: Sequence[Record]
    claims: Sequence[Record]
    map: Record | None
    events: Table
    tracks: Table
    captures: Table
    outcomes: Table
    losses: Table = field(default_factory=dict)
    """Empty for a run that was written without losses, and for one of a sweep, which has them as outcomes."""
    inputs: Record = field(default_factory=dict)
    """Grades of what the run rests on; empty for a run that was written without them."""
    tracked: str = "formation"
    """Whose tracks these are: `formation`, or in a sweep also `army` (its id stands for a formation's) or `none`."""

    @property
    def sides(self) -> Sequence[Record]:
        """The two sides as the manifest lists them; the first is the attacker."""
        sides: Sequence[Record] = self.manifest["sides"]
        return sides

    @property
    def end_minute(self) -> int:
        """Minutes from the start of the run to its end."""
        return int(self.manifest["end_minute"])

    @cached_property
    def place(self) -> Mapping[str, Record]:
        """Places by id."""
        return {place["id"]: place for place in self.places}

    @cached_property
    def formation(self) -> Mapping[str, Record]:
        """Formations by id."""
        return {formation["id"]: formation for formation in self.formations}

    def place_name(self, place: str) -> str:
        """Name of the place with this id; the id itself where the run has no such place."""
        return str(self.place[place]["name"]) if place in self.place else place

    def local_time(self, minute: int) -> datetime:
        """Local time of the scenario's zone (naive) at `minute`."""
        return datetime.fromisoformat(self.manifest["start"]) + timedelta(minutes=int(minute))

    def day_label(self, minute: int) -> str:
        """`D+5 / 14 Aug`: the calendar day of `minute`, the day of the start being D+0."""
        then = self.local_time(minute)
        day = (then.date() - self.local_time(0).date()).days
        return f"D+{day} / {then.day} {MONTHS[then.month - 1]}"

    def long_date(self, minute: int) -> str:
        """`14 August 1990`: the calendar day of `minute` in words."""
        then = self.local_time(minute)
        return f"{then.day} {LONG_MONTHS[then.month - 1]} {then.year}"


def load_result(folder: str | Path) -> Result:
    """The run recorded in `folder`, in the format of docs/formats.md.

    Raises `ResultError` if a file or a needed key or column is missing, broken or of another format.
    """
    root = Path(folder)
    return Result(
        folder=root,
        manifest=_manifest(root),
        **load_scenario_files(root),
        events=_table(root, "events.csv"),
        tracks=_table(root, "tracks.csv"),
        captures=_table(root, "captures.csv"),
        outcomes=_table(root, "outcomes.csv"),
        losses=_table(root, "losses.csv") if (root / "losses.csv").exists() else {},
    )


def load_scenario_files(root: Path) -> dict[str, Any]:
    """What is the same in every run of a scenario, by the field of `Result` that it goes into."""
    network, history = _record(root, "network.json"), _json(root, "history.json")
    return {
        "places": _part(network, "places", "network.json"),
        "links": _part(network, "links", "network.json"),
        "supply_sources": network.get("supply_sources", []),
        "formations": _list(root, "formations.json", "formations"),
        "axes": _list(root, "axes.json", "axes"),
        "plan": _json(root, "plan.json"),
        "history": _either(history, "events"),
        "claims": history.get("claims", []) if isinstance(history, dict) else [],
        "map": _json(root, "map.json"),
        "inputs": _record(root, "inputs.json") if (root / "inputs.json").exists() else {},
    }


def load_files(files: Mapping[str, str]) -> Result:
    """The run whose files are given by name and content, as `RunResult.files` holds them: for notebooks, without a folder.

    Raises `ResultError` as `load_result` does. The result's `folder` is empty.
    """
    with TemporaryDirectory() as scratch:
        for name, text in files.items():
            (Path(scratch) / name).write_text(text, encoding="utf-8", newline="\n")
        return replace(load_result(scratch), folder=Path())


def _manifest(root: Path) -> Record:
    manifest = _record(root, "manifest.json")
    if manifest.get("format") != FORMAT:
        raise ResultError(f"manifest.json: format {manifest.get('format')!r} cannot be read; format {FORMAT} is known")
    for key in ("scenario", "start", "sides", "end_minute"):
        _part(manifest, key, "manifest.json")
    return manifest


def _json(root: Path, name: str) -> Any:
    try:
        return json.loads((root / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultError(f"{name}: cannot be read from the result folder ({error.strerror}); `run` writes it") from None
    except ValueError as error:
        raise ResultError(f"{name}: is not JSON ({error}); write the run again") from None


def _record(root: Path, name: str) -> dict[str, Any]:
    content = _json(root, name)
    if not isinstance(content, dict):
        raise ResultError(f"{name}: holds a {type(content).__name__}; an object with keys is expected")
    return content


def _part(record: Mapping[str, Any], key: str, name: str) -> Any:
    if key not in record:
        raise ResultError(f"{name}: the key {key!r} is missing; it has {', '.join(sorted(record)) or 'none'}")
    return record[key]


def _list(root: Path, name: str, key: str) -> Sequence[Record]:
    return _either(_json(root, name), key)


def _either(content: Any, key: str) -> Sequence[Record]:
    """The list itself, or the list under `key` where the file wraps it in an object."""
    found: Sequence[Record] = content.get(key, []) if isinstance(content, dict) else content or []
    return found


def _table(root: Path, name: str) -> Table:
    try:
        with (root / name).open(encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file)) or [[]]
    except OSError as error:
        raise ResultError(f"{name}: cannot be read from the result folder ({error.strerror}); `run` writes it") from None
    missing = [column for column in COLUMNS[name] if column not in head]
    if missing:
        raise ResultError(f"{name}:1 the column {missing[0]!r} is missing; the columns are {', '.join(COLUMNS[name])}")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            raise ResultError(f"{name}:{number} has {len(row)} cells; its head has {len(head)}")
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    return {column: _column(name, column, cells[index]) for index, column in enumerate(head)}


def _column(name: str, column: str, cells: Sequence[str]) -> NDArray[Any]:
    try:
        if column in INTEGERS:
            return np.fromiter(map(int, cells), np.int64, len(cells))
        if column in FLOATS[name]:
            filled = (cell or "nan" for cell in cells) if "" in cells else cells
            return np.fromiter(map(float, filled), np.float64, len(cells))
    except ValueError as error:
        raise ResultError(f"{name}: the column {column!r} holds something else than numbers ({error})") from None
    return np.array(cells, dtype=str) if cells else np.array([], dtype="<U1")
