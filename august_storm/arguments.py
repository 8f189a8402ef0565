"""Arguments that several functions take, as the command line has them, in the shapes that Python's users write."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from engine.errors import EngineError

Settings = Mapping[str, float | str] | None
Names = str | Sequence[str]
Place = str | Path
LEAST: Mapping[str, int] = {"runs": 1, "seed": 0, "replication": 0, "workers": 1, "future": 0}
"""Whole numbers by the name of their argument, with the least that each may be."""
DAYS = ("day", "branch", "policies_from")
"""Arguments that are days."""


def names_of(given: Names, argument: str) -> tuple[str, ...]:
    """One name or several. TypeError, which names the argument, for anything else."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Sequence) and all(isinstance(name, str) for name in given):
        return tuple(given)
    raise TypeError(f"{argument}= takes a name or a list of names, not {given!r}")


def settings_of(given: Settings) -> dict[str, float | str]:
    """Paths to numbers. TypeError, which shows what would be right, for anything else."""
    if given is None:
        return {}
    if isinstance(given, Mapping) and all(isinstance(path, str) for path in given):
        return {path: _plain(value) for path, value in given.items()}
    raise TypeError(f"set= takes a dict of paths and numbers, as {{'rules.march.foot_km_day': 15}}, not {given!r}")


def scenario_of(given: Any) -> str:
    """The name or path of a scenario as text. TypeError for anything else."""
    if isinstance(given, str | Path):
        return str(given)
    raise TypeError(f"a scenario is a name, a path or a folder, as 'crossroads' or 'my_war/scenario.yaml', not {given!r}")


def check_numbers(given: Mapping[str, Any]) -> None:
    """EngineError for a number under a known name that is not whole, too small, or no day; what is no number is left alone."""
    for name, least in LEAST.items():
        value = given.get(name)
        if isinstance(value, Real) and not (isinstance(value, Integral) and int(value) >= least):
            raise EngineError(f"{name}= is {value!r}; a whole number of {least} or more would be right")
    for name in DAYS:
        value = given.get(name)
        if isinstance(value, Real) and not math.isfinite(value):
            raise EngineError(f"{name}= is {value!r}; a day, as 4.5, would be right")


def _plain(value: Any) -> float | str:
    """numpy's numbers as Python's own."""
    plain: float | str = value.item() if hasattr(value, "item") else value
    return plain
