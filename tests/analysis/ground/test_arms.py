"""Where arms have been laid down: by the nearest of the holder's formations that are still in play."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.ground.arms import LaidDown
from analysis.ground.projection import map_projection
from analysis.results.load import Result
from tests.analysis.small_campaign import DAY, result

OBEYED, TAKEN = 5 * DAY, 3 * DAY


def war(*events: tuple[Any, ...]) -> Result:
    """`bd` stands at n3 all the time; red's `nd` at n0."""
    rows = [
        (day * DAY, unit, at, 0.0, 1000, 0.8, 2.0, 0.5, "", "") for day in (0, 6) for unit, at in (("bd", "n3"), ("nd", "n0"))
    ]
    made = result(events=events, tracks=rows)
    spots = {place.id: (place.lon, place.lat) for place in made.places}
    lon, lat = zip(*(spots[row[2]] for row in rows), strict=True)
    return replace(made, tracks=made.tracks.changed(lon=np.array(lon), lat=np.array(lat)))


def laid(made: Result, minute: int) -> set[str]:
    held = {place.id: place.side or "" for place in made.places}
    return LaidDown(made, map_projection(made.map, made.places)[0]).places(held, minute)


def test_all_places_of_a_side_whose_only_formation_obeys_are_laid_down_from_then_on() -> None:
    made = war((OBEYED, "order", "blue", "bd", "n3", "obeys (chain)"))
    assert laid(made, OBEYED - 1) == set()
    assert laid(made, OBEYED) == {place.id for place in made.places if place.side == "blue"}


def test_being_disarmed_by_the_order_changes_nothing() -> None:
    order = (OBEYED, "order", "blue", "bd", "n3", "obeys (chain)")
    assert laid(war(order, (OBEYED + DAY, "surrender", "blue", "bd", "n3", "cease_fire")), OBEYED + 2 * DAY)


@pytest.mark.parametrize("events", [[("order", "fights on (chain)")], [("surrender", "storm")], []])
def test_one_that_fights_on_or_was_stormed_lays_nothing_down(events: list[tuple[str, str]]) -> None:
    made = war(*((TAKEN, kind, "blue", "bd", "n3", cause) for kind, cause in events))
    assert laid(made, 10 * DAY) == set()


def test_one_taken_by_storm_after_it_obeyed_is_no_longer_there() -> None:
    order = (TAKEN, "order", "blue", "bd", "n3", "obeys (envoy)")
    assert laid(war(order, (OBEYED, "surrender", "blue", "bd", "n3", "storm")), OBEYED) == set()
