"""Typical formations: `like: british_1945.infantry_division` fills what an author leaves out, each number with its origin.

The catalogue is a table beside the shipped scenarios. It gives what belongs to a type (echelon, branch, mobility, men, machines,
tonnes of a fill and of an ammunition unit); lorries are left to the usual numbers that stand in wherever none are counted.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import scenarios
from engine.errors import Problem
from engine.scenario.nearest import nearest
from engine.scenario.scalars import scalar
from engine.scenario.yaml_tree import Mark, Node, mapping, sequence

FILE = "typical_formations.csv"
WORDS = ("echelon", "branch", "mobility")
COUNTED = ("men", "tanks", "guns", "anti_tank_guns", "horses")
"""Numbers of the establishment, with the grade of their row."""
WEIGHED = ("fill_t", "km_per_fill", "bk_t")
"""Numbers worked out from vehicles and weapons: grade C in every row."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every typical formation by its id, as its row of the table."""
    with (scenarios.folder() / FILE).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def filled(root: Node) -> tuple[Node, list[Problem]]:
    """The tree with the formations that are `like` a typical one completed, and what is wrong with their names."""
    formations = mapping(root).get("formations")
    items = sequence(formations)
    if formations is None or not any("like" in mapping(item) for item in items):
        return root, []
    problems: list[Problem] = []
    done = Node([_completed(item, problems) for item in items], formations.mark)
    return Node({**mapping(root), "formations": done}, root.mark, root.keys), problems


def _completed(item: Node, problems: list[Problem]) -> Node:
    """A formation with what its type gives wherever it says nothing itself."""
    like = mapping(item).get("like")
    if like is None:
        return item
    row = catalogue().get(like.value) if isinstance(like.value, str) else None
    if row is None:
        advice = nearest(str(like.value), sorted(catalogue()))
        problems.append(like.mark.problem(f"like is '{like.value}', which is no typical formation; {advice} (`list types`)"))
        return _without_like(item, {})
    return _without_like(item, _given(row, like.mark))


def _given(row: Mapping[str, str], mark: Mark) -> dict[str, Node]:
    """What a row gives, with source and grade where it is a number."""
    given = {key: Node(row[key], mark) for key in WORDS}
    for key in (*COUNTED, *WEIGHED):
        number = scalar(row[key] or "0")
        if number or key == "men":
            given[key] = _graded(number, row, "C" if key in WEIGHED else row["grade"], mark)
    return given


def _graded(number: object, row: Mapping[str, str], grade: str, mark: Mark) -> Node:
    source = f"typical {row['name']}, {row['army']} {row['years']}: {row['source']}"
    parts = {"value": number, "source": source, "grade": grade}
    return Node({key: Node(part, mark) for key, part in parts.items()}, mark)  # type: ignore[arg-type]


def _without_like(item: Node, given: dict[str, Node]) -> Node:
    own = {key: value for key, value in mapping(item).items() if key != "like"}
    if "guns" in own:  # of other guns than the type's nobody knows how many stop tanks
        given = {key: value for key, value in given.items() if key != "anti_tank_guns"}
    return Node({**given, **own}, item.mark, dict(item.keys), item.lacks)
