"""Checks of what maps need beside the graph: frames that have an extent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import EACH, Finding, elements, number
from engine.scenario.origins import dotted

NARROWEST_KM, WIDEST_KM = 1.0, 20_000.0
FRAMES = (("map", "frame_km"), ("map", "insets", EACH, "frame_km"))


def findings(data: dict[str, Any]) -> Iterator[Finding]:
    """Every frame of the document `data` that is turned round, has no size, or goes round the earth."""
    for path in FRAMES:
        for loc, frame in elements(data, path):
            edges = [number(edge) for edge in frame] if isinstance(frame, list) else []
            if len(edges) == 4 and None not in edges:
                west, east, south, north = (edge or 0.0 for edge in edges)
                wide, high = east - west, north - south
                if not (NARROWEST_KM <= wide <= WIDEST_KM and NARROWEST_KM <= high <= WIDEST_KM):
                    text = f"{dotted(loc)} is {wide:g} km wide and {high:g} km high"
                    yield Finding(loc, f"{text}; give [west, east, south, north], each two 1-20000 km apart")
