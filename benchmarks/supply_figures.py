"""Figures of who gets what, when: fuel against kilometres beside history, more of everything, fewer fills, rules taken away.

    python benchmarks/supply_figures.py states manchuria_1945 --runs 20 -o docs/pictures/fills.png
    python benchmarks/supply_figures.py more manchuria_1945 --day 12 --runs 20
    python benchmarks/supply_figures.py fewer manchuria_1945 cmg --fills 4 --day 8 --runs 20
    python benchmarks/supply_figures.py without manchuria_1945 --runs 10

`states` draws the fills of each formation of which history has a fuel state against its km, and prints how far the runs are from
it at the place (at the nearest km, where they never come there) and at the day. `more` multiplies lorries, aircraft and what
sources issue, `fewer` starts a formation with fewer fills, with and without fuel and supply: both on the same dice, as paired
differences with 95 % intervals of the mean. `without` leaves out one rule of supply at a time and prints what that does to dates
and states.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np
from supply_study import axis_km, burning_below, halts, interval, lift_settings, runs_of

from analysis.drawing import style
from analysis.drawing.sides import USUAL
from analysis.results.load import Result, load_files
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.dates import ENDING, figure, is_clean, score
from analysis.scores.history import DatedEvent, comparable
from analysis.scores.states import mean_crps, state_rows
from analysis.words.origin import provenance
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.theatre.preparation import prepare
from engine.theatre.world import World

RULES = ("fuel", "supply", "lorries", "detachments", "airlift", "rail_repair")
Settings = dict[str, str | float]


def results_of(scenario: str, runs: int, seed: int = 1) -> list[Result]:
    """The first replications of a scenario as results."""
    return [load_files(run.files) for run in runs_of(scenario, runs, {}, seed=seed)[1]]


def km_and_fills(result: Result, event: DatedEvent) -> tuple[np.ndarray, np.ndarray]:
    """Km along the axis and fills at each sample: means by the tonnes of a fill of those below the event's formation."""
    tracks = result.tracks
    members = [unit for unit in OrderOfBattle.of(result).group(event.formation) if result.formation[unit].fill_t > 0]
    mine = np.isin(tracks.formation, members) & np.isfinite(tracks.fuel_fills) & np.isfinite(tracks.axis_km)
    minutes = np.unique(tracks.minute[mine])
    weight = np.array([result.formation[unit].fill_t for unit in tracks.formation[mine].tolist()])
    slot = np.searchsorted(minutes, tracks.minute[mine])
    whole = np.bincount(slot, weight)
    km, fills = (np.bincount(slot, weight * column[mine]) / whole for column in (tracks.axis_km, tracks.fuel_fills))
    return km, fills


def place_km(result: Result, event: DatedEvent) -> float:
    """Km of the event's place along the axis of its formation."""
    above = OrderOfBattle.of(result).chain(event.formation)
    axis = next(axis for unit in above for axis in result.axes if unit in (axis.formation, *axis.followers))
    return next(node.km for node in axis.nodes if node.place == event.place)


def at_km(km: np.ndarray, fills: np.ndarray, wanted: float) -> float:
    """Fills when a formation first comes to a km, on the straight line between samples; at the nearest km if it never does."""
    beyond = np.flatnonzero(km >= wanted)
    if not len(beyond):
        return float(fills[np.argmin(np.abs(km - wanted))])
    last = int(beyond[0])
    return float(np.interp(wanted, km[max(last - 1, 0) : last + 1], fills[max(last - 1, 0) : last + 1]))


def report_states(asked: argparse.Namespace) -> None:
    """Print how far the runs are from history's fuel states, and draw fills against km."""
    results = results_of(asked.scenario, asked.runs, asked.seed)
    events = [event for event in comparable(results[0]).states if event.kind == "fuel" and event.value is not None]
    apart = []
    for event in events:
        where = place_km(results[0], event)
        found = [at_km(*km_and_fills(result, event), where) for result in results]
        off = [abs(fills - (event.value or 0.0)) for fills in found]
        apart += off
        low, mid, high = np.percentile(found, [10, 50, 90])
        print(
            f"  {event.formation_name} at {event.place}, {where:.0f} km: history {event.value:.2f} fills, runs {mid:.2f} "
            f"({low:.2f} to {high:.2f}), median deviation {np.median(off):.2f}"
        )
    crps, number = mean_crps(state_rows(results), "fuel")
    print(f"  median deviation at the nearest km over {number} states {np.median(apart):.2f} fills; CRPS at the day {crps:.2f}")
    if asked.out:
        draw_states(results, events, asked.out)


