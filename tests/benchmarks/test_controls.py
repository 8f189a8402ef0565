"""Controls beside the score say what they change, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks import controls
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Scenario
from tests.shipped import loaded


def manchuria() -> Scenario:
    return loaded("manchuria_1945").spec


@cache
def cases() -> dict[str, controls.Case]:
    """The controls by their names; made when the first test asks, for the campaign is dear to read."""
    return {case.name: case for case in controls.controls(manchuria(), 2.0)}


def test_the_controls_of_the_campaign_are_these() -> None:
    names = ["as it stands", "orders 2 days earlier", "orders 2 days later", "no dated steps of the defence", "without supply"]
    assert list(cases()) == names and cases()["without supply"].without == ("supply",)


@pytest.mark.parametrize(
    ("name", "hour"), [("orders 2 days earlier", "1945-08-13T12:00"), ("orders 2 days later", "1945-08-17T12:00")]
)
def test_orders_move_by_two_days_and_all_that_follows_them_keeps_its_distance(name: str, hour: str, tmp_path: Path) -> None:
    spec = load_scenario(controls.changed("manchuria_1945", cases()[name], tmp_path)).spec
    assert [decision.at for decision in spec.decisions] == [hour]
    assert [message.after_h for message in spec.messages] == [message.after_h for message in manchuria().messages]


def test_without_its_day_a_step_waits_for_its_other_conditions_alone(tmp_path: Path) -> None:
    spec = load_scenario(controls.changed("manchuria_1945", cases()["no dated steps of the defence"], tmp_path)).spec
    side = {formation.id: formation.side for formation in spec.formations}
    steps = [step for plan in spec.plans if side[plan.formation] == "japan" for step in plan.steps]
    assert not [step for step in steps if step.when and step.when.day]
    first = next(plan for plan in spec.plans if plan.id == "plan.first_area_army")
    assert len(first.steps) == 1  # what nothing but a day begins is not carried out
