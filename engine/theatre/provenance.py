"""What a run rests on: every number of the rules and every kind of thing in the scenario, with their sources and grades.

The result folder carries it as `provenance.json`, so that a report can say how much of a result rests on guesses."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine.scenario.loading import LoadedScenario
from engine.scenario.parameters import Parameter, catalogue
from engine.scenario.schema import Scenario
from engine.scenario.types import Sourced


def provenance_of(loaded: LoadedScenario, values: dict[str, float]) -> dict[str, Any]:
    """The content of `provenance.json`; `values` are those of the parameters that the run has, by path."""
    return {
        "parameters": [_parameter(loaded, catalogue()[path], value) for path, value in sorted(values.items())],
        "things": _things(loaded.spec),
        "numbers": dict(sorted(Counter(grade for _, grade in loaded.grades.values()).items())),
    }


def _parameter(loaded: LoadedScenario, known: Parameter, value: float) -> dict[str, Any]:
    """A number of the rules: its value here, and whose it is: the catalogue's or the scenario's own."""
    source, grade = loaded.grades.get(f"rules.{known.path}", ("", "C"))
    group, _, name = known.path.partition(".")
    own = name in loaded.spec.rules.get(group, {})
    return {
        "path": known.path,
        "value": value,
        "unit": known.unit,
        "low": known.low,
        "high": known.high,
        "about": known.about,
        "grade": grade if own else known.grade,
        "source": source if own else known.source,
        "in_sample": known.path in loaded.spec.in_sample and not own,
        "of_scenario": own,
    }


def _things(spec: Scenario) -> dict[str, dict[str, int]]:
    """Kind of thing (`places`, `formations`) to how many have each grade; kinds that carry no grades are left out."""
    kinds = {name: getattr(spec, name) for name in type(spec).model_fields}
    lists = {name: things for name, things in kinds.items() if isinstance(things, list)}
    graded = {name: Counter(one.grade for one in things if isinstance(one, Sourced)) for name, things in lists.items()}
    return {name: dict(sorted(grades.items())) for name, grades in graded.items() if grades}
