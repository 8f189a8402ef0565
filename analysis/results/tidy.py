"""A run as tidy tables: one row an observation, one column a variable, names beside the ids."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.results.load import Result
from analysis.results.records import Formation, Place
from analysis.results.tables import Captures, Events, Losses, Tracks
from analysis.results.tracks import day, spells, zone_time
from engine.formats import LOSSES, TRACK_NUMBERS

Columns = Mapping[str, Sequence[Any]]
"""A table by columns of one length; None where a cell is empty."""
OWN = ("id", "name", "short", "side", "contingent", "parent", "army", "front", "echelon", "branch", "mobility", "role", "place")
STRENGTH = ("men", "tanks", "guns", "aircraft", "horses", "lorries", "fill_t", "bk_t", "quality", "reliability")
TRACKED = ("next_place", *TRACK_NUMBERS, "state", "cause")


def tidy_tables(result: Result) -> dict[str, Columns]:
    """The tables `formations`, `tracks`, `captures`, `control`, `events`, `losses` and `outcomes` by name."""
    return {
        "formations": _formations(result),
        "tracks": _when(result, result.tracks)
        | _who(result, result.tracks)
        | _where(result, result.tracks)
        | {name: _plain(result.tracks.column(name)) for name in TRACKED},
        "captures": _when(result, result.captures)
        | _where(result, result.captures)
        | _who(result, result.captures)
        | _side(result, result.captures.side.tolist()),
        "control": _control(result),
        "events": _when(result, result.events)
        | {"kind": _plain(result.events.kind)}
        | _who(result, result.events)
        | _side(result, _plain(result.events.side))
        | _where(result, result.events)
        | {name: _plain(result.events.column(name)) for name in ("cause", "numbers")},
        "losses": _losses(result),
        "outcomes": {name: _plain(result.outcomes.column(name)) for name in ("name", "value", "unit")},
    }


def _plain(column: Any) -> list[Any]:
    """Cells as Python has them; numbers that are none and empty text become None."""
    return [
        None if value == "" or (isinstance(value, float) and not math.isfinite(value)) else value
        for value in np.asarray(column).tolist()
    ]


def _named(ids: Sequence[str], records: Mapping[str, Place] | Mapping[str, Formation], key: str = "name") -> list[Any]:
    return [getattr(records[name], key) if name in records else None for name in ids]


def _when(result: Result, table: Events | Tracks | Captures) -> dict[str, Sequence[Any]]:
    minutes = table.minute.tolist()
    return {
        "minute": minutes,
        "day": [day(minute) for minute in minutes],
        "time": [zone_time(result, minute) for minute in minutes],
    }


def _who(result: Result, table: Events | Tracks | Captures | Losses) -> dict[str, Sequence[Any]]:
    """The formation, its name, side, army and the army's name."""
    ids = table.formation.tolist()
    known = result.formation
    armies = [known[name].army if name in known else None for name in ids]
    sides = [known[name].side if name in known else None for name in ids]
    return {
        "formation": _plain(table.formation),
        "formation_name": _named(ids, known),
        **_side(result, sides),
        "army": armies,
        "army_name": _named([army or "" for army in armies], known),
        "echelon": _named(ids, known, "echelon"),
        "branch": _named(ids, known, "branch"),
    }


def _side(result: Result, ids: Sequence[Any]) -> dict[str, Sequence[Any]]:
    sides = {side.id: side.name for side in result.sides}
    return {"side": ids, "side_name": [sides.get(side) for side in ids]}


def _where(result: Result, table: Events | Tracks | Captures) -> dict[str, Sequence[Any]]:
    ids = table.place.tolist()
    return {"place": _plain(table.place), "place_name": _named(ids, result.place)}


def _formations(result: Result) -> Columns:
    rows = result.formations
    table: dict[str, Sequence[Any]] = {key: [getattr(row, key) or None for row in rows] for key in OWN}
    table["place_name"] = _named([row.place or "" for row in rows], result.place)
    for key in ("parent", "army", "front"):
        table[f"{key}_name"] = _named([getattr(row, key) or "" for row in rows], result.formation)
    return table | {key: [getattr(row, key) for row in rows] for key in STRENGTH}


def _control(result: Result) -> Columns:
    """A row for each spell of one side's hold of a place."""
    found = spells(result)
    columns: dict[str, Callable[[Any], Any]] = {
        "place": lambda spell: spell.place.id,
        "place_name": lambda spell: spell.place.name,
        "lat": lambda spell: spell.place.lat,
        "lon": lambda spell: spell.place.lon,
        "from_day": lambda spell: day(spell.from_minute),
        "until_day": lambda spell: day(spell.until_minute),
        "from": lambda spell: zone_time(result, spell.from_minute),
        "until": lambda spell: zone_time(result, spell.until_minute),
    }
    return {name: [cell(spell) for spell in found] for name, cell in columns.items()} | _side(
        result, [spell.side or None for spell in found]
    )


def _losses(result: Result) -> Columns:
    """Whole numbers; no rows for a run that was written without losses."""
    table = result.losses
    return _who(result, table) | {name: [int(value) for value in table.column(name).tolist()] for name in LOSSES}
