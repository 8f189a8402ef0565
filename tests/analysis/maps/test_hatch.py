"""Hatching where fuel is short: which formations, and lines that stay inside the circles."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.drawing import style
from analysis.drawing.lettering import text_size
from analysis.ground.projection import Frame, Lambert
from analysis.ground.shown import Standing
from analysis.maps.canvas import lay_canvas
from analysis.maps.hatch import chords, draw_hatch_words, short_of_fuel
from analysis.maps.labels import Sheet
from tests.analysis.charts.test_supply_plot import supplied
from tests.analysis.small_campaign import DAY

POINTS = st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200)), min_size=1, max_size=6)


@given(POINTS)
def test_lines_lie_in_a_circle_at_45_degrees_and_do_not_overlap(points: list[tuple[float, float]]) -> None:
    centres, radius = np.array(points), 9.0
    lines = chords(centres, radius, 2.6)
    for line in lines:
        middle = line.mean(axis=0)
        assert np.hypot(*(centres - middle).T).min() <= radius * len(points) + 1e-6
        for end in line:
            assert np.hypot(*(centres - end).T).min() <= radius + 1e-6
        assert abs((line[1] - line[0]) @ np.array([1.0, -1.0])) < 1e-6
    one = sum(float(np.hypot(*(line[1] - line[0]))) for line in chords(centres[:1], radius, 2.6))
    assert abs(one * 2.6 - np.pi * radius**2) < 0.1 * np.pi * radius**2
    doubled = chords(np.vstack([centres, centres]), radius, 2.6)
    assert len(doubled) == len(lines)


def test_short_of_fuel_are_the_users_with_less_than_a_day() -> None:
    run = supplied(1.5, dry_from=5 * DAY)
    standing = {unit: Standing(np.zeros(2), "n1", 1000.0, "halted", "", 0.0) for unit in ("nd", "sd")}
    assert short_of_fuel(run, standing, 4 * DAY) == []
    assert short_of_fuel(run, standing, 5 * DAY) == ["nd"]
    assert short_of_fuel(run, {**standing, "nd": Standing(np.zeros(2), "n1", 0.0, "eliminated", "", 0.0)}, 5 * DAY) == []


def test_the_words_of_the_hatching_avoid_what_is_on_the_sheet() -> None:
    figure = style.new_figure(4, 4)
    canvas = lay_canvas(figure, Lambert((44, 46), (20, 45)), Frame(0, 288, 0, 288), 0, 0, 4)
    sheet, centre = Sheet(288, 288), np.array([[144.0, 144.0]])
    taken = (0.0, 0.0, 288.0, 144.0), (144.0, 144.0, 288.0, 288.0)
    for box in taken:
        sheet.take(box)
    draw_hatch_words(canvas, centre, sheet)
    (words,) = canvas.axes.texts
    x, y = words.get_position()
    wide, tall = text_size(words.get_text(), words.get_fontproperties())
    assert x + wide <= 144 <= y and tall < 10
    draw_hatch_words(canvas, np.empty((0, 2)), sheet)
    assert len(canvas.axes.texts) == 1
