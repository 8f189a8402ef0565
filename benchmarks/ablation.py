"""What each rule is good for: a scenario run without it, beside the whole, as a markdown table.

    python benchmarks/ablation.py [SCENARIO]... [--runs N] [--seed S] [--jobs J] [--keep FOLDER]

All draws are addressed, so that run k without a rule has the dice of run k with all of them: what differs is the rule's doing.
With --keep each rule is written down as it is measured, and a later call with the same folder goes on where this one stopped.
A rule that has changed no outcome of the first runs is not run further.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np

from analysis.results.load import Result, load_result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.dates import ENDING, EventScore, figure, is_clean, score
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from engine.vocabulary import Rule

WHOLE = ""
IDLE_RUNS = 3
"""Runs after which a rule that has changed nothing is taken to change nothing."""
ERRORS = ("places", "places, clean", "places, after", "surrenders, sieges")
MEASURABLE = {"error_days": 0.05, "stall_days": 0.25, "losses_share": 0.02}
"""A change below all of these is called none."""
DAYS = {"low-fuel day": "low_fuel_day", "stall day": "first_stall", "culmination": "culmination_day"}
"""Column to the family of outcomes of the armoured army."""
COUNTS = {
    "killed, attacker": "losses.{0}.killed",
    "killed, defender": "losses.{1}.killed",
    "prisoners, defender": "losses.{1}.prisoners",
    "tanks out, attacker": "armour.{0}.tanks_fell_out",
    "tanks lost, attacker": "losses.{0}.tanks_written_off",
}
"""Column to the outcome, by the two sides."""


@dataclass(frozen=True)
class Measured:
    """An ensemble without one rule: mean absolute errors in days (None without events), and medians over its runs."""

    rule: str
    error_days: tuple[float | None, ...]
    days: tuple[float, ...]
    """In the order of `DAYS`."""
    counts: tuple[float, ...]
    """In the order of `COUNTS`."""
    outcomes: tuple[tuple[tuple[str, float], ...], ...]
    """All outcomes of every run: equal ones mean that the rule changed nothing at all."""

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """What was written down as JSON."""
        runs = tuple(tuple((str(name), float(value)) for name, value in run) for run in told["outcomes"])
        return cls(told["rule"], tuple(told["error_days"]), tuple(told["days"]), tuple(told["counts"]), runs)


def main() -> None:
    """Print the table for the scenario given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write down what is measured, and go on from it")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        for scenario in options.scenarios or ["manchuria_1945"]:
            ask = Ask(scenario, options.runs, options.seed, options.keep and options.keep / f"{scenario}-{options.seed}")
            print("\n".join([*table(scenario, options.runs, ablated(ask, pool)), ""]), flush=True)


@dataclass(frozen=True)
class Ask:
    """What is measured, and the folder where it is kept (None: nowhere)."""

    scenario: str
    runs: int
    seed: int
    keep: Path | None


def ablated(ask: Ask, pool: ProcessPoolExecutor) -> list[Measured]:
    """The whole, then the scenario without each of its rules, in the order of the rules."""
    off = set(load_scenario(ask.scenario).spec.without)
    whole = kept(ask, WHOLE)
    found = [whole]
    rules = [str(rule) for rule in Rule if rule not in off]
    for each in pool.map(partial(kept, ask, whole=whole), rules):
        found.append(each)
        print(f"{ask.scenario} {len(found) - 1} of {len(rules)}: {each.rule}", file=sys.stderr, flush=True)
    return found


def kept(ask: Ask, rule: str, whole: Measured | None = None) -> Measured:
    """What is measured without a rule, from its file if there is one of as many runs, else anew."""
    file = ask.keep / f"{rule or 'all'}.json" if ask.keep else None
    if file and file.is_file():
        told = json.loads(file.read_text(encoding="utf-8"))
        if told.pop("runs") == ask.runs:
            return Measured.read(told)
    found = measured(ask, rule, whole)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps({"runs": ask.runs} | asdict(found)), encoding="utf-8")
        part.replace(file)
    return found


def measured(ask: Ask, rule: str, whole: Measured | None = None) -> Measured:
    """The ensemble of a scenario without `rule` (with all of them for the empty name).

    Where the first runs are those of the `whole` to the last outcome, the rest are taken to be so too."""
    theatre = prepare(load_scenario(ask.scenario, without=[rule] if rule else []))
    results: list[Result] = []
    with TemporaryDirectory() as scratch:
        for replication in range(ask.runs):
            folder = Path(scratch) / str(replication)
            folder.mkdir()
            simulate(theatre, seed=ask.seed, replication=replication).write(folder)
            results.append(load_result(folder))
            if whole and len(results) == IDLE_RUNS and tuple(map(outcomes_of, results)) == whole.outcomes[:IDLE_RUNS]:
                return replace(whole, rule=rule)
    army = armoured_army(results[0])
    sides = [side.id for side in results[0].sides]
    of = partial(median_outcome, results)
    return Measured(
        rule,
        errors(results),
        tuple(of(f"{family}.{army}") for family in DAYS.values()),
        tuple(of(name.format(*sides)) for name in COUNTS.values()),
        tuple(outcomes_of(result) for result in results),
    )


