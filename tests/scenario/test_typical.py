"""Formations like typical ones: completed with sources, overridden by what their author gives, refused under a wrong name."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from engine.scenario import forces
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.typical import catalogue
from engine.theatre.preparation import prepare
from tests.cli.shell import say
from tests.scenario.copies import MARK, found
from tests.scenario.test_tables import HEAD, LISTED

OWN = LISTED[: LISTED.index("formations:")]
ROW = (
    '{id: red1, name: First, short: "1", side: red, like: soviet_1945.rifle_division,'
    " start: {place: west, fuel_fills: 1, ammo_bk: 1}"
)
OTHER = (
    "{id: blu1, name: Blue, short: B, side: blue, like: japanese_1945.mixed_brigade, men: 4000,"
    " start: {place: east, fuel_fills: 1, ammo_bk: 1}}"
)


def loaded(tmp_path: Path, more: str = "") -> LoadedScenario:
    (tmp_path / "one.yaml").write_text(f"{HEAD}{OWN}formations:\n  - {ROW}{more}}}\n  - {OTHER}\n")
    return load_scenario(tmp_path / "one.yaml")


def test_a_formation_takes_from_its_type_what_it_does_not_say_with_source_and_grade(tmp_path: Path) -> None:
    one = loaded(tmp_path, ", men: {value: 7800, source: a diary, grade: B}, guns: 100")
    row, formation = catalogue()["soviet_1945.rifle_division"], one.spec.formations[0]
    assert (formation.echelon, formation.branch, formation.mobility) == ("division", "rifle", "foot")
    assert (formation.men, formation.guns, formation.anti_tank_guns) == (7800, 100, None)
    assert (formation.fill_t, formation.bk_t, formation.horses) == (
        float(row["fill_t"]),
        float(row["bk_t"]),
        float(row["horses"]),
    )
    assert one.grades["formations.red1.men"] == ("a diary", "B")
    source, grade = one.grades["formations.red1.bk_t"]
    assert grade == "C" and source.startswith("typical Rifle division") and "formations.red1.guns" not in one.grades
    assert one.warnings == ()
    assert all("lorries" in doubt.text for doubt in prepare(one).warnings)  # the usual number stands in, and says so


def test_a_wrong_type_is_refused_where_it_stands(tmp_path: Path) -> None:
    before, _, after = ROW.replace("like: soviet", f"like: {MARK}sovjet").partition(MARK)
    (tmp_path / "one.yaml").write_text(f"{HEAD}{OWN}formations:\n  - {before}{after}, {MISSING}}}\n  - {OTHER}\n")
    (problem,) = [each for each in found(tmp_path / "one.yaml") if not each.warning]
    assert problem.text.startswith(
        "like is 'sovjet_1945.rifle_division', which is no typical formation; did you mean 'soviet_1945.rifle_division'?"
    )
    assert problem.column == len(before) + 5


MISSING = "echelon: division, branch: rifle, mobility: foot, men: 9000"


def test_a_table_may_name_types(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(f"{HEAD}{OWN}formations: {{csv: army.csv}}\n")
    (tmp_path / "army.csv").write_text(
        "id,name,short,side,like,start.place,start.fuel_fills,men\n"
        "red1,First,1,red,soviet_1945.rifle_division,west,1,\nblu1,Blue,B,blue,japanese_1945.mixed_brigade,east,1,4000\n"
    )
    assert [each.men for each in load_scenario(tmp_path / "one.yaml").spec.formations] == [9500, 4000]


@pytest.mark.parametrize("name", catalogue())
def test_every_type_is_a_formation_of_the_format(name: str) -> None:
    row = catalogue()[name]
    assert row["echelon"] in get_args(forces.Echelon) and row["branch"] in get_args(forces.Branch)
    assert row["mobility"] in get_args(forces.Mobility) and row["grade"] in ("A", "B", "C") and row["source"]
    assert 1000 <= float(row["men"]) <= 60_000 and float(row["bk_t"]) > 0 and float(row["fill_t"]) >= 0


def test_types_are_listed_by_word() -> None:
    lines = say("list", "types", "rifle division").stdout.splitlines()
    assert len(lines) >= 8 and all("rifle division" in line.lower() for line in lines)
