"""Losses as bars: men and equipment of each side in the runs, beside what is claimed of the campaign.

A block for every side and, under it, for every contingent of it: men at the left, equipment at the right, each on a scale of its
own, for a side that loses ten times as much would hide all of the other. Kinds of which nothing is lost and nothing claimed are
left out, and no kind is added to another. A claim is a black bar above that of the runs, as long as the range that the sources
give. What a run counts is read from its `losses.csv` or from the outcomes that a sweep kept; which claim is about which count is
settled in `analysis.scores.losses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.drawing import style
from analysis.drawing.paper import MARGIN_IN, OTHER, Page, foot, foot_in, head, new_page, told_apart
from analysis.drawing.sides import side_style
from analysis.results.load import Result
from analysis.results.manifests import Side
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError
from analysis.results.records import Claim
from analysis.scores.losses import CLAIMED, has_losses, told_losses

MEN = tuple((column, column) for column in ("killed", "wounded", "sick", "prisoners", "dispersed"))
EQUIPMENT = (
    ("tanks_written_off", "tanks written off"),
    ("tanks_captured", "tanks captured"),
    ("guns_lost", "guns lost"),
    ("guns_captured", "guns captured"),
)
"""Columns and the words of their rows; what is captured by the enemy is not among what is written off or lost."""
PANELS = ((MEN, "men"), (EQUIPMENT, "vehicles and pieces"))
IN_TITLE = ("killed", "prisoners")
NAMES_IN, PANEL_IN, PITCH_IN = 1.12, 3.0, 5.5
TOP_IN, TITLE_IN, AXIS_IN, KEY_IN, GAP_IN = 0.82, 0.3, 0.36, 0.3, 0.06
ROW_IN, CLAIM_IN, OTHER_IN = 0.2, 0.1, 0.12
"""Height of a row, and what a claim above and a second bar below it add."""
DIGITS = 3
"""Numbers are told to so many digits: a run knows no more."""


@dataclass(frozen=True)
class LossGroup:
    """Whose losses a row shows: a side, a contingent of it or one formation with its subordinates.

    `units` are ids of formations, `claims` the records of what others claim that this group lost.
    """

    name: str
    look: style.SideStyle
    id: str
    units: tuple[str, ...]
    claims: tuple[Claim, ...]

    def counts(self, results: Sequence[Result], column: str) -> NDArray[np.float64]:
        """The loss in each run; NaN where a sweep does not tell it of this group."""
        return np.array([self._count(run, column) for run in results])

    def _count(self, run: Result, column: str) -> float:
        """The loss in one run: the sum over its formations, or what the sweep tells of the group."""
        if run.losses:
            return float(run.losses.column(column)[np.isin(run.losses.formation, self.units)].sum())
        return told_losses(run, self.id).get(column, np.nan)

    def claimed(self, column: str) -> tuple[float, float] | None:
        """The whole range claimed of this loss, over all sources; None where no source claims any."""
        found = [(claim.low, claim.high) for claim in self.claims if claimed_column(claim) == column]
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def claimed_column(claim: Claim) -> str | None:
    """The count that a claim is held against, by the words of its quantity; None where a run counts no such thing."""
    words = claim.quantity.lower()
    return next((column for needed, column in CLAIMED if all(word in words for word in needed)), None)


def loss_groups(result: Result, army: str | None = None) -> list[LossGroup]:
    """Each side with its contingents under it; only `army` (an id) and its subordinates where one is given.

    A contingent counts twice on purpose, in its own row and in that of its side; the footer says so. Claims are about sides and
    contingents and never about a single army.
    """
    if army:
        order, record = OrderOfBattle.of(result), result.formation[army]
        look = side_style(result.sides, record.side, record.contingent)
        return [LossGroup(order.name(army), look, army, tuple(sorted(order.group(army))), ())]
    return [group for side in result.sides for group in _groups_of(result, side) if group.units]


def _groups_of(result: Result, side: Side) -> Iterator[LossGroup]:
    """A side and its contingents, with or without formations."""
    for flag, name in [(None, side.name), *((one.id, one.name) for one in side.contingents or ())]:
        ids = tuple(one.id for one in result.formations if one.side == side.id and flag in (None, one.contingent))
        claims = tuple(one for one in result.claims if one.side == side.id and one.contingent == flag and not one.counts)
        words = f"of these: {name}" if flag else str(name)
        yield LossGroup(words, side_style(result.sides, side.id, flag), flag or side.id, ids, claims)


def draw_losses(
    results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> Figure:
    """A block for each side and contingent, men beside equipment; `other` is drawn as a second bar under the first.

    Each panel has a scale of its own. Raises ResultError where a run has no `losses.csv` or a sweep kept no losses of a group,
    and says what would keep them.
    """
    groups = loss_groups(results[0], army)
    _check_losses([*results, *other], groups)
    blocks = [[_rows(results, other, group, columns) for columns, _ in PANELS] for group in groups]
    height = TOP_IN + KEY_IN + sum(_block_in(panels) for panels in blocks) + foot_in(other)
    with style.drawing():
        page = new_page(height)
        claimed = any(group.claims for group in groups)
        head(page, title or factual_title(results, army), _subtitle(results, other, claimed, army is None))
        _draw_key(page, results, other, height - TOP_IN - 0.1, claimed)
        top = height - TOP_IN - KEY_IN
        for group, panels in zip(groups, blocks, strict=True):
            _draw_block(page, group, panels, top)
            top -= _block_in(panels)
        foot(page, results, _note(results[0], army is None), _sources(results[0]) if claimed else "", other)
    return page.figure


@dataclass(frozen=True)
class _Row:
    """A kind of loss of a group: its words, the count in each run and in those beside it, and what is claimed."""

    words: str
    values: NDArray[np.float64]
    beside: NDArray[np.float64] | None
    claimed: tuple[float, float] | None

    @property
    def reach(self) -> float:
        """The longest that a bar or its line goes."""
        return max(float(np.percentile(one, 90)) for one in (self.values, self.beside) if one is not None)

    @property
    def height_in(self) -> float:
        """Inches that the row takes."""
        return ROW_IN + CLAIM_IN * (self.claimed is not None) + OTHER_IN * (self.beside is not None)


def _rows(results: Sequence[Result], other: Sequence[Result], group: LossGroup, columns: Sequence[tuple[str, str]]) -> list[_Row]:
    """The kinds of loss that a group has or is said to have."""
    rows = [
        _Row(words, group.counts(results, column), group.counts(other, column) if other else None, group.claimed(column))
        for column, words in columns
    ]
    return [row for row in rows if row.claimed or row.reach > 0]


def _block_in(panels: Sequence[Sequence[_Row]]) -> float:
    """Inches that a group takes: its title, and its higher panel with the scale."""
    rows = max(sum(row.height_in for row in panel) for panel in panels)
    return TITLE_IN + max(rows, ROW_IN) + (AXIS_IN if rows else 0) + GAP_IN


def save_losses(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the losses to `path` (PNG, SVG or PDF) with their alt text as description."""
    style.save(draw_losses(results, other, army, title), path, alt_text(results, other, army))


