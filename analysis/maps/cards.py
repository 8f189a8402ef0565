"""The two cards of a map: how to read it (lower right) and what the day brought with the scale (lower left).

Both explain the map from itself: the key draws its samples with the code of the symbols and the widths of the lines, and leaves
out what the map does not show. They lie on a `Desk`, which is the map or the room below it; what happened on the day is told by
`analysis.words.day`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from analysis.drawing import style
from analysis.drawing.lettering import fit, wrap
from analysis.drawing.look import LOOK
from analysis.drawing.sides import Palette, palette, side_style
from analysis.drawing.style import font
from analysis.drawing.symbols import BRANCHES, draw_symbol
from analysis.ground.reach import SIGN_WORDS
from analysis.ground.shown import Shown, is_forward
from analysis.maps.canvas import Canvas
from analysis.maps.labels import Box
from analysis.maps.supply_layer import draw_sign
from analysis.maps.terrain import ROAD_PT, SOLID, TRACK_DASHES, roads_of
from analysis.results.load import Result
from analysis.results.manifests import Side
from analysis.words.day import DayText

INSET_PT, PAD_PT, EDGE_PT = 4.0, 6.5, 0.5
TEXT_PT, HEAD_PT = 6.6, 7.0
KEY_WIDTH_PT, TEXT_WIDTH_PT = 186.0, 214.0
SCALE_CARD_PT = (TEXT_WIDTH_PT, 32.0)
"""Size of the text card without its text."""
ROW_PT, SYMBOL_ROW_PT = 9.4, 14.5
ICONS_AT_MOST = 6
SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)
Z = 40.0
SIGNS = (
    ("way", "way covered"),
    ("ahead", "axis still planned"),
    ("reach", "fuel for 1, 3, 5 days"),
    ("front", "front (control 0.5)"),
    ("border", "border"),
    ("rail", "railway, single"),
    ("double", "railway, double"),
    ("road", "road"),
    ("track", "track"),
    ("held1", "held by attacker"),
    ("held2", "held by defender"),
    ("pocket", "encircled"),
    *SIGN_WORDS.items(),
)
"""Kind of mark and its words, in the order of the key."""


@dataclass(frozen=True)
class Key:
    """What the key explains: a symbol for each group of troops seen on the map, the branches, and the line signs."""

    groups: tuple[tuple[str, str, style.SideStyle], ...]
    """Branch of the sample symbol, words, style."""
    branches: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]
    """Kind of mark and its words."""
    palette: Palette

    @property
    def height_pt(self) -> float:
        """Points that the card takes from edge to edge."""
        rows = (len(self.signs) + 1) // 2
        return 2 * PAD_PT + 10 + SYMBOL_ROW_PT * len(self.groups) + 30 + 19 + ROW_PT * rows


def make_key(
    result: Result, shown: Sequence[Shown], pockets: bool, borders: bool, ahead: bool, supply: Collection[str] = ()
) -> Key:
    """The key of a map on which these symbols stand; only what is drawn is explained."""
    first, second = result.sides[:2]
    groups = (*_groups(result, shown, first, "attacker"), *_groups(result, shown, second, "defender"))
    seen = {symbol.branch for symbol in shown}
    branches = tuple(branch for branch in BRANCHES if branch in seen)[:ICONS_AT_MOST]
    rails = {link.tracks > 1 for link in result.links if link.surface == "rail"}
    drawn = {"pocket": pockets, "border": borders, "ahead": ahead, "rail": False in rails, "double": True in rails}
    bare = result.map is None
    drawn |= {kind: bare and bool(roads_of(result.links, firm=kind == "road")) for kind in ("road", "track")}
    drawn |= {kind: kind in supply for kind in ("reach", *SIGN_WORDS)}
    return Key(groups, branches, tuple((kind, words) for kind, words in SIGNS if drawn.get(kind, True)), palette(result.sides))


def _groups(result: Result, shown: Sequence[Shown], side: Side, role: str) -> Iterator[tuple[str, str, style.SideStyle]]:
    """The rows of a side: its own troops, then each contingent that has a symbol on the map."""
    mine = [symbol for symbol in shown if symbol.formation.side == side.id]
    sample = next((symbol.branch for symbol in mine if not symbol.formation.contingent), "rifle")
    yield sample, f"{side.name} ({role})", side_style(result.sides, side.id)
    parts = [symbol.branch for symbol in mine if is_forward(symbol.formation)]
    if parts:
        yield parts[0], "forward detachment", style.of_a_part(side_style(result.sides, side.id))
    for contingent in side.contingents or []:
        theirs = [symbol.branch for symbol in mine if symbol.formation.contingent == contingent.id]
        if theirs:
            yield theirs[0], contingent.name, side_style(result.sides, side.id, contingent.id)


@dataclass(frozen=True)
class Desk:
    """Where cards lie: in the lower corners of a map, or side by side from the upper edge of the room below it."""

    axes: Axes
    width_pt: float
    height_pt: float
    below_map: bool = False

    @classmethod
    def on(cls, canvas: Canvas) -> Desk:
        """The map itself."""
        return cls(canvas.axes, canvas.width_pt, canvas.height_pt)

    def has_room(self, *sizes: tuple[float, float]) -> bool:
        """True if cards of these widths and heights in points fit side by side."""
        wide = sum(width for width, _ in sizes) + INSET_PT * (len(sizes) - 1)
        return wide <= self.width_pt and max(height for _, height in sizes) + 2 * EDGE_PT <= self.height_pt

    def left(self, width: float, height: float) -> Box:
        """The place of a card at the left."""
        return self._at(EDGE_PT if self.below_map else INSET_PT, width, height)

    def right(self, width: float, height: float) -> Box:
        """The place of a card at the right."""
        return self._at(self.width_pt - width - (EDGE_PT if self.below_map else INSET_PT), width, height)

    def _at(self, left: float, width: float, height: float) -> Box:
        """Left, bottom, right and top of a card; on a strip below the map it hangs from the upper edge."""
        bottom = self.height_pt - height - EDGE_PT if self.below_map else INSET_PT
        return left, bottom, left + width, bottom + height


def draw_key(axes: Axes, key: Key, box: Box) -> None:
    """Draws the key into `box` from the marks of the map itself: groups of troops, branches, echelons, lines and tints."""
    _card(axes, box)
    left, y = box[0] + PAD_PT, box[3] - PAD_PT - 5.5
    _text(axes, left, y, "HOW TO READ THIS MAP", font(HEAD_PT, "bold"))
    y -= 5
    for branch, words, look in key.groups:
        y -= SYMBOL_ROW_PT
        draw_symbol(axes, left + 10, y + 3, "division", branch, look, Z + 2)
        _text(axes, left + 26, y, fit(words, KEY_WIDTH_PT - 2 * PAD_PT - 26, font(TEXT_PT)), font(TEXT_PT))
    y -= 17
    width = (KEY_WIDTH_PT - 2 * PAD_PT) / max(len(key.branches), 1)
    for number, branch in enumerate(key.branches):
        x = left + width * (number + 0.5)
        draw_symbol(axes, x, y + 3, "brigade", branch, key.palette.second, Z + 2)
        _text(axes, x, y - 7.5, BRANCHES[branch].name, font(6.2), ha="center")
    _text(axes, left, y - 17.5, "III regiment   X brigade   XX division   XXX corps", font(6.2), color=style.CAPTION)
    _text(axes, left, y - 25.5, "XXXX army   XXXXX front   “+2”: two more at the place", font(6.2), color=style.CAPTION)
    y -= 37
    for number, (kind, words) in enumerate(key.signs):
        column, row = number % 2, number // 2
        x = left + column * (KEY_WIDTH_PT / 2 - 2)
        _sign(axes, x, y - row * ROW_PT + 2, kind, key.palette)
        _text(axes, x + 21, y - row * ROW_PT, words, font(6.4))


def _card(axes: Axes, box: Box) -> None:
    """A white card with a thin edge, over everything else on the map."""
    left, bottom, right, top = box
    axes.add_artist(
        Rectangle((left, bottom), right - left, top - bottom, facecolor="white", edgecolor=style.RULE, linewidth=0.6, zorder=Z)
    )


def _text(axes: Axes, x: float, y: float, words: str, prop: FontProperties, color: str = style.INK, ha: str = "left") -> None:
    """A line of words on a card, its baseline at `y`."""
    axes.text(x, y, words, fontproperties=prop, color=color, ha=ha, va="baseline", zorder=Z + 2)


Dashes = tuple[float, tuple[float, ...]]
FIRST_SIDE = ""
"""Instead of a colour: that of the first side."""
LINES: dict[str, tuple[str, float, Dashes]] = {
    "way": (FIRST_SIDE, 2.6, SOLID),
    "ahead": (style.PLAN_AHEAD, LOOK.ways.ahead_pt, style.PLAN_DASHES),
    "front": (FIRST_SIDE, LOOK.ground.front_pt, SOLID),
    "border": (style.BORDER, LOOK.ground.border_pt[0], style.BORDER_DASHES),
    "rail": (style.RAIL, LOOK.ground.rail_pt, SOLID),
    "road": (style.COLOURS["road"], ROAD_PT, SOLID),
    "track": (style.COLOURS["road"], ROAD_PT, TRACK_DASHES),
    "double": (style.RAIL, LOOK.ground.double_rail_pt, SOLID),
}


def _sign(axes: Axes, x: float, y: float, kind: str, palette: Palette) -> None:
    """The sample of a line, tint or ring, 17 points wide, beside its words."""
    if kind in LINES:
        color, width, dashes = LINES[kind]
        color = color or palette.first.frame
        axes.add_line(Line2D([x, x + 17], [y, y], color=color, linewidth=width, linestyle=dashes, zorder=Z + 2))
        for at in (3.0, 8.5, 14.0) if kind in ("rail", "double") else ():
            axes.add_line(Line2D([x + at] * 2, [y - 1.7, y + 1.7], color=style.RAIL, linewidth=0.6, zorder=Z + 2))
    elif kind == "reach":
        for number, width in reversed(list(enumerate(LOOK.reach.band_pt))):
            ends = [x + 17 * number / 3, x + 17 * (number + 1) / 3]
            axes.add_line(Line2D(ends, [y, y], color=LOOK.reach.color, linewidth=width, solid_capstyle="butt", zorder=Z + 2))
    elif kind in SIGN_WORDS:
        draw_sign(axes, x + 8.5, y, kind, Z + 2)
    elif kind == "pocket":
        look = palette.second
        axes.add_artist(Circle((x + 8.5, y), 3.2, facecolor=look.ground, edgecolor=look.frame, linewidth=1.2, zorder=Z + 2))
    else:
        face = (palette.first if kind == "held1" else palette.second).ground
        axes.add_artist(Rectangle((x, y - 2.8), 17, 5.6, facecolor=face, edgecolor=style.RULE, linewidth=0.4, zorder=Z + 2))


def text_lines(day: DayText) -> list[str]:
    """The sentences of the text card as wrapped lines, the second line of a sentence indented.

    The height of the card follows from them, so it is laid out before it is drawn.
    """
    lines = []
    for sentence in day.lines:
        head, *rest = wrap(sentence, TEXT_WIDTH_PT - 2 * PAD_PT - 6, font(TEXT_PT))
        lines += [head, *("    " + line for line in rest)]
    return lines


def text_height_pt(day: DayText) -> float:
    """Points that the text card takes from edge to edge."""
    return 2 * PAD_PT + 8 + 9.0 * len(text_lines(day)) + 30


def draw_text_card(axes: Axes, canvas: Canvas, day: DayText | None, box: Box) -> None:
    """What happened (unless `day` is left out), the scale bar and the name of the projection of the map `canvas`."""
    _card(axes, box)
    if day:
        left, y = box[0] + PAD_PT, box[3] - PAD_PT - 5.5
        _text(axes, left, y, day.heading.upper(), font(HEAD_PT, "bold"))
        y -= 11
        for line in text_lines(day):
            _text(axes, left, y, line, font(TEXT_PT))
            y -= 9.0
    draw_scale_bar(axes, canvas.pt_per_km, box[0] + PAD_PT + 2, box[1] + 12)
    for row, words in enumerate(canvas.projection.caption().split("\n")):
        _text(axes, box[0] + TEXT_WIDTH_PT * 0.6, box[1] + 21 - 7.2 * row, words, font(6.0), color=style.CAPTION)


def draw_scale_bar(axes: Axes, pt_per_km: float, x: float, y: float, most_pt: float = 46.0) -> None:
    """Two steps of a round number of km, each at most `most_pt` long, the first black, from (x, y) on."""
    step = max(km for km in SCALE_STEPS_KM if km == 1 or km * pt_per_km <= most_pt)
    for number in range(3):
        at = x + number * step * pt_per_km
        words = f"{number * step} km" if number == 2 else str(number * step)
        _text(axes, at, y + 5, words, font(6.2), ha="center" if number < 2 else "left")
        if number < 2:
            face = style.INK if number == 0 else "white"
            axes.add_artist(
                Rectangle((at, y), step * pt_per_km, 2.2, facecolor=face, edgecolor=style.INK, linewidth=0.6, zorder=Z + 2)
            )
