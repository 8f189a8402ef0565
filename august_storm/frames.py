"""Data frames of tables; pandas is imported here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame


def frame(columns: Mapping[str, Sequence[Any]]) -> DataFrame:
    """A data frame of columns. ImportError, with what to install, where there is no pandas."""
    try:
        import pandas
    except ImportError:
        raise ImportError("data frames need pandas: pip install 'august-storm[study]'") from None
    return pandas.DataFrame(columns)
