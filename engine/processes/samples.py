"""Samples: a copy of every formation's state at fixed hours, from which the tracks of a result are written."""

from __future__ import annotations

from engine.constants import SAMPLE_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank


def samples(c: Campaign) -> Process:
    """Sample every formation now and every twelve hours, after everything else of that minute (rank SAMPLE).

    Nothing interrupts it, and it writes no event. The state publishes `Sampled`."""
    while True:
        c.state.sample(c.minute)
        yield c.after(SAMPLE_MIN, Rank.SAMPLE)
