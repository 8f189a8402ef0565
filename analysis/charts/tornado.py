"""The tornado: how far an outcome moves when one input goes through its range, the widest on top.

Bars begin at the outcome with all inputs at their likeliest values. The band behind a row is noise: a bar that is no longer
could be the draws. Beside each input stand its range and how well it is documented, because a wide bar on a guessed input says
where to look for sources. The swings come from a one-at-a-time design (`analysis.scores.swings`) or from its table.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.calendar import days_and_hours
from analysis.drawing import style
from analysis.drawing.paper import MARGIN_IN, Page, head, new_page
from analysis.scores.swings import NOISE, Swing, load_swings

GRADES = {"a": 3, "high": 3, "b": 2, "medium": 2, "c": 1, "low": 1}
GRADE_WORDS = {3: "high", 2: "medium", 1: "low", 0: "none"}
NAMES_IN, BARS_TO_IN, EVIDENCE_IN = 3.7, 9.55, 10.25
ROW_IN, TOP_IN, BOTTOM_IN = 0.4, 1.5, 1.0
BAND = "#EAE6DF"


def draw_tornado(
    swings: Sequence[Swing], origin: str = "", title: str | None = None, unit: str = "", outcome: str = ""
) -> Figure:
    """Bars from the outcome at the likeliest values: solid for an input at its high end, open at its low end.

    `origin` says in the footer where the numbers come from, `unit` is that of the outcome, `outcome` the outcome in words.
    """
    height = TOP_IN + ROW_IN * len(swings) + BOTTOM_IN
    with style.drawing():
        page = new_page(height)
        what = outcome or swings[0].outcome
        head(page, title or factual_title(swings, unit, outcome), f"How far {what} moves when one input goes through its range")
        _draw_key(page, height - 0.8)
        scale = _Scale.of(swings)
        top, bottom = height - TOP_IN, height - TOP_IN - ROW_IN * len(swings)
        _draw_scale(page, scale, swings, unit, what, top, bottom)
        for number, swing in enumerate(swings):
            _draw_row(page, scale, swing, top - (number + 0.5) * ROW_IN)
        note = "Inputs one at a time; interactions are not shown. Numbers at the bar ends are the input’s values."
        for y, words in ((0.26, origin), (0.125, note)):
            page.words(MARGIN_IN, y, words, style.FOOTER_PT, color=style.CAPTION)
    return page.figure


def save_tornado(table: str | Path, path: str | Path, title: str | None = None) -> None:
    """Writes the tornado of the CSV `table` to `path` with its alt text as description; the footer has the table's digest.

    Raises ResultError, with the line, for a table that cannot be read.
    """
    swings = load_swings(table)
    digest = hashlib.sha256(Path(table).read_bytes()).hexdigest()
    style.save(draw_tornado(swings, f"Table sha256 {digest[:12]}", title), path, alt_text(swings))


def factual_title(swings: Sequence[Swing], unit: str = "", outcome: str = "") -> str:
    """The input that moves the outcome most, from where to where and by how much; or that none does beyond its sampling error.

    Noise and change are those of `sensitivity`: from the low to the high end, on the same dice."""
    telling = [swing for swing in swings if not swing.is_noise]
    if not telling:
        return f"No input moves {outcome or swings[0].outcome} beyond its sampling error"
    first = max(telling, key=lambda swing: abs(swing.change))
    ends = f"{first.words}, {first.low:g} to {first.high:g}{f' {first.unit}' if first.unit else ''}"
    return f"{ends}: {outcome or first.outcome} {_moved(first.change, unit)}"


def _moved(change: float, unit: str) -> str:
    """`comes 30 h earlier` of an outcome in days, else `moves by -3 km`."""
    if unit == "days":
        return f"comes {days_and_hours(abs(change))} {'later' if change > 0 else 'earlier'}"
    return f"moves by {change:+.3g} {unit}".replace("-", "\u2212").rstrip()


def alt_text(swings: Sequence[Swing], unit: str = "", outcome: str = "") -> str:
    """The inputs that matter most in words, three at most, then the form and how many inputs are within the noise."""
    strong = [f"{swing.words} ({swing.width:.3g})" for swing in swings if not swing.is_noise][:3]
    said = f" Widest swings: {', '.join(strong)}." if strong else ""
    noise = sum(swing.is_noise for swing in swings)
    return f"{factual_title(swings, unit, outcome)}.{said} Tornado of {len(swings)} inputs, {noise} of them within the noise."


@dataclass(frozen=True)
class _Scale:
    """Changes of the outcome laid out in inches."""

    low: float
    high: float

    @classmethod
    def of(cls, swings: Sequence[Swing]) -> _Scale:
        """Room for every bar and the number at its end."""
        changes = [change for one in swings for change in (one.at_low - one.at_mode, one.at_high - one.at_mode)]
        low, high = min([0.0, *changes]), max([0.0, *changes])
        pad = 0.14 * ((high - low) or 1.0)
        return cls(low - pad, high + pad)

    def at(self, change: float) -> float:
        """Inches from the left edge of the page; a change beyond the scale stands at its end."""
        left = NAMES_IN + 0.2
        inside = min(max(change, self.low), self.high)
        return left + (BARS_TO_IN - left) * (inside - self.low) / (self.high - self.low)


def _draw_scale(page: Page, scale: _Scale, swings: Sequence[Swing], unit: str, outcome: str, top: float, bottom: float) -> None:
    """The line of the likeliest values with its number, and ticks of the change below."""
    page.line([scale.at(0)] * 2, [bottom, top + 0.1], lw=1.1, zorder=9)
    middle = f"all inputs at their likeliest: {swings[0].at_mode:.4g} {unit}".strip()
    page.words(scale.at(0), top + 0.2, middle, 8.0, "bold", ha="center")
    page.line([scale.at(scale.low), scale.at(scale.high)], [bottom, bottom], lw=0.7, color=style.SOFT_INK)
    for tick in MaxNLocator(6).tick_values(scale.low, scale.high):
        if scale.low <= tick <= scale.high:
            page.line([scale.at(tick)] * 2, [bottom - 0.04, bottom], color=style.SOFT_INK)
            words = f"{tick:+g}".replace("-", "−") if abs(tick) > 1e-9 else "0"
            page.words(scale.at(tick), bottom - 0.13, words, 7.6, color=style.SOFT_INK, ha="center")
    changed = f"change of {outcome}" + (f", {unit}" if unit else "")
    page.words((NAMES_IN + BARS_TO_IN) / 2, bottom - 0.34, changed, 8.0, ha="center")
    page.words(EVIDENCE_IN - 0.2, top + 0.2, "evidence", 7.6, color=style.SOFT_INK)


def _draw_row(page: Page, scale: _Scale, swing: Swing, y: float) -> None:
    """One input: name and range at the left, two bars with the input's values at their ends, the evidence at the right.

    Where both ends move the outcome the same way the bars lie one above the other, else they would hide each other.
    """
    grey = swing.is_noise
    noise = 2 * NOISE * swing.se if math.isnan(swing.half) else swing.half
    page.box(scale.at(-noise / 2), y - ROW_IN / 2 + 0.02, scale.at(noise / 2), y + ROW_IN / 2 - 0.02, fc=BAND, zorder=0.3)
    page.words(
        NAMES_IN,
        y + 0.08,
        swing.words,
        8.6,
        "regular" if grey else "bold",
        style.CAPTION if grey else style.INK,
        ha="right",
        at_most_in=NAMES_IN - MARGIN_IN,
    )
    unit = f"{swing.unit}, " if swing.unit else ""
    words = f"{unit}range {swing.low:g} – {swing.high:g}, most likely {swing.mode:g}"
    page.words(NAMES_IN, y - 0.07, words, 6.8, color=style.CAPTION, ha="right", at_most_in=NAMES_IN - MARGIN_IN)
    ends = ((swing.at_high - swing.at_mode, swing.high, True), (swing.at_low - swing.at_mode, swing.low, False))
    same_way = ends[0][0] * ends[1][0] > 0
    for change, value, solid in ends:
        half = 0.06 if same_way else 0.12
        middle = y + (0.06 if solid else -0.06) * same_way
        left, right = sorted((scale.at(0), scale.at(change)))
        page.box(
            left,
            middle - half,
            right,
            middle + half,
            fc=style.NEUTRAL if solid else style.PAPER,
            ec=style.NEUTRAL,
            lw=1.2,
            zorder=5,
        )
        outward = 1 if change > 0 or (change == 0 and not solid) else -1
        page.words(scale.at(change) + 0.06 * outward, middle, f"{value:g}", 7.4, ha="left" if outward > 0 else "right")
    _draw_evidence(page, swing.grade, y)


def _draw_evidence(page: Page, grade: str, y: float) -> None:
    """Three squares, filled from the left by the grade of the evidence, and its word."""
    squares = GRADES.get(grade.strip().lower(), 0)
    for number in range(3):
        left = EVIDENCE_IN - 0.2 + 0.13 * number
        face = style.SOFT_INK if number < squares else style.PAPER
        page.box(left, y - 0.05, left + 0.1, y + 0.05, fc=face, ec=style.SOFT_INK, lw=0.7)
    page.words(EVIDENCE_IN + 0.25, y, GRADE_WORDS[squares], 7.4, color=style.SOFT_INK)


def _draw_key(page: Page, y: float) -> None:
    """One row of what solid and open bars and the band mean."""
    entries = (
        ("input at the high end of its range", style.NEUTRAL, style.NEUTRAL),
        ("input at the low end", style.PAPER, style.NEUTRAL),
        ("a bar from end to end that is no longer than this is noise (95 %)", BAND, BAND),
    )
    for x, (words, face, edge) in zip((MARGIN_IN, 3.3, 5.6), entries, strict=True):
        page.box(x + 0.02, y - 0.06, x + 0.42, y + 0.06, fc=face, ec=edge, lw=1.2)
        page.words(x + 0.52, y, words, 7.6)
