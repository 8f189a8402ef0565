"""Measures which shipped scenario reads which parameter, and without which rule it is read no more; writes bindings.csv.

`.venv/bin/python benchmarks/bindings.py`, after a rule has been added or has come to ask for other parameters; some five
minutes. `august-storm list parameters` and docs/parameters.md show the result."""

from __future__ import annotations

import csv

from engine import load_scenario, simulate
from engine.scenario.parameters.bindings import FILE, HEADING
from engine.study.reads import recorded_reads
from engine.vocabulary import Rule
from scenarios import names

SCENARIOS = tuple(name for name in names() if "/" not in name)


def reads(scenario: str, without: tuple[str, ...] = ()) -> frozenset[str]:
    """The paths that one run of a scenario reads, beside the rules that it does without itself."""
    with recorded_reads() as read:
        simulate(load_scenario(scenario, without=without), seed=1)
    return frozenset(read)


def main() -> None:
    """Run every scenario as it stands, and without each rule, and write the table."""
    plain = {scenario: reads(scenario) for scenario in SCENARIOS}
    without = {rule: frozenset.union(*(reads(scenario, (rule,)) for scenario in SCENARIOS)) for rule in Rule}
    rows = []
    for path in sorted(frozenset.union(*plain.values())):
        switch = " ".join(sorted(rule for rule, read in without.items() if path not in read))
        rows.append((path, switch, " ".join(scenario for scenario, read in plain.items() if path in read)))
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADING, *rows])


if __name__ == "__main__":
    main()
