"""The page of a run: one safe file, the same bytes each time, and data that say what the result says."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline

from analysis.page.data import replay_data
from analysis.page.formations import _packed
from analysis.page.ground import clipped, path
from analysis.page.replay import escaped, page, save_page
from analysis.page.sheets import lay_plane
from analysis.page.thinning import thinned
from analysis.results.load import Result, load_result
from tests.analysis.folder import DAY, END, write_csv, write_folder

HOSTILE = "</script><img src=x onerror=alert(1)><!-- ]]> & \"'\u202e\u2028<script>alert(2)</script>"


def hostile_folder(folder: Path) -> Path:
    """The tiny result with HTML and script in every name and text."""
    write_folder(folder)
    for name in ("network", "formations", "manifest", "axes", "map"):
        content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        (folder / f"{name}.json").write_text(json.dumps(renamed(content)), encoding="utf-8")
    told = {"id": "h", "kind": "entry", "place": "b1", "formation": None, "text": HOSTILE}
    told |= {"earliest_minute": DAY // 2, "latest_minute": DAY, "scored": True}
    (folder / "history.json").write_text(json.dumps({"events": [told], "claims": []}), encoding="utf-8")
    rows = [[DAY, "", HOSTILE, "red", "rd1", "b1", HOSTILE, "hours=2"]]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    return folder


def renamed(content: Any) -> Any:
    if isinstance(content, list):
        return [renamed(part) for part in content]
    if isinstance(content, dict):
        return {
            key: f"{HOSTILE}{value}" if key in ("name", "short", "title", "text", "credits", "role") else renamed(value)
            for key, value in content.items()
        }
    return content


class Elements(HTMLParser):
    """Tags with their attributes, and the text of style and script elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] and self.tags[-1][0] in ("style", "script") and data.strip():
            self.inside.append(data)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return load_result(write_folder(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return load_result(hostile_folder(tmp_path_factory.mktemp("hostile")))


def data_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        text.split('<script type="application/json" id="data">')[1].split("</script>", maxsplit=1)[0]
    )
    return found


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one", "another"):
        save_page(load_result(write_folder(tmp_path / name)), tmp_path / f"{name}.html")
        written.append((tmp_path / f"{name}.html").read_bytes())
    assert written[0] == written[1]
    assert str(tmp_path).encode() not in written[0]
    assert len(written[0]) < 260_000


def test_policy_allows_nothing_but_the_two_inline_blocks(hostile: Result) -> None:
    elements = Elements(page(hostile))
    policy = next(attrs["content"] for tag, attrs in elements.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    sheet, _, script = elements.inside
    allowed = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (sheet, script)]
    assert policy == (
        f"default-src 'none'; style-src {allowed[0]}; script-src {allowed[1]}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_no_hostile_name_becomes_html(tiny: Result, hostile: Result) -> None:
    plain, attacked = Elements(page(tiny)), Elements(page(hostile))
    assert plain.tags == [
        (tag, attrs if attrs.get("http-equiv") is None else plain.tags[at][1]) for at, (tag, attrs) in enumerate(attacked.tags)
    ]
    data = data_of(page(hostile))
    assert data["head"]["title"] == HOSTILE + "Tiny Campaign"
    assert {formation["name"] for formation in data["formations"]} == {str(f.name) for f in hostile.formations}
    assert data["history"][0][3] == HOSTILE


def test_nothing_is_fetched_and_no_style_or_handler_stands_in_an_attribute(tiny: Result) -> None:
    for tag, attrs in Elements(page(tiny)).tags:
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
        addresses = [attrs[name] or "" for name in attrs if name in ("src", "href", "action", "srcset")]
        assert all(address.startswith("data:") for address in addresses), tag
    named = set(re.findall(r"https?://[^\"'` )]+", page(tiny)))
    assert named == {"http://www.w3.org/2000/svg"}
    assert "innerHTML" not in page(tiny) and "eval(" not in page(tiny)


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_escaped_data_cannot_end_their_element_and_come_back(data: Any) -> None:
    assert "<" not in escaped(data)
    assert json.loads(escaped(data)) == data


def unpacked(column: Any, count: int) -> list[int]:
    if not isinstance(column, list):
        return [column] * count
    if column and isinstance(column[0], list):
        return [value for value, times in column for _ in range(times)]
    return column


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=60))
def test_packed_columns_come_back(values: list[int]) -> None:
    assert unpacked(_packed(values), len(values)) == values


