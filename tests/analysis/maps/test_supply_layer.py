"""The supply layer: how far a column can go on the fuel in hand, and the letter of one that stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.ground.projection import map_projection
from analysis.ground.reach import halt_sign, reach_km
from analysis.ground.shown import choose, standings
from analysis.maps.day_map import draw_map
from analysis.maps.supply_layer import columns
from analysis.maps.ways import stretch, ways
from analysis.results.load import Result, load_result
from tests.analysis.charts.test_supply_plot import supplied
from tests.analysis.folder import DAY, write_folder
from tests.analysis.pictures import words

RATES = {"fuel.km_per_fill_tracked": 200.0, "march.tracked_km_day": 100.0, "fuel.halt_fills": 0.25}


def test_fuel_counts_down_to_what_is_pooled_at_the_formation_s_own_rate() -> None:
    run = supplied(1.5)
    assert reach_km(run, DAY) == {"nd": (300.0, 100.0)}
    kept = replace(run, manifest=run.manifest.model_copy(update={"parameters": RATES}))
    assert reach_km(kept, DAY)["nd"] == (250.0, 100.0)
    own = [one.model_copy(update={"km_per_fill": 300.0} if one.id == "nd" else {}) for one in run.formations]
    assert reach_km(replace(run, formations=own), DAY)["nd"] == (450.0, 100.0)


@pytest.mark.parametrize(
    ("state", "cause", "sign"),
    [
        ("halted", "fuel", "F"),
        ("halted", "regroups", "O"),
        ("halted", "phase_line", "P"),
        ("halted", "enemy", ""),
        ("marching", "", ""),
    ],
)
def test_a_column_that_stands_has_the_letter_of_its_cause(state: str, cause: str, sign: str) -> None:
    assert halt_sign(state, cause) == sign


def test_a_stretch_of_a_line_begins_and_ends_where_asked() -> None:
    line = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    assert stretch(line, 5.0, 12.0).tolist() == [[5.0, 0.0], [10.0, 0.0], [10.0, 2.0]]
    assert stretch(line, 15.0, 99.0).tolist() == [[10.0, 5.0], [10.0, 10.0]]
    assert len(stretch(line, 5.0, 5.0)) == len(stretch(line, 30.0, 40.0)) == len(stretch(line[:1], 0.0, 1.0)) == 0


def halted(folder: Path, fills: float) -> Result:
    """The tiny campaign: its tank division burns 100 km on a fill, marches 50 km a day and stands for fuel."""
    run = load_result(write_folder(folder))
    tanks = {"fill_t": 10.0, "mobility": "tracked", "km_per_fill": 100.0}
    formations = [one.model_copy(update=tanks if one.id == "rd1" else {}) for one in run.formations]
    stands = (run.tracks.formation == "rd1") & (run.tracks.minute >= DAY)
    tracks = run.tracks.changed(
        fuel_fills=np.where(run.tracks.formation == "rd1", fills, run.tracks.fuel_fills),
        state=np.where(stands, "halted", run.tracks.state),
        cause=np.where(stands, "fuel", run.tracks.cause),
    )
    manifest = run.manifest.model_copy(update={"parameters": {"march.tracked_km_day": 50.0}})
    return replace(run, formations=formations, tracks=tracks, manifest=manifest)


def test_bands_lie_on_the_way_ahead_and_end_where_the_fuel_does(tmp_path: Path) -> None:
    run = halted(tmp_path, 1.2)
    projection, _ = map_projection(run.map, run.places)
    standing = standings(run, DAY, projection)
    found = ways(run, choose(run, standing, sorted(standing)), standing, projection, DAY)
    (column,) = [each for each in columns(run, found, standing, DAY) if each.way.symbol.body == "rd1"]
    long_km = [float(np.hypot(*np.diff(piece, axis=0).T).sum()) for _, piece in column.bands]
    assert [number for number, _ in column.bands] == [0, 1] and long_km == pytest.approx([50.0, 70.0], abs=0.5)
    assert column.sign == "F"


def test_the_key_explains_what_is_drawn(tmp_path: Path) -> None:
    said = words(draw_map(halted(tmp_path / "some", 1.2), DAY))
    assert "fuel for 1, 3, 5 days" in said and "stands for fuel" in said and "on a phase line" not in said
    assert "fuel for 1, 3, 5 days" not in words(draw_map(halted(tmp_path / "none", 0.0), DAY))
