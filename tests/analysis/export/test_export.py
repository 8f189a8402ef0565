"""A run taken elsewhere arrives whole: read back from every format, it is the run; hostile names stay text."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from click.testing import CliRunner

from analysis.export.geojson import geojson_text
from analysis.export.kml import GX, KML, kml_text
from analysis.export.orbat import orbat_text, symbol_code
from analysis.export.tables import table_texts
from analysis.results import frames
from analysis.results.load import load_files, load_result
from analysis.results.reading import ResultError
from analysis.results.records import Formation
from analysis.results.tidy import tidy_tables
from analysis.results.tracks import Fix, drawn, fixes, spells, turning_points, zone_time
from engine import load_scenario, simulate
from engine.cli import main
from tests.analysis.folder import DAY, END, write_folder
from tests.analysis.page.test_replay import HOSTILE, hostile_folder

Loaded = Any


@pytest.fixture(scope="module")
def run() -> Loaded:
    return load_files(simulate(load_scenario("crossroads"), seed=1).files)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load_result(write_folder(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load_result(hostile_folder(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(params=["run", "tiny", "hostile"])
def any_run(request: pytest.FixtureRequest) -> Loaded:
    return request.getfixturevalue(request.param)


def tracks_of(result: Loaded) -> list[dict[str, Any]]:
    features = json.loads(geojson_text(result))["features"]
    return [feature for feature in features if feature["properties"]["kind"] == "formation"]


def points_of(result: Loaded) -> list[dict[str, Any]]:
    features = json.loads(geojson_text(result))["features"]
    return [feature for feature in features if feature["properties"]["kind"] == "control"]


def on_the_map(result: Loaded, lon: float, lat: float) -> bool:
    """Within the places: nobody walks out of their bounding box."""
    lons, lats = [place.lon for place in result.places], [place.lat for place in result.places]
    return bool(min(lons) <= lon <= max(lons) and min(lats) <= lat <= max(lats))


def check_times(result: Loaded, times: list[str]) -> None:
    """Rising, in the scenario's zone, within the run."""
    read = [datetime.fromisoformat(time) for time in times]
    assert all(one < other for one, other in pairwise(read))
    assert {time.utcoffset() for time in read} <= {timedelta(hours=result.manifest.utc_offset_hours)}
    local = [time.replace(tzinfo=None) for time in read]
    assert all(result.local_time(0) <= time <= result.local_time(result.end_minute) for time in local)


# --- positions and holds


def test_a_time_carries_the_offset_of_the_scenario(run: Loaded) -> None:
    assert zone_time(run, 0) == "1931-05-01T04:30:00-02:30"
    assert zone_time(run, DAY + 45) == "1931-05-02T05:15:00-02:30"


def test_the_middle_of_a_rest_is_left_out_and_nothing_else() -> None:
    track = [
        Fix(minute, lon, 0.0, state)
        for minute, lon, state in (
            (0, 0.0, "waiting"),
            (1, 0.0, "waiting"),
            (2, 0.0, "waiting"),
            (3, 1.0, "marching"),
            (4, 2.0, "marching"),
            (5, 2.0, "halted"),
            (6, 2.0, "halted"),
            (7, 2.0, "halted"),
        )
    ]
    assert [fix.minute for fix in turning_points(track)] == [0, 2, 3, 4, 5, 7]
    assert turning_points(track[:1]) == track[:1] and turning_points([]) == []


def test_positions_between_the_turning_points_are_where_the_samples_were(run: Loaded) -> None:
    for track in filter(None, fixes(run).values()):
        kept = turning_points(track)
        minutes = [fix.minute for fix in track]
        for axis in ("lon", "lat"):
            drawn = np.interp(minutes, [fix.minute for fix in kept], [getattr(fix, axis) for fix in kept])
            assert drawn == pytest.approx([getattr(fix, axis) for fix in track], abs=1e-9)


def test_a_track_ends_when_the_formation_is_out_of_the_war(run: Loaded) -> None:
    gone = {name for name, state in zip(run.tracks.formation, run.tracks.state, strict=True) if state == "eliminated"}
    assert gone, "somebody must be gone for this to be a test"
    for name, track in fixes(run).items():
        assert [fix.state for fix in track].count("eliminated") == (name in gone)
        assert (bool(track) and track[-1].state == "eliminated") == (name in gone)