def points_of(data: str) -> list[np.ndarray[Any, Any]]:
    """Lines of path data in absolute units."""
    lines = []
    for part in data.split("M")[1:]:
        numbers = np.array([int(n) for n in re.findall(r"-?\d+", part)]).reshape(-1, 2)
        lines.append(np.cumsum(numbers, axis=0))
    return lines


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=2, max_size=30))
def test_path_data_give_the_line_back(corners: list[tuple[int, int]]) -> None:
    distinct = [corner for at, corner in enumerate(corners) if at == 0 or corner != corners[at - 1]]
    (line,) = points_of(path(np.array(corners, float))) if len(distinct) > 1 else (np.array(distinct),)
    assert line.tolist() == [list(corner) for corner in distinct]


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=25), st.floats(0.1, 10))
def test_thinned_line_keeps_its_ends_and_stays_near(corners: list[tuple[float, float]], tolerance: float) -> None:
    line = np.array(corners)
    other, thin, again = thinned([line[:2], line, line[::-1]], tolerance)
    assert other.tolist() == line[:2].tolist() and len(again) >= 2
    assert thin[0].tolist() == line[0].tolist() and thin[-1].tolist() == line[-1].tolist()
    start, step = thin[:-1], np.diff(thin, axis=0)
    for point in line:
        share = np.clip(((point - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-12), 0, 1)
        assert np.hypot(*(start + share[:, None] * step - point).T).min() <= tolerance + 1e-6


def test_a_formation_is_at_its_recorded_places_and_at_those_it_takes(tiny: Result) -> None:
    data, plane = replay_data(tiny), lay_plane(tiny)
    way = next(formation for formation in data["formations"] if formation["id"] == "rd1")
    knots = dict(zip(accumulate(way["t"]), zip(accumulate(way["x"]), accumulate(way["y"]), strict=True), strict=True))
    table = tiny.tracks
    mine = np.flatnonzero(table.formation == "rd1")
    for row in mine[[0, 2, -1]]:
        expected = plane.at(table.lon[row], table.lat[row])[0]
        assert knots[int(table.minute[row])] == pytest.approx(expected.tolist(), abs=1)
    still = next(formation for formation in data["formations"] if formation["id"] == "bd")
    assert len(still["t"]) == 1


def test_ground_follows_the_captures(tiny: Result) -> None:
    data, plane = replay_data(tiny), lay_plane(tiny)
    towns = {place.id: plane.at(place.lon, place.lat)[0] for place in tiny.places}

    def held(minute: int) -> list[str]:
        ground, step = data["sheets"][0]["ground"], data["steps"].index(minute)
        lines = points_of(ground["taken"][ground["numbers"][step][0]])
        return [town for town, at in towns.items() if sum(Outline(line).contains_point(at) for line in lines) % 2]

    assert held(0) == []
    assert held(DAY) == ["b1"]
    assert "b3" in held(END) and "b1" in held(END) and "b4" not in held(END)


INSET = {"name": "Far east", "centre": [25.0, 45.0], "frame_km": [-60, 60, -50, 50], "position": "left"}


def folder_with_inset(folder: Path) -> Path:
    """The tiny result with a main map that ends before b3 and b4 (24 and 25 E), and an inset round b4 alone."""
    write_folder(folder)
    layers = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    layers |= {"frame_km": [-300, 100, -150, 150], "insets": [INSET]}
    (folder / "map.json").write_text(json.dumps(layers), encoding="utf-8")
    return folder


def folder_with_lens(folder: Path) -> Path:
    """The tiny result with an inset within its main map, round b1 (22 E) alone."""
    write_folder(folder)
    layers = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    near = {"name": "Dense front", "centre": [22.0, 45.0], "frame_km": [-40, 40, -30, 30], "position": "left"}
    layers |= {"frame_km": [-300, 300, -150, 150], "insets": [near]}
    (folder / "map.json").write_text(json.dumps(layers), encoding="utf-8")
    return folder


def test_an_inset_within_the_main_map_is_a_lens_on_it(tmp_path: Path) -> None:
    """What stands there stays on the main map; the lens tells within a unit where it is on the inset as well."""
    main, inset = lay_plane(load_result(folder_with_lens(tmp_path))).sheets
    assert main.lens(main) is None
    lon, lat = np.array([21.7, 22.0, 22.4, 21.6]), np.array([44.8, 45.0, 45.2, 45.2])
    wide, (x, y) = main.size[0], main.at(lon, lat).T / main.size[0]
    terms = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    told = terms @ np.array(inset.lens(main)).T * wide + [inset.left, 0]
    assert np.abs(told - inset.at(lon, lat)).max() < 1.5


def test_what_lies_off_the_main_map_goes_to_the_inset_that_holds_it(tmp_path: Path) -> None:
    result = load_result(folder_with_inset(tmp_path))
    data, plane = replay_data(result), lay_plane(result)
    (_, main_left, main_wide, *_), (name, left, wide, high, west, north, lens) = data["head"]["sheets"]
    assert lens is None
    assert (main_left, name, left, west, north) == (0, "Far east", data["head"]["apart"], -60, 50)
    towns = {town: (x, y) for town, x, y, *_ in data["places"]}
    assert 0 <= towns["Town b1"][0] <= main_wide < towns["Town b3"][0] < left / 2
    assert towns["Town b4"] == pytest.approx((left + wide / 2, high / 2), abs=1)
    fort = next(formation for formation in data["formations"] if formation["id"] == "bd")
    assert (fort["x"][0], fort["y"][0]) == towns["Town b4"]
    land = np.vstack(points_of(data["sheets"][1]["land"]))
    assert (land[:, 0] >= left - 0.1 * wide).all() and (land[:, 0] <= left + 1.1 * wide).all()
    assert plane.at(200.0, -40.0)[0][0] < left / 2


def test_the_ground_of_an_inset_follows_its_own_captures(tmp_path: Path) -> None:
    folder = folder_with_inset(tmp_path)
    write_csv(folder / "captures.csv", "place,side,minute,time,formation", [["b4", "red", DAY, "", "rd1"]])
    data = replay_data(load_result(folder))
    ground, town = data["sheets"][1]["ground"], next(place for place in data["places"] if place[0] == "Town b4")

    def held(minute: int) -> bool:
        lines = points_of(ground["taken"][ground["numbers"][data["steps"].index(minute)][0]])
        return sum(Outline(line).contains_point(town[1:3]) for line in lines) % 2 == 1

    assert not held(0) and held(DAY)


@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=3, max_size=12, unique=True))
def test_a_clipped_ring_holds_the_same_points_of_the_box_and_none_outside(points: list[tuple[int, int]]) -> None:
    ring, low, high = np.array(points, float), np.array([-20.0, -15.0]), np.array([20.0, 15.0])
    cut = clipped(ring, low, high)
    assert ((cut >= low - 1e-9) & (cut <= high + 1e-9)).all()
    for probe in ((-13.37, 2.11), (0.123, 0.456), (11.7, -9.3)):
        assert winding(cut, probe) == winding(ring, probe)


