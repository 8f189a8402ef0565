"""Indices as bars: an outcome's inputs, the strongest on top, with their 95 % intervals.

For designs that have no swings to draw: Morris' effects, Sobol's shares of the variance, rank correlations. A bar whose
interval holds 0 is light: the design cannot tell it from nothing. The fifteen strongest are drawn; how the indices are computed
is left to `analysis.scores.sensitivity`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.results.manifests import Manifest
from analysis.results.sweeps import Sweep
from analysis.scores.sensitivity import Dependence, Index
from analysis.terminal import plain

MOST = 15
ROW_IN = 0.38
FAINT = "#DCD8CF"
EVIDENCE = {"A": "A, documented", "B": "B, estimated", "C": "C, a guess"}


def save_indices(sweep: Sweep, found: Dependence, path: Path, title: str | None = None) -> None:
    """Draws the picture of `draw_indices` into `path` (.png, .svg or .pdf) with its alt text as description."""
    style.save(draw_indices(sweep, found, title), path, _description(found))


def draw_indices(sweep: Sweep, found: Dependence, title: str | None = None) -> Figure:
    """The strongest inputs of an outcome as bars; `title` replaces the plain one.

    Names and choices of levers come from a study and are made safe for print.
    """
    shown = found.indices[:MOST]
    height = 1.5 + ROW_IN * len(shown)
    with style.drawing():
        figure = style.new_figure(style.PLATE_IN, height)
        where = f" {plain(found.choice)}." if found.choice else ""
        subtitle = f"{found.method[0].upper()}{found.method[1:]}, {found.scale}.{where}"
        style.heading(figure, title or f"What {plain(found.outcome)} depends on", subtitle)
        _draw(figure.add_axes((0.40, 0.62 / height, 0.56, ROW_IN * len(shown) / height)), shown)
        note = f"n = {found.n}. Lines: 95 % intervals; light bars cannot be told from 0. Letters: grade of the evidence."
        style.footer(figure, footed(sweep), note, runs=int(sweep.manifest.runs))
    return figure


def _draw(axes: Axes, shown: Sequence[Index]) -> None:
    """A row for each index from the top: bar, interval, the input's name in bold where it counts, its unit and evidence below."""
    for row, index in zip(np.arange(len(shown))[::-1], shown, strict=True):
        axes.barh(row, index.value, 0.62, color=style.NEUTRAL if index.counts else FAINT, zorder=2)
        if np.isfinite(index.high - index.low):
            for colour, width in ((style.PAPER, 2.6), (style.INK, 1.0)):
                axes.plot([index.low, index.high], [row, row], color=colour, linewidth=width, zorder=3, solid_capstyle="butt")
        rest = " · ".join(part for part in (index.unit, EVIDENCE.get(index.grade, "")) if part)
        bold = style.font(style.PANEL_PT - 1, "bold" if index.counts else "regular")
        for text, kind, y in ((index.input.removeprefix("rules."), bold, 4), (rest, style.font(style.FOOTER_PT), -7)):
            axes.annotate(
                plain(text),
                (0, row),
                (-10, y),
                ("axes fraction", "data"),
                "offset points",
                ha="right",
                va="center",
                fontproperties=kind,
                color=style.INK if kind is bold else style.SOFT_INK,
                annotation_clip=False,
            )
    axes.axvline(0, color=style.RULE, linewidth=0.8, zorder=1)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_yticks([])
    axes.tick_params(labelsize=style.LABEL_PT, length=2)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)


def footed(sweep: Sweep) -> Manifest:
    """The manifest as a figure's foot reads it."""
    whole = sweep.manifest
    return Manifest(**{**dict(whole.run), "seed": whole.study.seed, "engine_version": whole.engine.version})


def _description(found: Dependence) -> str:
    """The alt text: the inputs that can be told from 0, the strongest first."""
    strongest = ", ".join(index.input for index in found.indices if index.counts) or "no input that can be told from 0"
    return f"Bars: {found.outcome} depends most on {strongest[:200]}."
