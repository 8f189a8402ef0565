"""`beliefs.csv`: what the highest headquarters believed, when it was true and when they heard of it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest

from engine.beliefs import headquarters
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.news import News
from tests.study.folders import swept

HOLDER = ""
"""Formation of a row that tells who holds a place."""


@pytest.fixture(scope="module")
def run() -> RunResult:
    return simulate(load_scenario("crossroads"))


@pytest.fixture(scope="module")
def knowing() -> RunResult:
    return simulate(load_scenario("crossroads", without=["intelligence"]))


def rows(run: RunResult) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run.files["beliefs.csv"])))


def test_nothing_is_heard_before_it_is_true_and_news_is_never_older_than_what_is_known(run: RunResult) -> None:
    newest: dict[tuple[str, str], int] = {}
    told = rows(run)
    assert told and [int(row["heard_minute"]) for row in told] == sorted(int(row["heard_minute"]) for row in told)
    for row in told:
        true, heard = int(row["true_minute"]), int(row["heard_minute"])
        about = (row["headquarters"], row["formation"] or row["place"])
        assert true <= heard <= run.end_minute
        assert row["formation"] == HOLDER or true > newest.get(about, -1)
        newest[about] = true
    assert any(int(row["heard_minute"]) > int(row["true_minute"]) for row in told)


def test_headquarters_hear_of_their_own_troops_and_of_the_enemies_that_these_fight(run: RunResult) -> None:
    side = {formation.id: formation.side for formation in run.world.formations}
    top = {run.world.formations[row].id for row in headquarters(run.world)}
    fought = {(row["place"], row["formation"]) for row in csv.DictReader(io.StringIO(run.files["fights.csv"]))}
    enemies = [row for row in rows(run) if row["formation"] and side[row["formation"]] != side[row["headquarters"]]]
    assert {row["headquarters"] for row in rows(run)} == top and enemies
    assert {(row["place"], row["formation"]) for row in enemies} <= fought
    for row in rows(run):
        if row["formation"] and side[row["formation"]] == side[row["headquarters"]]:
            assert row["headquarters"] in run.world.order_of_battle.tree.chain[row["formation"]]


def test_the_news_of_a_loss_comes_when_the_plans_of_a_headquarters_would_hear_of_it(run: RunResult) -> None:
    """The same draw at the same address: `report_h_per_link` a link, spread by `receipt_ln_sd`."""
    news, found = News(run.world, run.dice), 0
    for row in rows(run):
        h = run.world.formation_row[row["headquarters"]]
        if row["formation"] != HOLDER or row["side"] == run.world.formations[h].side:
            continue
        loss = next(
            loss
            for place, loss in run.knowledge.falls
            if run.world.places[place].id == row["place"] and loss.minute == int(row["true_minute"])
        )
        links = min((more + news.links(h, f, loss.minute) for f, more in loss.seen_by.items()), default=6.0)
        assert int(row["heard_minute"]) == loss.minute + news.delay_min(h, row["place"], loss.occasion, links)
        found += 1
    assert found


def test_without_intelligence_belief_and_truth_are_one_picture(knowing: RunResult) -> None:
    """At every sample every headquarters has every formation of both sides where and as strong as it is, and every holder."""
    told = rows(knowing)
    assert all(row["heard_minute"] == row["true_minute"] for row in told)
    top = [knowing.world.formations[row].id for row in headquarters(knowing.world)]
    believed: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    at, compared = 0, 0
    for track in knowing.tracks:
        while at < len(told) and int(told[at]["heard_minute"]) <= track.minute:
            if told[at]["formation"]:
                believed[told[at]["headquarters"]][told[at]["formation"]] = (told[at]["place"], int(told[at]["men"]))
            at += 1
        for name in top:
            assert believed[name][track.formation] == (track.place, pytest.approx(track.men, abs=1.0))
            compared += 1
    assert compared > 100
    for name in top:
        holders = [
            (row["place"], row["side"], int(row["true_minute"]))
            for row in told
            if not row["formation"] and row["headquarters"] == name
        ]
        assert sorted(holders) == sorted((one.place, one.side, one.minute) for one in knowing.recorder.captures)


def test_a_sweep_keeps_no_beliefs(tmp_path: Path) -> None:
    made = swept(tmp_path / "s", replications=2, last_day=1).folder
    assert not [path for path in made.rglob("*") if "beliefs" in path.name]
