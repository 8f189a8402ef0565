"""The tutorial's scenario, its variants and the proving ground together use all that the format offers."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

import scenarios
from engine.scenario import ground, schema, supply, types
from engine.scenario.loading import load_scenario

USED_BY = [name for name in scenarios.names() if name.partition("/")[0] in ("crossroads", "proving_ground")]


def written(model: BaseModel) -> set[str]:
    """`Model.field` of every field that somewhere below `model` differs from its default."""
    found = set()
    for name in model.model_fields_set:
        value = getattr(model, name)
        found.add(f"{type(model).__name__}.{name}")
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                found |= written(item)
    return found


def test_every_field_of_the_format_is_used() -> None:
    models = [
        item
        for part in (schema, ground, supply)
        for item in vars(part).values()
        if isinstance(item, type) and issubclass(item, types.Model)
    ]
    fields = {
        f"{model.__name__}.{name}"
        for model in models
        if model not in (types.Model, types.Sourced)
        for name in model.model_fields
        if name not in types.Sourced.model_fields
    }
    used = [written(load_scenario(name).spec) for name in USED_BY]
    assert fields - set[str]().union(*used) == set()


def test_every_surface_task_posture_sky_and_rail_state_is_used() -> None:
    spec = load_scenario("crossroads").spec
    steps = [step for plan in spec.plans for step in plan.steps]
    assert {road.surface for road in spec.roads} == set(get_args(ground.Surface))
    assert {step.task for step in steps} == set(get_args(schema.Task))
    assert {step.posture for step in steps} - {None} == set(get_args(schema.Posture))
    assert {spell.sky for spell in spec.weather} == set(get_args(ground.Sky))
    assert {railway.state for railway in spec.railways} == {"operating", "closed", "lifted"}
    assert {formation.mobility for formation in spec.formations} == set(get_args(schema.Mobility))
    assert 6 <= spec.days <= 10 and len(spec.places) <= 15


def test_the_gauge_breaks_at_one_place() -> None:
    spec = load_scenario("crossroads").spec
    gauges: dict[str, set[float]] = {}
    for railway in spec.railways:
        for end in railway.ends:
            gauges.setdefault(end, set()).add(railway.gauge_mm)
    assert gauges["otterholm"] == {1435, 1520}
