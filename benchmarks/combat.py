"""What an impulse of combat costs: the vectorised resolver against a plain Python loop of the same rules.

    python benchmarks/combat.py

CPU seconds; the two are timed in turn and the median of the ratios is given, for machines drift.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.rules.engagement import CombatRates, resolve_stacked
from engine.scenario.parameters import values
from tests.oracles import plain_combat as plain
from tests.oracles.test_plain_combat import engagements, plain_side, plain_situation, stacked

TARGETS = {40: 4.0, 1000: 45.0, 100_000: 45.0}
HOURS = 4.0
TURNS, FEWEST_TURNS, MOST_ENGAGEMENTS = 15, 3, 300_000
"""Turns of a size; fewer where they would resolve more than so many engagements one by one."""
LEAST_S = 0.02


def main() -> None:
    """Print a line for each number of engagements."""
    print("combat: one impulse of every engagement, vectorised against a plain loop of the same rules")
    for n, target in TARGETS.items():
        vectorised, loop = contenders(n)
        turns = max(FEWEST_TURNS, min(TURNS, MOST_ENGAGEMENTS // n))
        pairs = [(per_call(vectorised), per_call(loop)) for _ in range(turns)]
        ratio = statistics.median(slow / fast for fast, slow in pairs)
        fast_s, slow_s = (statistics.median(column) for column in zip(*pairs, strict=True))
        verdict = "reached" if ratio >= target else "MISSED"
        print(
            f"  {n:6d} engagements {fast_s * 1e6:8.0f} us, plain {slow_s * 1e6:8.0f} us: {ratio:5.1f} times as fast "
            f"(target {target:g}, {verdict}), {n / fast_s / 1e6:.1f} M engagement-impulses a second"
        )


def contenders(n: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Both ways to resolve the same `n` engagements, everything prepared beforehand."""
    parameters = values({})
    rates = CombatRates.from_parameters(parameters)
    attacker, defender, now = engagements(n)
    sides = stacked(attacker, defender)
    rows = [(plain_side(attacker, at), plain_side(defender, at), plain_situation(now, at)) for at in range(n)]

    def vectorised() -> object:
        return resolve_stacked(sides, now, hours=HOURS, rates=rates)

    def loop() -> object:
        return [plain.resolve(*row, HOURS, parameters) for row in rows]

    return vectorised, loop


def per_call(work: Callable[[], object]) -> float:
    """CPU seconds of one call, from as many as take `LEAST_S`."""
    calls, spent = 0, 0.0
    began = time.process_time()
    while spent < LEAST_S:
        work()
        calls += 1
        spent = time.process_time() - began
    return spent / calls


if __name__ == "__main__":
    main()