def test_the_holds_of_a_place_cover_the_run_without_gap(any_run: Loaded) -> None:
    held: dict[str, list[tuple[int, int]]] = {}
    for spell in spells(any_run):
        held.setdefault(spell.place.id, []).append((spell.from_minute, spell.until_minute))
    assert list(held) == [place.id for place in any_run.places]
    for times in held.values():
        assert times[0][0] == 0 and times[-1][1] == any_run.end_minute
        assert all(one[1] == other[0] for one, other in pairwise(times))


# --- GeoJSON


def test_geojson_has_every_formation_once_on_the_map_in_time(any_run: Loaded) -> None:
    found = tracks_of(any_run)
    assert [feature["properties"]["id"] for feature in found] == [formation.id for formation in drawn(any_run)]
    for feature in found:
        line, about = feature["geometry"], feature["properties"]
        positions = [line["coordinates"]] if line["type"] == "Point" else line["coordinates"]
        assert len(positions) == len(about["times"]) == len(about["days"]) == len(about["states"]) >= 1
        assert line["type"] == "Point" or len({tuple(position) for position in positions}) > 1
        assert all(on_the_map(any_run, *position) for position in positions)
        check_times(any_run, about["times"])
        check_times(any_run, [about["from"], about["until"]])


def test_geojson_positions_are_the_samples_and_cover_each_track_in_time(run: Loaded) -> None:
    """Scalar times, from one sample to the next: what a map's clock (QGIS' temporal controller) reads."""
    features = json.loads(geojson_text(run))["features"]
    for name, track in fixes(run).items():
        mine = [one for one in features if one["properties"]["kind"] == "position" and one["properties"]["id"] == name]
        spans = [(one["properties"]["from"], one["properties"]["until"]) for one in mine]
        assert all(end == begin for (_, end), (begin, _) in pairwise(spans))
        if track:
            assert (spans[0][0], spans[-1][1]) == (zone_time(run, track[0].minute), zone_time(run, track[-1].minute))
        for fix in track[:-1]:
            (at,) = [one for one in mine if one["properties"]["from"] <= zone_time(run, fix.minute) < one["properties"]["until"]]
            assert (at["geometry"]["coordinates"], at["properties"]["state"]) == (fix.position, fix.state)


def test_geojson_control_of_a_day_is_what_the_captures_say(run: Loaded) -> None:
    for day in range(9):
        held = {place.id: place.side for place in run.places}
        for place, side, minute in run.captures.rows("place", "side", "minute"):
            if minute <= day * DAY:
                held[place] = side
        told = [feature["properties"] for feature in points_of(run)]
        last = 7.999 if day == 8 else day  # the run ends with day 8, and so do the holds
        then = {about["place"]: about["side"] for about in told if about["from_day"] <= last < about["until_day"]}
        assert then == held


def test_geojson_of_one_sample_is_a_point_and_of_none_has_no_place(tiny: Loaded) -> None:
    first = np.flatnonzero((tiny.tracks.minute == 0) & (tiny.tracks.formation != "bd"))
    short = replace(tiny, tracks=tiny.tracks.where(first))
    shapes = {feature["properties"]["id"]: feature["geometry"] for feature in tracks_of(short)}
    assert shapes["bd"] is None and shapes["rd1"] == {"type": "Point", "coordinates": [20.0, 45.0]}


# --- KML


def elements(result: Loaded, name: str, space: str = KML) -> Iterator[Xml.Element]:
    return Xml.fromstring(kml_text(result)).iter(f"{{{space}}}{name}")


def data_of(placemark: Xml.Element) -> dict[str, str]:
    rows = placemark.iter(f"{{{KML}}}Data")
    return {row.attrib["name"]: row.findtext(f"{{{KML}}}value") or "" for row in rows}


