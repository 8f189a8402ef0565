"""A forward detachment stands on the map while it is ahead, and nowhere once it is one with its main body again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.drawing.style import SideStyle, of_a_part
from analysis.ground.projection import map_projection
from analysis.ground.shown import choose, standings
from analysis.maps.ways import track_km
from analysis.results.load import Result
from analysis.results.records import Formation
from analysis.results.tracks import JOINED, drawn, fixes, present
from analysis.words.explain import explain
from tests.analysis.small_campaign import DAY, records, result, unit


def ahead_on_days(days: range) -> Result:
    """A division sampled on eleven days, and its detachment on some of them."""
    at = [
        (day * DAY, name, "n1", 10.0, 100.0, 1.0, 1.0, 1.0, "marching", "") for day in range(11) for name in ("nd", "nd.forward")
    ]
    tracks = [row for row in at if row[1] == "nd" or row[0] // DAY in days]
    run = result(tracks=tracks)
    more = records(Formation, [unit("nd.forward", "division", "nd", detachment=True, men=0)])
    placed = run.tracks.changed(lat=np.full(len(tracks), 10.0), lon=np.full(len(tracks), 20.0))
    return replace(run, formations=(*run.formations, *more), tracks=placed)


def test_it_is_there_while_it_is_sampled() -> None:
    run = ahead_on_days(range(3, 6))
    plane, _ = map_projection(run.map, run.places)
    assert [day for day in range(11) if "nd.forward" in standings(run, day * DAY + 60, plane)] == [3, 4, 5]
    assert "nd" in standings(run, 10 * DAY, plane) and "nd.forward" not in present(run, 10 * DAY)


def test_its_track_ends_where_it_joins_its_main_body() -> None:
    track = fixes(ahead_on_days(range(3, 6)))["nd.forward"]
    assert [(fix.minute // DAY, fix.state) for fix in track] == [(3, "marching"), (4, "marching"), (5, "marching"), (6, JOINED)]


def test_one_that_was_never_sent_is_drawn_nowhere() -> None:
    assert "nd.forward" not in [formation.id for formation in drawn(ahead_on_days(range(0)))]


@pytest.mark.parametrize(("degrees", "apart"), [(0.3, False), (1.5, True)])
def test_one_far_ahead_has_a_small_hollow_symbol_of_its_own(degrees: float, apart: bool) -> None:
    """Where its main body is in the symbol of its army; near by it is a part of that symbol."""
    run = ahead_on_days(range(11))
    ahead = run.tracks.formation == "nd.forward"
    run = replace(run, tracks=run.tracks.changed(lon=np.where(ahead, 20.0 + degrees, 20.0)))
    plane, _ = map_projection(run.map, run.places)
    symbols = choose(run, standings(run, 5 * DAY, plane), ["nd", "nd.forward"])
    shown = [(symbol.formation.id, symbol.formation.echelon) for symbol in symbols]
    assert shown == ([("na", "army"), ("nd.forward", "regiment")] if apart else [("na", "army")])
    look = of_a_part(SideStyle("#1", "#1", "#1", "#1", (), solid=True))
    assert not look.solid and not look.dashed and of_a_part(look).dashed


def test_the_way_of_one_that_was_back_with_its_main_body_begins_anew() -> None:
    """Not with a straight line from where it was last to where it went ahead again."""
    run = ahead_on_days(range(11))
    again = (run.tracks.formation != "nd.forward") | ~np.isin(run.tracks.minute // DAY, (4, 5))
    run = replace(run, tracks=run.tracks.where(again).changed(lon=20.0 + run.tracks.minute[again] / DAY))
    plane, _ = map_projection(run.map, run.places)
    xy = standings(run, 8 * DAY, plane)["nd.forward"].xy_km
    way = track_km(run, "nd.forward", plane, 8 * DAY, xy)
    assert len(way) == 4 and way[0] == pytest.approx(plane.km([26.0], [10.0])[0])
    assert len(track_km(run, "nd", plane, 8 * DAY, xy)) == 10


def test_one_that_is_back_is_not_said_to_stand_where_it_was_last_seen() -> None:
    run = ahead_on_days(range(3, 6))
    assert "[marching" in explain(run, "nd.forward", 4).splitlines()[-1]
    assert "[" not in explain(run, "nd.forward", 8)


@pytest.mark.parametrize(("corps", "shown"), [(2, ["na"]), (3, ["c0", "c1", "c2"])])
def test_a_side_of_some_corps_is_shown_by_them(corps: int, shown: list[str]) -> None:
    """The army's corps stand 44 km apart, each by its one division."""
    names = [f"c{number}" for number in range(corps)]
    at = [(0, f"{name}.d", "n1", 10.0, 100.0, 1.0, 1.0, 1.0, "marching", "") for name in names]
    run = result(tracks=at)
    made = [
        one
        for name in names
        for one in (unit(name, "corps", "na", branch="headquarters", combat=False), unit(f"{name}.d", "division", name))
    ]
    army = [one for one in run.formations if one.id == "na"]
    placed = run.tracks.changed(lat=np.full(corps, 10.0), lon=20.0 + 0.4 * np.arange(corps))
    run = replace(run, formations=(*army, *records(Formation, made)), tracks=placed)
    plane, _ = map_projection(run.map, run.places)
    standing = standings(run, 0, plane)
    assert [one.formation.id for one in choose(run, standing, sorted(standing)) if not one.formation.id.endswith(".d")] == shown
