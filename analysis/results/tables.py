"""The tables of a result folder: typed columns of one length, each a numpy array.

A table is a class with a column for each of a file's; mypy knows their names and types, and a misspelt one is an error before
anything runs. A column that an older or smaller file lacks is filled with its `missing` value. Columns are made when they are
first asked for, so that one of ten thousand runs costs no more than what is read of it. `frame` gives a table to pandas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import DataFrame

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Kind = TypeVar("Kind", np.int64, np.float64, np.str_)


class Column(Generic[Kind]):
    """A column of a table: its type, what stands in every row where a file lacks it (None: the file must have it), and whether
    every cell is `filled`. No number is infinite."""

    def __init__(self, kind: type[Kind], missing: Any = None, *, filled: bool = False):
        self.kind: type[Kind] = kind
        self.missing = missing
        self.filled = filled
        self.name = ""

    def __set_name__(self, owner: type[Table], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, table: None, owner: type[Table]) -> Column[Kind]: ...
    @overload
    def __get__(self, table: Table, owner: type[Table]) -> NDArray[Kind]: ...
    def __get__(self, table: Table | None, owner: type[Table]) -> Column[Kind] | NDArray[Kind]:
        return self if table is None else table.column(self.name)


def _texts(missing: str | None = None) -> Column[np.str_]:
    return Column(np.str_, missing)


def _numbers(missing: float | None = None) -> Column[np.float64]:
    return Column(np.float64, missing)


def _counts(missing: float | None = None) -> Column[np.float64]:
    return Column(np.float64, missing, filled=True)


class Table:
    """Rows of one kind in the order of their file; never changed."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]):
        self._given = columns
        self._filled: dict[str, NDArray[Any]] = {}
        first = next(iter(self.columns()))
        self._length = len(columns[first])

    @classmethod
    def columns(cls) -> dict[str, Column[Any]]:
        """The schema: every column by its name, in the order of the class."""
        return {name: column for name, column in vars(cls).items() if isinstance(column, Column)}

    @classmethod
    def empty(cls) -> Self:
        """A table without a row."""
        return cls(
            {name: np.array([], dtype="<U1" if column.kind is np.str_ else column.kind) for name, column in cls.columns().items()}
        )

    def column(self, name: str) -> NDArray[Any]:
        """A column by a name that is only known at run time; KeyError for one that is not of the schema."""
        if name in self._given:
            return self._given[name]
        if name not in self._filled:
            column = self.columns()[name]
            self._filled[name] = np.full(self._length, column.missing, dtype="<U1" if column.kind is np.str_ else column.kind)
        return self._filled[name]

    def __len__(self) -> int:
        return self._length

    def where(self, rows: NDArray[Any]) -> Self:
        """The rows of a mask or of row numbers, in their order."""
        return type(self)({name: self.column(name)[rows] for name in self.columns()})

    def changed(self, **columns: NDArray[Any]) -> Self:
        """The table with some columns exchanged."""
        return type(self)({**{name: self.column(name) for name in self.columns()}, **columns})

    def rows(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Row by row the cells of the columns named, as Python numbers and texts."""
        return zip(*(self.column(name).tolist() for name in names), strict=True)

    def frame(self) -> DataFrame:
        """The table as a pandas data frame (the extra `study`)."""
        import pandas

        return pandas.DataFrame({name: self.column(name) for name in self.columns()})


class Events(Table):
    """`events.csv`: what happened, in order."""

    minute = Column(np.int64)
    kind = _texts()
    side = _texts()
    formation = _texts()
    place = _texts()
    cause = _texts()
    numbers = _texts(missing="")


class Tracks(Table):
    """`tracks.csv`: every formation (in a sweep also every army) at every sample; NaN and empty texts are not known."""

    minute = Column(np.int64)
    formation = _texts()
    place = _texts()
    next_place = _texts(missing="")
    lat = _numbers(missing=np.nan)
    lon = _numbers(missing=np.nan)
    axis_km = _numbers(missing=np.nan)
    men = _numbers(missing=1.0)
    tanks = _numbers(missing=np.nan)
    guns = _numbers(missing=np.nan)
    share = _numbers(missing=np.nan)
    readiness = _numbers(missing=np.nan)
    fuel_fills = _numbers(missing=np.nan)
    ammo_bk = _numbers(missing=np.nan)
    food_days = _numbers(missing=np.nan)
    supply_fraction = _numbers(missing=np.nan)
    supply_km = _numbers(missing=np.nan)
    state = _texts()
    cause = _texts(missing="")


class Captures(Table):
    """`captures.csv`: a row for each change of holder of a place, in order."""

    place = _texts()
    side = _texts()
    minute = Column(np.int64)
    formation = _texts()
    by = _texts(missing="")


class Beliefs(Table):
    """`beliefs.csv`: a row for each change of what a headquarters believes, by the minute at which it hears of it; without a
    formation it is the holder (`side`) of the place."""

    headquarters = _texts()
    formation = _texts()
    place = _texts()
    side = _texts()
    lat = _numbers(missing=np.nan)
    lon = _numbers(missing=np.nan)
    men = _numbers(missing=np.nan)
    true_minute = Column(np.int64)
    heard_minute = Column(np.int64)


class Fights(Table):
    """`fights.csv`: a row for each formation and capacity in an engagement or siege, in the order in which they begin."""

    place = _texts()
    engagement = _texts()
    side = _texts()
    formation = _texts()
    part = _texts()
    begun_minute = Column(np.int64)
    ended_minute = Column(np.int64)
    hours = _numbers()
    men = _numbers()
    lost = _numbers()


class Supply(Table):
    """`supply.csv`: a row for each day, depot, army and good; a depot's own have no `army`, and one of them has the good
    `all`. One of several sources of a depot has rows of its own, with `issued_t` alone. Tonnes; NaN where a column says
    nothing of a row."""

    day = _numbers()
    depot = _texts()
    side = _texts()
    source = _texts(missing="")
    army = _texts()
    good = _texts()
    wanted_t = _numbers()
    loaded_t = _numbers()
    burned_t = _numbers()
    army_t = _numbers()
    delivered_t = _numbers()
    called_back_t = _numbers()
    on_road_t = _numbers()
    limit = _texts()
    opening_t = _numbers()
    issued_t = _numbers()
    received_t = _numbers(missing=0.0)
    drawn_t = _numbers(missing=np.nan)
    returned_t = _numbers(missing=np.nan)
    lost_t = _numbers()
    stock_t = _numbers()


class Outcomes(Table):
    """`outcomes.csv`: sorted by name."""

    name = _texts()
    value = _counts()
    unit = _texts()


class Losses(Table):
    """`losses.csv`: the account of each formation's men, tanks, guns and aircraft at the end of the run, in whole numbers."""

    formation = _texts()
    side = _texts()
    men_at_start = _counts()
    men_joined = _counts()
    present = _counts()
    killed = _counts()
    wounded = _counts()
    sick = _counts()
    prisoners = _counts()
    dispersed = _counts()
    tanks_at_start = _counts()
    tanks_joined = _counts()
    tanks = _counts()
    tanks_in_repair = _counts()
    tanks_written_off = _counts()
    tanks_captured = _counts()
    guns_at_start = _counts()
    guns_joined = _counts()
    guns = _counts()
    guns_lost = _counts()
    guns_captured = _counts()
    aircraft_at_start = _counts()
    aircraft = _counts()
    aircraft_lost = _counts()
    aircraft_captured = _counts()
