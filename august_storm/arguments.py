"""Arguments that several functions take, as the command line has them, in the shapes that Python's users write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Settings = Mapping[str, float | str] | None
Names = str | Sequence[str]
Place = str | Path


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


def _plain(value: Any) -> float | str:
    """numpy's numbers as Python's own."""
    plain: float | str = value.item() if hasattr(value, "item") else value
    return plain
