"""The palette in other eyes: sides, bands, ground and misses stay apart without red and green, and on a black-and-white copier,
whatever colours a scenario may give its sides.

Dichromats are simulated by the matrices of Machado, Oliveira and Fernandes (2009) at full severity, in linear RGB; distances are
CIE 1976 colour differences, of which about 2.3 is just noticeable side by side.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.charts.supply import TINTS
from analysis.drawing import style
from analysis.drawing.look import LOOK, SideStyle
from analysis.drawing.paper import OTHER
from analysis.drawing.sides import Palette, palette_of
from analysis.drawing.templates import packed
from engine.scenario.colours import others
from engine.vocabulary import Colour

Floats = NDArray[np.float64]
EYES = {
    "usual": np.eye(3),
    "deuteranope": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "protanope": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
}
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ.sum(axis=1)
CLEAR, SEEN = 20.0, 5.0
"""Colour differences of what must be told apart at a glance, and of what touches."""
GREY_STEP = 5.0
"""Steps of lightness (0-100) that a copier keeps apart where two tints touch."""
PAIRS = [(first, second) for first in Colour for second in others(first)]
"""What a scenario may give its first side and its second."""
EVERY_PAIR = pytest.mark.parametrize("pair", [palette_of(*pair) for pair in PAIRS], ids=["-".join(pair) for pair in PAIRS])


def linear(colour: str) -> Floats:
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(colour: str, eye: str = "usual") -> Floats:
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(a: str, b: str, eye: str) -> float:
    return float(np.linalg.norm(lab(a, eye) - lab(b, eye)))


def lightness(colour: str) -> float:
    return float(lab(colour)[0])


def contrast(colour: str, ground: str = style.PAPER) -> float:
    """Ratio of relative luminances as WCAG counts it."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(one)) for one in (colour, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_simulation_is_one() -> None:
    """Greys stay greys, and a red and a green that only such eyes confuse come together."""
    for eye in ("deuteranope", "protanope"):
        assert apart("#808080", "#808080", eye) == 0 and np.abs(lab("#808080", eye) - lab("#808080")).max() < 1.0
    assert apart("#B05A3C", "#7E7A30", "usual") > 2 * apart("#B05A3C", "#7E7A30", "deuteranope")


@pytest.mark.parametrize("eye", EYES)
@EVERY_PAIR
def test_sides_and_their_contingents_are_told_apart(pair: Palette, eye: str) -> None:
    looks = (pair.first, pair.first_contingent, pair.second, pair.second_contingent)
    for one, other in combinations(looks, 2):
        same_side = one.bands == other.bands
        assert apart(one.frame, other.frame, eye) > (CLEAR / 2 if same_side else CLEAR), (one.frame, other.frame)
    assert apart(pair.first.ground, pair.second.ground, eye) > CLEAR
    for band, other_band in zip(pair.first.bands, pair.second.bands, strict=True):
        assert apart(band, other_band, eye) > CLEAR / 2
    assert apart(*pair.on_dark, eye) > CLEAR and apart(*pair.preview, eye) > CLEAR


def test_a_scenario_may_give_just_those_pairs_that_every_reader_tells_apart() -> None:
    def clear(one: Colour, other: Colour) -> bool:
        return all(apart(LOOK.tints[one].frame, LOOK.tints[other].frame, eye) > CLEAR for eye in EYES)

    assert set(LOOK.tints) == set(Colour)
    assert {pair for pair in permutations(Colour, 2) if clear(*pair)} == set(PAIRS)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", [*(palette_of(*pair).first for pair in PAIRS[::2]), OTHER])
def test_bands_that_touch_are_told_apart_also_in_grey(eye: str, look: SideStyle) -> None:
    tints = (style.PAPER, *look.bands, look.median)
    for outer, inner in pairwise(tints):
        assert apart(outer, inner, eye) > SEEN
        assert lightness(outer) - lightness(inner) > GREY_STEP, (outer, inner)


