"""What the tables of a sweep hold of one run: its dated events, its daily tracks and its books of supply, as columns.

A sweep keeps less of a run than a result folder does: the kinds of event that the study names, and positions and strengths once
a day by army or by formation. The columns are described in docs/formats.md."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from engine.arrays import Bools, Floats
from engine.formats import DEPOT_TONNES, SUPPLY_KEYS, SUPPLY_TONNES, UNITS
from engine.recorder import Track
from engine.results import RunResult
from engine.study.arrow_columns import Column, arrow_column, described
from engine.texts import Names, number_text
from engine.theatre.preparation import Theatre
from engine.units import MIN_PER_DAY

NUMBERS = Track._fields[Track._fields.index("lat") : Track._fields.index("state")]
SUMMED = ("men", "tanks", "guns")
"""Numbers that are summed over an army; `axis_km` is the greatest of those that march by the army's own plan (of all, where it
has none), all others are means over its men, and the last of them, the km to a source of supply, has no mean: it has no end
where there is no way."""
NOBODY = 1e-9
"""Men that even an empty formation counts for, so that a mean over men is a number."""
EVENT_SCHEMA = described(
    pa.schema(
        [
            ("run", pa.int64()),
            ("minute", pa.int32()),
            ("kind", pa.string()),
            ("side", pa.string()),
            ("formation", pa.string()),
            ("place", pa.string()),
            ("cause", pa.string()),
            ("numbers", pa.string()),
        ]
    ),
    UNITS,
)


SUPPLY_SCHEMA = described(
    pa.schema(
        [
            ("run", pa.int64()),
            ("day", pa.int16()),
            *((name, pa.string()) for name in SUPPLY_KEYS),
            *((name, pa.float32()) for name in SUPPLY_TONNES),
            ("limit", pa.string()),
            *((name, pa.float32()) for name in DEPOT_TONNES),
        ]
    ),
    UNITS,
)
"""Tonnes need no more than the six digits of `supply.csv`."""


def track_schema(by: str) -> pa.Schema:
    """Columns of `tracks` by `army` or by `formation`; those of armies, in a table that stays empty, for `none`."""
    names = [("army", pa.string())] + ([("formation", pa.string()), ("place", pa.string())] if by == "formation" else [])
    numbers = [(name, pa.float64()) for name in (NUMBERS if by == "formation" else NUMBERS[:-1])]
    return described(pa.schema([("run", pa.int64()), ("day", pa.int16()), *names, ("side", pa.string()), *numbers]), UNITS)


@dataclass
class TableBuilder:
    """A table in the making: the rows of several runs, piece by piece, each piece as columns of equal length."""

    schema: pa.Schema
    pieces: list[list[Column]] = field(default_factory=list)

    def add(self, columns: list[Column]) -> None:
        """Add rows, given as their columns in the order of the schema."""
        self.pieces.append(columns)

    def table(self) -> pa.Table:
        """All rows as one table of one chunk."""
        columns = zip(*self.pieces, strict=True) if self.pieces else [()] * len(self.schema)
        arrays = [_whole(column, field.type) for column, field in zip(columns, self.schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=self.schema)


def _whole(pieces: Sequence[Column], kind: pa.DataType) -> pa.Array:
    """The pieces of one column, one after the other; arrays and names are joined without a detour through Python objects."""
    names = [arrow_column(piece, kind) for piece in pieces if isinstance(piece, Names)]
    if names:
        return pa.concat_arrays(names)
    arrays = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if arrays and len(arrays) == len(pieces):
        return arrow_column(np.concatenate(arrays), kind)
    lists = [piece for piece in pieces if not isinstance(piece, Names)]
    return arrow_column(list(itertools.chain.from_iterable(lists)), kind)


def event_columns(run: int, result: RunResult, kinds: frozenset[str]) -> list[Column]:
    """Columns of `EVENT_SCHEMA` with the run's events of these kinds, in the order in which they happened."""
    kept = [event for event in result.recorder.events if event[1] in kinds]
    if not kept:
        return [[] for _ in EVENT_SCHEMA]
    *plain, numbers = zip(*kept, strict=True)
    return [
        np.full(len(kept), run),
        *plain,
        [";".join([f"{key}={number_text(value)}" for key, value in pairs]) for pairs in numbers],
    ]


