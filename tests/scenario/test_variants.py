"""The shipped variants load, run, and change what they are about."""

from __future__ import annotations

import csv
import io
import math
from functools import cache

import numpy as np
import pytest

import scenarios
from engine.events import Event
from engine.results import RunResult
from engine.rules import transport
from engine.scenario import shipped
from engine.simulation import simulate
from tests.shipped import theatre

CAMPAIGN = "manchuria_1945"
VARIANTS = sorted(f"{file.parts[-3]}/{file.stem}" for file in scenarios.folder().glob("*/variants/*.yaml"))
OWN = sorted(name.partition("/")[2] for name in VARIANTS if name.startswith(f"{CAMPAIGN}/"))


DAYS = 12
"""After so many days the campaign is decided: orders have arrived or have not, and where nobody has any, all still fight."""


@cache
def run(variant: str = "", last_day: int = DAYS) -> RunResult:
    return simulate(theatre(f"{CAMPAIGN}/{variant}" if variant else CAMPAIGN), last_day=last_day)


def outcome(name: str, variant: str = "", last_day: int = DAYS) -> float:
    return next(value for known, value, _ in run(variant, last_day).outcomes if known == name)


def losses(variant: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(variant).tables["losses.csv"])))


def begun(variant: str, days: int) -> list[Event]:
    """What happened in the first days."""
    return [event for event in run(variant).recorder.events if event.minute < days * 1440]


def kinds(variant: str) -> set[str]:
    return {event.kind for event in run(variant).recorder.events}


def test_the_campaign_has_its_variants() -> None:
    assert set(OWN) == {
        "no_airlift",
        "no_cease_fire",
        "no_surprise",
        "redeployed",
        "forward_defence",
        "dry_august",
        "doubled_lorries",
        "eastern_blow_only",
        "earlier_cease_fire",
        "later_cease_fire",
        "drawn_cease_fire",
        "drawn_weather",
        "aware_defence",
        "eastern_tanks",
        "attack_5_august",
        "beyond_the_lines",
        "port_arthur_by_plan",
        "march_companies",
    }


@pytest.mark.parametrize("name", VARIANTS)
def test_variant_is_a_small_overlay_that_says_what_to_expect_and_runs(name: str) -> None:
    text = shipped.resolve(name).read_text(encoding="utf-8")
    assert "\nextends: ../scenario.yaml\n" in text and "# What if " in text
    base, loaded = theatre(name.partition("/")[0]).world.loaded, theatre(name).world.loaded
    assert loaded.digest != base.digest and loaded.spec.id != base.spec.id and loaded.spec.title != base.spec.title
    assert "xpect" in loaded.spec.summary
    assert simulate(theatre(name), last_day=1).end_minute == 1440


@pytest.mark.soak
@pytest.mark.parametrize("name", VARIANTS)
def test_variant_runs_to_its_end(name: str) -> None:
    assert simulate(theatre(name)).end_minute == theatre(name).world.spec.days * 1440


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_has_no_warnings_of_its_own_but_where_a_plan_begins(name: str) -> None:
    for problem in theatre(name).world.loaded.warnings:
        assert "variants" not in str(problem.file) or "steps[0].place" in problem.text


def test_lorries_of_the_red_ball_bring_what_the_record_says() -> None:
    """By the closed form, from lorries, load and round trip: on the peak day, and later to one army (low grade)."""
    prepared = theatre("third_army_1944/red_ball")
    companies = prepared.lorry_companies
    row = [each.id for each in companies.companies].index("route.first")
    tonnes = []
    for to in ("chartres", "sommesous"):
        way = prepared.router.path("motor", "st_lo", to)
        assert way is not None
        rates = companies.rates
        drive = np.array(way.km) / np.asarray(rates.km_day, float)[0]
        lag = float(transport.lag_days(drive, rates=rates)[0])
        lift = companies.lift_t[row] * companies.lorries(row, 16.0) * (2 if to == "chartres" else 1)
        burned = float(transport.burned_share(np.array(way.km), np.array(True), rates=rates)[0])
        tonnes.append(lift * (1 - burned) / (2 * lag))
    assert tonnes == [pytest.approx(11197, rel=0.1), pytest.approx(3175, rel=0.1)]
    assert companies.companies[row].tasks[0].to == "depot.chartres"


@cache
def pursuit(variant: str = "") -> RunResult:
    """The first ten days of the campaign of 1944: one run for all its tests."""
    return simulate(theatre(f"third_army_1944/{variant}" if variant else "third_army_1944"), last_day=10)


def received(run_of_it: RunResult, days: range) -> float:
    """Tonnes of fuel that came to Third Army on days of which there is a record."""
    values = {name: value for name, value, _ in run_of_it.outcomes}
    return sum(values[f"received.{each.id}"] for each in run_of_it.world.spec.receipts if each.day in days)


def stands_for_fuel(run_of_it: RunResult) -> set[str]:
    """Divisions of Third Army that halt for fuel from 29 August on."""
    rows = run_of_it.world.order_of_battle.below("usta")
    divisions = {run_of_it.world.formations[row].id for row in rows if run_of_it.world.formations[row].echelon == "division"}
    events = run_of_it.recorder.events
    return {e.formation for e in events if e.kind == "halt" and e.cause == "fuel" and e.minute >= 4 * 1440} & divisions


