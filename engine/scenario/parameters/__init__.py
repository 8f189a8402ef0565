"""The catalogue of every tunable number: unit, range, default, shape and source, kept as data beside this file.

One YAML file a group; a parameter's path is `group.name`. A scenario overrides a value under `rules:`, a sweep varies it
as `rules.group.name`. Nothing else in the engine holds a tunable number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Outside:
    """What would be believed of a parameter without any source on the campaign that is simulated."""

    low: float
    mode: float
    high: float
    source: str
    grade: str


@dataclass(frozen=True)
class Parameter:
    """A tunable number with its prior: `mode` is the default, `low` and `high` bound the range (P10-P90 if lognormal).

    `outside` is its twin where its source describes a campaign: a scenario of that campaign names it under `in_sample`."""

    path: str
    low: float
    mode: float
    high: float
    unit: str
    shape: str
    source: str
    grade: str
    about: str
    outside: Outside | None = None
    scope: str = "campaign"
    """Where it counts: in campaigns, or only in a single `engagement` fought apart (`odds`, `retrodict`)."""
    by_formation: bool = False
    """Whether a side, a contingent or a formation may give one of its own (`rates:`)."""


@cache
def catalogue() -> Mapping[str, Parameter]:
    """Every parameter by its path, sorted; the files are read when somebody first asks."""
    rows = [
        Parameter(**{**row, "outside": Outside(**row["outside"]) if "outside" in row else None})
        for file in sorted(HERE.glob("*.yaml"))
        for row in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    return {row.path: row for row in sorted(rows, key=lambda row: row.path)}


def values(overrides: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Every parameter's value by path: its mode, unless `overrides[group][name]` gives another."""
    chosen = {path: parameter.mode for path, parameter in catalogue().items()}
    chosen.update({f"{group}.{name}": value for group, names in overrides.items() for name, value in names.items()})
    return chosen
