"""Tables are parts of a scenario too: `places: {csv: places.csv}` stands for the list that the file holds, a row each.

Columns are the keys of the thing (`start.place` for one within another, `from` and `to` for the ends of a way); every cell knows
its line and column, so that all later checks speak of it as of any other value. What spreadsheets do to files is survived (byte
order mark, semicolons, tabs, TRUE, empty rows and cells) or told with its repair (decimal commas).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from engine.errors import Problem, ScenarioError
from engine.scenario import mistakes, schema
from engine.scenario.nearest import meant, nearest
from engine.scenario.references import LISTS
from engine.scenario.scalars import Scalar, scalar
from engine.scenario.yaml_tree import MAX_ELEMENTS, Mark, Node, mapping, read_text

KEYS = ("csv", "defaults")
SEPARATORS = ",;\t"
OF_A_LIST = "|"
"""Between the items of a cell that holds several."""
ENDS = ("from", "to")
"""Columns of a way: together its `ends`."""


class Cell(NamedTuple):
    """What stands in a table, and where."""

    text: str
    mark: Mark


def is_table(name: str, node: Node) -> bool:
    """Whether a top-level entry names a table instead of giving its list."""
    return name in LISTS and "csv" in mapping(node)


def read_table(name: str, node: Node, path: Path, shown: str) -> tuple[Node, list[Problem]]:
    """The list of things that the table at `path` holds, and what is wrong with its form. ScenarioError if it is unreadable."""
    rows = list(_rows(read_text(path, shown), shown))
    if not rows:
        raise ScenarioError([Mark(shown, 1, 1).problem("the table is empty; begin it with a line of column names")])
    table = _Table(name, rows[0], mapping(node).get("defaults"))
    items = [table.thing(row) for row in rows[1:]]
    return Node([item for item in items if item is not None], node.mark), table.problems


def _rows(text: str, shown: str) -> Iterator[list[Cell]]:
    """The rows of a table that say something, cell by cell."""
    head = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=head.count)
    for row in _cells(text, separator, shown):
        if any(cell.text for cell in row) and not row[0].text.startswith("#"):
            yield row


def _cells(text: str, separator: str, shown: str) -> Iterator[list[Cell]]:
    """Every row of a table; quotes may hold separators and line ends, a quote within them is written twice."""
    row: list[Cell] = []
    at, line, begun, elements = 0, 1, 0, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    while at <= len(text):
        mark = Mark(shown, line, at - begun + 1)
        quoted = at < len(text) and text[at] == '"'
        end = _closing(text, at, mark) if quoted else at
        stop = min((found for each in (separator, "\n") if (found := text.find(each, end)) >= 0), default=len(text))
        inner = text[at + 1 : end - 1].replace('""', '"') if quoted else ""
        row.append(Cell(f"{inner}{text[end:stop]}".strip(), mark))
        elements += 1
        if elements > MAX_ELEMENTS:
            raise ScenarioError([mark.problem(f"more than {MAX_ELEMENTS} cells; a scenario is smaller than that")])
        inside = text.count("\n", at, stop)
        line, begun = line + inside, text.rfind("\n", at, stop) + 1 if inside else begun
        if stop == len(text) or text[stop] == "\n":
            yield row
            row, line, begun = [], line + 1, stop + 1
        at = stop + 1


def _closing(text: str, at: int, mark: Mark) -> int:
    """Where the quotes that open at `at` have been closed."""
    end = at + 1
    while (end := text.find('"', end)) >= 0:
        if text[end + 1 : end + 2] != '"':
            return end + 1
        end += 2
    raise ScenarioError([mark.problem("a quote is opened here and not closed; close it, or take it out")])


class _Table:
    """A table with its header read: makes a thing of each row, and gathers what is wrong."""

    def __init__(self, name: str, header: list[Cell], defaults: Node | None):
        self.name, self.problems = name, list[Problem]()
        self.defaults = defaults
        self.known = sorted(mistakes.schema_at((name, 0), _document()).get("properties", {})) + (
            ["like"] if name == "formations" else []
        )
        self.meant: dict[str, Mark] = {}
        self.columns = [self._column(cell, [other.text for other in header[:row]]) for row, cell in enumerate(header)]
        self.marks = [cell.mark for cell in header]
        self.lacking = {path: self._missed(path) for path in self._needed() if not self._is_given(path)}

    def _column(self, cell: Cell, before: list[str]) -> tuple[str, ...] | None:
        """The keys that a column's name leads through; None for a column that cannot be read."""
        path = tuple(cell.text.split("."))
        if not cell.text or (path[0] in ENDS and "ends" in self.known):
            return path if cell.text else None
        if cell.text in before:
            self.problems.append(cell.mark.problem(f"the column '{cell.text}' is given twice; take one of the two out"))
            return None
        if path[0] not in self.known:
            names = [*(ENDS if "ends" in self.known else ()), *self.known]
            has = "has" if self.name == "history" else "have"
            text = f"{self.name} {has} no '{cell.text}'; {nearest(cell.text, names)}"
            self.problems.append(cell.mark.problem(text))
            self.meant |= dict.fromkeys(meant(cell.text, names), cell.mark)
            return None
        return path

    def _needed(self) -> Iterator[tuple[str, ...]]:
        """What the models want of each thing: keys, and where one is given in part, those within it."""
        for key in mistakes.schema_at((self.name, 0), _document()).get("required", ()):
            yield (key,)
            if self._is_given((key,)):
                yield from ((key, part) for part in mistakes.schema_at((self.name, 0, key), _document()).get("required", ()))

    def _is_given(self, path: tuple[str, ...]) -> bool:
        """Whether a column or the defaults give something at `path`; a way has its ends if it has both."""
        if path == ("ends",) and not any((end,) in self.columns for end in ENDS):
            return ("ends",) in self.columns or "ends" in mapping(self.defaults)
        if path == ("ends",):
            return all((end,) in self.columns for end in ENDS)
        inner = self.defaults
        for part in path:
            inner = mapping(inner).get(part)
        return inner is not None or any(column[: len(path)] == path for column in self.columns if column)

    def _missed(self, path: tuple[str, ...]) -> Mark:
        """Where to say that a column is missing: at the one that is probably meant, or where the header begins."""
        names = ENDS if path == ("ends",) else (".".join(path), path[0])
        return next((self.meant[name] for name in names if name in self.meant), self.marks[0])

    def thing(self, row: list[Cell]) -> Node:
        """One row as a mapping; empty cells are left out, so that defaults hold."""
        thing = Node(dict(mapping(self.defaults)), row[0].mark, dict(self.defaults.keys) if self.defaults else None)
        ends: list[Node] = []
        for place, cell in enumerate(row):
            if not cell.text:
                continue
            if place >= len(self.columns) or not self.marks[place : place + 1]:
                self.problems.append(
                    cell.mark.problem(f"this row has more cells than the {len(self.columns)} columns of the header")
                )
                break
            path = self.columns[place]
            if path and path[0] in ENDS and "ends" in self.known:
                ends.append(Node(cell.text, cell.mark))
            elif path:
                self._put(thing, path, cell, self.marks[place])
        if ends and ("ends",) not in self.lacking:
            mapping(thing)["ends"], thing.keys["ends"] = Node(list(ends), ends[0].mark), ends[0].mark
        self._note_lacking(thing)
        return thing

    def _note_lacking(self, thing: Node) -> None:
        """Have a row say where the columns that it needs are missing: once for the table, whatever the number of rows."""
        thing.lacks = {path[0]: mark for path, mark in self.lacking.items() if len(path) == 1}
        for path, mark in self.lacking.items():
            if len(path) == 2 and isinstance(inner := mapping(thing).get(path[0]), Node):
                mapping(thing)[path[0]] = Node(inner.value, inner.mark, inner.keys, {**inner.lacks, path[1]: mark})

    def _put(self, thing: Node, path: tuple[str, ...], cell: Cell, key: Mark) -> None:
        """A cell at its place within a thing."""
        for part in path[:-1]:
            inner = mapping(thing).get(part)
            made = Node(dict(mapping(inner)), cell.mark, dict(inner.keys) if inner is not None else None)
            mapping(thing)[part] = made
            thing.keys.setdefault(part, cell.mark)
            thing = made
        rule = mistakes.schema_at((self.name, 0, *path), _document())
        mapping(thing)[path[-1]], thing.keys[path[-1]] = self._value(cell, rule), key if cell.mark.line == key.line else cell.mark

    def _value(self, cell: Cell, rule: dict[str, Any]) -> Node:
        """What a cell means where the models want a text, a list, or anything else."""
        if rule.get("type") == "array":
            return Node([self._value(Cell(part.strip(), cell.mark), {}) for part in cell.text.split(OF_A_LIST)], cell.mark)
        if rule.get("type") == "string" or rule == {}:
            return Node(cell.text, cell.mark)
        value: Scalar = cell.text
        try:
            value = scalar(cell.text)
        except ValueError as error:
            self.problems.append(cell.mark.problem(str(error)))
        return Node(value, cell.mark)


def _document() -> dict[str, Any]:
    return mistakes.schema_of(schema.Scenario)
