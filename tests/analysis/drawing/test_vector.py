"""A drawing as SVG: words stay words in embedded fonts, numbers are short, nothing of a name is markup."""

from __future__ import annotations

import re

import pytest
from matplotlib.figure import Figure

from analysis.drawing import style, vector
from analysis.maps.canvas import HaloText

WORDS = "  Größe <b>\u202e"


@pytest.fixture(scope="module")
def raw() -> str:
    with style.drawing():
        figure: Figure = style.new_figure(2, 1)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.plot([0.123456, 1, 1, 0.5], [0, 1, 1, 0.654321])
        axes.text(0.5, 0.5, WORDS, fontproperties=style.font(9, "bold"))
        axes.add_artist(HaloText((0.5, 0.2), "Lupei", fontproperties=style.font(8), transform=axes.transData))
    return style.raw_svg(figure)


def test_a_file_brings_the_cuts_that_its_words_are_set_in(raw: str) -> None:
    made = vector.standalone(raw, style.font_files())
    faces = re.findall(r"@font-face\{font-family:'([^']+)';font-weight:(\d+);", made)
    assert faces == [("Source Sans Pro", "400"), ("Source Sans Pro", "700")]
    assert vector.standalone(raw, style.font_files()) == made


def test_words_are_words_with_their_spaces_and_without_controls(raw: str) -> None:
    made = vector.compact(raw)
    assert ">\u00a0\u00a0Größe &lt;b&gt;\\u202e</text>" in made
    assert made.count(">Lupei</text>") == 2 and "stroke-width: 2; stroke-opacity: 0.85" in made


def test_paths_are_steps_in_hundredths_that_add_up(raw: str) -> None:
    (path,) = re.findall(r' d="(m[^"]*)" clip-path', vector.compact(raw))
    assert not re.search(r"\.\d{3}", path)
    numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path)]
    there = [sum(numbers[axis::2]) for axis in (0, 1)]
    last = re.findall(r"L ([\d.]+) ([\d.]+) \n\" clip-path", raw)[0]
    assert there == pytest.approx([float(number) for number in last], abs=0.006)


def test_a_part_of_a_page_has_no_inline_style_and_ids_of_its_own(raw: str) -> None:
    one, other = (vector.inline(raw, number, "a drawing") for number in (1, 2))
    assert "style=" not in one and "<style" not in one and 'aria-label="a drawing"' in one
    assert not set(re.findall(r' id="([^"]*)"', one)) & set(re.findall(r' id="([^"]*)"', other))
