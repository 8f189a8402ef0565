"""The picture of a result: symbols, names and bytes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.drawing import style
from analysis.drawing.lettering import fit, text_size, wrap
from analysis.drawing.sides import USUAL
from analysis.ground.control import holders
from analysis.ground.projection import map_projection
from analysis.ground.shown import Roster, choose, standings
from analysis.maps.canvas import lay_canvas
from analysis.maps.day_map import default_title, draw_map, save_map
from analysis.maps.insets import GAP_IN, HEIGHT_IN, lay_insets
from analysis.maps.labels import SYMBOLS, Sheet, place_name, place_symbol
from analysis.maps.names import reserve_towns
from analysis.maps.plot import draw_chance_map
from analysis.maps.ways import ways
from analysis.results.load import Result, load_result
from analysis.results.tables import Captures, Events
from analysis.words.day import day_text
from tests.analysis.folder import DAY, END, FORMATIONS, write_folder
from tests.analysis.pictures import texts, words


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    write_folder(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "elsewhere" / "two")
    for suffix in ("png", "svg"):
        save_map(load_result(tmp_path / "one"), tmp_path / f"one.{suffix}", DAY)
        save_map(load_result(tmp_path / "elsewhere" / "two"), tmp_path / f"two.{suffix}", DAY)
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()
    assert (tmp_path / "one.png").read_bytes()[:4] == b"\x89PNG"


def test_a_result_without_map_is_drawn_too(tmp_path: Path) -> None:
    figure = draw_map(load_result(write_folder(tmp_path, with_map=False)))
    assert figure.get_figwidth() == pytest.approx(style.PAGE_IN) and figure.get_figheight() > 3
    assert roads_on(figure) > 0 == roads_on(draw_map(load_result(write_folder(tmp_path / "with"))))


def test_the_key_of_a_result_without_map_explains_roads_and_lies_on_no_place(tmp_path: Path) -> None:
    bare = draw_map(load_result(write_folder(tmp_path, with_map=False)))
    mapped = draw_map(load_result(write_folder(tmp_path / "with")))
    (sheet, *below), (whole, *_) = ([[text.get_text() for text in axes.texts] for axes in one.axes] for one in (bare, mapped))
    assert "HOW TO READ THIS MAP" in whole and "road" not in whole
    assert "HOW TO READ THIS MAP" not in sheet and any({"HOW TO READ THIS MAP", "road"} <= set(words) for words in below)
    assert not any("track" in words for words in below)


def roads_on(figure: Figure) -> int:
    """How many roads the map has, a gap after each; one with a map of its own shows railways alone."""
    lines = [line for line in figure.axes[0].lines if line.get_color() == style.COLOURS["road"]]
    return sum(int(np.isnan(np.asarray(line.get_ydata(), float)).sum()) for line in lines)


def words_of(folder: Path, minute: int | None = None, title: str | None = None) -> list[str]:
    figure = draw_map(load_result(folder), minute, title)
    return [text.get_text() for axes in figure.axes for text in axes.texts] + [text.get_text() for text in figure.texts]


def test_title_finds_and_the_line_below_it_names_scenario_and_day(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    assert default_title(result, 0) == "0 of 4 places taken" and default_title(result, END) == "2 of 4 places taken"
    assert any(line.startswith(f"Tiny Campaign, {result.long_date(END)}, 00:00") for line in words_of(tmp_path))
    words = words_of(tmp_path, title="A claim of the author's")
    assert "A claim of the author's" in words and default_title(result, END) not in words
    assert any(line.startswith("Scenario tiny · run 0 · seed 3 · august-storm 0.1.0 · inputs 0123456789ab") for line in words)
    assert "Sources: drawn by hand" in words


def test_towns_and_formations_are_named(tmp_path: Path) -> None:
    words = words_of(write_folder(tmp_path))
    assert {"TOWN A1", "TOWN B4", "Town b2", "ra", "bg", "bd"} <= set(words)


def test_the_army_stands_for_its_divisions(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    projection, _ = map_projection(result.map, result.places)
    standing = standings(result, DAY, projection)
    shown = choose(result, standing, [f["id"] for f in FORMATIONS])
    assert [symbol.formation.id for symbol in shown] == ["ra", "bd", "bg"]
    assert shown[0].body == "rd1" and shown[0].branch == "tank"
    assert np.allclose(shown[0].xy_km, projection.km(20 + 4 / 3, 45.0)[0], atol=0.01)


def test_positions_between_two_records_lie_between(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    projection, _ = map_projection(result.map, result.places)
    quarter = standings(result, DAY // 4, projection)["rd1"].xy_km
    assert np.allclose(projection.degrees(quarter[None])[0], [20 + 1 / 3, 45.0], atol=1e-3)


def test_a_destroyed_formation_is_not_shown(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    tracks = result.tracks
    result = replace(result, tracks=tracks.changed(men=np.where(tracks.formation == "bd", 0.0, tracks.men)))
    projection, _ = map_projection(result.map, result.places)
    assert Roster(result, standings(result, END, projection)).tops("blue", 3)[0].formation.id == "bg"


def test_the_way_covered_and_the_way_ahead_make_the_route(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    projection, _ = map_projection(result.map, result.places)
    standing = standings(result, DAY, projection)
    shown = choose(result, standing, [f["id"] for f in FORMATIONS])
    (way,) = ways(result, shown, standing, projection, DAY)
    assert np.allclose(way.covered[-1], shown[0].xy_km) and np.allclose(way.ahead[0], shown[0].xy_km)
    assert len(way.covered) == 3 and len(way.ahead) == 5


def test_the_day_is_told_in_facts(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    text = day_text(result, DAY, holders(result, DAY))
    assert text.lines == ("Unit ra takes Town b1.", "Red side: 1 of 4 places that were Blue at the start.")
    late = day_text(result, END + DAY, holders(result, END))
    assert late.heading == "The last day with a place taken: D+2 / 3 Jun" and "Town b3" in late.lines[0]


def overlap(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    wide, high = min(one[2], two[2]) - max(one[0], two[0]), min(one[3], two[3]) - max(one[1], two[1])
    return max(wide, 0) * max(high, 0)


def with_a_bank(result: Result, towns: tuple[str, ...] = ("b3",)) -> Result:
    """The same with the far bank of a crossing at `b3`, taken together with the `towns` on the second day."""
    bank = result.place["b3"].model_copy(update={"id": "over", "name": "Town b3, over the Ister", "bank_of": "b3", "lon": 24.02})
    rows = [("b1", "red", DAY, "rd1", ""), *((town, "red", 2 * DAY, "rd2", "") for town in ("over", *towns))]
    taken = Captures({name: np.array(column) for name, column in zip(CAPTURES, zip(*rows, strict=True), strict=True)})
    return replace(result, places=[*result.places, bank], captures=taken)


CAPTURES = ("place", "side", "minute", "formation", "by")


def test_the_far_bank_of_a_crossing_is_part_of_its_place(tmp_path: Path) -> None:
    """It is not counted and has no label of its own; a bank taken alone is told, and its place named on the map."""
    result = with_a_bank(load_result(write_folder(tmp_path)))
    text = day_text(result, 2 * DAY, holders(result, 2 * DAY))
    assert text.lines == ("Unit ra takes Town b3.", "Red side: 2 of 4 places that were Blue at the start.")
    alone = with_a_bank(load_result(write_folder(tmp_path)), ())
    text = day_text(alone, 2 * DAY, holders(alone, 2 * DAY))
    assert text.lines[0] == "Unit ra takes Town b3, over the Ister." and text.places == {"b3"}
    shown = words(draw_map(alone, 2 * DAY))
    assert shown.count("Town b3") == 1 and "Town b3, over the Ister" not in shown


def test_a_place_is_taken_by_the_army_that_commands_the_formation_then(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    other = result.formation["ra"].model_copy(update={"id": "rb", "name": "Unit rb", "army": "rb"})
    cells = {"minute": [DAY], "kind": ["reassigned"], "side": ["red"], "formation": ["rd2"], "place": [""], "cause": ["rb"]}
    handed = replace(result, formations=[*result.formations, other], events=Events({k: np.array(v) for k, v in cells.items()}))
    assert day_text(handed, DAY, holders(handed, DAY)).lines[0] == "Unit ra takes Town b1."
    assert day_text(handed, 2 * DAY, holders(handed, 2 * DAY)).lines[0] == "Unit rb takes Town b3."


@given(at=st.lists(st.tuples(st.floats(100, 400), st.floats(100, 300)), min_size=2, max_size=8))
def test_symbols_stand_off_their_place_inside_the_sheet(at: list[tuple[float, float]]) -> None:
    sheet = Sheet(500, 400)
    for point in at:
        spot = place_symbol(sheet, np.array(point), 8, 6, 10, (20, 6), np.zeros(2))
        assert np.hypot(spot.x - point[0], spot.y - point[1]) >= 13 - 1e-6
        assert spot.frame_box[0] >= 0 and spot.frame_box[2] <= 500 and spot.frame_box[1] >= 0 and spot.frame_box[3] <= 400


def test_two_symbols_of_one_place_do_not_cover_each_other() -> None:
    sheet = Sheet(500, 400)
    one, two = (place_symbol(sheet, np.array([250.0, 200.0]), 8, 6, 10, (20, 6), np.zeros(2)) for _ in range(2))
    boxes = ((one.frame_box, two.frame_box), (one.label_box, two.label_box), (one.frame_box, two.label_box))
    assert all(overlap(*pair) == 0 for pair in boxes)


def test_labels_stay_free_in_a_crowd_where_frames_have_to_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty symbols round one town: less of the labels is covered than if a label cost no more than a frame."""

    def covered(label_weight: float) -> float:
        monkeypatch.setattr("analysis.maps.labels.SYMBOLS", replace(SYMBOLS, label=label_weight))
        sheet, points = Sheet(500, 400), [np.array([250.0 + 9 * (n % 6), 200.0 + 9 * (n // 6)]) for n in range(30)]
        spots = [place_symbol(sheet, point, 10, 6, 10, (22, 6), np.zeros(2)) for point in points]
        pairs = [(one.label_box, two) for one in spots for two in spots if two is not one]
        return sum(overlap(label, other.frame_box) + overlap(label, other.label_box) for label, other in pairs)

    assert covered(SYMBOLS.label) < 0.7 * covered(2.0)


def test_a_name_goes_to_the_next_slot_or_is_left_out() -> None:
    sheet = Sheet(200, 200)
    first = place_name(sheet, np.array([100.0, 100.0]), (30, 5), 3, 2)
    second = place_name(sheet, np.array([100.0, 100.0]), (30, 5), 3, 2)
    assert first and second and first[0] > 100 and first[1] > 100 and overlap(first, second) == 0
    sheet.take((0, 0, 200, 200), 10)
    assert place_name(sheet, np.array([100.0, 100.0]), (30, 5), 3, 2) is None


def test_text_is_wrapped_and_cut_by_its_real_width() -> None:
    prop = style.font(7)
    lines = wrap("one two three four five six seven eight nine ten", 60, prop)
    assert len(lines) > 1 and " ".join(lines) == "one two three four five six seven eight nine ten"
    assert all(text_size(line, prop)[0] <= 60 for line in lines)
    assert text_size("WWW", prop)[0] > text_size("iii", prop)[0]
    assert fit("short", 100, prop) == "short" and text_size(fit("far too long a name", 40, prop), prop)[0] <= 40


def lightness(hex_color: str) -> float:
    channels = [int(hex_color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.0089 else 903.3 * luminance


def test_the_sides_stay_apart_on_a_grey_copier() -> None:
    assert lightness(USUAL.second.ground) - lightness(USUAL.first.ground) > 8
    assert lightness(style.SEA) > lightness(USUAL.second.ground)
    assert USUAL.first.solid and not USUAL.second.solid
    for side in (USUAL.first, USUAL.second):
        steps = [lightness(band) for band in side.bands]
        assert steps == sorted(steps, reverse=True)


INSETS = [
    {"name": "Far east", "centre": [24.5, 45.0], "frame_km": [-120, 120, -100, 100], "position": "left"},
    {"name": "Far west", "centre": [20.0, 45.0], "frame_km": [-60, 60, -100, 100], "position": "right"},
]


WIDE = {"name": "Wide", "centre": [22.5, 45.0], "frame_km": [-240, 240, -100, 100], "position": "left"}


def with_insets(folder: Path, insets: Sequence[Mapping[str, Any]] = INSETS) -> Path:
    write_folder(folder)
    layers = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    (folder / "map.json").write_text(json.dumps({**layers, "insets": list(insets)}), encoding="utf-8")
    return folder


def test_an_inset_is_drawn_below_the_map_on_its_own_projection(tmp_path: Path) -> None:
    plain, result = load_result(write_folder(tmp_path / "plain")), load_result(with_insets(tmp_path / "insets"))
    before, figure = draw_map(plain), draw_map(result)
    assert figure.get_figheight() == pytest.approx(before.get_figheight() + HEIGHT_IN + GAP_IN)
    (main, east, west, cards) = (axes.get_position() for axes in figure.axes)
    assert east.x1 < cards.x0 and cards.x1 < west.x0
    assert {"HOW TO READ THIS MAP", "20"} <= {text.get_text() for text in figure.axes[3].texts}
    assert "HOW TO READ THIS MAP" not in {text.get_text() for text in figure.axes[0].texts}
    assert east.y1 < main.y0 and west.y1 < main.y0 and east.x1 < west.x0
    assert (east.x0, west.x1) == pytest.approx((main.x0, main.x1))
    texts = [{text.get_text() for text in axes.texts} for axes in figure.axes]
    assert {"Far east", "Town b3", "TOWN B4", "50 km"} <= texts[1] and "TOWN A1" not in texts[1]
    assert {"Far west", "TOWN A1"} <= texts[2] and "Far east" not in texts[0]
    inset = lay_insets(figure, result, 0.14, 0.5)[0]
    assert inset.canvas.at(24.5, 45.0)[0] == pytest.approx([inset.canvas.width_pt / 2, inset.canvas.height_pt / 2])


def test_cards_without_room_below_the_map_lie_on_it(tmp_path: Path) -> None:
    folder = with_insets(tmp_path)
    layers = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    wide = {"name": "Everything", "centre": [22.5, 45.0], "frame_km": [-800, 800, -100, 100]}
    (folder / "map.json").write_text(json.dumps({**layers, "insets": [wide]}), encoding="utf-8")
    figure = draw_map(load_result(folder))
    assert "HOW TO READ THIS MAP" in {text.get_text() for text in figure.axes[0].texts}


BOOK_IN = 170 / 25.4
COLUMN_IN = 85 / 25.4


@pytest.mark.parametrize("many", [False, True], ids=["run", "chance"])
@pytest.mark.parametrize(
    ("inset", "width_in"), [(False, BOOK_IN), (True, BOOK_IN), (True, COLUMN_IN)], ids=["plain", "insets", "column"]
)
def test_a_map_for_a_book_page_keeps_its_type_and_hides_nothing(tmp_path: Path, inset: bool, width_in: float, many: bool) -> None:
    """No type below 6 points at the real size, everything on the page, and no card on the map; one column has no insets."""
    result = load_result(with_insets(tmp_path, [WIDE]) if inset else write_folder(tmp_path))
    made = draw_chance_map([result, result], END, width_in=width_in) if many else draw_map(result, END, width_in=width_in)
    assert made.get_figwidth() == pytest.approx(width_in)
    assert min(text.get_fontsize() for text in texts(made)) >= 6
    for text in made.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.x1 <= made.bbox.x1 and box.y0 >= 0 and box.y1 <= made.bbox.y1, text.get_text()
    on_map = {text.get_text() for text in made.axes[0].texts}
    assert "HOW TO READ THIS MAP" in words(made) and not on_map & {"HOW TO READ THIS MAP", "ON THIS DAY", "0"}
    assert sum(word.endswith(" km") for word in words(made)) == 1 + (inset and width_in == BOOK_IN)


@pytest.mark.parametrize("position", ["left", "right"])
def test_the_scale_of_a_narrow_map_stands_under_its_insets_and_off_the_key(tmp_path: Path, position: str) -> None:
    folder = with_insets(tmp_path, [{**WIDE, "position": position}])
    figure = draw_map(load_result(folder), END, width_in=BOOK_IN)
    spots = {text.get_text(): text.get_window_extent() for text in texts(figure)}
    inset, key, scale = figure.axes[1].get_window_extent(), spots["HOW TO READ THIS MAP"], spots["0"]
    assert scale.y1 < inset.y0 and inset.x0 <= scale.x0 <= inset.x1
    assert key.x1 < inset.x0 if position == "right" else key.x0 > inset.x1


def test_a_narrow_chance_map_is_no_higher_than_its_insets_and_key_need(tmp_path: Path) -> None:
    result = load_result(with_insets(tmp_path, [WIDE]))
    one, many = draw_map(result, END, width_in=BOOK_IN), draw_chance_map([result, result], END, width_in=BOOK_IN)
    assert many.get_figheight() < one.get_figheight() - 0.5
    assert many.axes[1].get_window_extent().y0 > max(text.get_window_extent().y1 for text in many.texts[-2:])


def test_a_town_at_the_edge_keeps_room_where_its_name_can_stand(tmp_path: Path) -> None:
    """The upper right slot of a town at the right edge is off the map; the next one inside is kept free of symbols."""
    result = load_result(write_folder(tmp_path))
    canvas = lay_canvas(style.new_figure(4, 4), *map_projection(result.map, result.places), 0, 0, 4)
    result = replace(result, places=[place.model_copy(update={"tier": 1}) for place in result.places])
    edge = canvas.at(result.places[-1].lon, result.places[-1].lat)[0][0] + 12
    sheet = Sheet(float(edge), canvas.height_pt)
    town = next(town for town in reserve_towns(canvas, result, sheet, set()) if town.place.id == result.places[-1].id)
    left = sheet.overlap(np.array([[town.at[0] - 30, town.at[1] + 1, town.at[0] - 4, town.at[1] + 9]]))
    assert left[0] > 0


def test_a_long_title_of_a_narrow_map_takes_the_room_of_the_day_that_it_names(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    day = result.day_label(END)
    long = f"{day}: a title of so many words that it has no room beside the day, but alone"
    assert {long, day} <= set(words(draw_map(result, END, long)))
    narrow = words(draw_map(result, END, long, BOOK_IN))
    assert long in narrow and day not in narrow
    assert day in words(draw_map(result, END, "Short", BOOK_IN))


def test_a_small_page_gathers_symbols_of_the_same_points_of_paper(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    standing = standings(result, DAY, map_projection(result.map, result.places)[0])
    found = [choose(result, standing, [f["id"] for f in FORMATIONS], share) for share in (1.0, 0.02)]
    assert sum(symbol.more for symbol in found[0]) == 0 < sum(symbol.more for symbol in found[1])


def test_a_chance_map_has_its_insets_too(tmp_path: Path) -> None:
    result = load_result(with_insets(tmp_path / "insets"))
    figure = draw_chance_map([result, result], result.end_minute)
    assert len(figure.axes) == 4 and "TOWN B4" in {text.get_text() for text in figure.axes[1].texts}
