"""The small shipped scenario with a change: in one of the files of a copy, or in a file that extends it."""

from __future__ import annotations

import shutil
from pathlib import Path

import scenarios
from engine.errors import Problem, ScenarioError
from engine.scenario.loading import load_scenario

MARK = "@@"


def copied(tmp_path: Path) -> Path:
    """The folder of a fresh copy."""
    folder = tmp_path / "copy"
    shutil.copytree(scenarios.folder() / "crossroads", folder)
    return folder


def changed(folder: Path, file: str, old: str, new: str) -> tuple[int, int] | None:
    """Replaces the first `old` in a file by `new`; returns line and column of the mark in `new`, which is taken out."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    text = text.replace(old, new, 1)
    return _written(path, text)


def extended(tmp_path: Path, text: str) -> tuple[Path, tuple[int, int] | None]:
    """A file that extends it by `text`, and line and column of the mark in it, which is taken out."""
    path = tmp_path / "tried.yaml"
    return path, _written(path, f"extends: crossroads\nid: tried\ntitle: Tried\n{text}")


def _written(path: Path, text: str) -> tuple[int, int] | None:
    before, mark, after = text.partition(MARK)
    path.write_text(before + after, encoding="utf-8")
    lines = before.split("\n")
    return (len(lines), len(lines[-1]) + 1) if mark else None


def problems(path: Path | str, **options: object) -> list[Problem]:
    """What is wrong with a scenario; warnings left out."""
    return [problem for problem in found(path, **options) if not problem.warning]


def found(path: Path | str, **options: object) -> list[Problem]:
    """All that is found in a scenario, mistakes and then warnings, whether it can run or not."""
    try:
        return list(load_scenario(path, **options).warnings)  # type: ignore[arg-type]
    except ScenarioError as error:
        return error.problems
