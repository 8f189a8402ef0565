"""The shipped proving ground: the working in the comments of its files equals its run, and each rule of supply shows in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from engine.rules import airlift, fuel, march, railways, rivers, skies, transport
from engine.rules.rates import Rates
from engine.scenario import parameters
from engine.scenario.loading import load_scenario
from engine.theatre.crossings import BANK_KM
from engine.units import H_PER_DAY, MIN_PER_DAY
from tests import tiny

SPEC = load_scenario("proving_ground").spec
R = Rates.from_parameters(parameters.values(SPEC.rules))
LOOK = 0.25
"""Days between two looks of supply."""
CORPS = next(each for each in SPEC.formations if each.id == "corps")
KM = {"sidings": 0.0}
for road in SPEC.roads:
    KM[road.ends[1]] = KM[road.ends[0]] + road.km
FILL_KM = CORPS.km_per_fill or 0.0
TRACK_MULT = fuel.ground_mult("track", False, rates=R.fuel)


@cache
def run(*without: str, seed: int = 1) -> tiny.Run:
    return tiny.fight(load_scenario("proving_ground", without=without), seed=seed)


def days(fought: tiny.Run, kind: str, formation: str, place: str | None = None, cause: str | None = None) -> list[float]:
    """The days of the events of a kind, of a formation."""
    found = [e for e in fought.events(kind, formation) if place in (None, e.place) and cause in (None, e.cause)]
    return [event.minute / MIN_PER_DAY for event in found]


def halts(fought: tiny.Run) -> list[float]:
    """Days that the corps stood for fuel, halt by halt."""
    stood = zip(days(fought, "halt", "corps", cause="fuel"), days(fought, "resume", "corps", cause="fuel"), strict=False)
    return [end - begin for begin, end in stood]


def came(fought: tiny.Run, formation: str, place: str) -> float:
    return min(days(fought, "capture", formation, place) + days(fought, "pass", formation, place))


def taken(fought: tiny.Run, place: str) -> float:
    minute = fought.captured(place)
    return minute / MIN_PER_DAY if minute is not None else float("inf")


def km_day(surface: str, mobility: str = "motor") -> float:
    return march.base_km_day(mobility, rates=R.march) * march.surface_mult(surface, mobility, rates=R.march)


def lag(place: str) -> float:
    """Days from the depot to a place on the road."""
    minutes_per_km = MIN_PER_DAY / km_day("road")
    return float(transport.lag_days(transport.drive_days(KM[place], minutes_per_km, rates=R.transport), rates=R.transport))


def first_halt() -> tuple[float, float]:
    """Day and km of the axis."""
    km = fuel.reach_km(CORPS.start.fuel_fills, R.fuel.halt_fills, 1.0 / FILL_KM)
    return km / km_day("road"), km


def next_look(day: float) -> float:
    return -(-day // LOOK) * LOOK


@pytest.mark.parametrize("place", ["limekiln", "tollgate", "orchard", "cistern"])
def test_the_corps_drives_at_the_pace_of_its_lorries(place: str) -> None:
    assert taken(run(), place) == pytest.approx(KM[place] / km_day("road"), abs=0.003)


def test_its_first_halt_is_where_its_own_fuel_ends() -> None:
    day, km = first_halt()
    assert days(run(), "fuel_empty", "corps")[0] == pytest.approx(day, abs=0.003)
    assert km == 200.0 and km_day("road") > R.transport.km_day, "nothing catches up with it before"
    dry = run("lorries", "detachments", "airlift")
    stood = next(t for t in dry.result.tracks if t.formation == "corps" and t.minute > day * MIN_PER_DAY)
    assert stood.axis_km == pytest.approx(km, abs=0.01)


def test_its_detachment_drives_on_its_own_fuel_and_keeps_a_way_back() -> None:
    """At Milestone it has less than the way to Brickfield and back would cost, and less than a body resumes with."""
    day, km = first_halt()
    share = R.fuel.detachment_share
    fills = R.fuel.halt_fills + fuel.drained_fills(R.fuel.halt_fills, share, rates=R.fuel)
    (told, *_) = run().events("detachment")
    assert dict(told.numbers) == {"share": share, "fuel_fills": pytest.approx(fills, abs=1e-3)}
    sets_out = day + R.fuel.pool_hours / H_PER_DAY
    assert taken(run(), "milestone") == pytest.approx(sets_out + (KM["milestone"] - km) / km_day("road"), abs=0.003)
    left_fills = fills - (KM["milestone"] - km) / FILL_KM
    back_fills = 2 * (KM["brickfield"] - KM["milestone"]) * TRACK_MULT / FILL_KM
    assert left_fills < min(back_fills, R.fuel.resume_fills)
    assert days(run(), "halt", "corps.forward", "milestone") == [pytest.approx(taken(run(), "milestone"), abs=0.001)]


def test_the_first_load_ends_the_halt_at_the_look_after_it_has_come() -> None:
    """It leaves from the first look to the second one."""
    assert days(run(), "resume", "corps", cause="fuel")[0] == pytest.approx(next_look(2 * LOOK + lag("cistern")), abs=0.001)


@pytest.mark.parametrize("place", ["tollgate", "cistern"])
def test_its_lorries_bring_tonnes_by_their_round(place: str, tmp_path: Path) -> None:
    """The corps stands at a place and can never have enough; all that its army gets comes from one fleet."""
    standing: dict[str, Any] = {
        "extends": "proving_ground",
        "id": "standing",
        "days": 60,
        "places": [{"id": each.id, "held_by": "north"} for each in SPEC.places if KM[each.id] <= KM[place]],
        "formations": [{"id": "corps", "fill_t": 1_000_000, "start": {"place": place}}],
        "supply_sources": [{"id": "depot", "t_per_day": 100_000}],
        "plans": [{"id": "corps_axis", "steps": [{"task": "march", "place": place}]}],
        "remove": {
            "lifts": ["transports"],
            "railways": ["rail_tollgate_cistern"],
            "formations": ["rifles"],
            "plans": ["rifles_axis"],
        },
    }
    standing["remove"]["halts"] = ["tollgate_line"]
    path = tmp_path / "standing.yaml"
    path.write_text(yaml.safe_dump(standing))
    moved = tiny.fight(load_scenario(path)).campaign.state.transport
    army = next(each for each in SPEC.formations if each.id == "army")
    lift_t = float(transport.lift_t(army.lorries, rates=R.transport))
    burned = float(transport.burned_share(KM[place], True, rates=R.transport))
    assert moved.delivered_t.sum() / 60 == pytest.approx(lift_t * (1 - burned) / (2 * lag(place)), rel=0.05)


def test_aircraft_bring_sorties_times_load_to_the_second_halt() -> None:
    (lift,) = SPEC.lifts
    flown = run().events("airlift")
    assert lift.sorties_per_day and lift.t_per_sortie
    dry = np.array([skies.DRY])
    a_look = airlift.lifted_t(dry, sorties=lift.sorties_per_day * LOOK, t_per_sortie=lift.t_per_sortie, rates=R.airlift)
    begun, ended = (days(run(), kind, "corps", cause="fuel")[1] for kind in ("halt", "resume"))
    in_halt = [dict(e.numbers)["tonnes"] for e in flown if begun < e.minute / MIN_PER_DAY <= ended]
    assert in_halt == [pytest.approx(a_look)] * len(in_halt) and len(in_halt) >= 3
    assert flown[0].minute / MIN_PER_DAY == lift.opens + LOOK
    assert all(dict(e.numbers)["tonnes"] <= a_look + 1e-9 for e in flown)


def test_trains_run_when_the_captured_line_is_cleared() -> None:
    (line,) = SPEC.railways
    work_km = railways.work_km(line.km, 0.0, R.rail.clear_km_day, rates=R.rail)
    cleared = taken(run(), "cistern") + float(work_km) / R.rail.clear_km_day
    assert days(run(), "railhead", "corps")[0] == pytest.approx(next_look(cleared), abs=0.001)


def test_the_last_step_waits_for_fuel_that_reaches_its_end() -> None:
    step = SPEC.plans[0].steps[-1]
    assert step.when is not None and step.when.fuel is not None
    reach = fuel.reach_km(step.when.fuel, R.fuel.halt_fills, TRACK_MULT / FILL_KM)
    assert reach >= KM["lighthouse"] - KM["windmill"]
    (regroups,) = (a - b for a, b in zip(*(days(run(), k, "corps", cause="regroups") for k in ("resume", "halt")), strict=True))
    assert regroups == step.pause_days
    (leaves,) = days(run(), "resume", "corps", cause="order")
    assert not [day for day in days(run(), "fuel_empty", "corps") if day > leaves]
    assert came(run(), "corps", "ferry") == pytest.approx(leaves + 50 / km_day("track"), abs=0.003)


def test_the_corps_waits_at_the_river_for_its_bridge() -> None:
    """The engineers' bridge is laid before a ferry, after the boats, has set over so many vehicles."""
    river = SPEC.rivers[0]
    bridge_h = float(rivers.bridging_h(river.width_m, rates=R.rivers))
    boats_h = float(rivers.assault_delay_h(river.width_m, False, rates=R.rivers))
    assert boats_h < bridge_h < boats_h + rivers.ferrying_h(CORPS.tanks + CORPS.guns, rates=R.rivers)
    waits = bridge_h / H_PER_DAY
    over = came(run(), "corps", "ferry") + waits + BANK_KM / km_day("road")
    assert taken(run(), "reedbank") == pytest.approx(over, abs=0.003)
    assert taken(run("rivers"), "reedbank") == pytest.approx(over - waits, abs=0.003)


