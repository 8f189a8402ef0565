"""What a run costs: CPU and events, against bare SimPy timeouts of the same number and the bare skeleton of a campaign; where the
time goes, by module and by rule.

    python benchmarks/bench.py [SCENARIO ...] [--runs N]

CPU seconds, not wall time; all loops are timed in turn and the median of the ratios is given, for machines drift.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import combat
import simpy
import skeleton

from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import Theatre, prepare
from engine.vocabulary import Rule

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 100
ROWS = 12
DEAREST = 3
TURNS = 3
T = TypeVar("T")


def main() -> None:
    """Print a block of figures for each scenario."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", default=["crossroads", "manchuria_1945"])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    for name in options.scenarios:
        bench(name, options.runs)
    combat.main()


def bench(name: str, runs: int) -> None:
    """Load `name`, run it `runs` times and print what that took."""
    loaded, loading_s = timed(lambda: load_scenario(name))
    theatre, preparing_s = timed(lambda: prepare(loaded))
    _, first_s = timed(lambda: simulate(theatre))
    events = count_events(lambda: simulate(theatre))
    spec = loaded.spec
    sizes = skeleton.USUAL, (len(theatre.world.formations), len(spec.places), spec.days)
    grounds = [skeleton.ground(*size[:2]) for size in sizes]
    turns = []
    for replication in range(runs):
        _, run_s = timed(lambda k=replication: simulate(theatre, replication=k))
        _, bare_s = timed(lambda: bare_timeouts(events))
        bones = [skeleton.timed(on, *size[1:], replication) for on, size in zip(grounds, sizes, strict=True)]
        turns.append((run_s, bare_s, *(seconds for seconds, _ in bones), bones[1][1]))
    run_s = statistics.median(run for run, *_ in turns)
    ratio, usual, equal = (statistics.median(turn[0] / turn[against] for turn in turns) for against in (1, 2, 3))
    each = statistics.median(run / events / (of_equal / had) for run, _, _, of_equal, had in turns)
    print(f"{name}: {len(spec.formations)} formations, {len(spec.places)} places, {spec.days} days")
    print(f"  load            {loading_s:8.3f} s CPU")
    print(f"  compile         {preparing_s:8.3f} s CPU")
    print(f"  first run       {first_s:8.3f} s CPU")
    print(f"  run             {run_s:8.3f} s CPU (median of {runs})")
    print(f"  events          {events:8d} a run, {run_s / max(events, 1) * 1e6:.1f} us each")
    print(f"  bare SimPy      {ratio:8.1f} times the CPU of as many timeouts")
    told = f"{sizes[0][0]} formations and {sizes[0][1]} places; of one of its own size {equal:.1f} times, {each:.1f} an event"
    print(f"  bare skeleton   {usual:8.1f} times the CPU of one of {told}")
    print("  where the time goes:")
    for module, share in profile(lambda: simulate(theatre)):
        print(f"    {share:5.1%}  {module}")
    print(f"  the {DEAREST} dearest rules, by the share of the CPU that is saved without each:")
    for rule, share in rules_by_cost(name, theatre)[:DEAREST]:
        print(f"    {share:5.1%}  {rule}")


def rules_by_cost(name: str, theatre: Theatre) -> list[tuple[str, float]]:
    """Every rule that can be switched off, and the share of a run's CPU that is saved without it, dearest first.

    A war without a rule takes another course, and that counts too: `enemy` takes combat, defence and messages with it."""
    saved = []
    for rule in Rule:
        without = prepare(load_scenario(name, without=[rule]))
        pairs = [(cpu_of(without, turn), cpu_of(theatre, turn)) for turn in range(TURNS)]
        saved.append((rule, 1.0 - statistics.median(less / all_on for less, all_on in pairs)))
    return sorted(saved, key=lambda row: -row[1])


def cpu_of(theatre: Theatre, replication: int) -> float:
    """CPU seconds of one run."""
    return timed(lambda: simulate(theatre, replication=replication))[1]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` returns, and its CPU seconds."""
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


def count_events(work: Callable[[], object]) -> int:
    """How many events SimPy takes from its queue while `work` runs."""
    taken = Counter[str]()
    original = simpy.core.heappop

    def counting(queue: list) -> object:
        taken["events"] += 1
        return original(queue)

    simpy.core.heappop = counting
    try:
        work()
    finally:
        simpy.core.heappop = original
    return taken["events"]


def bare_timeouts(events: int) -> None:
    """As many SimPy timeouts as a run has events, shared by `PROCESSES` processes."""
    env = simpy.Environment()

    def tick(first: int):
        yield env.timeout(first)
        for _ in range(events // PROCESSES):
            yield env.timeout(PROCESSES)

    for number in range(PROCESSES):
        env.process(tick(number))
    env.run()


def profile(work: Callable[[], object]) -> list[tuple[str, float]]:
    """The share of the time spent in each module itself, largest first."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    seconds = Counter[str]()
    for (file, _, function), (_, _, own_s, _, _) in pstats.Stats(profiler).stats.items():
        seconds[module_of(file, function)] += own_s
    total = sum(seconds.values())
    return [(module, own_s / total) for module, own_s in seconds.most_common(ROWS)]


def module_of(file: str, function: str) -> str:
    """`engine.processes.march` for a file of the project, `numpy` for one of a package, `builtins` for C code."""
    path = Path(file)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1]
    if file == "~":
        return "numpy" if "numpy" in function else "builtins"
    return "standard library"


if __name__ == "__main__":
    main()
