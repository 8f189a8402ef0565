"""The colour that a scenario gives a side is the colour of that side in every picture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.charts.curves import save_curves
from analysis.charts.losses import save_losses
from analysis.charts.timeline import save_timeline
from analysis.drawing.look import LOOK
from analysis.drawing.sides import USUAL, palette_of, side_style
from analysis.export.kml import kml_text
from analysis.maps.plot import save_map_of
from analysis.maps.preview import preview_svg
from analysis.page.replay import page
from analysis.report.report import save_report
from analysis.results.load import Result, load_files, load_result
from analysis.results.manifests import Side
from engine import load_scenario, simulate
from engine.vocabulary import Colour
from tests.analysis.folder import write_folder

SIGN = re.compile(r"#[0-9A-Fa-f]{6}")
OWN = palette_of(Colour.GREEN, Colour.VIOLET)


def of_the_sides(text: str, *names: Colour) -> set[str]:
    """The tints of these colours that stand in a text, but for those of chances, of which the middle is everybody's."""
    tints = [LOOK.tints[name] for name in names]
    theirs = {each.frame for each in tints} | {each.median for each in tints} | {band for each in tints for band in each.bands}
    return {sign.upper() for sign in SIGN.findall(text)} & {tint.upper() for tint in theirs}


@pytest.fixture(scope="module")
def run() -> Result:
    """Crossroads in green and violet."""
    return load_files(simulate(load_scenario("crossroads/by_colour"), seed=1).files)


def test_a_side_has_the_tints_of_its_colour_in_its_role() -> None:
    sides = [Side(id="x", name="X", colour=Colour.BLUE), Side(id="y", name="Y", colour=Colour.RED)]
    first, second = side_style(sides, "x"), side_style(sides, "y")
    assert first.frame == USUAL.second.frame and second.frame == USUAL.first.frame
    assert first.solid and not second.solid, "the first side is filled, whatever its colour"
    assert side_style(sides, "x", "guests").frame == LOOK.tints["blue"].contingent.frame
    assert side_style(sides, "y", "guests").dashed and not side_style(sides, "x", "guests").dashed


def test_a_result_that_names_no_colours_is_drawn_in_red_and_blue() -> None:
    sides = [Side(id="x", name="X"), Side(id="y", name="Y")]
    assert side_style(sides, "x") is USUAL.first and side_style(sides, "y") is USUAL.second
    assert (USUAL.first.frame, USUAL.second.frame) == ("#B01E34", "#1D4E80")


def test_the_manifest_names_the_colour_of_each_side() -> None:
    named = [
        json.loads(simulate(load_scenario(name)).files["manifest.json"])["sides"]
        for name in ("proving_ground", "crossroads/by_colour")
    ]
    assert [[side["colour"] for side in sides] for sides in named] == [["red", "blue"], ["green", "violet"]]


@pytest.mark.parametrize("save", [save_curves, save_losses, save_timeline, save_map_of])
@pytest.mark.parametrize("runs", [1, 2])
def test_plots_are_drawn_in_the_colours_of_the_sides(run: Result, tmp_path: Path, save: Any, runs: int) -> None:
    save([run] * runs, tmp_path / "plot.svg")
    drawn = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    assert of_the_sides(drawn, Colour.GREEN) and not of_the_sides(drawn, Colour.RED, Colour.BLUE)


def test_the_chance_of_control_runs_between_the_colours_of_the_sides(run: Result, tmp_path: Path) -> None:
    save_map_of([run, run], tmp_path / "chance.svg")
    drawn = (tmp_path / "chance.svg").read_text(encoding="utf-8").upper()
    assert all(tint in drawn for tint in OWN.chances)


def test_page_and_report_are_drawn_in_the_colours_of_the_sides(run: Result, tmp_path: Path) -> None:
    made = page(run)
    assert all(f"--{name}:{tint};" in made for name, tint in (("first", OWN.first.frame), ("second", OWN.second.frame)))
    assert f"--first-on-dark:{OWN.on_dark[0]};--second-on-dark:{OWN.on_dark[1]};" in made
    assert not of_the_sides(made, Colour.RED, Colour.BLUE)
    save_report([run], tmp_path / "report.html")
    drawn = "".join(re.findall(r"<svg.*?</svg>", (tmp_path / "report.html").read_text(encoding="utf-8"), re.DOTALL))
    assert of_the_sides(drawn, Colour.GREEN) and not of_the_sides(drawn, Colour.RED, Colour.BLUE)


def test_earth_and_preview_have_the_colours_of_the_sides(run: Result) -> None:
    red, green, blue = (OWN.second.frame[at : at + 2] for at in (1, 3, 5))
    assert kml_text(run).count(f"<color>ff{blue}{green}{red}</color>".lower()) == 2  # of signs and of lines
    shown = preview_svg(load_scenario("crossroads/by_colour").spec)
    assert all(tint in shown for tint in OWN.preview) and not any(tint in shown for tint in USUAL.preview)


def test_a_result_folder_without_colours_gives_the_page_of_one_that_says_red_and_blue(tmp_path: Path) -> None:
    old, new = write_folder(tmp_path / "old"), write_folder(tmp_path / "new")
    about = json.loads((new / "manifest.json").read_text(encoding="utf-8"))
    for side, colour in zip(about["sides"], ("red", "blue"), strict=True):
        side["colour"] = colour
    (new / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert page(load_result(old)) == page(load_result(new))
