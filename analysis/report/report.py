"""The report of an ensemble: what it says, how it compares with history, and where it is wrong.

The composition of a report: the scores are computed once, handed to every section as `Given`, and the sections that have
something to say come in one order: first the campaign as it went, then how it compares. The three sentences at the top are the
whole report in short, chosen by rules from its numbers: a sentence that claims more than its interval allows is not among them.
How a report is written is left to `page`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np

from analysis.calendar import days_and_hours
from analysis.report.given import Given, day_name, percent
from analysis.report.history import against_history, errors
from analysis.report.inputs import inputs, repetition
from analysis.report.page import html, markdown
from analysis.report.parts import Report
from analysis.report.sections import curves, day_maps, losses, stops, supply, timeline
from analysis.results.load import Result
from analysis.scores.arrivals import NEAR_H, error_h
from analysis.scores.dates import score
from analysis.scores.probability import PLAN, Estimate, probability_scores
from analysis.scores.references import CONSTANT, RUNS
from analysis.scores.standstills import standstills
from analysis.scores.states import state_rows
from analysis.words.origin import provenance
from analysis.words.sentences import cause_words
from engine.vocabulary import Cause


def save_report(
    results: Sequence[Result],
    path: str | Path,
    form: str = "html",
    empty: Sequence[Result] = (),
    controls: Sequence[Sequence[Result]] = (),
    page: str = "",
) -> None:
    """Writes the report of `results` to `path` as `html` (one page that needs nothing else) or `md`; same bytes for same input.

    `empty` is the ensemble without fighting for two of the references, `controls` are ensembles that ought to score worse.
    `page` is the address of the page that plays a run, seen from `path`: rows and maps link into it. Raises ValueError where
    `results` are not of one scenario and length.
    """
    made = report(results, empty, controls, page)
    text = html(made) if form == "html" else markdown(made)
    Path(path).write_bytes(text.encode("utf-8", "replace"))


def page_beside(results: Sequence[Result], out: Path) -> str:
    """The way from a report at `out` to the page of the first run that has one; nothing where none has."""
    pages = (result.folder / "index.html" for result in results if result.folder != Path())
    page = next((path for path in pages if path.is_file()), None)
    return quote(Path(os.path.relpath(page.resolve(), out.resolve().parent)).as_posix()) if page else ""


def report(
    results: Sequence[Result], empty: Sequence[Result] = (), controls: Sequence[Sequence[Result]] = (), page: str = ""
) -> Report:
    """The report of `results` before it is written; see `save_report` for what it takes.

    `results` are runs of one scenario and length; a sweep may keep less than a run, and then sections say what they would need.
    """
    scores = score(results, empty or None)
    table = probability_scores(results, empty or None)
    given = Given(results, table, scores, state_rows(results), standstills(results), controls, page)
    opening = tuple(section for section in (day_maps(given), timeline(given)) if section.blocks)
    sections = (
        against_history(given),
        curves(given),
        stops(given),
        losses(given),
        supply(given),
        errors(given),
        inputs(given),
        repetition(given),
    )
    kept = tuple(section for section in sections if section.blocks)
    title = f"{given.first.manifest.scenario.title}: the model against history"
    return Report(title, provenance(given.first.manifest, len(results)), _summary(given), opening, kept)


def _summary(given: Given) -> list[str]:
    """The sentences at the top: the dates, the stops, and the worst error."""
    return [sentence for sentence in (_first_sentence(given), _second_sentence(given), _third_sentence(given)) if sentence]


def _first_sentence(given: Given) -> str:
    """How well the dates are told, given routes and plans, beside the plan's own timetable, in days and hours.

    The verdict is better or worse only where the whole 95 % interval of the skill lies on one side of 0.
    """
    rows = given.scores.events
    if not rows:
        return f"No dated event of history can be compared with {given.runs}."
    inside, near = (sum(row.hit(within_h) for row in rows) for within_h in (0.0, NEAR_H))
    text = f"Given the routes and plans, {given.runs} put{'s' if len(given.results) == 1 else ''} {inside} of {len(rows)} dated "
    text += f"events into the time that history gives them and {near} within a day of it"
    return f"{text}{_beside_a_rival(given)}."


def _beside_a_rival(given: Given) -> str:
    """The mean error of the dates of the main set that the plan's timetable has too, and that timetable's, with a verdict.

    Without a plan a constant date stands in its place.
    """
    rival = PLAN if given.table.models[PLAN][given.main_set].skill.value is not None else CONSTANT
    skill = given.table.models[rival][given.main_set].skill
    if skill.value is None:
        return ""
    dates = given.dates_of(rival)
    rows = [row for row in given.scores.events if row.event.id in dates and given.counts(row.event)]
    own = float(np.mean([abs(row.error_h) for row in rows]))
    other = float(np.mean([abs(error_h(dates[row.event.id], row.event.earliest_min, row.event.latest_min)) for row in rows]))
    timetable = "the attacker’s own timetable" if rival == PLAN else "one and the same date for all"
    verdict = "better than" if _clear(skill) > 0 else "worse than" if _clear(skill) < 0 else "not clearly better or worse than"
    theirs = f"{timetable} ({days_and_hours(other / 24)})"
    return f"; {given.until} they are {days_and_hours(own / 24)} off on average, {verdict} {theirs}"


def _clear(estimate: Estimate) -> int:
    """1 or -1 where the whole interval lies on one side of 0, else 0."""
    return int((estimate.low or 0) > 0) - int((estimate.high or 0) < 0)


def _second_sentence(given: Given) -> str:
    """How many armies lose most time for want of fuel, and which stands longest, weighed by the share of such runs."""
    dry = [stop for stop in given.stops if stop.cause == Cause.FUEL]
    halted = [stop for stop in given.stops if stop.place]
    if not halted:
        return "No army of the first side is halted against its will for six hours or more."
    worst = max(halted, key=lambda stop: (stop.days[0] * stop.share, stop.army))
    place = given.first.place_name(worst.place)
    often = f" in {percent(worst.share)} of the runs" if len(given.results) > 1 else ""
    return (
        f"Want of fuel is what costs {len(dry)} of {len(given.stops)} armies and groups most time; the longest stand is that of "
        f"{worst.name} at {place} ({cause_words(worst.cause)}), {days_and_hours(worst.days[0])} from "
        f"{day_name(given, worst.from_min)}{often}."
    )


def _third_sentence(given: Given) -> str:
    """The date that the model is most wrong about, and of several runs how many dates their bands hold."""
    rows = given.scores.events
    if not rows:
        return ""
    worst = max(rows, key=lambda row: abs(row.error_h))
    own = given.table.models[RUNS]["all"]
    held = f"; its 80 % bands hold {percent(own.coverage.value or 0)} of all {own.events} dates"
    band = held if len(given.results) > 1 else ""
    return (
        f"The model is most wrong about {worst.event.place_name} ({worst.event.kind.replace('_', ' ')}), "
        f"{days_and_hours(abs(worst.error_h) / 24)} too {'late' if worst.error_h > 0 else 'early'}{band}."
    )
