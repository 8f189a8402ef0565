"""Controls beside the score say what they change, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import controls
from engine.scenario.loading import load_scenario

CASES = {case.name: case for case in controls.controls(load_scenario("manchuria_1945").spec, 2.0)}


def test_the_controls_of_the_campaign_are_these() -> None:
    names = ["as it stands", "orders 2 days earlier", "orders 2 days later", "no dated steps of the defence", "without supply"]
    assert list(CASES) == names and CASES["without supply"].without == ("supply",)


@pytest.mark.parametrize(
    ("name", "hour"), [("orders 2 days earlier", "1945-08-13T12:00"), ("orders 2 days later", "1945-08-17T12:00")]
)
def test_orders_move_by_two_days_and_all_that_follows_them_keeps_its_distance(name: str, hour: str, tmp_path: Path) -> None:
    spec = load_scenario(controls.changed("manchuria_1945", CASES[name], tmp_path)).spec
    assert [decision.at for decision in spec.decisions] == [hour]
    assert [message.after_h for message in spec.messages] == [
        message.after_h for message in load_scenario("manchuria_1945").spec.messages
    ]


def test_without_its_day_a_step_waits_for_its_other_conditions_alone(tmp_path: Path) -> None:
    spec = load_scenario(controls.changed("manchuria_1945", CASES["no dated steps of the defence"], tmp_path)).spec
    side = {formation.id: formation.side for formation in spec.formations}
    steps = [step for plan in spec.plans if side[plan.formation] == "japan" for step in plan.steps]
    assert not [step for step in steps if step.when and step.when.day]
    first = next(plan for plan in spec.plans if plan.id == "plan.first_area_army")
    assert len(first.steps) == 1  # what nothing but a day begins is not carried out
