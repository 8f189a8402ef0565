"""Files of orders with a date, laid on top of a scenario: what a branch or a study decides otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.errors import EngineError, Problem
from engine.scenario import shipped
from engine.scenario.nearest import nearest
from engine.scenario.origins import dotted
from engine.scenario.schema import Order
from engine.scenario.yaml_tree import Node, mapping, read_tree, sequence

LISTS = ("orders", "allocations")
KEYS = ("format", *LISTS)


def add_orders(root: Node, file: Path | str) -> list[Problem]:
    """Put the orders and allocations of a file behind those of a scenario's tree; each keeps its line. Returns what is wrong
    with the file's form.

    Raises ScenarioError where it cannot be read."""
    path, shown = Path(file), shipped.shown(Path(file).absolute())
    try:
        there = "\0" not in str(file) and path.is_file()
    except OSError:
        there = False
    if not there:
        return [Problem(str(file), 0, 0, "there is no such file of orders; give a YAML file with the key orders:")]
    tree, problems = read_tree(path, shown)
    if not isinstance(tree.value, dict):
        return [*problems, tree.mark.problem("a file of orders is a mapping; start with `format: 1`, then orders:")]
    given = mapping(tree)
    for key in given:
        if key not in KEYS:
            problems.append(tree.keys[key].problem(f"a file of orders has no '{key}'; {nearest(key, KEYS)}"))
    if "format" not in given or given["format"].value not in (1, "1"):
        mark = given["format"].mark if "format" in given else tree.mark
        problems.append(mark.problem("a file of orders says which format it has; write format: 1"))
    lists = {name: given[name] for name in LISTS if name in given}
    for name in [name for name, node in lists.items() if not sequence(node)]:
        problems.append(lists[name].mark.problem(f"{name} must be a list that is not empty"))
    if not lists:
        problems.append(tree.mark.problem("orders must be a list of orders: id, sender, to, day and steps of each"))
    problems += [
        item.mark.problem("an allocation in a file of orders is issued; give its sender: a headquarters, or the side")
        for item in sequence(lists.get("allocations"))
        if "sender" not in mapping(item)
    ]
    for name, node in lists.items():
        before = mapping(root).get(name)
        mapping(root)[name] = Node([*(sequence(before) if before else ()), *sequence(node)], node.mark)
    return problems


def order_of(fields: Mapping[str, Any]) -> Order:
    """The order of these fields, as code gives it. EngineError where it is none."""
    try:
        return Order.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EngineError(f"{dotted(first['loc'])}: {first['msg']}") from None
