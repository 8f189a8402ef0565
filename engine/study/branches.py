"""Futures of one run: the run of a result folder is made again up to a day, and goes on many times from there.

The study that a branch is made by is a study like any other, so it is resumed, compared and read in the same way. That the run
up to the branch is the folder's own is not believed but compared, event by event.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scenarios
from engine.errors import EngineError, ScenarioError, printable
from engine.formats import MANIFEST, ORDERS
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.schema import Allocation, Order
from engine.scenario.shipped import find
from engine.scenario.study import Study, plain_study
from engine.scenario.yaml_tree import mapping, read_tree
from engine.simulation import simulate
from engine.study.sweep import Progress, SweepSummary, sweep
from engine.theatre.preparation import prepare
from engine.units import MIN_PER_DAY

EVENTS = "events.csv"
MANIFEST_AT_MOST, EVENTS_AT_MOST = 10_000_000, 1_000_000_000
"""Bytes."""


@dataclass(frozen=True)
class Trunk:
    """The run of a result folder, found again: which scenario it is of and by which seed and settings."""

    folder: Path
    scenario: str
    loaded: LoadedScenario
    seed: int
    replication: int
    days: int
    orders: tuple[str, ...] = ()
    """The file of orders that the run had."""


def trunk_of(folder: Path, scenario: str | None = None) -> Trunk:
    """The run of a result folder; `scenario` names its scenario where that is not a shipped one.

    EngineError where the folder holds no run, or a run of another scenario, graph or version than can be made here."""
    manifest = _manifest(folder)
    wanted = manifest["scenario"]["id"], manifest["scenario"]["digest"]
    for key in ("redrawn", "branch", "graph", "policies"):
        if key in manifest:
            more = ", and give the policies to the branch" if key == "policies" else ""
            raise EngineError(
                f"{_shown(folder)} holds a run with {key} of its own, which cannot be branched; branch a plain run{more}"
            )
    orders = (str(folder / ORDERS),) if "orders" in manifest else ()
    for name in [scenario] if scenario else _called(wanted[0]):
        loaded = load_scenario(name, settings=manifest["set"], without=manifest["without"], orders=orders)
        if loaded.digest == wanted[1]:
            days = math.ceil(manifest["end_minute"] / MIN_PER_DAY)
            return Trunk(folder, name, loaded, manifest["seed"], manifest["replication"], days, orders)
    if scenario:
        raise EngineError(f"{printable(scenario)} is another scenario than that of {_shown(folder)}; have its files changed?")
    raise EngineError(f"no shipped scenario is that of {_shown(folder)} ('{printable(wanted[0])}'); name it with --scenario")


def branch_study(
    trunk: Trunk,
    day: float,
    *,
    runs: int = 50,
    same_dice: bool = False,
    orders: Sequence[str] = (),
    policies: Mapping[str, str] | None = None,
    **fields: Any,
) -> Study:
    """The study of `runs` futures of a run from a day on; `fields` are others of a study, such as `keep`.

    With `orders` or `policies` there are two choices: the old orders, and those of these files and policies as well.
    EngineError for an order that is
    issued before the day."""
    new = [*trunk.orders, *orders]
    if orders or policies:
        _check_days(trunk, day, new)
    if new or policies:
        fields["choices"] = [{"id": "old_orders", "orders": list(trunk.orders)}]
    if orders or policies:
        fields["choices"] += [{"id": "new_orders", "orders": new, "policies": dict(policies or {})}]
    spec = trunk.loaded.spec
    return plain_study(
        trunk.scenario,
        id=f"{spec.id}-branch",
        seed=trunk.seed,
        replications=1 if same_dice else runs,
        set=trunk.loaded.settings,
        without=sorted(spec.without),
        last_day=None if trunk.days == spec.days else trunk.days,
        branch={"day": day, "replication": trunk.replication, "same_dice": same_dice},
        **fields,
    )


def _check_days(trunk: Trunk, day: float, orders: Sequence[str]) -> None:
    spec = trunk.loaded.spec
    with_them = load_scenario(trunk.scenario, settings=trunk.loaded.settings, without=spec.without, orders=orders)
    later = f"the run branches on {day:g}, and what is before that is settled: give a later day"
    given: list[tuple[str, int, Order | Allocation]] = [
        ("orders", row, each) for row, each in enumerate(with_them.spec.orders) if row >= len(spec.orders)
    ]
    given += [("allocations", row, each) for row, each in enumerate(with_them.spec.allocations) if row >= len(spec.allocations)]
    early = [
        with_them.origins.problem((name, row, "day"), f"{each.id} is issued on day {each.day or 0.0:g}; {later}")
        for name, row, each in given
        if (each.day or 0.0) < day
    ]
    if early:
        raise ScenarioError(early)


def branch(
    result: Path | str,
    out: Path | str,
    *,
    day: float,
    orders: Sequence[str] | str = (),
    policies: Mapping[str, str] | None = None,
    runs: int = 50,
    same_dice: bool = False,
    scenario: str | None = None,
    workers: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> SweepSummary:
    """`runs` futures of the run in the folder `result` from a day on, as the sweep in `out`; the same call resumes it.

    `orders` are files of orders with a date, `policies` names of policies by side: each future is then made twice, without them
    (`choice` 0) and with them (1).
    Everything before that day is the run's own; what is first drawn after it is drawn anew in each future, or, with `same_dice`,
    as the run drew it. `scenario` names the scenario where it is not a shipped one. Raises EngineError where the folder's run
    cannot be made again here, and for a day outside it."""
    trunk = trunk_of(Path(result), scenario)
    check_trunk(trunk, day)
    files = [orders] if isinstance(orders, str) else list(orders)
    return sweep(
        branch_study(trunk, day, runs=runs, same_dice=same_dice, orders=files, policies=policies),
        out,
        workers=workers,
        progress=progress,
    )


def check_trunk(trunk: Trunk, day: float) -> None:
    """EngineError unless the run that is made here has the very events of the folder up to a day inside it."""
    if not 0 < day < trunk.days:
        raise EngineError(f"--day is {day:g}; a day after 0 and before {trunk.days}, the last of the run, would be right")
    minute = round(day * MIN_PER_DAY)
    again = simulate(prepare(trunk.loaded), seed=trunk.seed, replication=trunk.replication, last_day=math.ceil(day))
    there = _read(trunk.folder / EVENTS, EVENTS_AT_MOST)
    if events_before(again.tables[EVENTS], minute) != events_before(there, minute):
        raise EngineError(
            f"{_shown(trunk.folder)} is the run of another version of this program; make it again with `run`, and branch that"
        )


def events_before(table: str, minute: int) -> list[list[str]]:
    """The rows of a table of events that lie before a minute."""
    head, *rows = csv.reader(io.StringIO(table))
    if "minute" not in head:
        raise EngineError(f"{EVENTS} has no column 'minute'; give the folder of a run")
    at = head.index("minute")
    return [row for row in rows if len(row) > at and row[at].isdigit() and int(row[at]) < minute]


def _manifest(folder: Path) -> Mapping[str, Any]:
    """What a run's manifest says that is needed to make it again. EngineError where it is none."""
    try:
        told: Any = json.loads(_read(folder / MANIFEST, MANIFEST_AT_MOST))
        numbers = [told[key] for key in ("seed", "replication", "end_minute")]
        names = [told["scenario"][key] for key in ("id", "digest")]
        rules = list(told["without"])
        settings = dict(told["set"])
    except (ValueError, RecursionError, LookupError, TypeError):
        raise EngineError(
            f"{_shown(folder / MANIFEST)}: it is not the manifest of a run; give the folder that `run` wrote"
        ) from None
    texts, values = [*names, *rules, *settings], [*numbers, *settings.values()]
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(value, int | float) for value in values):
        raise EngineError(f"{_shown(folder / MANIFEST)}: it is damaged; make the run again")
    return dict(told)


def _read(path: Path, at_most: int) -> str:
    """The text of a file of at most so many bytes. EngineError where there is none, or a larger one."""
    try:
        if not path.is_file() or path.stat().st_size > at_most:
            raise EngineError(f"{_shown(path)}: there is no such file of a run; give the folder that `run` wrote")
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise EngineError(f"{_shown(path)}: it cannot be read; make the run again") from None


def _called(identity: str) -> list[str]:
    """The shipped scenarios and variants that have an id."""
    return [name for name in scenarios.names() if _id(name) == identity]


def _id(name: str) -> str:
    file = find(name)
    try:
        node = mapping(read_tree(file, name)[0]).get("id") if file else None
    except ScenarioError:
        return ""
    return str(node.value) if node else ""


def _shown(path: Path) -> str:
    return printable(str(path))
