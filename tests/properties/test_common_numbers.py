"""The same dice, whatever else is drawn: bystanders and switched-off rules shift nobody's numbers."""

import pytest

from engine.randomness import GROUP_OF, Dice, Group, Stream, entity_number
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests import tiny


def history(result, formation):
    return [event for event in result.recorder.events if event.formation == formation]


def noisy(**changes):
    scenario = tiny.line(without=[], **changes)
    return scenario


def test_a_draw_belongs_to_its_address_alone():
    dice, other = Dice(7, 3), Dice(7, 3)
    first = dice.uniform(Stream.PACE_LINK, "road.a-b", 5)
    for occasion in range(100):
        other.uniform(Stream.PACE_ARMY, f"x{occasion}")
    assert other.uniform(Stream.PACE_LINK, "road.a-b", 5) == first


def test_draws_of_different_addresses_differ():
    seen = {
        Dice(seed, k).uniform(stream, entity, o)
        for seed in (1, 2)
        for k in (0, 1)
        for stream in Stream
        for entity in ("a", "b")
        for o in (0, 1)
    }
    assert len(seen) == 2 * 2 * len(Stream) * 2 * 2


def test_seed_and_replication_are_not_interchangeable():
    assert Dice(1, 2).uniform(Stream.PACE_LINK, "a") != Dice(2, 1).uniform(Stream.PACE_LINK, "a")
    assert Dice(1, 0).uniform(Stream.PACE_LINK, "a") != Dice(2**32, 1).uniform(Stream.PACE_LINK, "a")


def test_uniforms_are_uniform():
    dice = Dice(11, 0)
    drawn = [dice.uniform(Stream.RIVER, "r", k) for k in range(4000)]
    # mean of 4,000 uniforms: standard error 0.0046; four of them, fixed seed, so never a false alarm
    assert abs(sum(drawn) / 4000 - 0.5) < 4 * 0.0046 and min(drawn) > 0 and max(drawn) < 1


def test_entity_numbers_are_stable():
    assert entity_number("gtc5") == entity_number("gtc5") != entity_number("gtc6")


def test_an_idle_formation_changes_nobody(tmp_path):
    alone = simulate(tiny.load(noisy(), tmp_path / "a"), seed=5)
    idle = tiny.formation(id="a0", side="blue", mobility="fixed", combat=False, start={"place": "p2"})
    watched = simulate(tiny.load(noisy(formations=[tiny.FORMATION, idle]), tmp_path / "b"), seed=5)
    assert history(alone, "r1") == history(watched, "r1")


def test_a_rule_without_effect_moves_nothing(tmp_path):
    base = simulate(tiny.load(noisy(), tmp_path / "a"), seed=5)
    for rule in ("rivers", "columns", "weather", "fuel", "detachments"):
        off = simulate(tiny.load(noisy(), tmp_path / rule, without=[rule]), seed=5)
        assert off.recorder.events == base.recorder.events, rule


def test_another_seed_is_another_war(tmp_path):
    loaded = tiny.load(noisy(), tmp_path)
    runs = [simulate(loaded, seed=seed, replication=k).recorder.captures[-1].minute for seed in (1, 2) for k in (0, 1)]
    assert len(set(runs)) == 4


@pytest.mark.parametrize("seed", range(3))
def test_same_seed_same_bytes(tmp_path, seed):
    loaded = tiny.load(noisy(), tmp_path)
    assert simulate(loaded, seed=seed).files == simulate(loaded, seed=seed).files


def test_friction_off_takes_the_draws_out_and_nothing_else(tmp_path):
    loaded = tiny.load(noisy(), tmp_path, without=["friction"])
    runs = {simulate(loaded, seed=seed).recorder.captures[-1].minute for seed in range(4)}
    assert len(runs) == 1


def test_every_stream_stands_in_one_group_and_every_group_has_one():
    assert set(GROUP_OF) == set(Stream)
    assert set(GROUP_OF.values()) == set(Group)


@pytest.mark.parametrize("group", Group)
def test_a_redrawn_group_takes_the_draws_of_the_other_replication_and_no_other_does(group):
    mixed, own, other = Dice(3, 0, {group: 9}), Dice(3, 0), Dice(3, 9)
    for stream in Stream:
        expected = other if GROUP_OF[stream] is group else own
        assert mixed.uniform(stream, "x", 2) == expected.uniform(stream, "x", 2)


def test_with_all_groups_redrawn_a_run_is_the_other_replication():
    whole = simulate(load_scenario("crossroads"), replication=9)
    mixed = simulate(load_scenario("crossroads"), replication=0, redrawn=dict.fromkeys(Group, 9))
    assert mixed.recorder.events == whole.recorder.events
    assert mixed.manifest == {**whole.manifest, "replication": 0, "redrawn": dict.fromkeys(Group, 9)}
