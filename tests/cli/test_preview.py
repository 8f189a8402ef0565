"""A look at a scenario before it runs: every place, link, formation and plan is in the picture."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from engine.scenario.loading import load_scenario
from tests.cli.shell import say

SVG = "{http://www.w3.org/2000/svg}"


def test_network_starts_and_plans_are_drawn(tmp_path: Path) -> None:
    picture, spec = tmp_path / "look.svg", load_scenario("crossroads").spec
    assert say("preview", "crossroads", "-o", picture).exit_code == 0
    root = ElementTree.parse(picture).getroot()
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {place.name for place in spec.places} <= set(texts) and {each.short for each in spec.formations} <= set(texts)
    assert len(list(root.iter(f"{SVG}line"))) == len(spec.roads) + len(spec.railways)
    (axis,) = [line for line in root.iter(f"{SVG}polyline") if line.findtext(f"{SVG}title") == "mech_axis"]
    assert len(axis.attrib["points"].split()) == 5
    dots = {(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in root.iter(f"{SVG}circle")}
    high = float(root.attrib["height"])
    assert len(dots) == len(spec.places) and all(0 < x < 1200 and 0 < y < high for x, y in dots)
    assert say("preview", "crossroads", "-o", picture).exit_code == 2
