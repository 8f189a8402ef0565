"""Paper and screen place names and symbols alike: one scene is laid out by Python and by the page's script, and compared."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.drawing.look import LOOK, look_as_json
from analysis.drawing.symbols import symbol_size
from analysis.maps.labels import NAMES, PLACING, SYMBOLS, Sheet, place_name, place_symbol
from analysis.page.replay import save_page
from analysis.results.load import load_result
from tests.analysis.folder import FORMATIONS, write_folder
from tests.analysis.page.reader import WIDE, Reader, needs_browser

pytestmark = needs_browser

Step = list[Any]
ROOM = (520.0, 380.0)
SCRIPT = """
const [scene, room] = arguments, taken = [];
return scene.map(([what, ...given]) => {
  if (what === "take") return taken.push([...given[0], given[1]]);
  if (what === "name") return placeTownName(taken, ...given, room);
  const [at, half, below, above, label, home] = given, spot = placeSymbol(taken, at, { half, below, above }, label, home, room);
  return [spot.x, spot.y, spot.x + spot.corner[0], spot.y + spot.corner[1]];
});
"""


def scene(seed: int) -> list[Step]:
    """Cards, towns of all tiers and symbols of all sizes, some of them in a crowd or at the edge of the sheet."""
    draw = np.random.default_rng(seed)
    steps: list[Step] = [["take", [0.0, 0.0, 186.0, 90.0], PLACING.card]]
    for _ in range(40):
        at = (draw.uniform(0, 1, 2) * ROOM if draw.random() < 0.5 else np.array([300.0, 200.0]) + draw.normal(0, 25, 2)).tolist()
        if draw.random() < 0.5:
            steps.append(["name", at, [float(draw.uniform(15, 70)), 5.4], int(draw.integers(1, 4))])
        else:
            size = symbol_size(str(draw.choice(sorted(LOOK.symbols.echelons))))
            angle, far = draw.uniform(0, 2 * np.pi), draw.random() < 0.7
            home = [float(np.cos(angle)), float(np.sin(angle))] if far else [0.0, 0.0]
            steps.append(["symbol", at, size.half_width, size.below, size.above, [float(draw.uniform(6, 40)), 4.7], home])
    return steps


def laid_out(steps: list[Step]) -> list[Any]:
    """The scene by `maps/labels.py`."""
    sheet, found = Sheet(*ROOM), []
    for what, *given in steps:
        if what == "take":
            found.append(sheet.take(tuple(given[0]), given[1]) + 1)
        elif what == "name":
            at, (wide, high), tier = given
            found.append(place_name(sheet, np.array(at), (wide, high), LOOK.town(tier).mark_pt / 2 + NAMES.mark_off_pt, tier))
        else:
            at, half, below, above, (wide, high), home = given
            spot = place_symbol(sheet, np.array(at), half, below, above, (wide, high), np.array(home))
            found.append((spot.x, spot.y, spot.label_x, spot.label_y))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_scene_is_laid_out_alike(browser: Any, seed: int) -> None:
    steps, layout = scene(seed), files("analysis.page").joinpath("layout.js").read_text(encoding="utf-8")
    on_screen = browser.execute_script(f"const LOOK = {look_as_json({})};\n{layout}{SCRIPT}", steps, [0, 0, *ROOM])
    on_paper = laid_out(steps)
    assert any(one is None for one in on_paper) and any(one is not None for one in on_paper)
    for step, screen, paper in zip(steps, on_screen, on_paper, strict=True):
        assert (screen is None) == (paper is None), step
        assert screen is None or screen == pytest.approx(paper, abs=1e-5), step


MEASURES = """
const pen = document.createElement("canvas").getContext("2d"), family = getComputedStyle(document.body).fontFamily;
const measure = (text) => {
  pen.font = `${text.getAttribute("font-weight") || 700} ${text.getAttribute("font-size")}px ${family}`;
  return [pen.measureText(text.textContent).width, pen.measureText("H").actualBoundingBoxAscent];
};
const map = document.getElementById("map").getBoundingClientRect(), number = (one, name) => +one.getAttribute(name);
return {
  size: [map.width, map.height],
  furniture: ["zoom", "scale", "key"].map((id) => document.getElementById(id).getBoundingClientRect())
    .map((box) => [box.left - map.left - 6, box.top - map.top - 6, box.right - map.left + 6, box.bottom - map.top + 6]),
  towns: [...document.querySelectorAll(".town")].map((text) => {
    const mark = text.previousSibling, half = number(mark, "width") / 2, square = mark.tagName === "rect";
    const name = square ? ["x", "y"] : ["cx", "cy"];
    const at = name.map((axis) => number(mark, axis) + half);
    return { at, words: text.textContent, size: measure(text), drawn: [number(text, "x"), number(text, "y")] };
  }),
  units: [...document.querySelectorAll(".unit")].map((unit, n) => {
    const dot = document.querySelectorAll("#leaders circle")[n], at = [number(dot, "cx"), number(dot, "cy")];
    return { id: unit.dataset.id, at, size: measure(unit.querySelector("text")), drawn: unit.getAttribute("transform") };
  }),
};
"""


def test_the_page_of_a_run_draws_names_and_symbols_where_python_places_them(browser: Any, tmp_path: Path) -> None:
    """What the page itself says of its scene (places, buttons, room of the words) is laid out again by Python, in the page's
    order: names first, then symbols, which pay for the names what the look asks for the room that is kept for them."""
    folder = write_folder(tmp_path)
    layers = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    (folder / "map.json").write_text(json.dumps({**layers, "names": []}), encoding="utf-8")
    result = load_result(folder)
    save_page(result, tmp_path / "index.html")
    reader = Reader(browser, tmp_path / "index.html").open("#day=1.25&off=history", WIDE)
    reader.wait(reader.units)
    seen, points = reader.run(MEASURES), LOOK.screen.px_per_pt
    wide, high = (side / points for side in seen["size"])
    sheet = Sheet(wide, high)

    def on_paper(at: list[float]) -> np.ndarray[Any, Any]:
        return np.array([at[0] / points, high - at[1] / points])

    for left, top, right, bottom in seen["furniture"]:
        sheet.take((*on_paper([left, bottom]), *on_paper([right, top])), PLACING.card)
    tiers = {place.name.casefold(): place.tier or 3 for place in result.places}
    kept: list[tuple[int, tuple[float, float, float, float], float]] = []
    for town in seen["towns"]:
        tier, at = tiers[town["words"].casefold()], on_paper(town["at"])
        size = (town["size"][0] / points, town["size"][1] / points)
        slot = place_name(sheet, at, size, LOOK.town(tier).mark_pt / 2 + NAMES.mark_off_pt, tier)
        assert slot is not None and on_paper(town["drawn"]) == pytest.approx(slot[:2], abs=0.1), town["words"]
        (sideways, by), half = NAMES.take_pad_pt, NAMES.mark_half_pt
        box = (slot[0] - sideways, slot[1] - by, slot[2] + sideways, slot[3] + by)
        kept.append((sheet.count - 1, box, LOOK.town(tier).kept))
        sheet.take((at[0] - half, at[1] - half, at[0] + half, at[1] + half), NAMES.mark)
    for number, box, weight in kept:
        sheet.release(number)
        sheet.take(box, weight)
    records = {str(one["id"]): one for one in FORMATIONS}
    for unit in seen["units"]:
        (x, y), half = on_paper(unit["at"]), SYMBOLS.place_half_pt
        sheet.take((x - half, y - half, x + half, y + half), SYMBOLS.place)
    for unit in seen["units"]:
        size, at = symbol_size(records[unit["id"]]["echelon"]), on_paper(unit["at"])
        label = (unit["size"][0] / points, unit["size"][1] / points)
        spot = place_symbol(sheet, at, size.half_width, size.below, size.above, label, homeward(unit, seen["units"], records))
        drawn = [float(number) for number in re.findall(r"-?[\d.]+", unit["drawn"])]
        assert on_paper(drawn) == pytest.approx((spot.x, spot.y), abs=0.1), unit["id"]
    assert len(seen["towns"]) > 3 and len(seen["units"]) > 2


def homeward(unit: dict[str, Any], units: list[dict[str, Any]], records: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The page's own direction away from the enemies, the nearer the stronger: it knows only where all stand."""
    away = np.zeros(2)
    for other in units:
        if records[other["id"]]["side"] != records[unit["id"]]["side"]:
            apart = np.array(unit["at"]) - np.array(other["at"])
            away += apart / (apart @ apart + 100)
    long = float(np.hypot(*away))
    return away / long * np.array([1, -1]) if long > 1e-4 else np.zeros(2)
