"""The panels of deliveries: what was loaded and what held back the rest, of runs and of a sweep alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.charts.deliveries import alt_text, draw_deliveries, save_deliveries
from analysis.results.ensembles import load_ensemble
from analysis.results.load import Result
from analysis.results.reading import ResultError
from analysis.results.supply_days import LIMITS, supply_days
from analysis.results.tables import Supply
from engine.study.sweep import SweepSummary
from tests.analysis.pictures import texts_on_page
from tests.analysis.small_campaign import result
from tests.study.folders import swept


def books(*rows: tuple[int, str, str, str, float, float, str]) -> Supply:
    """Rows of (day, depot, army, good, wanted, loaded, limit); what is loaded is delivered."""
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    day, depot, army, good, wanted, loaded, limit = columns
    zero = np.zeros(len(rows))
    names = ("burned_t", "army_t", "called_back_t", "on_road_t", "opening_t", "issued_t", "lost_t", "stock_t")
    texts = {"depot": depot, "side": np.array(["red"] * len(rows)), "army": army, "good": good, "limit": limit}
    tonnes = {"wanted_t": wanted, "loaded_t": loaded, "delivered_t": loaded, **dict.fromkeys(names, zero)}
    return Supply({"day": day.astype(float), **texts, **tonnes})


def supplied(loaded: float = 30.0) -> Result:
    """`na` draws fuel from two depots, and little of the second."""
    return replace(
        result(),
        supply=books(
            (3, "n0", "na", "fuel", 100.0, loaded, "railhead"),
            (3, "n1", "na", "fuel", 20.0, 15.0, "lorries"),
            (3, "n0", "", "all", 120.0, loaded + 15.0, "railhead"),
            (4, "n0", "na", "food", 8.0, 8.0, ""),
        ),
    )


def test_an_army_s_depots_are_added_up_and_the_widest_limit_counts() -> None:
    days = supply_days([supplied()])["na", "fuel"]
    assert days.wanted_t[1, 3] == 120.0 and days.loaded_t[:, 3].tolist() == [45.0] * 3 and days.wanted_t[1].sum() == 120.0
    assert days.held_back_t[LIMITS.index("railhead"), 3] == 75.0 and days.held_back_t.sum() == 75.0
    assert set(supply_days([supplied()])) == {("na", "fuel"), ("na", "food")}


def test_several_runs_give_quantiles_and_shares() -> None:
    days = supply_days([supplied(10.0), supplied(20.0), supplied(99.0)])["na", "fuel"]
    assert days.loaded_t[1, 3] == 35.0 and days.loaded_t[0, 3] == pytest.approx(27.0)
    assert days.limited[LIMITS.index("railhead"), 3] == pytest.approx(2 / 3)


def test_the_words_say_who_lacks_what_and_why() -> None:
    said = alt_text([supplied()])
    assert said.startswith("Unit na: 75 t lacking on D+3") and "its depot gives no more" in said
    texts_on_page(draw_deliveries([supplied()]))
    texts_on_page(draw_deliveries([supplied(), supplied(60.0)], "na"))


def test_few_panels_share_the_width_of_the_page() -> None:
    (panel,) = draw_deliveries([supplied()]).axes[-1:]
    assert panel.get_position().width > 0.85


def test_runs_without_books_and_a_second_ensemble_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="no books of supply"):
        draw_deliveries([result()])
    with pytest.raises(ResultError, match="leave OTHER out"):
        save_deliveries([supplied()], tmp_path / "a.svg", [supplied()])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SweepSummary:
    return swept(tmp_path_factory.mktemp("deliveries") / "sweep", replications=4)


def test_a_sweep_says_the_same_as_its_runs(made: SweepSummary) -> None:
    runs = load_ensemble([made.folder])
    of_sweep, rows = supply_days(runs), made.frame("supply")
    mine = rows[(rows.army != "") & (rows.good == "food")]
    for (_, army), days in ((key, days) for key, days in of_sweep.items() if key[1] == "food"):
        by_run = mine[mine.army == army].groupby(["run", "day"]).wanted_t.sum().unstack(fill_value=0.0).median()
        assert days.wanted_t[1][by_run.index] == pytest.approx(by_run.to_numpy(), rel=1e-4)
    texts_on_page(draw_deliveries(runs))
