"""What changes in a run stands in `engine.state` and changes through its verbs; processes hold facts and read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.vocabulary import Cause
from tests import tiny

PROCESSES = Path(__file__).resolve().parents[2] / "engine" / "processes"
FILES = sorted(PROCESSES.rglob("*.py"))
KEPT = {
    ("gather.py", "_lineups"),
    ("gather.py", "_supports"),
    ("gather.py", "_days"),
    ("depth.py", "_last_leg"),
    ("depth.py", "_near"),
    ("friction.py", "_link_pace"),
    ("air_war.py", "_reach"),
    ("today.py", "_link_list"),
    ("today.py", "_until_minute"),
    ("lines.py", "_to_all"),
    ("lines.py", "_found"),
}
"""What processes keep because it is dear to compute again, and would come out the same."""
CHANGING = {
    "append",
    "add",
    "pop",
    "update",
    "remove",
    "discard",
    "setdefault",
    "extend",
    "clear",
    "insert",
    "at",
    "sort",
    "fill",
}
OF_PROCESSES = {"clock.py", "campaign.py"}
"""The clock and the list of processes are no state of the war."""


def chain(node: ast.AST) -> list[str]:
    """Names along `a.b[c].d`, outermost first: a, b, d."""
    names: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return [*([node.id] if isinstance(node, ast.Name) else []), *reversed(names)]


def written(tree: ast.AST) -> Iterator[tuple[ast.AST, list[str]]]:
    """Every place that is assigned to, or changed by a method of lists, sets, dicts and arrays."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
            targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
            for target in targets:
                for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                    if isinstance(each, ast.Attribute | ast.Subscript):
                        yield each, chain(each)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            yield node, chain(node.func.value)


def of_state(names: list[str], aliases: set[str]) -> bool:
    return "state" in names[:-1] or names[:1] in [[alias] for alias in aliases]


def state_names(tree: ast.AST) -> set[str]:
    """Local names that stand for the state or one of its tables: `s = c.state`, `done, rates = c.state.railways, ...`."""
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            target = node.targets[0]
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))  # type: ignore[arg-type]
            found |= {
                name.id
                for name, value in pairs
                if isinstance(name, ast.Name) and isinstance(value, ast.Attribute | ast.Subscript) and "state" in chain(value)
            }
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROCESSES)))
def test_a_process_writes_to_no_table_and_keeps_no_state(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aliases = state_names(tree)
    past_the_door = [".".join(names) for _, names in written(tree) if of_state(names, aliases)]
    assert past_the_door == []
    if path.name in OF_PROCESSES:
        return
    born = {id(node) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name == "__init__" for node in ast.walk(f)}
    kept = [names[1] for node, names in written(tree) if names[0] == "self" and id(node) not in born]
    assert {(path.name, name) for name in kept} <= KEPT


def test_what_is_kept_is_kept_somewhere() -> None:
    """The list of what may be kept names nothing that is not."""
    for name, attribute in KEPT:
        (path,) = PROCESSES.rglob(name)
        assert f"self.{attribute}" in path.read_text(encoding="utf-8")


def test_the_column_of_status_is_written_by_the_state_alone(tmp_path: Path) -> None:
    state = tiny.fight(tiny.load(tiny.war(), tmp_path), last_day=1).campaign.state
    for view in (state.fights, state.in_play, state.standing.status):
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 0
    state.leave_war(0, 1440, Cause.SPENT, prisoners=False)
    assert not state.fights[0] and not state.in_play[0] and state.standing.has_left(0)
    assert np.array_equal(state.in_play, state.standing.status == 0)
