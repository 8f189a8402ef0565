"""The sections of a report on what happens in the runs: curves, maps of days, stops, losses and supply.

Each takes what the report is made from (`Given`) and returns a `Section` of words, tables and pictures; a section that has
nothing to say has no blocks and is left out. The pictures are those of `plot`, so that a report and a picture drawn by hand
never differ. The sections about history are in `history`, those on inputs in `inputs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.calendar import MINUTES_PER_DAY, moment, window_text
from analysis.charts import losses as losses_plot
from analysis.charts import supply as supply_plot
from analysis.charts.curve_words import factual_title as curves_title
from analysis.charts.curves import draw_curves
from analysis.charts.receipts import alt_text as receipts_alt
from analysis.charts.receipts import draw_receipts
from analysis.charts.timeline import alt_text as timeline_alt
from analysis.charts.timeline import draw_timeline
from analysis.charts.timeline_rows import timeline_rows
from analysis.drawing.style import raw_svg
from analysis.maps.plot import alt_text
from analysis.report.given import SOURCES, Given, day_name, named, percent, sentence
from analysis.report.parts import Figures, Grid, Paragraph, Picture, Section
from analysis.report.thumbnails import draw_small_chance_map, draw_small_map, key_days, median_run
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.scores.advance import advances
from analysis.scores.arrivals import arrivals
from analysis.scores.losses import ClaimedLoss, claimed_losses, has_losses, losses_by_group
from analysis.scores.receipts import receipts
from analysis.scores.standstills import Standstill
from analysis.scores.states import airlifts
from analysis.terminal import hours
from analysis.words.receipt_table import HEAD as RECEIPTS_HEAD
from analysis.words.receipt_table import receipt_cells, receipts_title, sum_words
from analysis.words.sentences import cause_words


def timeline(given: Given) -> Section:
    """Every dated event as a row: history's window above the runs; the same as a folded table whose rows lead into the replay."""
    rows = timeline_rows(given.results)
    if not rows:
        return Section("dates", "Dates", ())
    picture = Picture(raw_svg(draw_timeline(given.results)), timeline_alt(given.results))
    caption = f"Bars: windows of history; below them the runs. A tinted row is a miss. {SOURCES}"
    return Section("dates", "Dates", (Figures((picture,), caption), _dates(given)))


def _dates(given: Given) -> Grid:
    """All dated events in order of time: history beside the median run, the error in hours."""
    start = given.first.local_time(0)
    rows = sorted(given.scores.events, key=lambda row: (row.event.earliest_min, row.event.latest_min, row.event.id))
    cells = tuple(
        (
            row.event.kind.replace("_", " "),
            named(row.event.place_name, row.event.formation_name),
            window_text(start, row.event),
            moment(start, row.median_min) if row.happens else "never",
            hours(row.error_h),
        )
        for row in rows
    )
    links = tuple(given.at(row.median_min, row.event.formation, row.event.place) for row in rows)
    head = ("Event", "Where", "History", "Median run", "Error")
    return Grid(f"The {len(rows)} dates as a table", head, cells, frozenset({4}), links)


def curves(given: Given) -> Section:
    """The advance curves of the first side (km against days); no blocks where no formation of it has an axis."""
    panels = advances(given.results)
    if not panels:
        return Section("curves", "Advance", ())
    form = f"Kilometres along each axis against days for {len(panels)} axes, with plan and history."
    picture = Picture(raw_svg(draw_curves(given.results)), f"{curves_title(panels, given.results)}. {form}")
    caption = f"Bars: windows of history; open rings: outside the runs. {SOURCES}"
    return Section("curves", "Advance", (Figures((picture,), caption),))


def day_maps(given: Given) -> Section:
    """Up to five small maps, each at the end of a day: control in the run nearest to the median of all dates.

    Of a sweep without tracks of formations: the chance of control (0-1, five tints) over all runs.
    """
    chosen = median_run(given.results, given.table, (arrivals(given.results).counted.T / MINUTES_PER_DAY).tolist())
    days_shown = key_days(chosen)
    number = {1: "One day", 2: "Two days", 3: "Three days", 4: "Four days", 5: "Five days"}[len(days_shown)]
    if given.first.tracked == "formation":
        pictures = tuple(_day_map(given, chosen, minute) for minute in days_shown)
        which = "the run nearest to the median of all dates" if len(given.results) > 1 else "the run"
        caption = f"Control in {which} (replication {chosen.manifest.replication}) as each day begins."
        caption += " Press a day to see it played." if given.page else ""
    else:
        pictures = tuple(_chance_day_map(given, minute) for minute in days_shown)
        caption = f"Chance of control over {given.runs} as each day begins: the darker, the surer {given.side}; line: 50 %."
    credit = str(given.first.map.credits if given.first.map else "")
    return Section("days", f"{number} of the campaign", (Figures(pictures, f"{caption} {sentence(credit)}".strip()),))


def _chance_day_map(given: Given, minute: int) -> Picture:
    """A small map of the chance of control as a day begins, with its alt text."""
    label = given.first.day_label(minute)
    svg = raw_svg(draw_small_chance_map(given.results, minute))
    return Picture(svg, alt_text(given.results, minute), label, given.at(minute))


