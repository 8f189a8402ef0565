"""What a scenario has on record of losses in an action and of receipts by day, beside a run's own books."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from analysis.charts.receipts import alt_text, draw_receipts
from analysis.results.load import Result, load_files
from analysis.results.reading import ResultError
from analysis.scores.losses import claimed_losses, losses_text
from analysis.scores.receipts import receipts
from analysis.words.receipt_table import receipts_text
from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Claim
from engine.simulation import simulate
from tests.analysis.pictures import texts_on_page, words

WINDOWS = {"first": ("1931-05-01T04:30", "1931-05-04T04:30"), "rest": ("1931-05-04T04:30", "1931-05-09T04:30")}


def claim(name: str, **more: object) -> Claim:
    bare = {"id": name, "quantity": "killed", "side": "league", "formation": "n_mech", "counts": ["killed", "wounded"]}
    return Claim.model_validate({**bare, "low": 0, "high": 1, "unit": "men", **more})


@pytest.fixture(scope="module")
def run() -> RunResult:
    loaded = load_scenario("crossroads/by_schedule")
    more = [claim(name, earliest=earliest, latest=latest) for name, (earliest, latest) in WINDOWS.items()]
    claims = [*loaded.spec.claims, *more, claim("whole"), claim("flag", formation=None, contingent="marches", side="union")]
    return simulate(replace(loaded, spec=loaded.spec.model_copy(update={"claims": claims})))


@pytest.fixture(scope="module")
def read(run: RunResult) -> Result:
    return load_files(run.files)


def outcomes(run: RunResult) -> dict[str, float]:
    return {name: value for name, value, _ in run.outcomes}


def test_losses_of_two_parts_of_the_campaign_are_those_of_the_whole(run: RunResult) -> None:
    found = outcomes(run)
    rows = [row for row in csv.DictReader(io.StringIO(run.files["losses.csv"])) if row["formation"] == "n_mech"]
    whole = sum(int(row[count]) for row in rows for count in ("killed", "wounded"))
    assert found["claimed.first"] > 0 and found["claimed.rest"] > 0
    assert found["claimed.first"] + found["claimed.rest"] == pytest.approx(found["claimed.whole"])
    assert found["claimed.whole"] == pytest.approx(whole, abs=2)


def test_a_claim_of_an_action_is_held_against_that_action(run: RunResult, read: Result) -> None:
    counted = {loss.claim.id: loss.count for loss in claimed_losses(read)}
    assert counted["pass_dead"] == pytest.approx(outcomes(run)["claimed.pass_dead"], rel=1e-5)
    assert "1 MC                 killed at Wind Pass" in losses_text(read)


def test_receipts_are_what_the_books_of_supply_have_with_what_came_by_air(run: RunResult) -> None:
    """Those of days 2 and 3 in the mean; every row of the army and the good counts, whatever depot it came from."""
    books = csv.DictReader(io.StringIO(run.files["supply.csv"]))
    mine = [row for row in books if (row["army"], row["good"]) == ("n_army", "fuel") and row["day"] in ("2", "3")]
    by_road = sum(float(row["delivered_t"]) + float(row["army_t"]) for row in mine)
    flights = [event for event in run.recorder.events if event.kind == "airlift" and 2 <= (event.minute - 1) // 1440 <= 3]
    by_air = sum(dict(event.numbers)["tonnes"] for event in flights)
    assert by_road > 0
    assert outcomes(run)["received.fuel_of_two_days"] == pytest.approx((by_road + by_air) / 2, rel=1e-4)


def test_receipts_stand_beside_the_record(read: Result) -> None:
    (found,) = receipts([read, read])
    assert [row.record.id for row in found.rows] == ["fuel_of_two_days", "fuel_of_the_fifth_day"]
    assert found.record_t == 2 * 90 + 40
    two, fifth = found.rows
    assert two.median == two.low == two.high
    assert two.outside_t == pytest.approx(max(two.median - 120, 0) + min(two.median - 60, 0))
    assert fifth.outside_t == pytest.approx(fifth.median - 40)
    text = receipts_text([read])
    assert "fuel received by First Army of the League" in text and "220 t recorded in all" in text


def test_receipts_after_the_end_of_a_run_are_left_out(read: Result) -> None:
    short = replace(read, manifest=read.manifest.model_copy(update={"end_minute": 4 * 1440}))
    assert [row.record.id for row in receipts([short])[0].rows] == ["fuel_of_two_days"]


def test_the_picture_has_a_panel_and_says_its_sums(read: Result) -> None:
    figure = draw_receipts([read], [read])
    texts_on_page(figure)
    assert "fuel received by First Army of the League" in words(figure)
    assert "220 t recorded" in alt_text([read])
    with pytest.raises(ResultError, match="no record of receipts"):
        draw_receipts([replace(read, receipts=())])
