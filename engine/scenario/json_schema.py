"""The JSON Schema of a scenario file, so that editors complete and check what is written.

It follows the models, but a file may be a part: any number may be graded, nothing is required at the top level, and in
a file that extends another, things that are named by an id may give a part of their fields.
"""

from __future__ import annotations

import copy
from typing import Any

from engine.scenario import typical
from engine.scenario.grades import GRADES
from engine.scenario.references import LISTS
from engine.scenario.schema import Scenario
from engine.vocabulary import Rule

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = "#/$defs/"
IDS = {"type": "array", "items": {"type": "string"}}
DIRECTIVES: Schema = {
    "include": {**IDS, "description": "Files below this folder that belong to the scenario; their lists are joined."},
    "extends": {"type": "string", "description": "A scenario (../scenario.yaml, or a shipped name) that this file is laid over."},
    "remove": {"type": "object", "additionalProperties": IDS, "description": "Ids to take out of the extended scenario's lists."},
}


TABLE: Schema = {
    "type": "object",
    "description": "A table whose columns are the keys of the things, a row each.",
    "required": ["csv"],
    "properties": {
        "csv": {"type": "string", "description": "A file beside or below this one."},
        "defaults": {"type": "object", "description": "What holds where a row has nothing."},
    },
    "additionalProperties": False,
}


def json_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of a scenario file, a part of one or an overlay."""
    models = Scenario.model_json_schema()
    whole = {name: _graded(rule) for name, rule in models.pop("$defs").items()}
    _or_like(whole["Formation"])
    top = _graded(models)
    top["properties"] = {**DIRECTIVES, **top["properties"]}
    top.pop("required")
    top["properties"] = {name: _or_table(rule) if name in LISTS else rule for name, rule in top["properties"].items()}
    top["properties"]["without"]["items"] = {"enum": [str(rule) for rule in Rule], "type": "string"}
    partial = {f"{name}Part": _partial(rule, whole) for name, rule in whole.items()}
    return {
        "$schema": DIALECT,
        "title": "A scenario file",
        "if": {"type": "object", "required": ["extends"], "properties": {"extends": True}},
        "then": {"$ref": f"{DEFINITIONS}ScenarioPart"},
        "else": {"$ref": f"{DEFINITIONS}Scenario"},
        "$defs": {**whole, **partial, "Scenario": top, "ScenarioPart": _partial(top, whole), "Table": TABLE, **_numbers()},
    }


def study_schema() -> Schema:
    """The JSON Schema of a study file."""
    from engine.scenario.study import Study

    models = Study.model_json_schema()
    whole = {name: _graded(rule) for name, rule in models.pop("$defs").items()}
    return {"$schema": DIALECT, **_graded(models), "title": "A study file", "$defs": {**whole, **_numbers()}}


def _or_like(formation: Schema) -> None:
    """A formation may be like a typical one, and then says itself only what is its own."""
    formation["properties"]["like"] = {"type": "string", "description": "A typical formation, as `list types` names it."}
    given = [key for key in formation["required"] if key in (*typical.WORDS, *typical.COUNTED)]
    formation["required"] = [key for key in formation["required"] if key not in given]
    formation["anyOf"] = [
        {"type": "object", "required": keys, "properties": dict.fromkeys(keys, True)} for keys in (["like"], given)
    ]


def _or_table(rule: Schema) -> Schema:
    """The rule of a list that a table may give as well."""
    outside = {key: value for key, value in rule.items() if key in ("default", "description", "title")}
    inside = {key: value for key, value in rule.items() if key not in outside}
    return {**outside, "anyOf": [inside, {"$ref": f"{DEFINITIONS}Table"}]}


def _numbers() -> Schema:
    """The definition of a number's origin, which each graded number adds its own limits to."""
    return {
        "Graded": {
            "type": "object",
            "title": "Graded number",
            "required": ["value"],
            "properties": {
                "value": {"type": "number"},
                "source": {"type": "string", "description": "Where the number comes from."},
                "grade": {"enum": list(GRADES), "description": "A documented twice, B documented once, C a guess."},
            },
            "additionalProperties": False,
        }
    }


def _graded(rule: Any) -> Any:
    """The rule with every number also accepted as `{value, source, grade}`."""
    if isinstance(rule, list):
        return [_graded(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    return _graded_number(rule) if rule.get("type") in ("number", "integer") else _graded_mapping(rule)


def _graded_mapping(rule: dict[str, Any]) -> dict[str, Any]:
    kept = {key: part for key, part in rule.items() if not (key == "title" and isinstance(part, str))}
    return {key: part if key in ("default", "required", "enum") else _graded(part) for key, part in kept.items()}


def _graded_number(rule: dict[str, Any]) -> dict[str, Any]:
    limits = {key: value for key, value in rule.items() if key not in ("title", "default", "description")}
    words = {key: value for key, value in rule.items() if key not in limits}
    graded = {"type": "object", "$ref": f"{DEFINITIONS}Graded", "properties": {"value": limits}}
    return {**words, "anyOf": [limits, graded]}


def _partial(rule: Schema, whole: Schema) -> Schema:
    """The rule of an overlay's part: only the id is required, and what merges by id or by key is partial as well."""
    part = copy.deepcopy(rule)
    required = [name for name in part.pop("required", []) if name == "id"]
    part.pop("anyOf", None)
    if required:
        part["required"] = required
    for field in part.get("properties", {}).values():
        for option in [field, *field.get("anyOf", [])]:
            _refer_to_part(option, whole, only_with_id=False)
            _refer_to_part(option.get("items", {}), whole, only_with_id=True)
            if str(option.get("items", {}).get("$ref", "")).endswith("Part"):
                option.pop("minItems", None)  # what merges by id may give a few
        if "anyOf" in field and {"type": "null"} not in field["anyOf"]:
            field["anyOf"] = [*field["anyOf"], {"type": "null"}]  # takes the field out again
    return part


def _refer_to_part(rule: Any, whole: Schema, only_with_id: bool) -> None:
    """Redirects a reference to a model to its partial form; items of a list only if they merge by id."""
    if not isinstance(rule, dict) or "$ref" not in rule or rule["$ref"] in (f"{DEFINITIONS}Graded", f"{DEFINITIONS}Table"):
        return
    target = whole[rule["$ref"].removeprefix(DEFINITIONS)]
    if not only_with_id or "id" in target.get("properties", {}):
        rule["$ref"] += "Part"
