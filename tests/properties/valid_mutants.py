"""Scenarios that nobody would write and every check accepts: a shipped one with some of its scalars at the ends of their range.

What may stand where is read from the JSON schema of scenarios, so that a key that is added tomorrow is tried as well."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import scenarios
from analysis.charts.curves import save_curves
from analysis.charts.losses import save_losses
from analysis.charts.supply import save_supply
from analysis.charts.timeline import save_timeline
from analysis.export.geojson import geojson_text
from analysis.export.kml import kml_text
from analysis.export.orbat import orbat_text
from analysis.export.tables import table_texts
from analysis.maps.day_map import save_map
from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import load_result
from analysis.words.tables import comparison_text
from engine.errors import ScenarioError
from engine.scenario.grades import Collapse
from engine.scenario.loading import load_scenario
from engine.scenario.overlay import read_merged
from engine.scenario.schema import Scenario
from engine.simulation import simulate

Choose = Callable[[list[Any]], Any]
"""One of a list: a strategy of hypothesis, or a generator of random numbers."""
NAMES = ["", "x", "$x$", r"$\frac{1}{$", "</script><b>", "a\u202eb", "\u9ed1\u9f8d\u6c5f \u0645", "W" * 200, "=1+1", "'\"&;"]
IDS = ["0", "a" * 64, "x.y-z_0", "con", "nan", "true"]
TIMES = ["1000-01-01T00:00", "8999-12-31T23:59", "1990-05-03T12:00"]
DATES = ["1000-01-01", "8999-12-31", "1990-05-03"]
DAYS_SHOWN = 4


@functools.cache
def document(name: str) -> Any:
    """A shipped scenario as one plain document."""
    return Collapse(read_merged(scenarios.folder() / name / "scenario.yaml")[0]).data


@functools.cache
def _schema() -> Any:
    return Scenario.model_json_schema()


def _followed(rule: Any) -> list[Any]:
    """The alternatives of a rule, references followed."""
    if "$ref" in rule:
        return _followed(_schema()["$defs"][rule["$ref"].rpartition("/")[2]])
    return [each for key in ("anyOf", "oneOf") for option in rule.get(key, []) for each in _followed(option)] or [rule]


def values(rule: Any) -> list[Any]:
    """Scalars that a rule of the schema allows, its ends among them."""
    found: list[Any] = []
    for each in _followed(rule):
        if "enum" in each:
            found += each["enum"]
        elif each.get("type") in ("number", "integer"):
            found += _numbers(each)
        elif each.get("type") == "string":
            found += _texts(each)
        elif each.get("type") == "boolean":
            found += [True, False]
    return found


def _numbers(rule: Any) -> list[float]:
    low, high = rule.get("minimum", rule.get("exclusiveMinimum", -1e9)), rule.get("maximum", 1e9)
    if "exclusiveMinimum" in rule:
        low = low + 1e-6
    kept = [low, high, *(each for each in (0, 1, 2, 30, 0.37, 1000) if low <= each <= high)]
    return [int(each) for each in kept if each == int(each)] if rule["type"] == "integer" else kept


def _texts(rule: Any) -> list[str]:
    pattern, least, most = rule.get("pattern", ""), rule.get("minLength", 0), rule.get("maxLength", 200)
    if "T" in pattern:
        return TIMES
    if pattern.startswith("^[0-9]"):
        return DATES
    return IDS if pattern else [each for each in NAMES if least <= len(each) <= most]


def spots(data: Any, rule: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place of a document where a scalar stands or may stand, with its rule."""
    for each in _followed(rule):
        if isinstance(data, dict) and ("properties" in each or isinstance(each.get("additionalProperties"), dict)):
            inner = each.get("properties", {})
            other = each.get("additionalProperties")
            for key in [*data, *(key for key in inner if key not in data)]:
                below = inner.get(key) or (other if isinstance(other, dict) else None)
                if below is not None:
                    yield from spots(data.get(key), below, (*path, key))
        elif isinstance(data, list) and each.get("type") == "array":
            for row, item in enumerate(data):
                below = each["prefixItems"][row] if row < len(each.get("prefixItems", [])) else each.get("items")
                if isinstance(below, dict):
                    yield from spots(item, below, (*path, row))
        elif not isinstance(data, dict | list) and each.get("type") not in ("array", "object", "null") and path:
            yield path, each


@functools.cache
def _spots(name: str) -> list[tuple[tuple[Any, ...], Any]]:
    return list(spots(document(name), _schema()))


def mutant(name: str, choose: Choose, changes: int) -> Any:
    """A copy of a shipped scenario with so many scalars changed to others that the schema allows, or things taken out."""
    data = copy.deepcopy(document(name))
    for _ in range(changes):
        path, rule = choose(_spots(name))
        parent = data
        for key in path[:-1]:
            if isinstance(parent, dict):
                parent = parent.get(key)
            else:
                parent = parent[key] if isinstance(parent, list) and key < len(parent) else None
        if isinstance(parent, dict) or (isinstance(parent, list) and path[-1] < len(parent)):
            options = values(rule)
            if options:
                parent[path[-1]] = choose(options)
    return data


def run_whole(data: Any, folder: Path, *, draw: bool) -> bool:
    """False where a document is refused; else it is simulated, written, read, compared, exported, and drawn if asked."""
    file = folder / "tried.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    try:
        loaded = load_scenario(file)
        result = simulate(loaded, last_day=min(loaded.spec.days, DAYS_SHOWN))
    except ScenarioError:
        return False
    out = folder / "out"
    out.mkdir()
    result.write(out)
    read = load_result(out)
    comparison_text(read)
    for text in (geojson_text(read), kml_text(read), orbat_text(read), *table_texts(read).values()):
        text.encode()
    if draw:
        save_curves([read], folder / "curves.svg")
        save_map(read, folder / "map.png")
        save_page(read, folder / "page.html")
        save_timeline([read], folder / "timeline.svg")
        save_losses([read], folder / "losses.svg")
        save_supply([read], folder / "supply.svg")
        save_report([read], folder / "report.html")
    return True
