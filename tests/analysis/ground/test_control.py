"""Who holds the ground, and who is cut off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.ground.control import Ground, absorb, contested_countries, holders, pockets, shut_in
from analysis.ground.projection import Frame, Lambert, map_projection
from analysis.ground.raster import Grid
from analysis.ground.states import states
from analysis.ground.territory import Territory
from analysis.results.load import Result, load_result
from tests.analysis.folder import DAY, END, write_folder


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return load_result(write_folder(tmp_path))


def ground_of(result: Result, minute: int) -> tuple[Ground, Lambert]:
    projection, frame = map_projection(result.map, result.places)
    grid = Grid(frame, 3.0)
    return Territory(result, projection, grid).control(holders(result, minute), {}), projection


def share_at(ground: Ground, projection: Lambert, lon: float) -> float:
    return float(ground.share[ground.grid.cells(projection.km(lon, 45.0))][0])


def test_captures_change_the_holder_from_their_minute_on(result: Result) -> None:
    assert holders(result, DAY - 1)["b1"] == "blue" and holders(result, DAY)["b1"] == "red"
    assert holders(result, END) == {"a1": "red", "a2": "red", "b1": "red", "b2": "blue", "b3": "red", "b4": "blue"}


def test_the_defenders_state_is_contested_and_the_attackers_is_once_entered(result: Result) -> None:
    held = holders(result, END)
    assert contested_countries(result, held) == {"bland"}
    assert contested_countries(result, {**held, "a2": "blue"}) == {"aland", "bland"}


def test_the_border_divides_the_states(result: Result) -> None:
    ground, projection = ground_of(result, 0)
    for lon, inside in ((20.0, False), (21.3, False), (21.7, True), (25.0, True)):
        assert bool(ground.contested[ground.grid.cells(projection.km(lon, 45.0))][0]) is inside


def test_a_border_that_ends_inland_is_prolonged() -> None:
    grid = Grid(Frame(-100, 100, -100, 100), 2.0)
    places = np.array([[-50.0, 0.0], [50.0, 0.0]])
    country = states(grid, np.ones(grid.shape, bool), [np.array([[0.0, -30.0], [0.0, 30.0]])], places, [0, 1])
    assert (country[:, grid.x_km < -4] == 0).all() and (country[:, grid.x_km > 4] == 1).all()


def test_nothing_is_taken_on_the_first_day_and_the_front_follows_the_captures(result: Result) -> None:
    before, projection = ground_of(result, 0)
    assert before.share[before.contested].max() < 0.01
    after, _ = ground_of(result, DAY)
    assert share_at(after, projection, 22.0) > 0.9 and share_at(after, projection, 22.35) > 0.5
    assert share_at(after, projection, 22.65) < 0.5 and share_at(after, projection, 24.0) < 0.01


def test_an_empty_island_is_absorbed_and_a_garrisoned_one_is_not() -> None:
    grid = Grid(Frame(0, 100, 0, 100), 2.0)
    share, all_of = np.ones(grid.shape), np.ones(grid.shape, bool)
    share[20:30, 20:30] = 0.1
    share[:, 45:] = 0.2
    island, edge = np.array([[50.0, 50.0]]), np.array([[95.0, 50.0]])
    absorbed = absorb(grid, share, all_of, all_of, None)
    assert absorbed[grid.cells(island)] == pytest.approx(0.9) and absorbed[grid.cells(edge)] == pytest.approx(0.2)
    assert (absorb(grid, share, all_of, all_of, island) == share).all()
    assert (absorb(grid, share, all_of, ~all_of, edge)[grid.cells(island)] > 0.5).all()


def test_a_formation_with_the_enemy_on_every_road_is_a_pocket(result: Result) -> None:
    standing = {"blue": ["b2", "b4"]}
    assert pockets(result, holders(result, 0), standing) == []
    assert pockets(result, holders(result, END), standing) == ["b2", "b4"]
    assert pockets(result, holders(result, END), {"blue": []}) == []


def test_troops_are_shut_in_where_their_ground_ends_on_the_enemys_alone() -> None:
    """One island lies whole inside the first side's ground, one reaches the edge, one ends on what is nobody's."""
    grid = Grid(Frame(0, 100, 0, 100), 1.0)
    share, all_of, beyond = np.ones(grid.shape), np.ones(grid.shape, bool), np.zeros(grid.shape, bool)
    share[10:20, 10:20] = share[40:60, 80:] = share[70:80, 10:20] = 0.0
    beyond[80:85, 10:20] = True
    ground = Ground(grid, share, all_of, all_of & ~beyond, beyond)
    islands = np.array([[15.0, 15.0], [90.0, 50.0], [15.0, 75.0]])
    assert shut_in(ground, islands).tolist() == [True, False, False]


def test_ground_far_from_every_place_and_way_is_nobodys(result: Result) -> None:
    """Usual links are 79 km long here, so the ground is somebody's up to 119 km from the places."""
    projection, frame = map_projection(result.map, result.places)
    tall = Frame(frame.west, frame.east, frame.south, frame.north + 200.0)
    territory = Territory(result, projection, Grid(tall, 4.0))
    assert territory.reach_km == pytest.approx(1.5 * 79, abs=1.0)
    ground = territory.control(holders(result, END), {})
    [[x, y]] = projection.km([25.0], [45.0])
    for off_km, is_somebodys in ((0.0, True), (100.0, True), (112.0, True), (126.0, False), (220.0, False)):
        assert bool(ground.contested[ground.grid.cells(np.array([[x, y + off_km]]))][0]) is is_somebodys, off_km
    alone = replace(result, links=[])
    assert Territory(alone, projection, Grid(tall, 4.0)).control(holders(alone, END), {}).contested.sum() > ground.contested.sum()


def test_the_key_of_the_ground_knows_every_place_that_has_ground_and_no_other(result: Result) -> None:
    """Frames round the west and round the whole: a change in the far east is none in the west."""
    projection, frame = map_projection(result.map, result.places)
    held = holders(result, DAY)
    changed = {**held, "b4": "red"}
    for east_km, same in ((frame.west + 150.0, True), (frame.east, False)):
        there = Territory(result, projection, Grid(Frame(frame.west, east_km, frame.south, frame.north), 3.0))
        assert (there.key(there.fought(held), held) == there.key(there.fought(changed), changed)) is same
        assert np.array_equal(there.control(held, {}).share, there.control(changed, {}).share) is same
