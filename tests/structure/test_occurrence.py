"""Whatever the registry declares can happen: each kind with each of its causes, and each state with each of its own.

Two small shipped scenarios, one run of the campaign, and a dozen tiny wars that bring about what those do not. That what happens
is declared is checked of every event of every test (`tests/events.py`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.registry import EVENTS, STATES
from engine.results import RunResult
from engine.simulation import simulate
from engine.vocabulary import Cause
from tests import tiny
from tests.oracles.test_crossings import guard, river
from tests.oracles.test_crossings import run as crossed
from tests.oracles.test_dated_orders import QUICK, disobeyed, pocket
from tests.oracles.test_issued_allocations import TO_ONE
from tests.oracles.test_issued_allocations import run as shared_out
from tests.oracles.test_landings import parties, voyage
from tests.oracles.test_landings import run as landed
from tests.oracles.test_lorries import columns
from tests.oracles.test_railways import along_a_railway
from tests.oracles.test_relief import relieved
from tests.oracles.test_sectors import line
from tests.oracles.test_siege import astride, besieged, ringed
from tests.oracles.test_siege import run as sieged
from tests.oracles.test_trails import mass
from tests.oracles.test_trails import run as fled
from tests.shipped import ran
from tests.structure.small_wars import bloody

VARIANTS = tuple(f"crossroads/{name}" for name in ("dry_tanks", "by_air", "by_order", "by_rail", "by_schedule", "by_zones"))
SHIPPED = ("crossroads", *VARIANTS, "proving_ground/reassigned", "manchuria_1945")


def supplied(scenario: dict[str, Any], folder: Path, **settings: float) -> RunResult:
    """A run of tanks that are fed along a road or a railway."""
    return simulate(tiny.load(scenario, folder, settings={f"rules.{path.replace('__', '.')}": v for path, v in settings.items()}))


def by_road(folder: Path) -> RunResult:
    """Two brigades with much fuel at the start, and a road behind them that hardly a lorry finds room on."""
    scenario = columns(2000)
    for formation in scenario["formations"]:
        formation["start"]["fuel_fills"] = 5.0 * (formation["branch"] == "tank")
    return supplied(scenario, folder, lorries__track_per_day=0.2, fuel__capacity_fills=5.0)


def by_rail(folder: Path, **settings: float) -> RunResult:
    """A brigade far ahead of a line that brings next to nothing."""
    scenario = along_a_railway()
    army = tiny.formation(id="a1", echelon="army", branch="headquarters", men=0, combat=False, lorries=2000)
    scenario["formations"] = [army, scenario["formations"][0] | {"parent": "a1"}]
    return supplied(scenario, folder, rail__captured_share=1e-5, rail__captured_stock_days=0, **settings)


def stubborn(folder: Path) -> RunResult:
    """A besieged garrison that an envoy cannot persuade."""
    word = {"id": "end", "kind": "cease_fire", "sender": "b1", "to": ["b1"], "at": "1990-05-06T00:00"}
    values = {"command__obeys_on_receipt": 0, "command__cut_off_days": 20, "command__envoy_days": 1.5}
    return sieged(besieged() | {"messages": [word]}, folder, **values).result


def in_a_pocket(folder: Path) -> RunResult:
    """A division whose every neighbour is lost breaks and lays down arms."""
    rows = [tiny.formation(id=f"r{n}", guns=100, men=12_000, start={"place": f"p{n}"}) for n in (1, 3)]
    war = tiny.war(formations=[*rows, tiny.defender(guns=0)], days=10, plans=[tiny.attack("r1", "p2", "p1")])
    for place in (1, 3):
        war["places"][place]["country"] = "redland"
    return sieged(war, folder, combat__break_base_hazard=5, combat__break_surrender_share=1).result


def bled_white(folder: Path) -> RunResult:
    """A division that has lost more than it bears before it breaks goes to pieces."""
    values = {"combat__break_base_hazard": 0.5, "combat__break_dispersal_loss_fraction": 0.001, "advance__depth_hasty_km": 50}
    return sieged(tiny.war(tiny.defender(men=3000)), folder, **values).result


TINY: dict[str, Callable[[Path], RunResult]] = {
    "few lorries": lambda folder: supplied(columns(1), folder),
    "a poor depot": lambda folder: supplied(columns(2000, t_per_day=1), folder),
    "a full road": by_road,
    "a poor railway": by_rail,
    "a poor railway that keeps up": lambda folder: by_rail(folder, march__tracked_km_day=20),
    "an envoy refused": stubborn,
    "wheels before works": lambda folder: astride(tiny.tanks(id="r0", start={"fuel_fills": 4}), groups=2, folder=folder).result,
    "a ring that is not closed": lambda folder: ringed(folder, combat__breakout_men_ratio=2.93).result,
    "a garrison starved": lambda folder: sieged(besieged(fort={"stock_days": 3}), folder, fortress__clear_strong_days=60).result,
    "a relief": lambda folder: relieved(folder).result,
    "a beach held": lambda folder: landed(voyage(), folder, landings__sea_superior=0, landings__sea_parity=0).result,
    "a party lost": lambda folder: (
        landed(
            parties(tiny.defender(start={"place": "p3"}), party={"before_cease_fire": True}), folder, landings__air_defended=0
        ).result
    ),
    "a pocket": in_a_pocket,
    "a bridge blown": lambda folder: crossed(river(guard(), bridge="mined"), folder, rivers__intact_mined=0).result,
    "a bridge whole": lambda folder: crossed(river(guard(), bridge="mined"), folder, rivers__intact_mined=1).result,
    "a crossing that fails": lambda folder: crossed(river(guard()), folder, rivers__success_hasty_weak=0).result,
    "a column cut": lambda folder: fled(mass(), folder).result,
    "a post recalled": lambda folder: (
        crossed(line({"bank": 0.25}, {"task": "withdraw", "place": "p3", "when": {"day": 0.2}}, b1_at="p2"), folder).result
    ),
    "a division spent": bled_white,
    "orders to those who cannot obey": lambda folder: simulate(tiny.load(disobeyed(), folder, settings=QUICK)),
    "orders into a pocket": lambda folder: simulate(tiny.load(pocket(), folder, settings=QUICK)),
    "an army that shares its depot no longer": lambda folder: shared_out(folder, TO_ONE).result,
    "encircled divisions scattered": lambda folder: simulate(tiny.load(bloody(), folder)),
}


@pytest.fixture(scope="module")
def occurred(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(kind, cause) of the events and (state, cause) of the tracks of all runs; an id as a cause is left out."""
    shipped = [ran(name) for name in SHIPPED]
    runs = [*shipped, *(make(tmp_path_factory.mktemp("war")) for make in TINY.values())]
    events = {(e.kind, e.cause if isinstance(e.cause, Cause) else Cause.NONE) for run in runs for e in run.recorder.events}
    return events, {(track.state, track.cause) for run in runs for track in run.tracks}


def test_every_kind_occurs_with_each_of_its_causes(occurred: tuple[set[tuple[str, str]], set[tuple[str, str]]]) -> None:
    declared = {(kind, cause) for kind, form in EVENTS.items() for cause in form.causes or (Cause.NONE,)}
    assert {f"{kind}: {cause}" for kind, cause in declared - occurred[0]} == set()


def test_every_state_occurs_with_each_of_its_causes(occurred: tuple[set[tuple[str, str]], set[tuple[str, str]]]) -> None:
    declared = {(state, cause) for state, causes in STATES.items() for cause in causes or (Cause.NONE,)}
    assert {f"{state}: {cause}" for state, cause in declared - occurred[1]} == set()
