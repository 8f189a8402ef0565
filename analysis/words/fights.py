"""The fights of one formation: where, when, in which capacity and why it counts there, and whom it cost how many men."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analysis.calendar import moment
from analysis.results.load import Result
from analysis.terminal import columns, plain
from engine.vocabulary import FightPart

KNOWN = frozenset(part.value for part in FightPart)


@dataclass(frozen=True)
class Spell:
    """A formation in one capacity at one place, over engagements that follow each other."""

    place: str
    part: str
    begun_minute: int
    ended_minute: int
    hours: float
    men: float
    """That take part at first."""
    lost: float


def spells(result: Result, unit: str, begin: int, end: int) -> list[Spell]:
    """The fights of a formation that end after `begin` and begin before `end`, in order; in one place and capacity one spell."""
    table = result.fights
    found: dict[tuple[str, str], Spell] = {}
    for row in np.flatnonzero(table.formation == unit).tolist():
        begun, ended = int(table.begun_minute[row]), int(table.ended_minute[row])
        if ended <= begin or begun >= end:
            continue
        place, part = str(table.place[row]), str(table.part[row])
        hours, men, lost = (float(column[row]) for column in (table.hours, table.men, table.lost))
        kept = found.get((place, part))
        if kept is None:
            found[place, part] = Spell(place, part, begun, ended, hours, men, lost)
        else:
            found[place, part] = replace(kept, ended_minute=ended, hours=kept.hours + hours, lost=kept.lost + lost)
    return list(found.values())


def fight_lines(result: Result, unit: str, begin: int, end: int) -> list[str]:
    """A table of these fights under a heading; no line where there are none, or the run was written without them."""
    found = spells(result, unit, begin, end)
    if not found:
        return []
    start = result.local_time(0)
    rows = [["", "until", "hours", "men", "lost", "takes part"]]
    for each in found:
        words = _capacity(each.part)
        times = (f"{moment(start, each.begun_minute)}  {result.place_name(each.place)}", moment(start, each.ended_minute))
        rows.append([*times, f"{each.hours:.0f}", f"{each.men:,.0f}", f"{each.lost:,.0f}", words])
    return ["", "Its fights:", *columns(rows, right=(2, 3, 4)).split("\n")]


def _capacity(part: str) -> str:
    """In which capacity, and why; one that this version does not know is said as it is written."""
    said = plain(part.replace("_", " "))
    return f"{said}: {FightPart(part).words}" if part in KNOWN else said
