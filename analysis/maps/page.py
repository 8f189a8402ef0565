"""The page of a map: the map across it, a strip below for insets and cards, title above and footer below.

Type keeps its size whatever the width of the page; so a narrow page wraps its words, takes a smaller title and grows higher.
What stands in the words is handed over as `Words`; the frame and projection of the map come from the scenario's map data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.drawing.lettering import text_size, wrap
from analysis.drawing.sides import palette
from analysis.ground.projection import map_projection
from analysis.maps.canvas import Canvas, lay_canvas
from analysis.maps.cards import Desk
from analysis.maps.insets import GAP_IN, HEIGHT_IN, Inset, lay_desk, lay_desk_under, lay_desks_of_slim, lay_insets, strip_in
from analysis.results.load import Result
from analysis.words.origin import provenance

LEFT_IN, TOP_IN, BOTTOM_IN = 0.14, 0.76, 0.5
WORDS_IN = 0.013 * style.PAGE_IN
"""From the left edge to the words round the map."""
TITLE_LINE_IN, SUBTITLE_LINE_IN, FOOT_LINE_IN = 0.19, 0.165, 0.135
MM_PER_IN = 25.4


@dataclass(frozen=True)
class Words:
    """What is written round a map."""

    title: str
    subtitle: str
    day: str
    note: str
    sources: str
    runs: int = 1


@dataclass(frozen=True)
class MapPage:
    """A figure with the canvases of the map and of its insets, and the desk that the cards lie on."""

    figure: Figure
    canvas: Canvas
    insets: Sequence[Inset]
    below: Desk | None
    """The room that the strip below the map has for cards beside the insets, None where there is no strip."""
    under: Desk | None
    """The room under the insets, None where there are none or they are as high as the strip."""

    @property
    def is_slim(self) -> bool:
        """Whether the page is one column of a journal."""
        return style.is_slim(self.figure.get_figwidth())

    @property
    def share(self) -> float:
        """Width as a share of that of the usual page, 1 at most."""
        return min(1.0, round(self.figure.get_figwidth() / style.PAGE_IN, 6))


def lay_page(result: Result, words: Words, width_in: float = style.PAGE_IN, cards_in: float = HEIGHT_IN) -> MapPage:
    """A page `width_in` wide, as high as map, strip and words need, with `cards_in` for cards on a strip of a narrow page; type
    keeps its size, whatever the width."""
    projection, frame = map_projection(result.map, result.places)
    map_in, room_pt = width_in - 2 * LEFT_IN, (width_in - 2 * WORDS_IN) * 72
    above, below = wrap(words.subtitle, room_pt, style.font(style.SUBTITLE_PT)), _foot(result, words, room_pt)
    title = _title_lines(words, room_pt)
    top_in = TOP_IN + SUBTITLE_LINE_IN * (len(above) - 1) + TITLE_LINE_IN * (len(title) - 1)
    bottom_in = BOTTOM_IN + FOOT_LINE_IN * max(len(below) - 2, 0)
    high_in = strip_in(result, width_in, LEFT_IN, cards_in)
    strip = high_in + GAP_IN if high_in else 0.0
    figure = style.new_figure(width_in, map_in * frame.height_km / frame.width_km + top_in + strip + bottom_in)
    _write_head(figure, words, title, above, room_pt, palette(result.sides).first.frame)
    for row, line in enumerate(below):
        y = (bottom_in - BOTTOM_IN + 0.26 - FOOT_LINE_IN * row) / figure.get_figheight()
        figure.text(WORDS_IN / width_in, y, line, fontproperties=style.font(style.FOOTER_PT), color=style.CAPTION, va="baseline")
    canvas = lay_canvas(figure, projection, frame, LEFT_IN, bottom_in + strip, map_in)
    insets = lay_insets(figure, result, LEFT_IN, bottom_in, high_in)
    if style.is_slim(width_in):
        key, scale = lay_desks_of_slim(figure, LEFT_IN, bottom_in, high_in)
        return MapPage(figure, canvas, insets, key, scale)
    beside = lay_desk(figure, insets, LEFT_IN, bottom_in, high_in) if strip else None
    under = lay_desk_under(figure, insets, beside, bottom_in) if beside else None
    return MapPage(figure, canvas, insets, beside, under)


def _foot(result: Result, words: Words, room_pt: float) -> list[str]:
    """Lines of the footer: where the map comes from with what a reader must know, then the sources."""
    first = provenance(result.manifest, words.runs) + (f". {words.note}" if words.note else "")
    sources = f"Sources: {words.sources}" if words.sources else ""
    return [line for text in (first, sources) if text for line in wrap(text, room_pt, style.font(style.FOOTER_PT))]


def _write_head(
    figure: Figure, words: Words, title: Sequence[str], subtitle: Sequence[str], room_pt: float, day_color: str
) -> None:
    """Title in the largest type that it has room in beside the day, or in lines of the smallest, and below it what is drawn; a
    day that the title names, or that has no room beside it, gives way."""
    high, left = figure.get_figheight(), WORDS_IN / figure.get_figwidth()
    day = words.day if len(title) == 1 and style.title_pt(title[0], room_pt - _day_pt(words)) else ""
    size = style.title_pt(title[0], room_pt - (_day_pt(words) if day else 0)) or style.TITLES_PT[-1]
    down = TITLE_LINE_IN * (len(title) - 1)
    style.heading(figure, title[-1], subtitle[0], day, left, style.HEADING_TOP_IN + down, size, day_color)
    for number, line in enumerate(title[:-1]):
        y = 1 - (style.HEADING_TOP_IN + 0.16 + TITLE_LINE_IN * number) / high
        figure.text(left, y, line, fontproperties=style.font(size, "bold"), va="baseline")
    for number, line in enumerate(subtitle[1:], 1):
        y = 1 - (style.SUBTITLE_DOWN_IN + down + SUBTITLE_LINE_IN * number) / high
        figure.text(left, y, line, fontproperties=style.font(style.SUBTITLE_PT), color=style.SOFT_INK, va="baseline")


def _title_lines(words: Words, room_pt: float) -> list[str]:
    """The title in one line where any size has room for it, else in as many of the smallest as it needs."""
    return (
        [words.title]
        if style.title_pt(words.title, room_pt)
        else wrap(words.title, room_pt, style.font(style.TITLES_PT[-1], "bold"))
    )


def _day_pt(words: Words) -> float:
    """Room for the day beside the title."""
    return text_size(words.day, style.font(style.DAY_PT, "bold"))[0] + 12
