"""Where each parameter binds: which rules ask for it, which switch takes it out of a run, which shipped scenarios read it.

What the rules ask for follows from their groups of rates; the rest is measured (`benchmarks/bindings.py`) and kept beside this
file, because it takes a run of every scenario without each rule."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from engine.rules.rate_group import RateGroup
from engine.scenario.parameters import HERE

FILE = HERE / "bindings.csv"
HEADING = ("path", "switch", "scenarios")


@dataclass(frozen=True)
class Binding:
    """Where one parameter counts."""

    modules: tuple[str, ...]
    """Files of `engine.rules` whose group of rates has it."""
    switch: str
    """The rules without any of which no shipped scenario reads it, separated by blanks; empty where there is none."""
    scenarios: tuple[str, ...]
    """The shipped scenarios that read it, as they stand."""

    def __str__(self) -> str:
        switch = f", rule {self.switch}" if self.switch else ""
        return f"{', '.join(self.modules)}{switch}; {', '.join(self.scenarios) or 'no shipped scenario'}"


@cache
def bindings() -> Mapping[str, Binding]:
    """Every parameter that a rule asks for, by its path."""
    modules = _modules()
    with FILE.open(encoding="utf-8", newline="") as file:
        measured = {row["path"]: row for row in csv.DictReader(file)}
    nowhere = {"switch": "", "scenarios": ""}
    rows = {path: (found, measured.get(path, nowhere)) for path, found in modules.items()}
    return {path: Binding(found, row["switch"], tuple(row["scenarios"].split())) for path, (found, row) in sorted(rows.items())}


def _modules() -> dict[str, tuple[str, ...]]:
    """Each parameter to the files of rules whose groups have it."""
    import engine.rules.rates  # noqa: F401  (all groups are then defined)

    asked: dict[str, set[str]] = {}
    for group in _groups(RateGroup):
        for path in group.paths().values():
            asked.setdefault(path, set()).add(group.__module__.rpartition(".")[2])
    return {path: tuple(sorted(found)) for path, found in asked.items()}


def _groups(above: type[RateGroup]) -> Iterator[type[RateGroup]]:
    for group in above.__subclasses__():
        yield group
        yield from _groups(group)
