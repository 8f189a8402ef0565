"""Colours of sides: what a scenario leaves out, and pairs that readers would take for each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.loading import digest, load_scenario
from tests import tiny
from tests.scenario.copies import extended, problems

NEAR = "sides[1].colour is '{}', which readers who do not tell red from green take for the '{}' of sides[0].colour; give {}"


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("@@purple", "red", "sides[0].colour is 'purple'; it must be one of red, green, blue, violet"),
        ("red", "@@red", "sides[1].colour is 'red', as is sides[0].colour; give blue or violet"),
        ("red", "@@green", NEAR.format("green", "red", "blue or violet")),
        ("violet", "@@blue", NEAR.format("blue", "violet", "red or green")),
        ("@@'#B01E34'", "blue", "sides[0].colour is '#B01E34'; it must be one of red, green, blue, violet"),
    ],
)
def test_colours_that_are_none_or_too_near_are_refused_where_they_stand(
    tmp_path: Path, first: str, second: str, text: str
) -> None:
    path, position = extended(tmp_path, f"sides: [{{id: league, colour: {first}}}, {{id: union, colour: {second}}}]\n")
    assert [(p.line, p.column, p.text) for p in problems(path)] == [(*(position or ()), text)]


@pytest.mark.parametrize(
    ("first", "second", "drawn"),
    [
        (None, None, ["red", "blue"]),
        ("green", None, ["green", "blue"]),
        ("violet", None, ["violet", "red"]),
        ("blue", None, ["blue", "red"]),
        (None, "red", ["blue", "red"]),
        (None, "violet", ["red", "violet"]),
        ("blue", "green", ["blue", "green"]),
    ],
)
def test_a_side_without_a_colour_is_red_or_blue_as_the_other_leaves_it(
    tmp_path: Path, first: str | None, second: str | None, drawn: list[str]
) -> None:
    war = tiny.war()
    for side, colour in zip(war["sides"], (first, second), strict=True):
        side.update({"colour": colour} if colour else {})
    assert [side.colour for side in tiny.load(war, tmp_path).spec.sides] == drawn


def test_a_variant_gives_its_sides_other_colours_and_changes_nothing_else() -> None:
    base, over = load_scenario("crossroads").spec, load_scenario("crossroads/by_colour").spec
    assert [side.colour for side in over.sides] == ["green", "violet"]
    assert over.sides[0].model_copy(update={"colour": base.sides[0].colour}) == base.sides[0]
    assert over.formations == base.formations
    assert digest(over) == digest(over.model_copy(update={"sides": base.sides})), "colours change no run"
