"""The nearest valid name, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from engine.scenario.renamed import now_called

LISTED_AT_MOST = 12


INSTEAD: Mapping[str, tuple[tuple[str, ...], str]] = {
    "date": (("earliest", "latest"), "write earliest and latest, the same day in both if it is certain"),
    "side": (("country", "held_by"), "country says whose ground it is, and held_by a side that holds it otherwise at the start"),
}
"""What people call otherwise than the format, the keys that say it here, and how."""


def meant(name: str, valid: Iterable[str]) -> tuple[str, ...]:
    """The names that `name` probably stands for; none where nothing is near."""
    return _meant(name, tuple(valid))


def _meant(name: str, valid: tuple[str, ...]) -> tuple[str, ...]:
    if new := now_called(name, valid):
        return (new,)
    if name in INSTEAD and {*INSTEAD[name][0]} <= {*valid}:
        return INSTEAD[name][0]
    close = difflib.get_close_matches(name[:200], valid, n=1, cutoff=0.6)
    return tuple(each for each in close if 2 * len(each) > len(name))


def nearest(name: str, valid: Iterable[str]) -> str:
    """What to write instead of `name`: what it is called now, the closest of `valid`, or all of them where none is close."""
    return _nearest(name, tuple(valid))


@lru_cache(maxsize=2048)
def _nearest(name: str, valid: tuple[str, ...]) -> str:
    found = _meant(name, valid)
    if found and found == (now_called(name, valid),):
        return f"it is called '{found[0]}' now"
    if len(found) > 1:
        return INSTEAD[name][1]
    if found:
        return f"did you mean '{found[0]}'?"
    if not valid:
        return "there is none to name"
    listed = ", ".join(sorted(valid)[:LISTED_AT_MOST])
    return f"known: {listed}" + (", ..." if len(valid) > LISTED_AT_MOST else "")
