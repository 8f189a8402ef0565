"""What holds in every war at every hour: nothing vanishes, nobody is in two places, places change hands by capture alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.arrays import Floats
from engine.errors import ScenarioError
from engine.processes.campaign import Campaign
from engine.processes.combat.opposition import garrison
from engine.scenario.loading import load_scenario
from engine.state.status import Status
from tests import tiny
from tests.effort import examples
from tests.properties.random_wars import ANY, wars

SPEECH = ("message", "decision", "culmination")
"""What is told of a headquarters, or of its army, wherever it is."""
STANDING = ("halted", "waiting", "holding", "done", "eliminated")


def check_sums(c: Campaign) -> None:
    """Every man, tank and gun of the order of battle and of the replacements is somewhere, and nowhere less than nothing.

    A forward detachment has its from its formation: the two are looked at together. What is not in the theatre is left out."""
    force, rows = c.state.strengths, c.world.formations
    there = c.state.standing.status != Status.ABSENT
    started = {arm: np.array([getattr(row, arm) for row in rows]) for arm in ("men", "tanks", "guns", "aircraft")}
    tanks = (force.tanks, force.tanks_in_repair, force.tanks_written_off, force.tanks_captured)
    for had, parts in (
        (
            started["men"] + force.men_joined,
            (force.men, force.killed, force.wounded, force.sick, force.prisoners, force.dispersed),
        ),
        (started["tanks"] + force.tanks_joined, tanks),
        (started["guns"] + force.guns_joined, (force.guns, force.guns_lost, force.guns_captured)),
        (started["aircraft"], (force.aircraft, force.aircraft_lost, force.aircraft_captured)),
    ):
        assert np.allclose(whole(c, np.sum(parts, axis=0))[there], whole(c, had)[there], rtol=1e-12, atol=1e-9)
        assert min(float(part.min()) for part in parts) >= 0.0


def whole(c: Campaign, counted: Floats) -> Floats:
    """What forward detachments have, counted with their formations; (..., formations)."""
    together = counted.copy()
    for detachment, body in c.world.order_of_battle.main_body.items():
        together[..., body] += together[..., detachment]
        together[..., detachment] = 0.0
    return together


def check_vehicles(c: Campaign) -> None:
    """Vehicles and guns of a formation are with its main body or with its detachment."""
    rows = c.world.formations
    assert np.allclose(whole(c, c.state.unit_t), [[row.fill_t for row in rows], [row.bk_t for row in rows]])
    assert c.state.unit_t.min() >= 0.0


def check_tonnes(c: Campaign) -> None:
    """What was on the road at the start or was loaded has been delivered, burned, used up by army troops, called back or is on
    the road, good by good; what was in the depots or came there is there, has left, or is the enemy's, kind by kind. What
    left was loaded for formations, or for other depots, which received no more than that."""
    moving, depots = c.state.transport, c.state.depots
    on_road_t = moving.on_road_t()
    went = [moving.delivered_t, moving.burned_t, moving.army_t, moving.called_back_t, on_road_t]
    assert min(float(part.min()) for part in (*went, moving.away_t)) >= -1e-9
    assert np.allclose(np.sum(went, axis=(0, 2)), (moving.opened_t + moving.sent_t).sum(axis=1), rtol=1e-9, atol=1e-6)
    there = depots.stock_t.sum(axis=(0, 2)) + (depots.left_t + depots.lost_t).sum(axis=1)
    came = depots.opened_t + (depots.issued_t + depots.received_t + depots.called_back_t).sum(axis=1)
    assert np.allclose(there, came, rtol=1e-9, atol=1e-6)
    assert (depots.left_t.sum(axis=1) - depots.drawn_t.sum(axis=1)).min() >= -1e-6
    assert depots.left_t.sum() - depots.drawn_t.sum() >= depots.received_t.sum() - 1e-6
    assert np.allclose(depots.drawn_t.sum(axis=0), moving.sent_t.sum(axis=1), rtol=1e-9, atol=1e-6)
    assert depots.called_back_t.sum() == pytest.approx(moving.called_back_t.sum(), rel=1e-9, abs=1e-6)
    assert depots.stock_t.min(initial=0.0) >= 0.0 and np.allclose(depots.shares.sum(axis=1), 1.0)


def check_whereabouts(c: Campaign) -> None:
    """A formation stands at one place or is on one road; who fights in the enemy's place is shut in there or on the way out."""
    s = c.state
    for f, formation in enumerate(c.world.formations):
        if f in c.world.order_of_battle.main_body and not s.in_play[f]:
            continue  # a detachment that is not ahead is nowhere
        at = [place for place, rows in enumerate(s.places.at) if f in rows]
        assert at == ([] if s.link[f] >= 0 else [int(s.place[f])]), formation.id
        if c.at_war and s.fights[f] and s.link[f] < 0 and s.places.holder[s.place[f]] != s.side[f]:
            assert s.encircled[f] or s.leaving[f], (formation.id, s.activity[f], s.cause[f])


