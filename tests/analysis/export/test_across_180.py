"""A theatre that lies across 180 degrees is one piece: in tracks, on maps and pages, in every export and in a sweep."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from analysis.export.antimeridian import pieces
from analysis.export.geojson import geojson_text
from analysis.export.kml import kml_text
from analysis.export.orbat import orbat_text
from analysis.ground.projection import map_projection
from analysis.page.replay import page
from analysis.results.load import Result, load_files
from analysis.results.longitudes import eastward, usual, west_edge
from analysis.results.sweep_runs import load_sweep_runs
from analysis.results.tracks import Fix
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from tests import tiny
from tests.analysis.page.test_replay import data_of
from tests.study.folders import swept

LONS = (178.5, 179.5, -179.5, -178.5)


def line(folder: Path) -> Path:
    """Of an army one division marches along four places, a degree apart on 50 N, from 178.5 E to 178.5 W; the other stays."""
    staff = tiny.formation(id="ra", echelon="army", branch="headquarters", combat=False, men=100)
    troops = [staff, tiny.formation(parent="ra"), tiny.formation(id="r2", parent="ra")]
    scenario = tiny.line(km=72.0, without=["friction"], days=8, formations=troops)
    for place, lon in zip(scenario["places"], LONS, strict=True):
        place["lon"] = lon
    folder.mkdir()
    (folder / "scenario.yaml").write_text(json.dumps(scenario))
    return folder / "scenario.yaml"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return load_files(simulate(load_scenario(line(tmp_path_factory.mktemp("across") / "s"))).files)


def test_tracks_go_the_short_way_and_stay_in_range(result: Result) -> None:
    lon = result.tracks.lon[result.tracks.formation == "r1"]
    assert lon[0] == 178.5 and lon[-1] == -178.5 and (np.abs(lon) >= 178.5).all() and (np.abs(lon) <= 180.0).all()
    assert (np.diff(lon % 360.0) >= 0).all() and len(set(lon.tolist())) > 4


def test_without_a_map_the_frame_is_that_of_the_places(result: Result) -> None:
    projection, frame = map_projection(result.map, result.places)
    xy_km = projection.km([place.lon for place in result.places], [place.lat for place in result.places])
    assert frame.holds(xy_km).all() and frame.width_km < 400 and abs(abs(projection.centre[0]) - 180.0) < 1e-9
    assert (np.diff(xy_km[:, 0]) > 60).all()


def test_the_page_lays_its_places_side_by_side(result: Result) -> None:
    data = data_of(page(result))
    steps = np.diff([place[1] for place in data["places"]]) * data["head"]["km"]
    assert steps == pytest.approx([71.5] * 3, abs=1.5)


def test_every_export_is_one_piece(result: Result) -> None:
    features = json.loads(geojson_text(result))["features"]
    line = next(one for one in features if one["id"] == "formation.r1")["geometry"]["coordinates"]
    points = [one["geometry"]["coordinates"][0] for one in features if one["properties"]["kind"] == "control"]
    assert len(line) == 2 and set(LONS) == set(points)
    assert all(np.abs(np.diff([lon for lon, _ in piece])).max() < 1 for piece in line)
    assert (line[0][0][0], line[0][-1], line[1][0], line[1][-1][0]) == (178.5, [180.0, 50.0], [-180.0, 50.0], -178.5)
    ways = re.findall(r"<coordinates>(\S+) .*? ?(\S+)</coordinates>", kml_text(result))
    assert [text.partition(",")[0] for pair in ways for text in pair] == ["178.5", "180.0", "-180.0", "-178.5"]
    told = [float(lon) for lon in re.findall(r"<gx:coord>(\S+) ", kml_text(result))]
    assert told and all(-180.0 <= lon <= 180.0 and abs(lon) >= 178.5 for lon in told)
    (box,) = re.findall(r'"boundingBox":\s*\[([^]]+)\]', orbat_text(result))
    west, _, east, _ = json.loads(f"[{box}]")
    assert (west, east) == (178.5, 181.5)


def test_the_mean_of_an_army_in_a_sweep_does_not_jump_round_the_world(tmp_path: Path) -> None:
    made = swept(tmp_path / "s", scenario=str(line(tmp_path / "war")), replications=2, last_day=6)
    for run in load_sweep_runs(made.folder):
        assert len(set(run.tracks.lon.tolist())) > 2
        assert (np.abs(run.tracks.lon) >= 178.5).all() and (np.abs(run.tracks.lon) <= 180.0).all()


@pytest.mark.parametrize(
    ("lons", "told"),
    [
        ([179.0, 181.0, 179.0], [[179.0, 180.0], [-180.0, -179.0, -180.0], [180.0, 179.0]]),
        ([179.0, 180.0, 181.0], [[179.0, 180.0], [-180.0, -179.0]]),
        ([181.0, 180.0], [[-179.0, -180.0]]),
        ([180.0, 181.0], [[-180.0, -179.0]]),
        ([10.0, 20.0], [[10.0, 20.0]]),
        ([190.0], [[-170.0]]),
        ([], []),
    ],
)
def test_a_track_is_cut_at_180_degrees(lons: list[float], told: list[list[float]]) -> None:
    found = pieces([Fix(60 * at, lon, 50.0, "marching") for at, lon in enumerate(lons)])
    assert [[fix.lon for fix in piece] for piece in found] == told
    minutes = [fix.minute for piece in found for fix in piece]
    assert minutes == sorted(minutes)


@pytest.mark.parametrize(
    ("lons", "west"),
    [([10.0, 20.0, 15.0], 10.0), ([179.0, -179.0], 179.0), ([-10.0, 5.0], -10.0), ([], -180.0), ([170.0], 170.0)],
)
def test_the_western_edge_lies_east_of_the_widest_gap(lons: list[float], west: float) -> None:
    assert west_edge(lons) == west
    assert all(usual(eastward(lon, west)) == lon for lon in lons)
