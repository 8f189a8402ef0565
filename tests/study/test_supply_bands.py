"""The table of supply over all runs of a sweep against the runs' own tables."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.study import supply_bands
from engine.study.sweep import SweepSummary
from tests.study.folders import differing, swept


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SweepSummary:
    return swept(tmp_path_factory.mktemp("bands") / "sweep", replications=12)


def test_a_row_has_the_quantiles_of_its_runs(made: SweepSummary) -> None:
    bands, rows = pq.read_table(made.folder / "supply.parquet").to_pandas(), made.frame("supply")
    fuel = rows[(rows.good == "fuel") & (rows.army != "") & (rows.day == 1)]
    assert len(fuel) and not bands.empty and set(bands.point) == {supply_bands.TOGETHER}
    for (depot, army), mine in fuel.groupby(["depot", "army"]):
        (band,) = bands[(bands.day == 1) & (bands.good == "fuel") & (bands.depot == depot) & (bands.army == army)].itertuples()
        wanted = np.concatenate([mine.wanted_t, np.zeros(made.runs - len(mine))])
        assert [band.wanted_t_p10, band.wanted_t_p50, band.wanted_t_p90] == pytest.approx(np.quantile(wanted, (0.1, 0.5, 0.9)))
        assert band.share == pytest.approx(len(mine) / made.runs)
        assert band.railhead == pytest.approx((mine.limit == "railhead").sum() / made.runs)
        assert np.isnan(band.stock_t_p50)


def test_an_army_has_a_row_over_all_its_depots(made: SweepSummary) -> None:
    bands, rows = pq.read_table(made.folder / "supply.parquet").to_pandas(), made.frame("supply")
    mine = rows[(rows.army != "") & (rows.good == "food") & (rows.day == 2)]
    for army, found in mine.groupby("army"):
        by_run = found.groupby("run").wanted_t.sum().reindex(range(made.runs), fill_value=0.0)
        (band,) = bands[(bands.depot == "all") & (bands.army == army) & (bands.good == "food") & (bands.day == 2)].itertuples()
        assert band.wanted_t_p50 == pytest.approx(by_run.median(), rel=1e-5) and band.side


def test_small_blocks_of_days_and_lost_tables_change_nothing(
    made: SweepSummary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(made.folder, tmp_path / "again")
    (tmp_path / "again" / "supply.parquet").write_bytes(b"cut")
    (tmp_path / "again" / "supply" / "part-000002.parquet").unlink()
    monkeypatch.setattr(supply_bands, "MOST_CELLS", 1)
    assert swept(tmp_path / "again", replications=12).made == 2
    assert differing(made.folder, tmp_path / "again") == []


def test_a_study_may_keep_no_supply(tmp_path: Path) -> None:
    made = swept(tmp_path / "sweep", replications=2, keep={"supply": False})
    assert made.table("supply").num_rows == 0 and not (tmp_path / "sweep" / "supply.parquet").exists()


def test_lorries_that_belong_to_no_army_have_their_rows_too(tmp_path: Path) -> None:
    made = swept(tmp_path / "sweep", scenario="proving_ground/relay", replications=2, last_day=4)
    bands = pq.read_table(made.folder / "supply.parquet").to_pandas()
    theirs = bands[bands.army == "relay"]
    assert set(theirs.depot) == {"all", "sidings"} and set(theirs.side) == {"north"}
