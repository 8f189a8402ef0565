"""What a sweep costs over the bare runs in it, how two workers share the work, and whether memory stays flat.

    python benchmarks/sweep.py [SCENARIO] [RUNS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.experiment import part
from engine.experiment.part import Task
from engine.experiment.plan import planned
from engine.experiment.store import opened
from engine.scenario.study import plain_study
from engine.simulation import simulate

REPEATS = 5
SWEEP = """
import json, resource, sys, time
from engine.experiment.sweep import sweep
from engine.scenario.study import plain_study

if __name__ == "__main__":
    scenario, runs, workers, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    began = time.perf_counter()
    sweep(plain_study(scenario, id="bench", replications=runs), out, workers=workers)
    seconds = time.perf_counter() - began
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([seconds, *peaks]))
"""
BARE = """
import sys
from engine.scenario.loading import load_scenario
from engine.simulation import prepare, simulate

theatre = prepare(load_scenario(sys.argv[1]))
for replication in range(int(sys.argv[2]), int(sys.argv[3])):
    simulate(theatre, replication=replication).outcomes
"""


def main() -> None:
    scenario = sys.argv[1] if len(sys.argv) > 1 else "crossroads"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    print(f"{scenario}")
    overhead(scenario)
    workers(scenario, runs)
    memory(scenario, runs)


def overhead(scenario: str) -> None:
    """CPU of parts of a sweep over that of the simulations and outcomes within them."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        plan = planned(plain_study(scenario, id="bench", replications=10_000))
        job = plan.job(folder)
        with opened(folder) as store:
            store.write_manifest({**plan.manifest(), "state": "running"})
        ratios = []
        for number in range(REPEATS + 1):
            task = Task(number, tuple(map(plan.order, plan.part_runs(number))))
            with bare_cpu() as bare:
                began = time.process_time()
                part.carry_out(job, task)
                ratios.append((time.process_time() - began) / bare.seconds - 1)
    told = f"(from {min(ratios[1:]):+.1%} to {max(ratios[1:]):+.1%})"
    print(f"  overhead      {statistics.median(ratios[1:]):+8.1%} CPU of a part over its simulations {told}")


class Clock:
    """CPU seconds spent in simulations."""

    seconds = 0.0

    def simulate(self, *arguments: object, **named: object) -> object:
        began = time.process_time()
        result = simulate(*arguments, **named)
        _ = result.outcomes
        self.seconds += time.process_time() - began
        return result


@contextmanager
def bare_cpu():
    """A clock of all simulations that parts make inside the block."""
    clock = Clock()
    part.simulate = clock.simulate
    try:
        yield clock
    finally:
        part.simulate = simulate


def workers(scenario: str, runs: int) -> None:
    """Wall time of a sweep with two workers over that of two bare processes, each with half the runs."""
    began = time.perf_counter()
    halves = [subprocess.Popen([sys.executable, "-c", BARE, scenario, str(first), str(first + runs // 2)])
              for first in (0, runs // 2)]
    for half in halves:
        half.wait()
    bare = time.perf_counter() - began
    with TemporaryDirectory() as place:
        began = time.perf_counter()
        swept(scenario, runs, 2, place)
        whole = time.perf_counter() - began
    print(f"  two workers   {bare / whole:8.2f} of what two bare processes reach ({runs} runs: {whole:.1f} s, bare {bare:.1f} s)")
    print(f"  1,000 runs    {whole * 1000 / runs:8.0f} s on two processors at this rate")


def memory(scenario: str, runs: int) -> None:
    """Peak memory of the leading process and of a worker for few and for ten times as many runs."""
    with TemporaryDirectory() as place:
        few, many = (swept(scenario, count, 2, f"{place}/{count}")[1:] for count in (runs // 2, 5 * runs))
    for who, small, large in zip(("leader", "worker"), few, many, strict=True):
        print(f"  memory        {large / small - 1:+8.1%} peak of a {who} from {runs // 2} to {5 * runs} runs ({large:.0f} MB)")


def swept(scenario: str, runs: int, count: int, out: str) -> list[float]:
    """Seconds and peak megabytes (leader, largest worker) of a sweep in a process of its own."""
    with TemporaryDirectory() as place:
        script = Path(place) / "one.py"
        script.write_text(SWEEP, encoding="utf-8")
        command = [sys.executable, str(script), scenario, str(runs), str(count), f"{out}/sweep"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(map(float, json.loads(done.stdout)))


if __name__ == "__main__":
    main()