def factual_title(results: Sequence[Result], army: str | None = None) -> str:
    """Killed and prisoners of each side, each the median of the runs; kinds are never added up."""
    parts = []
    for group in loss_groups(results[0], army):
        if not group.name.startswith("of these: "):
            told = [(float(np.median(group.counts(results, column))), column) for column in IN_TITLE]
            lost = ", ".join(f"{_told(number)} {column}" for number, column in told if number) or "nobody lost"
            parts.append(f"{group.name}: {lost}")
    return "; ".join(parts)


def alt_text(results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None) -> str:
    """Losses by side against the claims in words, then the form; a claim agrees if the median of the runs lies in its range."""
    inside, known = 0, 0
    for group in loss_groups(results[0], army):
        for column, _ in (*MEN, *EQUIPMENT):
            claimed = group.claimed(column)
            if claimed:
                known += 1
                inside += claimed[0] <= float(np.median(group.counts(results, column))) <= claimed[1]
    against = f" {inside} of {known} claimed losses agree with the median of the runs." if known else ""
    return f"{factual_title(results, army)}.{against} Bars of losses by side, {_whole(results)}, claimed ranges as black bars."


def _check_losses(results: Sequence[Result], groups: Sequence[LossGroup]) -> None:
    """Raises ResultError for the first result that tells no losses of a group, with what to type or to keep."""
    for result in results:
        if result.tracked == "formation" and not has_losses(result):
            raise ResultError(f"{result.folder.name}: has no losses.csv; write the run again to plot its losses")
        for group in groups if not result.losses else ():
            if not told_losses(result, group.id):
                wanted = f"keep: {{outcomes: [losses.{group.id}.*]}}"
                raise ResultError(f"{result.folder}: the sweep kept no losses of {group.name}; its study would need {wanted}")


