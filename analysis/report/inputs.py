"""The last sections of a report: what it rests on, with grades and what leans on weak inputs, and how to repeat it.

Every input of a scenario and every number of the rules carries a grade of its evidence. This part counts them, says which rules
and which men rest on guesses, and, where a sweep varied the inputs, which dates do. The commands at the end give the same runs
again.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.calendar import MINUTES_PER_DAY
from analysis.report.given import Given, percent
from analysis.report.parts import Commands, Grid, Paragraph, Section
from analysis.results.load import Result
from analysis.results.manifests import RunSetting, Study, SweepOrigin
from analysis.results.records import InputParameter
from analysis.terminal import days, short
from engine.formats import ORDERS

if TYPE_CHECKING:
    from analysis.scores.sensitivity import Dependence

GRADES = ("A", "B", "C")
GUESS = "C"
MEANING = (
    "A is documented and cross-checked, B documented once or a good estimate, C a guess that says so. Routes and plans are "
    "history’s own: what is tested is the dates, given them."
)
NAMED_AT_MOST = 4


def inputs(given: Given) -> Section:
    """Grades of everything that the runs rest on, then what leans on guesses.

    A result without `provenance.json` gets the grades that its records carry, and is said to tell no more.
    """
    first, title = given.first, "What it rests on"
    things: Mapping[str, Mapping[str, int]] = first.inputs.things or _graded(first)
    rows = [_row(kind.replace("_", " "), counts) for kind, counts in things.items()]
    parameters: Sequence[InputParameter] = first.inputs.parameters or ()
    if not parameters:
        untold = "The grades of the numbers of the rules do not stand in the result."
        return Section("rests", title, (Paragraph(f"{MEANING} {untold}"), _table("Inputs", rows)))
    rows.append(_row("numbers of the rules", Counter(one.grade for one in parameters)))
    if first.inputs.numbers:
        rows.append(_row("single numbers with a source of their own", first.inputs.numbers))
    sample = sum(bool(one.in_sample) for one in parameters)
    whence = (
        f"{sample} of {len(parameters)} numbers of the rules come from sources on this very campaign, so that agreement "
        "there proves little."
        if sample
        else f"None of the {len(parameters)} numbers of the rules comes from a source on this very campaign."
    )
    words = f"{MEANING} {whence}"
    return Section("rests", title, (Paragraph(words), _table("Inputs", rows), *_weak(given, parameters)))


def _row(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """A kind of input with how many of it have each grade."""
    return (name, *(str(counts.get(grade, 0)) for grade in GRADES))


def _table(what: str, rows: Sequence[tuple[str, ...]]) -> Grid:
    """A table of grades; `what` heads its first column."""
    return Grid(f"{what} by grade", (what, *GRADES), tuple(rows), frozenset({1, 2, 3}))


def _graded(result: Result) -> dict[str, Mapping[str, int]]:
    """Grades as far as the records of a result without `provenance.json` carry them."""
    known = (("formations", result.formations), ("supply sources", result.supply_sources), ("history", result.history))
    return {name: Counter(record.grade for record in records) for name, records in known}


def _weak(given: Given, parameters: Sequence[InputParameter]) -> tuple[Paragraph | Grid, ...]:
    """What leans on guesses: rule by rule, the men, the scores by the grade of the date, and where inputs vary the outcomes."""
    groups: dict[str, Counter[str]] = {}
    for one in parameters:
        groups.setdefault(str(one.path).partition(".")[0], Counter())[one.grade] += 1
    ranked = sorted(groups.items(), key=lambda item: (-item[1][GUESS] / item[1].total(), item[0]))
    rows = [_row(name, counts) for name, counts in ranked]
    told = [words for words in (_men(given.first), _dates(given), _outcomes(given)) if words]
    return (
        Paragraph("What leans on weak inputs. " + " ".join(told)),
        _table("Numbers of the rules, those that are mostly guesses first,", rows),
    )


def _men(result: Result) -> str:
    """The share of each side's men that stands in formations whose grade is a guess."""
    parts = []
    for side in result.sides:
        men = dict.fromkeys(GRADES, 0.0)
        for unit in result.formations:
            if unit.side == side.id and unit.grade in men:
                men[unit.grade] += unit.men
        if sum(men.values()):
            parts.append(f"{percent(men[GUESS] / sum(men.values()))} of {side.name}")
    return f"Of the men at the start, in formations whose strength is a guess: {'; '.join(parts)}." if parts else ""


def _dates(given: Given) -> str:
    """The mean error of the dates by the grade of history's own record."""
    grades = {event.id: event.grade for event in given.first.history}
    found: dict[str, list[float]] = {}
    for row in given.scores.events:
        found.setdefault(grades.get(row.event.id, ""), []).append(abs(row.error_h) / 24)
    told = [
        f"{days(float(np.mean(found[grade])))} days over {len(found[grade])} dates of grade {grade}"
        for grade in GRADES
        if grade in found
    ]
    return f"Mean error of the dates by the grade of history’s record: {'; '.join(told)}." if told else ""


