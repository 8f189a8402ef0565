"""Checks of zones of works with several places: places that exist, parts that leave something at the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, ids, things
from engine.scenario.sector_checks import parted

Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the zones of the document `data`."""
    places = ids(data, "places")
    for loc, item in things(data, "forts"):
        if isinstance(item.get("places"), dict):
            why = "which has what the others leave; take it out"
            yield from parted((*loc, "places"), item["places"], str(item.get("place")), places, word="parts", why=why)