def test_the_rifle_division_follows_and_stands_on_its_line() -> None:
    """It sets out when the corps is far enough ahead, for so many days on foot; it leaves the line after its day."""
    sets_out = days(run(), "resume", "rifles", cause="follows")[0]
    assert sets_out == pytest.approx(taken(run(), "tollgate"), abs=0.001)
    assert came(run(), "rifles", "tollgate") == pytest.approx(sets_out + KM["tollgate"] / km_day("road", "foot"), abs=0.003)
    (goes_on,) = days(run(), "resume", "rifles", cause="phase_line")
    assert SPEC.halts[0].until is not None and SPEC.halts[0].until.day is not None
    assert 0 <= goes_on - SPEC.halts[0].until.day <= 1


def test_a_quarter_of_the_guard_stands_at_its_post() -> None:
    (told,) = run().events("posted")
    guard = next(each for each in SPEC.formations if each.id == "guard")
    assert told.cause == "pier" and dict(told.numbers)["men"] == pytest.approx(guard.men / 4)
    assert dict(run().events("contact", "corps")[0].numbers)["enemy_men"] == pytest.approx(guard.men * 3 / 4)
    assert not run("posts").events("posted")
    assert dict(run("posts").events("contact", "corps")[0].numbers)["enemy_men"] == pytest.approx(guard.men)


