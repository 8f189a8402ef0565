"""How numbers, tables and documents of a result are written: the same text for the same content."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from engine.arrays import Ints

SIGNIFICANT = 6
"""Digits of a number in a table."""
Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True)
class Names:
    """A column of texts of which few differ: those that there are, and which of them each cell has."""

    known: Sequence[str]
    number: Ints
    """(cells,): rows of `known`; the last one for -1."""

    def texts(self) -> list[str]:
        """The text of each cell."""
        return list(map(self.known.__getitem__, self.number.tolist()))


def number_text(value: Any) -> str:
    """A number as short text: whole numbers plain, others with six significant digits."""
    return f"{value:.{SIGNIFICANT}g}" if isinstance(value, float) else str(value)


def csv_text(columns: tuple[str, ...], rows: Rows) -> str:
    """A table of these columns."""
    text = io.StringIO()
    write_csv(text, columns, rows)
    return text.getvalue()


def write_csv(file: TextIO, columns: tuple[str, ...], rows: Rows) -> int:
    """Write a table of these columns, holding one row at a time; returns how many rows it has."""
    writer, written = csv.writer(file, lineterminator="\n"), 0
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_number(cell) if isinstance(cell, float) else cell for cell in row])
        written += 1
    return written


def _number(cell: float) -> str:
    """The digits that are kept; an empty cell where there is no number, as the km of a way that there is not."""
    return f"{cell:.{SIGNIFICANT}g}" if math.isfinite(cell) else ""


def json_text(content: Any) -> str:
    """Numbers, texts, lists and mappings as JSON, keys sorted, to nine significant digits."""
    return json.dumps(_rounded(content), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _rounded(content: Any) -> Any:
    if isinstance(content, float):
        return float(f"{content:.9g}")
    if isinstance(content, dict):
        return {key: _rounded(value) for key, value in content.items()}
    return [_rounded(value) for value in content] if isinstance(content, list | tuple) else content
