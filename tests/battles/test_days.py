"""A battle with a record day by day: each day by the rules from the strengths that it began with."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import august_storm as storm
from engine.battles.battles import battles_of
from engine.battles.days import day_by_day
from engine.scenario.parameters import values

PARAMETERS = values({})
QUIET = {**PARAMETERS, "combat.noise_engagement_ln_sd": 0.0, "combat.noise_daily_ln_sd": 0.0}
DAYS = [
    {"str_a": "15000", "str_d": "15000", "arty_a": "100", "arty_d": "100", "days": "1", "post1": "HD", "terra1": "R"},
    {"str_a": "14000", "str_d": "9000", "arty_a": "100", "arty_d": "50", "days": "1", "post1": "PD", "terra1": "R"},
    {"str_a": "13000", "str_d": "8000", "arty_a": "100", "arty_d": "50", "days": "1", "post1": "FD", "terra1": "R"},
]


def losses(rows: list[dict[str, str]], parameters: dict[str, float], draws: int = 400) -> tuple[np.ndarray, np.ndarray]:
    found = day_by_day(battles_of(rows, anti_tank_share=0.25), parameters, draws=draws)
    return found.attacker_pct, found.defender_pct


def test_a_day_of_equal_sides_without_luck_costs_the_base_rates() -> None:
    """Equal strengths: the defender's posture and ground are all that stands in the force ratio."""
    own, theirs = losses(DAYS[:1], QUIET)
    advantage = PARAMETERS["combat.power_posture_hasty"] * PARAMETERS["combat.power_terrain_rolling_mixed"]
    p = PARAMETERS
    assert own == pytest.approx(p["combat.base_attacker_pct_day"] * advantage ** p["combat.ratio_exponent_on_attacker"])
    assert theirs == pytest.approx(p["combat.base_defender_pct_day"] * advantage ** -p["combat.ratio_exponent_on_defender"])


def test_a_day_depends_on_its_own_row_and_on_no_later_one() -> None:
    for one, more in zip(losses(DAYS[:2], PARAMETERS), losses(DAYS, PARAMETERS), strict=True):
        assert np.array_equal(one, more[:, :2])


def test_luck_of_the_battle_binds_its_days_and_luck_of_a_day_does_not() -> None:
    own, theirs = (np.log(side) for side in losses(DAYS, PARAMETERS, draws=4000))
    battle, day = PARAMETERS["combat.noise_engagement_ln_sd"], PARAMETERS["combat.noise_daily_ln_sd"]
    wanted = battle**2 / (battle**2 + day**2)
    assert np.corrcoef(own.T)[0, 1] == pytest.approx(wanted, abs=0.05)
    assert abs(np.corrcoef(own[:, 0], theirs[:, 0])[0, 1]) < 0.08


def test_the_frame_lays_the_record_beside_the_rules(tmp_path: Path) -> None:
    rows = [{**row, "attacker_loss_pct_per_day": "1.0", "defender_loss_pct_per_day": ""} for row in DAYS]
    with (tmp_path / "days.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    found = storm.day_by_day(tmp_path / "days.csv", draws=200)
    own, theirs = found[found.side == "attacker"], found[found.side == "defender"]
    assert own.day.tolist() == [1, 2, 3] and own.so_far_recorded.tolist() == pytest.approx([150.0, 290.0, 420.0])
    assert all(math.isnan(cell) for cell in theirs.recorded)
    assert (found.p10 < found.p50).all() and (found.p50 < found.p90).all()
    assert (own.so_far_p50.diff().dropna() > 0).all()


def test_a_mistake_of_the_table_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("str_a,str_d,days,post1\n1000,500,1,HD\n900,x,1,HD\n", encoding="utf-8")
    with pytest.raises(storm.EngineError, match=r"days\.csv:3"):
        storm.day_by_day(tmp_path / "days.csv")
