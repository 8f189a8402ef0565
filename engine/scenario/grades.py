"""Graded numbers: `{value: 8800, source: ..., grade: C}` may stand wherever a number may."""

from __future__ import annotations

from engine.errors import Problem
from engine.scenario.nearest import nearest
from engine.scenario.yaml_tree import Node, Plain, mapping

KEYS = frozenset({"value", "source", "grade"})
GRADES = ("A", "B", "C")


def is_graded(node: Node) -> bool:
    """Whether `node` is a number with its origin (a thing with an `id` and a field `value` is not)."""
    value = node.value
    return isinstance(value, dict) and "value" in value and len(value) <= len(KEYS) and "id" not in value


def number_of(node: Node) -> Node:
    """The node of the number itself: within a graded one its value."""
    return mapping(node)["value"] if is_graded(node) else node


class Collapse:
    """The plain data of a tree with graded numbers reduced to their values, and the sources and grades that were taken off."""

    def __init__(self, root: Node):
        self.grades: dict[str, tuple[str, str]] = {}
        """Path of a graded number (`formations.gtc5.men`) to its source and grade."""
        self.problems: list[Problem] = []
        self.data = self._plain(root, "")

    def _plain(self, node: Node, path: str) -> Plain:
        value = node.value
        if isinstance(value, dict):
            if "value" in value and is_graded(node):
                return self._number(node, path)
            prefix = f"{path}." if path else ""
            return {key: self._plain(child, prefix + key) for key, child in value.items()}
        if isinstance(value, list):
            return [self._plain(item, f"{path}.{item_name(item, index)}") for index, item in enumerate(value)]
        return value

    def _number(self, node: Node, path: str) -> Plain:
        """The value of a graded number; its origin is noted, and what is wrong with it."""
        entries = mapping(node)
        for key in sorted(entries.keys() - KEYS):
            text = f"{path} has an unknown key '{key}'; {nearest(key, sorted(KEYS))}"
            self.problems.append(node.keys[key].problem(text))
        value = entries["value"]
        if isinstance(value.value, bool) or not isinstance(value.value, int | float):
            self.problems.append(value.mark.problem(f"{path}.value must be a number; only numbers are graded"))
        source, grade = self._text(entries, "source", path), self._text(entries, "grade", path) or "C"
        if grade not in GRADES:
            text = f"{path}.grade is '{grade}'; it must be A (documented twice), B (documented once) or C (a guess)"
            self.problems.append(entries["grade"].mark.problem(text))
        self.grades[path] = (source, grade)
        return value.value if not isinstance(value.value, dict | list) else None

    def _text(self, entries: dict[str, Node], key: str, path: str) -> str:
        node = entries.get(key)
        if node is None:
            return ""
        if not isinstance(node.value, str):
            self.problems.append(node.mark.problem(f"{path}.{key} must be text"))
            return ""
        return node.value


def item_name(item: Node, index: int) -> str:
    """How a path names an item of a list: by its id, or by its number from 0."""
    identity = mapping(item).get("id")
    return identity.value if identity is not None and isinstance(identity.value, str) else str(index)
