"""The split of a variance, against models whose shares are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.results.load import Result
from analysis.scores.variance import FIRST, SECOND, Split, dates_of, split, variance_table, variance_text
from tests.analysis.small_campaign import DAY, END, event, result
from tests.effort import examples

GROUPS = "abc"


def exchanged(model: object, pairs: int, seed: int, outcomes: int = 1) -> Split:
    """The split of a model of the inputs (3, pairs), each standard normal, by pick-freeze."""
    assert callable(model)
    dice = np.random.Generator(np.random.Philox(seed))
    a, b = dice.normal(size=(2, 3, pairs))
    sets = {FIRST: a, SECOND: b}
    for at, group in enumerate(GROUPS):
        sets[group] = a.copy()
        sets[group][at] = b[at]
    return split({name: np.stack([model(inputs)] * outcomes) for name, inputs in sets.items()})


def test_shares_of_a_sum_are_those_of_its_variances() -> None:
    """2 a + b: variances 4 and 1, so 80 %, 20 % and nothing; alone and in total, because nothing acts together."""
    found = exchanged(lambda x: 2 * x[0] + x[1], 1500, seed=1)
    assert found.sd_days == pytest.approx(np.sqrt(5), rel=0.05)
    for group, truth in zip(GROUPS, (0.8, 0.2, 0.0), strict=True):
        share = found.shares[group]
        for estimate in (share.alone, share.total):
            assert estimate.value == pytest.approx(truth, abs=0.05)
            assert estimate.low - 1e-12 <= truth <= estimate.high + 1e-12
    assert found.shares["c"].alone.value == found.shares["c"].total.value == 0.0


def test_what_acts_only_together_counts_in_total_and_not_alone() -> None:
    """a b of standard normals: neither alone explains anything, each in total all of it."""
    found = exchanged(lambda x: x[0] * x[1], 2000, seed=2)
    for group in "ab":
        assert found.shares[group].alone.value == pytest.approx(0.0, abs=0.08)
        assert found.shares[group].total.value == pytest.approx(1.0, abs=0.12)


def test_the_interval_of_a_share_covers_it() -> None:
    """60 samples of 60 pairs; the share of a true 95 % interval has a standard error of 3 % here."""
    held = [
        shares["a"].alone.low <= 0.8 <= shares["a"].alone.high
        for shares in (exchanged(lambda x: 2 * x[0] + x[1], 60, seed=seed).shares for seed in range(60))
    ]
    assert 0.88 <= np.mean(held) <= 1.0


@given(st.integers(0, 2**32), st.floats(-3, 3), st.floats(0.1, 100))
@settings(max_examples=examples(10), deadline=None)
def test_shares_do_not_depend_on_unit_or_zero(seed: int, shift: float, scale: float) -> None:
    plain = exchanged(lambda x: x[0] + x[1] * x[2], 40, seed)
    other = exchanged(lambda x: scale * (x[0] + x[1] * x[2]) + shift, 40, seed)
    for group in GROUPS:
        assert other.shares[group].total.value == pytest.approx(plain.shares[group].total.value)
        assert other.shares[group].alone.value == pytest.approx(plain.shares[group].alone.value)


def war(capture: int) -> Result:
    """A run in which the first division takes n1 at a minute, and history says that it happened on the second day."""
    told = [event("e", "entry", "n1", "nd", DAY, 2 * DAY), event("never", "entry", "n2", "nd", DAY, 2 * DAY)]
    return result(told, captures=[("n1", "red", capture, "nd")])


def test_a_date_that_never_comes_counts_as_the_end() -> None:
    assert dates_of(war(3 * DAY)).tolist() == [3.0, END / DAY]


def test_dates_that_do_not_differ_are_counted_and_left_out() -> None:
    days = {"first": (1, 2), "second": (3, 5), "a": (3, 5)}
    sets = {name: [dates_of(war(day * DAY)) for day in taken] for name, taken in days.items()}
    table = variance_table(war(DAY), sets)
    assert (table.pairs, table.fixed, [known.id for known, _ in table.dates]) == (2, 1, ["e"])
    assert table.together is not None and table.together.sd_days == pytest.approx(np.std([1, 2, 3, 5], ddof=1))
    text = variance_text(table)
    assert "n = 2 pairs" in text and "1 more dates are the same in every run" in text
    same = {name: [dates_of(war(DAY))] * 4 for name in ("first", "second", "a")}
    assert "no date differs" in variance_text(variance_table(war(DAY), same))
