"""What a replay tells: the events of the run in words, and the dates of history beside those of the run.

Both are lists of plain numbers and texts, for `data`; arrivals at places are counted in `analysis.scores`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.ground.past import PlaceDate
from analysis.results.load import Result
from analysis.scores.arrivals import Arrivals
from analysis.words.phrases import SAID_BETTER_BY
from analysis.words.sentences import happenings, rank, sentence

COMES = frozenset({"entry", "crossing", "landing", "airborne"})
"""Kinds of dated events by which an attacker comes to a place."""
ENDS = frozenset({"surrender", "siege_end"})
"""Kinds by which those who held a place are no more."""


def told(result: Result, place_number: Mapping[str, int]) -> dict[str, Any]:
    """Events in columns: minute (differences), formation, place, kind, text, rank (0: a march); then the texts and the kinds.

    Of two events that say the same only the better one is kept.
    """
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    everything = list(happenings(result))
    known = {(event.minute, event.formation, event.place, event.kind) for event in everything}
    texts: dict[str, int] = {}
    kinds: dict[str, int] = {}
    columns: dict[str, list[int]] = {name: [] for name in ("m", "f", "p", "k", "s", "n")}
    last = 0
    for event in everything:
        if any((event.minute, event.formation, event.place, kind) in known for kind in SAID_BETTER_BY.get(event.kind, ())):
            continue
        row = (
            event.minute - last,
            number.get(event.formation, -1),
            place_number.get(event.place, -1),
            kinds.setdefault(event.kind, len(kinds)),
            texts.setdefault(sentence(result, event), len(texts)),
            rank(event),
        )
        last = event.minute
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
    return {"events": columns, "texts": list(texts), "kinds": list(kinds)}


def place_dates(result: Result, table: Arrivals) -> list[PlaceDate]:
    """When the first side came to hold a place, in history and in the run (in the median of several): by the first event that
    dates it, else by the end of those who held it."""
    found = dict[str, PlaceDate]()
    first = result.sides[0].id
    for kinds in (COMES, ENDS):
        for event, minute in zip(table.events, _medians(table), strict=True):
            mine = (event.side == first) == (kinds is COMES)
            if mine and event.kind in kinds and event.place and result.place[event.place].side != first:
                found.setdefault(event.place, PlaceDate(event.place, event.earliest_min, event.latest_min, minute))
    return [found[place] for place in sorted(found)]


def _medians(table: Arrivals) -> list[float]:
    """The median minute of each event over the runs; infinity where most never have it."""
    found: list[float] = np.sort(table.minutes, axis=1)[:, table.minutes.shape[1] // 2].tolist()
    return found


def dated(result: Result, place_number: Mapping[str, int], table: Arrivals) -> list[list[Any]]:
    """[earliest, latest, place, text, minute in the run (null: not compared, -1: not in it), army or -1] of each, by date."""
    medians, made = _medians(table), list[list[Any]]()
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    for record in result.history:
        minute = medians[table.row[record.id]] if record.id in table.row else None
        army = table.events[table.row[record.id]].army if record.id in table.row else None
        made.append(
            [
                int(record.earliest_minute),
                int(record.latest_minute),
                place_number.get(record.place or "", -1),
                str(record.text or record.id),
                None if minute is None else int(minute) if np.isfinite(minute) else -1,
                number.get(army or "", -1),
            ]
        )
    return sorted(made, key=lambda row: (row[1], row[0], row[3]))
