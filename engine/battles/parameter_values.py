"""The values of all parameters for engagements that need no scenario: the catalogue's, with `--set` on top."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import EngineError


def parameters_of(rules: Mapping[str, Mapping[str, float]], settings: Mapping[str, float | str]) -> dict[str, float]:
    """Every parameter by path; `--set` on top. Raises EngineError for a path or value that is none."""
    from engine.scenario.nearest import nearest
    from engine.scenario.parameters import catalogue, values

    parameters = values(rules)
    for path, text in settings.items():
        name = path.removeprefix("rules.")
        if name not in catalogue() or name == path:
            raise EngineError(f"--set {path}: no such parameter; {nearest(path, [f'rules.{known}' for known in catalogue()])}")
        try:
            parameters[name] = float(text)
        except ValueError:
            raise EngineError(f"--set {path}={text}: a number would be right ({catalogue()[name].unit})") from None
    _check(parameters, settings)
    return parameters


def _check(parameters: Mapping[str, float], settings: Mapping[str, float | str]) -> None:
    """What the campaign's own check of a scenario would refuse."""
    from engine.scenario.parameters import catalogue

    for path in settings:
        known, value = catalogue()[path.removeprefix("rules.")], parameters[path.removeprefix("rules.")]
        if known.unit == "code" and value not in range(int(known.low), int(known.high) + 1):
            raise EngineError(f"--set {path}={value:g}: a whole number from {known.low:g} to {known.high:g} would be right")
        if not abs(value) < 1e9 or (known.low >= 0 and value < 0):
            raise EngineError(f"--set {path}={value:g}: it must be a number of 0 or more ({known.unit})")
