"""A look at a scenario before it runs: every place, link, formation and plan is in the picture."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

import august_storm as storm
from analysis.drawing.lettering import text_size
from analysis.drawing.style import font
from analysis.maps.preview import preview_svg
from engine.scenario.loading import load_scenario
from tests.cli.shell import say

SVG = "{http://www.w3.org/2000/svg}"


def test_network_starts_and_plans_are_drawn(tmp_path: Path) -> None:
    picture, spec = tmp_path / "look.svg", load_scenario("crossroads").spec
    assert say("preview", "crossroads", "-o", picture).exit_code == 0
    root = ElementTree.parse(picture).getroot()
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {place.name for place in spec.places} <= set(texts) and {each.short for each in spec.formations} <= set(texts)
    assert len([line for line in root.iter(f"{SVG}line") if "class" not in line.attrib]) == len(spec.roads) + len(spec.railways)
    (axis,) = [line for line in root.iter(f"{SVG}polyline") if line.findtext(f"{SVG}title") == "mech_axis"]
    assert len(axis.attrib["points"].split()) == 5
    dots = {(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in root.iter(f"{SVG}circle")}
    high = float(root.attrib["height"])
    assert len(dots) == len(spec.places) and all(0 < x < 1200 and 0 < y < high for x, y in dots)
    assert say("preview", "crossroads", "-o", picture).exit_code == 2


@pytest.mark.parametrize("name", ["look.png", "look"])
def test_a_name_that_tells_another_format_is_refused(tmp_path: Path, name: str) -> None:
    told = say("preview", "crossroads", "-o", tmp_path / name)
    assert told.exit_code == 2 and "this is written as SVG; give a name that ends in .svg" in " ".join(told.stderr.split())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(storm.EngineError, match=r"look.*a name that ends in \.svg"):
        storm.preview("crossroads", out=tmp_path / name)


def test_words_stand_beside_each_other_and_the_theatre_may_lie_across_180_degrees() -> None:
    """Thirty formations in one town and towns that crowd round it, east and west of 180 degrees."""
    spec = load_scenario("crossroads").spec
    first, *others = spec.places
    at = [(first.lon + 0.02 * row, first.lat + 0.01 * (row % 3)) for row in range(len(others))]
    crowded = [first, *(place.model_copy(update={"lon": lon, "lat": lat}) for place, (lon, lat) in zip(others, at, strict=True))]
    shift = 180.0 - first.lon - 0.05
    turned = [place.model_copy(update={"lon": (place.lon + shift + 180) % 360 - 180}) for place in crowded]
    town = spec.formations[0].start.model_copy(update={"place": first.id})
    here = [each.model_copy(update={"start": town}) for each in spec.formations]
    for places in (crowded, turned):
        root = ElementTree.fromstring(preview_svg(spec.model_copy(update={"places": places, "formations": here, "plans": []})))
        texts = list(root.iter(f"{SVG}text"))
        boxes = [box(text) for text in texts]
        assert {each.short for each in here} <= {text.text for text in texts}
        pairs = [(a.text, b.text) for (a, one), (b, other) in combinations(zip(texts, boxes, strict=True), 2) if meet(one, other)]
        assert pairs == []
    assert {place.lon > 0 for place in turned} == {True, False}


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of words as they are measured for the picture."""
    size = float(text.attrib.get("font-size", 10))
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    return x, y - 0.7 * size, x + text_size(text.text or "", font(size))[0], y


def meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Whether two boxes share more than a hair."""
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
