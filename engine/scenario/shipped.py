"""Which file a scenario's name means, and how that file is named in messages."""

from __future__ import annotations

import re
from pathlib import Path

import scenarios
from engine.errors import Problem, ScenarioError
from engine.scenario.nearest import nearest

NAME = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)?")


def find(name: str) -> Path | None:
    """The file of a shipped scenario or variant (`crossroads`, `crossroads/dry_tanks`), or None."""
    if not NAME.fullmatch(name):
        return None
    scenario, _, variant = name.partition("/")
    place = scenarios.folder() / scenario
    file = place / "variants" / f"{variant}.yaml" if variant else place / "scenario.yaml"
    return file if file.is_file() else None


def resolve(name_or_path: str | Path) -> Path:
    """The scenario file that a shipped name, a path of a file or a path of a folder means; ScenarioError if there is none."""
    text = str(name_or_path)
    if isinstance(name_or_path, str) and (file := find(text)):
        return file
    path = Path(text)
    try:
        if "\0" not in text and path.is_dir() and (path / "scenario.yaml").is_file():
            return (path / "scenario.yaml").resolve()
        if "\0" not in text and path.is_file():
            return path.resolve()
    except OSError:
        pass
    wrong = "no shipped scenario, file or folder with a scenario.yaml has this name"
    raise ScenarioError([Problem(text, 0, 0, f"{wrong}; {_meant(path) or nearest(text, scenarios.names())}")])


def _meant(path: Path) -> str:
    """What a path that means nothing was probably to mean: the same file with the other suffix, or one in the folder."""
    try:
        if path.is_dir():
            beside = next((name for name in ("scenario.yml", "scenario.yaml.txt") if (path / name).is_file()), None)
            return f"rename {beside} in this folder to scenario.yaml" if beside else ""
        other = path.with_suffix(".yml" if path.suffix == ".yaml" else ".yaml")
        return f"did you mean '{other}'?" if path.suffix in (".yml", ".yaml") and other.is_file() else ""
    except (OSError, ValueError):
        return ""


def shown(path: Path) -> str:
    """`path` as messages name it: from the working folder where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