def errors(results: Sequence[Result]) -> tuple[float | None, ...]:
    """Mean absolute error in days of each set in `ERRORS`."""
    found = score(results)
    clean = found.clean_until_minute
    sets: tuple[Callable[[EventScore], bool], ...] = (
        lambda row: row.event.kind not in ENDING,
        lambda row: row.event.kind not in ENDING and is_clean(row.event, clean),
        lambda row: row.event.kind not in ENDING and not is_clean(row.event, clean),
        lambda row: row.event.kind in ENDING,
    )
    return tuple(figure(row.error_h for row in found.events if meant(row)).mean_abs_days for meant in sets)


def armoured_army(result: Result) -> str:
    """The army of the first side with the most tanks at the start that can run dry."""
    names = set(result.outcomes.name.tolist())
    tanks: dict[str, float] = {}
    of = OrderOfBattle.of(result)
    for unit, count in zip(result.losses.formation.tolist(), result.losses.tanks_at_start.tolist(), strict=True):
        army = of.army(unit) or ""
        if {f"low_fuel_day.{army}", f"first_stall.{army}"} <= names:
            tanks[army] = tanks.get(army, 0.0) + count
    return max(sorted(tanks), key=lambda army: tanks[army], default="")


def outcomes_of(result: Result) -> tuple[tuple[str, float], ...]:
    """(name, value) of every outcome of a run."""
    return tuple(zip(result.outcomes.name.tolist(), result.outcomes.value.tolist(), strict=True))


def median_outcome(results: Sequence[Result], name: str) -> float:
    """The median over runs; not a number where the runs have no such outcome."""
    return float(np.median([dict(outcomes_of(result)).get(name, np.nan) for result in results]))


def table(scenario: str, runs: int, found: Sequence[Measured]) -> Iterator[str]:
    """The lines of the markdown table: the whole first, then the change that each missing rule makes."""
    whole, first = found[0], [f"{error:.2f}" if error is not None else "–" for error in found[0].error_days]
    head = ["without", *ERRORS, *DAYS, *COUNTS, ""]
    yield f"{scenario}, {runs} runs. First row: all rules, errors and dates in days; below: the change without a rule."
    yield ""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 2) + " --- |"
    days, counts = [f"{day:.1f}" for day in whole.days], [f"{count:,.0f}" for count in whole.counts]
    yield "| " + " | ".join(["(all rules)", *first, *days, *counts, ""]) + " |"
    for each in found[1:]:
        yield "| " + " | ".join([f"`{each.rule}`", *changes(each, whole), verdict(each, whole)]) + " |"


def changes(each: Measured, whole: Measured) -> list[str]:
    """Cells of one rule: change in errors, days and losses."""
    days = [*error_changes(each, whole), *day_changes(each, whole)]
    shown = ["–" if np.isnan(change) else f"{change:+.2f}" for change in days]
    return shown + ["–" if np.isnan(change) else f"{change:+.0%}" for change in loss_changes(each, whole)]


def error_changes(each: Measured, whole: Measured) -> list[float]:
    """Change in days of each mean absolute error; not a number where nothing is compared."""
    pairs = zip(each.error_days, whole.error_days, strict=True)
    return [np.nan if a is None or b is None else a - b for a, b in pairs]


def day_changes(each: Measured, whole: Measured) -> list[float]:
    """Change in days of each of `DAYS`."""
    return [a - b for a, b in zip(each.days, whole.days, strict=True)]


def loss_changes(each: Measured, whole: Measured) -> list[float]:
    """Change in each of `COUNTS`, as a share; not a number where there were none."""
    return [(a - b) / b if b else np.nan for a, b in zip(each.counts, whole.counts, strict=True)]


def verdict(each: Measured, whole: Measured) -> str:
    """Whether a rule moves anything: nothing at all, nothing measurable, or (empty) something."""
    if each.outcomes == whole.outcomes:
        return "changes no outcome of any run"
    days = day_changes(each, whole)
    sets = ((error_changes(each, whole), "error_days"), (days, "stall_days"), (loss_changes(each, whole), "losses_share"))
    moved = any(abs(change) >= MEASURABLE[name] for values, name in sets for change in values if not np.isnan(change))
    return "" if moved else "nothing measurable"


if __name__ == "__main__":
    main()