def test_kml_has_every_formation_once_with_a_track_in_time(any_run: Loaded) -> None:
    marks = [mark for mark in elements(any_run, "Placemark") if mark.find(f"{{{GX}}}Track") is not None]
    assert sorted(data_of(mark)["id"] for mark in marks) == sorted(formation.id for formation in drawn(any_run))
    for mark in marks:
        times = [when.text or "" for when in mark.iter(f"{{{KML}}}when")]
        positions = [[float(part) for part in (coord.text or "").split()] for coord in mark.iter(f"{{{GX}}}coord")]
        assert len(times) == len(positions) >= 2
        check_times(any_run, times)
        assert all(on_the_map(any_run, lon, lat) and height == 0 for lon, lat, height in positions)


def test_kml_and_geojson_tell_the_same(run: Loaded) -> None:
    marks = [mark for mark in elements(run, "Placemark") if mark.find(f"{{{GX}}}Track") is not None]
    in_kml = {
        data_of(mark)["id"]: [[float(part) for part in (coord.text or "").split()[:2]] for coord in mark.iter(f"{{{GX}}}coord")]
        for mark in marks
    }
    lines = {
        one["properties"]["id"]: one["geometry"]["coordinates"] for one in tracks_of(run) if one["geometry"]["type"] != "Point"
    }
    assert lines and {name: in_kml[name] for name in lines} == lines
    ways = {}
    for mark in elements(run, "Placemark"):
        if (text := mark.findtext(f"{{{KML}}}LineString/{{{KML}}}coordinates")) is not None:
            ways[data_of(mark)["id"]] = [[float(part) for part in point.split(",")[:2]] for point in text.split()]
    assert ways == lines
    spans = [(begin.text, end.text) for begin, end in zip(elements(run, "begin"), elements(run, "end"), strict=True)]
    assert spans == [(feature["properties"]["from"], feature["properties"]["until"]) for feature in points_of(run)]


ORDER = {
    "Document": ["name", "Style", "Folder"],
    "Folder": ["name", "Placemark"],
    "Placemark": ["name", "TimeSpan", "styleUrl", "ExtendedData", "Point", "LineString", "MultiGeometry", "Track"],
    "Style": ["IconStyle", "LabelStyle", "LineStyle"],
    "TimeSpan": ["begin", "end"],
    "LineString": ["tessellate", "coordinates"],
    "Track": ["when", "coord"],
}
"""Order of the children that the schemas of KML 2.2 and of Google's extension want, of those that are written."""


def test_kml_elements_stand_in_the_order_of_the_schema(any_run: Loaded) -> None:
    for element in Xml.fromstring(kml_text(any_run)).iter():
        order = ORDER.get(element.tag.partition("}")[2])
        if order is not None:
            ranks = [order.index(child.tag.partition("}")[2]) for child in element]
            assert ranks == sorted(ranks)


def test_kml_colours_each_side_and_every_style_exists(run: Loaded) -> None:
    styles = {style.attrib["id"] for style in elements(run, "Style")}
    assert {(url.text or "").removeprefix("#") for url in elements(run, "styleUrl")} <= styles
    colours = {tuple(colour.text for colour in style.iter(f"{{{KML}}}color")) for style in elements(run, "Style")}
    assert len(colours) == 3


# --- ORBAT Mapper


