"""Predicted against real battles, drawn: three rates, and how often attackers won who were given such a chance.

A dot is a battle, a line its 80 % band; the diagonal is a prediction that was right, and the grey wedge one that was right
within a factor of two. The last panel asks whether chances mean what they say: of battles that were given 60 %, about 60 %
should have been won. The fights themselves are an experiment of the engine; scores and samples come from
`analysis.scores.retrodiction`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from analysis.drawing.style import (
    CAPTION,
    FOOTER_PT,
    INK,
    LABEL_PT,
    NEUTRAL,
    PAGE_IN,
    PANEL_PT,
    RULE,
    drawing,
    font,
    heading,
    new_figure,
    save,
)
from analysis.scores.retrodiction import BAND, FLOOR, Floats, Quantity

FACTOR = 2.0
CHANCES = (0.0, 0.4, 0.5, 0.6, 0.7, 1.0)


def save_picture(
    path: Path, title: str, subtitle: str, quantities: Sequence[Quantity], win: Floats, won: Floats, note: str
) -> None:
    """Draws a panel for each quantity, a dot a battle with its 80 % band, and one for the winners, into `path`.

    `win` holds the predicted chance of the attacker in each battle (0-1), `won` 1 where it did win and 0 where it did not.
    """
    with drawing():
        figure = new_figure(PAGE_IN, 4.35)
        heading(figure, title, subtitle)
        width = 0.205
        for column, quantity in enumerate(quantities):
            axes = figure.add_axes((0.045 + column * (width + 0.042), 0.17, width, 0.60))
            _draw_rates(axes, quantity)
        _draw_chances(figure.add_axes((0.045 + 3 * (width + 0.042), 0.17, width, 0.60)), win, won)
        figure.text(0.013, 0.035, note, fontproperties=font(FOOTER_PT), color=CAPTION)
        save(figure, path)


def _draw_rates(axes: Axes, quantity: Quantity) -> None:
    """Predicted against real values of one quantity on logarithmic scales; a battle outside its band is an open ring."""
    logs, real_ln = quantity.logs()
    low, high = np.exp(np.quantile(logs, BAND, axis=0))
    middle, real = np.exp(np.median(logs, axis=0)), np.exp(real_ln)
    inside = (real >= low) & (real <= high)
    ends = np.array([0.7 * min(real.min(), middle.min()), 1.4 * max(real.max(), middle.max(), FLOOR)])
    axes.fill_between(ends, ends / FACTOR, ends * FACTOR, color="#ECEAE4", linewidth=0, zorder=0)
    axes.plot(ends, ends, color=INK, linewidth=0.7, zorder=1)
    axes.vlines(real, low, high, color=RULE, linewidth=0.5, zorder=2)
    axes.plot(real[inside], middle[inside], "o", color=NEUTRAL, markersize=3, zorder=3)
    axes.plot(real[~inside], middle[~inside], "o", markerfacecolor="white", markeredgecolor=NEUTRAL, markersize=3.4, zorder=3)
    axes.set(xscale="log", yscale="log", xlim=ends, ylim=ends)
    _finish(axes, quantity.name, f"real, {quantity.unit}", f"predicted, {quantity.unit}")


def _draw_chances(axes: Axes, win: Floats, won: Floats) -> None:
    """Share of real wins among battles that were given a like chance, with two standard errors."""
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.7, zorder=1)
    for low, high in pairwise(CHANCES):
        group = (win >= low) & ((win < high) | (high == CHANCES[-1]))
        count = int(group.sum())
        if not count:
            continue
        share = float(won[group].mean())
        # Two standard errors with one win and one failure added, so that a few like cases do not look certain.
        error = 2.0 * np.sqrt((won[group].sum() + 1) / (count + 2) * (1 - (won[group].sum() + 1) / (count + 2)) / (count + 2))
        at = float(win[group].mean())
        axes.plot([at, at], [max(share - error, 0), min(share + error, 1)], color=NEUTRAL, linewidth=1)
        axes.plot([at], [share], "o", color=NEUTRAL, markersize=4.5)
        axes.annotate(str(count), (at, share), (6, -2), textcoords="offset points", fontproperties=font(LABEL_PT))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    _finish(axes, "attacker wins", "predicted chance", "share that did win; number of battles beside")


def _finish(axes: Axes, title: str, xlabel: str, ylabel: str) -> None:
    """Title, words and ticks that all panels share; numbers of a logarithmic scale are written plainly."""
    axes.set_title(title, loc="left", fontproperties=font(PANEL_PT, "bold"), pad=6)
    axes.set_xlabel(xlabel, fontproperties=font(LABEL_PT))
    axes.set_ylabel(ylabel, fontproperties=font(LABEL_PT))
    axes.tick_params(labelsize=LABEL_PT, length=2, which="both")
    for spine in ("right", "top"):
        axes.spines[spine].set_visible(False)
    if axes.get_xscale() == "log":
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.minorticks_off()
