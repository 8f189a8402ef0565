"""Controls beside the score: fixed orders earlier and later, no dated steps of the defence, no supply, history shuffled.

    python benchmarks/controls.py [SCENARIO] [--runs N] [--seed S] [--days D] [--jobs J]

A score that owed its dates to the hour of an order would follow that hour; one that knew nothing of which event is which would
score a shuffled history as well. All cases have the same dice.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analysis.results.load import load_result
from analysis.scores.arrivals import error_h
from analysis.scores.dates import ENDS, PLACES, WINDOWS, EventScore, score
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Decision, Message, Scenario, Step
from engine.simulation import simulate
from engine.theatre.preparation import prepare

SETS = (*WINDOWS, PLACES, ENDS)
SHUFFLES = 400


@dataclass(frozen=True)
class Case:
    """One control: what is changed."""

    name: str
    changes: Mapping[str, Sequence[Mapping[str, Any]]]
    """What a file that extends the scenario says in its place."""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """Mean absolute errors in days by set, the CRPS over all of them, and the same errors against a shuffled history."""

    name: str
    days: Mapping[str, float]
    crps: float | None
    shuffled: float


def main() -> None:
    """Print the table of a scenario."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="manchuria_1945")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=2.0, help="by how much the orders are moved")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    began = time.monotonic()
    cases = list(controls(load_scenario(options.scenario).spec, options.days))
    with ProcessPoolExecutor(options.jobs) as pool:
        found = list(pool.map(partial(scored, options.scenario, options.runs, options.seed), cases))
    print("\n".join(table(found)))
    took = f"{time.monotonic() - began:.0f} s with {options.jobs} jobs"
    print(f"\n{options.scenario}, {options.runs} runs of seed {options.seed}; {took}")


def controls(spec: Scenario, days: float) -> Iterator[Case]:
    """The scenario as it is, its fixed orders moved by so many days either way, a defence without dated steps, and no supply."""
    yield Case("as it stands", {})
    for name, moved in ((f"orders {days:g} days earlier", -days), (f"orders {days:g} days later", days)):
        changes = {"decisions": [*moved_hours(spec.decisions, moved)], "messages": [*moved_hours(spec.messages, moved)]}
        if any(changes.values()):
            yield Case(name, changes)
    undated = [*undated_plans(spec)]
    if undated:
        yield Case("no dated steps of the defence", {"plans": undated})
    if "supply" not in spec.without:
        yield Case("without supply", {}, ("supply",))


def moved_hours(things: Sequence[Decision | Message], days: float) -> Iterator[Mapping[str, Any]]:
    """Id and new hour of each of them that has an hour of its own."""
    for thing in things:
        if thing.at is not None:
            hour = datetime.fromisoformat(thing.at) + timedelta(days=days)
            yield {"id": thing.id, "at": hour.isoformat(timespec="minutes")}


def undated_plans(spec: Scenario) -> Iterator[Mapping[str, Any]]:
    """Plans of the sides that do not attack whose steps have a day, without it: they wait for their other conditions alone.

    A step that has nothing but its day is not carried out, nor what comes after it."""
    attacker, side = spec.sides[0].id, {formation.id: formation.side for formation in spec.formations}
    for plan in spec.plans:
        if side[plan.formation] != attacker and any(step.when and step.when.day for step in plan.steps):
            yield {"id": plan.id, "steps": [*undated_steps(plan.steps)]}


def undated_steps(steps: Sequence[Step]) -> Iterator[Mapping[str, Any]]:
    """The steps as a scenario writes them, up to the first that nothing but a day begins."""
    for step in steps:
        told = step.model_dump(mode="json", exclude_defaults=True)
        if step.when and step.when.day:
            told["when"].pop("day")
            if not told["when"]:
                return
        yield told


def changed(scenario: str, case: Case, folder: Path) -> Path:
    """A file that extends a shipped scenario by what a case changes."""
    file = folder / "case.yaml"
    given = {kind: things for kind, things in case.changes.items() if things}
    file.write_text(json.dumps({"extends": scenario, "id": "control", "title": case.name} | given), encoding="utf-8")
    return file


def scored(scenario: str, runs: int, seed: int, case: Case) -> Scored:
    """The scores of one case."""
    results = []
    with TemporaryDirectory() as scratch:
        file = changed(scenario, case, Path(scratch))
        theatre = prepare(load_scenario(file, without=list(case.without)))
        for replication in range(runs):
            folder = Path(scratch) / str(replication)
            folder.mkdir()
            simulate(theatre, seed=seed, replication=replication).write(folder)
            results.append(load_result(folder))
        found = score(results)
        crps = probability_scores(results).models[RUNS]["all"].crps.value
    figures = {name: each.mean_abs_days for name, each in found.figures[RUNS].items()}
    days = {name: np.nan if figures[name] is None else float(figures[name] or 0.0) for name in SETS}
    return Scored(case.name, days, crps, shuffled(found.events))


def shuffled(events: Sequence[EventScore]) -> float:
    """Mean absolute error in days of the same medians against windows that are dealt out anew, the mean of many deals."""
    medians = [row.median_min for row in events]
    windows = [(row.event.earliest_min, row.event.latest_min) for row in events]
    deal = np.random.default_rng(1)
    errors = [
        np.mean([abs(error_h(median, *windows[k])) for median, k in zip(medians, deal.permutation(len(windows)), strict=True)])
        for _ in range(SHUFFLES)
    ]
    return float(np.mean(errors)) / 24.0


def table(found: Sequence[Scored]) -> Iterator[str]:
    """The lines of the markdown table."""
    yield "| | " + " | ".join(SETS) + " | CRPS, all | history shuffled |"
    yield "| --- |" + " ---: |" * (len(SETS) + 2)
    for each in found:
        days = ["–" if np.isnan(each.days[name]) else f"{each.days[name]:.2f}" for name in SETS]
        yield f"| {each.name} | " + " | ".join(days) + f" | {each.crps or 0.0:.2f} | {each.shuffled:.2f} |"


if __name__ == "__main__":
    main()
