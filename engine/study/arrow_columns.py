"""Columns of Arrow tables from numbers and texts.

`pyarrow.array` makes the same columns, but first imports pandas, where it is installed, to see whether it was given one of that
library's: nearly a second for a sweep's process and for each of its workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.arrays import Bools

Column = Sequence[Any] | NDArray[Any]


def described(schema: pa.Schema, units: Mapping[str, str]) -> pa.Schema:
    """The schema; fields whose names have a unit carry it as `unit` in their metadata."""
    return pa.schema([field.with_metadata({"unit": units[field.name]}) if units.get(field.name) else field for field in schema])


def arrow_column(values: Column, kind: pa.DataType) -> pa.Array:
    """The values as a column of integers, floats or texts; what is None is null."""
    missing = None if isinstance(values, np.ndarray) else np.array([value is None for value in values], bool)
    return _texts(values, missing) if pa.types.is_string(kind) else _numbers(values, missing, kind)


def numbers(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """A column of integers or floats as numpy has it, NaN where a float is null: what its `to_numpy` gives, without pandas."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = np.dtype(whole.type.to_pandas_dtype())
    if not len(whole):
        return np.empty(0, kind)
    there, data = whole.buffers()
    found = np.frombuffer(data, kind, len(whole), whole.offset * kind.itemsize)
    if whole.null_count:
        bits = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")
        found = np.where(bits[whole.offset : whole.offset + len(whole)] == 0, np.nan, found)
    return found


def mask(which: Bools) -> pa.Array:
    """One bit a row, for `Table.filter`."""
    return pa.Array.from_buffers(pa.bool_(), len(which), [None, pa.py_buffer(np.packbits(which, bitorder="little"))])


def _numbers(values: Column, missing: Bools | None, kind: pa.DataType) -> pa.Array:
    """The type is asked for, not read off its name: Arrow's `float` has 32 bits, numpy's 64."""
    known = values if missing is None or not missing.any() else [0 if value is None else value for value in values]
    return pa.Array.from_buffers(kind, len(values), [_valid(missing), pa.py_buffer(np.array(known, kind.to_pandas_dtype()))])


def _texts(values: Column, missing: Bools | None) -> pa.Array:
    written = [b"" if value is None else str(value).encode() for value in values]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(b"".join(written)), _valid(missing))


def _valid(missing: Bools | None) -> pa.Buffer | None:
    """One bit a value, set where there is one; None where all are there."""
    if missing is None or not missing.any():
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little"))
