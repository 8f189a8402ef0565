"""Ammunition by kind of day: what combat fires is asked for, and who fires it is known from his fights."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from engine.scenario import parameters
from engine.units import H_PER_DAY
from tests import tiny

A_DAY = parameters.values({})["supply.ammo_combat_bk_day"]
AMMUNITION = 1
STILL = ["friction", "readiness", "forced_march", "columns", "lorries"]


def fought(folder: Path, *sources: dict[str, Any]) -> tiny.Run:
    """A division attacks another, which holds its place, with the guns of an army behind it; another stands far from it all."""
    army = tiny.formation(id="army", echelon="army", branch="headquarters", combat=False, men=2000, guns=400, bk_t=800)
    rows = [army, tiny.formation(guns=60, parent="army"), tiny.defender(bk_t=100), tiny.defender(id="b9", start={"place": "p3"})]
    plans = [tiny.attack("r1", "p2"), tiny.plan("b1", {"task": "hold", "place": "p2"})]
    war = tiny.war(formations=rows, plans=plans, without=STILL, supply_sources=list(sources), days=6)
    return tiny.fight(tiny.load(war, folder, settings=tiny.settled(combat__support_guns_per_1000_men=1e6)))


def in_stock(run: tiny.Run, name: str) -> float:
    """Units of fire at the end, less what was fired since the last look."""
    row, s = run.campaign.world.formation_row[name], run.campaign.state
    return float(s.ammo_bk[row] - A_DAY * s.combat_days[row])


def hours(run: tiny.Run, name: str) -> float:
    rows = csv.DictReader(io.StringIO(run.result.files["fights.csv"]))
    return sum(float(row["hours"]) for row in rows if row["formation"] == name)


def test_who_fights_uses_its_ammunition_and_nobody_else_does(tmp_path: Path) -> None:
    run = fought(tmp_path)
    assert hours(run, "b1") > 24.0
    assert in_stock(run, "b1") == pytest.approx(10.0 - A_DAY * hours(run, "b1") / H_PER_DAY)
    assert in_stock(run, "army") == pytest.approx(10.0 - A_DAY * hours(run, "army") / H_PER_DAY)  # all its guns are lent
    assert in_stock(run, "b9") == 10.0


def test_what_is_fired_is_asked_for(tmp_path: Path) -> None:
    """A depot beside the defender sends what it has fired, and it ends with all that it began with."""
    depot = {"id": "d", "place": "p2", "side": "blue", "issues": {"ammunition": 500}, "stock": {"ammunition": 500}}
    run = fought(tmp_path, depot)
    row, moving = run.campaign.world.formation_row["b1"], run.campaign.state.transport
    assert moving.sent_t[AMMUNITION, row] == pytest.approx(100 * A_DAY * hours(run, "b1") / H_PER_DAY, rel=0.1)
    assert in_stock(run, "b1") == pytest.approx(10.0, abs=A_DAY / 2)  # of half a day
