"""Reading the files of a result folder: the door through which a damaged or hostile folder comes no further than one line.

Whatever is wrong (no file, a pipe, too large, cut, not UTF-8, nested without end, a text where a number is expected) raises
`ResultError` with the file and the place in it. Memory and time are bounded by the limits of `schema`.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from analysis.results.schema import JSON_BYTES, JSON_FILES, LONGEST_CELL, MOST_MINUTES, TABLE_BYTES, TEXT_BYTES
from analysis.results.tables import Column, Table
from analysis.terminal import plain

if TYPE_CHECKING:
    import pyarrow as pa

Rows = TypeVar("Rows", bound=Table)
Number = TypeVar("Number", np.float64, np.int64, np.int32)
Texts = tuple[NDArray[np.str_], NDArray[np.int32]]
"""The texts of a column, each once, and which of them each row has."""


class ResultError(ValueError):
    """A result folder that cannot be read: `file: what is wrong; what would be right`."""


def read_json(root: Path, name: str) -> Any:
    """The content of a JSON file of the schema: a record, a tuple of records, or None where the file may hold `null`."""
    content = _bytes(root, name)
    try:
        return _parsed(name, content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise ResultError(_told(name, first["type"], first["loc"], first["msg"])) from None
    except (RecursionError, MemoryError):
        raise ResultError(f"{name}: is nested too deeply; write the run again") from None


@lru_cache(maxsize=16)
def _parsed(name: str, content: bytes) -> Any:
    """What a file says; runs of one scenario, which say most things alike, share the records."""
    return _adapter(name).validate_json(content)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(JSON_FILES[name])


def _told(name: str, kind: str, where: Sequence[int | str], message: str) -> str:
    if kind == "json_invalid":
        return f"{name}: is not JSON ({message.removeprefix('Invalid JSON: ')}); write the run again"
    place = plain("".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix("."))[:120]
    if kind == "missing":
        return f"{name}: the key {place!r} is missing; write the run again"
    said = plain(message.removeprefix("Value error, "))
    return f"{name}: {place}: {said[0].lower()}{said[1:]}" if place else f"{name}: {said[0].lower()}{said[1:]}"


def read_table(root: Path, name: str, kind: type[Rows], rows: int | None = None) -> Rows:
    """The table of a CSV file: the columns that `kind` knows, others passed over.

    ResultError too where it has not as many `rows` as the manifest counts: a table that was cut between two of them."""
    import pyarrow as pa
    from pyarrow import csv

    wanted, wrong = kind.columns(), list[tuple[int, int, int]]()

    def note(row: csv.InvalidRow) -> str:
        wrong.append((row.number or 0, row.actual_columns, row.expected_columns))
        return "error"

    try:
        table = csv.read_csv(
            pa.py_buffer(_text_bytes(root, name)),
            read_options=csv.ReadOptions(use_threads=False),
            parse_options=csv.ParseOptions(invalid_row_handler=note),
            convert_options=csv.ConvertOptions(
                column_types={column: pa.float64() if of.kind is np.float64 else pa.string() for column, of in wanted.items()},
                null_values=[""],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as error:
        raise ResultError(_csv_error(name, wrong, str(error))) from None
    if rows is not None and table.num_rows != rows:
        raise ResultError(f"{name}: has {table.num_rows:,} rows, and the manifest counts {rows:,}; write the run again")
    missing = [column for column, of in wanted.items() if of.missing is None and column not in table.column_names]
    if missing:
        needed = ", ".join(column for column, of in wanted.items() if of.missing is None)
        raise ResultError(f"{name}:1 the column {missing[0]!r} is missing; the columns are {needed}")
    there = {column: table.column(column) for column in wanted if column in table.column_names}
    del table  # so that each of its columns is gone when it is made: the tracks of a long war fill a gigabyte
    return kind(columns_of(name, there, wanted))


class Columns(Mapping[str, NDArray[Any]]):
    """Columns by name; one of texts is made when it is first asked for: those of a long war's tracks fill half a gigabyte, of
    which most readers need a part."""

    def __init__(self, numbers: Mapping[str, NDArray[Any]], texts: Mapping[str, Texts]):
        self._made, self._texts = dict(numbers), texts

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._made:
            known, number = self._texts[name]
            self._made[name] = known[number]
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._made, **self._texts})

    def __len__(self) -> int:
        return len({**self._made, **self._texts})


def columns_of(name: str, there: dict[str, pa.ChunkedArray], wanted: dict[str, Column[Any]]) -> Columns:
    """Arrow columns, which are taken out of `there`, as numpy ones; their cells and their size in memory within the limits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    made, texts = dict[str, NDArray[Any]](), dict[str, Texts]()
    room = TEXT_BYTES
    for column in [*there]:
        cells = there.pop(column)
        if wanted[column].kind is np.int64:
            made[column] = _whole_minutes(name, column, cells)
        elif pa.types.is_floating(cells.type) or pa.types.is_integer(cells.type):
            made[column] = _finite(
                name, column, _numbers(cells.cast(pa.float64(), safe=False), np.float64), wanted[column].filled
            )
        else:
            longest = pc.max(pc.utf8_length(cells)).as_py() or 0
            if longest > LONGEST_CELL:
                raise ResultError(
                    f"{name}: the column {column!r} has a cell of {longest:,} characters; at most {LONGEST_CELL} are read"
                )
            room -= 4 * longest * len(cells)
            if room < 0:
                raise ResultError(f"{name}: its columns of text do not fit into {TEXT_BYTES // 2**30} GiB; keep less of the run")
            texts[column] = _texts(cells)
    return Columns(made, texts)