def _outcomes(given: Given) -> str:
    """Where the runs are of a sweep whose inputs vary: how many dated outcomes rest mostly on guesses, and on which."""
    if given.first.manifest.sweep is None or len(given.results) < 2:
        return ""
    from analysis.results.sweeps import load_sweep
    from analysis.scores.sensitivity import dependences

    sweep = load_sweep(given.first.folder)
    if not sweep.inputs:
        return "The numbers of the rules do not vary between these runs; `sweep --priors` shows what the dates lean on."
    wanted = {f"captured_day.{row.event.place}" for row in given.scores.events}
    names = [name for name in sorted(wanted & set(sweep.outcomes)) if len(set(sweep.runs[name][sweep.done].tolist())) > 1]
    return _leaning(dependences(sweep, names))


def _leaning(found: Sequence[Dependence]) -> str:
    """How many of these outcomes depend more on guesses than on anything better known, and on which guesses most often."""
    leaning = [one for one in found if one.leaning]
    guilty = Counter(index.input for one in leaning for index in one.indices if index.counts and index.grade == GUESS)
    most = ", ".join(f"{short(name)} ({count})" for name, count in guilty.most_common(NAMED_AT_MOST))
    text = f"{len(leaning)} of {len(found)} dated captures depend more on guesses than on anything better known"
    return f"{text}; most often on {most}." if most else f"{text}."


def repetition(given: Given) -> Section:
    """The command, the seed, the versions and the digests that give these runs again, byte for byte."""
    manifest = given.first.manifest
    digests = sorted({run.manifest.scenario.digest for run in given.results})
    versions = sorted({run.manifest.engine_version for run in given.results})
    which = f"design points {manifest.sweep.points}, " if manifest.sweep else ""
    words = (
        f"Seed {manifest.seed}, {which}replications {_numbers(given.results)}; august-storm {', '.join(versions)}; "
        f"scenario {manifest.scenario.id}, digest {', '.join(digests)}. The same of all these give the same bytes."
    )
    lines = _sweep_commands(manifest.scenario.id, manifest.sweep) if manifest.sweep else _run_commands(given.first)
    return Section("repeat", "How to repeat it", (Commands(tuple(lines)), Paragraph(words)))


def _numbers(results: Sequence[Result]) -> str:
    """`0-39` for a whole row of replications, else each of them."""
    numbers = sorted({int(run.manifest.replication) for run in results})
    whole = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}–{numbers[-1]}" if whole else ", ".join(map(str, numbers))


def _run_commands(run: Result) -> list[str]:
    """The commands that repeat a single run and its report, with every change that was made to the scenario."""
    number = run.manifest.replication
    words = ["august-storm", "run", run.manifest.scenario.id, "--seed", str(run.manifest.seed)]
    words += ["--replication", str(number), *_changes(run.manifest)]
    words += [word for whose, name in sorted(run.manifest.policies.items()) for word in ("--policy", f"{whose}:{name}")]
    words += ["--orders", ORDERS] if run.manifest.orders else []
    since = run.manifest.policies_from_minute / MINUTES_PER_DAY
    words += ["--policies-from", f"{since:g}"] if since else []
    return [shlex.join([*words, "--no-pictures", "--out", f"run_{number}"]), "august-storm report run_* -o report.html"]


def _changes(manifest: RunSetting | Study) -> list[str]:
    """Options for the rules that were off and the numbers that were set, in a fixed order."""
    words = [word for name in manifest.without for word in ("--without", name)]
    changed = manifest.set
    return words + [word for path in sorted(changed) for word in ("--set", f"{path}={changed[path]}")]


def _sweep_commands(scenario: str, sweep: SweepOrigin) -> list[str]:
    """The command of a plain sweep; of a designed one its study, which stands in sweep.json."""
    study = sweep.study
    report = "august-storm report sweep -o report.html"
    if study.factors:
        return [f"august-storm sweep {study.id}.yaml --out sweep  # the study under this key in sweep.json", report]
    words = ["august-storm", "sweep", scenario, "--runs", str(sweep.replications)]
    words += ["--seed", str(study.seed)]
    words += ["--priors"] if study.priors else []
    words += ["--sampling", study.sampling] if study.priors and study.sampling != "random" else []
    words += ["--last-day", str(study.last_day)] if study.last_day else []
    words += ["--tracks", study.keep.tracks] if study.keep.tracks != "army" else []
    return [shlex.join([*words, *_changes(study), "--out", "sweep"]), report]