def winding(ring: np.ndarray[Any, Any], probe: tuple[float, float]) -> int:
    """How often a closed ring goes round a point."""
    if len(ring) < 3:
        return 0
    off = ring - probe
    angle = np.arctan2(off[:, 1], off[:, 0])
    turn = (np.diff(angle, append=angle[:1]) + np.pi) % (2 * np.pi) - np.pi
    return round(float(turn.sum()) / (2 * np.pi))


def test_an_event_is_told_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "echo")
    rows = [[DAY, "", kind, "red", "rd1", "b1", "", ""] for kind in ("pass", "reach", "capture")]
    rows += [[2 * DAY, "", "fuel_empty", "red", "rd1", "b1", "fuel", ""], [2 * DAY, "", "halt", "red", "rd1", "b1", "fuel", ""]]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", rows)
    data = replay_data(load_result(folder))
    assert [data["texts"][at] for at in data["events"]["s"]] == ["takes Town b1", "halts at Town b1: out of fuel"]
    assert list(accumulate(data["events"]["m"])) == [DAY, 2 * DAY]
    assert data["events"]["n"] == [1, 2]


def test_what_a_headquarters_loses_is_not_told_as_its_army_s(tmp_path: Path) -> None:
    result = load_result(write_folder(tmp_path))
    army = next(one for one in result.formations if one.id == "ra")
    for name, own in (
        ("Red Army HQ and army troops (raised late)", "Red Army HQ and army troops"),
        ("Red Army", "headquarters of Red Army"),
    ):
        named = tuple(one.model_copy(update={"name": name}) if one is army else one for one in result.formations)
        told = {one["id"]: one for one in replay_data(replace(result, formations=named))["formations"]}
        assert (told["ra"]["group"], told["ra"]["own"]) == ("Red Army", own)
        assert told["rd1"]["own"] == told["rd1"]["group"] == "Unit rd1"


def test_history_is_compared_with_the_run(hostile: Result) -> None:
    (event,) = replay_data(replace(hostile, manifest=hostile.manifest.model_copy(update={"event_kinds": ("capture",)})))[
        "history"
    ]
    assert event == [DAY // 2, DAY, 2, HOSTILE, DAY, -1]


def test_a_result_without_map_and_with_a_ghost_makes_a_page(tmp_path: Path) -> None:
    bare = load_result(write_folder(tmp_path / "bare", with_map=False))
    data = data_of(page(bare, ghost=bare))
    assert data["sheets"][0]["land"] == ""
    ways = {formation["id"]: formation["t"] for formation in data["formations"]}
    assert [data["ghost"]["ways"][str(at)]["t"] for at in range(len(bare.formations))] == list(ways.values())


def test_a_formation_missing_from_some_samples_is_marked_so(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "eliminated")
    with (folder / "tracks.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    kept = [row for row in rows if row[2] != "rd2" or int(row[0]) < 2 * DAY]
    write_csv(folder / "tracks.csv", ",".join(head), kept)
    data = replay_data(load_result(folder))
    gone = next(formation for formation in data["formations"] if formation["id"] == "rd2")
    present = [tick < 2 * DAY for tick in data["ticks"]]
    assert [state >= 0 for state in unpacked(gone["st"], len(present))] == present


@pytest.mark.soak
def test_the_full_campaign_fits_and_is_quick(tmp_path: Path) -> None:
    import time

    from engine.cli import main

    with pytest.raises(SystemExit):
        main(["run", "manchuria_1945", "--no-pictures", "--out", str(tmp_path / "out")])
    result = load_result(tmp_path / "out")
    begin = time.process_time()
    save_page(result, tmp_path / "index.html")
    assert time.process_time() - begin < 8
    assert (tmp_path / "index.html").stat().st_size < 1_600_000
