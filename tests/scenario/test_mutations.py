"""Whatever is done to a scenario, it loads or is refused in lines that name a place: never another exception."""

from __future__ import annotations

import copy
import functools
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scenarios
from engine.errors import LINE_AT_MOST, ScenarioError
from engine.scenario import advice, checks, mistakes
from engine.scenario.grades import Collapse
from engine.scenario.loading import load_scenario
from engine.scenario.overlay import read_merged
from engine.scenario.schema import Scenario
from tests.effort import examples

LINE = re.compile(r"\S.*:\d+:\d+ .+|\.\.\. and \d+ more")
NUMBERS = [-1, 0, 0.5, 1e308, 10**30]
TEXTS = ["", "x", "no", "\u202e", "1" * 60]
ODD: list[Any] = [None, True, *TEXTS, *NUMBERS, [], {}, [[]], [None], {"value": 1}, {"value": "x"}, {"id": 3}]
NEW_KEYS = ["idd", "value", "include", "extends", "remove", "NaN"]
CRUMBS = [b"", b"\0", b"\xff", b"[", b"{", b":", b"\t", b"- ", b"*a", b"? ", b"9", b"a"]
BROKEN = ["{}", "[]", "a", "a: !!python/object:os.system x", "'", "? a\n: b", "a: *b", "%YAML 9.9\n---\na: 1", "\t"]
SETTINGS = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@functools.cache
def whole() -> Any:
    """The small shipped scenario as one plain document."""
    return Collapse(read_merged(scenarios.folder() / "crossroads" / "scenario.yaml")[0]).data


def spots(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every element below `data`."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, child in children for place in ((*path, key), *spots(child, (*path, key)))]


def parent_of(data: Any, path: tuple[Any, ...]) -> Any:
    """The mapping or list of `data` that holds the element at `path`."""
    return functools.reduce(lambda node, key: node[key], path[:-1], data)


def mutate(data: Any, choose: Callable[[list[Any]], Any]) -> None:
    """Change one element of `data` in place: take it out, put something odd there, or add an unknown key."""
    path = choose(spots(data))
    parent = parent_of(data, path)
    deed = choose(["delete", "replace", "insert", "double"])
    if deed == "delete":
        del parent[path[-1]]
    elif deed == "double" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
    elif deed == "insert" and isinstance(parent, dict):
        parent[choose(NEW_KEYS)] = choose(ODD)
    else:
        parent[path[-1]] = choose([*ODD, float("nan"), float("inf")])


def survives(file: Path) -> None:
    """Load `file`; a refusal must be made of short lines with positions."""
    try:
        load_scenario(file)
    except ScenarioError as error:
        assert error.problems
        for line in str(error).split("\n"):
            assert LINE.fullmatch(line), line
            assert len(line) <= LINE_AT_MOST
            assert line.isprintable()


@SETTINGS
@given(st.data())
def test_odd_documents_load_or_are_refused(tmp_path: Path, data: st.DataObject) -> None:
    document = copy.deepcopy(whole())
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(document, lambda options: data.draw(st.sampled_from(options)))
    file = tmp_path / "odd.yaml"
    file.write_text(json.dumps(document))
    survives(file)


def one_of_each_kind(data: Any) -> list[tuple[Any, ...]]:
    """The path of one element of each kind (paths differ in more than numbers), the deepest first."""
    first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for path in spots(data):
        first.setdefault(tuple(part for part in path if not isinstance(part, int)), path)
    return sorted(first.values(), key=len, reverse=True)


@pytest.mark.parametrize("odd", [True, [], {}])
@pytest.mark.parametrize("batch", range(12))
def test_an_element_of_a_wrong_type_is_left_to_the_models(batch: int, odd: Any) -> None:
    """No later check stumbles over a wrong type, whatever the kind of the element; each twelfth kind is wrong at once."""
    document = copy.deepcopy(whole())
    for path in one_of_each_kind(document)[batch::12]:
        parent_of(document, path)[path[-1]] = copy.deepcopy(odd)
    sound = mistakes.without_mistyped(document, mistakes.parsed(Scenario, document)[1])
    for check in (checks, advice):
        assert all(finding.text for finding in check.findings(sound))


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("block", range(8))
def test_thousands_of_odd_documents_load_or_are_refused(
    block: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    for seed in range(1000 * block, 1000 * (block + 1)):
        dice = random.Random(seed)
        document = copy.deepcopy(whole())
        for _ in range(dice.randint(1, 3)):
            mutate(document, dice.choice)
        file = tmp_path / "odd.yaml"
        file.write_text(json.dumps(document))
        survives(file)
    record_property("figure", "1,000 mutants of a scenario: loaded or refused in lines with positions, 0 findings")


@SETTINGS
@given(st.data())
def test_odd_bytes_load_or_are_refused(tmp_path: Path, data: st.DataObject) -> None:
    shutil.copytree(scenarios.folder() / "crossroads", tmp_path, dirs_exist_ok=True)
    file = tmp_path / data.draw(st.sampled_from(["scenario.yaml", "forces.yaml", "plans.yaml"]))
    text = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 20))] = data.draw(st.sampled_from(CRUMBS))
    file.write_bytes(bytes(text))
    survives(tmp_path / "scenario.yaml")


@pytest.mark.parametrize("text", BROKEN)
def test_known_oddities_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioError):
        load_scenario(file)
