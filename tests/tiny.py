"""A tiny theatre in a few lines, for tests that need to know every number in it.

A line of places p0 ... pN, `km` apart, on one surface; the attacker `red` holds p0, the defender `blue` the rest.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from engine.events import Event
from engine.processes.campaign import Campaign
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.simulation import simulate

FORMATION: dict[str, Any] = {
    "id": "r1",
    "name": "First",
    "short": "1",
    "side": "red",
    "echelon": "division",
    "branch": "rifle",
    "mobility": "foot",
    "start": {"place": "p0", "food_days": 100, "ammo_bk": 10},
    "men": 10000,
}


def line(places: int = 4, km: float = 100.0, surface: str = "road", **changes: Any) -> dict[str, Any]:
    """The scenario as plain data; `changes` replace top-level keys."""
    names = [f"p{i}" for i in range(places)]
    scenario: dict[str, Any] = {
        "format": 1,
        "id": "tiny",
        "title": "Tiny",
        "start": "1990-05-01T00:00",
        "days": 20,
        "sides": [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}],
        "countries": [{"id": f"{side}land", "name": side.title(), "side": side} for side in ("red", "blue")],
        "places": [
            {
                "id": name,
                "name": name,
                "country": "blueland" if i else "redland",
                "lat": 50.0,
                "lon": 10.0 + i,
                "kind": "town",
                "terrain": "plain",
            }
            for i, name in enumerate(names)
        ],
        "roads": [
            {"id": f"road.{a}-{b}", "ends": [a, b], "surface": surface, "km": km, "terrain": "plain", "trafficability": "good"}
            for a, b in itertools.pairwise(names)
        ],
        "formations": [copy.deepcopy(FORMATION)],
        "plans": [{"id": "plan1", "formation": "r1", "steps": [{"task": "attack", "place": p} for p in (names[0], names[-1])]}],
        "without": ["friction"],
    }
    return scenario | changes


def formation(**changes: Any) -> dict[str, Any]:
    """A formation like the first, with changes; `start` is merged."""
    row = copy.deepcopy(FORMATION)
    row["start"] |= changes.pop("start", {})
    return row | changes


def tanks(**changes: Any) -> dict[str, Any]:
    """A tank brigade that lives on fuel."""
    start = {"fuel_fills": 2.0} | changes.pop("start", {})
    return formation(branch="tank", mobility="tracked", echelon="brigade", men=1000, tanks=60, fill_t=30, start=start, **changes)


def load(scenario: dict[str, Any], folder: Path, *, sickness: bool = False, **options: Any) -> LoadedScenario:
    """Write the data as a scenario file and load it; nobody falls sick, so that men are whole numbers, unless it is asked for."""
    if not sickness:
        options["without"] = [*(options.get("without") or ()), "sickness"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(scenario))
    return load_scenario(path, **options)


def defender(**changes: Any) -> dict[str, Any]:
    """A division of the defender at p2 that is neither hungry nor short of anything."""
    start = {"place": "p2"} | changes.pop("start", {})
    return formation(**({"id": "b1", "name": "Stand", "short": "b", "side": "blue", "guns": 40, "start": start} | changes))


def plan(formation: str, *steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A plan of these steps; a step is a task, a place, and when it begins."""
    return {"id": f"plan.{formation}", "formation": formation, "steps": list(steps)} | changes


def attack(formation: str, to: str, origin: str = "p0") -> dict[str, Any]:
    """The plan of an attack along the line."""
    return plan(formation, {"task": "march", "place": origin}, {"task": "attack", "place": to})


def war(*defenders: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A line of four places, 20 km apart, along which a rifle division attacks; readiness stays as it is."""
    changes = {"places": 4, "km": 20.0, "without": ["friction", "readiness", "forced_march"]} | changes
    return line(**{"formations": [formation(guns=60), *(defenders or [defender()])]} | changes)


ALONE = {
    "combat.depth_march_h": 0.0,
    "combat.support_crew_men_per_gun": 0.0,
    "combat.support_guns_per_1000_men": 1e6,
    "combat.support_tanks_per_1000_men": 1e6,
    "combat.break_no_surrender_mult": 1.0,
    "advance.density_exponent": 0.0,
    "advance.probe_hasty_ratio": 0.0,
    "advance.probe_prepared_ratio": 0.0,
    "advance.probe_fortified_ratio": 0.0,
    "fortress.full_storm_men_ratio": 0.0,
    "command.envoy_belief": 1.0,
    "combat.breakout_men_ratio": 0.0,
}
"""The rules of a whole army's attack at their neutral values: those in contact fight alone, at the pace of their position."""


def settled(**changes: float) -> dict[str, float]:
    """Settings by path (`combat__impulse_h=2`) of a war without dice: no noise, no break by chance, nobody waits."""
    still = [f"combat.noise_{kind}_ln_sd" for kind in ("engagement", "daily")]
    still += [
        "advance.noise_engagement_ln_sd",
        "fortress.noise_ln_sd",
        "command.execution_ln_sd",
        "command.receipt_ln_sd",
        "command.cut_off_ln_sd",
        "combat.break_base_hazard",
        "combat.break_loss_hazard",
        "combat.minimum_force_ratio",
    ]
    values = dict.fromkeys(still, 0.0) | ALONE | {path.replace("__", "."): value for path, value in changes.items()}
    return {f"rules.{path}": value for path, value in values.items()}


@dataclass(frozen=True)
class Run:
    """A run with everything that it left behind."""

    result: RunResult
    campaign: Campaign

    def events(self, kind: str, formation: str | None = None) -> list[Event]:
        return [e for e in self.result.recorder.events if e.kind == kind and formation in (None, e.formation)]

    def captured(self, place: str) -> int | None:
        """The minute of the place's first capture."""
        return next((c.minute for c in self.result.recorder.captures if c.place == place), None)

    def of(self, column: str, formation: str) -> float:
        """A number of `Strengths` at the end."""
        return float(getattr(self.campaign.state.strengths, column)[self.campaign.world.formation_row[formation]])


def fight(scenario: LoadedScenario, *, at_sample: Callable[[Campaign], None] | None = None, **options: Any) -> Run:
    """One run, whose campaign stays at hand; `at_sample` looks at it twice a day and at the end."""
    campaigns = []

    class Watched(Campaign):
        def __init__(self, *arguments: Any):
            super().__init__(*arguments)
            campaigns.append(self)
            sample = self.state.sample

            def looked_at(minute: int) -> None:
                sample(minute)
                if at_sample:
                    at_sample(self)

            self.state.sample = looked_at  # type: ignore[method-assign]

    with mock.patch("engine.simulation.Campaign", Watched):
        result = simulate(scenario, **options)
    return Run(result, campaigns[0])