@pytest.mark.parametrize("eye", EYES)
@EVERY_PAIR
def test_history_and_plan_show_on_every_band_and_tint(pair: Palette, eye: str) -> None:
    grounds = (*pair.first.bands, *pair.second.bands, pair.first.ground, pair.second.ground, style.MISS_ROW, style.PAPER)
    for ground in grounds:
        assert apart(style.INK, ground, eye) > CLEAR and apart(style.PLAN, ground, eye) > CLEAR


@EVERY_PAIR
def test_ground_is_told_apart_in_grey_and_sea_is_lighter_than_held_ground(pair: Palette) -> None:
    assert lightness(pair.second.ground) - lightness(pair.first.ground) > 2 * GREY_STEP - 1
    assert lightness(style.SEA) > lightness(pair.second.ground) > lightness(pair.first.ground)
    assert pair.first.solid and not pair.second.solid


@pytest.mark.parametrize("eye", EYES)
@EVERY_PAIR
def test_ground_shows_its_rivers_and_is_not_taken_for_land_sea_or_where_arms_were_laid_down(pair: Palette, eye: str) -> None:
    for ground in (pair.first.ground, pair.second.ground):
        assert min(apart(ground, style.LAND, eye), apart(ground, style.SEA, eye)) > SEEN - 1
        assert apart(ground, LOOK.ground.laid_down, eye) > SEEN
    for ground in (pair.first.ground, pair.second.ground, *pair.chances):
        assert apart(ground, style.RIVER, eye) > 2 * SEEN


@EVERY_PAIR
def test_symbols_and_lines_stand_out_on_their_ground(pair: Palette) -> None:
    """At least 3 : 1, the usual demand on signs."""
    for look in (pair.first, pair.second):
        assert min(contrast(look.frame, ground) for ground in (pair.first.ground, pair.second.ground, style.LAND)) >= 3
    for look in (pair.first_contingent, pair.second_contingent):
        assert contrast(look.frame) >= 3


@pytest.mark.parametrize("eye", EYES)
@EVERY_PAIR
def test_chances_run_from_one_side_to_the_other(pair: Palette, eye: str) -> None:
    """Neighbouring classes may be near (lines of 10, 50 and 90 % stand between them); their ends and the middle are not."""
    low, _, middle, _, high = pair.chances
    assert apart(low, high, eye) > CLEAR and apart(middle, high, eye) > CLEAR / 2 and apart(low, middle, eye) > SEEN
    steps = [lab(tint, eye)[2] for tint in pair.chances]
    assert steps in (sorted(steps), sorted(steps, reverse=True)), "between blue and yellow, which such eyes keep"


@EVERY_PAIR
def test_chances_are_told_apart_in_grey_and_from_land_and_sea_around(pair: Palette) -> None:
    steps = [lightness(tint) for tint in pair.chances]
    assert all(before - after > GREY_STEP for before, after in pairwise(steps))
    assert min(lightness(style.LAND), lightness(style.SEA)) - steps[0] > GREY_STEP


@pytest.mark.parametrize("eye", EYES)
def test_days_of_supply_rise_in_lightness(eye: str) -> None:
    steps = [lab(tint, eye)[0] for tint in TINTS]
    assert all(after - before > GREY_STEP for before, after in pairwise(steps))


def test_words_can_be_read() -> None:
    """At least 4.5 : 1 on white, or on the paper of a dark page: the usual demand on small type."""
    dark = re.findall(r"--paper: (#\w{6})", packed("analysis.page", "page.css"))[0]
    words = [text for tints in LOOK.tints.values() for text in (tints.text, tints.contingent.text, tints.preview)]
    for colour in (style.INK, style.SOFT_INK, style.CAPTION, style.NEUTRAL, style.SUPPLY, *words):
        assert contrast(colour) >= 4.5, colour
    assert min(contrast(tints.on_dark, dark) for tints in LOOK.tints.values()) >= 4.5
