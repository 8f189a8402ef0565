"""Whole runs of a tiny theatre against times and stocks worked out by hand."""

import pytest

from engine.scenario import parameters
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests import tiny

P = parameters.values({})


def captured(result, place):
    return next(c.minute for c in result.recorder.captures if c.place == place)


def last(result, formation):
    return [track for track in result.tracks if track.formation == formation][-1]


def events(result, kind):
    return [event for event in result.recorder.events if event.kind == kind]


def test_infantry_marches_45_then_36_km_a_day(tmp_path):
    result = simulate(tiny.load(tiny.line(without=["friction", "readiness"]), tmp_path))
    # 90 km in the two forced days, the other 210 at 36 km a day; each stage is rounded up to a minute
    assert captured(result, "p3") == pytest.approx((2 + 210 / 36) * 1440, abs=6)


def test_a_tank_brigade_without_supply_line_stops_where_its_fuel_ends(tmp_path):
    scenario = tiny.line(places=12, km=50, surface="steppe", formations=[tiny.tanks()])
    result = simulate(tiny.load(scenario, tmp_path, without=["detachments", "friction"]))
    reach_km = (2.0 - P["fuel.halt_fills"]) * P["fuel.km_per_fill_tracked"] / P["fuel.off_road_mult"]
    assert events(result, "fuel_empty")[0].place == f"p{int(reach_km / 50)}"
    assert max(track.axis_km for track in result.tracks) == pytest.approx(reach_km, abs=0.5)
    assert last(result, "r1").cause == "fuel"


def test_its_own_range_takes_the_place_of_that_of_its_kind(tmp_path):
    row = tiny.tanks() | {"km_per_fill": 120}
    result = simulate(tiny.load(tiny.line(places=12, km=50, formations=[row]), tmp_path, without=["detachments", "friction"]))
    assert last(result, "r1").axis_km == pytest.approx((2.0 - P["fuel.halt_fills"]) * 120, abs=0.5)


def test_a_detachment_drives_on_its_own_fuel_and_what_can_be_drained(tmp_path):
    """(q + (1 - s) / s x drained) fills of its own from where the main body halted, down to the last drop of one long way."""
    scenario = tiny.line(places=2, km=600, surface="steppe", formations=[tiny.tanks()], rules={"fuel": {"quiet_day_km": 0}})
    result = simulate(tiny.load(scenario, tmp_path))
    fill_km, kept, share = (
        P["fuel.km_per_fill_tracked"] / P["fuel.off_road_mult"],
        P["fuel.halt_fills"],
        P["fuel.detachment_share"],
    )
    halt_km = (2.0 - kept) * fill_km
    own_fills = kept + (1 - share) / share * min(kept, P["fuel.recoverable_share"])
    assert last(result, "r1").axis_km == pytest.approx(halt_km, abs=0.5)
    assert last(result, "r1.forward").axis_km == pytest.approx(halt_km + own_fills * fill_km, abs=0.5)
    assert last(result, "r1.forward").cause == "fuel"
    assert [last(result, row).men for row in ("r1", "r1.forward")] == pytest.approx([1000 * (1 - share), 1000 * share])
    (told,) = events(result, "detachment")
    assert told.formation == "r1.forward" and dict(told.numbers) == {"share": share, "fuel_fills": pytest.approx(own_fills)}
    halt = next(event for event in events(result, "halt") if event.formation == "r1")
    assert told.minute - halt.minute == P["fuel.pool_hours"] * 60


def test_a_detachment_waits_for_its_main_body_and_joins_it(tmp_path):
    """It stands when its lead is more than its days alone, with fuel in hand; both end at the same place, whole."""
    scenario = tiny.line(places=30, km=20, surface="steppe", formations=[tiny.tanks(start={"fuel_fills": 1.0})], days=40)
    scenario["rules"] = {"fuel": {"alone_days": 0.28}}
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 20}]
    result = simulate(tiny.load(scenario, tmp_path))
    stood = [e for e in events(result, "halt") if e.formation == "r1.forward" and e.cause == "ahead"]
    assert stood and [e for e in events(result, "resume") if e.cause == "ahead"] and events(result, "closed_up")
    assert last(result, "r1").men == 1000 and last(result, "r1").place == "p29"


