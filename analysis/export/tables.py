"""Tables as files: a run's tidy tables and the answers of `compare`, `sensitivity` and `score`, as CSV or Parquet.

Parquet files describe themselves: each column's field has its `unit` and what it is `about` in its metadata."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.results.load import Result
from analysis.results.tidy import Columns, tidy_tables

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula."""


MARK = "\ufeff"
"""What tells Excel that a file is UTF-8; other readers of CSV may take it for a part of the first name."""
TABLES = (".csv", ".parquet")
"""Suffixes of the files that a table can be written to."""
Told = Mapping[str, tuple[str, str]]
"""Unit and meaning of columns by name."""


def table_texts(result: Result, *, excel: bool = False) -> dict[str, str]:
    """File name to content of each table as CSV (UTF-8, RFC 4180 with line feeds).

    A text that a spreadsheet would take for a formula gets an apostrophe before it. For `excel` a file begins with a byte order
    mark, and lines end as Windows ends them.
    """
    return {f"{name}.csv": csv_text(table, excel=excel) for name, table in tidy_tables(result).items()}


def save_table(table: Columns, path: Path, told: Told, *, excel: bool = False) -> None:
    """Write a table to `path` as its suffix says: `.csv`, or `.parquet` with what is `told` of its columns."""
    if path.suffix.lower() == ".parquet":
        pq.write_table(arrow_table(table, told), path, compression="zstd")
    else:
        path.write_text(csv_text(table, excel=excel), encoding="utf-8", newline="")


def arrow_table(table: Columns, told: Told) -> pa.Table:
    """The table for Arrow: whole numbers, numbers, truths or texts by what its cells are; units in the metadata of the fields."""
    fields = [pa.field(name, _kind(cells), metadata=_told(name, told)) for name, cells in table.items()]
    arrays = [
        pa.array([_finite(cell) for cell in cells], field.type) for cells, field in zip(table.values(), fields, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _told(name: str, told: Told) -> dict[str, str]:
    unit, about = told.get(name, ("", ""))
    return {"unit": unit, "about": about}


def _kind(cells: Sequence[Any]) -> pa.DataType:
    """The Arrow type of a column: that of the widest of its cells; text where all are empty."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pa.bool_()
    return pa.int64() if kinds == {int} else pa.float64() if kinds and kinds <= {int, float} else pa.string()


def csv_text(table: Columns, *, excel: bool = False) -> str:
    """A table as CSV; numbers have nine significant digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n" if excel else "\n")
    writer.writerow([_cell(name) for name in table])
    writer.writerows([_cell(cell) for cell in row] for row in zip(*table.values(), strict=True))
    return (MARK if excel else "") + text.getvalue()


def _finite(value: Any) -> Any:
    """The value; None for a number that is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> Any:
    """What is written for a value: text made safe for spreadsheets, nothing for None."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    value = _finite(value)
    return f"{value:.9g}" if isinstance(value, float) else "" if value is None else value
