"""Road transport against its closed forms: first load behind a column, load caught by a column, steady tonnes of n lorries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.arrays import Floats
from engine.constants import MOST_BURNED_SHARE
from engine.rules import skies, transport
from engine.rules.rates import Rates
from engine.rules.rationing import ration
from engine.scenario import parameters
from engine.state.transport import Transport

STEP = 0.25
P = parameters.values({})
RATES = Rates.from_parameters(P).transport
few = st.floats(1e-6, 1000) | st.just(0.0)
"""Tonnes: nothing, or a gram and more."""


def curve(t_day: float, steps: int, formations: int = 1) -> Floats:
    """(steps + 1, 3, formations): departures at an even rate from day 0 on."""
    return np.full((steps + 1, 3, formations), 1.0) * (np.arange(steps + 1) * STEP * t_day)[:, None, None]


def test_departures_are_read_between_their_steps() -> None:
    day = np.array([0.0, 0.3, 2.0, 9.0])
    assert transport.departed_t(curve(8.0, 8, 4), day, STEP)[0] == pytest.approx([0.0, 2.4, 16.0, 16.0])


def test_a_shut_way_holds_loads_where_they_are() -> None:
    served = np.array([1.5, 1.5])
    assert transport.served_until(served, 5.0, np.array([np.inf, 2.0])) == pytest.approx([1.5, 3.0])


def arrivals(shut: range, daily_t: float = 0.0) -> Floats:
    """(ticks,): tonnes that have come by each tick to a formation two days away, to which 10 t leave at every tick that finds its
    way open; `shut` are the ticks in which it is not."""
    moving = Transport(lift_t=np.array([1e6]), fleet=np.zeros(1, int), ticks=80, step_days=STEP)
    moving.begin(np.full((3, 1), daily_t), np.array([2.0]))
    come = []
    for tick in range(1, 80):
        moving.pass_time()
        lag = np.array([np.inf if tick in shut else 2.0])
        moving.hold(~np.isfinite(lag))
        come.append(moving.arrive(lag)[2, 0])
        moving.send(np.full((3, 1), 0.0 if tick in shut else 10.0))
    return np.cumsum(come)


@pytest.mark.parametrize("daily_t", [0.0, 40.0])
@pytest.mark.parametrize("first", [3, 20])
def test_a_way_that_is_shut_for_three_days_makes_what_is_on_it_three_days_late(first: int, daily_t: float) -> None:
    """What had left before is as much later as the way was shut, and what leaves after comes as ever: nothing catches up."""
    still, open_ = range(first, first + 12), arrivals(range(0), daily_t)
    late = arrivals(still, daily_t)
    assert late[: first - 1] == pytest.approx(open_[: first - 1])
    assert late[first - 1 : first + 11] == pytest.approx(np.full(12, late[first - 2]))
    assert late[first + 11 : first + 19] == pytest.approx(open_[first - 1 : first + 7])
    assert np.diff(late[first + 20 :]) == pytest.approx(np.diff(open_[first + 20 :]))


def test_a_downpour_shuts_what_it_shuts_and_no_other_sky_does() -> None:
    days = transport.days_by_sky(np.ones((len(skies.TABLE), 2)), np.array([True, False]))
    open_ = np.isfinite(transport.open_days(days))
    assert open_[:, 1].all() and [skies.NAMES[sky] for sky in np.flatnonzero(~open_[:, 0])] == ["downpour"]
    assert [surface for surface in ("highway", "road", "track", "steppe", "pass") if transport.shut_surface(surface)] == [
        "track",
        "pass",
    ]


def test_first_load_behind_a_column() -> None:
    """t = (d0 / w) / (1 - v / w): a depot 100 km behind, lorries at 140 and a column at 70 km a day meet after 1.43 days."""
    d0, w, v, step = 100.0, 140.0, 70.0, 0.01
    served, curve_t = np.zeros(1), np.arange(1001)[:, None, None] * np.ones((1, 3, 1))
    for k in range(1, 1001):
        served = transport.served_until(served, k * step, np.array([(d0 + v * k * step) / w]))
        if transport.departed_t(curve_t, served, step)[0, 0] > 0.0:
            break
    assert k * step == pytest.approx(d0 / w / (1.0 - v / w), abs=2 * step)


def test_share_of_loads_that_catches_a_column() -> None:
    """Of what is sent behind a column the part 1 - v / w arrives."""
    w, v, days = 140.0, 70.0, 8.0
    served = transport.served_until(np.zeros(1), days, np.array([v * days / w]))
    arrived = transport.departed_t(curve(10.0, int(days / STEP)), served, STEP)[0, 0]
    assert arrived / (10.0 * days) == pytest.approx(1.0 - v / w)


def test_what_is_burned_is_the_way_there_and_back() -> None:
    burned = transport.burned_share(np.array([100.0, 100.0, np.inf]), np.array([True, False, False]), rates=RATES)
    assert burned[0] == pytest.approx(200 * P["lorries.fuel_kg_km"] / (1000 * P["lorries.payload_t"]))
    assert burned[1] == pytest.approx(burned[0] * P["fuel.off_road_mult"])
    assert burned[2] == 0.0


@given(km=few, more=few)
def test_longer_ways_burn_more_but_never_all(km: float, more: float) -> None:
    burned = transport.burned_share(np.array([km, km + more]), np.array(False), rates=RATES)
    assert 0.0 <= burned[0] <= burned[1] <= MOST_BURNED_SHARE


def test_running_lorries_settle_where_breakdowns_equal_repairs() -> None:
    running = np.ones(1)
    for _ in range(2000):
        running = transport.running_after(running, np.ones(1), 0.25, rates=RATES)
    broken_a_day = P["lorries.km_day"] * P["lorries.breakdown_pct_100km"] / 1e4
    assert running[0] == pytest.approx(1 / (1 + broken_a_day * P["lorries.repair_days"]))


def test_parked_lorries_do_not_break_down() -> None:
    assert transport.running_after(np.ones(1), np.zeros(1), 5.0, rates=RATES)[0] == 1.0


def test_open_country_never_fills_up_and_a_good_road_carries_more() -> None:
    t_day = transport.road_t_day(np.array([True, False, False]), np.array([True, True, False]), rates=RATES)
    assert t_day[2] == np.inf
    assert t_day[0] > t_day[1] > 0


def test_what_rounding_leaves_over_is_no_supply() -> None:
    arrived, used = np.array([1.8e-17, 0.5, 3.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert transport.supplied_share(arrived, used).tolist() == [0.0, 0.5, 1.0, 1.0]


def test_claims_pay_for_what_is_lost_on_the_way_and_count_what_is_on_it() -> None:
    claims = transport.claims_t(np.array([[50.0, 50.0, 5.0]]), np.array([[0.0, 30.0, 90.0]]), np.array([[0.5, 0.5, 0.5]]))
    assert claims == pytest.approx(np.array([[100.0, 70.0, 0.0]]))


def steady(lorries: float, drive_days: float, days: int = 60) -> Floats:
    """Tonnes that arrive in each tick for one formation that always claims more than its lorries carry."""
    lag = transport.lag_days(np.array([drive_days]), rates=RATES)
    moving = Transport(
        lift_t=transport.lift_t(np.array([lorries]), rates=RATES),
        fleet=np.zeros(1, int),
        ticks=days * 4,
        step_days=STEP,
    )
    moving.begin(np.zeros((3, 1)), lag)
    arrived = []
    for _ in range(days * 4):
        moving.pass_time()
        arrived.append(moving.arrive(lag).sum())
        moving.send(np.array([[0.0], [0.0], [moving.idle_t()[0]]]))
    return np.array(arrived)


@pytest.mark.parametrize("drive_days", [0.5, 1.0, 2.3, 4.0])
def test_steady_tonnes_of_n_lorries(drive_days: float) -> None:
    """N x serviceable x payload / (2 d / w + terminal), to within a tick of the round trip, and in proportion to n."""
    lift = 600.0 * P["lorries.serviceable_share"] * P["lorries.payload_t"]
    round_days = 2.0 * drive_days + P["lorries.terminal_h"] / 24.0
    t_day = steady(600.0, drive_days)[80:].mean() / STEP
    assert lift / (round_days + STEP) - 1e-6 <= t_day <= lift / (round_days - STEP) + 1e-6
    assert steady(1200.0, drive_days)[80:].mean() / STEP == pytest.approx(2.0 * t_day)


@given(arrays(float, 40, elements=few), st.lists(st.floats(0.1, 6.0) | st.just(np.inf), min_size=40, max_size=40))
def test_tonnes_and_lorries_are_conserved(loads: Floats, lags: list[float]) -> None:
    """What has left is on the road or has arrived; lorries are idle or away, whatever becomes of the way."""
    moving = Transport(lift_t=np.array([1e6]), fleet=np.zeros(1, int), ticks=200, step_days=STEP)
    moving.begin(np.zeros((3, 1)), np.array([1.0]))
    sent = got = 0.0
    for load, lag in zip(loads.tolist(), lags, strict=True):
        moving.pass_time()
        moving.hold(np.array([not np.isfinite(lag)]))
        got += float(moving.arrive(np.array([lag])).sum())
        moving.send(np.array([[load], [0.0], [0.0]]))
        sent += load
        assert got + float(moving.on_road_t().sum()) == pytest.approx(sent, abs=1e-6)
        assert float(moving.away_t[0]) >= float(moving.on_road_t().sum()) - 1e-6
    for _ in range(60):
        moving.pass_time()
        moving.arrive(np.array([1.0]))
    assert moving.away_t[0] == pytest.approx(0.0, abs=1e-6)


@given(
    arrays(float, 40, elements=few),
    st.lists(st.floats(0.1, 6.0) | st.just(np.inf), min_size=40, max_size=40),
    st.lists(st.integers(0, 2), min_size=40, max_size=40),
)
def test_lorries_stay_in_their_army_whichever_serves_a_formation(loads: Floats, lags: list[float], fleets: list[int]) -> None:
    """Every tonne is on the lorries of the fleet that served when it left, until they have driven home."""
    moving = Transport(lift_t=np.full(3, 1e6), fleet=np.zeros(1, int), ticks=200, step_days=STEP)
    moving.begin(np.zeros((3, 1)), np.array([1.0]))
    sent = np.zeros(3)
    for load, lag, fleet in zip(loads.tolist(), lags, fleets, strict=True):
        moving.pass_time()
        moving.hold(np.array([not np.isfinite(lag)]))
        moving.reassign(np.array([fleet]))
        moving.arrive(np.array([lag]))
        moving.send(np.array([[load], [0.0], [0.0]]))
        sent[fleet] += load
        assert (moving.away_t <= sent + 1e-6).all()
        assert moving.away_t.sum() >= moving.on_road_t().sum() - 1e-6
    for _ in range(60):
        moving.pass_time()
        moving.arrive(np.array([1.0]))
    assert moving.away_t == pytest.approx(np.zeros(3), abs=1e-6)


@given(
    wanted=arrays(float, 6, elements=few),
    priority=arrays(float, 6, elements=st.floats(0.2, 5)),
    available=arrays(float, 2, elements=few),
    group=arrays(int, 6, elements=st.integers(0, 1)),
)
def test_priorities_share_out_no_more_than_there_is_and_favour_the_first(
    wanted: np.ndarray, priority: np.ndarray, available: np.ndarray, group: np.ndarray
) -> None:
    share = ration(wanted, group, available, priority)
    assert (np.bincount(group, wanted * share, 2) <= available + 1e-6).all()
    assert (share >= 0).all() and (share <= 1 + 1e-12).all()
    for a in range(6):
        for b in range(6):
            if group[a] == group[b] and priority[a] > priority[b]:
                assert share[a] >= share[b] - 1e-12


@given(wanted=arrays(float, 5, elements=few), available=few)
def test_equal_priorities_are_none(wanted: np.ndarray, available: float) -> None:
    group = np.zeros(5, int)
    plain = ration(wanted, group, np.array([available]))
    assert ration(wanted, group, np.array([available]), np.full(5, 2.0)) == pytest.approx(plain)


@given(arrays(float, 6, elements=st.floats(0, 1e4)), arrays(float, 3, elements=st.floats(0, 1e4)))
def test_rations_never_exceed_what_there_is(wanted: np.ndarray, available: np.ndarray) -> None:
    group = np.array([0, 0, 1, 1, 2, 2])
    share = ration(wanted, group, available)
    given_out = np.bincount(group, weights=wanted * share, minlength=3)
    assert np.all(given_out <= available * (1 + 1e-9) + 1e-9)
    assert np.all((share >= 0) & (share <= 1))