def draw_states(results: Sequence[Result], events: Sequence[DatedEvent], out: Path) -> None:
    """A panel for each state: every run as a thin line of fills against km, history as a black dot."""
    import matplotlib.pyplot as plt

    with style.drawing():
        panels = plt.subplots(1, len(events), figsize=(3.6 * len(events), 3.6), sharey=True, squeeze=False)
        for axes, event in zip(panels[1][0], events, strict=True):
            for result in results:
                axes.plot(*km_and_fills(result, event), color=USUAL.first.frame, lw=0.7, alpha=0.5)
            axes.plot(place_km(results[0], event), event.value, "o", color="black", ms=6, zorder=5, clip_on=False)
            axes.set(xlabel="km along its axis", xlim=(0, None), ylim=(0, None))
            axes.set_title(f"{event.formation_name}: {results[0].place_name(str(event.place))}", loc="left", fontsize=9)
        panels[1][0][0].set_ylabel("fuel in hand (fills)")
        panels[0].text(0.01, 0.01, f"{provenance(results[0].manifest, len(results))} · dot: history", fontsize=6.6)
        panels[0].tight_layout(rect=(0, 0.03, 1, 1))
        out.parent.mkdir(parents=True, exist_ok=True)
        panels[0].savefig(out, dpi=160, metadata={"Software": None})


def supply_settings(world: World, kind: str, multiple: float) -> Settings:
    """The settings that multiply all lorries of the first side, all lifts, or what its sources issue."""
    side = world.spec.sides[0].id
    if kind == "lorries":
        mine = [f for f in world.formations if f.side == side and f.lorries > 0]
        return {f"formations.{f.id}.lorries": f.lorries * multiple for f in mine if f.id in named(world)}
    if kind == "aircraft":
        return lift_settings(world, multiple)
    mine_too = [source for source in world.spec.supply_sources if source.side == side and source.t_per_day]
    return {f"supply_sources.{source.id}.t_per_day": (source.t_per_day or 0.0) * multiple for source in mine_too}


def named(world: World) -> set[str]:
    """Formations that the scenario itself has; forward detachments are made of them."""
    return {formation.id for formation in world.spec.formations}


def main_bodies(world: World) -> list[str]:
    """Main bodies of the first side that burn fuel and fight."""
    rows = world.order_of_battle.main_body
    side = world.spec.sides[0].id
    fighting = [(row, f) for row, f in enumerate(world.formations) if f.side == side and f.fill_t > 0 and f.combat]
    return [f.id for row, f in fighting if row not in rows]


def sum_km(run: RunResult, names: Sequence[str], day: float) -> float:
    """Km along their axes of all of them on a day; those without an axis count as none."""
    seen = [axis_km(run, name, day) for name in names]
    return float(sum(km for km in seen if math.isfinite(km)))


def report_more(asked: argparse.Namespace) -> None:
    """Paired change of the sum of main bodies' km with more lorries, aircraft and issue."""
    world, base = runs_of(asked.scenario, asked.runs, {}, seed=asked.seed)
    names = main_bodies(world)
    at = [sum_km(run, names, asked.day) for run in base]
    print(f"  {len(names)} main bodies stand at {mean(at):,.0f} km in sum on D+{asked.day:g}")
    for kind in asked.kinds:
        for multiple in asked.multiples:
            settings = supply_settings(world, kind, multiple)
            if settings:
                _, other = runs_of(asked.scenario, asked.runs, settings, seed=asked.seed)
                change = [sum_km(run, names, asked.day) - km for run, km in zip(other, at, strict=True)]
                print(f"  {kind:8} x {multiple:g}: {interval(change)} km", flush=True)


