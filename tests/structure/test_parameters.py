"""Every tunable number is used by the engine, has a source, and is declared nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.processes.run import PROCESSES
from engine.scenario.parameters import CATALOGUE, Parameter
from engine.vocabulary import Rule

ENGINE = Path(__file__).resolve().parents[2] / "engine"
FEWEST_LITERAL_CHARACTERS = 4


def fields_of_a_family(node: ast.ClassDef) -> Iterator[str]:
    """The paths that a class asks for whose fields are parameters: its PREFIX and each field's name."""
    annotated = [part for part in node.body if isinstance(part, ast.AnnAssign)]
    assigned = {part.target.id: part.value for part in annotated if isinstance(part.target, ast.Name)}
    prefix = assigned.pop("PREFIX", None)
    if isinstance(prefix, ast.Constant) and prefix.value:
        yield from (re.escape(prefix.value + name) for name in assigned)


def patterns(node: ast.AST) -> Iterator[str]:
    """What the code could ask the catalogue for: plain strings, families of fields, and f-strings with any word in their gaps."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.ClassDef):
        yield from fields_of_a_family(node)
    elif isinstance(node, ast.JoinedStr):
        literal = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
        if len(literal) >= FEWEST_LITERAL_CHARACTERS:
            yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z]+" for part in node.values)


@pytest.fixture(scope="module")
def asked_for() -> re.Pattern[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ENGINE.rglob("*.py")) if "cli" not in path.parts]
    return re.compile("|".join(sorted({pattern for tree in trees for node in ast.walk(tree) for pattern in patterns(node)})))


@pytest.mark.parametrize("parameter", CATALOGUE.values(), ids=lambda parameter: parameter.path)
def test_parameter_is_used_sourced_and_in_range(parameter: Parameter, asked_for: re.Pattern[str]) -> None:
    name = parameter.path.partition(".")[2]
    assert asked_for.fullmatch(parameter.path) or asked_for.fullmatch(name), "nobody asks for it"
    assert parameter.source.strip()
    assert parameter.about.strip()
    assert parameter.unit.strip()
    assert parameter.grade in {"A", "B", "C"}
    assert parameter.low <= parameter.mode <= parameter.high


def test_what_rests_on_the_campaign_itself_has_a_twin_from_outside_and_nothing_else_has() -> None:
    for parameter in CATALOGUE.values():
        assert parameter.in_sample == (parameter.outside is not None), parameter.path
        if (twin := parameter.outside) is not None:
            assert twin.low < twin.mode < twin.high, parameter.path
            assert twin.source.strip() and twin.grade in {"A", "B", "C"}
            assert twin.high - twin.low >= 0.7 * (parameter.high - parameter.low), "less is known from outside, not more"


@pytest.mark.parametrize("rule", Rule)
def test_rule_can_be_switched_off_somewhere(rule: Rule) -> None:
    """By a question of the engine, or by the table of processes, whose kinds do not begin without their rules."""
    sources = [path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if "cli" not in path.parts]
    asked = any(f".on(Rule.{rule.name})" in source for source in sources)
    assert asked or any(rule in kind.rules for kind in PROCESSES)
