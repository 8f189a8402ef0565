"""Whether a campaign's halt comes from its supply: the null checks of a pursuit, by variant, on the same draws.

    python benchmarks/halt_study.py third_army_1944 --army usta --window 4 10 --beyond pournoy st_nicolas --river moselle_line \
        --defender ger1a --variants full_requirement receipts --without supply --runs 8

For the scenario, each variant and each rule switched off: in how many runs a division of the army begins a stand of a day or more
for want of fuel within the window, how long its divisions stand for it, when a place beyond the river first falls, whether the
defender's line stood there then (share of its men who are present and formed in the region), what the army received, and the
error of the dated events. Nothing is scored but what the scenario has on record.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.results.load import Result, load_files
from analysis.scores.dates import score
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from engine.recorder import Sample, Track
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import Theatre, prepare
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, Body, Cause, EventKind

LAT, LON, MEN = (Track._fields.index(name) - Track._fields.index("lat") for name in ("lat", "lon", "men"))
STAND_DAYS = 1.0
OUT = (Activity.ELIMINATED, Cause.ENCIRCLED)


@dataclass(frozen=True)
class Stand:
    """A main body stands for want of fuel from one day to another."""

    formation: str
    begin: float
    end: float
    way_open: bool
    """Whether a way led to it from a depot when it ran low; else the enemy stood on it, and no tonnes would have helped."""


@dataclass(frozen=True)
class Seen:
    """What one run comes to."""

    stands: bool
    for_tonnes: bool
    """It also stands so with a way open to it."""
    stood_days: float
    """Mean over the army's divisions of all days on which they stood for fuel from the begin of the window on."""
    beyond: float
    """Day of the first place beyond the river, the end of the run if none."""
    body_beyond: float
    """Of the first that a main body takes."""
    line: float
    """Share of the defender's men present who stood formed at the river when that main body came."""
    received_t: float


def stands_of(run: RunResult) -> list[Stand]:
    """All stands of main bodies for want of fuel, in order; one that lasts to the end of the run ends there."""
    found, since, opened = [], dict[str, float](), dict[str, bool]()
    for event in run.recorder.events:
        day, name = event.minute / MIN_PER_DAY, event.formation
        if event.kind == EventKind.FUEL_EMPTY:
            opened[name] = event.cause != Cause.CLOSED
        elif event.kind == EventKind.HALT and event.cause == Cause.FUEL:
            since.setdefault(name, day)
        elif event.kind == EventKind.RESUME and event.cause == Cause.FUEL and name in since:
            found.append(Stand(name, since.pop(name), day, opened.get(name, True)))
    end = run.end_minute / MIN_PER_DAY
    return found + [Stand(name, day, end, opened.get(name, True)) for name, day in sorted(since.items())]


def divisions(world: World, army: str) -> list[str]:
    """Fighting divisions below an army that burn fuel."""
    below = [world.formations[row] for row in world.order_of_battle.below(army)]
    return [each.id for each in below if each.echelon == "division" and each.combat and each.fill_t > 0 and each.men > 0]


def first_beyond(run: RunResult, places: Sequence[str], *bodies: str) -> float:
    """Day on which the attacker first takes one of the places, with one of these `Body` if any are named."""
    attacker = run.world.spec.sides[0].id
    taken = [each for each in run.recorder.captures if each.place in places and each.side == attacker]
    days = [each.minute / MIN_PER_DAY for each in taken if not bodies or each.by in bodies]
    return min(days, default=run.end_minute / MIN_PER_DAY)


def line_share(run: RunResult, defender: str, region: str, day: float) -> float:
    """Share of the men of the defender who are in the theatre that stand formed in the region on a day."""
    world = run.world
    box = next(each for each in world.spec.regions if each.id == region)
    rows = np.array(world.order_of_battle.below(defender), int)
    sample: Sample = [each for each in run.recorder.samples if each.minute <= day * MIN_PER_DAY][-1]
    lon, lat, men = sample.numbers[LON][rows], sample.numbers[LAT][rows], sample.numbers[MEN][rows] * ~sample.absent[rows]
    formed = np.array([sample.state[row] not in OUT and sample.cause[row] not in OUT for row in rows.tolist()], bool)
    inside = (lon >= box.lon[0]) & (lon <= box.lon[1]) & (lat >= box.lat[0]) & (lat <= box.lat[1]) & formed
    return float(men[inside].sum() / men.sum()) if men.sum() else 0.0


