"""Columns of tables are those that pyarrow makes, without the library that pyarrow would import for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from engine.study.arrow_columns import Column, arrow_column, mask, numbers
from engine.texts import Names
from tests.study.folders import ROOT


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2, 70_000], pa.int32()),
        ([1, None, 3], pa.int64()),
        (range(5), pa.int32()),
        (np.arange(3), pa.int16()),
        ([0.1, None, float("inf")], pa.float64()),
        (np.array([0.1, -0.0]), pa.float64()),
        ([0.1, None, 7.0], pa.float32()),
        (np.array([0.1, float("inf"), -3.0], np.float32), pa.float32()),
        (["", None, "Хайлар", "a"], pa.string()),
        (["a"] * 9 + [None], pa.string()),
        (np.array(["b", "cd"]), pa.string()),
        ([None, None], pa.string()),
        ([], pa.string()),
        ([], pa.float64()),
    ],
)
def test_a_column_is_the_one_that_pyarrow_makes(values: Column, kind: pa.DataType) -> None:
    made = arrow_column(values, kind)
    made.validate(full=True)
    assert made.equals(pa.array(values, kind)) and made.null_count == pa.array(values, kind).null_count


def test_names_are_the_column_of_their_texts() -> None:
    names = Names(["Хайлар", "", "a", "none"], np.array([2, 0, 0, 1, -1]))
    assert names.texts() == ["a", "Хайлар", "Хайлар", "", "none"]
    made = arrow_column(names, pa.string())
    made.validate(full=True)
    assert made.equals(pa.array(names.texts(), pa.string()))


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0, 1, 2, 3], pa.int16())[1:],
        pa.array([0.5, None, 7.0, 2.0], pa.float32())[1:],
        pa.chunked_array([pa.array([1.0, None]), pa.array([3.0])]),
        pa.chunked_array([], pa.int64()),
    ],
)
def test_numbers_of_a_column_are_those_that_pyarrow_gives(column: pa.Array | pa.ChunkedArray) -> None:
    known = column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy()
    found = numbers(column)
    assert found.dtype == known.dtype
    np.testing.assert_array_equal(found, known)


def test_a_mask_keeps_the_rows_that_are_true() -> None:
    which = np.arange(20) % 3 == 1
    assert pa.table({"row": np.arange(20)}).filter(mask(which)).column("row").to_pylist() == list(range(1, 20, 3))


def test_not_a_number_is_no_gap() -> None:
    assert arrow_column([float("nan"), None], pa.float64()).null_count == 1


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError):
        arrow_column([70_000], pa.int16())


def test_tables_of_a_sweep_are_made_and_read_without_pandas_and_the_distributions_of_scipy(tmp_path: Path) -> None:
    code = (
        "import sys, pyarrow as pa, numpy as np\n"
        "from pathlib import Path\n"
        "from engine.study.plan import plan_study\n"
        "from engine.study.store import parquet_bytes, read_part\n"
        "from engine.study.arrow_columns import arrow_column\n"
        "from engine.texts import Names\n"
        "from analysis.results import sweeps\n"
        "from analysis.stats import half_width, share_interval\n"
        "table = pa.table({'a': arrow_column(['x', None], pa.string()), 'b': arrow_column([1, None], pa.int64())})\n"
        "open('a.parquet', 'wb').write(parquet_bytes(table))\n"
        "arrow_column(Names(['x'], np.zeros(2, int)), pa.string())\n"
        "assert read_part('a.parquet').equals(table) and read_part('a.parquet', ['b']).num_columns == 1\n"
        "read = sweeps._columns(sweeps._read(Path('a.parquet')))\n"
        "assert read['a'].tolist() == ['x', None] and read['b'][0] == 1.0 and np.isnan(read['b'][1])\n"
        "half_width(np.array([1.0, 2.0])), share_interval(1, 4)\n"
        "print(sorted({'pandas', 'scipy.stats'} & set(sys.modules)))\n"
    )
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
