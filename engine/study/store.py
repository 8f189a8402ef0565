"""The folder of a sweep: Parquet parts that appear whole or not at all, and a list of them with their digests.

The layout is described in docs/formats.md. A part is a fixed number of consecutive runs in four files. The worker that made it
returns its digests; the one process that leads the sweep notes them in `parts.jsonl`, and only what is noted there and still
has its digest counts. So a file that was cut, damaged or lost is a part to be made again, never a different result.

The store deletes its own parts and its own half-written files, by their exact names in its own folders. Whatever else lies in
the folder is the user's: it stays, and `Store.foreign` names it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.errors import EngineError, printable
from engine.files import cannot_write, write_whole
from engine.formats import FORMAT as FORMAT
from engine.formats import FORMER_FILES, SCENARIO_FILES, SUPPLY_BANDS

TABLES = ("runs", "events", "tracks", "supply")
MANIFEST, PARTS, POINTS = "sweep.json", "parts.jsonl", "points.parquet"
FILES = (MANIFEST, PARTS, POINTS, SUPPLY_BANDS, *SCENARIO_FILES, *FORMER_FILES)
PART_NAME = r"part-\d{6,}\.parquet"


@dataclass(frozen=True)
class PartRecord:
    """A part that stands on disk: how many runs it has, how many of them failed, and the SHA-256 of its files."""

    part: int
    runs: int
    failed: int
    digests: Mapping[str, str]


def part_path(folder: Path, table: str, part: int) -> Path:
    """Where a part of a table stands."""
    return folder / table / f"part-{part:06d}.parquet"


def write_part(folder: Path, part: int, tables: Mapping[str, pa.Table], failed: int) -> PartRecord:
    """Write the files of a part and say what they are. The same tables give the same bytes."""
    digests = {}
    for name in TABLES:
        data = parquet_bytes(tables[name])
        write_whole(part_path(folder, name, part), data)
        digests[name] = hashlib.sha256(data).hexdigest()
    return PartRecord(part, tables["runs"].num_rows, failed, digests)


def parquet_bytes(table: pa.Table) -> memoryview:
    """`table` as a Parquet file with a checksum on every page. Texts are encoded as dictionaries, numbers plainly."""
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd" if table.num_columns < 30 else "none",
        use_dictionary=texts,
        write_statistics=False,
        write_page_checksum=True,
    )
    return memoryview(sink.getvalue())


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    """The store in `folder`, made if it is not there, for this process alone. EngineError if it is no place for a sweep."""
    _check_place(folder)
    try:
        for table in TABLES:
            (folder / table).mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise cannot_write(folder, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise EngineError(f"another sweep is writing to {printable(str(folder))}; wait for it, or give another --out") from None
    try:
        yield Store(folder)
    finally:
        os.close(descriptor)


def _check_place(folder: Path) -> None:
    """Raise EngineError where `folder` is not empty and holds no sweep of this program; nothing is made there then."""
    shown = printable(str(folder))
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise EngineError(f"{shown} exists and is not a folder; give another --out")
    if read_manifest(folder) is None and any(path.name not in TABLES or _holds(path) for path in folder.iterdir()):
        raise EngineError(f"{shown} exists and is not a sweep's folder (it has no {MANIFEST}); give another --out")


def _holds(path: Path) -> bool:
    """Whether there is anything in `path`; a file counts as something."""
    return not path.is_dir() or any(path.iterdir())


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What `sweep.json` in `folder` says, or None where there is none. EngineError if it is damaged or somebody else's."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("digest") != _digest_of(content):
        raise EngineError(f"{printable(str(path))} is damaged or of another program; the sweep cannot go on: give another --out")
    return content


class Store:
    """The folder as its one writer sees it; `records` are the parts that count, by number."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.records: dict[int, PartRecord] = {}
        self._clear_scratch()

    def _clear_scratch(self) -> None:
        """Remove what writers that were stopped left half written: `.NAME.PID.tmp`, where NAME is a file of a sweep."""
        names = {self.folder: "|".join(map(re.escape, FILES)), **{self.folder / table: PART_NAME for table in TABLES}}
        for folder, name in names.items():
            _delete(folder, rf"\.({name})\.\d+\.tmp")

    @property
    def foreign(self) -> tuple[str, ...]:
        """Paths in the folder that no sweep wrote, sorted; what lies deeper than the tables is named by its folder."""
        known = {*FILES, *TABLES}
        top = [path.name for path in self.folder.iterdir() if path.name not in known]
        parts = [path for table in TABLES for path in (self.folder / table).iterdir() if not re.fullmatch(PART_NAME, path.name)]
        return tuple(sorted([*top, *(f"{path.parent.name}/{path.name}" for path in parts)]))

    @property
    def manifest(self) -> dict[str, Any] | None:
        """What `sweep.json` says, or None where there is none. EngineError if it cannot be read."""
        return read_manifest(self.folder)

    def write_manifest(self, content: Mapping[str, Any]) -> None:
        """Write `sweep.json`, with a digest of its own content."""
        whole = {**content, "digest": _digest_of(content)}
        text = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
        write_whole(self.folder / MANIFEST, text.encode())

    def find_parts(self, sizes: Mapping[int, int]) -> None:
        """Take up the parts that are noted, whole, and of the right size (part to number of runs)."""
        self.records = {
            record.part: record
            for record in _noted(self.folder / PARTS)
            if sizes.get(record.part) == record.runs and self._is_whole(record)
        }

    def _is_whole(self, record: PartRecord) -> bool:
        return all(file_digest(part_path(self.folder, name, record.part)) == record.digests.get(name) for name in TABLES)

    def note(self, record: PartRecord) -> None:
        """Remember that a part is finished, also after a crash."""
        self.records[record.part] = record
        try:
            with (self.folder / PARTS).open("a", encoding="utf-8") as file:
                file.write(_line(record))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise cannot_write(self.folder / PARTS, error) from None

    def close(self, parts: int) -> None:
        """Leave exactly the parts 0 to `parts - 1` behind, noted in their order."""
        self._clear_scratch()
        self.records = {part: self.records[part] for part in range(parts)}
        wanted = {part_path(self.folder, name, part).name for name in TABLES for part in self.records}
        for table in TABLES:
            _delete(self.folder / table, PART_NAME, but=wanted)
        text = "".join(_line(record) for record in self.records.values()).encode()
        if _bytes_of(self.folder / PARTS) != text:
            write_whole(self.folder / PARTS, text)


