"""The two sections of a report about history: how near the runs come to it, and where they are most wrong.

The first holds the runs against references that know less (a constant date, the attacker's plan), against negative controls
that must score worse, and against history's own ranks; the second lists the largest errors by their names. The scores
themselves are computed in `analysis.scores`; here they become words, bars and tables, and nothing that speaks against the model
is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.calendar import moment, window_text
from analysis.drawing.style import raw_svg
from analysis.report.figures import draw_score_bars
from analysis.report.given import SOURCES, Given, day_name, named, percent
from analysis.report.parts import Figures, Grid, Headline, Headlines, Paragraph, Picture, Section
from analysis.results.load import Result
from analysis.scores.arrivals import arrivals
from analysis.scores.probability import BAND, PLAN, ProbabilityTable, Scores, probability_scores
from analysis.scores.references import RUNS, called
from analysis.scores.states import mean_crps, state_rows
from analysis.stats import crps
from analysis.terminal import days, hours
from analysis.words.numbers import percent_spaced
from analysis.words.probability_tables import signed, span, state_cells

LARGEST = 12
SHUFFLES, SHUFFLE_SEED = 20, 1


def against_history(given: Given) -> Section:
    """CRPS (days) of the runs and of the references as bars and as a table, controls, ranks, and the states of armies by day."""
    table, own = given.table, given.table.models[RUNS][given.main_set]
    title = "Against history"
    if own.crps.value is None:
        return Section("history", title, (Paragraph("No dated event of this scenario can be compared with the runs."),))
    words = Paragraph(
        "Each reference is a single date per event, made a distribution by its own errors on all other axes, so that its CRPS is "
        "fair. Nothing inside a window of history counts as an error. Events on one axis depend on one another, so intervals "
        "come from drawing whole axes."
    )
    bars = Picture(raw_svg(draw_score_bars(table, given.main_set, given.until)), _bars_alt(table, given.main_set))
    figure = Figures((bars,), f"CRPS {given.until}. {SOURCES}")
    names = [name for name in table.models if table.models[name]["all"].events]
    head = (
        "Dates of",
        "events",
        "CRPS, days",
        "95 %",
        "interval score",
        "80 % held",
        "width, days",
        "bias, days",
        "tau",
        "tau in axes",
    )
    rows = tuple((called(name, table.runs), *_score_cells(table.models[name]["all"])) for name in names)
    title_of_all = f"Scores over all dates: the runs and {len(rows) - 1} references"
    everything = Grid(title_of_all, head, rows, frozenset(range(1, len(head))))
    return Section(
        "history", title, (headlines(given), words, figure, *_controls(given), everything, *_ranks(given), *_state_blocks(given))
    )


def headlines(given: Given) -> Headlines:
    """Four numbers in large type: CRPS, skill against the plan, coverage, and the order of events."""
    own = given.table.models[RUNS][given.main_set]
    plan = given.table.models[PLAN][given.main_set]
    counted = f"{own.events} events on {own.axes} axes, {given.until}"
    band = f"of the dates inside the {percent(BAND)} band of the runs, {days(own.width_days)} days wide on average"
    if len(given.results) == 1:
        band = "of the dates inside history’s window; one run has no band"
    return Headlines(
        (
            Headline(f"{days(own.crps.value)} d", f"CRPS of the dates, {counted}: their error, less what honest doubt is worth"),
            Headline(
                signed(plan.skill.value), f"skill against the attacker’s plan: the share of its CRPS saved {span(plan.skill)}"
            ),
            Headline("–" if own.coverage.value is None else percent(own.coverage.value), band),
            Headline(days(own.tau), "Kendall’s tau of the order of events: 1 for history’s order, 0 for none"),
        )
    )


def _bars_alt(table: ProbabilityTable, part: str) -> str:
    """The bars in words: each reference with its CRPS in days."""
    known = {name: sets[part].crps.value for name, sets in table.models.items() if sets[part].crps.value is not None}
    told = [f"{called(name, table.runs)} {days(value)}" for name, value in known.items()]
    return f"Bars of CRPS in days: {', '.join(told)}."


def _score_cells(scores: Scores) -> tuple[str, ...]:
    """The row of a reference: events, CRPS with its interval, interval score, coverage, width, bias and the two taus."""
    covered = "–" if scores.coverage.value is None else percent(scores.coverage.value)
    return (
        str(scores.events),
        days(scores.crps.value),
        span(scores.crps),
        days(scores.interval_days),
        covered,
        days(scores.width_days),
        signed(scores.bias_days),
        days(scores.tau),
        days(scores.tau_within),
    )


def _ranks(given: Given) -> tuple[Paragraph, ...]:
    """Where history lies among the runs, in fifths; nothing of one run, which has no spread."""
    if len(given.results) < 2:
        return ()
    shares = given.table.models[RUNS]["all"].ranks
    told = ", ".join(percent(share) for share in shares)
    words = "Rank of history among the runs, in fifths from earlier than most to later (20 % each if the spread is right)"
    return (Paragraph(f"{words}: {told}."),)


def _controls(given: Given) -> tuple[Paragraph, ...]:
    """Shuffled history always; other controls where their runs are given. Said as it is, also where one does not score worse."""
    own = given.table.models[RUNS]["all"].crps.value or 0.0
    text = f"Negative controls, all events: the runs score {own:.2f} days, against a shuffled history {_shuffled(given):.2f}."
    return (Paragraph(" ".join([text, *(_control(given, runs) for runs in given.controls)])),)


def _control(given: Given, runs: Sequence[Result]) -> str:
    """One control beside the runs of the same replications."""
    numbers = {run.manifest.replication for run in runs}
    same = [run for run in given.results if run.manifest.replication in numbers] or list(given.results)
    off = ", ".join(sorted(map(str, runs[0].manifest.without)))
    theirs, ours = (probability_scores(some).models[RUNS]["all"].crps.value or 0.0 for some in (runs, same))
    verdict = "worse, as it must be" if theirs > ours else "not worse: the dates do not tell it apart"
    text = f"{len(runs)} runs {f'without {off}' if off else 'of the control'} score {theirs:.2f} days, {verdict}"
    text += f" ({len(same)} of these runs: {ours:.2f})"
    return f"{text}{_fuel_beside(runs, same)}."


def _fuel_beside(runs: Sequence[Result], same: Sequence[Result]) -> str:
    """Errors of the fuel of armies in a control and in the runs, where history tells of fuel; else nothing."""
    theirs, ours = (mean_crps(state_rows(some), "fuel")[0] for some in (runs, same))
    return "" if theirs is None or ours is None else f"; in fuel {theirs:.2f} fills against {ours:.2f}"


def _shuffled(given: Given) -> float:
    """Mean CRPS of the runs against windows dealt out anew, over `SHUFFLES` deals of one seed: chance agreement."""
    random, first = np.random.default_rng(SHUFFLE_SEED), given.table.forecasts[RUNS]
    found = []
    for _ in range(SHUFFLES):
        dealt = random.permutation(len(first)).tolist()
        found += [float(crps(one.members, first[at].earliest, first[at].latest)) for one, at in zip(first, dealt, strict=True)]
    return float(np.mean(found))


def _state_blocks(given: Given) -> tuple[Paragraph | Grid, ...]:
    """What is known of armies by day (fuel, tanks, men) beside the runs; nothing where the scenario knows of none."""
    rows = tuple(
        (row.kind, f"{row.who}, {row.event.place_name}", day_name(given, row.minute), *map(percent_spaced, state_cells(row)))
        for row in given.states
    )
    if not rows:
        return ()
    head = ("State", "Army and place", "Day", "History", "Median run", "80 % of the runs", "CRPS")
    links = tuple(given.at(row.minute, row.event.formation, row.event.place) for row in given.states)
    title = f"{len(rows)} states of armies by day, in the unit of the column History"
    return (Grid(title, head, rows, frozenset({3, 4, 5, 6}), links),)


def errors(given: Given) -> Section:
    """The largest errors of single dates (hours, + is late), the mean errors by army (days), and the dates left out."""
    if not given.scores.events:
        return Section("wrong", "Where the model is wrong", ())
    words = Paragraph("The largest errors, event by event, then every army with dates; + is late.")
    return Section("wrong", "Where the model is wrong", (words, _largest(given), _by_army(given), *_left_out(given)))


def _largest(given: Given) -> Grid:
    """The `LARGEST` dates with the largest errors: history beside the median run, and in which share of runs it was in time."""
    start = given.first.local_time(0)
    wrong = [row for row in given.scores.events if row.error_h]
    worst = sorted(wrong, key=lambda row: (-abs(row.error_h), row.event.id))[:LARGEST]
    table = arrivals(given.results)
    late = {event.id: float((when <= event.latest_min).mean()) for event, when in zip(table.events, table.minutes, strict=True)}
    rows = tuple(
        (
            row.event.kind.replace("_", " "),
            named(row.event.place_name, row.event.formation_name),
            window_text(start, row.event),
            moment(start, row.median_min) if row.happens else "never",
            hours(row.error_h),
            percent(late[row.event.id]),
            str(row.event.text),
        )
        for row in worst
    )
    head = ("Event", "Where", "History", "Median run", "Error", "there by then", "What happened")
    links = tuple(given.at(row.event.earliest_min, row.event.formation, row.event.place) for row in worst)
    return Grid(f"The {len(rows)} largest errors", head, rows, frozenset({4, 5}), links)


def _by_army(given: Given) -> Grid:
    """Mean errors of every army with dates, the worst first, ties by name."""
    armies = sorted(given.scores.by_army.items(), key=lambda item: (-(item[1]["all"].mean_abs_days or 0), item[0]))
    rows = tuple(
        (name, days(one["all"].mean_abs_days), signed(one["all"].mean_days), str(one["all"].inside), str(one["all"].count))
        for name, one in armies
    )
    head = ("Army", "mean abs. error, days", "mean error, days", "in window", "dates")
    return Grid(f"Errors of {len(rows)} armies with dates, the worst first", head, rows, frozenset({1, 2, 3, 4}))


def _left_out(given: Given) -> tuple[Paragraph, ...]:
    """How many dates of history are not compared, by the reason."""
    left = Counter[str]()
    for (_, reason), count in given.scores.left_out.items():
        left[reason] += count
    rest = "; ".join(f"{reason}: {count}" for reason, count in sorted(left.items()))
    return (Paragraph(f"Events of history that are not compared: {rest}."),) if rest else ()