def received_t(run: RunResult, window: tuple[float, float]) -> float:
    """Tonnes a day that the records of receipts within the window have in a run, in the mean of their days."""
    values = {name: value for name, value, _ in run.outcomes}
    within = [each for each in run.world.spec.receipts if window[0] <= each.day and each.day + each.days <= window[1]]
    days = sum(each.days for each in within)
    return sum(values[f"received.{each.id}"] * each.days for each in within) / days if days else float("nan")


def look(run: RunResult, asked: argparse.Namespace) -> Seen:
    """What one run comes to."""
    mine = divisions(run.world, asked.army)
    stands = [stand for stand in stands_of(run) if stand.formation in mine]
    begun = [s for s in stands if asked.window[0] <= s.begin < asked.window[1] and s.end - s.begin >= STAND_DAYS]
    stood = sum(stand.end - max(stand.begin, asked.window[0]) for stand in stands if stand.end > asked.window[0])
    beyond = first_beyond(run, asked.beyond)
    body = first_beyond(run, asked.beyond, Body.BODY)
    line = line_share(run, asked.defender, asked.river, body)
    for_tonnes = any(stand.way_open for stand in begun)
    return Seen(bool(begun), for_tonnes, stood / len(mine), beyond, body, line, received_t(run, (5.0, 10.0)))


def study(name: str, without: Sequence[str], asked: argparse.Namespace) -> None:
    """Print the line of one variant."""
    theatre: Theatre = prepare(load_scenario(name, without=list(without)))
    seen, results = list[Seen](), list[Result]()
    for replication in range(asked.runs):
        run = simulate(theatre, replication=replication)
        seen.append(look(run, asked))
        results.append(load_files(run.files))
    dated, table = score(results).figures[RUNS], probability_scores(results).models[RUNS]["all"]
    line, beyond = np.array([each.line for each in seen]), np.array([each.beyond for each in seen])
    parts = (
        f"{name + ''.join(f' without {rule}' for rule in without):50} stands {np.mean([each.stands for each in seen]):.2f}",
        f"with its way open {np.mean([each.for_tonnes for each in seen]):.2f}",
        f"{np.mean([each.stood_days for each in seen]):.1f} days a division",
        f"beyond {np.median(beyond):.1f} ({beyond.min():.1f}-{beyond.max():.1f})",
        f"a main body {np.median([each.body_beyond for each in seen]):.1f}",
        f"the line then {np.mean(line >= 0.5):.2f} (share {np.median(line):.2f})",
        f"received {np.median([each.received_t for each in seen]):.0f} t",
        "dates " + " ".join(f"{window} {dated[window].mean_abs_days or 0:.2f}" for window in ("all", "clean", "after")),
        f"CRPS {table.crps.value or 0:.2f} coverage {table.coverage.value or 0:.2f} tau {table.tau or 0:.2f}",
    )
    print("; ".join(parts), flush=True)


def main() -> None:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("--army", required=True)
    parser.add_argument("--window", type=float, nargs=2, required=True, metavar=("FROM", "TO"))
    parser.add_argument("--beyond", nargs="+", required=True, metavar="PLACE")
    parser.add_argument("--river", required=True, metavar="REGION")
    parser.add_argument("--defender", required=True)
    parser.add_argument("--variants", nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=8)
    asked = parser.parse_args()
    study(asked.scenario, (), asked)
    for variant in asked.variants:
        study(f"{asked.scenario}/{variant}", (), asked)
    for rule in asked.without:
        study(asked.scenario, (rule,), asked)


if __name__ == "__main__":
    main()