def report_fewer(asked: argparse.Namespace) -> None:
    """A formation that starts with fewer fills, on the same dice with everything and without fuel, supply and both."""
    whole = prepare(load_scenario(asked.scenario)).world
    names = [name for name in burning_below(whole, asked.formation) if name in named(whole)]
    settings: Settings = {f"formations.{name}.start.fuel_fills": asked.fills for name in names}
    for start in ({}, settings):
        _, base = runs_of(asked.scenario, asked.runs, start, seed=asked.seed)
        stood = [mean(sum(length for _, length in halts(run, name)) for name in names) for run in base]
        at = [mean(axis_km(run, name, asked.day) for name in names) for run in base]
        fills = f"{asked.fills:g} fills" if start else "as it is"
        print(f"  {asked.formation} {fills}: {mean(at):.0f} km on D+{asked.day:g}, stands for fuel {mean(stood):.1f} days a body")
        for off in (("fuel",), ("supply",), ("fuel", "supply")):
            _, other = runs_of(asked.scenario, asked.runs, start, *off, seed=asked.seed)
            further = [mean(axis_km(run, name, asked.day) for name in names) - km for run, km in zip(other, at, strict=True)]
            stands = sum(bool(halts(run, name)) for run in other for name in names)
            print(f"    without {' and '.join(off):16} {interval(further)} km; bodies that stand for fuel: {stands}", flush=True)


def report_without(asked: argparse.Namespace) -> None:
    """Dates of first and of main bodies, states and fuel with each rule taken away, paired by replication."""
    base: list[dict[str, float]] = []
    for rule in ("", *RULES):
        _, runs = runs_of(asked.scenario, asked.runs, {}, *([rule] if rule else []), seed=asked.seed)
        values = [{name: value for name, value, _ in run.outcomes} for run in runs]
        base = base or values
        told = [f"  {rule or 'all rules':12}"]
        for label, prefix in (
            ("first bodies", "captured_day."),
            ("main bodies", "main_body_day."),
            ("first stall", "first_stall."),
        ):
            names = sorted(name for name in base[0] if name.startswith(prefix))
            if names:
                change = [mean(now[name] - then[name] for name in names) for now, then in zip(values, base, strict=True)]
                told.append(
                    f"{label} {interval(change) if rule else f'day {mean(mean(v[n] for n in names) for v in values):.2f}'}"
                )
        stands = mean(sum(1 for e in run.recorder.events if e.kind == "fuel_empty") for run in runs)
        told.append(f"halts for fuel {stands:.1f}")
        results = [load_files(run.files) for run in runs]
        if results[0].history and not asked.no_score:
            told.append(errors(results))
        print("; ".join(told), flush=True)


def errors(results: Sequence[Result]) -> str:
    """Mean absolute error of all dates and of those of the clean window, in days, and the CRPS of fuel in hand."""
    found = score(results)
    clean = [
        row.error_h for row in found.events if row.event.kind not in ENDING and is_clean(row.event, found.clean_until_minute)
    ]
    every = figure([row.error_h for row in found.events]).mean_abs_days
    crps, number = mean_crps(state_rows(results), "fuel")
    told = f"all dates {every:.2f}" if every is not None else "no dates"
    early = figure(clean).mean_abs_days
    told += f", clean {early:.2f}" if early is not None else ""
    return told + (f", fuel CRPS {crps:.2f} of {number}" if crps is not None else "")


def main() -> None:
    """Print the figures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    for name, report in (("states", report_states), ("more", report_more), ("fewer", report_fewer), ("without", report_without)):
        kind = kinds.add_parser(name)
        kind.set_defaults(report=report)
        kind.add_argument("scenario")
        kind.add_argument("--runs", type=int, default=20)
        kind.add_argument("--seed", type=int, default=1)
        kind.add_argument("--day", type=float, default=8.0)
        if name == "states":
            kind.add_argument("-o", "--out", type=Path)
        if name == "more":
            kind.add_argument("--kinds", nargs="+", default=["lorries", "aircraft", "issue"])
            kind.add_argument("--multiples", type=float, nargs="+", default=[2.0, 4.0])
        if name == "fewer":
            kind.add_argument("formation")
            kind.add_argument("--fills", type=float, default=4.0)
        if name == "without":
            kind.add_argument("--no-score", action="store_true")
    asked = parser.parse_args()
    print(f"{asked.scenario}: {asked.runs} runs of seed {asked.seed}")
    asked.report(asked)


if __name__ == "__main__":
    main()
