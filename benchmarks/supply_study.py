"""What fuel, lorries and aircraft are worth in a campaign: halts against closed forms, and the same dice without them.

    python benchmarks/supply_study.py manchuria_1945 gtc5 gta6 --day 8 --record 226 422 --runs 20

For each formation below the corps that burns fuel: where its main body first stands for fuel, and where it does with the spread
between like formations off and nothing delivered, against (start fills - halt fills) x km per fill / ground factor along its
way. Then, on the same dice, how far the main bodies of the corps stand on a day with everything, without fuel and supply, and
with lorries and aircraft multiplied; differences are paired, with 95 % intervals of the mean.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
from collections.abc import Mapping, Sequence
from statistics import mean, stdev

import numpy as np

from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import Theatre, prepare
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause, EventKind

Settings = Mapping[str, str | float]
MULTIPLES = (0.25, 0.5, 2.0, 4.0)
EXACT: Settings = {"rules.fuel.like_formations_cv": 0.0, "rules.friction.fuel_reserve_ln_sd": 0.0}


def runs_of(scenario: str, runs: int, settings: Settings, *without: str, seed: int = 1) -> tuple[World, list[RunResult]]:
    """The world of a scenario and its first replications of a seed."""
    theatre = prepare(load_scenario(scenario, settings=dict(settings), without=list(without)))
    return theatre.world, [simulate(theatre, seed=seed, replication=replication) for replication in range(runs)]


def lift_settings(world: World, multiple: float, army: str | None = None) -> dict[str, str | float]:
    """The settings that multiply the aircraft of all lifts, or of those to an army: own sorties, or those of their force."""
    lifts = [lift for lift in world.spec.lifts if army is None or army in lift.to]
    own = {f"lifts.{lift.id}.sorties_per_day": lift.sorties_per_day * multiple for lift in lifts if lift.sorties_per_day}
    named = {lift.force for lift in lifts}
    forces = [force for force in world.spec.transport_forces if force.id in named]
    return {**own, **{f"transport_forces.{force.id}.aircraft": force.aircraft * multiple for force in forces}}


def burning_below(world: World, headquarters: str) -> list[str]:
    """Main bodies that burn fuel and fight, below a headquarters or the formation itself."""
    rows = [world.formation_row[headquarters], *world.order_of_battle.below(headquarters)]
    bodies = {row for row in rows if row not in world.order_of_battle.main_body}
    return [
        world.formations[row].id for row in sorted(bodies) if world.formations[row].fill_t > 0 and world.formations[row].combat
    ]


def axis_km(run: RunResult, formation: str, day: float) -> float:
    """Km along its axis at which a formation stands on a day, as last sampled."""
    seen = [track.axis_km for track in run.tracks if track.formation == formation and track.minute <= day * MIN_PER_DAY]
    return float(seen[-1]) if seen else math.nan


def halts(run: RunResult, formation: str) -> list[tuple[float, float]]:
    """Begin and length, in days, of the halts of a formation for want of fuel."""
    found, since, end = [], None, max(event.minute for event in run.recorder.events)
    for event in run.recorder.events:
        if event.formation == formation and event.cause == Cause.FUEL and event.kind in (EventKind.HALT, EventKind.RESUME):
            if event.kind == EventKind.HALT:
                since = event.minute
            elif since is not None:
                found.append((since / MIN_PER_DAY, (event.minute - since) / MIN_PER_DAY))
                since = None
    return found + ([(since / MIN_PER_DAY, (end - since) / MIN_PER_DAY)] if since is not None else [])


def interval(values: Sequence[float]) -> str:
    """Mean and 95 % interval of paired differences."""
    half = 1.96 * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return f"{mean(values):+.1f} [{mean(values) - half:+.1f} to {mean(values) + half:+.1f}]"


def report_halts(world: World, results: list[RunResult], names: list[str], record: tuple[float, float]) -> None:
    """Where main bodies first stand for fuel, and how many of those halts lie where the record has them."""
    inside = total = 0
    for name in names:
        first = [(axis_km(run, name, found[0][0]), found[0][0]) for run in results if (found := halts(run, name))]
        if not first:
            print(f"  {name:8} never stands for fuel")
            continue
        km = np.array([each[0] for each in first])
        low, mid, high = np.percentile(km, [10, 50, 90])
        inside, total = inside + int(((km >= record[0]) & (km <= record[1])).sum()), total + len(km)
        formation = world.formations[world.formation_row[name]]
        print(
            f"  {name:8} first halt in {len(first)} of {len(results)} runs, day {np.median([e[1] for e in first]):.1f}, "
            f"{mid:.0f} km ({low:.0f} to {high:.0f}); starts with {formation.start.fuel_fills:g} fills"
        )
    if total:
        print(f"  {100 * inside / total:.0f} % of {total} first halts lie {record[0]:g} to {record[1]:g} km from the start")


def closed_form_km(theatre: Theatre, name: str, fills: float) -> float:
    """Km along its axis to which a formation drives on so many fills of its own, dry; inf where its way ends before."""
    world, row = theatre.world, theatre.world.formation_row[name]
    rates, formation = world.rates.fuel, world.formations[row]
    by_mobility = rates.km_per_fill_tracked if formation.mobility == "tracked" else rates.km_per_fill_motor
    left_km, itinerary = fills * (formation.km_per_fill or by_mobility), theatre.orders.itineraries[row]
    for leg, (link, _) in enumerate(itinerary.legs if itinerary is not None else ()):
        stretch = theatre.router.stretch(formation.mobility, link)
        cost_km, marks = (
            stretch.km * stretch.fuel_mult[0],
            itinerary.axis_km[leg : leg + 2] if itinerary is not None else (0.0, 0.0),
        )
        if cost_km >= left_km:
            return marks[0] + (marks[1] - marks[0]) * left_km / cost_km
        left_km -= cost_km
    return math.inf


def report_bookkeeping(asked: argparse.Namespace, names: list[str]) -> None:
    """With the spread off and nothing delivered, each first halt against the closed form, under a dry sky."""
    loaded = load_scenario(
        asked.scenario, settings=dict(EXACT), without=["rail_repair", "airlift", "weather", "enemy", "detachments"]
    )
    loaded = dataclasses.replace(loaded, spec=loaded.spec.model_copy(update={"supply_sources": [], "lorry_companies": []}))
    theatre = prepare(loaded)
    run, halt_fills = simulate(theatre), theatre.world.parameters["fuel.halt_fills"]
    for name in names:
        start = theatre.world.formations[theatre.world.formation_row[name]].start.fuel_fills
        found = halts(run, name)
        km = axis_km(run, name, found[0][0] + 0.5) if found else math.inf
        expected = closed_form_km(theatre, name, start - halt_fills)
        apart = f"{100 * (km / expected - 1):+.1f} %" if math.isfinite(km) and math.isfinite(expected) else "its way is shorter"
        print(f"  {name:8} without deliveries halts after {km:.0f} km, closed form {expected:.0f} km: {apart}")


def report_pairs(asked: argparse.Namespace, world: World, base: list[RunResult], names: list[str]) -> None:
    """The same dice without fuel and supply, and with other lorries and aircraft."""
    at = {name: [axis_km(run, name, asked.day) for run in base] for name in names}
    for off in (("fuel",), ("supply",), ("fuel", "supply")):
        _, other = runs_of(asked.scenario, asked.runs, {}, *off, seed=asked.seed)
        stands = sum(bool(halts(run, name)) for run in other for name in names)
        further = [mean(axis_km(run, n, asked.day) - at[n][k] for n in names) for k, run in enumerate(other)]
        told = f"{interval(further)} km on D+{asked.day:g}; main bodies that stand for fuel: {stands}"
        print(f"  without {' and '.join(off):16} {told}")
    lorries = world.formations[world.formation_row[asked.army]].lorries
    stood = [sum(length for name in names for _, length in halts(run, name)) / len(names) for run in base]
    for kind in ("lorries", "aircraft"):
        for multiple in MULTIPLES:
            settings: Settings = (
                {f"formations.{asked.army}.lorries": lorries * multiple}
                if kind == "lorries"
                else lift_settings(world, multiple, asked.army)
            )
            _, other = runs_of(asked.scenario, asked.runs, settings, seed=asked.seed)
            longer = [
                sum(length for name in names for _, length in halts(run, name)) / len(names) - stood[k]
                for k, run in enumerate(other)
            ]
            further = [mean(axis_km(run, n, asked.day) - at[n][k] for n in names) for k, run in enumerate(other)]
            told = f"days stood {interval(longer)} (base {mean(stood):.1f}); km on D+{asked.day:g} {interval(further)}"
            print(f"  {kind} x {multiple:4g}: {told}")


def main() -> None:
    """Print the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("corps")
    parser.add_argument("army")
    parser.add_argument("--day", type=float, default=8.0)
    parser.add_argument("--record", type=float, nargs=2, default=(0.0, math.inf))
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    world, base = runs_of(asked.scenario, asked.runs, {}, seed=asked.seed)
    names = burning_below(world, asked.corps)
    print(f"{asked.scenario}: {asked.corps}, {asked.runs} runs of seed {asked.seed}")
    report_halts(world, base, names, asked.record)
    print("  with the spread between formations off:")
    report_bookkeeping(asked, names)
    report_pairs(asked, world, base, names)


if __name__ == "__main__":
    main()
