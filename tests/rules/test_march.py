"""March rates against hand arithmetic and the source's own rows."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules import friction, march, rivers
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)


def link(surface, mobility, sky="dry", km=100.0, ascent_m=0.0, trafficability="good"):
    return march.link_mult(surface, mobility, sky, km=km, ascent_m=ascent_m, trafficability=trafficability, rates=RATES.march)


def test_a_pass_is_climbed_slowly_for_25_km_and_is_track_for_the_rest():
    # 87 km, 25 of them at 0.35, 62 at 0.75 of the road rate: the times add
    hours_per_road_hour = (25 / 0.35 + 62 / 0.75) / 87
    assert link("pass", "tracked", km=87, ascent_m=300) == pytest.approx(1 / hours_per_road_hour)


def test_the_descent_of_a_pass_is_track():
    assert link("pass", "tracked", km=87, ascent_m=0) == link("track", "tracked")


def test_rain_turns_dirt_roads_to_mud_and_nothing_else():
    assert link("road", "motor", "rain", trafficability="poor") < link("road", "motor", trafficability="poor")
    assert link("trail", "motor", "rain", trafficability="poor") == P["march.trail_wheeled_mult"]
    assert link("track", "foot", "downpour", trafficability="very_poor") == P["march.track_foot_mult"]


@pytest.mark.parametrize("mobility", ["foot", "horse", "cavalry", "motor", "tracked"])
@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_a_dirt_road_in_mud_is_the_better_of_its_mud_and_a_track(mobility, mud, track):
    gait = {"motor": "wheeled", "tracked": "tracked"}.get(mobility, "foot")
    rates = replace(RATES.march, **{f"mud_{gait}_mult": mud, f"track_{gait}_mult": track})

    def mult(surface, sky):
        return march.link_mult(surface, mobility, sky, km=100.0, ascent_m=0.0, trafficability="poor", rates=rates)

    assert mult("road", "downpour") == max(mud, track)
    assert mult("road", "rain") >= mult("track", "rain"), "nobody crawls on a road beside a faster track"


def test_rain_leaves_good_roads_alone():
    assert link("road", "motor", "downpour", trafficability="fair") == 1.0


def test_water_carries_boats_alone():
    assert link("river_boat", "foot") == 0 and link("road", "boat") == 0 and link("sea", "boat") == 1


TROOPS = ("foot", "cavalry", "motor", "tracked")


@given(st.sampled_from(march.LAND), st.sampled_from(TROOPS), st.floats(1, 500), st.floats(0, 900))
def test_no_weather_makes_a_link_faster(surface, mobility, km, ascent_m):
    rates = [link(surface, mobility, sky, km, ascent_m, "poor") for sky in march.SKIES]
    assert rates[0] >= rates[1] >= rates[2] > 0 and rates[0] == rates[3] >= rates[4] > 0


def test_infantry_opens_at_the_forced_rate_and_goes_on_at_half_as_much_again():
    first, days, later = march.efforts("foot", rates=RATES.march)
    assert (first * P["march.foot_km_day"], days, later * P["march.foot_km_day"]) == pytest.approx((45, 2, 36))


def test_effort_is_neutral_when_switched_off():
    assert march.efforts("tracked", rates=RATES.march, forced=False)[::2] == (1, 1)


@given(st.floats(0.01, 0.99))
def test_friction_has_median_one_and_is_symmetric_in_the_log(uniform):
    normal = 2 * uniform - 1
    assert float(friction.multiple(normal, ln_sd=0.3) * friction.multiple(-normal, ln_sd=0.3)) == pytest.approx(1)


def test_start_delay_has_its_mean():
    uniforms = (np.arange(100_000) + 0.5) / 100_000
    assert float(friction.delay_days(uniforms, mean_days=0.4).mean()) == pytest.approx(0.4, rel=1e-3)


@pytest.mark.parametrize("mobility", ["foot", "horse", "cavalry", "motor", "tracked", "boat", "train"])
def test_nothing_is_driven_past_its_ceiling_and_what_is_slower_keeps_its_pace(mobility):
    most = march.ceiling_km_day("road", mobility, rates=RATES.march)
    effort = max(march.efforts(mobility, rates=RATES.march)[::2])
    base = march.base_km_day(mobility, rates=RATES.march)
    assert base * effort < most, "at the modes, without friction, no column is held"
    speeds = [1440 * march.km_per_minute(1440 / base, effort, 1.0, pace, most / 1440) for pace in (0.5, 1.0, 9.0)]
    assert speeds == pytest.approx([base * effort / 2, base * effort, most])


def test_a_convoy_at_sea_has_a_ceiling_of_its_own():
    assert march.ceiling_km_day("sea", "boat", rates=RATES.march) == P["march.sea_ceiling_km_day"]
    assert march.ceiling_km_day("river_boat", "boat", rates=RATES.march) == P["march.boat_ceiling_km_day"]


def test_a_stage_ends_at_the_first_of_three_things():
    assert march.stage_minutes(100, math.inf, 0.5, math.inf) == 200
    assert march.stage_minutes(100, 25, 0.5, math.inf) == 50
    assert march.stage_minutes(100, 25, 0.5, 30) == 30


def test_a_river_four_times_as_wide_costs_twice_the_hours():
    assert float(rivers.assault_delay_h(400.0, False, rates=RATES.rivers)) == pytest.approx(2 * P["rivers.assault_h_per_100m"])
    assert float(rivers.assault_delay_h(100.0, True, rates=RATES.rivers)) == pytest.approx(
        P["rivers.assault_h_per_100m"] * P["rivers.flood_mult"]
    )


def test_a_column_has_behind_it_what_it_covered_and_drove_since_at_most_the_link():
    share = march.covered_share(np.array([10.0, 90.0]), np.array([0.5, 0.5]), np.array([60, 60]), np.array([100.0, 100.0]))
    assert share.tolist() == [0.4, 1.0]
