"""A scenario of tables as spreadsheets save them: read as if written out, and every mistake told at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.loading import load_scenario
from tests.scenario.copies import MARK, found

HEAD = """\
format: 1
id: isles
title: Ferry Isles
start: 1943-05-11T06:00
days: 4
sides: [{id: red, name: Red}, {id: blue, name: Blue}]
countries: [{id: redland, name: Redland, side: red}, {id: blueland, name: Blueland, side: blue}]
plans: [{id: go, formation: red1, steps: [{task: march, place: west}, {task: attack, place: east}]}]
"""
LISTED = """\
supply_sources: [{id: s1, place: west, side: red, t_per_day: 500}]
places:
  - {id: west, name: West Point, aliases: [Westport, The Point], country: redland, lat: 52.0, lon: 10.0, kind: city,
     terrain: plain, airfield: true}
  - {id: mid, name: "Middle; town", country: blueland, lat: 52.0, lon: 10.4, kind: town, terrain: plain}
  - {id: east, name: Eastham, country: blueland, lat: 52.0, lon: 10.9, kind: city, terrain: plain}
roads:
  - {id: r1, ends: [west, mid], surface: road, km: 30, terrain: plain}
  - {id: r2, ends: [mid, east], surface: road, km: 36, terrain: plain}
railways: [{id: rail1, ends: [west, mid], km: 31, gauge_mm: 1435}]
formations:
  - {id: red1, name: First Division, short: "1", side: red, echelon: division, branch: rifle, mobility: foot,
     men: 9000, guns: 80, bk_t: 200,
     start: {place: west, ammo_bk: 2, food_days: 10}}
  - {id: blu1, name: First "Blue" Brigade, short: 1 B, side: blue, echelon: brigade, branch: rifle, mobility: foot,
     men: 2000, guns: 10, bk_t: 40,
     start: {place: east, ammo_bk: 2, food_days: 10}}
