"""As one side saw it: what its highest headquarters believed, for the page; of several that which is newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.results.load import Result

Row = tuple[int, ...]


def beliefs_of(result: Result, place_number: Mapping[str, int]) -> list[dict[str, Any]] | None:
    """By side (the first two) `troops` by number of the formation, and `places` by number, as rows, each newer and later heard
    than the one before: [minutes on the way, minutes since the row before was true], with place and men of an enemy, with the
    side of a place; own troops are where they were when it was true. None for a run that kept no beliefs."""
    if not len(result.beliefs):
        return None
    side_of = {formation.id: formation.side for formation in result.formations}
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    side_number = {side.id: at for at, side in enumerate(result.sides)}
    found: list[dict[str, dict[int, list[Row]]]] = [{"troops": {}, "places": {}} for _ in range(2)]
    names = ("headquarters", "formation", "place", "side", "men", "true_minute", "heard_minute")
    for head, unit, place, side, men, true, heard in result.beliefs.rows(*names):
        of = side_number.get(side_of.get(head, ""), -1)
        if of not in (0, 1) or place not in place_number:
            continue
        if unit in number:
            seen = () if side == side_of[head] else (place_number[place], round(np.nan_to_num(men)))
            found[of]["troops"].setdefault(number[unit], []).append((heard, true, *seen))
        elif not unit:
            found[of]["places"].setdefault(place_number[place], []).append((heard, true, side_number.get(side, -1)))
    return [{kind: {str(at): _newest(rows) for at, rows in sorted(of.items())} for kind, of in one.items()} for one in found]


def _newest(rows: Sequence[Row]) -> list[list[int]]:
    """The rows that are newer than all that was heard before them, in the order in which they are heard, as differences."""
    kept: list[list[int]] = []
    newest = -1
    for heard, true, *what in sorted(rows):
        if true > newest:
            kept.append([heard - true, true - max(newest, 0), *what])
            newest = true
    return kept
