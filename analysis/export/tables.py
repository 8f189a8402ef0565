"""A run as tidy tables: one row an observation, one column a variable, names beside the ids."""

from __future__ import annotations

import csv
import io
from typing import Any

from analysis.results.load import Result
from analysis.results.tidy import Columns, tidy_tables

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take a text for a formula."""


def table_texts(result: Result) -> dict[str, str]:
    """File name to content of each table as CSV (UTF-8, RFC 4180 with line feeds).

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    return {f"{name}.csv": _csv(table) for name, table in tidy_tables(result).items()}


def _csv(table: Columns) -> str:
    """A table as CSV with line feeds; numbers have nine significant digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows([_cell(cell) for cell in row] for row in zip(*table.values(), strict=True))
    return text.getvalue()


def _cell(value: Any) -> Any:
    """What is written for a value: text made safe for spreadsheets, nothing for None."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return f"{value:.9g}" if isinstance(value, float) else "" if value is None else value