def supply_columns(run: int, result: RunResult) -> list[Column]:
    """Columns of `SUPPLY_SCHEMA`: the rows of the run's `supply.csv`."""
    table = result.supply_columns
    rows = table.rows
    return [np.full(len(rows.day), run), rows.day, *table.names, *rows.moved_t.T, table.limit, *rows.kept_t.T]


class Tracker:
    """Daily tracks of the runs of one theatre, by army or by formation.

    What depends on the theatre alone (who belongs to which army, which formations march on the axis of theirs) is found once."""

    def __init__(self, theatre: Theatre, by: str):
        world = theatre.world
        self._by, self._on_axis = by, _on_own_axis(theatre)
        self._armies: list[str] = sorted(set(world.order_of_battle.army)) if by == "army" else world.order_of_battle.army
        self._formations = [formation.id for formation in world.formations]
        self._lies_across = bool(np.ptp(world.network.place_at[:, 0]) > 180.0)
        self._places = np.array([place.id for place in world.places])
        self._order = np.argsort(np.array(world.order_of_battle.army), kind="stable")
        _, self._starts = np.unique(np.array(world.order_of_battle.army)[self._order], return_index=True)
        sides = [formation.side for formation in world.formations]
        self._sides = [sides[row] for row in self._order[self._starts]] if by == "army" else sides

    def columns(self, run: int, result: RunResult) -> list[Column]:
        """Columns of `track_schema`: one row a day and army (or formation), at each midnight that was sampled."""
        daily = [sample for sample in result.recorder.samples if sample.minute % MIN_PER_DAY == 0]
        numbers = np.stack([sample.numbers for sample in daily], axis=1)
        names: list[Column] = [self._armies * len(daily)]
        if self._by == "formation":
            places = self._places[np.concatenate([sample.place for sample in daily])].tolist()
            names += [self._formations * len(daily), places]
        else:
            numbers = self._by_army(numbers)
        days = np.repeat([sample.minute // MIN_PER_DAY for sample in daily], len(self._sides))
        columns = [np.full(len(days), run), days, *names, self._sides * len(daily), *numbers.reshape(len(numbers), -1)]
        if self._by == "army":
            return columns
        there = np.flatnonzero(~np.concatenate([sample.absent for sample in daily]))
        return [np.asarray(column)[there] for column in columns]

    def _by_army(self, numbers: Floats) -> Floats:
        """(numbers, days, formations) to (numbers, days, armies); where no men are left, a mean is over formations alike.

        Summed here and not by products of matrices, whose threads cost more than the work and whose last bits are the
        library's."""
        numbers = numbers[:-1, :, self._order]
        weights = numbers[NUMBERS.index("men")] + NOBODY
        lon = NUMBERS.index("lon")
        if self._lies_across:  # 179 W is next to 179 E: means are taken eastwards from 0
            numbers[lon] %= 360.0
        means: Floats = self._sums(numbers * weights) / self._sums(weights)
        means[lon] = np.where(means[lon] > 180.0, means[lon] - 360.0, means[lon])
        for row in map(NUMBERS.index, SUMMED):
            means[row] = self._sums(numbers[row])
        axis_km = np.where(self._on_axis[self._order], numbers[NUMBERS.index("axis_km")], -np.inf)
        means[NUMBERS.index("axis_km")] = np.maximum.reduceat(axis_km, self._starts, axis=-1)
        return means

    def _sums(self, sorted_by_army: Floats) -> Floats:
        """(…, formations) to (…, armies)."""
        return np.asarray(np.add.reduceat(sorted_by_army, self._starts, axis=-1), float)


def _on_own_axis(theatre: Theatre) -> Bools:
    """(formations,): whether the `axis_km` of each is along the axis of its army; true for all of an army without an axis."""
    owners = [itinerary.plan.formation if itinerary else "" for itinerary in theatre.orders.itineraries]
    own = [army == owner for army, owner in zip(theatre.world.order_of_battle.army, owners, strict=True)]
    with_axis = {army for army, is_own in zip(theatre.world.order_of_battle.army, own, strict=True) if is_own}
    return np.array(
        [is_own or army not in with_axis for army, is_own in zip(theatre.world.order_of_battle.army, own, strict=True)]
    )
