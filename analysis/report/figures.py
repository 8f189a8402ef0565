"""The bars of the scores. The small maps of a report are in `thumbnails`; its other pictures are the charts that `plot` draws."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.scores.probability import DRESSED, Estimate, ProbabilityTable
from analysis.scores.references import RUNS, called

BAR_GREY = "#CBC5B8"
BARS_IN, BAR_IN, NAMES_IN = 7.2, 0.34, 2.55


def draw_score_bars(table: ProbabilityTable, part: str, day: str) -> Figure:
    """CRPS of the runs and of each reference on one set of events (`part`), with 95 % intervals from resampling axes.

    The runs are dark and in bold, and stand on top if they are first in the table. `day` says in the label how far the events
    reach.
    """
    names = [name for name in reversed(list(table.models)) if name != DRESSED and table.models[name][part].crps.value is not None]
    with style.drawing():
        figure = style.new_figure(BARS_IN, 0.62 + BAR_IN * len(names))
        height = figure.get_figheight()
        axes = figure.add_axes((NAMES_IN / BARS_IN, 0.5 / height, (BARS_IN - NAMES_IN - 0.75) / BARS_IN, 1 - 0.56 / height))
        for y, name in enumerate(names):
            _draw_bar(axes, y, table.models[name][part].crps, name == RUNS)
        axes.set_yticks(
            range(len(names)), [f"{called(name, table.runs)} (n = {table.models[name][part].events})" for name in names]
        )
        for label, name in zip(axes.get_yticklabels(), names, strict=True):
            label.set_fontproperties(style.font(9, "bold" if name == RUNS else "regular"))
        axes.set_xlim(0, None)
        axes.tick_params(length=0, pad=4, labelsize=8)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.set_xlabel(f"CRPS of the date, days, {day} (lower is better); 95 % interval by axis", fontproperties=style.font(8))
    return figure


def _draw_bar(axes: Axes, y: int, crps: Estimate, own: bool) -> None:
    """One bar with its interval, cased in white where the bar is dark, and its number in days at the end."""
    value, low, high = (float(number or 0) for number in (crps.value, crps.low, crps.high))
    axes.barh(y, value, 0.62, color=style.NEUTRAL if own else BAR_GREY, lw=0)
    axes.plot([low, high], [y, y], color="#FFFFFF" if own else style.INK, lw=2.2 if own else 0.9, solid_capstyle="butt")
    axes.plot([low, high], [y, y], color=style.INK, lw=0.9, solid_capstyle="butt")
    words = style.font(9, "bold" if own else "regular")
    axes.text(max(value, high), y, f"  {value:.2f} d", va="center", fontproperties=words)
