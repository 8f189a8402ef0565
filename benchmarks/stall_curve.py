"""Probability that a tank or mechanized corps of an army stalls for a day or more within a window of days, against the fuel that
the army starts with, and with more and fewer lorries and aircraft.

    python benchmarks/stall_curve.py manchuria_1945 gta6 2 6 --runs 40 -o docs/pictures/stall_curve.png

Prints one line a level with its 95 % interval (Wilson), and draws the curve against fuel. A stall is that of `first_stall`: the
main body of a formation of the corps stands for want of fuel, whole or with a detachment ahead.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from supply_study import lift_settings

from analysis.drawing import style
from analysis.stats import share_interval
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from engine.theatre.world import World

FILLS = (2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
MULTIPLES = (0.25, 1.0, 4.0)
Settings = dict[str, str | float]


def first_stalls(scenario: str, army: str, settings: Settings, runs: int) -> np.ndarray:
    """(runs, corps): day when each tank or mechanized corps of the army first stalls; the run's last day if it never does."""
    theatre = prepare(load_scenario(scenario, settings=settings))
    world = theatre.world
    below = {world.formations[row].id for row in world.order_of_battle.below(army)}
    corps = [f.id for f in world.spec.formations if f.id in below and f.echelon == "corps" and f.branch in ("tank", "mechanized")]
    days = []
    for replication in range(runs):
        values = {name: value for name, value, _ in simulate(theatre, replication=replication).outcomes}
        days.append([values[f"first_stall.{each}"] for each in corps])
    return np.array(days)


def levels(world: World, army: str, fuel: Sequence[float]) -> Iterator[tuple[str, float, Settings]]:
    """What is varied, by how much, and the settings for it: fuel at the start, lorries of the army, aircraft that supply it."""
    below = {world.formations[row].id for row in world.order_of_battle.below(army)}
    names = [f.id for f in world.spec.formations if f.id in below | {army} and f.fill_t > 0]
    capacity = world.parameters["fuel.capacity_fills"]
    for fills in fuel:
        start: Settings = {f"formations.{name}.start.fuel_fills": fills for name in names}
        yield "fuel", fills, start | {"rules.fuel.capacity_fills": max(fills, capacity)}
    lorries = world.formations[world.formation_row[army]].lorries
    for multiple in MULTIPLES:
        yield "lorries", multiple, {f"formations.{army}.lorries": lorries * multiple}
    for multiple in MULTIPLES:
        yield "aircraft", multiple, lift_settings(world, multiple, army)


def main() -> None:
    """Print for each fuel fill the share of runs whose first empty tank falls in the days asked for, and draw it with `-o`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("army")
    parser.add_argument("first_day", type=float)
    parser.add_argument("last_day", type=float)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--fills", type=float, nargs="+", default=FILLS)
    parser.add_argument("--fuel-only", action="store_true", help="leave lorries and aircraft as they are")
    parser.add_argument("-o", "--out", type=Path)
    asked = parser.parse_args()
    rows = []
    for kind, level, settings in levels(prepare(load_scenario(asked.scenario)).world, asked.army, asked.fills):
        if asked.fuel_only and kind != "fuel":
            continue
        days = first_stalls(asked.scenario, asked.army, settings, asked.runs)
        stalled = int(((days >= asked.first_day) & (days < asked.last_day)).any(axis=1).sum())
        share, (low, high) = stalled / asked.runs, share_interval(stalled, asked.runs)
        told = f"P = {share:.2f} ({low:.2f}-{high:.2f}), median day {np.median(days.min(axis=1)):.1f}"
        print(f"{kind:8} {level:5.2f} {'fills' if kind == 'fuel' else 'x':5}  {told}", flush=True)
        if kind == "fuel":
            rows.append((level, share, low, high))
    if asked.out:
        draw(np.array(rows), asked)


def draw(rows: np.ndarray, asked: argparse.Namespace) -> None:
    """Write the curve to `asked.out`; `rows` hold fills, share of runs, and both ends of its 95 % interval."""
    import matplotlib.pyplot as plt

    with style.drawing():
        figure, axes = plt.subplots(figsize=(6.4, 3.8))
        axes.fill_between(rows[:, 0], rows[:, 2], rows[:, 3], color="#D9DCE0", lw=0)
        axes.plot(rows[:, 0], rows[:, 1], color="#3D4B5C", lw=1.5, marker="o", ms=4)
        axes.set(xlabel="fuel at the start (fills)", ylabel="share of runs", ylim=(0, 1), xlim=(rows[0, 0], rows[-1, 0]))
        axes.set_title(
            f"A corps of {asked.army} stalls from D+{asked.first_day:g} to before D+{asked.last_day:g}", loc="left", fontsize=10
        )
        footer = f"Scenario {asked.scenario} · {asked.runs} runs a point, seed 1 · band: 95 % interval"
        figure.text(0.01, 0.01, footer, fontsize=6.6)
        figure.tight_layout(rect=(0, 0.03, 1, 1))
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(asked.out, dpi=160, metadata={"Software": None})


if __name__ == "__main__":
    main()