def units_of(scenario: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [unit for side in scenario["sides"] for group in side["groups"] for unit in group["subUnits"]]
    while waiting:
        unit = waiting.pop(0)
        yield unit
        waiting += unit["subUnits"]


def test_orbat_has_what_a_scenario_needs(any_run: Loaded) -> None:
    scenario = json.loads(orbat_text(any_run))
    assert scenario["type"] == "ORBAT-mapper" and scenario["symbologyStandard"] == "app6"
    assert isinstance(scenario["layers"], list) and isinstance(scenario["mapLayers"], list)
    assert [side["standardIdentity"] for side in scenario["sides"]] == ["3", "6"]
    groups = [group["id"] for side in scenario["sides"] for group in side["groups"]]
    assert len(groups) == len(set(groups)) and all(group["subUnits"] for side in scenario["sides"] for group in side["groups"])
    assert scenario["startTime"] == zone_time(any_run, 0)


Fields = dict[str, tuple[type | tuple[type, ...], bool]]
"""Name of a field to its type and whether it is required, as the published types of ORBAT Mapper's scenario files have them."""
TEXT, MAYBE = (str, True), (str, False)
DESCRIBED: Fields = {"title": MAYBE, "subTitle": MAYBE, "description": MAYBE, "externalUrl": MAYBE, "media": (list, False)}
STATE: Fields = DESCRIBED | {
    "id": TEXT,
    "t": ((str, int), True),
    "location": ((list, type(None)), False),
    "sidc": MAYBE,
    "via": (list, False),
    "status": ((str, type(None)), False),
    "interpolate": (bool, False),
    "update": (dict, False),
}
UPDATE: Fields = {"equipment": (list, False), "personnel": (list, False), "supplies": (list, False)}
COUNT: Fields = {"name": TEXT, "count": (int, True), "description": MAYBE, "onHand": (int, False)}
UNIT: Fields = {
    "id": TEXT,
    "name": TEXT,
    "sidc": TEXT,
    "shortName": MAYBE,
    "description": MAYBE,
    "subUnits": (list, False),
    "state": (list, False),
    "location": (list, False),
    "equipment": (list, False),
    "personnel": (list, False),
    "supplies": (list, False),
    "status": MAYBE,
}
GROUP: Fields = {"id": TEXT, "name": TEXT, "description": MAYBE, "subUnits": (list, True)}
SIDE: Fields = {"id": TEXT, "name": TEXT, "description": MAYBE, "standardIdentity": TEXT, "groups": (list, True)}
EVENT: Fields = DESCRIBED | {"id": MAYBE, "title": TEXT, "startTime": ((str, int), True), "where": (dict, False)}
SETTINGS: Fields = {
    "rangeRingGroups": (list, True),
    "statuses": (list, True),
    "supplyClasses": (list, True),
    "supplyUoMs": (list, True),
    "boundingBox": (list, False),
}
SCENARIO: Fields = {
    "type": TEXT,
    "id": TEXT,
    "version": TEXT,
    "name": TEXT,
    "description": MAYBE,
    "startTime": ((str, int), False),
    "timeZone": MAYBE,
    "symbologyStandard": MAYBE,
    "sides": (list, True),
    "events": (list, True),
    "layers": (list, True),
    "mapLayers": (list, True),
    "settings": (dict, False),
}
READ_BY_LATER = ("1.0.0", "1.1.0", "2.0.0", "2.1.0", "2.2.0")


def check_fields(record: Any, fields: Fields, where: str) -> None:
    assert isinstance(record, dict), where
    assert set(record) <= set(fields), f"{where}: unknown {sorted(set(record) - set(fields))}"
    for name, (kinds, required) in fields.items():
        assert name in record or not required, f"{where}: {name} is missing"
        assert name not in record or isinstance(record[name], kinds), f"{where}.{name} is a {type(record[name]).__name__}"


def check_orbat(scenario: Any) -> None:
    """Raise AssertionError where `scenario` is not of the published types."""
    check_fields(scenario, SCENARIO, "scenario")
    assert scenario["type"] == "ORBAT-mapper" and scenario["version"] in READ_BY_LATER
    check_fields(scenario["settings"], SETTINGS, "settings")
    for side in scenario["sides"]:
        check_fields(side, SIDE, side["id"])
        for group in side["groups"]:
            check_fields(group, GROUP, group["id"])
    for unit in units_of(scenario):
        check_fields(unit, UNIT, unit["id"])
        assert re.fullmatch(r"\d{20}", unit["sidc"])
        for state in unit["state"]:
            check_fields(state, STATE, state["id"])
            check_fields(state.get("update", {}), UPDATE, state["id"])
            for count in (each for listed in state.get("update", {}).values() for each in listed):
                check_fields(count, COUNT, state["id"])
        for count in (*unit["equipment"], *unit["personnel"], *unit["supplies"]):
            check_fields(count, COUNT, unit["id"])
    for event in scenario["events"]:
        check_fields(event, EVENT, event["id"])
        assert event.get("where", {"type": "units"})["type"] == "units"


def test_orbat_is_of_the_published_types(any_run: Loaded) -> None:
    check_orbat(json.loads(orbat_text(any_run)))


@pytest.mark.parametrize(
    ("break_it", "what"),
    [
        (lambda s: s.pop("layers"), "layers is missing"),
        (lambda s: s["sides"][0].pop("standardIdentity"), "standardIdentity is missing"),
        (lambda s: s["sides"][0]["groups"][0].update(units=[]), "unknown"),
        (lambda s: s["sides"][0]["groups"][0]["subUnits"][0].update(sidc=7), "sidc is a int"),
    ],
)
def test_the_check_of_the_published_types_finds_what_is_wrong(
    tiny: Loaded, break_it: Callable[[dict[str, Any]], object], what: str
) -> None:
    scenario = json.loads(orbat_text(tiny))
    break_it(scenario)
    with pytest.raises(AssertionError, match=what):
        check_orbat(scenario)


def test_orbat_has_every_formation_once_under_its_commander_in_time(any_run: Loaded) -> None:
    units = list(units_of(json.loads(orbat_text(any_run))))
    assert sorted(unit["id"] for unit in units) == sorted(formation.id for formation in drawn(any_run))
    above = {below["id"]: unit["id"] for unit in units for below in unit["subUnits"]}
    assert above == {row.id: row.parent for row in drawn(any_run) if row.parent}
    for unit in units:
        check_times(any_run, [state["t"] for state in unit["state"]])
        assert len({state["id"] for state in unit["state"]}) == len(unit["state"])
        for state in unit["state"]:
            if "location" not in state:
                assert state.keys() == {"id", "t", "update"}
                continue
            assert (state["location"] is None) == (state["status"] in ("eliminated", "joined"))
            assert state["location"] is None or on_the_map(any_run, *state["location"])


def test_orbat_tells_strength_and_fuel_in_time(run: Loaded) -> None:
    """As the tracks have them at the same minutes; `n_mech` of crossroads loses men and burns fuel."""
    (unit,) = [unit for unit in units_of(json.loads(orbat_text(run))) if unit["id"] == "n_mech"]
    updates = [(state["t"], state["update"]) for state in unit["state"] if "update" in state]
    told = {t: (update["personnel"][0]["onHand"], update["supplies"][0]["count"]) for t, update in updates if update["personnel"]}
    rows = run.tracks.rows("formation", "minute", "men", "fuel_fills")
    tracked = {zone_time(run, minute): (round(men), round(10 * fuel)) for name, minute, men, fuel in rows if name == "n_mech"}
    assert len(told) >= 5 and all(tracked[t] == numbers for t, numbers in told.items())
    assert min(men for men, _ in told.values()) < unit["personnel"][0]["count"]
    assert len({fuel for _, fuel in told.values()}) >= 3


def test_orbat_events_are_the_captures(run: Loaded) -> None:
    events = json.loads(orbat_text(run))["events"]
    assert [event["startTime"] for event in events] == [zone_time(run, minute) for minute in run.captures.minute]
    assert [event["where"]["units"] for event in events] == [[by] for by in run.captures.formation]


def test_orbat_groups_the_troops_of_another_flag(run: Loaded) -> None:
    (_, union) = json.loads(orbat_text(run))["sides"]
    groups = {group["name"]: [unit["id"] for unit in group["subUnits"]] for group in union["groups"]}
    assert groups["Host of the Marches"] == ["s_host"] and "s_host" not in groups["Southern Union"]


def formation(echelon: str, branch: str) -> Formation:
    return Formation.model_validate({"id": "x", "name": "X", "side": "red", "echelon": echelon, "branch": branch})


@pytest.mark.parametrize(
    ("echelon", "branch", "identity", "code"),
    [
        ("division", "rifle", "3", "10031000211211000000"),
        ("brigade", "tank", "6", "10061000181205000000"),
        ("corps", "mechanized", "3", "10031000221211020000"),
        ("division", "mountain", "6", "10061000211211000027"),
        ("army", "headquarters", "3", "10031002230000000000"),
        ("front", "headquarters", "3", "10031002240000000000"),
        ("garrison", "fortified", "6", "10061000001211000000"),
    ],
)
def test_symbol_codes_follow_the_standard(echelon: str, branch: str, identity: str, code: str) -> None:
    assert symbol_code(formation(echelon, branch), identity) == code


@pytest.mark.parametrize(("hours", "name"), [(9, "Etc/GMT-9"), (-5.0, "Etc/GMT+5"), (0, "UTC"), (-2.5, "UTC")])
def test_orbat_names_a_zone_with_the_reverse_sign(tiny: Loaded, hours: float, name: str) -> None:
    moved = replace(tiny, manifest=tiny.manifest.model_copy(update={"utc_offset_hours": hours}))
    scenario = json.loads(orbat_text(moved))
    assert scenario["timeZone"] == name
    offset = datetime.fromisoformat(scenario["startTime"]).utcoffset()
    assert offset == timedelta(hours=hours)


def test_every_echelon_and_branch_of_the_format_has_a_symbol() -> None:
    from typing import get_args

    from engine.scenario.schema import Branch, Echelon

    codes = {branch: symbol_code(formation("division", branch), "3") for branch in get_args(Branch)}
    assert all(len(code) == 20 and code.isdigit() for code in codes.values())
    assert [branch for branch, code in codes.items() if code[10:16] == "000000"] == ["headquarters"]
    bare = [name for name in get_args(Echelon) if symbol_code(formation(name, "rifle"), "3")[8:10] == "00"]
    assert bare == ["garrison"]


# --- tables


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_tables_are_the_run_with_names(run: Loaded) -> None:
    tables = {name: rows_of(text) for name, text in table_texts(run).items()}
    assert set(tables) == {f"{name}.csv" for name in tidy_tables(run)}
    assert [row["id"] for row in tables["formations.csv"]] == [formation.id for formation in run.formations]
    for name, table in (("tracks", run.tracks), ("captures", run.captures), ("events", run.events), ("losses", run.losses)):
        assert [row["formation"] for row in tables[f"{name}.csv"]] == table.formation.tolist()
        for row in tables[f"{name}.csv"]:
            known = run.formation.get(row["formation"])
            assert row["formation_name"] == (known.name if known else "")
    for column in ("lat", "lon", "men", "fuel_fills"):
        assert [float(row[column]) for row in tables["tracks.csv"]] == run.tracks.column(column).tolist()
    assert [row["time"] for row in tables["events.csv"]] == [zone_time(run, minute) for minute in run.events.minute]
    assert [row["side"] for row in tables["events.csv"]] == run.events.side.tolist()
    assert sum(int(row["killed"]) for row in tables["losses.csv"]) == int(run.losses.killed.sum()) > 0


def test_columns_of_a_table_have_one_length(any_run: Loaded) -> None:
    for name, table in tidy_tables(any_run).items():
        assert len({len(column) for column in table.values()}) == 1, name


def test_a_missing_number_is_an_empty_cell(tiny: Loaded) -> None:
    rows = rows_of(table_texts(tiny)["tracks.csv"])
    assert {row["axis_km"] for row in rows if row["formation"] == "bd"} == {""}
    assert rows_of(table_texts(tiny)["losses.csv"]) == []


def test_a_name_never_becomes_a_formula(tiny: Loaded) -> None:
    named = [unit.model_copy(update={"name": f"{start}1+1"}) for unit, start in zip(tiny.formations, "=+-@\t", strict=True)]
    rows = rows_of(table_texts(replace(tiny, formations=named))["formations.csv"])
    assert [row["name"] for row in rows] == [f"'{start}1+1" for start in "=+-@\t"]


# --- hostile names, same bytes


def test_hostile_names_stay_text(hostile: Loaded) -> None:
    names = {formation.name for formation in hostile.formations}
    assert all(name.startswith(HOSTILE) for name in names)
    assert {feature["properties"]["name"] for feature in tracks_of(hostile)} == names
    assert {unit["name"] for unit in units_of(json.loads(orbat_text(hostile)))} == names
    told = {name.text for name in elements(hostile, "name")}
    assert names <= told
    assert {element.tag.partition("}")[2] for element in Xml.fromstring(kml_text(hostile)).iter()} == {
        "kml",
        "Document",
        "name",
        "Style",
        "IconStyle",
        "LineStyle",
        "LabelStyle",
        "color",
        "scale",
        "Folder",
        "Placemark",
        "TimeSpan",
        "begin",
        "end",
        "styleUrl",
        "ExtendedData",
        "Data",
        "value",
        "Track",
        "when",
        "coord",
        "Point",
        "LineString",
        "tessellate",
        "coordinates",
    }
    assert not any("<" in (value.text or "") for value in elements(hostile, "value"))
    assert names <= {row["name"] for row in rows_of(table_texts(hostile)["formations.csv"])}


def test_characters_that_xml_cannot_hold_are_replaced(tiny: Loaded) -> None:
    named = [unit.model_copy(update={"name": "bell\x07 nul\x00 half\ud800 \ufffe ok \U0001f600"}) for unit in tiny.formations]
    told = {name.text for name in elements(replace(tiny, formations=named), "name")}
    assert "bell\ufffd nul\ufffd half\ufffd \ufffd ok \U0001f600" in told


def test_the_same_run_gives_the_same_bytes(run: Loaded) -> None:
    again = load_files(simulate(load_scenario("crossroads"), seed=1).files)
    for text_of in (geojson_text, kml_text, orbat_text):
        assert text_of(run) == text_of(again)
    assert table_texts(run) == table_texts(again)


# --- without a folder


def test_files_in_memory_are_the_folder(tmp_path: Path) -> None:
    write_folder(tmp_path)
    files = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert orbat_text(load_files(files)) == orbat_text(load_result(tmp_path))
    del files["tracks.csv"]
    with pytest.raises(ResultError, match=r"tracks\.csv"):
        load_files(files)


def test_data_frames_hold_the_tables(run: Loaded) -> None:
    pytest.importorskip("pandas")
    made = {name: getattr(frames, name)(run) for name in tidy_tables(run)}
    for name, table in tidy_tables(run).items():
        assert list(made[name].columns) == list(table) and len(made[name]) == len(next(iter(table.values())))
    assert made["tracks"]["men"].tolist() == run.tracks.men.tolist()
    assert made["captures"]["time"].iloc[0].isoformat() == zone_time(run, int(run.captures.minute[0]))


def test_without_pandas_a_frame_says_what_to_install(run: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"need pandas.*study"):
        frames.tracks(run)


# --- the command


def say(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize(("form", "text_of"), [("geojson", geojson_text), ("kml", kml_text), ("orbat-mapper", orbat_text)])
def test_export_writes_one_file(tmp_path: Path, tiny: Loaded, form: str, text_of: Any) -> None:
    folder, out = write_folder(tmp_path / "tiny"), tmp_path / "deep" / "out"
    assert say("export", folder, "--to", form, "-o", out).exit_code == 0
    assert out.read_bytes() == text_of(tiny).encode()
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_export_writes_a_folder_of_tables(tmp_path: Path, tiny: Loaded) -> None:
    folder, out = write_folder(tmp_path / "tiny"), tmp_path / "tables"
    assert say("export", folder, "--to", "csv", "-o", out).exit_code == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()} == table_texts(tiny)


def test_export_names_its_output_after_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "tiny")
    monkeypatch.chdir(tmp_path)
    for form in ("geojson", "kml", "orbat-mapper", "csv"):
        assert say("export", "tiny", "--to", form).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny", "tiny-csv", "tiny.geojson", "tiny.kml", "tiny.orbat.json"]


def test_export_replaces_nothing_unasked(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "tiny"), tmp_path / "out.kml"
    out.write_text("mine")
    refused = say("export", folder, "--to", "kml", "-o", out)
    assert refused.exit_code == 2 and "--force" in refused.stderr and out.read_text() == "mine"
    assert say("export", folder, "--to", "kml", "-o", out, "--force").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<?xml")
    assert "is a folder" in say("export", folder, "--to", "kml", "-o", tmp_path, "--force").stderr


def test_export_of_no_result_is_explained(tmp_path: Path) -> None:
    refused = say("export", tmp_path, "--to", "kml", "-o", tmp_path / "x")
    assert refused.exit_code == 2 and "manifest.json" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_tiny_campaign_ends_when_it_should(tiny: Loaded) -> None:
    assert zone_time(tiny, END) == "1930-06-04T00:00:00+02:00"
    assert {feature["properties"]["until"] for feature in tracks_of(tiny)} == {zone_time(tiny, END)}
