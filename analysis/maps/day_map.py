"""The map of a result at a minute: who holds what, where the formations stand and how they came there.

The picture that `run` leaves behind and that `plot --kind map` draws of one run. This file says in which order things are
placed and drawn: what is to be shown comes from `scene`, the ground from `base_map`, the page with its insets from `page`, and
ways, symbols, names and cards each from a file of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.drawing.look import LOOK
from analysis.drawing.sides import palette
from analysis.ground.control import holders
from analysis.ground.lines import lines_of
from analysis.ground.territory import control_note
from analysis.maps.base_map import BARE, PART, WHOLE, draw_base_map
from analysis.maps.canvas import Canvas
from analysis.maps.cards import (
    KEY_WIDTH_PT,
    SCALE_CARD_PT,
    TEXT_WIDTH_PT,
    Desk,
    Key,
    draw_key,
    draw_text_card,
    make_key,
    text_height_pt,
)
from analysis.maps.insets import HEIGHT_IN, SCALE_IN, Inset
from analysis.maps.labels import Box, Sheet
from analysis.maps.names import draw_hand_names, draw_town_names, reserve_towns
from analysis.maps.page import MapPage, Words, lay_page
from analysis.maps.scene import Scene, scene_of
from analysis.maps.supply_layer import Column, columns, draw_halts, draw_reach
from analysis.maps.terrain import draw_frame
from analysis.maps.tint import draw_control, draw_pockets, homeward
from analysis.maps.troops import draw_symbols, positions_km
from analysis.maps.ways import Way, draw_ways, ways
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK
from analysis.words.day import DayText
from analysis.words.finding import map_finding

NOTE_RELIEF = "; relief is a hint drawn from crest lines"
HEAD_PT, HEAD_WEIGHT = 4.0, 2.0
"""Half the room that is kept for the head of an arrow, and its weight."""
RING_WEIGHT = 0.5
"""A symbol may cover a ring where all else is worse."""
LEAST_SYMBOLS = 3
SLIM_GROUPS, SLIM_SIGNS = 3, frozenset({"way", "ahead", "front", "held1", "held2", "pocket"})
SLIM_CARDS_IN = 2.02 + SCALE_IN
"""Height of key and scale on a page of one column."""
SLIM_TOWNS = 8
SIGN_PT = LOOK.reach.sign_pt / 2 + 1.0
"""Half the room that is kept for the letter of a halt."""


def draw_map(result: Result, minute: int | None = None, title: str | None = None, width_in: float = style.PAGE_IN) -> Figure:
    """The map of `result` at `minute` (default: the end) as a matplotlib figure `width_in` wide.

    A minute outside the run means its beginning or its end. Without `title` it is a plain factual one made from the data. A
    result without map data is drawn on a frame fitted to its places. The same result gives the same picture, byte for byte.
    """
    at = result.end_minute if minute is None else max(0, min(int(minute), result.end_minute))
    with style.drawing():
        cards_in = SLIM_CARDS_IN if style.is_slim(width_in) else HEIGHT_IN
        page = lay_page(result, _words_round(result, at, title), width_in, cards_in)
        scene = scene_of(result, page.canvas, at, page.share)
        _draw(page, result, _armies_alone(scene) if page.is_slim else scene)
        for inset in page.insets:
            _draw_inset(inset, result, scene_of(result, inset.canvas, at, page.share))
    return page.figure


def _armies_alone(scene: Scene) -> Scene:
    """The scene with the symbols of armies and fronts; with corps, or all, where fewer than `LEAST_SYMBOLS`."""
    ranks = (RANK["army"], RANK["corps"], 0)
    kept = [[one for one in scene.symbols if RANK[one.formation.echelon] >= rank] for rank in ranks]
    return replace(scene, symbols=next((symbols for symbols in kept if len(symbols) >= LEAST_SYMBOLS), kept[-1]))


def _short_key(key: Key) -> Key:
    """The key of a page of one column: sides, and the signs that such a map cannot be read without."""
    return replace(key, groups=key.groups[:SLIM_GROUPS], signs=tuple(sign for sign in key.signs if sign[0] in SLIM_SIGNS))


def save_map(result: Result, path: str | Path, minute: int | None = None, title: str | None = None) -> None:
    """Writes the map of `result` at `minute` (default: the end) to `path`; PNG, SVG or PDF by its suffix."""
    style.save(draw_map(result, minute, title), path)


def default_title(result: Result, minute: int) -> str:
    """What the map finds: how many places are taken, and which army is where history was earlier, or later."""
    return map_finding(result, minute, holders(result, minute))


def _words_round(result: Result, minute: int, title: str | None) -> Words:
    """What is written round the map: title, date and clock in local time, the day at the right, and the notes at the foot.

    A midnight belongs to the day that it begins, as everywhere: the end of 14 August is 15 August, 00:00.
    """
    hours = result.manifest.utc_offset_hours
    zone = f"UTC{hours:+g}".replace("-", "\u2212") if hours else "UTC"
    clock = f"{result.local_time(minute):%H:%M}"
    subtitle = f"{result.manifest.scenario.title}, {result.long_date(minute)}, {clock} ({zone}) · one simulated run"
    note = control_note(result) + (NOTE_RELIEF if lines_of(result.map, "crest") else "")
    sources = str(result.map.credits if result.map else "")
    return Words(title or default_title(result, minute), subtitle, result.day_label(minute), note, sources)


def _draw(page: MapPage, result: Result, scene: Scene) -> None:
    """The main map.

    Places are taken in the order of their worth: cards and arrow heads first, then names placed by hand, room for the names of
    towns, symbols, and at last the names themselves. The cards lie below the map where they have room there, else in its lower
    corners; on a narrow page, where the day's text would hide the map, it is left out and the scale stands alone.
    """
    canvas = page.canvas
    slim, look = page.is_slim, palette(result.sides)
    draw_base_map(
        canvas, result, scene.ground, lambda land: draw_control(canvas, scene.ground, land, look), BARE if slim else WHOLE
    )
    rings = _draw_pockets(canvas, result, scene)
    found = ways(result, scene.symbols, scene.standing, canvas.projection, scene.minute)
    moving = columns(result, found, scene.standing, scene.minute)
    if not slim:
        draw_reach(canvas, moving)
    heads = draw_ways(canvas, found, result.sides)
    key = _key_of(result, scene, found, moving)
    cards = _lay_cards(page, _short_key(key) if slim else key, scene.day)
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    for box in cards.on_map:
        sheet.take(box, LOOK.placing.card)
    for x, y in heads:
        sheet.take((x - HEAD_PT, y - HEAD_PT, x + HEAD_PT, y + HEAD_PT), HEAD_WEIGHT)
    for ring in rings:
        sheet.take(ring, RING_WEIGHT)
    for x, y in () if slim else draw_halts(canvas, moving):
        sheet.take((x - SIGN_PT, y - SIGN_PT, x + SIGN_PT, y + SIGN_PT), HEAD_WEIGHT)
    if not slim:
        draw_hand_names(canvas, result.map, sheet)
    mentioned = set[str]() if slim else scene.day.places | set(scene.pockets)
    towns = reserve_towns(canvas, result, sheet, mentioned)[: SLIM_TOWNS if slim else None]
    draw_symbols(canvas, sheet, scene.symbols, homeward(scene.ground, positions_km(scene.symbols), result.sides), result.sides)
    draw_town_names(canvas, towns, sheet)
    draw_key(cards.key_desk.axes, cards.key, cards.key_box)
    draw_text_card(cards.text_desk.axes, canvas, cards.day, cards.text_box)
    draw_frame(canvas)


def _draw_pockets(canvas: Canvas, result: Result, scene: Scene) -> list[Box]:
    """Draws the rings; what each of them covers."""
    places = [result.place[place] for place in sorted(scene.pockets)]
    points = [canvas.at(place.lon, place.lat)[0] for place in places]
    radius = draw_pockets(canvas, points, palette(result.sides))
    return [(float(x) - radius, float(y) - radius, float(x) + radius, float(y) + radius) for x, y in points]


def _key_of(result: Result, scene: Scene, found: Sequence[Way], moving: Sequence[Column]) -> Key:
    """The key of what this map shows: signs that are not on it are not explained."""
    has_borders, has_plans = bool(lines_of(result.map, "border")), any(len(way.ahead) > 1 for way in found)
    supply = {column.sign for column in moving if column.sign} | ({"reach"} if any(column.bands for column in moving) else set())
    return make_key(result, scene.symbols, bool(scene.pockets), has_borders, has_plans, supply)


@dataclass(frozen=True)
class _Cards:
    """The two cards of a map, each in its box on its desk; `day` is None where the scale stands alone."""

    key: Key
    key_desk: Desk
    key_box: Box
    day: DayText | None
    text_desk: Desk
    text_box: Box

    @property
    def on_map(self) -> list[Box]:
        """Boxes of the cards that lie on the map itself, where nothing else can be seen."""
        both = ((self.key_desk, self.key_box), (self.text_desk, self.text_box))
        return [box for desk, box in both if not desk.below_map]


def _lay_cards(page: MapPage, key: Key, day: DayText) -> _Cards:
    """The key goes first: below the map if it has room there, and the text beside it if that has room too."""
    below, on_map = page.below, Desk.on(page.canvas)
    key_size, text_size = (KEY_WIDTH_PT, key.height_pt), (TEXT_WIDTH_PT, text_height_pt(day))
    key_desk = below if below and below.has_room(key_size) else on_map
    text_desk = below if below and below.has_room(text_size, key_size) else on_map
    told: DayText | None = day
    if page.share < 1 and not text_desk.below_map:
        text_size, told = SCALE_CARD_PT, None
        text_desk = page.under if page.under and page.under.has_room(text_size) else text_desk
    return _Cards(key, key_desk, key_desk.right(*key_size), told, text_desk, text_desk.left(*text_size))


def _draw_inset(inset: Inset, result: Result, scene: Scene) -> None:
    """Ground, railways, ways, formations and places of a part off the main frame; it has no cards and no pockets."""
    canvas = inset.canvas
    draw_base_map(
        canvas, result, scene.ground, lambda land: draw_control(canvas, scene.ground, land, palette(result.sides)), PART
    )
    draw_ways(canvas, ways(result, scene.symbols, scene.standing, canvas.projection, scene.minute), result.sides)
    sheet = Sheet(canvas.width_pt, canvas.height_pt)
    sheet.take(inset.title_box(), LOOK.placing.card)
    towns = reserve_towns(canvas, result, sheet, set(), small=True)
    draw_symbols(canvas, sheet, scene.symbols, homeward(scene.ground, positions_km(scene.symbols), result.sides), result.sides)
    draw_town_names(canvas, towns, sheet)
    inset.draw_title()
    draw_frame(canvas)
