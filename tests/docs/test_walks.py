"""The four walks of docs/design.md, followed through a traced run from a scenario to the pictures of its result."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pytest

from analysis.charts.supply import save_supply
from analysis.results.load import load_result
from analysis.scores.dates import score
from engine import load_scenario, simulate

DESIGN = (Path(__file__).resolve().parents[2] / "docs" / "design.md").read_text(encoding="utf-8")
RUN = ("state", "processes", "rules")
"""Rooms of the engine that a run goes in and out of: one room for a walk."""
Calls = dict[str, set[str]]
"""Function to the functions that have called it."""


class Step(NamedTuple):
    """One line of a walk; after a table or a file the next line begins anew."""

    function: str
    rests: bool

    @property
    def room(self) -> str:
        """Package and folder of the function."""
        house, room, *_ = self.function.split(".")
        return f"{house}.{'run' if room in RUN else room}"


def walks() -> Iterator[tuple[str, list[Step]]]:
    """Name and steps of every walk in the document."""
    section = DESIGN.split("\n## Four walks\n")[1].split("\n## ")[0]
    for text in section.split("\n### ")[1:]:
        name, _, lines = text.partition("\n")
        found = re.findall(r"^\d+\. `([\w.]+)` -> (.*)$", lines, re.MULTILINE)
        yield name, [Step(function, told.startswith(("table ", "file "))) for function, told in found]


WALKS = dict(walks())


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    """Who called whom in a run of the small scenario, its result, its score and a picture."""
    called: Calls = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "Agg")
        sys.setprofile(lambda frame, event, _: note(called, frame) if event == "call" else None)
        try:
            follow(tmp_path_factory.mktemp("walk"))
        finally:
            sys.setprofile(None)
    return called


def follow(folder: Path) -> None:
    """From the scenario to what its reader sees."""
    simulate(load_scenario("crossroads"), seed=1).write(folder)
    result = load_result(folder)
    score([result])
    save_supply([result], folder / "supply.png")


def note(called: Calls, frame: FrameType) -> None:
    """Count a call between functions of the project, over whatever other code lies between them."""
    name = name_of(frame)
    if name is None:
        return
    caller = frame.f_back
    while caller is not None and name_of(caller) is None:
        caller = caller.f_back
    called.setdefault(name, set()).add((caller and name_of(caller)) or "")


def name_of(frame: FrameType) -> str | None:
    """Module and name of a function of the project or of this file; comprehensions belong to their function."""
    module = frame.f_globals.get("__name__") or ""
    if not module.startswith(("engine.", "analysis.")) and frame.f_code.co_filename != __file__:
        return None
    return f"{module}.{frame.f_code.co_qualname}".split(".<locals>.<")[0]


def test_there_are_four() -> None:
    assert len(WALKS) == 4
    assert all(len(steps) >= 5 for steps in WALKS.values())


@pytest.mark.parametrize("name", WALKS)
def test_every_function_exists(name: str) -> None:
    for step in WALKS[name]:
        parts = step.function.split(".")
        at = next(
            n for n in range(len(parts), 0, -1) if importlib.util.find_spec(".".join(parts[: min(n, 2)])) and is_module(parts[:n])
        )
        found: object = importlib.import_module(".".join(parts[:at]))
        for attribute in parts[at:]:
            found = vars(found)[attribute]
        assert found is not None


def is_module(parts: list[str]) -> bool:
    """Whether dotted parts name a module."""
    try:
        return importlib.util.find_spec(".".join(parts)) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("name", WALKS)
def test_every_step_is_called_by_the_one_before_or_by_one_to_which_the_value_came_back(name: str, calls: Calls) -> None:
    reached: set[str] = set()
    for before, step in zip([None, *WALKS[name]], WALKS[name], strict=False):
        callers = calls.get(step.function, set())
        assert callers, f"{step.function} is not called in a run"
        if before is None or before.rests:
            reached = callers.copy()
        assert callers & reached, f"{step.function} is called by {sorted(callers)}, none of them further up in the walk"
        reached.add(step.function)


@pytest.mark.parametrize("name", WALKS)
def test_no_walk_enters_a_room_again_that_it_has_left(name: str, calls: Calls) -> None:
    rooms = [step.room for stretch in stretches(WALKS[name]) for step in stays(stretch, calls)]
    entered = [room for before, room in itertools.pairwise(["", *rooms]) if room != before]
    assert len(entered) == len(set(entered)), entered


def stretches(steps: list[Step]) -> Iterator[list[Step]]:
    """A walk from rest to rest."""
    stretch: list[Step] = []
    for step in steps:
        stretch.append(step)
        if step.rests:
            yield stretch
            stretch = []
    yield stretch


def stays(stretch: list[Step], calls: Calls) -> list[Step]:
    """The steps by which a value goes on; those from which it came back to a caller were visits."""
    kept: list[Step] = []
    for step in stretch:
        while kept and kept[-1].function not in calls[step.function]:
            kept.pop()
        kept.append(step)
    return kept
