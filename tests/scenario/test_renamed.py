"""A name that the format once used is an error that says what it is called now, at the line where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from engine.errors import ScenarioError
from engine.scenario import schema
from engine.scenario.loading import load_scenario
from engine.scenario.parameters import catalogue
from engine.scenario.renamed import RENAMED, now_called
from engine.vocabulary import EventKind, OutcomeGroup, Rule
from tests import tiny


def names_of_today() -> set[str]:
    """Every key, word, rule, parameter, kind of event and group of outcomes that is valid now."""
    keys = {key for rule in schema.Scenario.model_json_schema()["$defs"].values() for key in rule.get("properties", {})}
    words = {word for kind in (schema.Task, schema.Posture) for word in get_args(kind)}
    parameters = {name for path in catalogue() for name in (path, path.partition(".")[2])}
    return keys | set(schema.Scenario.model_fields) | words | parameters | {*map(str, (*Rule, *EventKind, *OutcomeGroup))}


def test_every_new_name_is_valid_and_no_old_one_is() -> None:
    valid = names_of_today()
    assert {new for new in RENAMED.values() if new not in valid} == set()
    assert {old for old in RENAMED if old in valid} == set()


def refused(scenario: dict[str, Any], folder: Path, **options: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        tiny.load(scenario, folder, **options)
    return "\n".join(map(str, caught.value.problems))


def test_an_old_key_names_the_new_one_and_its_line(tmp_path: Path) -> None:
    step = {"task": "withdraw", "place": "p3", "when": {"turned": True}}
    path = tmp_path / "scenario.yaml"
    path.write_text(json.dumps(tiny.war(plans=[tiny.plan("b1", step)]), indent=1))
    at = next(number for number, line in enumerate(path.read_text().splitlines(), 1) if '"turned"' in line)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    told = next(str(problem) for problem in caught.value.problems if "'turned'" in str(problem))
    assert told.startswith(f"{path}:{at}:")
    assert "may not have the key 'turned'; it is called 'outflanked' now" in told


def test_an_old_rule_names_the_new_one(tmp_path: Path) -> None:
    assert "it is called 'lorries' now" in refused(tiny.war(without=["truck_park"]), tmp_path)


def test_a_parameter_is_found_by_its_name_its_group_or_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.scenario.renamed.RENAMED", {"pace": "rate", "march.load": "supply.load"})
    assert now_called("pace", ["rate"]) == "rate"
    assert now_called("rules.march.pace", ["rules.march.rate"]) == "rules.march.rate"
    assert now_called("rules.march.load", ["rules.supply.load"]) == "rules.supply.load"
    assert now_called("march.load", ["supply.load"]) == "supply.load"
    assert now_called("pace", ["space"]) is None and now_called("other", ["rate"]) is None
