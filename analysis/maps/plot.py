"""Maps for `plot`: one run, or the chance of control over an ensemble, and either beside a second one.

Of one run it is the map of `day_map`. Of several, or of one beside another, the ground is tinted by how often the first side
holds it; formations, which stand elsewhere in every run, are left out. The chances come from `analysis.ground.chance`, their
tints from `chance_tint`; this file lays the page out and writes the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.drawing.paper import told_apart
from analysis.drawing.sides import CHANCE_WORDS, Palette, palette
from analysis.ground.chance import chance_of_ground, chance_of_places, contested_places, sorted_out
from analysis.ground.control import Ground
from analysis.ground.territory import control_note
from analysis.maps.base_map import BARE, PART, WHOLE, draw_base_map
from analysis.maps.canvas import Canvas
from analysis.maps.cards import Desk, draw_scale_bar
from analysis.maps.chance_tint import BESIDE, BESIDE_PT, CLASSES, HATCH, LINES, SIDES, draw_chance, open_hatch
from analysis.maps.day_map import default_title, draw_map
from analysis.maps.insets import SCALE_IN, Inset
from analysis.maps.labels import Box, Sheet
from analysis.maps.names import draw_hand_names, draw_town_names, reserve_towns
from analysis.maps.page import MM_PER_IN, Words, lay_page
from analysis.maps.terrain import (
    draw_frame,
)
from analysis.results.load import Result
from analysis.results.reading import ResultError
from analysis.words.origin import provenance

KEY_PT = (186.0, 59.0)
"""Width of the key, and its height without its rows."""


def save_map_of(
    results: Sequence[Result],
    path: str | FilePath,
    other: Sequence[Result] = (),
    army: str | None = None,
    minute: int | None = None,
    title: str | None = None,
    width_mm: float | None = None,
) -> None:
    """Writes the map of one run, or of the chance of control over several, with its alt text as description.

    `other` adds the line of even chance (of one run: the front) of a second ensemble; `army` is not for maps. With `width_mm`
    the map is laid out for a page of that width, its type unchanged, and a PNG has 300 dots an inch.
    """
    if army is not None:
        raise ResultError("a map shows every formation; leave --army out, or ask for --kind curves, timeline, losses or supply")
    figure = draw_map_of(results, other, minute, title, width_mm)
    dots_per_inch = style.DOTS_PER_INCH if width_mm is None else style.PRINT_DOTS_PER_INCH
    style.save(figure, path, alt_text(results, results[0].end_minute if minute is None else minute), dots_per_inch)


def draw_map_of(
    results: Sequence[Result],
    other: Sequence[Result] = (),
    minute: int | None = None,
    title: str | None = None,
    width_mm: float | None = None,
) -> Figure:
    """The map of one run, or of the chance of control over several, at `minute` (the end if left out)."""
    at = results[0].end_minute if minute is None else minute
    alone = len(results) == 1 and not other and results[0].tracked == "formation"
    wide = style.PAGE_IN if width_mm is None else width_mm / MM_PER_IN
    return draw_map(results[0], at, title, wide) if alone else draw_chance_map(results, at, other, title, wide)


def alt_text(results: Sequence[Result], minute: int) -> str:
    """How much is held by the first side in words, then the form."""
    first, side = results[0], results[0].sides[0].name
    sure, open_, none = sorted_out(chance_of_places(results, minute), contested_places(results, minute))
    day = f"{first.day_label(minute)}, {first.local_time(minute):%H:%M}"
    if len(results) == 1:
        return f"{day}: {side} holds {sure} of {sure + none} places of the countries fought over. Map of control and formations."
    return (
        f"{day}: of {sure + open_ + none} places {side} holds {sure} in over 90 % of {len(results)} runs, {none} in under 10 %, "
        f"{open_} are open. Map of the chance of control in five classes."
    )


def draw_chance_map(
    results: Sequence[Result],
    minute: int,
    other: Sequence[Result] = (),
    title: str | None = None,
    width_in: float = style.PAGE_IN,
) -> Figure:
    """The chance that the first side holds the ground at `minute`, with the lines of 10, 50 and 90 %.

    `results` are runs of one scenario; `other` is a second ensemble whose line of even chance is drawn as a broad band. Of one
    run, which has no chances, both sides' tints and the front are drawn. The page is `width_in` wide and as high as map, insets
    and words need.
    """
    with style.drawing():
        key_in = (key_height_pt(len(results)) + 2) / 72 + (SCALE_IN if style.is_slim(width_in) else 0.0)
        page = lay_page(results[0], _words_round(results, other, minute, title), width_in, key_in)
        projection, frame = page.canvas.projection, page.canvas.frame
        ground = chance_of_ground(results, minute, projection, frame)
        beside = chance_of_ground(other, minute, projection, frame) if other else None
        _draw(page.canvas, results, ground, beside, page.below)
        for inset in page.insets:
            _draw_inset(inset, results, other, minute)
    return page.figure


def key_height_pt(runs: int) -> float:
    """Height of the key of so many runs."""
    return KEY_PT[1] + 13 * (len(CLASSES) - 1 if runs > 1 else len(SIDES) - 1)


def _draw_inset(inset: Inset, results: Sequence[Result], other: Sequence[Result], minute: int) -> None:
    """The chance of a part off the main frame, with its places."""
    canvas, first = inset.canvas, results[0]
    look = palette(first.sides)
    ground = chance_of_ground(results, minute, canvas.projection, canvas.frame)
    beside = chance_of_ground(other, minute, canvas.projection, canvas.frame) if other else None
    draw_base_map(canvas, first, ground, lambda land: draw_chance(canvas, ground, land, len(results), look, beside=beside), PART)
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    sheet.take(inset.title_box(), LOOK.placing.card)
    draw_town_names(canvas, reserve_towns(canvas, first, sheet, set(), small=True), sheet)
    inset.draw_title()
    draw_frame(canvas)


def _draw(canvas: Canvas, results: Sequence[Result], ground: Ground, beside: Ground | None, below: Desk | None) -> None:
    """The main map: ground with chances, names, and the key below it or in its corner."""
    first, look = results[0], palette(results[0].sides)
    slim, runs = style.is_slim(canvas.width_pt / 72), len(results)
    layers = BARE if slim else WHOLE
    draw_base_map(canvas, first, ground, lambda land: draw_chance(canvas, ground, land, runs, look, beside=beside), layers)
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    size = (KEY_PT[0], key_height_pt(len(results)))
    desk = below if below and below.has_room(size) else Desk.on(canvas)
    corner = desk.right(*size)
    if not desk.below_map:
        sheet.take(corner, LOOK.placing.card)
    if not slim:
        draw_hand_names(canvas, first.map, sheet)
    draw_town_names(canvas, reserve_towns(canvas, first, sheet, set()), sheet)
    _draw_key(desk.axes, canvas, corner, len(results), look, beside is not None)
    draw_frame(canvas)


def _draw_key(axes: Axes, canvas: Canvas, box: Box, runs: int, look: Palette, beside: bool) -> None:
    """How to read the map: tints at the left, lines at the right, the scale and the projection below them."""
    left, bottom, right, top = box
    small = style.font(6.6)
    axes.add_artist(Rectangle((left, bottom), right - left, top - bottom, fc="white", ec=style.RULE, lw=0.6, zorder=40))
    axes.text(left + 7, top - 12, "HOW TO READ THIS MAP", fontproperties=style.font(7.0, "bold"), zorder=42)
    held = f"held by the attacker in … of {runs} runs" if runs > 1 else "at the end of the day"
    axes.text(left + 7, top - 23, held, fontproperties=small, zorder=42)
    entries = list(zip(reversed(look.chances), reversed(CHANCE_WORDS), strict=True))
    if runs == 1:
        entries = [(look.first.ground, "held by attacker"), (look.second.ground, "held by defender")]
    for number, (tint, words) in enumerate(entries):
        y = top - 36 - 13 * number
        axes.add_artist(Rectangle((left + 7, y - 2), 18, 9, fc=tint, ec=style.RULE, lw=0.4, zorder=42))
        if runs > 1 and words == CHANCE_WORDS[2]:
            with open_hatch():
                strokes = Rectangle((left + 7, y - 2), 18, 9, fc="none", ec=style.OPEN_HATCH, lw=0, hatch=HATCH, zorder=42.1)
            axes.add_artist(strokes)
        axes.text(left + 30, y, words, fontproperties=small, zorder=42)
    lines = [(f"{chance * 100:.0f} %", look.first.frame, width, dashes) for chance, width, dashes in LINES]
    lines = lines if runs > 1 else [("front", *lines[1][1:])]
    lines += [("50 %, beside it" if runs > 1 else "front, beside it", BESIDE, BESIDE_PT, "solid")] if beside else []
    for number, (words, color, width, dashes) in enumerate(lines):
        y = top - 36 - 13 * number
        axes.add_artist(Line2D([left + 95, left + 118], [y + 2.4] * 2, color=color, lw=width, ls=dashes, zorder=42))
        axes.text(left + 123, y, words, fontproperties=small, zorder=42)
    draw_scale_bar(axes, canvas.pt_per_km, left + 95, bottom + 9, 28.0)
    for row, words in enumerate(canvas.projection.caption().split("\n")):
        axes.text(
            left + 7, bottom + 5 + 7.2 * (2 - row) - 2, words, fontproperties=style.font(6.0), color=style.CAPTION, zorder=42
        )


def _words_round(results: Sequence[Result], other: Sequence[Result], minute: int, title: str | None) -> Words:
    """What is written round the map at `minute`: places held, open and not held as title, and which ensembles are drawn."""
    first = results[0]
    many = len(results) > 1
    sure, open_, none = sorted_out(chance_of_places(results, minute), contested_places(results, minute))
    plain = f"{first.day_label(minute)}: {sure} places held in over 90 % of the runs, {open_} open, {none} in under 10 %"
    what = f"chance of control by {first.sides[0].name} over {len(results)} runs" if many else "control in one run"
    if other:
        one, two = told_apart(results, other)
        what += f" · {one}; broad grey blue: {'even chance' if len(other) > 1 else 'front'} in {two}"
    note = control_note(first)
    note += f". Beside it: {provenance(other[0].manifest, len(other))}" if other else ""
    return Words(
        title or (plain if many else default_title(first, minute)),
        f"{first.manifest.scenario.title}, {first.long_date(minute)}, {first.local_time(minute):%H:%M} · {what}",
        first.day_label(minute),
        note,
        str(first.map.credits if first.map else ""),
        len(results),
    )
