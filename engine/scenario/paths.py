"""The grammar of a path: `rules.march.foot_km_day`, `formations.gtc5.start.fuel_fills`, `days`."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Problem
from engine.scenario.grades import is_graded, item_name
from engine.scenario.nearest import nearest
from engine.scenario.overlay import has_ids
from engine.scenario.scalars import scalar
from engine.scenario.schema import Scenario
from engine.scenario.yaml_tree import Mark, Node, sequence

RESERVED = {"outcomes": "outcomes are results of a run; only a scenario's values can be set"}


class PathError(ValueError):
    """A path that names nothing, with what would."""


def apply(root: Node, settings: Mapping[str, str | float]) -> tuple[dict[str, float], list[Problem]]:
    """The numbers set in the tree `root`, whose own mapping is changed, by path, and what is wrong with the others."""
    done: dict[str, float] = {}
    problems: list[Problem] = []
    for path, written in sorted(settings.items()):
        mark = Mark(f"--set {path}", 0, 0)
        try:
            value = _number(written)
            assign(root, path, Node(value, mark))
            done[path] = float(value)
        except PathError as error:
            problems.append(mark.problem(str(error)))
    return done, problems


def _number(written: str | float) -> int | float:
    """The finite number that was given, as an int where it is whole."""
    try:
        value = scalar(written) if isinstance(written, str) else written
    except ValueError as error:
        raise PathError(str(error)) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PathError(f"'{written}' is no number; numbers are set here, all else in a file with extends:")
    if not math.isfinite(value):
        raise PathError(f"{value} is no quantity; give a finite number")
    return int(value) if value == int(value) else value


def assign(root: Node, path: str, leaf: Node) -> None:
    """Puts `leaf` at `path`; raises PathError if the path names nothing that can be set."""
    parts = path.split(".")
    if not all(parts):
        raise PathError("a path is made of names with single dots between them, such as rules.march.foot_km_day")
    if parts[0] in RESERVED:
        raise PathError(RESERVED[parts[0]])
    if parts[0] not in Scenario.model_fields:
        raise PathError(f"a scenario has no '{parts[0]}'; {nearest(parts[0], sorted(Scenario.model_fields))}")
    node = root
    step = _steps(root, parts)
    for following in step:
        node = _entered(node, following, leaf)


@dataclass(frozen=True)
class _Step:
    """One step down the tree: into which key or row, and whether it is the last."""

    key: str | int
    last: bool
    walked: str


def _steps(root: Node, parts: list[str]) -> Iterator[_Step]:
    """The steps from `root` along `parts`; ids may hold dots, so the longest id that fits is taken."""
    node, at = root, 0
    while at < len(parts):
        key: str | int
        if isinstance(node.value, list):
            key, used = _row(node, parts, at)
        else:
            key, used = parts[at], 1
        at += used
        yield _Step(key, at == len(parts), ".".join(parts[:at]))
        node = _child(node, key)


def _child(node: Node, key: str | int) -> Node:
    if isinstance(node.value, dict):
        return node.value[str(key)]
    return sequence(node)[int(key)]


def _row(node: Node, parts: list[str], at: int) -> tuple[int, int]:
    """The index in a list that the next parts name, and how many parts the name has."""
    names = [item_name(item, index) for index, item in enumerate(sequence(node))]
    for end in range(len(parts), at, -1):
        name = ".".join(parts[at:end])
        if name in names:
            return names.index(name), end - at
    what = "id" if has_ids(node) else "number (they count from 0)"
    raise PathError(f"{'.'.join(parts[:at])} has no {what} '{parts[at]}'; {nearest(parts[at], names)}")


def _entered(node: Node, step: _Step, leaf: Node) -> Node:
    """The node one step down; the last one is replaced by `leaf`, a missing one on the way becomes a mapping.

    Nodes on the way are replaced by copies: what was read from a file is shared."""
    if isinstance(node.value, list):
        row = int(step.key)
        if step.last:
            _check_leaf(node.value[row], step)
        node.value[row] = leaf if step.last else _copy(node.value[row])
        return node.value[row]
    if not isinstance(node.value, dict) or is_graded(node):
        raise PathError(f"{step.walked.rpartition('.')[0]} is a single value; the path ends there")
    key = str(step.key)
    if step.last:
        _check_leaf(node.value.get(key), step)
        node.value[key], node.keys[key] = leaf, leaf.mark
    elif key not in node.value or node.value[key].value is None:
        node.value[key], node.keys[key] = Node({}, leaf.mark), leaf.mark
    else:
        node.value[key] = _copy(node.value[key])
    return node.value[key]


def _copy(node: Node) -> Node:
    """The same node with a list or mapping of its own; what stands in it is shared."""
    return Node(copy.copy(node.value), node.mark, dict(node.keys), node.lacks)


def _check_leaf(node: Node | None, step: _Step) -> None:
    """Raises PathError if a list or mapping stands where a number should."""
    if node is None or is_graded(node) or not isinstance(node.value, list | dict):
        return
    names = [item_name(item, i) for i, item in enumerate(node.value)] if isinstance(node.value, list) else list(node.value)
    raise PathError(f"{step.walked} is no number but {len(names)} things; go on with one of them: {', '.join(names[:6])}")
