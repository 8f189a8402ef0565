"""What maps need beside the graph: numbers of which no picture can be made are refused where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import extended, found

WRONG = [
    ("map: {frame_km: @@[0, 0, 0, 0]}", "map.frame_km is 0 km wide and 0 km high; give [west, east, south, north]"),
    ("map: {frame_km: @@[0, 1.0e-9, 0, 1.0e-9]}", "is 1e-09 km wide and 1e-09 km high"),
    ("map: {frame_km: @@[130, -140, -110, 110]}", "is -270 km wide and 220 km high"),
    ("map: {frame_km: [@@-30000, 10, -20, 20]}", "map.frame_km[0] is -30000; it must be -20000 to 20000"),
    (
        "map: {insets: [{name: Nothing, centre: [-38.3, 46.65], frame_km: @@[0, 0, 0, 0]}]}",
        "map.insets[0].frame_km is 0 km wide",
    ),
    ("map: {lines: [{id: coast, kind: river, points: @@[[-40, 46]]}]}", "points is a list of 1; it must be a list of 2-20000"),
    ("map: {names: [{text: BIG, style: state, lon: -38, lat: 46, size: @@1000000000}]}", "size is 1000000000; it must be more"),
    ("map: {names: [{text: BIG, style: state, lon: -38, lat: 46, angle: @@720}]}", "angle is 720; it must be -360 to 360"),
    ("replacements: [{id: march_train, day: @@-100}]", "replacements[0].day is -100; it must be 0"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG, ids=[wrong[:50] for _, wrong in WRONG])
def test_a_number_that_cannot_be_drawn_is_refused_where_it_stands(tmp_path: Path, text: str, wrong: str) -> None:
    path, position = extended(tmp_path, f"{text}\n")
    assert [(each.line, each.column) for each in found(path) if wrong in each.text] == [position]
