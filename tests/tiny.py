"""A tiny theatre in a few lines, for tests that need to know every number in it.

A line of places p0 ... pN, `km` apart, on one surface; the attacker `red` holds p0, the defender `blue` the rest.
"""

from __future__ import annotations

import copy
import itertools
import json
from pathlib import Path
from typing import Any

from engine.scenario.loading import LoadedScenario, load_scenario

FORMATION: dict[str, Any] = {
    "id": "r1", "name": "First", "short": "1", "side": "red", "echelon": "division", "branch": "rifle", "mobility": "foot",
    "start": {"place": "p0", "food_days": 100, "ammo_bk": 10}, "men": 10000,
}


def line(places: int = 4, km: float = 100.0, surface: str = "road", **changes: Any) -> dict[str, Any]:
    """The scenario as plain data; `changes` replace top-level keys."""
    names = [f"p{i}" for i in range(places)]
    scenario: dict[str, Any] = {
        "format": 1, "id": "tiny", "title": "Tiny", "start": "1990-05-01T00:00", "days": 20,
        "sides": [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}],
        "countries": [{"id": f"{side}land", "name": side.title(), "side": side} for side in ("red", "blue")],
        "places": [
            {"id": name, "name": name, "country": "blueland" if i else "redland", "lat": 50.0, "lon": 10.0 + i,
             "kind": "town", "terrain": "plain"} for i, name in enumerate(names)
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


def load(scenario: dict[str, Any], folder: Path, **options: Any) -> LoadedScenario:
    """Write the data as a scenario file and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(scenario))
    return load_scenario(path, **options)
