"""Whether it is a main body or a detachment that an event of the march brings to a place."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from analysis.results.tables import Events
from engine.vocabulary import Body


def bodies_of(events: Events, detachments: Collection[str]) -> NDArray[np.str_]:
    """A `Body` for each event: a detachment where the formation is one of `detachments`, or the smaller part of it is there."""
    rows = events.rows("formation", "numbers")
    return np.array([Body.of(detached=unit in detachments, share=_share(numbers)) for unit, numbers in rows], dtype="<U10")


def _share(numbers: str) -> float:
    """The number `share` of an event; 1 where it has none that can be read."""
    written = next((part.partition("=")[2] for part in numbers.split(";") if part.startswith("share=")), "")
    try:
        return float(written)
    except ValueError:
        return 1.0
