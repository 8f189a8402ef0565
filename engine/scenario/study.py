"""The study format: which runs of a scenario to make, which of its numbers to vary, what to keep and when to stop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

import scenarios
from engine.errors import EngineError, Problem, ScenarioError
from engine.scenario import mistakes, shipped
from engine.scenario.document import Finding
from engine.scenario.grades import Collapse
from engine.scenario.nearest import nearest
from engine.scenario.origins import Origins, dotted
from engine.scenario.parameters import catalogue
from engine.scenario.types import Id, Model, Name, Positive, Text
from engine.scenario.yaml_tree import mapping, read_tree
from engine.vocabulary import EventKind

Shape = Literal["uniform", "triangular", "pert", "lognormal"]
Count = Annotated[int, Field(ge=1, le=10_000_000)]
Number = Annotated[float, Field(ge=-1e9, le=1e9)]
Priors = bool | Literal["in_sample"]
"""Whether uncertain parameters are drawn; `in_sample` draws from rows on the campaign itself instead of their outside twins."""

Sampling = Literal["random", "latin_hypercube"]
"""How priors are drawn over the replications: each for itself, or evenly in blocks."""

RULES = "rules."


class Factor(Model):
    """A number of the scenario that the study varies, and how."""

    path: Name
    kind: Literal["uncertainty", "lever"] = "uncertainty"
    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None
    values: Annotated[list[Number], Field(max_length=1000)] = []
    distribution: Shape | None = None
    note: Text = ""


class Design(Model):
    """Which combinations of the factors are run."""

    kind: Literal["one_at_a_time", "full_factorial", "latin_hypercube", "sobol", "morris"]
    samples: Annotated[int, Field(ge=1, le=1_000_000)] = 16


class Keep(Model):
    """What the tables hold of each run; `*` in a name stands for anything."""

    outcomes: list[Name] = []
    events: list[Name] = sorted(map(str, EventKind))
    tracks: Literal["army", "formation", "none"] = "army"
    supply: bool = True


SAMPLES = ("latin_hypercube", "sobol")
"""Designs whose points together are a sample of what uncertain numbers may be."""


class Stop(Model):
    """Enough runs: when the 95 % interval of an outcome's mean is at most this far from it on either side."""

    outcome: Name
    half_width: Positive


class BranchPoint(Model):
    """One run of the scenario, and the day on which its futures part: replications of the study are futures of that run."""

    day: Annotated[float, Field(gt=0, le=3650)]
    """Days after the scenario's start: what happens before is the run's own."""
    replication: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    """Which run of the seed it is."""
    same_dice: bool = False
    """The random draws of the run itself in place of a future's: for one replication."""


class Choice(Model):
    """One of the decisions that a study compares: what is ordered beside the scenario's own plans."""

    id: Id
    orders: Annotated[list[Name], Field(max_length=100)] = []
    """Files of orders with a date, by path from the study's own folder."""
    policies: dict[Id, Name] = {}
    """Side, or a headquarters, to the policy by which its highest headquarters, or that one, decide: a reference policy, or
    `MODULE:FUNCTION` of your own."""


CHOICE = "choice"
"""Column of the number of the choice, from 0, by which a run is made."""


class Study(Model):
    """A whole study."""

    format: Literal[1]
    id: Id
    title: Text = ""
    scenario: Name
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    replications: Count = 100
    priors: Priors = False
    sampling: Sampling = "random"
    set: dict[Name, Number] = {}
    without: list[Name] = []
    last_day: Annotated[int, Field(ge=1, le=3650)] | None = None
    factors: Annotated[list[Factor], Field(max_length=500)] = []
    design: Design | None = None
    choices: Annotated[list[Choice], Field(max_length=100)] = []
    branch: BranchPoint | None = None
    keep: Keep = Keep()
    stop: list[Stop] = []
    runs_per_part: Annotated[int, Field(ge=1, le=10_000)] | None = None

    @property
    def is_sample(self) -> bool:
        """Whether all design points together are a sample: no lever, and no design that turns factors on purpose."""
        levers = self.choices or any(factor.kind == "lever" for factor in self.factors)
        return not levers and (self.design is None or self.design.kind in SAMPLES)


def plain_study(scenario: str, **fields: object) -> Study:
    """A study of a scenario from its fields, as said on the command line or in Python. EngineError if it is none."""
    try:
        return Study.model_validate({"format": 1, "scenario": scenario, **fields})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EngineError(f"{dotted(first['loc'])}: {first['msg']}") from None


def is_study(name_or_path: str) -> bool:
    """Whether a name or path means a study's file rather than a scenario."""
    path = _file(name_or_path)
    return path is not None and "scenario" in mapping(read_tree(path, shipped.shown(path))[0])


