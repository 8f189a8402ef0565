"""The shipped JSON Schema follows the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
import yaml
from jsonschema_specifications import REGISTRY

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


FOLDER = scenarios.folder()


class AsWritten(yaml.CSafeLoader):
    """YAML whose times stay text, as a scenario has them."""


AsWritten.yaml_implicit_resolvers = {
    letter: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for letter, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def validators() -> dict[str, jsonschema.Draft202012Validator]:
    made = {"scenario": json_schema(), "study": study_schema()}
    return {name: jsonschema.Draft202012Validator(schema) for name, schema in made.items()}


def read(name: str) -> Any:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), AsWritten)  # noqa: S506


def vocabulary(rule: Any) -> Iterator[str]:
    """Every keyword of a schema, as a strict validator meets it: names of properties and definitions are none."""
    if isinstance(rule, list):
        yield from (word for part in rule for word in vocabulary(part))
    elif isinstance(rule, dict):
        yield from rule
        for key, part in rule.items():
            if key in ("properties", "patternProperties", "$defs"):
                yield from (word for each in part.values() for word in vocabulary(each))
            elif key not in ("default", "enum", "const", "required", "examples"):
                yield from vocabulary(part)


@pytest.mark.parametrize("name", ["scenario", "study"])
def test_a_validator_that_is_strict_about_keywords_knows_all_of_the_schema(
    name: str, validators: dict[str, jsonschema.Draft202012Validator]
) -> None:
    """Those of the dialect's own meta-schemas: a misspelt keyword would be ignored by most, and refused by strict ones."""
    parts = ("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
    base = "https://json-schema.org/draft/2020-12/meta/"
    known = {word for part in parts for word in REGISTRY.contents(base + part)["properties"]}
    assert set(vocabulary(validators[name].schema)) <= known


def test_every_shipped_file_of_two_scenarios_and_a_study_are_valid_by_the_schema(
    validators: dict[str, jsonschema.Draft202012Validator],
) -> None:
    files = [path for name in ("crossroads", "proving_ground") for path in sorted((FOLDER / name).rglob("*.yaml"))]
    wrong = {}
    for path in files:
        name = str(path.relative_to(FOLDER))
        validator = validators["study" if "studies" in path.parts else "scenario"]
        wrong[name] = [error.message for error in validator.iter_errors(read(name))]
    assert len(wrong) > 20 and {name: told for name, told in wrong.items() if told} == {}


MISTAKEN: dict[str, tuple[list[str | int], Any]] = {
    "a key that is none": (["dayss"], 3),
    "a key inside a thing": (["places", 0, "latt"], 3.0),
    "text for a number": (["places", 0, "lat"], "north"),
    "a number out of bounds": (["places", 0, "lat"], 100),
    "a grade that is none": (["places", 0, "lat"], {"value": 45, "grade": "D"}),
    "a surface that is none": (["roads", 0, "surface"], "motorway"),
}


@pytest.mark.parametrize("name", MISTAKEN)
def test_a_mistake_is_refused_by_the_schema(name: str, validators: dict[str, jsonschema.Draft202012Validator]) -> None:
    path, value = MISTAKEN[name]
    whole = read("crossroads/network.yaml")
    assert validators["scenario"].is_valid(whole)
    at = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert not validators["scenario"].is_valid(whole)
