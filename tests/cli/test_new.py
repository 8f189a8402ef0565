"""Beginnings: a scenario that runs, and what can be made of tables and of a map; then from four tables to a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.scenario.loading import load_scenario
from engine.scenario.yaml_tree import read_tree
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests.cli.shell import say

COLUMNS, LINES = 6, 5


def test_a_new_scenario_runs_and_nothing_is_said_against_it(tmp_path: Path) -> None:
    outcome = say("new", tmp_path / "My War")
    assert outcome.exit_code == 0 and "next: august-storm validate" in outcome.stdout
    assert say("validate", tmp_path / "My War", "--strict").exit_code == 0
    loaded = load_scenario(tmp_path / "My War")
    assert (loaded.spec.id, loaded.spec.title) == ("my_war", "My War")
    assert (len(loaded.spec.places), len(loaded.spec.sides), len(loaded.spec.formations)) == (5, 2, 3)
    assert ",capture," in str(simulate(prepare(loaded)).files["events.csv"])
    again = say("new", tmp_path / "My War")
    assert again.exit_code == 2 and "exists; give another folder" in again.stderr


def name(column: int, line: int) -> str:
    return "riverton" if (column, line) == (1, 2) else f"p{column}{line}"


def tables(folder: Path) -> Path:
    """Thirty places, forty roads, twenty formations and ten dated events, as four people keep them, with five mistakes."""
    folder.mkdir()
    places = ["id;name;country;lat;lon;kind"]
    for line in range(LINES):
        for column in range(COLUMNS):
            country = "north" if line == 0 else "south"
            places.append(f"{name(column, line)};Town {column}{line};{country};{50 - 0.3 * line:.1f};{8 + 0.4 * column:.1f};town")
    (folder / "places.csv").write_text("\ufeff" + "\r\n".join(places).replace("50.0;8.4", "50,0;8.4"), encoding="utf-8")
    ways = [(name(c, y), name(c, y + 1), 37) for c in range(COLUMNS) for y in range(LINES - 1)]
    ways += [(name(c, y), name(c + 1, y), 32) for y in range(LINES) for c in range(COLUMNS - 1) if (c, y) != (4, 4)][:16]
    roads = [f"{a}-{b},{a},{b},{km}" for a, b, km in ways]
    (folder / "roads.csv").write_text(
        "id,from,to,km\n" + "\n".join(roads).replace("p00,p01,37", "p00,p01,37 km"), encoding="utf-8"
    )
    rows = ["id,name,short,side,like,men,start.place,start.fuel_fills,start.ammo_bk,start.food_days"]
    for n in range(10):
        rows.append(f'r{n},Red {n},R{n},red,soviet_1945.rifle_division,"9,000",{name(n % 6, 0)},1,2,10')
        rows.append(f"b{n},Blue {n},B{n},blue,german_1945.infantry_division,7000,{name(n % 6, 1 + n % 4)},1,2,10")
    rows[1:] = [row.replace('"9,000"', "9000") if not row.startswith("r3") else row for row in rows[1:]]
    (folder / "formations.csv").write_text("\n".join(rows).replace(",riverton,", ",rivertown,", 1), encoding="utf-8")
    events = ["id,kind,place,earliest,latest,text"]
    events += [f"e{n},entry,{name(n % 6, 1 + n // 6)},1944-07-0{3 + n // 3},1944-07-0{4 + n // 3},Town taken" for n in range(10)]
    (folder / "history.csv").write_text("\n".join(events).replace("1944-07-03,", "1944-07-03T06:00:00,", 1), encoding="utf-8")
    return folder


MENDS = (
    ("places.csv:3:19", "write decimals with a point: 50.0", "50,0", "50.0"),
    ("roads.csv:2:17", "leave the unit out: 37", "37 km", "37"),
    ("formations.csv:8:44", "write thousands without it: 9000", '"9,000"', "9000"),
    ("formations.csv:", "did you mean 'riverton'?", ",rivertown,", ",riverton,"),
    ("history.csv:2:14", "leave out the seconds: 1944-07-03T06:00", "06:00:00", "06:00"),
)
BY_HAND = """\
supply_sources:
  - {id: north_depot, place: p20, side: red, t_per_day: 3000}
  - {id: south_depot, place: p23, side: blue, t_per_day: 2000}
plans:
  - {id: west, formation: r0, steps: [{task: march, place: p00}, {task: attack, place: p01}, {task: attack, place: p02}]}
  - {id: centre, formation: r1, steps: [{task: march, place: p10}, {task: attack, place: p11}, {task: attack, place: riverton}]}
  - {id: middle, formation: r2, steps: [{task: march, place: p20}, {task: attack, place: p21}, {task: attack, place: p22}]}
  - {id: east, formation: r3, steps: [{task: march, place: p30}, {task: attack, place: p31}]}
  - {id: reserve_a, formation: r4, steps: [{task: hold, place: p40}]}
  - {id: reserve_b, formation: r5, steps: [{task: hold, place: p50}]}
  - {id: second_a, formation: r6, steps: [{task: hold, place: p00}]}
  - {id: second_b, formation: r7, steps: [{task: hold, place: p10}]}
  - {id: second_c, formation: r8, steps: [{task: hold, place: p20}]}
  - {id: second_d, formation: r9, steps: [{task: hold, place: p30}]}
