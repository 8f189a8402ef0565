"""The fights of a run for the page: the formations in each, in which capacity, and why they count there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.results.load import Result
from engine.vocabulary import FightPart

PARTS = tuple(FightPart)


def fights_of(result: Result, place_number: Mapping[str, int]) -> dict[str, Any]:
    """`parts`: each capacity with why one counts in it; `fights`: a row for each formation in an engagement, as they begin.

    A row is [place, formation, capacity, first minute, last minute, men at first], the first three by number."""
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    part = {each.value: at for at, each in enumerate(PARTS)}
    rows = result.fights.rows("place", "formation", "part", "begun_minute", "ended_minute", "men")
    known = [
        [place_number[place], number[unit], part[capacity], begun, ended, round(men)]
        for place, unit, capacity, begun, ended, men in rows
        if place in place_number and unit in number
    ]
    return {"parts": [[each.value.replace("_", " "), each.words] for each in PARTS], "fights": known}
