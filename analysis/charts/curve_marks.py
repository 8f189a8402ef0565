"""The marks of advance curves and the key that explains them, drawn from the same marks.

A key that is drawn by other code than its picture comes to differ from it one day; so each entry calls what the panels call. It
stands above the panels, one row for all of them, and explains only what this figure shows.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.drawing import style
from analysis.results.load import Result

BANDS_FROM_RUNS = 20
"""Fewer runs are drawn as hairlines: percentiles of a handful would pretend to know more."""
TOP_IN = 0.98
HISTORY_DOT_PT, STEP_DOT_PT = 5.2, 4.0


def history_dot(outside: bool) -> dict[str, Any]:
    """Marker of a date of history as keywords of `Axes.plot`: solid, or an open ring for a miss.

    The shape and not the colour carries the meaning: it survives a black-and-white copier.
    """
    if outside:
        return {"ms": HISTORY_DOT_PT, "mfc": style.PAPER, "mec": style.INK, "mew": 1.4}
    return {"ms": HISTORY_DOT_PT, "mfc": style.INK, "mec": style.PAPER, "mew": 0.6}


def draw_key(figure: Figure, result: Result, look: style.SideStyle, runs: int, left_in: float) -> None:
    """One row above the panels, drawn from the real marks, its first entry `left_in` inches from the left edge.

    `runs` decides what stands for the runs; history outside the band is explained only where there is a band, the clean window
    only where the scenario has one.
    """
    height = figure.get_figheight()
    axes = figure.add_axes((0, (height - TOP_IN) / height, 1, 0.36 / height))
    axes.set(xlim=(0, style.PAGE_IN), ylim=(0, 0.36))
    axes.axis("off")
    entries = [_key_runs, _key_history, *([_key_outside] if runs > 1 else []), _key_plan]
    clean = result.manifest.clean_until_minute
    places = len(entries) + (clean is not None)
    for at, entry in enumerate(entries):
        x = left_in + at * (style.PAGE_IN - 0.4) / places
        _words(axes, x, entry(axes, x, look, runs))
    if clean is not None:
        x = left_in + len(entries) * (style.PAGE_IN - 0.4) / places
        _words(axes, x, _key_clean(axes, x, result.day_label(clean - 1)))


def _words(axes: Axes, x: float, words: str) -> None:
    """The words of an entry, beside the mark that begins at `x` inches."""
    axes.text(x + 0.55, 0.18, words, fontproperties=style.font(style.LABEL_PT), va="center", linespacing=1.15)


def _key_runs(axes: Axes, x: float, look: style.SideStyle, runs: int) -> str:
    """Draws what stands for the runs (bands, hairlines or one line) and returns its words."""
    if runs >= BANDS_FROM_RUNS:
        for colour, half in zip(look.bands, (0.15, 0.1, 0.05), strict=True):
            axes.add_artist(Rectangle((x, 0.18 - half), 0.46, 2 * half, color=colour, lw=0))
    elif runs > 1:
        for shift in (-0.1, -0.05, 0.06, 0.1):
            axes.plot([x, x + 0.46], [0.18 + shift] * 2, color=look.frame, lw=0.5, alpha=0.4)
    axes.plot([x, x + 0.46], [0.18] * 2, color=look.median if runs > 1 else look.frame, lw=1.5)
    if runs == 1:
        axes.plot([x + 0.23], [0.18], "o", ms=STEP_DOT_PT, color=look.frame, mec=style.PAPER, mew=0.6)
        return "its foremost troops in this run;\na dot: the formation itself at a step"
    return "median of the runs, with the\nmiddle 50, 80 and 95 %" if runs >= BANDS_FROM_RUNS else "each run,\nand their median"


def _key_history(axes: Axes, x: float, look: style.SideStyle, runs: int) -> str:
    """Draws a date of history with window and whisker and returns its words."""
    axes.plot([x + 0.05, x + 0.41], [0.18] * 2, color=style.INK, lw=1.8)
    axes.plot([x + 0.23] * 2, [0.06, 0.3], color=style.INK, lw=0.7)
    axes.plot([x + 0.23], [0.18], "o", **history_dot(outside=False))
    return "history: bar = window of the\ndate, whisker = ± km of the place"


def _key_outside(axes: Axes, x: float, look: style.SideStyle, runs: int) -> str:
    """Draws a date of history outside the runs and returns its words."""
    axes.plot([x + 0.05, x + 0.41], [0.18] * 2, color=style.INK, lw=1.8)
    axes.plot([x + 0.23], [0.18], "o", **history_dot(outside=True))
    return "history outside the\nmiddle 95 % of the runs"


def _key_plan(axes: Axes, x: float, look: style.SideStyle, runs: int) -> str:
    """Draws a piece of the plan and returns its words."""
    axes.plot([x, x + 0.46], [0.18] * 2, color=style.PLAN, lw=0.9, ls=style.PLAN_DASHES)
    axes.plot([x + 0.23], [0.18], "D", ms=3.6, mfc=style.PAPER, mec=style.PLAN, mew=0.8)
    return "the plan’s\nown dates"


def _key_clean(axes: Axes, x: float, last_day: str) -> str:
    """Draws the edge of the clean window and returns its words."""
    axes.add_artist(Rectangle((x + 0.1, 0.03), 0.36, 0.3, color=style.AFTER_CLEAN, lw=0))
    axes.plot([x + 0.1] * 2, [0.03, 0.33], color=style.INK, lw=0.9, ls=(0, (1, 1.6)))
    return f"after {last_day}:\noutside the clean window"
