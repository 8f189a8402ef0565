"""What wears on a side's will: the losses since its engagement began, of those who are there, whoever comes and goes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from engine.processes.combat import impulse
from engine.rules.engagement import Outcome, resolve_stacked
from tests import tiny
from tests.oracles.test_landings import run as on_the_beach
from tests.oracles.test_landings import voyage

STILL = {"advance__depth_hasty_km": 500, "advance__depth_prepared_km": 500}
"""Nobody gets through, nobody breaks: the engagement goes on."""


def fractions(war: dict[str, Any], folder: Path, **values: float) -> tuple[tiny.Run, list[tuple[float, float]]]:
    """A run with one fight, and the loss fractions of attackers and defenders from which each impulse was resolved."""
    seen = []

    def watched(sides: Any, *arguments: Any, **options: Any) -> Outcome:
        seen.append(tuple(sides.cohesion.loss_fraction[:, 0].tolist()))
        return resolve_stacked(sides, *arguments, **options)

    with mock.patch.object(impulse, "resolve_stacked", watched):
        run = tiny.fight(tiny.load(war, folder, settings=tiny.settled(**(STILL | values))))
    return run, seen


def test_who_leaves_by_order_is_no_loss_to_those_who_stay(tmp_path: Path) -> None:
    """Two divisions side by side; one is called away on day 5. What the other has lost is still a few percent."""
    away = tiny.plan("b2", {"task": "hold", "place": "p2"}, {"task": "withdraw", "place": "p3", "when": {"day": 5}})
    rows = [tiny.formation(guns=60), tiny.defender(), tiny.defender(id="b2")]
    run, seen = fractions(tiny.war(formations=rows, days=9, plans=[tiny.attack("r1", "p2"), away]), tmp_path)
    left = run.events("withdraw", "b2")[0].minute
    assert run.events("contact")[0].minute < left - 2 * 1440 and not run.events("retreat")
    theirs = [each for _, each in seen]
    assert theirs == sorted(theirs) and 0.0 < theirs[-1] < 0.2
    assert theirs[-1] == pytest.approx(1.0 - run.of("men", "b1") / 10_000, rel=0.1)


def test_who_comes_later_does_not_hide_what_the_others_lost(tmp_path: Path) -> None:
    """A second division joins on day 5: together they have lost half as large a share, not nothing."""
    rows = [tiny.formation(guns=60), tiny.formation(id="r2", guns=60), tiny.defender()]
    plans = [tiny.attack("r1", "p2"), tiny.attack("r2", "p2") | {"opens": 4}]
    _, seen = fractions(tiny.war(formations=rows, days=9, plans=plans), tmp_path)
    ours = [each for each, _ in seen]
    joined = next(at for at in range(1, len(ours)) if ours[at] < ours[at - 1])
    assert ours[joined] == pytest.approx(ours[joined - 1] / 2, rel=0.2) and ours[joined:] == sorted(ours[joined:])


def test_an_engagement_that_begins_anew_has_new_luck_with_its_speed(tmp_path: Path) -> None:
    """Each `breaks_off` is followed by another draw of the speed of advance, kept until the next."""
    seen = []

    def watched(sides: Any, situation: Any, **options: Any) -> Outcome:
        seen.append(float(situation.z_advance[0]))
        return resolve_stacked(sides, situation, **options)

    war = tiny.war(tiny.defender(men=20000, guns=200), plans=[tiny.attack("r1", "p2")], days=12)
    settings = tiny.settled(advance__depth_hasty_km=500, combat__break_base_hazard=2.0)
    most = 0
    for seed in range(1, 9):
        seen.clear()
        with mock.patch.object(impulse, "resolve_stacked", watched):
            broke = len(tiny.fight(tiny.load(war, tmp_path, settings=settings), seed=seed).events("breaks_off"))
        assert broke <= len(set(seen)) <= broke + 1
        most = max(most, broke)
    assert most >= 2


def test_a_first_wave_loses_what_a_formation_of_its_size_would(tmp_path: Path) -> None:
    """Ships set down a quarter of a division; the other three quarters are at sea, and nobody shoots at them."""
    values = {"advance__depth_hasty_km": 500, "landings__minimum_force_ratio": 0}
    shipping = [{"id": "ships", "to": ["r1"], "men": 2500, "load_h": 120}]  # the second wave comes too late
    beach = tiny.defender(start={"place": "p1"}, men=4000)
    wave, small = voyage(beach, days=5, shipping=shipping), voyage(beach, days=5)
    wave["roads"][0]["km"] = small["roads"][0]["km"] = 400.0
    small["formations"][0] |= {"men": 2500, "guns": 15}
    runs = [on_the_beach(war, tmp_path / name, **values) for war, name in ((wave, "wave"), (small, "small"))]
    lost = [run.of("killed", "r1") + run.of("wounded", "r1") for run in runs]
    assert not any(run.events("closed_up") for run in runs) and lost[1] > 150
    assert lost[0] == pytest.approx(lost[1], rel=0.05)
    assert runs[0].of("guns_lost", "r1") == pytest.approx(runs[1].of("guns_lost", "r1"), rel=0.05)
    assert runs[0].of("killed", "b1") == pytest.approx(runs[1].of("killed", "b1"), rel=0.05)


def test_so_many_fall_sick_a_day_and_no_battle_does_it(tmp_path: Path) -> None:
    """Nobody fights: men x (1 - exp(-rate x days)) are gone, and with the rule off or the rate 0 nobody is."""
    war = tiny.line(plans=[], days=10)
    rate = {"rules.readiness.sick_per_1000_day": 5.0}
    ill, rule_off = (tiny.fight(tiny.load(war, tmp_path / str(on), sickness=on, settings=rate)) for on in (True, False))
    none = tiny.fight(tiny.load(war, tmp_path / "none", sickness=True, settings={"rules.readiness.sick_per_1000_day": 0.0}))
    looks = (10 * 4) - 1  # the run ends before the last one
    assert ill.of("sick", "r1") == pytest.approx(10_000 * -math.expm1(-0.005 * looks / 4), rel=1e-9)
    assert ill.of("sick", "r1") + ill.of("men", "r1") == pytest.approx(10_000) and ill.of("killed", "r1") == 0
    assert rule_off.of("sick", "r1") == none.of("sick", "r1") == 0