def _whole(results: Sequence[Result]) -> str:
    """What a bar and its line stand for: one run, or median and middle 80 %."""
    return "one run" if len(results) == 1 else f"median and middle 80 % of {len(results)} runs"


def _subtitle(results: Sequence[Result], other: Sequence[Result], claimed: bool, by_side: bool) -> str:
    """What is drawn and to when; of two ensembles which bar is which."""
    if other:
        first, second = told_apart(results, other)
        return f"Losses to the end of the run, {_whole(results)}: {first} (upper bar) and {second} (lower, grey)."
    groups = " by side and contingent" if by_side else ""
    against = ", against what is claimed of the campaign" if claimed else ""
    return f"Losses to the end of the run{groups}, {_whole(results)}{against}."


def _note(result: Result, by_side: bool) -> str:
    """Up to which day losses are counted, and how contingents are."""
    contingents = "Contingents (*) are included in their side. " if by_side else ""
    end = f"{result.day_label(result.end_minute)}, {result.local_time(result.end_minute):%H:%M}"
    return f"Counted to {end}. The sick hold those who had accidents. {contingents}Every panel has a scale of its own."


def _sources(result: Result) -> str:
    """Names of those who claim, each once, in the order of the alphabet."""
    who = sorted({str(claim.source or claim.claimed_by or "") for claim in result.claims} - {""})
    return f"Sources of the claims: {'; '.join(who)}" if who else ""


def _told(value: float) -> str:
    """A whole number of at most `DIGITS` figures that are not zero, with commas: `14,600`."""
    size = int(np.floor(np.log10(value))) + 1 if value >= 1 else 1
    return f"{round(value, min(DIGITS - size, 0)):,.0f}"


def _draw_block(page: Page, group: LossGroup, panels: Sequence[Sequence[_Row]], top: float) -> None:
    """A group: its name over a rule in its side's colour, and its panels side by side."""
    inset = group.name.startswith("of these: ")
    name = group.name.removeprefix("of these: ") + (" *" if inset else "")
    page.words(MARGIN_IN, top - 0.12, name, 7.8 if inset else 9.0, "bold", group.look.text)
    page.line(
        [MARGIN_IN, page.width_in - MARGIN_IN], [top - 0.2] * 2, color=group.look.frame if not inset else style.RULE, lw=0.8
    )
    for number, (rows, (_, unit)) in enumerate(zip(panels, PANELS, strict=True)):
        _draw_panel(page, rows, unit, group.look, MARGIN_IN + NAMES_IN + number * PITCH_IN, top - TITLE_IN)
    if not any(panels):
        page.words(MARGIN_IN + 0.12, top - TITLE_IN - 0.08, "nothing lost and nothing claimed", color=style.SOFT_INK)


def _draw_panel(page: Page, rows: Sequence[_Row], unit: str, look: style.SideStyle, left: float, top: float) -> None:
    """One panel, `left` and `top` inches from the page's lower left corner: a row for each kind of loss over a scale.

    The scale begins at 0 and ends at a round number beyond the longest bar, its line and the highest claim.
    """
    if not rows:
        return
    ends = [row.reach for row in rows] + [row.claimed[1] for row in rows if row.claimed]
    ticks = [tick for tick in MaxNLocator(4, integer=True).tick_values(0, max(*ends, 1.0)) if tick >= 0]
    per_in, bottom = PANEL_IN / ticks[-1], top - sum(row.height_in for row in rows)
    for tick in ticks:
        x = left + tick * per_in
        page.line([x, x], [bottom, top], color=style.RULE, zorder=0.5)
        page.words(x, bottom - 0.1, _short_number(tick), color=style.SOFT_INK, ha="center")
    page.line([left, left], [bottom, top], lw=0.8, zorder=8)
    page.words(left + PANEL_IN / 2, bottom - 0.24, unit, color=style.SOFT_INK, ha="center")
    for row in rows:
        _draw_row(page, row, look, left, top, per_in)
        top -= row.height_in


