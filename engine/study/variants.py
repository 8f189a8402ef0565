"""Scenarios as a caller names them: with numbers set and rules switched off, and variants named as changes of a base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.scenario.loading import load_scenario
from engine.scenario.study import Study, plain_study

CHANGES = ("without:", "orders:", "policy:")
"""What a change of a base may begin with."""


@dataclass(frozen=True)
class Changed:
    """A scenario by name with the numbers set on it, the rules switched off, and what is ordered beside its plans."""

    scenario: str
    settings: Mapping[str, str | float]
    without: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    """Files of orders with a date."""
    policies: Mapping[str, str] = field(default_factory=dict)
    """Side or headquarters to the name of a policy."""

    @property
    def choices(self) -> list[dict[str, object]]:
        """The one choice of a study that gives these orders; none where nothing is ordered."""
        given: dict[str, object] = {"id": "ordered", "orders": list(self.orders), "policies": dict(self.policies)}
        return [given] if self.orders or self.policies else []


def variant_of(base: str, text: str) -> Changed:
    """The scenario of that name, or `base` with the changes that the text lists by commas: `without:RULE`, `PATH=VALUE`,
    `orders:FILE` or `policy:SIDE:NAME`."""
    changes = text.split(",")
    if not all(change.startswith(CHANGES) or "=" in change for change in changes):
        return Changed(text, {})
    named = {prefix: [change.removeprefix(prefix) for change in changes if change.startswith(prefix)] for prefix in CHANGES}
    pairs = [change.partition("=") for change in changes if not change.startswith(CHANGES)]
    policies = {side: name for side, _, name in (each.partition(":") for each in named["policy:"])}
    return Changed(base, {path: value for path, _, value in pairs}, tuple(named["without:"]), tuple(named["orders:"]), policies)


def study_of(scenario: str, *, settings: Mapping[str, str | float], without: Sequence[str], **fields: object) -> Study:
    """The study of one scenario's own random draws, with the scenario's id; `fields` are others of the study.

    Raises ScenarioError with every problem of the scenario."""
    loaded = load_scenario(scenario, settings=settings, without=without)
    return plain_study(scenario, id=loaded.spec.id, set=loaded.settings, without=sorted(without), **fields)