def test_third_army_gets_about_what_it_is_recorded_to_have_got_and_halts_for_want_of_it() -> None:
    """In the last days of August within a third, in the first of September next to nothing; by no order."""
    recorded = {range(1, 5): 3058, range(7, 10): 293}
    for days, tonnes in recorded.items():
        assert received(pursuit(), days) == pytest.approx(tonnes, rel=0.34), days
    assert stands_for_fuel(pursuit())
    assert not {e.formation for e in pursuit().recorder.events if e.kind == "halt" and e.cause in ("order", "phase_line")} & {
        "ad4",
        "ad7",
    }


def test_third_army_gets_more_where_all_is_delivered_that_it_asked_for() -> None:
    assert received(pursuit("full_requirement"), range(5, 10)) > 2 * received(pursuit(), range(5, 10))


def test_no_aircraft_fly_without_the_airlift() -> None:
    assert "airlift" in kinds("") and "airlift" not in kinds("no_airlift")


def test_without_a_cease_fire_nobody_is_ordered_to_stop_and_fewer_are_taken() -> None:
    assert "order" in kinds("") and "order" not in kinds("no_cease_fire")
    assert outcome("losses.japan.prisoners", "no_cease_fire") < 0.6 * outcome("losses.japan.prisoners")


def test_until_the_cease_fire_its_absence_changes_nothing() -> None:
    assert begun("no_cease_fire", 7) == begun("", 7)


@pytest.mark.soak
def test_the_later_the_cease_fire_the_more_are_killed_and_the_fewer_taken() -> None:
    killed, taken = (
        [outcome(f"losses.japan.{what}", variant) for variant in ("earlier_cease_fire", "", "later_cease_fire")]
        for what in ("killed", "prisoners")
    )
    assert killed == sorted(killed) and taken == sorted(taken, reverse=True)
    assert begun("later_cease_fire", 6) == begun("", 6)


@pytest.mark.soak
def test_replacements_come_to_those_who_lost_men_and_to_nobody_else() -> None:
    joined = {row["formation"]: int(row["men_joined"]) for row in losses("march_companies")}
    armies = {"a5", "rba1"}
    assert sum(joined.values()) > 100
    assert {run().world.order_of_battle.army_of(formation) for formation, men in joined.items() if men} <= armies
    assert not any(int(row["men_joined"]) for row in losses(""))
    without, with_them = (
        sum(int(row["present"]) for row in losses(variant) if row["army"] in armies) for variant in ("", "march_companies")
    )
    assert with_them > without


def test_only_the_eastern_front_moves() -> None:
    blow = run("eastern_blow_only")
    fronts = {
        blow.world.order_of_battle.front[blow.world.formation_row[capture.formation]]
        for capture in blow.recorder.captures
        if capture.side == "soviet"
    }
    assert fronts == {"fef1"}


@pytest.mark.parametrize(
    ("variant", "place", "later"),
    [
        ("no_surprise", "hailar", True),
        ("redeployed", "mutanchiang", True),
        ("forward_defence", "tungning", True),
        ("forward_defence", "hailar", True),
        ("aware_defence", "hailar", True),
        ("aware_defence", "hutou", True),
        ("eastern_tanks", "lupei", True),
        ("dry_august", "tungliao", False),
    ],
)
def test_places_fall_as_the_variant_expects(variant: str, place: str, later: bool) -> None:
    falls = outcome(f"captured_day.{place}")
    soon = min(math.ceil(falls) + 1, DAYS)
    changed = outcome(f"captured_day.{place}", variant, soon)  # `soon` where it has not fallen yet
    assert changed > falls if later else changed < falls


def test_an_earlier_attack_moves_both_plans_but_neither_the_rain_nor_the_surrender() -> None:
    """Orders, a day after the start, move by four days; the minute of the surrender by as much the other way."""

    def minutes(variant: str, kind: str, cause: str) -> list[int]:
        return [event.minute for event in run(variant).recorder.events if (event.kind, event.cause) == (kind, cause)]

    def start(variant: str) -> int:
        events = run(variant).recorder.events
        return next(event.minute for event in events if (event.kind, event.formation) == ("start", "gtb20"))

    assert start("attack_5_august") == start("")
    for kind, cause in (("decision", "surrender"), ("weather", "downpour in liao_plain")):
        assert [minute - 4 * 1440 for minute in minutes("attack_5_august", kind, cause)] == minutes("", kind, cause) != []


def test_an_aware_command_orders_its_western_divisions_back_at_once() -> None:
    def ordered(variant: str, last_day: int) -> int:
        return next(
            event.minute
            for event in run(variant, last_day).recorder.events
            if (event.kind, event.formation, event.cause) == ("withdraw", "div_63", "mukden")
        )

    assert ordered("aware_defence", 4) < 1440 < ordered("", DAYS)


def test_more_lorries_leave_nobody_dry_earlier() -> None:
    for army in ("gta6", "a17"):
        assert outcome(f"low_fuel_day.{army}", "doubled_lorries", 5) >= outcome(f"low_fuel_day.{army}") < 4
