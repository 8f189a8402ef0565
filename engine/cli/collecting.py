"""Fewer rounds of the garbage collector while pictures are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 200_000
"""A picture makes some hundred thousand objects that all live to its end; looking them over each 700, as Python does by
itself, takes a fifteenth of the time."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Inside, or in a function that this decorates, garbage is looked for each `OBJECTS` objects; then as before."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
