"""The probability scores against closed forms, and what must score worse."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.results.load import Result, load_result
from analysis.results.records import Step
from analysis.scores.history import comparable
from analysis.scores.probability import (
    DRESSED,
    PLAN,
    Forecast,
    dressed,
    interval_score_days,
    order_score,
    probability_scores,
    rank_shares,
)
from analysis.scores.references import NEIGHBOURS, RUNS, planned_dates
from analysis.scores.states import mean_crps, state_rows
from analysis.stats import crps
from analysis.words.probability_tables import probability_text
from tests.analysis.small_campaign import DAY, END, event, march, records, result, true_history
from tests.effort import examples

NOON = DAY // 2
DAYS = st.floats(0, 30, allow_nan=False)


@given(DAYS, DAYS, DAYS)
def test_crps_of_one_member_is_its_distance_from_the_window(member: float, a: float, b: float) -> None:
    early, late = min(a, b), max(a, b)
    assert crps([member], early, late) == pytest.approx(max(early - member, member - late, 0))


@given(st.lists(DAYS, min_size=2, max_size=12), DAYS, DAYS)
def test_crps_is_the_mean_error_less_half_the_mean_difference_of_pairs(members: list[float], a: float, b: float) -> None:
    early, late = min(a, b), max(a, b)
    errors = [min(m - early, 0) + max(m - late, 0) for m in members]
    pairs = [abs(x - y) for at, x in enumerate(errors) for bt, y in enumerate(errors) if at != bt]
    assert crps(members, early, late) == pytest.approx(np.mean(np.abs(errors)) - np.mean(pairs) / 2, abs=1e-9)


def test_crps_is_proper_for_a_normal_forecast() -> None:
    """Its mean over draws is least for the forecast that the draws come from: sigma / sqrt(pi) there."""
    random = np.random.default_rng(5)
    truth = random.normal(10, 2, 4000)
    right, wide, late = random.normal(10, 2, 300), random.normal(10, 6, 300), random.normal(13, 2, 300)
    means = [float(np.mean([crps(members, y, y) for y in truth])) for members in (right, wide, late)]
    assert means[0] == pytest.approx(2 / np.sqrt(np.pi), rel=0.05)
    assert means[0] < means[1] and means[0] < means[2]


@pytest.mark.parametrize(("window", "value"), [((3, 4), 6.0), ((0, 1), 6.0 + 10), ((9, 10), 6.0 + 10), ((8, 12), 6.0)])
def test_interval_score_is_the_width_and_ten_days_for_each_day_missed(window: tuple[float, float], value: float) -> None:
    assert interval_score_days(2, 8, *window) == pytest.approx(value)


def forecast(members: list[float], window: tuple[float, float], axis: str = "x") -> Forecast:
    (bare,) = comparable(result([event("e", "entry", "n1", "nd", 0, DAY)])).dates
    return Forecast(bare, axis, np.sort(np.array(members, float)), *window)


def test_order_counts_pairs_that_history_puts_in_order() -> None:
    rows = [forecast([1], (1, 1)), forecast([2], (2, 2)), forecast([4], (3, 3), "y"), forecast([3], (4, 4), "y")]
    assert order_score(rows) == pytest.approx((5 - 1) / 6)
    assert order_score(rows, within_axes=True) == 0
    assert order_score([forecast([1], (0, 5)), forecast([2], (1, 3))]) is None


@given(st.lists(st.tuples(st.lists(DAYS, min_size=1, max_size=9), DAYS, DAYS), min_size=1, max_size=6))
def test_rank_shares_sum_to_one(rows: list[tuple[list[float], float, float]]) -> None:
    shares = rank_shares([forecast(members, (min(a, b), max(a, b))) for members, a, b in rows])
    assert sum(shares) == pytest.approx(1) and min(shares) >= 0


def test_rank_of_an_early_history_is_the_first_class() -> None:
    assert rank_shares([forecast([5, 6, 7, 8], (1, 1))]) == pytest.approx((1, 0, 0, 0, 0))
    assert rank_shares([forecast([5, 6, 7, 8], (6.5, 6.5))]) == pytest.approx((0, 0, 1, 0, 0))


def test_a_reference_is_spread_by_the_errors_on_other_axes_only() -> None:
    known = comparable(result(true_history())).dates
    minutes = {one.id: one.middle_min - (DAY if one.army == "na" else 2 * DAY) for one in known}
    by_axis = {one.axis: one for one in dressed(known, minutes, END)}
    for axis, shift in (("na", 2.0 - 1.0), ("sa", 1.0 - 2.0)):
        one = by_axis[axis]
        middle = (one.earliest + one.latest) / 2
        assert one.members == pytest.approx(np.full(one.members.size, middle + shift))


def test_the_plan_is_interpolated_and_its_last_rate_held() -> None:
    run = result(true_history())
    north = [
        {"place": "n0", "km": 0.0, "planned_day": [0, 0]},
        {"place": "n1", "km": 100.0, "planned_day": [2, 4]},
        {"place": "n2", "km": 200.0, "planned_day": None},
        {"place": "n3", "km": 300.0, "planned_day": None},
    ]
    south = [step.model_copy(update={"planned_day": None}) for step in run.axes[1].places]
    steps = (records(Step, north), tuple(south))
    axes = [axis.model_copy(update={"places": places}) for axis, places in zip(run.axes, steps, strict=True)]
    found = planned_dates(replace(run, axes=axes), comparable(run).dates)
    assert found == {"take_n1": 3 * DAY, "take_n2": 6 * DAY, "take_n3": 9 * DAY}


def ensemble(history: list[dict[str, object]], early_days: float = 0.0) -> list[Result]:
    """Eight runs around history's own speeds."""
    factors = (0.85, 0.9, 0.95, 1.0, 1.0, 1.05, 1.1, 1.15)
    delay = round(NOON - early_days * DAY)
    return [result(history, **march(50.0 * f, 100.0 * f, delay_min=delay)) for f in factors]


