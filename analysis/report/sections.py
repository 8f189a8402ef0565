"""The sections of a report, in their order: against history, curves, days, stops, losses, supply, errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, moment, window_text
from analysis.charts import losses as losses_plot
from analysis.charts import supply as supply_plot
from analysis.charts.curves import draw_curves
from analysis.charts.curves import factual_title as curves_title
from analysis.maps.plot import alt_text
from analysis.report.figures import draw_score_bars, png
from analysis.report.given import Given, day_name, named, percent, sentence
from analysis.report.parts import Figures, Grid, Paragraph, Picture, Section
from analysis.report.thumbnails import draw_small_chance_map, draw_small_map, key_days, median_run
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.advance import advances
from analysis.scores.dates import RUNS
from analysis.scores.history import comparable, simulated_minute
from analysis.scores.losses import claimed_losses, has_losses, losses_by_group
from analysis.scores.probability import ProbabilityTable, Scores, crps_days, probability_scores
from analysis.scores.standstills import Standstill
from analysis.scores.states import airlifts, mean_crps, state_rows
from analysis.terminal import days, hours
from analysis.words.numbers import percent_spaced
from analysis.words.probability_tables import signed, span, state_cells
from analysis.words.sentences import cause_words

LARGEST = 12
SHUFFLES, SHUFFLE_SEED = 20, 1
SOURCES = "Sources: the runs; history as its file cites."


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
    bars = Picture(png(draw_score_bars(table, given.main_set, given.until)), _bars_alt(table, given.main_set))
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
    rows = tuple((name, *_score_cells(table.models[name]["all"])) for name in names)
    everything = Grid(head, rows, frozenset(range(1, len(head))))
    return Section("history", title, (words, figure, *_controls(given), everything, *_ranks(given), *_state_blocks(given)))


def _bars_alt(table: ProbabilityTable, part: str) -> str:
    told = [f"{name} {days(sets[part].crps.value)}" for name, sets in table.models.items() if sets[part].crps.value is not None]
    return f"Bars of CRPS in days: {', '.join(told)}."


def _score_cells(scores: Scores) -> tuple[str, ...]:
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
    numbers = {run.manifest.get("replication") for run in runs}
    same = [run for run in given.results if run.manifest.get("replication") in numbers] or list(given.results)
    off = ", ".join(sorted(map(str, runs[0].manifest.get("without") or [])))
    theirs, ours = (probability_scores(some).models[RUNS]["all"].crps.value or 0.0 for some in (runs, same))
    verdict = "worse, as it must be" if theirs > ours else "not worse: the dates do not tell it apart"
    text = f"{len(runs)} runs {f'without {off}' if off else 'of the control'} score {theirs:.2f} days, {verdict}"
    text += f" ({len(same)} of these runs: {ours:.2f})"
    fuel = [mean_crps(state_rows(some), "fuel")[0] for some in (runs, same)]
    states = f"; in fuel {fuel[0]:.2f} fills against {fuel[1]:.2f}" if fuel[0] is not None and fuel[1] is not None else ""
    return f"{text}{states}."


def _shuffled(given: Given) -> float:
    """Mean CRPS of the runs against windows dealt out anew."""
    random, first = np.random.default_rng(SHUFFLE_SEED), given.table.forecasts[RUNS]
    found = []
    for _ in range(SHUFFLES):
        dealt = random.permutation(len(first)).tolist()
        found += [crps_days(one.members, first[at].earliest, first[at].latest) for one, at in zip(first, dealt, strict=True)]
    return float(np.mean(found))


def _state_blocks(given: Given) -> tuple[Paragraph | Grid, ...]:
    rows = tuple(
        (row.kind, f"{row.who}, {row.event.place_name}", day_name(given, row.minute), *map(percent_spaced, state_cells(row)))
        for row in given.states
    )
    if not rows:
        return ()
    head = ("State", "Army and place", "Day", "History", "Median run", "80 % of the runs", "CRPS")
    return Paragraph("States of armies by day, in the unit of the column History:"), Grid(head, rows, frozenset({3, 4, 5, 6}))


def curves(given: Given) -> Section:
    """The advance curves of the first side (km against days); no blocks where nobody of it has an axis."""
    panels = advances(given.results)
    if not panels:
        return Section("curves", "Advance", ())
    form = f"Kilometres along each axis against days for {len(panels)} axes, with plan and history."
    picture = Picture(png(draw_curves(given.results)), f"{curves_title(panels, len(given.results))}. {form}")
    caption = f"Bars: windows of history; open rings: outside the runs. {SOURCES}"
    return Section("curves", "Advance", (Figures((picture,), caption),))


def day_maps(given: Given) -> Section:
    """Up to five small maps, each at the end of a day: control in the run nearest to the median of all dates.

    Of a sweep without tracks of formations: the chance of control (0-1, five tints) over all runs.
    """
    arrivals = [
        [
            min(found if (found := simulated_minute(run, event)) is not None else run.end_minute, run.end_minute)
            / MINUTES_PER_DAY
            for event in comparable(given.first).dates
        ]
        for run in given.results
    ]
    chosen = median_run(given.results, given.table, arrivals)
    days_shown = key_days(chosen)
    number = {1: "One day", 2: "Two days", 3: "Three days", 4: "Four days", 5: "Five days"}[len(days_shown)]
    if given.first.tracked == "formation":
        pictures = tuple(_day_map(chosen, minute) for minute in days_shown)
        which = "the run nearest to the median of all dates" if len(given.results) > 1 else "the run"
        caption = f"Control in {which} (replication {chosen.manifest.get('replication', 0)}) by the end of each day."
    else:
        pictures = tuple(_chance_day_map(given, minute) for minute in days_shown)
        caption = f"Chance of control over {given.runs} by the end of each day: the darker, the surer {given.side}; line: 50 %."
    credit = str((given.first.map or {}).get("credits") or "")
    return Section("days", f"{number} of the campaign", (Figures(pictures, f"{caption} {sentence(credit)}".strip()),))


def _chance_day_map(given: Given, minute: int) -> Picture:
    label = given.first.day_label(minute - 1)
    return Picture(png(draw_small_chance_map(given.results, minute), 160), alt_text(given.results, minute), label)


def _day_map(result: Result, minute: int) -> Picture:
    label = result.day_label(minute - 1)
    mine, when = result.captures["side"] == result.sides[0]["id"], result.captures["minute"] <= minute
    alt = f"Map at the end of {label}: {result.sides[0]['name']} has taken {int((mine & when).sum())} places."
    return Picture(png(draw_small_map(result, minute), 160), alt, label)


def stops(given: Given) -> Section:
    """A row for each army: its depth (km), and the place and cause of the halts that cost its troops most days."""
    head = ("Army", "Depth at the end, km (80 %)", "Stands longest at", "from", "days (80 %)", "Why", "runs")
    rows = tuple(_stop_row(given, stop) for stop in given.stops)
    words = Paragraph(
        "The place and cause that cost each army’s troops most time: halts of six hours or more, not wanted, no part of a march."
    )
    return Section("stops", "Where each army stopped, and why", (words, Grid(head, rows, frozenset({1, 4, 6}))) if rows else ())


def _stop_row(given: Given, stop: Standstill) -> tuple[str, ...]:
    depth = f"{_spread(stop.depth_km, ',.0f')} of {stop.total_km:,.0f}"
    if not stop.place:
        return stop.name, depth, "nowhere", "", "", "", ""
    length = _spread(stop.days, ".1f")
    where = given.first.place_name(stop.place)
    return stop.name, depth, where, day_name(given, stop.from_min), length, cause_words(stop.cause), percent(stop.share)


def losses(given: Given) -> Section:
    """Men, tanks and guns lost by side and army, median with the middle 80 % of the runs, beside what is claimed.

    No blocks where a run was written without losses.
    """
    if not all(has_losses(run) for run in given.results):
        return Section("losses", "Losses", ())
    picture = Picture(png(losses_plot.draw_losses(given.results)), losses_plot.alt_text(given.results))
    order = OrderOfBattle.of(given.first)
    columns = ("killed", "wounded", "prisoners", "scattered", "tanks_written_off", "guns_lost")
    sums = [losses_by_group(run) for run in given.results]
    rows = []
    for side in given.first.sides:
        for group in sums[0][side["id"]]:
            name = f"– {order.name(group)}" if group else str(side["name"])
            rows.append((name, *(_middle([one[side["id"]][group][column] for one in sums]) for column in columns)))
    head = ("Losses, median (80 %)", "killed", "wounded", "prisoners", "scattered", "tanks written off", "guns lost")
    caption = f"Losses of {given.runs} beside what is claimed. {SOURCES}"
    table = Grid(head, tuple(rows), frozenset(range(1, 7)))
    return Section("losses", "Losses", (Figures((picture,), caption), table, *_claims(given)))


def _middle(values: Sequence[float]) -> str:
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9]).tolist()
    return _spread((median, low, high), ",.0f")


def _spread(values: tuple[float, float, float], form: str) -> str:
    """Median with its 80 % of the runs in brackets, where they differ from it."""
    median, low, high = (format(value, form) for value in values)
    return median if low == median == high else f"{median} ({low}–{high})"


def _claims(given: Given) -> tuple[Grid, ...]:
    found = [claimed_losses(run) for run in given.results]
    names = {str(one["id"]): str(one["name"]) for side in given.first.sides for one in (side, *side.get("contingents", ()))}
    rows = []
    for at, loss in enumerate(found[0]):
        if loss.count is not None:
            counts = [float(run[at].count or 0) for run in found]
            median = replace(loss, count=float(np.median(counts)))
            factor = median.factor or 1.0
            outside = "within" if factor == 1 else f"× {factor:.1f}" if np.isfinite(factor) else "none"
            claim = loss.claim
            whose = str(claim.get("contingent") or claim["side"])
            low, high = f"{float(claim['low']):,.0f}", f"{float(claim['high']):,.0f}"
            claimed = low if low == high else f"{low}–{high}"
            who = str(claim.get("claimed_by", ""))
            rows.append((names.get(whose, whose), str(claim["quantity"]), claimed, _middle(counts), outside, who))
    head = ("Claimed of", "what", "claim", "runs (80 %)", "outside by", "who claims")
    return (Grid(head, tuple(rows), frozenset({2, 3, 4})),) if rows else ()


def supply(given: Given) -> Section:
    """Days of supply of each army by half day as strips, and the fuel brought by air in tonnes."""
    flown = [(", ".join(one.places), _spread((one.tonnes, one.low, one.high), ",.0f")) for one in airlifts(given.results)]
    lifts = [f"{tonnes} t to {places}" for places, tonnes in flown]
    by_air = (Paragraph("Fuel by air to the end, median of the runs (80 %): " + "; ".join(lifts) + "."),) if lifts else ()
    if given.first.tracked != "formation":
        untold = Paragraph(f"Days of supply are not told: {supply_plot.what_it_needs(given.first)}.")
        return Section("supply", "Supply", (untold, *by_air))
    if not supply_plot.strips(given.results):
        return Section("supply", "Supply", by_air)
    picture = Picture(png(supply_plot.draw_supply(given.results)), supply_plot.alt_text(given.results))
    return Section("supply", "Supply", (Figures((picture,), f"Days of supply of each army. {SOURCES}"), *by_air))


def errors(given: Given) -> Section:
    """The largest errors of single dates (hours, + is late), the mean errors by army (days), and the dates left out."""
    start = given.first.local_time(0)
    wrong = [row for row in given.scores.events if row.error_h]
    worst = sorted(wrong, key=lambda row: (-abs(row.error_h), row.event.id))[:LARGEST]
    if not given.scores.events:
        return Section("wrong", "Where the model is wrong", ())
    late = {one.event.id: float((one.members <= one.latest).mean()) for one in given.table.forecasts[RUNS]}
    rows = tuple(
        (
            row.event.kind.replace("_", " "),
            named(row.event.place_name, row.event.formation_name),
            window_text(start, row.event),
            "never" if row.arrived * 2 < len(given.results) else moment(start, row.median_min),
            hours(row.error_h),
            percent(late[row.event.id]),
            str(row.event.text),
        )
        for row in worst
    )
    head = ("Event", "Where", "History", "Median run", "Error", "there by then", "What happened")
    by_event = Grid(head, rows, frozenset({4, 5}))
    armies = sorted(given.scores.by_army.items(), key=lambda item: (-(item[1]["all"].mean_abs_days or 0), item[0]))
    by_army = Grid(
        ("Army", "mean abs. error, days", "mean error, days", "in window", "dates"),
        tuple(
            (name, days(one["all"].mean_abs_days), signed(one["all"].mean_days), str(one["all"].inside), str(one["all"].count))
            for name, one in armies
        ),
        frozenset({1, 2, 3, 4}),
    )
    left = Counter[str]()
    for (_, reason), count in given.scores.left_out.items():
        left[reason] += count
    rest = "; ".join(f"{reason}: {count}" for reason, count in sorted(left.items()))
    words = Paragraph("The largest errors, event by event, then every army with dates; + is late.")
    out = (Paragraph(f"Events of history that cannot be compared: {rest}."),) if rest else ()
    return Section("wrong", "Where the model is wrong", (words, by_event, by_army, *out))