def _short_number(value: float) -> str:
    """A tick's number: `12k` from ten thousand on."""
    return f"{value / 1000:,g}k" if value >= 10_000 else f"{value:,.0f}"


def _draw_row(page: Page, row: _Row, look: style.SideStyle, left: float, top: float, per_in: float) -> None:
    """One kind: the claim above, the bar of the runs with its numbers, and below it that of a second ensemble.

    `top` is the upper edge of the row, `per_in` inches for one man or piece.
    """
    if row.claimed:
        low, high = (left + end * per_in for end in row.claimed)
        page.box(low - 0.012, top - 0.085, high + 0.012, top - 0.025, fc=style.INK, zorder=7)
        page.words(high + 0.06, top - 0.055, f"claimed {_span(*row.claimed)}", 6.6, color=style.SOFT_INK)
        top -= CLAIM_IN
    page.words(left - 0.08, top - 0.1, row.words, ha="right")
    _draw_bar(page, row.values, look, left, top - 0.155, 0.11, per_in)
    x = left + row.reach * per_in + 0.06
    page.words(x, top - 0.1, _range_text(row.values), 6.6)
    if row.beside is not None:
        _draw_bar(page, row.beside, OTHER, left, top - 0.265, 0.09, per_in)
        page.words(x, top - 0.22, _range_text(row.beside), 6.6, color=style.NEUTRAL)


def _span(low: float, high: float) -> str:
    """A range, or one number where both ends are the same."""
    return _told(low) if low == high else f"{_told(low)}–{_told(high)}"


def _draw_bar(
    page: Page, values: NDArray[np.float64], look: style.SideStyle, left: float, bottom: float, tall: float, per_in: float
) -> None:
    """A bar to the median, filled or open as the side is, with a line over the middle 80 % where there are several runs."""
    right = left + float(np.median(values)) * per_in
    face = look.frame if look.solid else style.PAPER
    page.box(left, bottom, right, bottom + tall, fc=face, ec=look.frame, lw=1.0, ls="--" if look.dashed else "-", zorder=5)
    if len(values) > 1:
        low, high = (left + float(end) * per_in for end in np.percentile(values, [10, 90]))
        y = bottom + tall / 2
        page.line([low, high], [y, y], lw=2.6, color=style.PAPER, zorder=6)
        page.line([low, high], [y, y], lw=1.1, color=style.INK, zorder=6.5)


def _range_text(values: NDArray[np.float64]) -> str:
    """`8,100` of a run, `8,100 (7,200–9,000)` of several."""
    middle = _told(float(np.median(values)))
    low, high = np.percentile(values, [10, 90])
    return f"{middle} ({_span(low, high)})" if len(values) > 1 and high > low else middle


def _draw_key(page: Page, results: Sequence[Result], other: Sequence[Result], y: float, claimed: bool) -> None:
    """One row of what bar, line and black bar mean; only what this figure has."""
    sides = results[0].sides
    entries = [("a side’s own colour: filled for the first side, open for the second", side_style(sides, sides[0].id))]
    entries += [("the runs beside it", OTHER)] if other else []
    x = MARGIN_IN
    for words, look in entries:
        page.box(x, y - 0.055, x + 0.4, y + 0.055, fc=look.frame if look.solid else style.PAPER, ec=look.frame, lw=1.0)
        page.words(x + 0.48, y, words)
        x += 4.0
    if len(results) > 1:
        page.line([x, x + 0.4], [y, y], lw=1.1)
        page.words(x + 0.48, y, "middle 80 % of the runs")
        x += 1.9
    if claimed:
        page.box(x, y - 0.03, x + 0.4, y + 0.03, fc=style.INK)
        page.words(x + 0.48, y, "claimed range")