def test_every_seed_gives_the_same_run_up_to_the_last_step() -> None:
    """The last step waits for fuel of which the rifle division's lorries leave more or less, as it sets out sooner or later."""
    one, two = (run(seed=seed) for seed in (1, 2))
    places = list(KM)[: list(KM).index("ferry")]
    assert [one.captured(place) for place in places] == [two.captured(place) for place in places]


def test_without_fuel_or_supply_nobody_stands_for_fuel_and_all_comes_sooner() -> None:
    for rule in ("fuel", "supply"):
        assert not run(rule).events("fuel_empty")
        assert all(taken(run(rule), place) < taken(run(), place) for place in ("milestone", "windmill", "lighthouse"))
    eaten = [t.food_days for t in run("supply").result.tracks if t.formation == "corps"]
    assert set(eaten) == {CORPS.start.food_days}


def test_lorries_without_number_shorten_the_halts() -> None:
    assert len(halts(run("lorries"))) < len(halts(run())) and halts(run("lorries"))[0] < halts(run())[0]
    assert taken(run("lorries"), "lighthouse") < taken(run(), "lighthouse")


def test_without_detachments_the_next_places_fall_later() -> None:
    assert not run("detachments").events("detachment")
    assert all(taken(run("detachments"), place) > taken(run(), place) for place in ("milestone", "windmill"))
    assert taken(run("detachments"), "cistern") == taken(run(), "cistern")