def load_study(name_or_path: str) -> Study:
    """The study of a YAML file or a shipped name (`crossroads/pace`). Raises ScenarioError with every problem at once.

    The scenario that it names is a shipped one, or a path from the study's own folder."""
    path = _file(name_or_path)
    if path is None:
        raise ScenarioError([Problem(name_or_path, 0, 0, "there is no such study; give a YAML file with the key scenario:")])
    root, problems = read_tree(path, shipped.shown(path))
    collapsed, origins = Collapse(root), Origins(root)
    if collapsed.problems or not all(problem.warning for problem in problems):
        raise ScenarioError([*problems, *collapsed.problems])
    study, wrong = mistakes.parsed(Study, collapsed.data)
    if study is None:
        raise ScenarioError(mistakes.problems(wrong, origins, Study))
    found = [origins.problem(finding.loc, finding.text, key=finding.key) for finding in findings(study)]
    if found:
        raise ScenarioError(found)
    choices = [each.model_copy(update={"orders": [_beside(file, path) for file in each.orders]}) for each in study.choices]
    return study.model_copy(update={"scenario": _scenario_from(study.scenario, path), "choices": choices})


def _file(name_or_path: str) -> Path | None:
    """The YAML file that is meant, or None."""
    scenario, _, name = name_or_path.partition("/")
    if shipped.NAME.fullmatch(name_or_path) and name:
        place = scenarios.folder() / scenario / "studies" / f"{name}.yaml"
        if place.is_file():
            return place
    path = Path(name_or_path)
    return path if "\0" not in name_or_path and path.suffix in (".yaml", ".yml") and path.is_file() else None


def _scenario_from(name: str, study: Path) -> str:
    """The scenario as seen from the working folder, never with the machine's own path where a shipped name will do."""
    if shipped.find(name):
        return name
    target = (study.parent / name).resolve()
    within = scenarios.folder()
    if target.is_relative_to(within) and target.name == "scenario.yaml":
        return target.parent.relative_to(within).as_posix()
    return os.path.relpath(target)


def _beside(name: str, study: Path) -> str:
    """A file of orders as seen from the working folder."""
    return os.path.relpath((study.parent / name).resolve())


def findings(study: Study) -> Iterator[Finding]:
    """What no single field can know to be wrong."""
    if study.factors and study.design is None:
        yield Finding((), "factors need a design; write design: {kind: latin_hypercube, samples: 32}")
    if study.design is not None and not study.factors:
        yield Finding(("design",), "a design needs factors; list them under factors:", key=True)
    yield from _branch_findings(study)
    yield from _sampling_findings(study)
    named = [choice.id for choice in study.choices]
    for at, name in enumerate(named):
        if name in named[:at]:
            yield Finding(
                ("choices", at, "id"), f"choices[{at}].id is '{name}', which choice {named.index(name)} has; choose another"
            )
    for at, kind in enumerate(study.keep.events):
        if kind not in list(EventKind):
            yield Finding(("keep", "events", at), f"'{kind}' is no kind of event; {nearest(kind, sorted(EventKind))}")
    paths: dict[str, int] = {}
    for at, factor in enumerate(study.factors):
        loc = ("factors", at)
        if factor.path in study.set or factor.path in paths:
            yield Finding((*loc, "path"), f"{factor.path} is given a value twice; keep one of the two")
        paths[factor.path] = at
        text = wrong_range(factor)
        if text:
            yield Finding(loc, f"{factor.path} {text}")


def _sampling_findings(study: Study) -> Iterator[Finding]:
    """A way of drawing priors where none are drawn."""
    if study.sampling != "random" and not study.priors:
        yield Finding(("sampling",), "sampling: is how priors are drawn, and none are; write priors: true", key=True)


def _branch_findings(study: Study) -> Iterator[Finding]:
    """What is wrong with a study of the futures of one run."""
    if study.branch is None:
        return
    if study.priors:
        text = (
            "priors: would give each future other parameters than the run has; set: the values that the run drew, or leave it out"
        )
        yield Finding(("priors",), text, key=True)
    if study.branch.same_dice and study.replications > 1:
        text = f"with the same dice all {study.replications} futures are one; write replications: 1"
        yield Finding(("branch", "same_dice"), text, key=True)


def wrong_range(factor: Factor) -> str:
    """What is wrong with the range of a factor, and what would be right; nothing where it is well."""
    given = [bound for bound in (factor.low, factor.mode, factor.high) if bound is not None]
    if factor.values:
        return "has values and a range; give one of the two" if given or factor.distribution is not None else ""
    if not given:
        return "" if _has_prior(factor.path) else "has no prior in the catalogue; give low and high, or values"
    if factor.low is None or factor.high is None:
        return "needs both low and high"
    middle = factor.mode if factor.mode is not None else (factor.low + factor.high) / 2
    return _wrong_order(factor.low, middle, factor.high, factor.distribution)


def _wrong_order(low: float, middle: float, high: float, shape: Shape | None) -> str:
    if not (low < high and low <= middle <= high):
        return f"has the range {low:g}, {middle:g}, {high:g}; low, mode and high must rise"
    return "is lognormal, so low must be more than 0" if shape == "lognormal" and low <= 0 else ""


def _has_prior(path: str) -> bool:
    """Whether the catalogue has a range for the parameter at `path`."""
    known = catalogue().get(path.removeprefix(RULES)) if path.startswith(RULES) else None
    return known is not None and known.low != known.high and known.shape != "fixed"
