"""Ships as one number: so many waves of so many hulls, shared by all that they carry, none lost and none made."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.processes.campaign import Campaign
from engine.scenario import parameters
from engine.scenario.loading import load_scenario
from tests import tiny
from tests.oracles.test_landings import CERTAIN, SEA_KM, voyage

P = parameters.values({})
UNLOAD_MIN = P["landings.beach_unload_h"] * 60
LOAD_H, KM_H = 3.0, 24.0
CROSSING_MIN = SEA_KM / KM_H * 60
EMPTY_BEACH = {"start": {"place": "p3"}}


def hulls(number: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"id": "ships", "to": ["r1"], "ships": number, "men": 500, "km_h": KM_H, "load_h": LOAD_H} | changes]


def sailed(folder: Path, **changes: Any) -> tiny.Run:
    """A division of 10,000 goes over to a beach that nobody holds."""
    scenario = voyage(tiny.defender(**EMPTY_BEACH), shipping=changes.pop("shipping"), days=12)
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**CERTAIN)), **changes)


@pytest.mark.parametrize("number", [4, 7, 10, 19])
def test_so_many_waves_as_the_hulls_need(number: int, tmp_path: Path) -> None:
    """Waves = men / (hulls x men of each), rounded up; each after the first: unload, back, load, over."""
    waves = math.ceil(10_000 / (number * 500))
    (closed,) = sailed(tmp_path, shipping=hulls(number)).events("closed_up")
    again_min = UNLOAD_MIN + CROSSING_MIN + LOAD_H * 60 + CROSSING_MIN
    assert closed.minute == pytest.approx(CROSSING_MIN + (waves - 1) * again_min, abs=1 + waves)


def test_with_hulls_for_all_nobody_follows(tmp_path: Path) -> None:
    fought = sailed(tmp_path, shipping=hulls(20))
    assert fought.captured("p1") == CROSSING_MIN and not fought.events("closed_up")


def test_none_is_lost_and_none_is_made(tmp_path: Path) -> None:
    """Free ships are never more than there are, and all of them in the end, where the last of them unloaded."""
    free = []

    def look(c: Campaign) -> None:
        free.append(c.state.ships.free(0))

    fought = sailed(tmp_path, shipping=hulls(7), at_sample=look)
    state, row = fought.campaign.state, fought.campaign.world.place_row
    assert 0 <= min(free) < max(free) == 7 and free[-1] == 7
    assert set(state.ships.lying[0]) <= {row["p0"], row["p1"]} and state.ships.lying[0][row["p1"]] > 0
    assert fought.of("men", "r1") == 10_000 and not state.ships.voyages


def test_ships_come_from_their_base_before_they_load(tmp_path: Path) -> None:
    """From p1 they sail empty, load at p0, and the head is ashore a whole round later than with ships that lie at p0."""
    near, far = (sailed(tmp_path / base, shipping=hulls(20, base=base)) for base in ("p0", "p1"))
    assert near.captured("p1") == CROSSING_MIN
    assert far.captured("p1") == pytest.approx(CROSSING_MIN + LOAD_H * 60 + CROSSING_MIN, abs=2)


def test_who_finds_no_ships_waits_and_says_so(tmp_path: Path) -> None:
    """Ships that need a quay carry nobody to a beach, so nobody sails."""
    fought = sailed(tmp_path, shipping=hulls(20, quay=True))
    (halt,) = fought.events("halt", "r1")
    assert halt.cause == "no_ships" and fought.captured("p1") is None


# The proving ground over the sea


@cache
def by_sea(**settings: int) -> tiny.Run:
    named = {f"shipping.{pool}.ships": number for pool, number in settings.items()}
    return tiny.fight(load_scenario("proving_ground/by_sea", settings=named))


def hours(fought: tiny.Run, kind: str, formation: str) -> list[float]:
    return [event.minute / 60 for event in fought.events(kind, formation)]


def test_a_division_and_a_brigade_share_the_steamers() -> None:
    fought = by_sea()
    assert hours(fought, "capture", "rifles") == [4.0] and hours(fought, "closed_up", "rifles") == [24.0]
    assert hours(fought, "pass", "brigade") == [39.0]
    assert {event.cause for event in fought.events("halt", "brigade")} == {"no_ships"}


def test_more_hulls_bring_the_brigade_at_once_and_fewer_the_division_later() -> None:
    assert hours(by_sea(steamers=6), "pass", "brigade") == [12.0]
    assert hours(by_sea(cutters=5), "closed_up", "rifles")[0] > 24.0


def test_without_the_rule_all_step_ashore_at_the_pace_of_convoys() -> None:
    off = tiny.fight(load_scenario("proving_ground/by_sea", without=("amphibious",)))
    assert hours(off, "capture", "rifles")[0] == pytest.approx(120 / P["march.sea_km_day"] * 24, abs=0.1)
    assert not off.events("closed_up", "rifles") and not off.events("halt", "brigade")