def check_ranges(c: Campaign) -> None:
    s = c.state
    assert all(float(stock.min()) >= 0.0 for stock in (s.fuel_fills, s.ammo_bk, s.food_days, s.link_km))
    assert s.readiness.min() >= 0.0 and s.readiness.max() <= 1.0
    assert s.share.min() > 0.0 and s.share.max() <= 1.0
    assert np.all(s.link_km[s.link >= 0] <= c.world.links.km[s.link[s.link >= 0]] + 1e-6)


def check_reasons(c: Campaign) -> None:
    """Whatever stands has a cause; what has surrendered or dispersed is out of the war, and nothing else with men is."""
    s = c.state
    for f, formation in enumerate(c.world.formations):
        assert s.activity[f] == "marching" or (s.activity[f] in STANDING and s.cause[f]), formation.id
        out = s.standing.status[f] in (Status.SURRENDERED, Status.DISPERSED)
        assert (s.activity[f] == "eliminated") == out, (formation.id, s.activity[f], s.cause[f])
        if f not in c.world.order_of_battle.main_body and formation.men > 0 and s.standing.status[f] != Status.ABSENT:
            assert out == (not (s.fights[f] if formation.combat else s.strengths.men[f] > 0)), formation.id


def check_holders(c: Campaign) -> None:
    """Holders are those of the start and of the captures since, each of which took a place from the other side."""
    holder = c.world.network.holder_at_start.copy()
    for capture in c.log.captures:
        place, side = c.world.place_row[capture.place], c.world.side_row[capture.side]
        assert holder[place] != side
        assert c.world.formations[c.world.formation_row[capture.formation]].combat
        holder[place] = side
    assert np.array_equal(holder, c.state.places.holder)


def check_front(c: Campaign) -> None:
    """Besieged places and no others are closed; each holds encircled troops, or did until they broke out, which besiegers see at
    their next look; attackers before a place are of one side."""
    left = {event.place for event in c.log.events if event.kind == "breaks_out"}
    assert set(np.flatnonzero(c.state.places.closed).tolist()) == set(c.state.sieges.at)
    assert all(garrison(c, place, siege.side) or c.place_id(place) in left for place, siege in c.state.sieges.at.items())
    for position in c.state.positions.at.values():
        assert position.attackers and {int(c.state.side[f]) for f in position.attackers} == {position.side}


CHECKS = (check_sums, check_vehicles, check_tonnes, check_whereabouts, check_ranges, check_reasons, check_holders, check_front)


def check(c: Campaign) -> None:
    for each in CHECKS:
        each(c)


def check_log(run: tiny.Run) -> None:
    """Time does not run backwards, and who has left the war has no story after that."""
    log = run.result.recorder
    for rows in (log.events, log.captures, log.samples):
        minutes = [row.minute for row in rows]
        assert minutes == sorted(minutes) and all(0 <= minute <= run.result.end_minute for minute in minutes)
    assert log.samples[-1].minute == run.result.end_minute
    out: set[str] = set()
    for event in log.events:
        assert event.formation not in out or event.kind in SPEECH, event
        out |= {event.formation} if event.kind in ("surrender", "disperse") else set()
    check_passes(run)