"""


def test_from_four_tables_to_a_page_in_five_commands(tmp_path: Path) -> None:
    """With five of the usual mistakes, corrected by what the messages say, and under forty lines by hand."""
    war = tmp_path / "war"
    assert say("new", war, "--from", tables(tmp_path / "given")).exit_code == 0  # 1
    told = say("validate", war).stderr  # 2
    assert len([line for line in told.splitlines() if not line.startswith("warning: ")]) == len(MENDS), told
    for at, mend, wrong, right in MENDS:
        assert any(at in line and mend in line for line in told.splitlines()), (at, mend, told)
        file = war / at.partition(":")[0]
        text = file.read_text(encoding="utf-8")
        assert text.count(wrong) >= 1
        file.write_text(text.replace(wrong, right), encoding="utf-8")
    head = (war / "scenario.yaml").read_text(encoding="utf-8")
    kept = [line for line in head.splitlines() if not line.startswith(("supply_sources:", "plans:", "#"))]
    assert all(
        "# GAP: " in line for line in head.splitlines() if line.startswith(("start:", "roads:", "plans:", "supply_sources:"))
    )
    (war / "scenario.yaml").write_text("\n".join([*kept, BY_HAND]), encoding="utf-8")
    assert len([*kept, *BY_HAND.splitlines()]) < 40
    outcome = say("validate", war)  # 3
    assert outcome.exit_code == 0 and "30 places, 40 roads, 0 railways, 20 formations" in outcome.stdout, outcome.stderr
    assert say("run", war, "--no-pictures", "--out", tmp_path / "result").exit_code == 0  # 4
    assert say("replay", tmp_path / "result", "-o", tmp_path / "war.html").exit_code == 0  # 5
    page = (tmp_path / "war.html").read_text(encoding="utf-8")
    assert "Town 30" in page and "Red 3" in page


def test_one_bad_date_leaves_the_start_to_the_good_ones_and_gaps_name_their_keys(tmp_path: Path) -> None:
    (given := tmp_path / "given").mkdir()
    (given / "history.csv").write_text(
        "id,kind,place,earliest,latest,text\na,entry,p,21/01/1941,1941-01-22,A\nb,entry,p,1941-01-19T06:00,1941-02-30,B\n"
    )
    (given / "places.csv").write_text("id,name,country,lat,lon\np,P,north,50,8\n")
    assert say("new", tmp_path / "war", "--from", given).exit_code == 0
    text = (tmp_path / "war" / "scenario.yaml").read_text()
    assert "start: 1941-01-19T00:00 " in text and "days: 7 " in text
    assert (
        "defaults: {kind: town, terrain: plain}}   # GAP: the table does not say kind, terrain; this holds for all rows" in text
    )
    told = say("validate", tmp_path / "war").stderr
    assert "history.csv:2:11 history[0].earliest is '21/01/1941'" in told


MAP = [
    ("Point", [8.0, 50.0], {"name": "Ash", "place": "village"}),
    ("Point", [8.5, 50.001], {"name": "Beech Hill"}),
    ("Point", [8.25, 49.8], {"name": "Ash"}),
    ("LineString", [[8.0, 50.0], [8.1, 50.0], [8.25, 50.0], [8.4, 50.0], [8.5, 50.0]], {"highway": "primary"}),
    ("LineString", [[8.25, 49.8], [8.25, 49.9], [8.251, 50.0]], {}),
    ("MultiLineString", [[[8.5, 50.0], [8.6, 50.05], [8.7, 50.0]]], {"highway": "track"}),
]


def geojson(path: Path, features: list[tuple[str, object, dict[str, str]]]) -> Path:
    rows = [
        {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": where}}
        for kind, where, properties in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def test_a_map_becomes_places_and_roads(tmp_path: Path) -> None:
    war = tmp_path / "war"
    outcome = say("new", war, "--from", geojson(tmp_path / "land.geojson", MAP), "--km-factor", "1.2")
    assert outcome.exit_code == 0 and "gaps are marked with GAP" in outcome.stdout
    roads = (war / "roads.csv").read_text().splitlines()
    rows = {tuple(line.split(",")[1:4]): float(line.split(",")[5]) for line in roads[1:]}
    assert rows.keys() == {
        ("ash", "junction_1", "highway"),
        ("junction_1", "beech_hill", "highway"),
        ("ash_2", "junction_1", ""),
        ("beech_hill", "junction_2", "track"),
    }
    # a quarter of a degree of longitude at 50 N is 17.87 km
    assert rows["ash", "junction_1", "highway"] == pytest.approx(17.87 * 1.2, abs=0.1)
    assert "length of the line in land.geojson times 1.2" in (war / "roads.csv").read_text()
    places = (war / "places.csv").read_text()
    assert "ash,Ash,,50.0,8.0,town," in places and "ash_2,Ash,,49.8,8.25,," in places and places.count("junction") == 2
    root, problems = read_tree(war / "scenario.yaml", "scenario.yaml")
    assert all(problem.warning for problem in problems) and isinstance(root.value, dict)
    told = say("validate", war).stderr
    errors = [
        line.split(" ", 1)[1] for line in told.splitlines() if not line.startswith("warning: ") and "formations" not in line
    ]
    gaps = ("start", "days", "places.country", "places.kind", "places.terrain", "roads.surface", "roads.terrain")
    assert [error.partition(";")[0] for error in errors] == [f"{gap} is a gap that only you can fill" for gap in gaps]
    assert "still marked as a gap: nobody starts there; say which side holds it; put it right" in told


def test_a_map_gives_countries_and_railways_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    ring = [[[8.0, 50.0], [8.1, 50.0], [8.1, 50.1], [8.0, 50.0]]]
    more: list[tuple[str, object, dict[str, str]]] = [
        ("Point", [8.8, 50.0], {"name": "Cedar", "country": "South Land"}),
        ("LineString", [[8.0, 50.0], [8.4, 50.1], [8.8, 50.0]], {"railway": "rail", "gauge": "1067"}),
        ("LineString", [[8.8, 50.0], [9.0, 50.0]], {"railway": "narrow_gauge"}),
        ("LineString", [[8.0, 50.0], [8.4, 50.3]], {"waterway": "river"}),
        ("Polygon", ring, {}),
        ("MultiPolygon", [ring], {}),
    ]
    file = geojson(tmp_path / "land.geojson", [*MAP, *more])
    content = json.loads(file.read_text())
    content["features"].append({"type": "Feature", "properties": {"name": "Nowhere"}, "geometry": None})
    file.write_text(json.dumps(content))
    outcome = say("new", tmp_path / "war", "--from", file)
    left_out = (
        "2 areas are left out; august-storm map takes land and lakes from it",
        "1 river, border or coast is left out; august-storm map takes rivers and borders from it",
        "1 feature without geometry is left out",
    )
    text = (tmp_path / "war" / "scenario.yaml").read_text()
    assert all(line in outcome.stdout and f"# GAP: {line}" in text for line in left_out)
    assert "  - {id: south_land, name: South Land, " in text and "    country: GAP   # GAP: 6 of 7 rows do not say" in text
    rails = [line.split(",")[1:5] for line in (tmp_path / "war" / "railways.csv").read_text().splitlines()[1:]]
    assert rails == [["ash", "cedar", "1067", "67.4"], ["cedar", "junction_3", "", "15.7"]]
    assert "    gauge_mm: GAP   # GAP: 1 of 2 rows do not say" in text
    roads = (tmp_path / "war" / "roads.csv").read_text()
    assert roads.count("\n") == 5 and "cedar" not in roads
    told = say("validate", tmp_path / "war").stderr
    assert "railways.gauge_mm is a gap that only you can fill" in told and "railways.csv" not in told


def test_a_map_whose_gaps_are_filled_is_valid_and_says_which_guesses_are_left(tmp_path: Path) -> None:
    war = tmp_path / "war"
    say("new", war, "--from", geojson(tmp_path / "land.geojson", MAP))
    text = (war / "scenario.yaml").read_text()
    filled = {
        "start": "1944-07-01T06:00",
        "days": "3",
        "country": "red_land",
        "kind": "town",
        "terrain": "plain",
        "surface": "road",
    }
    for key, value in filled.items():
        text = re.sub(rf"({key}: )GAP +# GAP.*", rf"\g<1>{value}", text)
    one = "[{id: r, name: R, short: R, side: red, like: soviet_1945.rifle_division, men: 9000, start: {place: ash}}]"
    (war / "scenario.yaml").write_text(re.sub(r"formations: \[\].*", f"formations: {one}", text))
    outcome = say("validate", war)
    assert outcome.exit_code == 0, outcome.stderr
    left = [line for line in outcome.stderr.splitlines() if "still marked as a gap" in line]
    assert len(left) == text.count("# GAP") - 1  # but that of the formations
    assert say("validate", war, "--strict").exit_code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no GeoJSON (or TopoJSON) file with features"),
        ('{"features": [1]}', "is no GeoJSON (or TopoJSON) file with features"),
        ('{"features": []}', "has no points and no lines"),
    ],
)
def test_what_is_no_map_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.geojson").write_text(text)
    outcome = say("new", tmp_path / "war", "--from", tmp_path / "a.geojson")
    assert outcome.exit_code == 2 and said in outcome.stderr and not (tmp_path / "war").exists()


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = say("new", tmp_path / "war", "--from", tmp_path / "empty")
    assert outcome.exit_code == 2 and "has no places.csv" in outcome.stderr


def test_units_of_orbat_mapper_become_formations(tmp_path: Path) -> None:
    men, tanks = [{"name": "Men", "count": 9000}], [{"name": "T-34 tank", "count": 60}, {"name": "Field gun", "count": 24}]
    division: dict[str, object] = {"id": "40", "name": "40th Division", "sidc": "10031000211211020000", "location": [8.0, 50.0]}
    division |= {"personnel": men, "equipment": tanks}
    below = {"id": "bn", "name": "1st Battalion", "sidc": "10031000161211000000", "location": [8.0, 50.0]}
    brigade = {"id": "b", "name": "Tank Brigade", "sidc": "10031000181205000000", "state": [{"t": 0, "location": [8.01, 50.0]}]}
    ship = {"id": "s", "name": "Ship", "sidc": "10033000001201000000", "location": [8.0, 50.0]}
    lost = {"id": "l", "name": "Lost", "sidc": "10061000211211000000"}
    staff: dict[str, object] = {
        "id": "corps",
        "name": "Corps",
        "sidc": "10031002220000000000",
        "subUnits": [division, brigade, below, ship],
    }
    staff["location"] = [8.5, 50.5]
    sides = [
        {"id": "1", "name": "Blue Land", "standardIdentity": "3", "groups": [{"id": "g", "name": "G", "subUnits": [staff]}]},
        {"id": "2", "name": "Red", "standardIdentity": "6", "groups": [{"id": "h", "name": "H", "subUnits": [lost]}]},
    ]
    (tmp_path / "a.json").write_text(
        json.dumps({"type": "ORBAT-mapper", "version": "2.0.0", "startTime": "1944-07-01T04:30:00+02:00", "sides": sides})
    )
    assert say("new", tmp_path / "war", "--from", tmp_path / "a.json").exit_code == 0
    head, *rows = (tmp_path / "war" / "formations.csv").read_text().splitlines()
    found = {row["id"]: row for row in (dict(zip(head.split(","), line.split(","), strict=True)) for line in rows)}
    assert {name: (row["echelon"], row["branch"], row["mobility"], row["parent"]) for name, row in found.items()} == {
        "corps": ("corps", "headquarters", "motor", ""),
        "40": ("division", "mechanized", "tracked", "corps"),
        "b": ("brigade", "tank", "tracked", "corps"),
    }
    assert (found["40"]["men"], found["40"]["tanks"], found["40"]["guns"], found["b"]["men"]) == ("9000", "60", "24", "")
    assert found["40"]["start.place"] == found["b"]["start.place"] != found["corps"]["start.place"]
    text = (tmp_path / "war" / "scenario.yaml").read_text()
    for gap in ("1 unit below a regiment", "1 unit without a position", "1 unit not of the land"):
        assert f"# GAP: {gap} is left out" in text
    assert "start: 1944-07-01T04:30 " in text and "utc_offset_hours: 2\n" in text
    assert "  - {id: red, name: Red}   # GAP: no formation of this side could be taken from the file" in text
    told = say("validate", tmp_path / "war").stderr
    assert "formations.csv:4:1 formations[2] has no 'men'" in told
    assert "places.terrain is a gap that only you can fill; it must be one of plain, " in told and "days is a gap" in told
    assert "start is a gap" not in told and "sides is" not in told and "still marked as a gap: no formation of this side" in told


@pytest.mark.parametrize(
    ("given", "start"), [(-804_835_800_000, "1944-06-30T18:30"), ("1944-07-01T06:00:00Z", "1944-07-01T06:00"), ("soon", "GAP")]
)
def test_an_order_of_battle_begins_when_its_file_says(tmp_path: Path, given: object, start: str) -> None:
    unit = {"id": "40", "name": "40th Division", "sidc": "10031000211211020000", "location": [8.0, 50.0]}
    sides = [{"id": "1", "name": "Blue", "groups": [{"id": "g", "name": "G", "subUnits": [unit]}]}]
    (tmp_path / "a.json").write_text(json.dumps({"type": "ORBAT-mapper", "startTime": given, "sides": sides}))
    assert say("new", tmp_path / "war", "--from", tmp_path / "a.json").exit_code == 0
    text = (tmp_path / "war" / "scenario.yaml").read_text()
    assert f"start: {start} " in text and "utc_offset_hours" not in text
    assert "# GAP: the file has one side alone; write the other" in text
