"""The odds of an engagement as text and as a picture: one engagement, or the whole table over force ratio and posture.

This file takes numbers and names alone and runs no rule: the fights come from an experiment of the engine. Chances are coloured
in the five classes of the maps, so that a reader who knows one knows the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.drawing.sides import CHANCE_EDGES, USUAL
from analysis.drawing.style import (
    CAPTION,
    FOOTER_PT,
    INK,
    LABEL_PT,
    PANEL_PT,
    PLATE_IN,
    RULE,
    SOFT_INK,
    drawing,
    font,
    heading,
    new_figure,
    save,
)
from analysis.terminal import columns

Tenths = tuple[float, float, float]


@dataclass(frozen=True)
class Cell:
    """One engagement: probability that the attacker wins, and P10, P50, P90 of what it costs and takes.

    Losses are shares (0-1) of the men at the start; `days` and `advance_km` are what it takes until one side gives way, and the
    last two fields the shares of fights in which the attacker and the defender do.
    """

    win: float
    attacker_lost: Tenths
    """Shares (0-1) of the men at the start."""
    defender_lost: Tenths
    days: Tenths
    advance_km: Tenths
    attacker_gives_way: float
    defender_gives_way: float


def ratio_text(ratio: float) -> str:
    """`3 : 1` or `1 : 2`."""
    return f"{ratio:.2g} : 1" if ratio >= 1 else f"1 : {1 / ratio:.2g}"


def odds_text(title: str, cell: Cell, attacker_men: float, defender_men: float) -> str:
    """One engagement as text: its chance, then losses, days and km with one in ten below, half below and one in ten above."""
    rows = [["", "1 in 10 below", "half below", "1 in 10 above", ""]]
    for name, tenths, men in (
        ("attacker's men lost", cell.attacker_lost, attacker_men),
        ("defender's men lost", cell.defender_lost, defender_men),
    ):
        rows.append([name, *(f"{share:.1%}" for share in tenths), f"{tenths[1] * men:,.0f} of {men:,.0f}"])
    rows.append(["days", *(f"{day:.1f}" for day in cell.days), ""])
    rows.append(["km gained", *(f"{km:.1f}" for km in cell.advance_km), ""])
    chances = (
        f"attacker wins {cell.win:.0%} (an undecided end counted half); the attacker gives way in {cell.attacker_gives_way:.0%}, "
        f"the defender in {cell.defender_gives_way:.0%}"
    )
    return "\n".join([title, chances, columns(rows, right=(1, 2, 3))])


def table_text(title: str, postures: Sequence[str], ratios: Sequence[float], cells: Sequence[Sequence[Cell]]) -> str:
    """The whole table as text: chance of the attacker and the median losses of both, attacker's first."""
    rows = [["", *(ratio_text(ratio) for ratio in ratios)]]
    for posture, row in zip(postures, cells, strict=True):
        rows.append([posture, *(f"{cell.win:.0%}" for cell in row)])
        rows.append(["", *(_losses(cell) for cell in row)])
    note = "Attacker wins; below it the median losses in %, attacker / defender, until one gives way."
    return "\n".join([title, columns(rows, right=range(1, len(ratios) + 1)), note])


def _losses(cell: Cell) -> str:
    """Median losses of both in per cent of the men at the start, the attacker's first."""
    return f"{100 * cell.attacker_lost[1]:.1f} / {100 * cell.defender_lost[1]:.1f}"


def save_table(
    path: Path,
    title: str,
    subtitle: str,
    postures: Sequence[str],
    ratios: Sequence[float],
    cells: Sequence[Sequence[Cell]],
    note: str,
) -> None:
    """Draws the whole table into `path`; its suffix says what kind of picture. `cells` has a row for each posture."""
    with drawing():
        figure = new_figure(PLATE_IN, 1.55 + 0.62 * len(postures))
        heading(figure, title, subtitle)
        height = figure.get_figheight()
        axes = figure.add_axes((0.115, 0.55 / height, 0.87, 0.62 * len(postures) / height))
        _draw_cells(axes, postures, ratios, cells)
        figure.text(0.013, 0.16 / height, note, fontproperties=font(FOOTER_PT), color=CAPTION)
        save(figure, path)


def _draw_cells(axes: Axes, postures: Sequence[str], ratios: Sequence[float], cells: Sequence[Sequence[Cell]]) -> None:
    """A square for each posture and ratio in the tint of its chance, with the chance and the losses written in it."""
    axes.set_xlim(0, len(ratios))
    axes.set_ylim(len(postures), 0)
    axes.set_axis_off()
    for column, ratio in enumerate(ratios):
        axes.text(column + 0.5, -0.1, ratio_text(ratio), ha="center", va="bottom", fontproperties=font(PANEL_PT, "bold"))
    for at, (posture, row) in enumerate(zip(postures, cells, strict=True)):
        axes.text(-0.08, at + 0.5, posture, ha="right", va="center", fontproperties=font(PANEL_PT, "bold"))
        for column, cell in enumerate(row):
            axes.add_patch(Rectangle((column, at), 1, 1, facecolor=tint(cell.win), edgecolor="white", linewidth=1.5))
            axes.text(column + 0.5, at + 0.4, f"{cell.win:.0%}", ha="center", va="center", fontproperties=font(12, "bold"))
            axes.text(
                column + 0.5, at + 0.75, _losses(cell), ha="center", va="center", fontproperties=font(LABEL_PT), color=SOFT_INK
            )


def tint(win: float) -> str:
    """The colour of a probability, in five classes."""
    return USUAL.chances[sum(win >= edge for edge in CHANCE_EDGES)]


def save_odds(path: Path, title: str, subtitle: str, cell: Cell, note: str) -> None:
    """Draw one engagement: the middle and the 80 % band of losses, days and ground gained."""
    measures = (
        ("attacker's men lost, %", cell.attacker_lost, 100.0),
        ("defender's men lost, %", cell.defender_lost, 100.0),
        ("days until one gives way", cell.days, 1.0),
        ("km gained", cell.advance_km, 1.0),
    )
    with drawing():
        figure = new_figure(PLATE_IN, 3.9)
        heading(figure, title, f"{subtitle} Attacker wins {cell.win:.0%}.")
        for row, (name, tenths, unit) in enumerate(measures):
            axes = figure.add_axes((0.2, 0.7 - 0.18 * row, 0.77, 0.075))
            _draw_band(axes, name, [unit * value for value in tenths])
        figure.text(0.013, 0.035, note, fontproperties=font(FOOTER_PT), color=CAPTION)
        save(figure, path)


def _draw_band(axes: Axes, name: str, tenths: Sequence[float]) -> None:
    """One measure as a bar from P10 to P90 with a dot at the median, on a scale of its own that begins at 0."""
    low, middle, high = tenths
    axes.barh(0, high - low, left=low, height=0.5, color=RULE)
    axes.plot([middle], [0], "o", color=INK, markersize=5)
    axes.set_xlim(0, max(1.15 * high, 1e-3))
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    for spine in ("left", "right", "top"):
        axes.spines[spine].set_visible(False)
    axes.tick_params(labelsize=LABEL_PT, length=2)
    axes.set_ylabel(name, rotation=0, ha="right", va="center", fontproperties=font(PANEL_PT))
    axes.text(middle, 0.36, f"{middle:.2g}", ha="center", va="bottom", fontproperties=font(LABEL_PT, "bold"))