def check_passes(run: tiny.Run) -> None:
    """Captures, passes and holders agree at every minute: a place is passed by its side, and taken from the other."""
    world, log = run.result.world, run.result.recorder
    sides = [side.id for side in world.spec.sides]
    holder = {place.id: sides[int(row)] for place, row in zip(world.places, world.network.holder_at_start, strict=True)}
    for event in log.events:
        if event.kind == "capture":
            assert holder[event.place] != event.side, event
            holder[event.place] = event.side
        elif event.kind == "pass":
            assert holder[event.place] == event.side, event
    taken = [(event.minute, event.place, event.side) for event in log.events if event.kind == "capture"]
    assert taken == [(capture.minute, capture.place, capture.side) for capture in log.captures]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("without", [[], ["enemy"], ["withdrawal", "works"], ["supply"]], ids=str)
def test_invariants_of_crossroads(seed: int, without: list[str]) -> None:
    run = tiny.fight(load_scenario("crossroads", without=without), at_sample=check, seed=seed)
    check_log(run)
    assert len(run.result.recorder.samples) >= 2 * run.result.world.spec.days


def fought(war: dict[str, Any], folder: Path, **options: Any) -> tiny.Run | None:
    """The run of a war, or None where its plans lead over ways that are not there."""
    try:
        return tiny.fight(tiny.load(war, folder), **options)
    except ScenarioError as error:
        assert all("no way" in problem.text or "find no way" in problem.text for problem in error.problems), error
        return None


@settings(ANY, max_examples=examples(18))
@given(war=wars(), seed=st.integers(1, 5))
def test_invariants_of_any_war(tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int) -> None:
    run = fought(war, tmp_path_factory.mktemp("war"), at_sample=check, seed=seed)
    if run is not None:
        check_log(run)


@pytest.mark.soak
@pytest.mark.timeout(900)
@settings(ANY, max_examples=3000)
@given(war=wars(), seed=st.integers(1, 10_000))
def test_invariants_of_very_many_wars(tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int) -> None:
    run = fought(war, tmp_path_factory.mktemp("war"), at_sample=check, seed=seed)
    if run is not None:
        check_log(run)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["manchuria_1945", "third_army_1944"])
def test_invariants_of_the_campaigns(name: str, record_property: Callable[[str, object], None]) -> None:
    loaded = load_scenario(name)
    for seed in range(1, 11):
        check_log(tiny.fight(loaded, at_sample=check, seed=seed))
    record_property("figure", f"{name}: every invariant held at every sample of 10 runs")


def test_the_checks_do_look(tmp_path: Path) -> None:
    """Each check fails when its truth is broken by hand."""
    c = tiny.fight(tiny.load(tiny.war(), tmp_path)).campaign
    check(c)
    breakages = [
        (check_sums, lambda: c.state.strengths.men.__isub__(1.0)),
        (check_vehicles, lambda: c.state.unit_t.__iadd__(1.0)),
        (check_tonnes, lambda: c.state.transport.delivered_t.__iadd__(1.0)),
        (check_whereabouts, lambda: c.state.places.at[0].update({0, 1})),
        (check_ranges, lambda: c.state.food_days.__isub__(1e6)),
        (check_reasons, lambda: c.state.cause.__setitem__(1, "")),
        (check_holders, lambda: c.state.places.holder.__iadd__(1)),
        (check_front, lambda: c.state.places.closed.__ior__(True)),
    ]
    for look, breaks in breakages:
        look(c)
        breaks()
        with pytest.raises(AssertionError):
            look(c)


def test_the_check_of_tonnes_looks_into_the_depots(tmp_path: Path) -> None:
    source = {"id": "head", "place": "p0", "side": "red", "issues": {"fuel": 20, "all": 50}}
    c = tiny.fight(tiny.load(tiny.war(supply_sources=[source]), tmp_path)).campaign
    depots = c.state.depots
    for book in (depots.stock_t, depots.drawn_t, depots.issued_t, depots.lost_t, depots.called_back_t, depots.shares):
        check_tonnes(c)
        np.add(book, 1.0, out=book)
        with pytest.raises(AssertionError):
            check_tonnes(c)
        np.subtract(book, 1.0, out=book)
