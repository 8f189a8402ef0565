"""Another value for some parameters of a scenario that is loaded already, without reading its files again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.errors import Problem, ScenarioError
from engine.scenario.loading import LoadedScenario
from engine.scenario.nearest import nearest
from engine.scenario.parameters import catalogue

RULES = "rules."


def with_parameters(loaded: LoadedScenario, settings: Mapping[str, float]) -> LoadedScenario:
    """The scenario that `load_scenario` gives with these settings besides its own; each path is `rules.GROUP.NAME`.

    Raises ScenarioError for a path that is no parameter or a value that none may have."""
    problems = [problem for path, value in sorted(settings.items()) for problem in _wrong(path, value)]
    if problems:
        raise ScenarioError(problems)
    rules = {group: dict(names) for group, names in loaded.spec.rules.items()}
    for path, value in settings.items():
        group, _, name = path.removeprefix(RULES).partition(".")
        rules.setdefault(group, {})[name] = float(value)
    spec = loaded.spec.model_copy(update={"rules": rules})
    grades = {path: origin for path, origin in loaded.grades.items() if path not in settings}
    done = {**loaded.settings, **{path: float(value) for path, value in settings.items()}}
    return replace(loaded, spec=spec, grades=grades, settings=dict(sorted(done.items())))


def _wrong(path: str, value: float) -> list[Problem]:
    parameter = catalogue().get(path.removeprefix(RULES)) if path.startswith(RULES) else None
    if parameter is None:
        known = [RULES + each for each in catalogue()]
        return [Problem(f"--set {path}", 0, 0, f"there is no such parameter; {nearest(path, known)}")]
    if not abs(value) <= 1e9 or (parameter.low >= 0 > value):
        return [Problem(f"--set {path}", 0, 0, f"{path} is {value:g}; it must be 0 or more ({parameter.unit})")]
    return []
