"""The cyclic garbage collector, out of the way where work makes many objects and no garbage.

Results do not depend on it, only time does. Reading a scenario and simulating pause it: their objects live to the end, and there
are few enough. Commands let it look rarely: matplotlib leaves circles behind, which would fill the memory of a long job.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 200_000
"""A scenario or a picture makes some hundred thousand objects that all live to the end of a command; looking them over each 700,
as Python does by itself, takes a sixth of the time of `validate`, and a fifteenth of that of a picture."""


@contextmanager
def paused() -> Iterator[None]:
    """No search for cyclic garbage inside; as it was before afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep() -> None:
    """What there is now is there to stay: later searches leave it out. For a process that has read what it will work with."""
    gc.collect()
    gc.freeze()


def end_without() -> None:
    """No search when this process ends: it would look through everything once more (a sixth of the time of `validate`), and
    what it found would be gone all the same."""
    atexit.register(gc.freeze)


@contextmanager
def seldom() -> Iterator[None]:
    """Inside, a search each `OBJECTS` new objects; as it was before afterwards."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
