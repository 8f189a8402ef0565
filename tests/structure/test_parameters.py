"""Every tunable number is asked for by a rule, has a source, and does something at the ends of its range."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import load_scenario, simulate
from engine.battles.odds import Ground, odds
from engine.processes.run import PROCESSES
from engine.rules.power import POSTURES, Force
from engine.rules.rates import Rates
from engine.scenario.loading import LoadedScenario
from engine.scenario.parameters import Parameter, catalogue, values
from engine.scenario.parameters.bindings import bindings
from engine.study.reads import recorded_reads
from engine.vocabulary import Rule
from tests.structure import small_wars

ENGINE = Path(__file__).resolve().parents[2] / "engine"
HINTS = Path(__file__).with_name("noticed_in.csv")
"""Parameter to the small war where it was noticed last: tried first, and nothing else depends on it."""
UNCERTAIN = [row for row in catalogue().values() if row.shape != "fixed"]
CAMPAIGN = [row for row in UNCERTAIN if row.scope == "campaign"]
HINTED = {line.partition(",")[0] for line in HINTS.read_text(encoding="utf-8").splitlines()}
KNOWN = [row for row in CAMPAIGN if row.path in HINTED]
"""Parameters that were noticed once: `make test` looks at every third of them anew, `make soak` at the others."""
SELDOM = [row for number, row in enumerate(KNOWN) if number % 3]


class Wars:
    """The small wars, loaded once: what each reads and how it comes out when nothing is moved."""

    def __init__(self, folder: Path) -> None:
        self.loaded = {name: small_wars.load(name, folder) for name in small_wars.WARS}
        self.read: dict[str, set[str]] = {}
        self.plain: dict[str, object] = {}
        for name, loaded in self.loaded.items():
            with recorded_reads() as read:
                self.plain[name] = outcome(loaded)
            self.read[name] = set(read)
        with HINTS.open(encoding="utf-8", newline="") as file:
            self.hints = {row["path"]: row["war"] for row in csv.DictReader(file)}

    def reading(self, path: str) -> list[str]:
        """The wars that read a parameter, the one of the hint first."""
        hint = self.hints.get(path)
        return sorted((name for name in self.loaded if path in self.read[name]), key=lambda name: name != hint)

    def notices(self, name: str, row: Parameter) -> bool:
        """Whether a war comes out otherwise with a parameter at one end of its range."""
        return any(outcome(with_value(self.loaded[name], row.path, end)) != self.plain[name] for end in (row.low, row.high))


def outcome(loaded: LoadedScenario) -> object:
    """Outcomes, events and samples of one run: what is equal between two runs in which nothing differs."""
    result = simulate(loaded, seed=1)
    samples = b"".join(sample.numbers.tobytes() for sample in result.recorder.samples)
    return tuple(result.outcomes), tuple(result.recorder.events), samples


def with_value(loaded: LoadedScenario, path: str, value: float) -> LoadedScenario:
    """The same scenario with one parameter moved."""
    group, _, name = path.partition(".")
    rules = loaded.spec.rules | {group: loaded.spec.rules.get(group, {}) | {name: value}}
    return replace(loaded, spec=loaded.spec.model_copy(update={"rules": rules}))


@pytest.fixture(scope="module")
def wars(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Wars]:
    found = Wars(tmp_path_factory.mktemp("wars"))
    yield found
    if request.config.getoption("--regen"):
        with HINTS.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("path", "war"), *sorted(found.hints.items())])


@pytest.mark.parametrize("row", CAMPAIGN, ids=lambda row: row.path)
def test_a_small_war_reads_it(row: Parameter, wars: Wars) -> None:
    assert wars.reading(row.path), "no small war reads it; add one that does"


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row.path, marks=[pytest.mark.soak] if row in SELDOM else []) for row in CAMPAIGN]
)
def test_an_end_of_its_range_is_noticed_somewhere(row: Parameter, wars: Wars) -> None:
    reading = wars.reading(row.path)
    noticing = next((name for name in reading if wars.notices(name, row)), None)
    assert noticing, f"read by {', '.join(reading)}, and nothing comes of it"
    wars.hints[row.path] = noticing


def test_a_parameter_that_nothing_depends_on_would_be_found(wars: Wars) -> None:
    """The test above can fail: a parameter that a war does not read leaves it as it was."""
    unread = next(row for row in CAMPAIGN if row.path not in wars.read["disarmed"])
    assert not wars.notices("disarmed", unread)


def test_what_counts_in_a_single_engagement_alone_is_noticed_there() -> None:
    apart = [row for row in UNCERTAIN if row.scope != "campaign"]
    assert [row.path for row in apart] == ["advance.fortified_dense_km_day"]
    forces = [Force(*(np.array([each]) for each in (men, 0.0, 40.0, 0.25, 1.0))) for men in (30_000.0, 5_000.0)]
    ground = Ground(terrain=0, posture=POSTURES.index("fortified"), encircled=True)
    for row in apart:
        ends = (odds(*forces, ground, values({}) | {row.path: end}, draws=50) for end in (row.low, row.high))
        assert next(ends) != next(ends), row.path


def test_the_rules_ask_for_all_of_the_catalogue_and_for_nothing_else() -> None:
    assert set(bindings()) == set(catalogue())


def test_the_table_of_bindings_is_what_a_run_reads() -> None:
    with recorded_reads() as read:
        simulate(load_scenario("crossroads"), seed=1)
    told = {path for path, binding in bindings().items() if "crossroads" in binding.scenarios}
    assert read == told, "measure again: .venv/bin/python benchmarks/bindings.py"
    with recorded_reads() as read:
        simulate(load_scenario("manchuria_1945"), seed=1, last_day=2)
    assert read <= {path for path, binding in bindings().items() if "manchuria_1945" in binding.scenarios}


def test_a_name_that_the_catalogue_does_not_know_is_an_exception_at_start() -> None:
    known = values({})
    del known["march.pass_km"]
    with pytest.raises(KeyError, match=r"march\.pass_km"):
        Rates.from_parameters(known)


@pytest.mark.parametrize("parameter", catalogue().values(), ids=lambda parameter: parameter.path)
def test_parameter_is_sourced_and_in_range(parameter: Parameter) -> None:
    assert parameter.source.strip()
    assert parameter.about.strip()
    assert parameter.unit.strip()
    assert parameter.grade in {"A", "B", "C"}
    assert parameter.scope in {"campaign", "engagement"}
    assert parameter.low <= parameter.mode <= parameter.high


def test_a_twin_from_outside_is_a_range_with_a_source() -> None:
    for parameter in catalogue().values():
        if (twin := parameter.outside) is not None:
            assert twin.low < twin.mode < twin.high, parameter.path
            assert twin.source.strip() and twin.grade in {"A", "B", "C"}
            assert twin.high - twin.low >= 0.7 * (parameter.high - parameter.low), "less is known from outside, not more"


@pytest.mark.parametrize("rule", Rule)
def test_rule_can_be_switched_off_somewhere(rule: Rule) -> None:
    """By a question of the engine, or by the table of processes, whose kinds do not begin without their rules."""
    sources = [path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py") if "cli" not in path.parts]
    asked = any(f".on(Rule.{rule.name})" in source for source in sources)
    assert asked or any(rule in kind.rules for kind in PROCESSES)