def _day_map(given: Given, result: Result, minute: int) -> Picture:
    """A small map of one run as a day begins; its alt text counts the places that the first side has taken."""
    label = result.day_label(minute)
    rows = result.captures.rows("place", "side", "minute")
    taken = sum(side == result.sides[0].id and when <= minute and place not in result.far_banks for place, side, when in rows)
    alt = f"Map as {label} begins: {taken} places taken by {result.sides[0].name}."
    return Picture(raw_svg(draw_small_map(result, minute)), alt, label, given.at(minute))


def stops(given: Given) -> Section:
    """A row for each army: its depth (km), and the place and cause of the halts that cost its troops most days."""
    head = ("Army", "Depth at the end, km (80 %)", "Stands longest at", "from", "days (80 %)", "Why", "runs")
    rows = tuple(_stop_row(given, stop) for stop in given.stops)
    words = Paragraph(
        "The place and cause that cost each army’s troops most time: halts of six hours or more, not wanted, no part of a march."
    )
    links = tuple(given.at(stop.from_min, stop.army) if stop.place else given.at(0, stop.army) for stop in given.stops)
    table = Grid(f"The longest stand of each of {len(rows)} armies", head, rows, frozenset({1, 4, 6}), links)
    return Section("stops", "Where each army stopped, and why", (words, table) if rows else ())


def _stop_row(given: Given, stop: Standstill) -> tuple[str, ...]:
    """The row of an army: how deep it came, and where, when, how long and why it stood longest; `nowhere` if it never did."""
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
    picture = Picture(raw_svg(losses_plot.draw_losses(given.results)), losses_plot.alt_text(given.results))
    order = OrderOfBattle.of(given.first)
    columns = ("killed", "wounded", "sick", "prisoners", "dispersed", "tanks_written_off", "guns_lost")
    sums = [losses_by_group(run) for run in given.results]
    rows = []
    for side in given.first.sides:
        for group in sums[0][side.id]:
            name = f"– {order.name(group)}" if group else side.name
            rows.append((name, *(_middle([one[side.id][group][column] for one in sums]) for column in columns)))
    head = ("Losses, median (80 %)", "killed", "wounded", "sick", "prisoners", "dispersed", "tanks written off", "guns lost")
    caption = f"Losses of {given.runs} beside what is claimed. {SOURCES}"
    table = Grid("Losses by side and army", head, tuple(rows), frozenset(range(1, 8)))
    return Section("losses", "Losses", (Figures((picture,), caption), table, *_claims(given)))


def _middle(values: Sequence[float]) -> str:
    """Median of a count over the runs with its 80 %, as whole numbers."""
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9]).tolist()
    return _spread((median, low, high), ",.0f")


def _spread(values: tuple[float, float, float], form: str) -> str:
    """Median with its 80 % of the runs in brackets, where they differ from it."""
    median, low, high = (format(value, form) for value in values)
    return median if low == median == high else f"{median} ({low}–{high})"


def _claims(given: Given) -> tuple[Grid, ...]:
    """What others claim of losses beside the runs, and by which factor the median lies outside; nothing where nobody claims."""
    found = [claimed_losses(run) for run in given.results]
    names = {side.id: side.name for side in given.first.sides}
    names |= {flag.id: flag.name for side in given.first.sides for flag in side.contingents}
    order = OrderOfBattle.of(given.first)
    names |= {claim.formation: order.name(claim.formation) for claim in given.first.claims if claim.formation}
    counted = [(loss, [float(run[at].count or 0) for run in found]) for at, loss in enumerate(found[0]) if loss.count is not None]
    rows = tuple(_claim_row(loss, counts, names) for loss, counts in counted)
    head = ("Claimed of", "what", "claim", "runs (80 %)", "outside by", "who claims")
    return (Grid(f"{len(rows)} claims beside the runs", head, rows, frozenset({2, 3, 4})),) if rows else ()


def _claim_row(loss: ClaimedLoss, counts: Sequence[float], names: Mapping[str, str]) -> tuple[str, ...]:
    """A claim beside the counts of all runs, and by which factor their median lies outside it."""
    claim, factor = loss.claim, replace(loss, count=float(np.median(counts))).factor or 1.0
    whose = str(claim.formation or claim.contingent or claim.side)
    outside = "within" if factor == 1 else f"× {factor:.1f}" if np.isfinite(factor) else "none"
    low, high = f"{claim.low:,.0f}", f"{claim.high:,.0f}"
    claimed = low if low == high else f"{low}–{high}"
    return names.get(whose, whose), claim.quantity, claimed, _middle(counts), outside, claim.claimed_by


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
    picture = Picture(raw_svg(supply_plot.draw_supply(given.results)), supply_plot.alt_text(given.results))
    return Section(
        "supply", "Supply", (Figures((picture,), f"Days of supply of each army. {SOURCES}"), *by_air, *_received(given))
    )


def _received(given: Given) -> tuple[Figures | Paragraph | Grid, ...]:
    """Receipts of the runs beside the campaign's record: a picture, and a table for each army and good; nothing without one."""
    found = receipts(given.results)
    if not found:
        return ()
    picture = Picture(raw_svg(draw_receipts(given.results)), receipts_alt(given.results))
    blocks: list[Figures | Paragraph | Grid] = [Figures((picture,), f"Tonnes received day by day, beside the record. {SOURCES}")]
    for each in found:
        title = receipts_title(given.first, each)
        rows = tuple(receipt_cells(given.first, row) for row in each.rows)
        blocks += [Paragraph(sentence(sum_words(each))), Grid(title, ("Day", *RECEIPTS_HEAD), rows, frozenset(range(1, 6)))]
    return tuple(blocks)
