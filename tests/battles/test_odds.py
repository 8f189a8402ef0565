"""One engagement without a campaign: what is understood, what comes out, and how fast."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.battles.fight import Engagement, fight
from engine.battles.odds import (
    TABLE_ODDS,
    Ground,
    force_of,
    formation_force,
    ground_code,
    odds,
    odds_table,
    points_ratio,
    posture_code,
)
from engine.cli import main
from engine.errors import EngineError
from engine.rules.attrition import LAWS
from engine.rules.engagement import CombatRates
from engine.rules.power import POSTURES, Force
from engine.scenario.loading import load_scenario
from engine.scenario.parameters import values
from tests.effort import examples

PARAMETERS = values({})
ATTACKER = force_of("men=18000,tanks=120,guns=300", PARAMETERS)
DEFENDER = force_of("men=9000, guns=80, quality=0.8, readiness=0.5", PARAMETERS)
GROUND = Ground(ground_code("hills"), posture_code("prepared"))


def test_a_force_is_read_from_its_numbers() -> None:
    assert (DEFENDER.men[0], DEFENDER.tanks[0], DEFENDER.guns[0], DEFENDER.effectiveness[0]) == (9000, 0, 80, 0.4)
    assert points_ratio(ATTACKER, DEFENDER, PARAMETERS) == pytest.approx((22.5 + 12 + 18) / (0.4 * (11.25 + 4.8)))


@pytest.mark.parametrize("text", ["men", "men=", "mne=5", "men=-1", "men=1e99", "men=nan", "tanks=5", "", "men=5,,", "men=x"])
def test_a_force_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(EngineError, match=r"would be right|as in men="):
        force_of(text, PARAMETERS)


def test_a_formation_brings_all_that_fights_below_it() -> None:
    spec = load_scenario("crossroads").spec
    army = formation_force(spec, "n_army", PARAMETERS)
    below = [f for f in spec.formations if f.parent == "n_army" and f.combat]
    assert len(below) > 1
    assert army.men[0] == sum(f.men for f in below) and army.tanks[0] == sum(f.tanks for f in below)
    worth = [f.quality * f.start.readiness for f in below]
    assert min(worth) <= army.effectiveness[0] <= max(worth)
    with pytest.raises(EngineError, match="did you mean 'n_army'"):
        formation_force(spec, "n_arny", PARAMETERS)


def test_more_attackers_win_more_often_and_lose_less_a_head() -> None:
    for row in odds_table(ATTACKER, DEFENDER, GROUND, PARAMETERS, draws=400):
        assert all(few.win <= many.win + 1e-9 for few, many in pairwise(row))
        assert all(few.attacker_lost[1] > many.attacker_lost[1] for few, many in pairwise(row))
        assert row[0].win < 0.5 < row[-1].win


def test_a_cell_of_the_table_is_the_engagement_itself() -> None:
    ratio = points_ratio(ATTACKER, DEFENDER, PARAMETERS)
    alone = odds(ATTACKER, DEFENDER, GROUND, PARAMETERS, draws=100)
    table = odds_table(ATTACKER, DEFENDER, GROUND, PARAMETERS, draws=100, ratios=(1.0, ratio))
    assert len(table) == len(POSTURES) and all(len(row) == 2 for row in table)
    cell = table[GROUND.posture][1]
    assert cell.win == pytest.approx(alone.win) and cell.defender_lost == pytest.approx(alone.defender_lost)
    assert odds(ATTACKER, DEFENDER, GROUND, PARAMETERS, draws=100, seed=2) != alone


amounts = st.tuples(st.floats(1.0, 1e6), st.floats(0.0, 5e3), st.floats(0.0, 2e4))


@given(amounts, amounts, st.integers(0, 6), st.integers(0, 4), st.sampled_from(range(len(LAWS))))
@settings(max_examples=examples(15), deadline=None)
def test_whatever_fights_under_whatever_law_keeps_within_its_strength(
    one: tuple[float, float, float], other: tuple[float, float, float], terrain: int, posture: int, law: int
) -> None:
    forces = [force_of("men={:f},tanks={:f},guns={:f}".format(*amount), PARAMETERS) for amount in (one, other)]
    result = odds(forces[0], forces[1], Ground(terrain, posture), {**PARAMETERS, "combat.law": float(law)}, days=2, draws=20)
    for tenths in (result.attacker_lost, result.defender_lost):
        assert 0.0 <= tenths[0] <= tenths[1] <= tenths[2] <= 1.0
    assert 0.0 <= result.win <= 1.0 and 0.0 < result.days[0] <= result.days[2] <= 2.0
    assert np.isfinite(result.advance_km).all()


def test_a_side_that_nobody_fights_loses_nobody_and_the_fight_lasts_until_a_side_gives_way() -> None:
    nobody = Force(*(np.zeros(1) for _ in range(5)))
    ground = [np.zeros(1, np.int64)] * 3 + [np.zeros(1)] * 2 + [np.zeros(1, bool), np.asarray(50.0)]
    rates = CombatRates.from_parameters({**PARAMETERS, "combat.break_base_hazard": 0.0})
    rng = np.random.default_rng(1)
    against_nobody = fight(Engagement(ATTACKER, nobody, *ground), days=3, draws=10, rates=rates, rng=rng)
    assert (against_nobody.attacker_lost == 0.0).all() and (against_nobody.days == pytest.approx(3.0))
    assert against_nobody.through.all() and against_nobody.advance_km == pytest.approx(150.0)
    real = fight(Engagement(ATTACKER, DEFENDER, *ground), days=3, draws=300, rates=rates, rng=rng)
    over = real.attacker_gave_way | real.defender_gave_way
    assert over.any() and not over.all()
    assert (real.days[~over] == pytest.approx(3.0)) and (real.days[over] <= 3.0 + 1e-9).all()
    assert (real.attacker_won[real.attacker_gave_way & ~real.defender_gave_way] == 0.0).all()


def test_one_engagement_takes_a_tenth_of_a_second() -> None:
    odds(ATTACKER, DEFENDER, GROUND, PARAMETERS)
    spent = []
    for _ in range(5):
        began = time.process_time()
        odds(ATTACKER, DEFENDER, GROUND, PARAMETERS)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.1


def test_the_command_prints_odds_and_draws_them(tmp_path: Path) -> None:
    picture = tmp_path / "odds.png"
    sides = ["odds", "crossroads:n_army", "men=9000,guns=80"]
    on_hills = [*sides, "--terrain", "hills", "--posture", "prepared", "-o", str(picture)]
    done = CliRunner().invoke(main, on_hills, catch_exceptions=False)
    assert done.exit_code == 0 and "attacker wins" in done.stdout and "of 9,000" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    table = CliRunner().invoke(main, [*sides, "--table", "--draws", "50", "--force", "-o", str(picture)], catch_exceptions=False)
    assert table.exit_code == 0 and all(posture in table.stdout for posture in POSTURES)
    assert table.stdout.splitlines()[1].split()[-3:] == ["10", ":", "1"] and TABLE_ODDS[-1] == 10.0


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        (["--terrain", "hils"], "did you mean 'hills'"),
        (["--posture", "haste"], "did you mean 'hasty'"),
        (["-o", "x.gif"], ".png"),
        (["--set", "rules.combat.lav=1"], "did you mean 'rules.combat.law'"),
        (["--set", "rules.combat.law=9"], "from 0 to 4"),
        (["--set", "rules.combat.night_mult=-1"], "0 or more"),
        (["--set", "rules.combat.night_mult=x"], "a number"),
    ],
)
def test_a_wrong_option_is_told_to_a_person(extra: list[str], what: str) -> None:
    done = CliRunner().invoke(main, ["odds", "men=5000", "men=5000", *extra])
    assert done.exit_code == 2 and what in done.stderr and "Traceback" not in done.stderr
