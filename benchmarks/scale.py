"""What a run costs when a scenario has ten times the formations: copies of all of them with their plans, in the same places.

    python benchmarks/scale.py [SCENARIO] [TIMES]

Copies stand under copies of their headquarters and march as the originals do; what the scenario says of formations by name
elsewhere (sources, forts, lifts) stays with the originals. CPU seconds; both are timed in turn.
"""

from __future__ import annotations

import dataclasses
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.schema import Formation, Plan
from engine.simulation import simulate
from engine.theatre.preparation import Theatre, prepare

TARGET = 5.0
TURNS = 5


def main() -> None:
    """Print both costs and their ratio: `scale.py [SCENARIO] [TIMES]`."""
    name = sys.argv[1] if len(sys.argv) > 1 else "manchuria_1945"
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    loaded = load_scenario(name)
    theatres = prepare(loaded), prepare(multiplied(loaded, times))
    turns = [tuple(seconds(theatre, turn) for theatre in theatres) for turn in range(TURNS + 1)][1:]
    one_s, many_s = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(many / one for one, many in turns)
    verdict = "reached" if ratio <= TARGET else "MISSED"
    counts = [
        f"{len(theatre.world.formations):,} formations {cost:.2f} s"
        for theatre, cost in zip(theatres, (one_s, many_s), strict=True)
    ]
    print(f"{name}: {', '.join(counts)} CPU a run: {ratio:.1f} times (goal {TARGET:g}, {verdict})")


def multiplied(loaded: LoadedScenario, times: int) -> LoadedScenario:
    """The scenario with `times` copies of each formation and plan, the original one of them."""
    copies = range(1, times)
    formations = [*loaded.spec.formations, *(_formation(each, k) for k in copies for each in loaded.spec.formations)]
    plans = [*loaded.spec.plans, *(_plan(each, k) for k in copies for each in loaded.spec.plans)]
    return dataclasses.replace(loaded, spec=loaded.spec.model_copy(update={"formations": formations, "plans": plans}))


def _formation(formation: Formation, copy: int) -> Formation:
    moved = [each.model_copy(update={"to": f"{each.to}_{copy}"}) for each in formation.reassigned]
    parent = formation.parent and f"{formation.parent}_{copy}"
    return formation.model_copy(update={"id": f"{formation.id}_{copy}", "parent": parent, "reassigned": moved})


def _plan(plan: Plan, copy: int) -> Plan:
    return plan.model_copy(update={"id": f"{plan.id}_{copy}", "formation": f"{plan.formation}_{copy}"})


def seconds(theatre: Theatre, replication: int) -> float:
    """CPU seconds of a run with its outcomes."""
    began = time.process_time()
    _ = simulate(theatre, replication=replication).outcomes
    return time.process_time() - began


if __name__ == "__main__":
    main()
