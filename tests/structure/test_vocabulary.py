"""The engine and analysis know no campaign: history is data, and stands in scenarios/ alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from engine.scenario import ground, schema

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/scenario.yaml"))
SOURCES = sorted(path for part in ("engine", "analysis") for path in (ROOT / part).rglob("*") if path.suffix in {".py", ".yaml"})
WORD = re.compile(r"[^\W\d_]{5,}")
PROPER = re.compile(r"(?<![^\W\d_])[A-Z][^\W\d_]{4,}")
LISTS_OF_NAMED_THINGS = ("sides", "contingents", "countries", "places", "rivers", "formations", "forts")
NAMES = ("name", "short", "modern", "aliases")

VOCABULARY = {
    word
    for kind in (ground.Terrain, ground.Surface, schema.Mobility, schema.Echelon, schema.Branch, schema.Posture, schema.EventKind)
    for value in get_args(kind)
    for word in WORD.findall(value)
}
"""Words of the scenario format itself, which names of formations are made of."""

ORDINARY = {
    "tactical",
    # English words and terms of the trade that names of the shipped scenarios are partly made of.
    "advance",
    "armies",
    "battle",
    "beach",
    "border",
    "breakthrough",
    "bypass",
    "campaign",
    "chosen",
    "crossroads",
    "defence",
    "divisional",
    "divisions",
    "eastern",
    "fault",
    "ferry",
    "junction",
    "field",
    "first",
    "fleet",
    "flotilla",
    "fortress",
    "fourth",
    "guard",
    "garrison",
    "garrisons",
    "great",
    "ground",
    "group",
    "guards",
    "heavy",
    "independent",
    "infantry",
    "inner",
    "island",
    "islands",
    "lesser",
    "marches",
    "milestone",
    "mixed",
    "mobile",
    "motorised",
    "north",
    "northern",
    "operational",
    "outpost",
    "people",
    "propelled",
    "region",
    "rivers",
    "second",
    "security",
    "separate",
    "sixth",
    "south",
    "southern",
    "states",
    "third",
    "three",
    "troops",
    "woken",
    "works",
}


def documents(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.rglob("*.yaml")):
        yield yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def named_things(node: Any) -> Iterator[dict[str, Any]]:
    """Every place, formation, side and so on, at whatever depth it is written."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in LISTS_OF_NAMED_THINGS and isinstance(value, list):
                yield from (item for item in value if isinstance(item, dict))
            yield from named_things(value)
    elif isinstance(node, list):
        for item in node:
            yield from named_things(item)


def words(value: Any) -> set[str]:
    if isinstance(value, list):
        return {word for item in value for word in words(item)}
    return {word.lower() for word in WORD.findall(str(value))}


def names(folder: Path) -> set[str]:
    """Capitalised words of names, and all words of ids, in lower case."""
    found: set[str] = set()
    for document in documents(folder):
        for thing in named_things(document):
            written = [thing[key] for key in NAMES if key in thing]
            texts = [text for value in written for text in (value if isinstance(value, list) else [value])]
            found.update(word.lower() for text in texts for word in PROPER.findall(str(text)))
            found.update(words(thing.get("id", "")))
    return found


def title(folder: Path) -> dict[str, Any]:
    return yaml.load((folder / "scenario.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.fixture(scope="module")
def spoken() -> dict[str, set[str]]:
    """Words of each source file; `snake_case` and `km2` are taken apart."""
    return {str(path.relative_to(ROOT)): words(path.read_text(encoding="utf-8")) for path in SOURCES}


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_no_name_of_a_shipped_scenario_in_the_code(folder: Path, spoken: dict[str, set[str]]) -> None:
    forbidden = names(folder) - VOCABULARY - ORDINARY
    assert len(forbidden) >= 10
    assert {file: sorted(said & forbidden) for file, said in spoken.items() if said & forbidden} == {}


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda folder: folder.name)
def test_no_title_and_no_year_of_a_shipped_scenario_in_the_code(folder: Path, spoken: dict[str, set[str]]) -> None:
    start = str(title(folder)["start"])
    title_words = (words(title(folder)["title"]) | words(folder.name)) - ORDINARY
    assert {file: sorted(said & title_words) for file, said in spoken.items() if said & title_words} == {}
    dated = [path for path in SOURCES if re.search(rf"\b{start[:4]}\b", path.read_text(encoding="utf-8"))]
    assert dated == []


def test_shipped_scenarios_were_found() -> None:
    assert {folder.name for folder in SCENARIOS} >= {"crossroads", "manchuria_1945", "third_army_1944"}
