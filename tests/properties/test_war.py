"""What must not matter does not: names, idle neighbours, an enemy who is not there."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.randomness import entity_number
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.simulation import simulate
from tests import tiny
from tests.effort import examples
from tests.properties.random_wars import ANY, PLACES, wars

FEW = settings(ANY, max_examples=examples(4))
LOGS = ("events.csv", "tracks.csv", "captures.csv")
SEEDS = st.integers(1, 5)


def folder(factory: pytest.TempPathFactory, war: dict[str, Any], **options: Any) -> LoadedScenario:
    return tiny.load(war, factory.mktemp("war"), **options)


def logs(loaded: LoadedScenario, seed: int) -> dict[str, str]:
    tables = simulate(loaded, seed=seed).tables
    return {name: tables[name] for name in LOGS}


def exchanged(text: str) -> str:
    """Red and blue with each other's names."""
    return re.sub(r"\b(red|blue)\b", lambda word: {"red": "blue", "blue": "red"}[word[0]], text)


@FEW
@given(war=wars(), seed=SEEDS)
def test_sides_with_exchanged_names_fight_the_same_war(
    tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int
) -> None:
    other = json.loads(exchanged(json.dumps(war)))
    assert [side["id"] for side in other["sides"]] == ["blue", "red"]  # the attacker still comes first
    there, here = logs(folder(tmp_path_factory, other), seed), logs(folder(tmp_path_factory, war), seed)
    assert {name: exchanged(text) for name, text in there.items()} == here


@FEW
@given(war=wars(), seed=SEEDS)
def test_who_comes_first_in_the_list_of_sides_matters_to_surprise_alone(
    tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int
) -> None:
    war["surprise"] = None
    other = war | {"sides": war["sides"][::-1]}
    assert logs(folder(tmp_path_factory, other), seed) == logs(folder(tmp_path_factory, war), seed)


@FEW
@given(war=wars(), seed=SEEDS)
def test_places_and_formations_by_other_names_give_the_same_war(
    tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int
) -> None:
    """Names in the same order, and dice that are told the old ones."""
    other = json.loads(re.sub(r'"([prb]\d)"', r'"a_\1"', json.dumps(war)))
    with mock.patch("engine.randomness.entity_number", lambda entity: entity_number(entity.replace("a_", ""))):
        there = logs(folder(tmp_path_factory, other), seed)
    assert {name: text.replace("a_", "") for name, text in there.items()} == logs(folder(tmp_path_factory, war), seed)


@FEW
@given(war=wars(), seed=SEEDS)
def test_idle_bystanders_change_nobody(tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int) -> None:
    """Two divisions, one of each side, on islands of their own; everybody's row in the tables moves."""
    idle = [
        tiny.formation(id=name, side=side, start={"place": place})
        for name, side, place in (("a0", "red", "p0_isle"), ("m0", "blue", "z_isle"))
    ]
    isles = [war["places"][row] | {"id": name, "lat": 60.0} for row, name in ((0, "p0_isle"), (PLACES - 1, "z_isle"))]
    watched = war | {"formations": [*idle, *war["formations"]], "places": [*war["places"], *isles]}
    there = {name: without_rows(text, {"a0", "m0"}) for name, text in logs(folder(tmp_path_factory, watched), seed).items()}
    assert there == logs(folder(tmp_path_factory, war), seed)


def without_rows(text: str, formations: set[str]) -> str:
    """A log without the rows of some formations."""
    return "".join(row for row in text.splitlines(keepends=True) if not formations & set(row.split(",")[:6]))


@FEW
@given(war=wars(), seed=SEEDS)
def test_without_enemy_is_the_war_without_his_fighting_troops(
    tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int
) -> None:
    """The attacker of a war without resistance marches as where nobody is, to the last draw of friction; staffs in his way
    are taken only where there is a war. He has no depots: what is found in them depends on those who lived on them."""
    war |= {"messages": [], "allocations": [], "forts": []}
    war["plans"] = [plan for plan in war["plans"] if plan["formation"].startswith("r")]
    war["supply_sources"] = [source for source in war.get("supply_sources", []) if source["side"] == "red"]
    for row in war["formations"]:
        row["mobility"] = "foot" if row["mobility"] == "fixed" else row["mobility"]
        if row["side"] == "blue" and not row.get("combat", True):
            row["mobility"] = "fixed"  # a staff that falls back blows bridges behind itself
            row["aircraft"] = 0  # they fly where there is a war, whoever stands below
    enemy = {row["id"] for row in war["formations"] if row["side"] == "blue" and row.get("combat", True)}
    alone = war | {"formations": [row for row in war["formations"] if row["id"] not in enemy]}
    blue = {row["id"] for row in war["formations"] if row["side"] == "blue"}
    unopposed, empty, unresisting = (
        {name: without_rows(text, blue) for name, text in logs(folder(tmp_path_factory, each, without=off), seed).items()}
        for each, off in ((war, ["enemy"]), (alone, []), (alone, ["enemy"]))
    )
    assert unopposed == empty == unresisting


def at_rest(loaded: LoadedScenario) -> LoadedScenario:
    """A scenario whose second side has no orders, and no depots: what is found in them depends on those who lived on them."""
    theirs = {row.id for row in loaded.spec.formations if row.side == loaded.spec.sides[1].id}
    plans = [plan for plan in loaded.spec.plans if plan.formation not in theirs]
    sources = [source for source in loaded.spec.supply_sources if source.side != loaded.spec.sides[1].id]
    return dataclasses.replace(loaded, spec=loaded.spec.model_copy(update={"plans": plans, "supply_sources": sources}))


def stripped(loaded: LoadedScenario) -> LoadedScenario:
    """A scenario whose second side has no fighting troops, and nobody who could send a message."""
    spec = loaded.spec
    gone = {row.id for row in spec.formations if row.side == spec.sides[1].id and row.combat}
    return dataclasses.replace(
        loaded,
        spec=spec.model_copy(
            update={
                "formations": [row for row in spec.formations if row.id not in gone],
                "forts": [],
                "strengths": [],
                "messages": [],
                "plans": [plan for plan in spec.plans if plan.formation not in gone],
                "absences": [row for row in spec.absences if row.formation not in gone],
            }
        ),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_crossroads_without_enemy_is_crossroads_without_the_union_in_arms(seed: int, tmp_path: Path) -> None:
    friction = tmp_path / "friction.yaml"
    friction.write_text("extends: crossroads\nid: friction\nwithout: []\n", encoding="utf-8")
    unopposed = at_rest(load_scenario(friction, without=["enemy"]))
    union = {row.id for row in unopposed.spec.formations if row.side == "union"} | {fort.id for fort in unopposed.spec.forts}
    union |= {"sorties", *(landing.id for landing in unopposed.spec.air_landings)}  # what only a war sets going
    full, empty = logs(unopposed, seed), logs(stripped(at_rest(load_scenario(friction))), seed)
    assert {name: without_rows(text, union) for name, text in full.items()} == {
        name: without_rows(text, union) for name, text in empty.items()
    }
    assert len(full["captures.csv"].splitlines()) > 8


def test_noise_off_takes_the_dice_of_combat_out_and_nothing_else(tmp_path: Path) -> None:
    loaded = tiny.load(tiny.war(), tmp_path, settings=tiny.settled())
    assert len({logs(loaded, seed)["tracks.csv"] for seed in range(4)}) == 1
    noisy = tiny.load(tiny.war(), tmp_path)
    assert len({logs(noisy, seed)["tracks.csv"] for seed in range(4)}) == 4
