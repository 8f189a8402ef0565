"""The nearest valid name, for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from engine.scenario.renamed import now_called

LISTED_AT_MOST = 12


def nearest(name: str, valid: Iterable[str]) -> str:
    """What to write instead of `name`: what it is called now, the closest of `valid`, or all of them where none is close."""
    return _nearest(name, tuple(valid))


@lru_cache(maxsize=2048)
def _nearest(name: str, valid: tuple[str, ...]) -> str:
    if new := now_called(name, valid):
        return f"it is called '{new}' now"
    close = difflib.get_close_matches(name[:200], valid, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if not valid:
        return "there is none to name"
    listed = ", ".join(sorted(valid)[:LISTED_AT_MOST])
    return f"known: {listed}" + (", ..." if len(valid) > LISTED_AT_MOST else "")
