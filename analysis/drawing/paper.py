"""A page measured in inches: charts that are set like a table place every mark and word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.drawing.lettering import fit, text_size
from analysis.results.load import Result
from analysis.results.manifests import Manifest
from analysis.words.origin import changes, provenance

MARGIN_IN = 0.15
HISTORY_SOURCES = "Sources: the dated history of the scenario; history.json names the source of every event."
OTHER = style.SideStyle(style.NEUTRAL, style.NEUTRAL, "#1F2833", "#DDE1E6", ("#DFE3E8", "#B4BDC8", "#7C8999"), solid=False)
"""How a second ensemble is drawn beside the first: without the colour of a side."""


@dataclass(frozen=True)
class Page:
    """A figure with one axes that covers it, in inches from the lower left corner."""

    figure: Figure
    axes: Axes
    width_in: float
    height_in: float

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float = style.LABEL_PT,
        weight: str = "regular",
        color: str = style.INK,
        ha: str = "left",
        va: str = "center",
        italic: bool = False,
        at_most_in: float | None = None,
    ) -> None:
        """`text` at (x, y), cut with an ellipsis where it is wider than `at_most_in`."""
        prop = style.font(size_pt, weight, italic=italic)
        shown = text if at_most_in is None else fit(text, at_most_in * 72, prop)
        self.axes.text(x, y, shown, fontproperties=prop, color=color, ha=ha, va=va, zorder=20)

    def box(self, left: float, bottom: float, right: float, top: float, **look: Any) -> None:
        """A rectangle; without an edge unless `look` gives one."""
        self.axes.add_artist(Rectangle((left, bottom), right - left, top - bottom, **{"lw": 0, **look}))

    def line(self, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        """A line; in ink and half a point wide unless `look` says otherwise."""
        self.axes.add_artist(Line2D(x, y, **{"color": style.INK, "lw": 0.5, "solid_capstyle": "butt", **look}))


@dataclass(frozen=True)
class DayScale:
    """Minutes of a run laid out between two edges of a page."""

    result: Result
    left_in: float
    right_in: float

    def at(self, minute: float) -> float:
        """Inches from the left edge of the page; minutes outside the run are drawn at its ends."""
        end = self.result.end_minute
        return self.left_in + (self.right_in - self.left_in) * min(max(minute, 0), end) / end

    def ticks(self) -> list[int]:
        """Minutes of the named days, at most about seven."""
        days = self.result.end_minute / MINUTES_PER_DAY
        step = 1 if days <= 7 else 2 if days <= 13 else 5 if days <= 35 else 10
        last = self.result.end_minute - 0.4 * step * MINUTES_PER_DAY
        return [minute for minute in self.result.midnights()[::step] if minute <= max(last, 0)]

    def draw(self, page: Page, y_in: float, down_to_in: float) -> None:
        """The axis at `y_in` with its days above it, hairlines down to `down_to_in`, and the end of the clean window."""
        self._draw_clean(page, y_in, down_to_in)
        page.line([self.left_in, self.right_in], [y_in, y_in], lw=0.7, color=style.SOFT_INK)
        for minute in self.result.midnights():
            page.line([self.at(minute)] * 2, [y_in, y_in + 0.03], color=style.SOFT_INK)
        for minute in self.ticks():
            page.line([self.at(minute)] * 2, [down_to_in, y_in + 0.05], color=style.RULE, zorder=0.6)
            day, date = self.result.day_label(minute).split(" / ")
            page.words(self.at(minute), y_in + 0.24, day, ha="center", color=style.SOFT_INK)
            page.words(self.at(minute), y_in + 0.12, date, ha="center", color=style.SOFT_INK)

    def _draw_clean(self, page: Page, y_in: float, down_to_in: float) -> None:
        until = self.result.manifest.clean_until_minute
        if until is None or until >= self.result.end_minute:
            return
        page.box(self.at(until), down_to_in, self.right_in, y_in, color=style.AFTER_CLEAN, zorder=0)
        page.line([self.at(until)] * 2, [down_to_in, y_in], lw=0.9, ls=(0, (1, 1.6)), zorder=0.7)
        words = f"clean window ends with {self.result.day_label(until - 1)}"
        page.words(self.at(until), down_to_in - 0.08, words, 6.6, color=style.SOFT_INK, ha="center")


def new_page(height_in: float, width_in: float = style.PAGE_IN) -> Page:
    """An empty page, to be filled inside `style.drawing()`."""
    figure = style.new_figure(width_in, height_in)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width_in), ylim=(0, height_in))
    axes.set_axis_off()
    return Page(figure, axes, width_in, height_in)


def head(page: Page, title: str, subtitle: str) -> None:
    """Title, cut to the page where a name is very long, and the line below it."""
    room = (page.width_in - 2 * MARGIN_IN) * 72
    size = style.title_pt(title, room) or style.TITLES_PT[-1]
    shown = fit(title, room, style.font(size, "bold"))
    below = fit(subtitle, room, style.font(style.SUBTITLE_PT))
    style.heading(page.figure, shown, below, left=MARGIN_IN / page.width_in, title_pt=size)


def foot(page: Page, results: Sequence[Result], note: str, sources: str, other: Sequence[Result] = ()) -> None:
    """The footer: provenance, what a reader must know, sources; a line above it for a second ensemble."""
    left, room = MARGIN_IN / page.width_in, (page.width_in - 2 * MARGIN_IN) * 72
    prop = style.font(style.FOOTER_PT)
    lines = [provenance(results[0].manifest, len(results))]
    lines += [f"Beside it: {provenance(other[0].manifest, len(other))}"] if other else []
    lines += [line for line in (note, sources) if line]
    for row, line in enumerate(reversed(lines)):
        y = (0.12 + 0.135 * row) / page.height_in
        page.figure.text(left, y, fit(line, room, prop), fontproperties=prop, color=style.CAPTION, va="baseline")


def foot_in(other: Sequence[Result]) -> float:
    """Inches that the footer takes."""
    return 0.7 if other else 0.56


def told_apart(results: Sequence[Result], other: Sequence[Result]) -> tuple[str, str]:
    """Names of two ensembles: their scenarios' titles, with what was changed where these are the same, or else how many
    runs, the seed or the run."""
    one, two = results[0].manifest, other[0].manifest
    names = [(str(one.scenario.title), str(two.scenario.title)), (_with_changes(one), _with_changes(two))]
    for first, second in (
        (_how_many(results), _how_many(other)),
        (f"seed {one.seed}", f"seed {two.seed}"),
        (f"run {one.replication}", f"run {two.replication}"),
    ):
        if first != second:
            names.append((f"{names[-1][0]}, {first}", f"{names[-1][1]}, {second}"))
    names.append((f"{names[-1][0]} (first)", f"{names[-1][1]} (other)"))
    return next(pair for pair in names if pair[0] != pair[1])


def _how_many(runs: Sequence[Result]) -> str:
    return "one run" if len(runs) == 1 else f"{len(runs)} runs"


def _with_changes(manifest: Manifest) -> str:
    return ", ".join([manifest.scenario.title, *changes(manifest)])


def width_in(text: str, size_pt: float, weight: str = "regular") -> float:
    """Inches that `text` takes."""
    return text_size(text, style.font(size_pt, weight))[0] / 72
