"""Doubts about numbers that no army, railway or river has: most often a wrong unit or a slipped comma.

The ranges are wide on purpose: what lies outside of them was mistyped far more often than meant. They are judgements (grade C);
those of parameters follow from the ranges of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.scenario.document import EACH, Finding, elements, number, things
from engine.scenario.origins import Loc, dotted
from engine.scenario.parameters import Parameter, catalogue

Item = dict[str, Any]


@dataclass(frozen=True)
class Range:
    """What is believed of a number, and how to say it."""

    path: tuple[str, ...]
    low: float
    high: float
    unit: str


RANGES = (
    Range(("sides", EACH, "gauge_mm"), 500, 2000, "millimetres between the rails, such as 1435"),
    Range(("railways", EACH, "gauge_mm"), 500, 2000, "millimetres between the rails, such as 1435"),
    Range(("rivers", EACH, "width_m"), 5, 5000, "metres"),
    Range(("crossings", EACH, "width_m"), 5, 5000, "metres"),
    Range(("formations", EACH, "men"), 0, 300_000, "men of its own, without those below it"),
    Range(("formations", EACH, "start", "fuel_fills"), 0, 12, "fills, not tonnes"),
    Range(("formations", EACH, "start", "ammo_bk"), 0, 20, "ammunition units, not tonnes"),
    Range(("formations", EACH, "start", "food_days"), 0, 150, "days, not tonnes"),
    Range(("formations", EACH, "km_per_fill"), 20, 1000, "km of road"),
    Range(("formations", EACH, "quality"), 0.05, 5, "times an average formation"),
    Range(("supply_sources", EACH, "t_per_day"), 0, 50_000, "tonnes a day"),
)
CREWS = (("tanks", 4.0), ("guns", 3.0))
"""Fewest men for each machine."""
SPREAD = 3.0
"""A parameter may lie so many times beyond the range of the catalogue."""


def findings(data: Item) -> Iterator[Finding]:
    """Every number of the document that is hard to believe."""
    for each in RANGES:
        for loc, value in elements(data, each.path):
            given = number(value)
            if given and not each.low <= given <= each.high:
                text = f"{dotted(loc)} is {given:g}, which is hard to believe; {each.low:g}-{each.high:g} would not be"
                yield Finding(loc, f"{text} ({each.unit})", warning=True)
    yield from _crews(data)
    yield from _parameters(data)


def _crews(data: Item) -> Iterator[Finding]:
    for loc, item in things(data, "formations"):
        men = number(item.get("men"))
        for arm, least in CREWS:
            machines = number(item.get(arm)) or 0
            if men and machines and men < least * machines:
                at = (*loc, "men")
                text = f"{dotted(at)} is {men:g}, too few for its {machines:g} {arm}; count at least {least:g} for each"
                yield Finding(at, text, warning=True)
                break


def _parameters(data: Item) -> Iterator[Finding]:
    yield from _group(("rules",), data.get("rules"))
    for name in ("sides", "formations", "lorry_companies"):
        for loc, item in things(data, name):
            yield from _group((*loc, "rates"), item.get("rates"))
    for loc, rates in elements(data, ("sides", EACH, "contingents", EACH, "rates")):
        yield from _group(loc, rates)


def _group(loc: Loc, groups: Any) -> Iterator[Finding]:
    for group, names in groups.items() if isinstance(groups, dict) else ():
        for name, value in names.items() if isinstance(names, dict) else ():
            known, given = catalogue().get(f"{group}.{name}"), number(value)
            if known is not None and given is not None and not _believed(known, given):
                at = (*loc, group, name)
                text = f"{dotted(at)} is {given:g}, far outside {known.low:g}-{known.high:g} {known.unit}".rstrip()
                yield Finding(at, f"{text}, what is believed of it; look at the unit", warning=True)


def _believed(known: Parameter, given: float) -> bool:
    """Whether a value is near the catalogue's range; 0 switches off, and codes and signed numbers are left to the checks."""
    if given == 0 or known.unit == "code" or known.low < 0 or known.high <= 0:
        return True
    return known.low / SPREAD <= given <= known.high * SPREAD
