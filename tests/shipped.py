"""Shipped scenarios, loaded, prepared and simulated once for all tests of a process.

The files of `CAMPAIGN` go to one process of `make test`, one after the other (`tests/conftest.py`), so that it reads the large
campaign once. Nobody changes what he gets here."""

from __future__ import annotations

from functools import cache

from engine.results import RunResult
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import Theatre, prepare

CAMPAIGN = (
    "scenario/test_variants.py",
    "structure/test_occurrence.py",
    "docs/test_events.py",
    "analysis/scores/test_negative_controls.py",
    "study/test_priors.py",
    "oracles/test_shortcuts.py",
    "oracles/test_ways_by_sky.py",
    "properties/test_routes.py",
    "benchmarks/test_controls.py",
    "scenario/test_advice.py",
)
"""Tests of Manchuria, most of them dear."""


@cache
def loaded(name: str) -> LoadedScenario:
    return load_scenario(name)


@cache
def theatre(name: str) -> Theatre:
    """A shipped scenario or variant, prepared; ScenarioError where it is not valid."""
    return prepare(loaded(name))


@cache
def ran(name: str) -> RunResult:
    """The whole first run."""
    return simulate(theatre(name))
