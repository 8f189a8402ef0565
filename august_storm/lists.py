"""What can be asked for: scenarios, outcomes, parameters and rules, as the command `list` has them, as data frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from august_storm.arguments import Place, scenario_of
from august_storm.frames import frame
from august_storm.speech import speaks_python

if TYPE_CHECKING:
    from pandas import DataFrame


@speaks_python
def scenarios() -> DataFrame:
    """A row for each shipped scenario and variant: `name` and `title`."""
    from engine.scenario.shipped import titled

    rows = titled()
    return frame({"name": [name for name, _ in rows], "title": [title for _, title in rows]})


@speaks_python
def outcomes(scenario: Place) -> DataFrame:
    """A row for each outcome of the scenario: `name` and `unit`. The first day is simulated to find them."""
    from august_storm.runs import simulate

    table = simulate(scenario_of(scenario), last_day=1).result.outcomes
    return frame({"name": table.name.tolist(), "unit": table.unit.tolist()})


@speaks_python
def parameters() -> DataFrame:
    """A row for each tunable number: `path` (as `set` takes it), `low`, `mode`, `high`, `unit`, `shape`, `grade`, `scope`,
    `source` and what it is `about`."""
    from engine.scenario.parameters import catalogue
    from engine.scenario.study import RULES

    rows = list(catalogue().values())
    columns = ("low", "mode", "high", "unit", "shape", "grade", "scope", "source", "about")
    return frame({"path": [RULES + row.path for row in rows]} | {name: [getattr(row, name) for row in rows] for name in columns})


@speaks_python
def rules() -> DataFrame:
    """A row for each rule that `without` switches off: `name`, and what it does."""
    from engine.vocabulary import Rule

    return frame({"name": [str(rule) for rule in Rule], "about": [rule.words for rule in Rule]})


def known_or_nearest(name: str, known: Iterable[str], what: str) -> str:
    """`name`, if it is known. EngineError with the nearest one if it is not."""
    from engine.errors import EngineError
    from engine.scenario.nearest import nearest

    names = list(known)
    if name not in names:
        raise EngineError(f"there is no {what} {name!r}; {nearest(name, names)}")
    return name
