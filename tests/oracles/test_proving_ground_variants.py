"""Variants of the shipped proving ground: the working in the comments of each file equals its run."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.formats import GOODS
from engine.processes.campaign import Campaign
from engine.rules import airlift, march, skies, transport
from engine.scenario.loading import load_scenario
from engine.scenario.schema import Scenario
from engine.units import H_PER_DAY, MIN_PER_DAY
from tests import tiny
from tests.oracles.test_proving_ground import KM, LOOK, R, came, days, km_day, next_look, run, taken

FUEL = GOODS.index("fuel")


@cache
def fought(variant: str) -> tiny.Run:
    return tiny.fight(load_scenario(f"proving_ground/{variant}"))


def spec(variant: str) -> Scenario:
    return fought(variant).campaign.world.spec


def numbers(variant: str, kind: str, formation: str) -> list[dict[str, float]]:
    return [dict(event.numbers) for event in fought(variant).events(kind, formation)]


# Little fuel for two


@cache
def looks() -> dict[float, dict[str, float]]:
    """Tonnes of fuel that have left for each, and tonnes that the railhead has received, at each half day."""
    seen: dict[float, dict[str, float]] = {}

    def look(c: Campaign) -> None:
        row, sent_t = c.world.formation_row, c.state.transport.sent_t[FUEL]
        corps = float(sent_t[row["corps"]] + sent_t[row["corps.forward"]])
        received = float(c.state.depots.received_t.sum())
        seen[c.minute / MIN_PER_DAY] = {"corps": corps, "wing": float(sent_t[row["wing"]]), "received": received}

    tiny.fight(load_scenario("proving_ground/shared_out"), at_sample=look)
    return seen


def loaded_fuel_t(formation: str, first_day: float, last_day: float) -> float:
    """Tonnes of fuel that left depots for a formation, with its detachment, at the looks after a day up to another."""
    return looks()[last_day][formation] - looks()[first_day][formation]


def test_a_decision_divides_what_a_depot_issues_until_it_is_turned_over() -> None:
    """Issue x days x weight, the dump beside it; the look at day 4 has the message already."""
    depot, dump = spec("shared_out").supply_sources[0], spec("shared_out").supply_sources[1]
    assert depot.issues is not None and depot.issues.fuel is not None and dump.stock is not None
    (_, first_t), (turn, then_t) = depot.issues.fuel
    (before, after, _) = spec("shared_out").allocations
    corps, wing = (before.shares[each] / sum(before.shares.values()) for each in ("corps", "wing"))
    half = after.shares["corps"] / sum(after.shares.values())
    assert loaded_fuel_t("corps", 0.0, 2.0) == pytest.approx(first_t * turn * corps)
    assert loaded_fuel_t("wing", 0.0, 2.0) == pytest.approx(first_t * turn * wing + dump.stock.fuel)
    assert loaded_fuel_t("corps", 2.0, 4.0) == pytest.approx(then_t * ((2 - LOOK) * corps + LOOK * half))
    assert loaded_fuel_t("corps", 4.5, 5.5) == pytest.approx(then_t * half)
    assert loaded_fuel_t("wing", 4.5, 5.5) == pytest.approx(then_t * (1 - half))


def test_what_nobody_divides_goes_by_priority_once_the_railhead_has_moved() -> None:
    """The wing gets more a tonne of what it lacks, and draws from Cistern although its dump stands beside it."""
    km = [track.supply_km for track in fought("shared_out").result.tracks if track.formation == "wing"]
    assert km[0] == 0.0 and km[-1] == KM["tollgate"], "trains run between Tollgate and Cistern"
    alike = tiny.fight(
        load_scenario("proving_ground/shared_out", settings={"formations.wing.supply_priority": 1}), last_day=12
    ).campaign
    wing = alike.world.formation_row["wing"]
    assert looks()[12.0]["wing"] > alike.state.transport.sent_t[FUEL, wing] + 10


def test_a_column_of_lorries_fetches_by_its_round() -> None:
    """From the yard to the railhead: lift x what is left of a load / round, three parts of it fuel."""
    columns, km = spec("shared_out").lorry_companies[0].lorries, KM["cistern"] - KM["limekiln"]
    lift_t = float(transport.lift_t(columns[0][1], rates=R.transport))
    burned = float(transport.burned_share(km, True, rates=R.transport))
    way = R.transport.terminal_h / 2 / H_PER_DAY + km / R.transport.km_day
    second = next_look(columns[0][0] + 2 * way)
    assert second + way + LOOK < 10 < next_look(second + 2 * way) + way, "twice there"
    received_t = looks()[10.0]["received"]
    assert received_t == pytest.approx(2 * lift_t * (1 - burned))
    by_good = fought("shared_out").campaign.state.depots.received_t.sum(axis=1)
    assert by_good[FUEL] == pytest.approx(3 * by_good[GOODS.index("food")])


def test_the_corps_fills_up_with_what_the_enemy_did_not_burn() -> None:
    (store,) = [each for each in spec("shared_out").supply_sources if each.side == "south"]
    assert store.stock is not None and store.destroyed_share
    (told,) = fought("shared_out").events("stocks")
    assert (told.formation, told.place) == ("corps", store.place)
    assert dict(told.numbers)["fuel_t"] == pytest.approx(store.stock.fuel * (1 - store.destroyed_share))


# By train


def test_a_crew_restores_two_lines_in_their_order() -> None:
    """The second waits for the first, and for the day on which it opens."""
    lines = {line.id: line for line in spec("by_train").railways}
    km_day_ = spec("by_train").rules["rail"]["restore_km_day"]
    first = next_look(taken(fought("by_train"), "cistern") + lines["rail_tollgate_cistern"].km / km_day_)
    assert days(fought("by_train"), "railhead", "corps")[0] == pytest.approx(first)
    assert first < days(run(), "railhead", "corps")[0]
    second = first + lines["rail_cistern_milestone"].km / km_day_
    opens = lines["rail_cistern_milestone"].opens
    assert opens is not None and second < opens
    km = {t.minute / MIN_PER_DAY: t.supply_km for t in fought("by_train").result.tracks if t.formation == "corps"}
    assert km[4.5] - km[5.0] == KM["milestone"] - KM["cistern"]


def test_the_km_of_a_railhead_are_those_of_the_way_that_it_opens() -> None:
    """And not those of the longer way that supply took at the look before."""
    told = fought("by_train").events("railhead", "corps")[0]
    tracks = [track for track in fought("by_train").result.tracks if track.formation == "corps" and track.minute <= told.minute]
    assert tracks[-1].minute == told.minute
    assert dict(told.numbers)["supply_km"] == tracks[-1].supply_km < tracks[-2].supply_km


def test_a_brigade_comes_by_train_and_goes() -> None:
    fusiliers = next(each for each in spec("by_train").formations if each.id == "fusiliers")
    assert fusiliers.arrives is not None and fusiliers.leaves is not None
    assert days(fought("by_train"), "arrival", "fusiliers", "cistern") == [fusiliers.arrives.day]
    assert days(fought("by_train"), "departure", "fusiliers") == [fusiliers.leaves.day]


def test_what_is_held_need_not_be_taken() -> None:
    assert not [event for event in fought("by_train").events("capture") if event.place in ("limekiln", "tollgate")]
    assert days(fought("by_train"), "pass", "corps", "tollgate")


# By air


def test_sorties_by_the_sky_of_the_day() -> None:
    (force,), (lift,) = spec("flown").transport_forces, spec("flown").lifts
    sorties = airlift.sorties_per_day(force.aircraft * force.serviceable, force.sorties_per_aircraft_day)
    tonnes = {
        event.minute / MIN_PER_DAY: dict(event.numbers)["tonnes"] for event in fought("flown").events("airlift") if event.place
    }
    for day, sky in (
        (2.75, skies.DRY),
        (3.25, skies.NAMES.index("overcast")),
        (4.25, skies.NAMES.index("fog")),
        (5.25, skies.DRY),
    ):
        a_look = airlift.lifted_t(np.array([sky]), sorties=sorties * LOOK, t_per_sortie=force.t_per_sortie, rates=R.airlift)
        assert tonnes[day] == pytest.approx(a_look), day
    assert lift.closes is not None and (min(tonnes), max(tonnes)) == (lift.opens + LOOK, lift.closes - LOOK)


def test_a_field_that_was_taken_is_a_base_after_its_days() -> None:
    ready = taken(fought("flown"), "cistern") + R.air.rebase_days
    bases = {event.minute / MIN_PER_DAY: event.place for event in fought("flown").events("airlift")}
    assert {place for day, place in bases.items() if day < ready} == {"sidings"}
    assert {place for day, place in bases.items() if day >= ready} == {"cistern"}


# By order


def test_columns_wait_for_each_other_for_days_and_for_a_message() -> None:
    ordered, plan = fought("by_order"), next(each for each in spec("by_order").plans if each.id == "corps_axis")
    opens, motor, foot = plan.opens, km_day("road"), km_day("road", "foot")
    assert taken(ordered, "tollgate") == pytest.approx(opens + KM["tollgate"] / motor, abs=0.003)
    all_up = KM["tollgate"] / foot
    assert days(ordered, "resume", "corps", cause="phase_line")[0] == pytest.approx(all_up, abs=0.003)
    rifles = next(each for each in spec("by_order").formations if each.id == "rifles")
    leaves = all_up + float(march.passage_h(rifles.men, rates=R.march)) / H_PER_DAY
    assert days(ordered, "resume", "corps", cause="column")[0] == pytest.approx(leaves, abs=0.003)
    rest = next(each for each in spec("by_order").halts if each.id == "rest_day")
    assert rest.from_day is not None and rest.from_day > all_up and rest.until is not None and rest.until.day is not None
    assert taken(ordered, "orchard") == pytest.approx(leaves + (KM["orchard"] - KM["tollgate"]) / motor, abs=0.003)
    assert came(ordered, "corps", "milestone") == pytest.approx(rest.until.day + 100 / motor, abs=0.003)
    assert days(ordered, "resume", "corps", cause="order") == [rest.until.day, 6.0, 8.0]
    assert taken(ordered, "windmill") == pytest.approx(6 + 110 / km_day("track"), abs=0.003)
    assert not days(ordered, "fuel_empty", "corps")
