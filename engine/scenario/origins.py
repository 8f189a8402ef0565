"""Where each element of a scenario was written: from a location in the model back to file, line and column."""

from __future__ import annotations

from engine.errors import Problem
from engine.scenario.grades import number_of
from engine.scenario.yaml_tree import Mark, Node

Loc = tuple[str | int, ...]


class Origins:
    """The positions of a scenario's elements, through includes, overlays and settings."""

    def __init__(self, root: Node):
        self._root = root

    def problem(self, loc: Loc, text: str, *, key: bool = False, warning: bool = False) -> Problem:
        """`text` as a mistake or a warning at the element `loc`, such as `("roads", 3, "km")`, or at its key."""
        return self.mark(loc, key=key).problem(text, warning=warning)

    def mark(self, loc: Loc, *, key: bool = False) -> Mark:
        """The position of the value at `loc`, or of its key; the nearest parent's where it is not written."""
        node, key_mark = self._root, self._root.mark
        for part in loc:
            child = _child(node, part)
            if child is None:
                return node.mark
            key_mark = node.keys.get(str(part), child.mark)
            node = child
        return key_mark if key else number_of(node).mark

    def header(self, loc: Loc) -> Mark | None:
        """The header of the table whose rows need a column for the key at the end of `loc` and have none; None for any other."""
        node: Node | None = self._root
        for part in loc[:-1]:
            node = _child(node, part) if node is not None else None
        return node.lacks.get(str(loc[-1])) if node is not None and loc else None


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(str(part))
    if isinstance(node.value, list) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part]
    return None


def dotted(loc: Loc) -> str:
    """`loc` as a person writes it: `formations[3].start.place`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")
