"""What the checks accept can be simulated, written, read, compared, exported and drawn, however odd it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.properties.valid_mutants import mutant, run_whole

SCENARIOS = ("crossroads", "proving_ground")


def tried(place: Path, seeds: range, draw_each: int) -> int:
    """How many of the mutants ran; the seed of one that raised is told."""
    ran = 0
    for seed in seeds:
        dice = random.Random(seed)
        data = mutant(SCENARIOS[seed % len(SCENARIOS)], dice.choice, dice.randint(1, 3))
        folder = place / str(seed)
        folder.mkdir()
        try:
            ran += run_whole(data, folder, draw=seed % draw_each == 0)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {type(error).__name__}: {error}") from error
    return ran


def test_odd_scenarios_that_are_valid_run(tmp_path: Path) -> None:
    assert tried(tmp_path, range(12), draw_each=12) >= 3


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("block", range(8))
def test_thousands_of_odd_scenarios_that_are_valid_run(
    block: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    ran = tried(tmp_path, range(10_000 + 250 * block, 10_250 + 250 * block), draw_each=12)
    record_property("figure", f"250 odd scenarios: {ran} were valid and ran, 0 findings")
