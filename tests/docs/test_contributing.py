"""CONTRIBUTING.md names files, functions, switches and parameters that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.scenario.parameters import catalogue
from engine.vocabulary import Cause, EventKind, Rule
from tests.docs.test_documents import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NEW = {"engine/rules/mines.py", "engine/scenario/parameters/mines.yaml"}
"""What the page says would be new."""
PATHS = sorted({path for path in re.findall(r"`([\w./]+/[\w.]*)`", TEXT) if "." in path or path.endswith("/")} - NEW)
NAMED = sorted(set(re.findall(r"`(\w+)`[^`.;:]* (?:in|of)\s+`([\w/]+\.(?:py|toml))`", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_names_stand_in_the_files_that_are_named_for_them(name: str, path: str) -> None:
    assert re.search(rf"\b{name}\b", (ROOT / path).read_text(encoding="utf-8"))


def test_the_example_is_followed_truly() -> None:
    assert {("set_over", "engine/processes/movement/crossings.py"), ("PROCESSES", "engine/processes/run.py")} <= {
        *NAMED,
        *in_brackets(),
    }
    assert (
        f"Rule.{Rule.RIVERS.name}" in TEXT
        and f"EventKind.{EventKind.CROSSING.name}" in TEXT
        and f"Cause.{Cause.RIVER.name}" in TEXT
    )
    assert "rivers.assault_h_per_100m" in catalogue() and "`assault_h_per_100m`" in TEXT
    assert not any((ROOT / path).exists() for path in NEW)
    assert "1. " in TEXT and "\n10. " in TEXT and "\n11. " not in TEXT


def in_brackets() -> set[tuple[str, str]]:
    """Names with their file in brackets."""
    return set(re.findall(r"`(\w+)`\s+\(`([\w/]+\.py)`\)", TEXT))


@pytest.mark.parametrize(("name", "path"), sorted(in_brackets()))
def test_names_with_their_file_in_brackets_stand_there(name: str, path: str) -> None:
    assert re.search(rf"\b{name}\b", (Path(ROOT) / path).read_text(encoding="utf-8"))
