"""A scenario from its files: read, merged, set, validated and checked, or refused with every mistake at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from engine import collector
from engine.errors import Problem, ScenarioError, in_order
from engine.scenario import advice, checks, mistakes, paths, schema, shipped, typical
from engine.scenario.grades import Collapse
from engine.scenario.order_files import LISTS, add_orders
from engine.scenario.origins import Origins
from engine.scenario.overlay import read_merged
from engine.scenario.yaml_tree import MAX_BYTES, Mark, Node, mapping, sequence


@dataclass(frozen=True)
class LoadedScenario:
    """A valid scenario with where its parts come from."""

    spec: schema.Scenario
    origins: Origins
    grades: dict[str, tuple[str, str]]
    """Path of a graded number (`formations.gtc5.men`) to its source and grade."""
    settings: dict[str, float]
    """The numbers that were set on top of the files, by path."""
    switched_off: tuple[str, ...]
    """The rules that were switched off on top of those that the files themselves switch off, sorted."""
    coast: Path | None
    """The file of coasts and lakes that `map.coast` names."""
    warnings: tuple[Problem, ...] = ()
    """What the scenario says and probably does not mean, in the order of files and lines."""
    own: Mapping[str, int] = field(default_factory=dict)
    """How many orders and allocations are the scenario's own; those after them come from files of orders."""

    @cached_property
    def ordered(self) -> dict[str, Any]:
        """What files of orders have added, as such a file says it; empty where there were none."""
        told = {
            name: [each.model_dump(mode="json", exclude_defaults=True) for each in getattr(self.spec, name)[count:]]
            for name, count in self.own.items()
        }
        given = {name: each for name, each in told.items() if each}
        return {"format": 1, **given} if given else {}

    @property
    def ordered_ids(self) -> list[str]:
        """The ids of what files of orders have added."""
        return [each["id"] for name in LISTS for each in self.ordered.get(name, ())]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of `spec`: equal meaning, equal digest. Runs with drawn parameters do not ask for it."""
        return digest(self.spec)


def load_scenario(
    name_or_path: str | Path,
    *,
    settings: Mapping[str, str | float] | None = None,
    without: str | Sequence[str] = (),
    orders: Sequence[str | Path] = (),
) -> LoadedScenario:
    """The scenario of a shipped name (`crossroads`, `crossroads/dry_tanks`), a YAML file or a folder with a scenario.yaml.

    `settings` maps paths to numbers (docs/paths.md), `without` names a rule or several to switch off, `orders` files of orders
    with a date to be added. Raises ScenarioError with every problem at once.
    """
    with collector.paused():  # a hundred thousand objects and no garbage: looking for it would double the time
        root, problems = read_merged(shipped.resolve(name_or_path))
        root, unknown = typical.filled(root)
        own = {name: len(sequence(mapping(root).get(name))) for name in LISTS}
        wrong_orders = [problem for file in orders for problem in add_orders(root, file)]
        done, wrong_paths = paths.apply(root, settings or {})
        more = _switch_off(root, [without] if isinstance(without, str) else without)
        origins, collapsed = Origins(root), Collapse(root)
        found = _Found([*problems, *unknown, *wrong_orders, *wrong_paths])
        found.add(collapsed.problems)
        spec, wrong = mistakes.parsed(schema.Scenario, collapsed.data)
        found.add(mistakes.problems(wrong, origins))
        sums = not any(path.startswith("formations.") for path in done)
        entries = mistakes.without_mistyped(_entries(collapsed), wrong)
        for stage in (checks.findings(entries, sums=sums), advice.findings(entries)):
            found.add([origins.problem(it.loc, it.text, key=it.key, warning=it.warning) for it in stage])
        coast = _coast(root, found)
        if spec is None or not all(problem.warning for problem in found.problems):
            raise ScenarioError(found.problems)
        return LoadedScenario(spec, origins, collapsed.grades, done, more, coast, tuple(in_order(found.problems)), own)


LATER = ("orders", "policies")
"""Lists that say nothing where they are empty: a scenario without them has the digest that it had before they existed."""


DRAWN: Any = {"sides": {"__all__": {"colour"}}}
"""In which colour a side is drawn changes no run, nor the digest that a scenario had before sides had colours."""


def digest(spec: schema.Scenario) -> str:
    """SHA-256 of a scenario's meaning, in hex: the order of keys, the files, the way numbers are written and the colours of the
    sides do not count."""
    told = {key: value for key, value in spec.model_dump(mode="json", exclude=DRAWN).items() if value or key not in LATER}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class _Found:
    """Problems by stage: where an earlier stage found one, a later stage's at the same position only repeats it."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems

    def add(self, later: list[Problem]) -> None:
        taken = {(problem.file, problem.line, problem.column) for problem in self.problems}
        self.problems.extend(problem for problem in later if (problem.file, problem.line, problem.column) not in taken)


def _entries(collapsed: Collapse) -> dict[str, Any]:
    return collapsed.data if isinstance(collapsed.data, dict) else {}


def _switch_off(root: Node, names: Sequence[str]) -> tuple[str, ...]:
    """Adds `names` to the scenario's `without`, sorted and each once; those that it had not yet."""
    node = mapping(root).get("without")
    if node is not None and not isinstance(node.value, list):
        return ()
    written = node.value if node is not None and isinstance(node.value, list) else []
    rows = {str(item.value): item for item in written}
    more = tuple(sorted(set(names) - set(rows)))
    for name in names:
        rows.setdefault(name, Node(name, Mark(f"--without {name}", 0, 0)))
    if rows:
        mapping(root)["without"] = Node([rows[name] for name in sorted(rows)], node.mark if node else root.mark)
    return more


def _coast(root: Node, found: _Found) -> Path | None:
    """The existing JSON file beside the scenario that `map.coast` names."""
    node = mapping(mapping(root).get("map")).get("coast")
    if node is None or not isinstance(node.value, str):
        return None
    folder = Path(node.mark.file).resolve().parent
    path = None if "\0" in node.value else (folder / node.value).resolve()
    if path is None or not path.is_relative_to(folder) or not path.is_file():
        found.add([node.mark.problem(f"map.coast is '{node.value}'; it must be a JSON file in the folder of this file")])
        return None
    try:
        whole = path.stat().st_size <= MAX_BYTES and json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or not isinstance(whole.get("land"), list):
        found.add([node.mark.problem(f"map.coast is '{node.value}', which is not JSON with a list of polygons under \"land\"")])
    return path