def test_an_ensemble_around_history_covers_it_and_beats_its_references() -> None:
    table = probability_scores(ensemble(true_history()))
    runs = table.models[RUNS]["all"]
    assert runs.coverage.value == 1 and runs.events == 5 and runs.axes == 2
    assert runs.tau == runs.tau_within == 1
    for name in (NEIGHBOURS, PLAN):
        skill = table.models[name]["all"].skill.value
        assert skill is not None and skill > 0, name
    assert table.models == probability_scores(ensemble(true_history())).models


def crps_of(results: list[Result]) -> float:
    value = probability_scores(results).models[RUNS]["all"].crps.value
    assert value is not None
    return value


@cache
def true_crps() -> float:
    return crps_of(ensemble(true_history()))


@settings(deadline=None, max_examples=examples(10))
@given(st.permutations(range(5)).filter(lambda order: order != sorted(order)))
def test_a_shuffled_history_scores_worse(order: list[int]) -> None:
    dated = true_history()
    windows = [(one["earliest_minute"], one["latest_minute"]) for one in dated]
    mixed = [
        {**one, "earliest_minute": windows[at][0], "latest_minute": windows[at][1]} for one, at in zip(dated, order, strict=True)
    ]
    if [windows[at] for at in order] != windows:
        assert crps_of(ensemble(mixed)) > true_crps()


def test_an_overconfident_ensemble_scores_worse_than_an_honest_one() -> None:
    dated = true_history()
    sure = [result(dated, **march(40.0, 80.0, delay_min=NOON))] * 8
    table = probability_scores(sure).models
    runs, spread = table[RUNS]["all"], table[DRESSED]["all"]
    assert runs.coverage.value is not None and runs.coverage.value < 1 and runs.width_days == 0
    assert runs.interval_days is not None and spread.interval_days is not None and spread.interval_days < runs.interval_days


def test_a_fuel_state_is_scored_in_fills() -> None:
    dated = [event("dry", "fuel", "n1", "nd", DAY, 2 * DAY, value=0.5)]
    (row,) = state_rows([result(dated, **march(50.0, 100.0))])
    assert (row.kind, row.history, row.median, row.crps) == ("fuel", 0.5, 2.0, 1.5)


def test_depth_is_scored_where_history_dates_a_place() -> None:
    rows = [row for row in state_rows([result(true_history(), **march(25.0, 100.0))]) if row.kind == "depth"]
    take_n1 = next(row for row in rows if row.event.id == "take_n1")
    assert take_n1.history == 100 and take_n1.median == pytest.approx(62.5, abs=1) and take_n1.crps == pytest.approx(37.5, abs=1)


def test_the_text_holds_every_model() -> None:
    results = ensemble(true_history())
    text = probability_text(probability_scores(results), results)
    assert RUNS in text and PLAN in text and "depth" in text and "interval score" in text


@pytest.mark.soak
def test_controls_of_the_full_campaign_score_worse(tmp_path: Path) -> None:
    """A shuffled history in dates; the campaign without supply in fuel (its dates are no worse: see the method)."""
    from engine.cli import main

    def runs(name: str, *options: str) -> list[Result]:
        folders = [tmp_path / f"{name}{number}" for number in range(6)]
        for number, folder in enumerate(folders):
            with pytest.raises(SystemExit):
                main(["run", "manchuria_1945", "--no-pictures", "--replication", str(number), "--out", str(folder), *options])
        return [load_result(folder) for folder in folders]

    war, unsupplied = runs("war"), runs("unsupplied", "--without", "supply")
    random = np.random.default_rng(1)
    when = [(one.earliest_minute, one.latest_minute) for one in war[0].history]
    order = random.permutation(len(when)).tolist()
    mixed = [
        one.model_copy(update={"earliest_minute": when[at][0], "latest_minute": when[at][1]})
        for one, at in zip(war[0].history, order, strict=True)
    ]
    assert crps_of([replace(run, history=mixed) for run in war]) > crps_of(war)
    fuel, without = (mean_crps(state_rows(results), "fuel")[0] for results in (war, unsupplied))
    assert fuel is not None and without is not None and without > 2 * fuel
