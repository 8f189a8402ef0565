"""The picture of losses: sums by side and contingent, claims beside the count they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.charts.losses import alt_text, draw_losses, factual_title, loss_groups, save_losses
from analysis.results.load import Result
from analysis.results.reading import ResultError
from analysis.results.records import Claim
from analysis.results.tables import Losses
from engine.formats import LOSSES
from tests.analysis.pictures import texts_on_page, words
from tests.analysis.small_campaign import records, result


def lost(killed: float = 100.0, prisoners: float = 0.0) -> Result:
    """`nd` loses `killed`, `sd` half of it, `bd` the prisoners."""
    run = result()
    table: dict[str, Any] = {column: np.zeros(3) for column in LOSSES}
    table |= {"formation": np.array(["nd", "sd", "bd"]), "side": np.array(["red", "red", "blue"])}
    table["killed"], table["prisoners"] = np.array([killed, killed / 2, 0.0]), np.array([0.0, 0.0, prisoners])
    claims = [
        {"side": "red", "contingent": None, "quantity": "killed", "low": 90.0, "high": 160.0, "source": "a gazette"},
        {"side": "blue", "contingent": None, "quantity": "prisoners of war", "low": 5.0, "high": 6.0},
        {"side": "blue", "contingent": None, "quantity": "aircraft captured", "low": 1.0, "high": 2.0},
    ]
    return replace(run, losses=Losses(table), claims=records(Claim, claims))


def test_counts_are_sums_over_the_side_by_run() -> None:
    red, blue = loss_groups(lost())
    assert red.counts([lost(100), lost(40)], "killed").tolist() == [150.0, 60.0]
    assert blue.counts([lost(prisoners=7)], "prisoners").tolist() == [7.0]
    assert [group.name for group in loss_groups(lost(), "na")] == ["Unit na"]
    assert loss_groups(lost(), "na")[0].counts([lost(100)], "killed").tolist() == [100.0]


def test_claims_stand_beside_the_count_they_are_about() -> None:
    red, blue = loss_groups(lost())
    assert red.claimed("killed") == (90.0, 160.0) and red.claimed("wounded") is None
    assert blue.claimed("prisoners") == (5.0, 6.0) and blue.claimed("tanks_captured") is None


def test_title_and_alt_text_say_the_numbers() -> None:
    assert factual_title([lost(prisoners=2000)]) == "Red: 150 killed; Blue: 2,000 prisoners"
    assert "1 of 2 claimed losses agree" in alt_text([lost(prisoners=2000)])
    assert "2 of 2 claimed losses agree" in alt_text([lost(prisoners=6)])


def test_every_side_has_its_own_scale_and_no_row_of_nothing() -> None:
    """A hundred killed on one side and half a million prisoners on the other: both fill their panels."""
    page = draw_losses([lost(100, 500_000)])
    shown = words(page)
    assert shown.count("killed") == 1 and shown.count("prisoners") == 1 and "wounded" not in shown
    assert "160" in shown and "600k" in shown
    assert "sick" in words(draw_losses([with_sick(lost())]))


def with_sick(run: Result) -> Result:
    return replace(run, losses=run.losses.changed(sick=np.array([7.0, 0.0, 0.0])))


def test_losses_are_counted_to_the_day_of_the_map_and_rounded() -> None:
    shown = " ".join(words(draw_losses([lost(123_456)])))
    assert "Counted to D+20 / 21 May, 00:00" in shown and "185,000" in shown


def test_numbers_and_claims_are_written_at_the_bars() -> None:
    shown = words(draw_losses([lost(), lost(200)]))
    assert "225 (165–285)" in shown and "claimed 90–160" in shown and "claimed 5–6" in shown


@pytest.mark.parametrize("beside", [0, 3])
def test_every_word_is_on_the_page(beside: int) -> None:
    texts_on_page(draw_losses([lost(100_000, 600_000), lost(123_456, 543_210)], [lost(140_000.0, 4)] * beside))


def test_without_losses_the_mistake_is_named() -> None:
    with pytest.raises(ResultError, match=r"has no losses\.csv; write the run again"):
        draw_losses([result()])


def test_the_same_losses_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        save_losses([lost()], tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