def test_without_the_fuel_rule_it_does_not_stop(tmp_path):
    scenario = tiny.line(places=12, km=50, surface="steppe", formations=[tiny.tanks()])
    result = simulate(tiny.load(scenario, tmp_path, without=["fuel"]))
    assert not events(result, "fuel_empty") and last(result, "r1").state == "done"


def test_a_detachment_is_at_the_next_places_sooner(tmp_path):
    scenario = tiny.line(places=40, km=20, surface="road", formations=[tiny.tanks(start={"fuel_fills": 0.6})])
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 20}]
    part, whole = (
        simulate(tiny.load(scenario, tmp_path / name, without=["friction", *without]))
        for name, without in (("part", []), ("whole", ["detachments"]))
    )
    assert events(part, "detachment") and not events(whole, "detachment")
    assert captured(part, "p1") == captured(whole, "p1")
    assert all(captured(part, place) < captured(whole, place) - 60 for place in ("p5", "p6"))


def test_a_body_rests_on_its_fuel(tmp_path):
    """A day at rest costs so many kilometres; one that is halted for want of fuel saves it."""
    scenario = tiny.line(formations=[tiny.tanks()], plans=[], days=10)
    burned = 9.75 * P["fuel.quiet_day_km"] / P["fuel.km_per_fill_tracked"]
    assert last(simulate(tiny.load(scenario, tmp_path)), "r1").fuel_fills == pytest.approx(2.0 - burned)


def test_the_second_division_follows_one_passage_behind(tmp_path):
    scenario = tiny.line(km=20, formations=[tiny.formation(), tiny.formation(id="r2", parent="r1")])
    result = simulate(tiny.load(scenario, tmp_path))
    arrivals = [e for e in result.recorder.events if e.place == "p1" and e.kind in ("pass", "capture")]
    first, second = (next(e.minute for e in arrivals if e.formation == f) for f in ("r1", "r2"))
    assert second - first == pytest.approx(P["march.division_passage_h"] * 60, abs=5)
    assert next(e.cause for e in events(result, "halt")) == "column"


def test_a_river_is_paid_for_once(tmp_path):
    scenario = tiny.line(km=20, formations=[tiny.formation(), tiny.formation(id="r2", parent="r1")])
    scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 400}]
    scenario["roads"][0] |= {"surface": "river_crossing", "river": "broad"}
    result = simulate(tiny.load(scenario, tmp_path))
    crossings = events(result, "crossing")
    assert len(crossings) == 1 and dict(crossings[0].numbers)["hours"] == pytest.approx(12)
    dry = simulate(tiny.load(scenario, tmp_path / "dry", without=["rivers"]))
    assert captured(result, "p1") - captured(dry, "p1") == pytest.approx(12 * 60, abs=2)


def test_each_side_pays_for_its_own_crossing(tmp_path):
    """The defender goes back over the river first: what carried him does not carry the attacker."""
    back = tiny.plan("b1", {"task": "hold", "place": "p1"}, {"task": "withdraw", "place": "p3", "when": {"day": 0}})
    scenario = tiny.war(tiny.defender(start={"place": "p1"}), plans=[tiny.attack("r1", "p2"), back])
    scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 400}]
    scenario["roads"][1] |= {"surface": "river_crossing", "river": "broad"}
    result = simulate(tiny.load(scenario, tmp_path, settings=tiny.settled()))
    crossings = {event.side: dict(event.numbers)["hours"] for event in events(result, "crossing")}
    assert crossings == {"blue": pytest.approx(12), "red": pytest.approx(12)}


def test_stocks_at_a_railhead_never_run_out(tmp_path):
    scenario = tiny.line(formations=[tiny.formation(start={"food_days": 3})], plans=[])
    scenario["supply_sources"] = [{"id": "head", "place": "p0", "side": "red", "t_per_day": 1000}]
    result = simulate(tiny.load(scenario, tmp_path))
    assert result.tracks[-1].food_days == pytest.approx(3)
    scenario["supply_sources"][0]["t_per_day"] = 9  # 10,000 men eat 18 t a day: half of it
    hungry = simulate(tiny.load(scenario, tmp_path / "hungry", settings={"rules.rail.captured_stock_days": 0.0}))
    assert hungry.tracks[-1].food_days < 0.25  # what six hours bring is eaten in the next six
    for track in hungry.tracks[:10]:
        assert track.food_days == pytest.approx(3 - 0.5 * track.minute / 1440)


