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
from engine.texts import Names

Column = Sequence[Any] | NDArray[Any] | Names


def described(schema: pa.Schema, units: Mapping[str, str]) -> pa.Schema:
    """The schema; fields whose names have a unit carry it as `unit` in their metadata."""
    return pa.schema([field.with_metadata({"unit": units[field.name]}) if units.get(field.name) else field for field in schema])


def arrow_column(values: Column, kind: pa.DataType) -> pa.Array:
    """The values as a column of integers, floats or texts; what is None is null."""
    if isinstance(values, Names):
        return _named(values)
    return _texts(values) if pa.types.is_string(kind) else _numbers(values, kind)


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


def _numbers(values: Sequence[Any] | NDArray[Any], kind: pa.DataType) -> pa.Array:
    """The type is asked for, not read off its name: Arrow's `float` has 32 bits, numpy's 64."""
    missing = None if isinstance(values, np.ndarray) or None not in values else _missing(values)
    known = values if missing is None else [0 if value is None else value for value in values]
    return pa.Array.from_buffers(kind, len(values), [_valid(missing), pa.py_buffer(np.array(known, kind.to_pandas_dtype()))])


def _named(names: Names) -> pa.Array:
    rows = _numbers(names.number % len(names.known), pa.int32())
    return pa.DictionaryArray.from_arrays(rows, _texts(names.known)).dictionary_decode()


def _texts(values: Sequence[Any] | NDArray[Any]) -> pa.Array:
    """The same few names stand in most rows, so each text is encoded once, however often it occurs."""
    different = set(values)
    encoded = {value: b"" if value is None else str(value).encode() for value in different}
    written = list(map(encoded.__getitem__, values))
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    valid = _valid(_missing(values) if None in different else None)
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(b"".join(written)), valid)


def _missing(values: Sequence[Any] | NDArray[Any]) -> Bools:
    return np.array([value is None for value in values], bool)


def _valid(missing: Bools | None) -> pa.Buffer | None:
    """One bit a value, set where there is one; None where all are there."""
    return None if missing is None else pa.py_buffer(np.packbits(~missing, bitorder="little"))
