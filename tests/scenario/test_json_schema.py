"""The shipped JSON Schema follows the models."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import scenarios
from engine.scenario.json_schema import json_schema, study_schema
from engine.scenario.schema import Scenario
from engine.scenario.study import Study
from engine.vocabulary import Rule


def test_the_shipped_file_is_fresh() -> None:
    shipped = (scenarios.folder() / "scenario.schema.json").read_text(encoding="utf-8")
    fresh = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert shipped == fresh, "make it anew: august-storm schema > scenarios/scenario.schema.json"


def test_every_field_and_directive_may_stand_in_a_file_and_none_must() -> None:
    top = json_schema()["$defs"]["Scenario"]
    assert set(top["properties"]) == {*Scenario.model_fields, "include", "extends", "remove"}
    assert "required" not in top


def test_the_rules_to_switch_off_are_those_of_the_vocabulary() -> None:
    assert json_schema()["$defs"]["Scenario"]["properties"]["without"]["items"]["enum"] == list(Rule)


def test_every_number_may_be_graded() -> None:
    def numbers(rule: Any) -> int:
        """Numbers in `rule` that may not be graded."""
        if isinstance(rule, list):
            return sum(numbers(part) for part in rule)
        if not isinstance(rule, dict):
            return 0
        if any("Graded" in str(option) for option in rule.get("anyOf", [])):
            return 0
        return int(rule.get("type") in ("number", "integer")) + sum(numbers(part) for part in rule.values())

    definitions = {name: rule for name, rule in json_schema()["$defs"].items() if name != "Graded"}
    assert numbers(definitions) == 0
    assert "Graded" in str(definitions["Place"]["properties"]["lat"])


def test_an_overlay_needs_no_more_than_an_id() -> None:
    definitions = json_schema()["$defs"]
    assert definitions["FormationPart"]["required"] == ["id"]
    assert definitions["FormationPart"]["properties"]["start"]["$ref"] == "#/$defs/StartPart"
    assert "required" not in definitions["StartPart"]
    assert "place" in definitions["Start"]["required"]
    assert definitions["PlanPart"]["properties"]["steps"]["items"]["$ref"] == "#/$defs/Step"
    assert {"type": "null"} in definitions["PlanPart"]["properties"]["follows_km"]["anyOf"]
    assert "minItems" in definitions["PlanPart"]["properties"]["steps"]
    assert not [option for option in definitions["ScenarioPart"]["properties"]["places"]["anyOf"] if "minItems" in option]


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(json_schema())
    names = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert names <= set(json_schema()["$defs"])


def test_the_schema_of_studies_is_fresh_and_knows_every_field() -> None:
    shipped = (scenarios.folder() / "study.schema.json").read_text(encoding="utf-8")
    assert shipped == json.dumps(study_schema(), indent=2, ensure_ascii=False) + "\n"
    assert set(study_schema()["properties"]) == set(Study.model_fields)


@pytest.mark.parametrize("made", [json_schema, study_schema], ids=["scenario", "study"])
def test_strict_validators_compile_the_schema(made: Callable[[], dict[str, Any]]) -> None:
    """They want a type beside `properties` and `required`, and every key that is required to be a property."""
    schema = made()

    def loose(rule: Any) -> list[Any]:
        if isinstance(rule, list):
            return [found for part in rule for found in loose(part)]
        if not isinstance(rule, dict):
            return []
        mine = []
        if "properties" in rule or "required" in rule:
            known = rule.get("properties", {})
            mine = [] if rule.get("type") == "object" and set(rule.get("required", [])) <= set(known) else [rule]
        parts = [
            *rule.get("properties", {}).values(),
            *(part for key, part in rule.items() if key not in ("properties", "default")),
        ]
        return mine + [found for part in parts for found in loose(part)]

    definitions = [*schema["$defs"].values(), {key: part for key, part in schema.items() if key != "$defs"}]
    assert [found for rule in definitions for found in loose(rule) if "then" not in found] == []
