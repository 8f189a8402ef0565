"""The palette in other eyes: sides, bands, ground and misses stay apart without red and green, and on a black-and-white copier.

Dichromats are simulated by the matrices of Machado, Oliveira and Fernandes (2009) at full severity, in linear RGB; distances are
CIE 1976 colour differences, of which about 2.3 is just noticeable side by side.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.charts.supply import TINTS
from analysis.drawing import style
from analysis.drawing.paper import OTHER

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
def test_sides_and_their_contingents_are_told_apart(eye: str) -> None:
    looks = (style.FIRST, style.FIRST_CONTINGENT, style.SECOND, style.SECOND_CONTINGENT)
    for one, other in combinations(looks, 2):
        same_side = one.bands == other.bands
        assert apart(one.frame, other.frame, eye) > (CLEAR / 2 if same_side else CLEAR), (one.frame, other.frame)
    assert apart(style.FIRST.ground, style.SECOND.ground, eye) > CLEAR
    for band, other_band in zip(style.FIRST.bands, style.SECOND.bands, strict=True):
        assert apart(band, other_band, eye) > CLEAR / 2


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", [style.FIRST, style.SECOND, OTHER], ids=["first", "second", "other"])
def test_bands_that_touch_are_told_apart_also_in_grey(eye: str, look: style.SideStyle) -> None:
    tints = (style.PAPER, *look.bands, look.median)
    for outer, inner in pairwise(tints):
        assert apart(outer, inner, eye) > SEEN
        assert lightness(outer) - lightness(inner) > GREY_STEP, (outer, inner)


@pytest.mark.parametrize("eye", EYES)
def test_history_and_plan_show_on_every_band_and_tint(eye: str) -> None:
    grounds = (*style.FIRST.bands, *style.SECOND.bands, style.FIRST.ground, style.SECOND.ground, style.MISS_ROW, style.PAPER)
    for ground in grounds:
        assert apart(style.INK, ground, eye) > CLEAR and apart(style.PLAN, ground, eye) > CLEAR


def test_ground_is_told_apart_in_grey_and_sea_is_lighter_than_held_ground() -> None:
    assert lightness(style.SECOND.ground) - lightness(style.FIRST.ground) > 2 * GREY_STEP - 1
    assert lightness(style.SEA) > lightness(style.SECOND.ground) > lightness(style.FIRST.ground)


@pytest.mark.parametrize("eye", EYES)
def test_chances_run_from_one_side_to_the_other(eye: str) -> None:
    """Neighbouring classes may be near (lines of 10, 50 and 90 % stand between them); their ends and the middle are not."""
    low, _, middle, _, high = style.PROBABILITY_CLASSES
    assert apart(low, high, eye) > CLEAR and apart(middle, high, eye) > CLEAR / 2 and apart(low, middle, eye) > SEEN
    steps = [lab(tint, eye)[2] for tint in style.PROBABILITY_CLASSES]
    assert steps == sorted(steps), "from blue to yellow, which such eyes keep"


def test_chances_are_told_apart_in_grey_and_from_land_and_sea_around() -> None:
    steps = [lightness(tint) for tint in style.PROBABILITY_CLASSES]
    assert all(before - after > GREY_STEP for before, after in pairwise(steps))
    assert min(lightness(style.LAND), lightness(style.SEA)) - steps[0] > GREY_STEP


@pytest.mark.parametrize("eye", EYES)
def test_days_of_supply_rise_in_lightness(eye: str) -> None:
    steps = [lab(tint, eye)[0] for tint in TINTS]
    assert all(after - before > GREY_STEP for before, after in pairwise(steps))


def test_words_can_be_read() -> None:
    """At least 4.5 : 1 on white, the usual demand on small type."""
    looks = (style.FIRST, style.FIRST_CONTINGENT, style.SECOND, style.SECOND_CONTINGENT)
    for colour in (style.INK, style.SOFT_INK, style.CAPTION, style.NEUTRAL, style.SUPPLY, *(look.text for look in looks)):
        assert contrast(colour) >= 4.5, colour
