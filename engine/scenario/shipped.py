"""Which file a scenario's name means, and how that file is named in messages."""

from __future__ import annotations

import re
from pathlib import Path

import scenarios
from engine.errors import Problem, ScenarioError
from engine.scenario.nearest import nearest
from engine.scenario.yaml_tree import mapping, read_tree

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
    """The scenario file that a shipped name, a path of a file, a path of a folder, or a folder and the name of a variant means.

    ScenarioError if there is none."""
    text = str(name_or_path)
    if isinstance(name_or_path, str) and (file := find(text)):
        return file
    path = Path(text)
    try:
        if "\0" not in text and path.is_dir() and (path / "scenario.yaml").is_file():
            return (path / "scenario.yaml").resolve()
        if "\0" not in text and path.is_file():
            return path.resolve()
        if "\0" not in text and (variant := _variants(path.parent).get(path.name)):
            return variant.resolve()
    except OSError:
        pass
    wrong = "no shipped scenario, file or folder with a scenario.yaml has this name"
    raise ScenarioError([Problem(text, 0, 0, f"{wrong}; {_meant(path) or nearest(text, _known(path))}")])


def _variants(folder: Path) -> dict[str, Path]:
    """The variants of a scenario's folder by name."""
    return {file.stem: file for file in folder.glob("variants/*.yaml")} if (folder / "scenario.yaml").is_file() else {}


def _known(path: Path) -> list[str]:
    """The names that `path` may have been to be: the variants of its folder, or what is shipped."""
    try:
        own = [str(path.parent / name) for name in _variants(path.parent)]
    except (OSError, ValueError):
        own = []
    return sorted(own) or scenarios.names()


def titled(folder: Path | None = None) -> list[tuple[str, str]]:
    """Name and title of each scenario and variant: of those that are shipped, or of those in `folder` and right below it."""
    if folder is None:
        return [(name, _title(find(name))) for name in scenarios.names()]
    files = [folder / "scenario.yaml", *sorted(folder.glob("*/scenario.yaml"))]
    found = list[tuple[str, str]]()
    for file in files:
        if file.is_file():
            own = sorted(_variants(file.parent).items())
            found += [(str(file.parent), _title(file)), *((str(file.parent / name), _title(each)) for name, each in own)]
    return found


def _title(file: Path | None) -> str:
    """The title that a file gives, or nothing."""
    try:
        node = mapping(read_tree(file, str(file))[0]).get("title") if file is not None else None
    except ScenarioError:
        return "(cannot be read)"
    return str(node.value) if node is not None else ""


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
