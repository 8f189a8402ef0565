"""Probability that an army's first formation runs out of fuel within a window of days, against the fuel that it starts with.

    python benchmarks/stall_curve.py manchuria_1945 gta6 2 6 --runs 30 -o docs/pictures/stall_curve.png

Prints one line a level and draws the curve with its 95 % intervals (Wilson).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from analysis import style
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import prepare, simulate
from engine.units import MIN_PER_DAY

FILLS = (2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)


def first_empty_day(result: RunResult, army: str) -> float:
    """Day when the army's first formation stops for want of fuel; inf if none does."""
    world = result.world
    days = [
        event.minute / MIN_PER_DAY for event in result.recorder.events
        if event.kind == "fuel_empty" and world.army[world.formation_row[event.formation]] == army
    ]
    return min(days, default=float("inf"))


def stalls(scenario: str, army: str, fills: float, runs: int) -> np.ndarray:
    """(runs,): day of the first empty tank when every formation of the army starts with `fills`."""
    world = prepare(load_scenario(scenario)).world
    names = [f.id for row, f in enumerate(world.formations) if world.army[row] == army and f.fill_t > 0]
    settings: dict[str, str | float] = {f"formations.{name}.start.fuel_fills": fills for name in names}
    theatre = prepare(load_scenario(scenario, settings=settings | {"rules.supply.fuel_capacity_fills": fills}))
    return np.array([first_empty_day(simulate(theatre, replication=k), army) for k in range(runs)])


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share seen in n runs."""
    z2 = 1.96**2
    middle, half = share + z2 / (2 * n), 1.96 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)


def main() -> None:
    """Print for each fuel fill the share of runs whose first empty tank falls in the days asked for, and draw it with `-o`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("army")
    parser.add_argument("first_day", type=float)
    parser.add_argument("last_day", type=float)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("-o", "--out", type=Path)
    asked = parser.parse_args()
    rows = []
    for fills in FILLS:
        days = stalls(asked.scenario, asked.army, fills, asked.runs)
        share = float(((days >= asked.first_day) & (days < asked.last_day)).mean())
        rows.append((fills, share, *wilson(share, asked.runs)))
        print(f"{fills:3.1f} fills: P = {share:.2f} ({rows[-1][2]:.2f}-{rows[-1][3]:.2f}), median day {np.median(days):.1f}")
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
            f"First empty tank of {asked.army} from D+{asked.first_day:g} to before D+{asked.last_day:g}", loc="left", fontsize=10
        )
        footer = f"Scenario {asked.scenario} · {asked.runs} runs a point, seed 1 · band: 95 % interval"
        figure.text(0.01, 0.01, footer, fontsize=6.6)
        figure.tight_layout(rect=(0, 0.03, 1, 1))
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(asked.out, dpi=160, metadata={"Software": None})


if __name__ == "__main__":
    main()