def _delete(folder: Path, pattern: str, but: Collection[str] = ()) -> None:
    """Delete the files directly in `folder` whose whole name fits `pattern`, `but` these names."""
    for path in sorted(folder.iterdir()):
        if re.fullmatch(pattern, path.name) and path.name not in but and (path.is_file() or path.is_symlink()):
            path.unlink(missing_ok=True)


def _line(record: PartRecord) -> str:
    """A record as one line that knows whether it is whole."""
    text = json.dumps(asdict(record), sort_keys=True, separators=(",", ":"))
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]} {text}\n"


def _noted(path: Path) -> Iterator[PartRecord]:
    """The records of the lines that are whole, in their order."""
    for line in (_bytes_of(path) or b"").split(b"\n"):
        check, _, text = line.partition(b" ")
        if check.decode("ascii", "replace") == hashlib.sha256(text).hexdigest()[:16]:
            record = _record(text)
            if record is not None:
                yield record


def _record(text: bytes) -> PartRecord | None:
    """The record of a line; None where another program has written it."""
    try:
        content = json.loads(text)
        record = PartRecord(**content)
        numbers = (record.part, record.runs, record.failed)
        digests = {str(name): str(digest) for name, digest in record.digests.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return record if all(type(number) is int for number in numbers) and digests == record.digests else None


def _bytes_of(path: Path) -> bytes | None:
    """A file's content, None where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineError(f"cannot read {printable(str(path))}: {error.strerror or error}") from None


def _digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a manifest without its own digest."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file in hex, None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one file, of all columns or of these; ArrowException or OSError where it is damaged.

    `read_table` of pyarrow would import its data sets and, with them, pandas where it is installed: a second a process."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns if columns is None else list(columns))


def read_table(folder: Path, table: str) -> pa.Table:
    """All rows of `runs`, `events`, `tracks` or `supply` in the order of runs. EngineError where there is no such table."""
    try:
        paths = sorted((folder / table).glob("part-*.parquet"))
        return pa.concat_tables([read_part(path) for path in paths])
    except (OSError, pa.ArrowException) as error:
        raise EngineError(f"cannot read {printable(str(folder / table))}: {error}") from None
