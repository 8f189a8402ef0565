"""Scenarios as a caller names them: with numbers set and rules switched off, and variants named as changes of a base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.scenario.loading import load_scenario
from engine.scenario.study import Study, plain_study


@dataclass(frozen=True)
class Changed:
    """A scenario by name with the numbers set on it and the rules switched off."""

    scenario: str
    settings: Mapping[str, str | float]
    without: tuple[str, ...] = ()


def variant_of(base: str, text: str) -> Changed:
    """The scenario of that name, or `base` with the changes that the text lists: `without:RULE` or `PATH=VALUE`, by commas."""
    changes = text.split(",")
    if not all(change.startswith("without:") or "=" in change for change in changes):
        return Changed(text, {})
    pairs = [change.partition("=") for change in changes]
    settings = {path: value for path, equals, value in pairs if equals}
    return Changed(base, settings, tuple(path.removeprefix("without:") for path, equals, _ in pairs if not equals))


def study_of(scenario: str, *, settings: Mapping[str, str | float], without: Sequence[str], **fields: object) -> Study:
    """The study of one scenario's own random draws, with the scenario's id; `fields` are others of the study.

    Raises ScenarioError with every problem of the scenario."""
    loaded = load_scenario(scenario, settings=settings, without=without)
    return plain_study(scenario, id=loaded.spec.id, set=loaded.settings, without=sorted(without), **fields)