def test_troops_do_not_set_out_before_their_axis_opens(tmp_path):
    scenario = tiny.line()
    scenario["plans"][0]["opens"] = 2.5
    result = simulate(tiny.load(scenario, tmp_path))
    assert events(result, "start")[0].minute == 2.5 * 1440
    assert result.tracks[0].cause == "not_open"


def test_longer_rain_is_never_faster(tmp_path):
    days = []
    for last in (1, 3, 8):
        scenario = tiny.line(regions=[{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}])
        for road in scenario["roads"]:
            road["trafficability"] = "poor"
        scenario["weather"] = [{"region": "all", "sky": "rain", "from_date": "1990-05-01", "to_date": f"1990-05-0{last}"}]
        days.append(captured(simulate(tiny.load(scenario, tmp_path / str(last))), "p3"))
    assert days[0] < days[1] < days[2]


def wet(tmp_path, surface, sky="rain", **march):
    """Days of a lorry column over 300 km of poor ways of a surface, in the rain of every day."""
    lorries = tiny.formation(mobility="motor", branch="motor_rifle")
    scenario = tiny.line(
        surface=surface, formations=[lorries], regions=[{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}]
    )
    for road in scenario["roads"]:
        road["trafficability"] = "poor"
    scenario["weather"] = [{"region": "all", "sky": sky, "from_date": "1990-05-01", "to_date": "1990-05-20"}]
    scenario["rules"] = {"march": march}
    return captured(simulate(tiny.load(scenario, tmp_path, without=["forced_march", "readiness", "fuel"])), "p3") / 1440


def test_a_column_on_a_muddy_road_keeps_up_with_one_on_the_track_beside_it(tmp_path):
    road, track, dry = wet(tmp_path / "road", "road"), wet(tmp_path / "track", "track"), wet(tmp_path / "dry", "road", "dry")
    assert dry < road == track == pytest.approx(300 / P["march.motor_km_day"] / P["march.track_wheeled_mult"], abs=0.01)


def test_where_a_track_is_worse_than_mud_the_mud_counts(tmp_path):
    """The control: with its own row the road is slower than dry and quicker than the track."""
    road = wet(tmp_path, "road", mud_wheeled_mult=0.5, track_wheeled_mult=0.4)
    assert road == pytest.approx(300 / P["march.motor_km_day"] / 0.5, abs=0.01)


def fastest_km_day(folder, **march):
    """The fastest of the first legs of many runs in which friction is at work, km a day."""
    theatre = prepare(tiny.load(tiny.line(places=2, without=["readiness"], rules={"march": march}), folder))
    runs = (simulate(theatre, replication=number, last_day=8) for number in range(40))
    starts_and_ends = [(events(run, "start")[0].minute, captured(run, "p1")) for run in runs]
    return max(100 / (end - start) * 1440 for start, end in starts_and_ends)


def test_friction_drives_no_infantry_past_its_ceiling(tmp_path):
    """The control: where the ceiling is out of reach some run in forty is faster."""
    most = P["march.foot_ceiling_km_day"]
    assert fastest_km_day(tmp_path / "held") == pytest.approx(most, rel=0.001)
    assert fastest_km_day(tmp_path / "free", foot_ceiling_km_day=1000.0) > 1.2 * most


@pytest.mark.parametrize(("sky", "flooded"), [("overcast", False), ("fog", False), ("rain", True), ("downpour", True)])
def test_a_river_rises_in_rain_and_not_under_clouds(tmp_path, sky, flooded):
    scenario = tiny.line(km=20, regions=[{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}])
    scenario["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 400}]
    scenario["roads"][0] |= {"surface": "river_crossing", "river": "broad"}
    scenario["weather"] = [{"region": "all", "sky": sky, "from_date": "1990-05-01", "to_date": "1990-05-20"}]
    crossing = events(simulate(tiny.load(scenario, tmp_path)), "crossing")[0]
    assert dict(crossing.numbers)["hours"] == pytest.approx(12 * (P["rivers.flood_mult"] if flooded else 1.0))