history: [{id: h1, kind: entry, place: mid, earliest: 1943-05-12, latest: 1943-05-12, text: "Mid falls, at last."}]
"""
TABLED = """\
supply_sources: {csv: tables/sources.tsv}
places: {csv: places.csv, defaults: {terrain: plain, country: blueland}}
roads: {csv: roads.csv, defaults: {surface: road, terrain: plain}}
railways: {csv: railways.csv}
formations: {csv: formations.csv, defaults: {branch: rifle, mobility: foot, start: {ammo_bk: 2, food_days: 10}}}
history: {csv: history.csv}
"""
TABLES = {
    "places.csv": "\ufeffid;name;aliases;country;lat;lon;kind;airfield;terrain\r\n"
    "west;West Point;Westport | The Point;redland;52.0;10.0;city;TRUE;plain\r\n"
    'mid;"Middle; town";;;52.0;10.4;town;;\r\n'
    ";;;;;;;;\r\n"
    "east;Eastham;;;52.0;10.9;city;;\r\n",
    "roads.csv": "id,from,to,km\n# the coast road\nr1,west,mid,30\nr2,mid,east,36\n",
    "railways.csv": "id,from,to,km,gauge_mm\nrail1,west,mid,31,1435",
    "formations.csv": "id,name,short,side,echelon,men,guns,bk_t,start.place\n"
    "red1,First Division,1,red,division,9000,80,200,west\n"
    'blu1,"First ""Blue"" Brigade",1 B,blue,brigade,2000,10,40,east\n',
    "history.csv": 'id,kind,place,earliest,latest,text\nh1,entry,mid,1943-05-12,1943-05-12,"Mid falls, at last."\n',
    "tables/sources.tsv": "id\tplace\tside\tt_per_day\ns1\twest\tred\t500\n",
}


def written(folder: Path) -> Path:
    """The scenario with its tables."""
    (folder / "tables").mkdir()
    (folder / "scenario.yaml").write_text(HEAD + TABLED)
    for name, text in TABLES.items():
        (folder / name).write_bytes(text.encode())
    return folder


def test_tables_mean_what_the_same_lists_mean(tmp_path: Path) -> None:
    (tmp_path / "lists.yaml").write_text(HEAD + LISTED)
    (tmp_path / "tables").mkdir()
    written(tmp_path / "tables")
    listed, tabled = load_scenario(tmp_path / "lists.yaml"), load_scenario(tmp_path / "tables")
    assert tabled.spec == listed.spec and tabled.digest == listed.digest
    assert tabled.warnings == listed.warnings == ()


WRONG = [
    (
        "places.csv",
        "52.0;10.4",
        f"{MARK}52,0;10.4",
        "places[1].lat is '52,0'; it must be a number, -90 to 90; write decimals with a point: 52.0",
    ),
    ("places.csv", "10.9;city", f"10.9;{MARK}citty", "crossing, desert, assembly; did you mean 'city'?"),
    ("places.csv", ";airfield;", f";{MARK}airfeld;", "places have no 'airfeld'; did you mean 'airfield'?"),
    (
        "roads.csv",
        "r2,mid,east",
        f"r2,mid,{MARK}eastt",
        "roads[1].ends[1] is 'eastt', which is not in places; did you mean 'east'?",
    ),
    (
        "roads.csv",
        "west,mid,30",
        f"west,mid,{MARK}30 km",
        "roads[0].km is '30 km'; it must be a number, more than 0 and at most 50000; leave the unit out: 30",
    ),
    ("roads.csv", "mid,east,36", f"mid,east,36,,{MARK}9", "this row has more cells than the 4 columns of the header"),
    (
        "roads.csv",
        "r2,mid,east,36",
        f"{MARK}r2,mid,east,",
        "roads[1] has no 'km'; it needs a number, more than 0 and at most 50000",
    ),
    ("roads.csv", "r2,mid", f"{MARK}r1,mid", "roads[1].id is 'r1', which roads[0] has already; choose another"),
    ("roads.csv", "id,from,to,km", f"id,from,to,km,{MARK}km", "the column 'km' is given twice; take one of the two out"),
    (
        "formations.csv",
        ",9000,",
        f',{MARK}"9,000",',
        "formations[0].men is '9,000'; it must be a number, 0 or more; write thousands without it: 9000",
    ),
    (
        "formations.csv",
        '"First ""Blue"" Brigade"',
        f'{MARK}"First Blue',
        "a quote is opened here and not closed; close it, or take it out",
    ),
    (
        "formations.csv",
        "200,west",
        f"200,{MARK}wset",
        "formations[0].start.place is 'wset', which is not in places; did you mean 'west'?",
    ),
    (
        "history.csv",
        ",mid,1943-05-12,",
        f",mid,{MARK}1943-05-32,",
        "which is not in the calendar (years 1000-8999); write it as 1990-05-01T06:30",
    ),
    ("scenario.yaml", "csv: roads.csv", f"csv: {MARK}raods.csv", "there is no file "),
    ("scenario.yaml", "csv: roads.csv", f"csv: {MARK}../roads.csv", "roads.csv must name a .csv file beside or below this one"),
    (
        "scenario.yaml",
        "csv: railways.csv",
        f"csv: railways.csv, {MARK}default: 1",
        "a table has no 'default'; did you mean 'defaults'?",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), WRONG, ids=[case[2] for case in WRONG])
def test_a_mistake_in_a_table_is_told_at_its_cell(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    path = written(tmp_path) / file
    text = path.read_bytes().decode("utf-8-sig")
    assert old in text
    before, _, after = text.replace(old, new, 1).partition(MARK)
    path.write_bytes((before + after).encode())
    lines = before.replace("\r\n", "\n").split("\n")
    problems = [each for each in found(tmp_path) if not each.warning]
    assert [(Path(each.file).name, each.line, each.column) for each in problems] == [(file, len(lines), len(lines[-1]) + 1)], (
        problems
    )
    assert said in problems[0].text


LACKING = [
    (
        "history.csv",
        "id,kind,place\nh1,entry,mid\nh2,entry,east\n",
        [(1, "the table has no columns earliest (a local time such as 1990-05-01T06:30, or a day such as 1990-05-01), latest ")],
    ),
    (
        "history.csv",
        "id,kind,place,date,text\nh1,entry,mid,1943-05-12,Mid\nh2,entry,midd,1943-05-12,Mid\n",
        [
            (1, "history has no 'date'; write earliest and latest, the same day in both if it is certain"),
            (3, "history[1].place is 'midd', which is not in places; did you mean 'mid'?"),
        ],
    ),
    (
        "roads.csv",
        "id,from,km\nr1,west,30\nr2,mid,thirty\n",
        [
            (1, "the table has no columns from and to (a place each); add them, or give one value for all rows in its defaults:"),
            (3, "roads[1].km is 'thirty'; it must be a number, more than 0 and at most 50000"),
        ],
    ),
    (
        "formations.csv",
        "id,name,side,echelon,men\nred1,First Division,red,division,9000\nblu1,First Brigade,blue,brigade,2000\n",
        [(1, "the table has no columns short (text of 1-20 characters) and start.place (an id); add them, or give ")],
    ),
    (
        "places.csv",
        "id,name,side,lat,lon,kind\nwest,West,red,52,10,city\nmid,Mid,blue,52,10.4,town\neast,East,blue,52,10.9,city\n",
        [(1, "places have no 'side'; country says whose ground it is, and held_by a side that holds it otherwise at the start")],
    ),
]


@pytest.mark.parametrize(("file", "text", "told"), LACKING, ids=[case[2][0][1][:60] for case in LACKING])
def test_a_missing_column_is_one_mistake_of_its_table_and_hides_no_other(
    tmp_path: Path, file: str, text: str, told: list[tuple[int, str]]
) -> None:
    (written(tmp_path) / file).write_text(text)
    problems = [each for each in found(tmp_path) if not each.warning]
    assert [(Path(each.file).name, each.line) for each in problems] == [(file, line) for line, _ in told], problems
    assert all(said in each.text for each, (_, said) in zip(problems, told, strict=True)), problems


def test_a_table_of_a_variant_lacks_what_its_base_lacks(tmp_path: Path) -> None:
    """A column that neither has is told once, for the base; one that the base has is nobody's mistake."""
    (written(tmp_path) / "formations.csv").write_text(
        TABLES["formations.csv"].replace("short,", "").replace(",1,", ",").replace(",1 B,", ",")
    )
    (tmp_path / "late.yaml").write_text("extends: scenario.yaml\nid: late\nformations: {csv: late.csv}\n")
    (tmp_path / "late.csv").write_text("id,men\nred1,7000\n")
    (problem,) = [each for each in found(tmp_path / "late.yaml") if not each.warning]
    assert (Path(problem.file).name, problem.line, problem.column) == (
        "formations.csv",
        1,
        1,
    ) and "no column short" in problem.text


def test_a_variant_changes_what_a_table_gives(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "late.yaml").write_text("extends: scenario.yaml\nid: late\nformations: {csv: late.csv}\n")
    (tmp_path / "late.csv").write_text("id,men\nred1,7000\n")
    late = load_scenario(tmp_path / "late.yaml").spec
    assert [formation.men for formation in late.formations] == [7000, 2000]