def test_without_aircraft_the_second_halt_is_longer() -> None:
    assert halts(run("airlift"))[0] == halts(run())[0]
    assert halts(run("airlift"))[1] > halts(run())[1] + 1
    assert taken(run("airlift"), "lighthouse") > taken(run(), "lighthouse") + 1


def test_without_the_captured_railway_the_last_step_begins_later() -> None:
    begins = [days(run(*without), "resume", "corps", cause="order")[0] for without in ((), ("rail_repair",))]
    assert begins[1] > begins[0] + 1
    assert taken(run("rail_repair"), "lighthouse") > taken(run(), "lighthouse") + 1


def test_the_working_as_history_is_what_the_run_has() -> None:
    """Every event of `working.yaml` happens within its hour: an entry by whom it names, a halt for fuel."""
    for row in SPEC.history:
        who = "corps.forward" if row.by == "detachment" else "corps"
        day = days(run(), "halt", who, row.place)[0] if row.kind == "halt" else came(run(), who, row.place)
        happened = datetime.fromisoformat(SPEC.start) + timedelta(days=day)
        assert datetime.fromisoformat(row.earliest) <= happened <= datetime.fromisoformat(row.latest), row.id


def test_a_river_held_by_few_and_a_mass_that_flees_over_it() -> None:
    """The working of the variant: the tail is cut off, the guard of the bridge blows it, the bank is crossed from the march."""
    fought = tiny.fight(load_scenario("proving_ground/river_line"), seed=2)
    (cut,) = fought.events("column_cut", "stragglers")
    flight = fought.events("withdraw", "stragglers")[0].minute
    passage_min = 60 * march.passage_h(20_000, rates=R.march)
    assert dict(cut.numbers)["share"] == pytest.approx(1 - (cut.minute - flight) / passage_min, abs=0.01)
    assert [event.cause for event in fought.events("demolition", "stragglers")][:1] == ["over.reedbank"]
    waits = fought.events("crossing", "corps")[0].minute - came(fought, "corps", "ferry") * MIN_PER_DAY
    assert waits == pytest.approx(60 * R.rivers.hasty_prepare_h, abs=2)
    assert dict(fought.events("contact", "corps")[0].numbers)["enemy_men"] == pytest.approx(200, rel=0.01)


def test_rates_of_its_own_bring_a_side_more_sooner() -> None:
    """The working of the variant: more of the first load fits, riflemen march faster; the first halt stays where it was."""
    own = tiny.fight(load_scenario("proving_ground/own_rates"))
    assert days(own, "fuel_empty", "corps") == days(run(), "fuel_empty", "corps")[:1]
    rate = load_scenario("proving_ground/own_rates").spec.sides[0].contingents[0].rates["march"]["foot_km_day"]
    sets_out = days(own, "resume", "rifles", cause="follows")[0]
    assert came(own, "rifles", "tollgate") == pytest.approx(sets_out + KM["tollgate"] / rate, abs=0.003)
    assert taken(own, "lighthouse") < taken(run(), "lighthouse")


def test_what_is_on_the_road_to_a_corps_that_passes_to_another_army_stays_on_its_lorries() -> None:
    """The working of the variant: the first halt ends as ever, idle lorries load at once, then a quarter is too few."""
    fought = tiny.fight(load_scenario("proving_ground/reassigned"))
    assert days(fought, "reassigned", "corps") == [1.0]
    assert halts(fought)[0] == halts(run())[0]
    assert halts(fought)[1] == pytest.approx(halts(run())[1] - LOOK, abs=0.001)
    assert taken(run(), "lighthouse") < taken(fought, "lighthouse") == float("inf")
    moved, spec = fought.campaign.state.transport, load_scenario("proving_ground/reassigned").spec
    fleet = fought.campaign.theatre.fleets
    lorries = {each.id: each.lorries for each in spec.formations}
    assert [fleet.lorries[fleet.of_stage[stage][fought.campaign.world.formation_row["corps"]]] for stage in (0, 1)] == [
        lorries["army"],
        lorries["army_b"],
    ]
    assert (moved.away_t <= moved.lift_t + 1e-9).all()
