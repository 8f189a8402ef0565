"""Who is in which fight and why: `fights.csv` accounts for every man hit in a fight, and names each capacity."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

import pytest

from analysis.results.load import load_files
from analysis.words.fights import fight_lines, spells
from engine.vocabulary import FightPart
from tests import tiny
from tests.oracles.test_whole_army import STILL


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> tiny.Run:
    """An army of three divisions on one road with its guns behind; works at the first place, a division at the second."""
    army = tiny.formation(id="army", echelon="army", branch="headquarters", mobility="foot", combat=False, men=2000, guns=400)
    rows = [tiny.formation(id=f"r{n}", guns=60, parent="army") for n in (1, 2, 3)]
    garrison = tiny.defender(id="b0", men=1500, guns=0, mobility="fixed", branch="fortified", start={"place": "p1"})
    fort = {"id": "w1", "name": "W1", "place": "p1", "garrison": "b0", "garrison_men": 1500, "frontage_km": 5, "stock_days": 90}
    idle = tiny.defender(id="b9", start={"place": "p3"})
    plans = [*(tiny.attack(f"r{n}", "p2") for n in (1, 2, 3)), tiny.plan("b1", {"task": "hold", "place": "p2"})]
    war = tiny.war(formations=[army, *rows, garrison, tiny.defender(men=8000), idle], plans=plans, forts=[fort], without=STILL)
    settings = {"rules.combat.break_base_hazard": 0.0, "rules.combat.break_loss_hazard": 0.0}
    return tiny.fight(tiny.load(war | {"days": 9}, tmp_path_factory.mktemp("war"), settings=settings))


def test_everybody_who_is_hit_in_a_fight_is_hit_in_one_that_is_written_down(fought: tiny.Run) -> None:
    lost: dict[str, float] = defaultdict(float)
    for row in csv.DictReader(io.StringIO(fought.result.files["fights.csv"])):
        lost[row["formation"]] += float(row["lost"])
    assert lost["r1"] > 0 and lost["b1"] > 0 and lost["army"] > 0
    counted = {each: fought.of("killed", each) + fought.of("wounded", each) for each in ("army", "r1", "r2", "r3", "b1", "w1")}
    taken = fought.of("prisoners", "w1") + counted["w1"]
    assert (
        taken == pytest.approx(1500) and 0 < lost["w1"] < counted["w1"]
    )  # those who die as their works are taken are hit in no impulse
    for each in ("army", "r1", "r2", "r3", "b1"):
        assert lost[each] == pytest.approx(counted[each], abs=0.5)
    assert "b9" not in lost and fought.of("killed", "b9") == 0


def test_each_takes_part_in_the_capacity_that_it_has(fought: tiny.Run) -> None:
    rows = list(csv.DictReader(io.StringIO(fought.result.files["fights.csv"])))
    parts = {(row["formation"], row["place"], row["part"]) for row in rows}
    assert {("r1", "p1", "leads"), ("army", "p1", "supports"), ("w1", "p1", "defends"), ("w1", "p1", "besieged")} <= parts
    assert {("b1", "p2", "defends"), ("r1", "p1", "storms")} <= parts and {row["part"] for row in rows} <= set(FightPart)
    assert {("r2", "p1", "queues"), ("r3", "p1", "queues")} <= parts  # room for one division
    assert all(row["engagement"] == "siege" for row in rows if row["part"] in ("storms", "besieged"))


def test_the_story_of_a_formation_names_its_fights(fought: tiny.Run) -> None:
    result = load_files(fought.result.files)
    end = result.end_minute + 1
    told = "\n".join(fight_lines(result, "r1", 0, end))
    assert told.startswith("\nIts fights:") and FightPart.LEADS.words in told
    whole = sum(each.lost for each in spells(result, "r1", 0, end))
    assert whole == pytest.approx(sum(fought.of(what, "r1") for what in ("killed", "wounded")), abs=0.5)
    assert fight_lines(result, "b9", 0, end) == [] and spells(result, "r1", 0, 1) == []
