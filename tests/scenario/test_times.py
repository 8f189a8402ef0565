"""Times and dates of the schema know the calendar, every one of them: the fields are found by reflection, none by hand."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from engine.scenario import schema
from engine.scenario.types import Date, FromTime, LocalTime, ToTime
from tests.scenario.copies import problems

MINUTE = ("1945-13-40T10:00", "1990-05-01T06:30")
EXAMPLES = {LocalTime: MINUTE, FromTime: MINUTE, ToTime: MINUTE, Date: ("1945-02-29", "1990-05-01")}
Path_ = tuple[str, ...]


def kinds_in(hint: Any) -> Iterator[Any]:
    """`hint` and everything that it is made of, `Annotated` kept whole."""
    yield hint
    for part in typing.get_args(hint):
        yield from kinds_in(part)


def fields(model: type[BaseModel], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every time or date below a model: the keys that lead to it and its kind; a list counts as its first item."""
    for name, hint in typing.get_type_hints(model, include_extras=True).items():
        for kind in kinds_in(hint):
            if kind in EXAMPLES:
                yield (*path, name), kind
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields(kind, (*path, name))


FIELDS = dict(fields(schema.Scenario))


def test_reflection_finds_the_times_of_every_part() -> None:
    found = {".".join(path) for path in FIELDS}
    assert {"start", "absences.until", "decisions.since", "history.latest", "weather.to_date"} <= found
    assert {FIELDS[path] for path in FIELDS} == set(EXAMPLES)


def listed(path: Path_) -> bool:
    """Whether the first key of a path holds a list."""
    return typing.get_origin(typing.get_type_hints(schema.Scenario)[path[0]]) is list


@pytest.mark.parametrize("path", list(FIELDS), ids=".".join)
def test_a_time_that_does_not_exist_is_refused_at_its_place(tmp_path: Path, path: Path_) -> None:
    wrong, example = EXAMPLES[FIELDS[path]]
    assert len(path) <= 2, "write a deeper document here"
    text = f"format: 1\n{path[0]}: {wrong}\n" if len(path) == 1 else f"format: 1\n{path[0]}:\n  - {path[1]}: {wrong}\n"
    column = len(f"{path[0]}: ") + 1 if len(path) == 1 else len(f"  - {path[1]}: ") + 1
    (tmp_path / "scenario.yaml").write_text(text)
    shown = path[0] if len(path) == 1 else f"{path[0]}[0].{path[1]}"
    at = (2, column) if len(path) == 1 else (3, column)
    assert len(path) == 1 or listed(path)
    wanted = f"{shown} is '{wrong}', which is not in the calendar (years 1000-8999); write it as {example}"
    assert [(found.line, found.column) for found in problems(tmp_path) if found.text == wanted] == [at]


@pytest.mark.parametrize(
    "text", ["1990-05-01 06:30", "1990-05-01T24:00", "1990-05-01T06:60", "0999-12-31T00:00", "9000-01-01T00:00"]
)
def test_times_outside_the_calendar_and_its_spelling_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "scenario.yaml").write_text(f"format: 1\nstart: '{text}'\n")
    found = [problem.text for problem in problems(tmp_path) if problem.text.startswith("start is")]
    assert len(found) == 1
    assert "1990-05-01T06:30" in found[0]


def test_an_absence_until_a_day_that_does_not_exist_is_refused_where_it_once_ended_in_a_traceback(tmp_path: Path) -> None:
    from tests.scenario.copies import changed, copied

    folder = copied(tmp_path)
    at = changed(folder, "plans.yaml", "plans:", "absences:\n  - {formation: n_army, until: @@1945-13-40T10:00}\nplans:")
    (found,) = problems(folder)
    assert (found.line, found.column) == at
    assert found.text.startswith("absences[1].until is '1945-13-40T10:00', which is not in the calendar")