def check_columns(name: str, table: pa.Table, needed: Sequence[str]) -> None:
    """ResultError where an Arrow table lacks a column, or one of its texts is longer than a cell may be."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column in needed:
        if column not in table.column_names:
            raise ResultError(f"{name}: the column {column!r} is missing; make the sweep again")
    for column in table.column_names:
        cells = table.column(column)
        if pa.types.is_string(cells.type) and (pc.max(pc.utf8_length(cells)).as_py() or 0) > LONGEST_CELL:
            raise ResultError(f"{name}: the column {plain(column)[:80]!r} has a cell of more than {LONGEST_CELL} characters")


def numpy_column(cells: pa.ChunkedArray) -> NDArray[Any]:
    """What `cells.to_numpy()` gives, without pandas: numbers (floats, NaN where a cell is empty), or texts as objects."""
    import pyarrow as pa

    if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
        full = cells.cast(pa.float64()) if cells.null_count else cells
        return _numbers(full, np.dtype(str(full.type)).type)
    coded = cells.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.array([*coded.dictionary.to_pylist(), None], dtype=object)[_numbers(coded.indices, np.int32)]


def _texts(cells: pa.ChunkedArray) -> Texts:
    """Each different text is made once, to be taken by its number: cells of a track repeat."""
    coded = cells.combine_chunks().dictionary_encode()
    return np.array(coded.dictionary.to_pylist() or [""], dtype=str), _numbers(coded.indices, np.int32)


def _numbers(cells: pa.Array | pa.ChunkedArray, kind: type[Number]) -> NDArray[Number]:
    """Arrow numbers, of the same kind, as numpy ones; NaN where a cell of a column of floats is empty.

    Straight from the buffers: Arrow's own `to_numpy` imports pandas where it finds it, which takes longer than a small run."""
    whole = cells.combine_chunks() if hasattr(cells, "chunks") else cells
    if not len(whole):
        return np.empty(0, kind)
    there, data = whole.buffers()
    numbers = np.frombuffer(data, kind, len(whole), whole.offset * np.dtype(kind).itemsize).copy()
    if whole.null_count:
        bits = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")
        numbers[bits[whole.offset : whole.offset + len(whole)] == 0] = np.nan
    return numbers


def _finite(name: str, column: str, numbers: NDArray[np.float64], filled: bool) -> NDArray[np.float64]:
    """The numbers, if none is infinite, and none missing where the column has to be `filled`."""
    if np.isinf(numbers).any() or (filled and np.isnan(numbers).any()):
        raise ResultError(
            f"{name}: the column {column!r} has a cell that is {'empty or ' if filled else ''}infinite; write the run again"
        )
    return numbers


def _whole_minutes(name: str, column: str, cells: pa.ChunkedArray) -> NDArray[np.int64]:
    import pyarrow as pa

    try:
        minutes = _numbers(cells.cast(pa.int64()), np.int64) if cells.null_count == 0 else None
    except (pa.ArrowException, ValueError) as error:
        raise ResultError(f"{name}: the column {column!r} holds something else than numbers ({_short(str(error))})") from None
    if minutes is None or (minutes.size and (minutes.min() < 0 or minutes.max() > MOST_MINUTES)):
        raise ResultError(f"{name}: the column {column!r} holds something else than minutes of a run (0 to {MOST_MINUTES:,})")
    return minutes


def _text_bytes(root: Path, name: str) -> bytes:
    """The content of a table, which is UTF-8."""
    content = _bytes(root, name, TABLE_BYTES)
    try:
        _ = content.isascii() or content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ResultError(f"{name}: byte {error.start:,} is no UTF-8; write the run again") from None
    return content


def _csv_error(name: str, wrong: Sequence[tuple[int, int, int]], message: str) -> str:
    if wrong:
        line, cells, head = wrong[0]
        return f"{name}:{line} has {cells} cells; its head has {head}"
    if "Empty CSV" in message:
        return f"{name}:1 the head is missing; write the run again"
    if "conversion error" in message:
        return f"{name}: holds something else than numbers ({_short(message)})"
    return f"{name}: cannot be read as a table ({_short(message)}); write the run again"


def _short(message: str) -> str:
    return plain(message.splitlines()[0] if message else "")[:160]


def _bytes(root: Path, name: str, at_most: int = JSON_BYTES) -> bytes:
    """The content of a regular file that is not too large. A pipe or device would be waited for without end."""
    path = root / name
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ResultError(f"{name}: is no regular file; `run` writes it")
        if about.st_size > at_most:
            raise ResultError(f"{name}: is larger than {at_most // 2**20} MiB, more than any run writes")
        with path.open("rb") as file:
            content = file.read(about.st_size)
    except OSError as error:
        raise ResultError(f"{name}: cannot be read from the result folder ({error.strerror}); `run` writes it") from None
    return content
