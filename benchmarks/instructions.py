"""How many instructions a run takes: a count that other work on the machine does not move, where CPU time scatters by a tenth.

    python benchmarks/instructions.py [SCENARIO ...]

Valgrind's cachegrind counts a process with one run and one with three; half the difference is a run. A minute or two each.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY = 1, 3
RUNS = """
import sys
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare

theatre = prepare(load_scenario(sys.argv[1]))
for replication in range(int(sys.argv[2])):
    simulate(theatre, replication=replication).outcomes
"""


def main() -> None:
    """Print the instructions of a run of each scenario, or in a line that they cannot be counted here."""
    if shutil.which("valgrind") is None:
        print("instructions: not counted, for valgrind is not installed")
        return
    for name in sys.argv[1:] or ["crossroads", "manchuria_1945"]:
        few, many = (counted(name, runs) for runs in (FEW, MANY))
        print(f"{name}: {(many - few) / (MANY - FEW) / 1e6:,.0f} million instructions a run (cachegrind)")


def counted(scenario: str, runs: int) -> int:
    """Instructions of a process that loads, prepares and runs a scenario so many times."""
    watch = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    same = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    command = [*watch, sys.executable, "-c", RUNS, scenario, str(runs)]
    done = subprocess.run(command, env={**os.environ, **same}, capture_output=True, text=True, check=True)
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if found is None:
        raise RuntimeError(f"cachegrind counts nothing: {done.stderr[-300:]}")
    return int(found[1].replace(",", ""))


if __name__ == "__main__":
    main()
