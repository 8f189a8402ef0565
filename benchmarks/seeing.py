"""What it costs to look at a run: CPU of every picture, the replay and the report, alone and in runs of the same scenario.

    python benchmarks/seeing.py [SCENARIO]

Each command is a process of its own, as a user calls it, start of Python and imports included. Goals on a quiet core:
a picture 3 s, the replay 5 s, the report 20 s.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare

KINDS = ("curves", "map", "timeline", "losses", "supply")
REPLAY_BYTES = 1_500_000


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="manchuria_1945")
    scenario = parser.parse_args().scenario
    theatre = prepare(load_scenario(scenario))
    simulate(theatre)
    before = os.times()
    result = simulate(theatre, replication=1)
    after = os.times()
    run_s = after.user + after.system - before.user - before.system
    print(f"{scenario}: CPU of looking at it, and in runs (one run: {run_s:.2f} s)")
    with TemporaryDirectory() as place:
        folder = Path(place) / "run"
        folder.mkdir()
        result.write(folder)
        calls = {f"plot {kind}": ["plot", folder, "--kind", kind, "-o", folder.with_name(f"{kind}.png")] for kind in KINDS}
        calls["replay"] = ["replay", folder, "-o", folder.with_name("replay.html")]
        calls["report"] = ["report", folder, "-o", folder.with_name("report.html")]
        for name, words in calls.items():
            seconds = cpu_s(words)
            print(f"  {name:14} {seconds:6.2f} s {seconds / run_s:6.1f} runs")
        size = folder.with_name("replay.html").stat().st_size
        print(f"  replay's size  {size / 1e6:6.2f} MB, {size / REPLAY_BYTES:.0%} of what is allowed")


def cpu_s(words: list[object]) -> float:
    """CPU seconds of a command of the command line."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "engine.cli", *map(str, words)], check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
