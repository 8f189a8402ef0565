"""A file is one concept and fits a few screens; a function is short."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path for part in ("august_storm", "engine", "analysis", "scenarios", "benchmarks") for path in (ROOT / part).rglob("*.py")
)
LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 50


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_there_is_something_to_measure() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short_and_so_are_its_functions(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_FILE
    long = {node.name: node.end_lineno - node.lineno + 1 for node in functions(path)}
    assert {name: lines for name, lines in long.items() if lines > LINES_OF_A_FUNCTION} == {}


def test_no_module_is_a_drawer() -> None:
    assert [path.name for path in FILES if path.stem in {"utils", "util", "helpers", "helper", "common", "misc"}] == []


def test_public_functions_of_the_rules_say_what_they_return() -> None:
    undocumented = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in FILES
        if "rules" in path.parts
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert undocumented == []
