"""A forward detachment lives on lorries of its own and keeps a way back: against closed forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.processes.campaign import Campaign
from engine.rules import fuel
from engine.rules.rates import Rates
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
KM, KM_PER_FILL, FORWARD = 20, 200, "r1.forward"
STEP_FILLS = KM * P["fuel.off_road_mult"] / KM_PER_FILL
"""Fuel of one step over the steppe."""


def axis(*others: dict[str, Any], fills: float = 1.0, **changes: Any) -> dict[str, Any]:
    """A tank brigade whose plan names every one of twelve places on its way over the steppe."""
    plan = tiny.attack("r1", "p11")
    plan["steps"][1:] = [{"task": "attack", "place": f"p{n}"} for n in range(1, 12)]
    tanks = tiny.tanks(km_per_fill=KM_PER_FILL, start={"fuel_fills": fills})
    war = tiny.line(places=12, km=KM, surface="steppe", formations=[tanks, *others], plans=[plan], days=20)
    war["without"] = ["friction", "readiness", "forced_march"]
    return war | changes


def halts(run: tiny.Run, cause: str) -> list[str]:
    return [event.place for event in run.events("halt", FORWARD) if event.cause == cause]


def test_it_stops_while_what_it_has_still_brings_it_back(tmp_path: Path) -> None:
    """With nothing delivered it leaves a place only with fuel for the next step and back, so that it stands at a place."""
    drained = P["fuel.recoverable_share"] * (1 / P["fuel.detachment_share"] - 1)
    run = tiny.fight(tiny.load(axis() | {"rules": {"fuel": {"quiet_day_km": 0.0, "alone_days": 30}}}, tmp_path))
    s, row = run.campaign.state, run.campaign.world.formation_row[FORWARD]
    at_halt = P["fuel.halt_fills"] + drained
    end = run.campaign.minute
    behind = s.along_axis_km(row, end) - s.along_axis_km(run.campaign.world.formation_row["r1"], end)
    assert s.link[row] == -1 and halts(run, "fuel")
    assert STEP_FILLS <= s.fuel_fills[row] < 2 * STEP_FILLS
    assert behind == pytest.approx((at_halt - s.fuel_fills[row]) * KM_PER_FILL / P["fuel.off_road_mult"], abs=1.0)


def test_where_the_next_place_is_far_it_goes_with_what_any_body_resumes_with() -> None:
    rates = Rates.from_parameters(P).fuel
    assert fuel.way_back_fills(10.0, 1 / KM_PER_FILL, rates=rates) == pytest.approx(20 / KM_PER_FILL)
    assert fuel.way_back_fills(1e4, 1 / KM_PER_FILL, rates=rates) == P["fuel.resume_fills"]


def test_lorries_are_told_off_by_what_is_to_be_filled_and_come_back(tmp_path: Path) -> None:
    """While it is ahead a quarter of the brigade's lorries is the detachment's; none is lost, and in the end all are back."""
    seen: list[tuple[float, float, bool]] = []

    def look(c: Campaign) -> None:
        moving, row = c.state.transport, c.world.formation_row[FORWARD]
        seen.append((float(moving.lift_t.sum()), float(moving.lift_t[moving.fleet[row]]), bool(c.state.in_play[row])))
        assert (moving.away_t <= moving.lift_t + 1e-9).all()

    war = axis(days=40, supply_sources=[{"id": "head", "place": "p0", "side": "red", "t_per_day": 20}])
    war["formations"][0]["lorries"] = 40
    tiny.fight(tiny.load(war, tmp_path), at_sample=look)
    lift_t = 40 * P["lorries.serviceable_share"] * P["lorries.payload_t"]
    total, own, ahead = (np.array(column) for column in zip(*seen, strict=True))
    assert total == pytest.approx(lift_t)
    assert ahead.any() and own[ahead].max() == pytest.approx(P["fuel.detachment_share"] * lift_t)
    assert own[0] == 0.0 and own[-1] == pytest.approx(0.0, abs=0.05 * lift_t) and not ahead[-1]


def test_it_waits_while_the_enemy_holds_a_place_behind_it(tmp_path: Path) -> None:
    """A raid takes a place between the two; the detachment goes on once the main body has cleared it."""
    war = axis(tiny.defender(id="b1", men=150, guns=0, start={"place": "side"}), days=40)
    war["places"].append(dict(war["places"][-1], id="side", name="side", lon=14.0, lat=50.5))
    war["roads"].append(dict(war["roads"][0], id="road.side", ends=["side", "p6"], km=30))
    war["rules"] = {"fuel": {"alone_days": 30}}
    war["plans"].append(
        tiny.plan("b1", {"task": "march", "place": "side"}, {"task": "attack", "place": "p6", "when": {"day": 0.5}})
    )
    war["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 20}]
    run = tiny.fight(tiny.load(war, tmp_path))
    raid, cleared = run.events("capture", "b1")[0].minute, next(e.minute for e in run.events("capture", "r1") if e.place == "p6")
    waits = [next(e for e in run.events(kind, FORWARD) if e.cause == "ahead") for kind in ("halt", "resume")]
    assert raid < waits[0].minute < cleared == waits[1].minute and [e.place for e in waits] == ["p7", "p7"]
