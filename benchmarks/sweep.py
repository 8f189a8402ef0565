"""What a sweep costs over the bare runs in it, here and under Dask, how two workers share the work, whether memory stays flat,
how soon a short sweep ends, and what a thousand campaigns cost.

    python benchmarks/sweep.py [SCENARIO] [RUNS] [CAMPAIGN]

Costs are CPU seconds of all processes, which other work on the machine moves little; start-up is taken off by differences.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.scenario.loading import load_scenario
from engine.scenario.study import plain_study
from engine.simulation import simulate
from engine.study import part
from engine.study.part import Job, Task
from engine.study.plan import StudyPlan, plan_study
from engine.study.store import open_store
from engine.theatre.preparation import prepare

REPEATS = 5
SWEEP = """
import json, resource, sys, time
from engine.study.sweep import sweep
from engine.scenario.study import plain_study

if __name__ == "__main__":
    scenario, runs, workers, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    began = time.perf_counter()
    sweep(plain_study(scenario, id="bench", replications=runs), out, workers=workers)
    seconds = time.perf_counter() - began
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([seconds, *peaks]))
"""
DASK = """
import logging, sys
from distributed import LocalCluster
from engine.study.sweep import sweep
from engine.scenario.study import plain_study

if __name__ == "__main__":
    scenario, runs, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    here = {"processes": True, "dashboard_address": None, "host": "127.0.0.1", "silence_logs": logging.CRITICAL}
    with LocalCluster(n_workers=2, threads_per_worker=1, **here) as cluster:
        sweep(plain_study(scenario, id="bench", replications=runs), out, scheduler=cluster.scheduler_address)
"""
BARE = """
import sys
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare

theatre = prepare(load_scenario(sys.argv[1]))
for replication in range(int(sys.argv[2]), int(sys.argv[3])):
    simulate(theatre, replication=replication).outcomes
"""


def main() -> None:
    """Print overhead, workers, memory and campaigns: `sweep.py [SCENARIO] [RUNS] [CAMPAIGN]`."""
    scenario = sys.argv[1] if len(sys.argv) > 1 else "crossroads"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    print(f"{scenario}")
    overhead(scenario)
    dask_overhead(scenario, runs)
    short(scenario)
    workers(scenario, runs)
    memory(scenario, runs)
    campaigns(sys.argv[3] if len(sys.argv) > 3 else "manchuria_1945")


def overhead(scenario: str) -> None:
    """CPU of parts of a sweep over that of the simulations and outcomes within them."""
    with TemporaryDirectory() as place:
        job, plan = begun(Path(place), scenario)
        costs = [part_cpu(job, plan, number) for number in range(REPEATS + 1)]
        ratios = [whole / bare - 1 for whole, bare in costs]
    told = f"(from {min(ratios[1:]):+.1%} to {max(ratios[1:]):+.1%})"
    print(f"  overhead      {statistics.median(ratios[1:]):+8.1%} CPU of a part over its simulations {told}")


def dask_overhead(scenario: str, runs: int) -> None:
    """CPU of scheduler, client and two workers over that of as many bare runs; each as the difference of many and few runs."""
    ratios = []
    for _ in range(REPEATS):
        with TemporaryDirectory() as place:
            few, many = (script_cpu(DASK, scenario, count, f"{place}/{count}") for count in (runs // 4, runs))
        short_s, long_s = (script_cpu(BARE, scenario, 0, count) for count in (runs // 4, runs))
        ratios.append((many - few) / (long_s - short_s) - 1)
    told = f"(from {min(ratios):+.1%} to {max(ratios):+.1%})"
    print(f"  under Dask    {statistics.median(ratios):+8.1%} CPU of all its processes over bare runs {told}")


def script_cpu(text: str, *arguments: object) -> float:
    """CPU seconds of a script and of all processes that it started."""
    with TemporaryDirectory() as place:
        script = Path(place) / "one.py"
        script.write_text(text, encoding="utf-8")
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, str(script), *map(str, arguments)], check=True, capture_output=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime


def short(scenario: str) -> None:
    """What the command adds to a study of two runs, loading and writing included."""
    command = "import sys; from engine.cli import main; main(sys.argv[1:])"
    with TemporaryDirectory() as place:
        whole = [script_cpu(command, "sweep", scenario, "--runs", 2, "--out", f"{place}/{k}") for k in range(REPEATS)]
    theatre = prepare(load_scenario(scenario))
    began = time.process_time()
    for replication in range(2):
        simulate(theatre, replication=replication)
    own = time.process_time() - began
    print(f"  two runs      {statistics.median(whole) - own:8.1f} s CPU beside the {own:.2f} s of the runs themselves")


def campaigns(scenario: str) -> None:
    """CPU of runs within parts, with and without drawing every parameter, and what of it is beside the simulations."""
    for priors in (False, True):
        with TemporaryDirectory() as place:
            job, plan = begun(Path(place), scenario, priors=priors)
            costs = [part_cpu(job, plan, number) for number in range(4)][1:]
        each, bare = (statistics.median(column) for column in zip(*costs, strict=True))
        beside = statistics.median(whole / own - 1 for whole, own in costs)
        kind = "every parameter drawn" if priors else "parameters as given"
        print(
            f"  {scenario}, {kind}: {each:.2f} s CPU a run, {beside:.1%} more than the {bare:.2f} s of the simulation;"
            f" 1,000 runs take {each * 1000 / 2 / 60:.1f} min on two cores, {each * 1000 / 100:.0f} s on a hundred"
        )


def part_cpu(job: Job, plan: StudyPlan, number: int) -> tuple[float, float]:
    """CPU seconds a run of a part, and those of the simulation and its outcomes."""
    task = Task(number, tuple(map(plan.request, plan.part_runs(number))))
    with bare_cpu() as bare:
        began = time.process_time()
        part.run_part(job, task)
        whole = time.process_time() - began
    return whole / len(task.requests), bare.seconds / len(task.requests)


def begun(folder: Path, scenario: str, **fields: object) -> tuple[Job, StudyPlan]:
    """A sweep whose folder is ready for parts."""
    plan = plan_study(plain_study(scenario, id="bench", replications=10_000, **fields))
    with open_store(folder) as store:
        store.write_manifest({**plan.manifest(), "state": "running"})
    return plan.job(folder), plan


class Clock:
    """CPU seconds spent in simulations."""

    seconds = 0.0

    def simulate(self, *arguments: object, **named: object) -> object:
        """The run that `engine.simulation.simulate` makes of the same arguments, its CPU seconds added to the clock."""
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
    halves = [
        subprocess.Popen([sys.executable, "-c", BARE, scenario, str(first), str(first + runs // 2)]) for first in (0, runs // 2)
    ]
    for half in halves:
        half.wait()
    bare = time.perf_counter() - began
    with TemporaryDirectory() as place:
        began = time.perf_counter()
        swept(scenario, runs, 2, place)
        whole = time.perf_counter() - began
    print(f"  two workers   {bare / whole:8.2f} of what two bare processes reach ({runs} runs: {whole:.1f} s, bare {bare:.1f} s)")


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
