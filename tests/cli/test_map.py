"""Land from a GeoJSON file under a scenario: cut to the theatre, simplified, drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from engine.cli.land import clipped, layers, lines, pieces_within, simplified
from engine.cli.topojson import features_of_topology
from engine.scenario.loading import load_scenario
from tests.cli.shell import say

BOX = (0.0, 0.0, 10.0, 10.0)


def area(ring: object) -> float:
    x, y = np.asarray(ring, float).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


@pytest.mark.parametrize(
    ("ring", "inside"),
    [
        ([(2, 2), (4, 2), (4, 4), (2, 4), (2, 2)], 4.0),
        ([(-5, -5), (15, -5), (15, 15), (-5, 15)], 100.0),
        ([(-5, 2), (5, 2), (5, 4), (-5, 4)], 10.0),
        ([(20, 20), (30, 20), (30, 30)], 0.0),
    ],
)
def test_a_ring_is_cut_at_the_box(ring: list[tuple[float, float]], inside: float) -> None:
    found = clipped(np.array(ring, float), BOX)
    assert (area(found) if len(found) else 0.0) == pytest.approx(inside)


def test_a_ring_keeps_its_corners_and_loses_what_no_sheet_shows() -> None:
    t = np.linspace(0, 1, 100, endpoint=False)[:, None]
    corners = np.array([(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)])
    ring = np.vstack([a + t * (b - a) for a, b in zip(corners, np.roll(corners, -1, 0), strict=True)])
    ring[1::2] += 0.001
    found = simplified(ring, 0.01)
    assert len(found) == 4 and area(found) == pytest.approx(48, rel=0.01)


def test_land_comes_under_a_scenario_and_is_drawn(tmp_path: Path) -> None:
    war, t = tmp_path / "war", np.linspace(0, 2 * np.pi, 2000)
    assert say("new", war).exit_code == 0
    coast = np.column_stack([8.1 + 3 * np.cos(t), 50.6 + 0.45 * np.sin(t)]).tolist()
    lake = [[8.0, 50.6], [8.1, 50.6], [8.1, 50.7], [8.0, 50.6]]
    rows = [({"type": "Polygon", "coordinates": [coast]}, {}), ({"type": "Polygon", "coordinates": [lake]}, {"natural": "water"})]
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for geometry, properties in rows]
    (tmp_path / "land.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    outcome = say("map", war, "--layers", tmp_path / "land.geojson")
    assert outcome.exit_code == 0 and "1 piece of land and 1 lake, " in outcome.stdout and "include: [map.yaml]" in outcome.stdout
    made = json.loads((war / "coast.json").read_text())
    land = np.array(made["land"][0])
    assert 5 < len(land) < 200 and land[:, 0].min() >= 7.61 and land[:, 0].max() <= 8.49
    file = war / "scenario.yaml"
    file.write_text(file.read_text() + "include: [map.yaml]\n")
    loaded = load_scenario(war)
    assert loaded.coast == war / "coast.json" and loaded.warnings == ()
    assert say("run", war, "--last-day", 1, "--out", tmp_path / "result").exit_code == 0
    assert (tmp_path / "result" / "map.png").stat().st_size > 10_000
    again = say("map", war, "--layers", tmp_path / "land.geojson")
    assert again.exit_code == 2 and "give --force to replace it" in again.stderr


WEST = [[178.0, 50.0], [180.0, 50.0], [180.0, 52.0], [178.0, 52.0], [178.0, 50.0]]
EAST = [[-180.0, 50.0], [-178.0, 50.0], [-178.0, 52.0], [-180.0, 52.0], [-180.0, 50.0]]
LAKE = [[-179.5, 51.0], [-179.0, 51.0], [-179.0, 51.5]]


def test_land_that_files_cut_at_180_degrees_is_one_piece_under_a_theatre_across_it() -> None:
    shapes = [({"type": "Polygon", "coordinates": [WEST]}, {}), ({"type": "MultiPolygon", "coordinates": [[EAST, LAKE]]}, {})]
    shapes += [({"type": "LineString", "coordinates": [[-179.9, 51.0], [-179.1, 51.2]]}, {"kind": "river"})]
    features = [{"geometry": geometry, "properties": properties} for geometry, properties in shapes]
    for box in ((179.0, 49.0, 181.0, 53.0), (-181.0, 49.0, -179.0, 53.0)):
        found = layers(features, box)
        (land,), (lake,) = (np.array(found[kind]) for kind in ("land", "lakes"))
        assert land[:, 0].min() == box[0] and land[:, 0].max() == box[2] and area(land) == pytest.approx(4.0)
        on = abs(land[:, 0]) == 180
        assert not (on & np.roll(on, 1)).any()  # no edge along 180 is left
        assert (lake[:, 0] > 180).all() == (box[2] > 180)
        (river,) = lines(features, box)
        assert river["points"] == [[-179.9, 51.0], [-179.1, 51.2]]


def test_the_theatre_of_a_map_may_lie_across_180_degrees(tmp_path: Path) -> None:
    war = tmp_path / "war"
    say("new", war)
    file = war / "scenario.yaml"
    shifted = re.sub(r"lon: ([\d.]+)", lambda found: f"lon: {(float(found[1]) + 171.95 + 180) % 360 - 180:.2f}", file.read_text())
    file.write_text(shifted + "include: [map.yaml]\n")
    (war / "map.yaml").write_text("{}\n")
    features = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in (WEST, EAST)]
    (tmp_path / "land.geojson").write_text(json.dumps({"features": features}))
    outcome = say("map", war, "--layers", tmp_path / "land.geojson", "--force")
    assert "1 piece of land and 0 lakes" in outcome.stdout, outcome.stderr
    lons = np.array(json.loads((war / "coast.json").read_text())["land"][0])[:, 0]
    places = [place.lon for place in load_scenario(war).spec.places]
    assert 179 < lons.min() < min(lon for lon in places if lon > 0)
    assert max(lon for lon in places if lon < 0) < lons.max() - 360 < -179
    layout = load_scenario(war).spec.map
    assert layout is not None and abs(layout.centre[0]) > 179.5


def topology() -> dict[str, object]:
    """Two countries side by side, 7.7 to 8.0 and 8.0 to 8.4 E, that share one arc; quantized to hundredths of a degree."""
    arcs = [
        [[800, 5000], [0, 100], [0, 20]],
        [[800, 5120], [-30, 0], [0, -120], [30, 0]],
        [[800, 5000], [40, 0], [0, 120], [-40, 0]],
    ]
    countries = [{"type": "Polygon", "arcs": [[0, 1]]}, {"type": "MultiPolygon", "arcs": [[[2, -1]]]}]
    land = {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": [[[1, 2]]]}]}
    objects = {"countries": {"type": "GeometryCollection", "geometries": countries}, "land": land}
    return {"type": "Topology", "transform": {"scale": [0.01, 0.01], "translate": [0, 0]}, "arcs": arcs, "objects": objects}


def test_a_topology_gives_land_as_one_and_the_shared_arcs_as_borders() -> None:
    found = features_of_topology(topology())
    assert [(each["geometry"]["type"], each["properties"].get("kind")) for each in found] == [
        ("LineString", "border"),
        ("MultiPolygon", None),
    ]
    assert found[0]["geometry"]["coordinates"] == [[8.0, 50.0], [8.0, 51.0], [8.0, 51.2]]
    ((ring,),) = found[1]["geometry"]["coordinates"]
    assert ring[0] == ring[-1] == [8.0, 51.2] and area(ring) == pytest.approx(0.7 * 1.2)
    alone = topology() | {"objects": {"countries": topology()["objects"]["countries"]}}  # type: ignore[index]
    assert [each["geometry"]["type"] for each in features_of_topology(alone)] == ["Polygon", "MultiPolygon", "LineString"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ([(1, 1), (2, 2), (3, 1)], [[(1, 1), (2, 2), (3, 1)]]),
        ([(-5, 5), (15, 5)], [[(0, 5), (10, 5)]]),
        ([(5, 5), (15, 5), (15, 8), (5, 8)], [[(5, 5), (10, 5)], [(10, 8), (5, 8)]]),
        ([(11, 0), (11, 9)], []),
        ([(-5, 4), (4, -5)], []),
    ],
)
def test_a_line_is_cut_at_the_box(line: list[tuple[float, float]], found: list[list[tuple[float, float]]]) -> None:
    assert [[tuple(point) for point in piece.tolist()] for piece in pieces_within(np.array(line, float), BOX)] == found


def test_borders_and_rivers_come_under_a_scenario(tmp_path: Path) -> None:
    war = tmp_path / "war"
    assert say("new", war).exit_code == 0
    (tmp_path / "world.json").write_text(json.dumps(topology()))
    outcome = say("map", war, "--layers", tmp_path / "world.json")
    assert outcome.exit_code == 0 and "1 piece of land and 0 lakes, 1 border, " in outcome.stdout
    river = {"type": "LineString", "coordinates": [[7.0, 50.6], [8.0, 50.61], [9.0, 50.6]]}
    ring = {"type": "Polygon", "coordinates": [[[7.0, 50.0], [9.0, 50.0], [9.0, 51.0], [7.0, 51.0], [7.0, 50.0]]]}
    rows = [({"waterway": "river", "name": "Lahn"}, river), ({}, ring)]
    features = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in rows]
    (tmp_path / "land.geojson").write_text(json.dumps({"features": features}))
    again = say("map", war, "--layers", tmp_path / "land.geojson", "--force")
    assert again.exit_code == 0 and ", 1 river, " in again.stdout
    file = war / "scenario.yaml"
    file.write_text(file.read_text() + "include: [map.yaml]\n")
    ground = load_scenario(war).spec.map
    assert ground is not None and [(line.kind, line.name) for line in ground.lines] == [("river", "Lahn")]


def test_land_elsewhere_is_refused(tmp_path: Path) -> None:
    assert say("new", tmp_path / "war").exit_code == 0
    ring = [[100, 0], [101, 0], [101, 1], [100, 0]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "a.geojson").write_text(json.dumps({"features": [feature]}))
    outcome = say("map", tmp_path / "war", "--layers", tmp_path / "a.geojson")
    assert outcome.exit_code == 2 and "has no polygon of land within the theatre, longitude 7.6" in outcome.stderr
