"""Which dated events are comparable, and when they happen in a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.results.bodies import bodies_of
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.records import Formation
from analysis.scores.history import comparable, forced_halt, fuel_fills, simulated_minute
from tests.analysis.small_campaign import DAY, END, event, records, result, unit


def test_chain_group_army_and_front_of_a_division() -> None:
    order = OrderOfBattle.of(result())
    assert order.chain("nd") == ("nd", "na", "nf")
    assert order.group("na") == {"na", "nd"}
    assert (order.army("nd"), order.front("nd")) == ("na", "nf")
    assert (order.army("nf"), order.front("bd")) == (None, "bd")


def test_an_event_belongs_to_the_army_that_its_formation_has_passed_to_by_then() -> None:
    dated = [event("before", "entry", "n1", "nd", 0, 99), event("after", "entry", "n2", "nd", 0, 100)]
    run = result(dated, captures=[("n1", "red", 1, "nd")], events=[(100, "reassigned", "red", "nd", "n1", "sa")])
    assert {one.id: (one.army, one.front) for one in comparable(run).dates} == {"before": ("na", "nf"), "after": ("sa", "sf")}


def test_the_order_of_battle_survives_a_circle_of_parents() -> None:
    run = result()
    circle = [unit.model_copy(update={"parent": {"na": "nd", "nd": "na"}.get(unit.id, unit.parent)}) for unit in run.formations]
    assert OrderOfBattle({unit.id: unit for unit in circle}).chain("nd") == ("nd", "na")


def test_an_entry_is_the_first_capture_by_the_side_of_the_event() -> None:
    dated = [event("e", "entry", "n1", "na", 0, DAY)]
    run = result(dated, captures=[("n1", "blue", 100, "bd"), ("n1", "red", 300, "sd"), ("n1", "red", 700, "nd")])
    assert simulated_minute(run, comparable(run).dates[0]) == 300


def test_a_crossing_is_the_first_passage_also_from_a_start_at_the_place() -> None:
    dated = [event("start", "crossing", "n0", "na", 0, 20), event("pass", "crossing", "n1", "na", 0, DAY)]
    rows = [(5, "start", "red", "nd", "n0", ""), (50, "pass", "blue", "bd", "n1", ""), (90, "pass", "red", "nd", "n1", "")]
    run = result(dated, events=[*rows, (60, "halt", "red", "nd", "n1", "fuel")])
    assert {known.id: simulated_minute(run, known) for known in comparable(run).dates} == {"start": 5, "pass": 90}


def test_an_event_that_never_happens_has_no_minute() -> None:
    run = result([event("e", "entry", "n1", "na", 0, DAY)])
    assert simulated_minute(run, comparable(run).dates[0]) is None


def test_kinds_count_only_where_the_run_can_produce_them() -> None:
    dated = [event("s", "siege_end", "n1", "na", 0, DAY)]
    without, able = (
        result(dated),
        result(dated, [], [(70, "siege_end", "blue", "bd", "n1", "")], [], {"event_kinds": ["siege_end"]}),
    )
    assert comparable(without).dates == ()
    assert comparable(without).left_out == {("siege_end", "the run produces no such event"): 1}
    assert simulated_minute(able, comparable(able).dates[0]) == 70


def test_a_surrender_is_that_of_the_formation_or_one_below_it_wherever_it_stands() -> None:
    dated = [event("army", "surrender", "n1", "na", 0, DAY), event("other", "surrender", "n1", "sa", 0, DAY)]
    dated += [event("nobody", "surrender", "s1", None, 0, DAY), event("itself", "surrender", "n1", "nd", 0, DAY)]
    rows = [(70, "red", "nd", "s2", "storm"), (80, "blue", "bd", "n1", "cease_fire"), (90, "red", "nd", "s2", "cease_fire")]
    rows += [(95, "red", "nd", "s1", "cease_fire")]
    events = [(minute, "surrender", side, unit, place, cause) for minute, side, unit, place, cause in rows]
    run = result(dated, events=events, manifest={"event_kinds": ["surrender"]})
    assert {one.id: simulated_minute(run, one) for one in comparable(run).dates} == {
        "army": 90,
        "other": None,
        "nobody": 95,
        "itself": 70,
    }


def test_nothing_of_history_disappears() -> None:
    dated = [
        event("ok", "entry", "n1", "na", 0, DAY),
        event("unscored", "entry", "n2", "na", 0, DAY, scored=False),
        event("own", "entry", "n0", "na", 0, DAY),
        event("nowhere", "entry", None, "na", 0, DAY),
        event("late", "entry", "n3", "na", END + 1, END + DAY),
        event("order", "order", "n1", "na", 0, DAY),
        event("no value", "fuel", "n1", "nd", 0, DAY),
        event("whose", "halt", "n1", None, 0, DAY),
        event("fuel", "fuel", "n1", "nd", 0, DAY, value=0.5),
        event("landing", "landing", "isle", "na", 0, DAY),
    ]
    known = comparable(result(dated))
    assert [one.id for one in known.dates] == ["ok"]
    assert [one.id for one in known.states] == ["fuel"]
    assert len(known.dates) + len(known.states) + sum(known.left_out.values()) == len(dated)
    assert ("entry", "the place is held from the start") in known.left_out
    assert ("entry", "after the end of the run") in known.left_out


def track(minute: int, unit: str, fills: float) -> tuple[object, ...]:
    return (minute, unit, "n1", 10.0, 1000, 1.0, fills, 1.0, "marching", "")


def test_fuel_is_read_at_the_first_sample_after_the_arrival() -> None:
    dated = [event("f", "fuel", "n1", "na", 0, DAY, value=0.5)]
    tracks = [track(0, "nd", 3.0), track(720, "nd", 2.0), track(1440, "nd", 1.0), track(720, "sd", 9.0)]
    run = result(dated, events=[(800, "pass", "red", "nd", "n1", "")], tracks=tracks)
    assert fuel_fills(run, comparable(run).states[0]) == 1.0


def test_fuel_without_an_arrival_is_read_at_the_middle_of_the_window() -> None:
    dated = [event("f", "fuel", "n1", "na", 600, 900, value=0.5)]
    run = result(dated, tracks=[track(0, "nd", 3.0), track(720, "nd", 0.0), track(1440, "nd", 1.0)])
    assert fuel_fills(run, comparable(run).states[0]) == 0.0


def test_a_formation_that_never_has_fuel_has_no_fuel_state() -> None:
    run = result([event("f", "fuel", "n1", "nd", 0, DAY, value=0.5)], tracks=[track(0, "nd", float("nan"))])
    assert fuel_fills(run, comparable(run).states[0]) is None


def test_the_forced_halt_nearest_to_the_window_is_found_and_a_wait_for_the_road_is_not() -> None:
    dated = [event("h", "halt", "n1", "na", 4 * DAY, 5 * DAY)]
    rows = [
        (100, "halt", "red", "nd", "n0", "fuel"),
        (200, "resume", "red", "nd", "n0", ""),
        (4 * DAY, "halt", "red", "nd", "n1", "column"),
        (4 * DAY + 60, "resume", "red", "nd", "n1", ""),
        (6 * DAY, "halt", "red", "nd", "n2", "fuel"),
    ]
    run = result(dated, events=rows)
    halt = forced_halt(run, comparable(run).states[0])
    assert halt is not None
    assert (halt.place, halt.from_min, halt.to_min, halt.cause) == ("n2", 6 * DAY, END, "fuel")


def test_a_main_body_that_stands_for_fuel_halts_while_its_detachment_drives_on_and_waits_of_itself() -> None:
    dated = [event("h", "halt", "n1", "na", DAY, 2 * DAY)]
    rows = [
        (DAY, "halt", "red", "nd", "n1", "fuel"),
        (DAY + 30, "detachment", "red", "nd.forward", "n1", "fuel"),
        (DAY + 60, "capture", "red", "nd.forward", "n2", ""),
        (DAY + 90, "halt", "red", "nd.forward", "n2", "ahead"),
        (3 * DAY, "resume", "red", "nd", "n1", "fuel"),
    ]
    run = with_detachment(result(dated, events=rows))
    halt = forced_halt(run, comparable(run).states[0])
    assert halt is not None
    assert (halt.formation, halt.place, halt.from_min, halt.to_min, halt.cause) == ("nd", "n1", DAY, 3 * DAY, "fuel")


def test_a_halt_with_a_cause_is_one_for_that_cause_alone() -> None:
    dated = [event("dry", "halt", "n1", "na", DAY, 2 * DAY, cause="fuel"), event("any", "halt", "n1", "na", DAY, 2 * DAY)]
    rows = [
        (DAY, "halt", "red", "nd", "n1", "enemy"),
        (2 * DAY, "resume", "red", "nd", "n1", "enemy"),
        (9 * DAY, "halt", "red", "nd", "n2", "fuel"),
        (10 * DAY, "resume", "red", "nd", "n2", "fuel"),
    ]
    run = result(dated, events=rows)
    found = {known.id: forced_halt(run, known) for known in comparable(run).states}
    assert {name: halt and (halt.place, halt.cause) for name, halt in found.items()} == {
        "dry": ("n2", "fuel"),
        "any": ("n1", "enemy"),
    }


def with_detachment(run: Result) -> Result:
    """The run with a forward detachment of the northern division in its order of battle."""
    more = records(Formation, [unit("nd.forward", "division", "nd", men=0, detachment=True)])
    return replace(run, formations=(*run.formations, *more))


@pytest.mark.parametrize(("by", "entry", "crossing"), [(None, 100, 100), ("detachment", 100, 100), ("body", 900, 900)])
def test_a_source_may_date_the_main_body_or_the_detachment(by: str | None, entry: int, crossing: int) -> None:
    """A headquarters that drives ahead of its troops is no main body, and neither is the smaller part of a division."""
    dated = [event("in", "entry", "n1", "na", 0, DAY, by=by), event("over", "crossing", "n1", "na", 0, DAY, by=by)]
    rows = [(100, "capture", "nd.forward"), (300, "pass", "na"), (900, "pass", "nd"), (950, "pass", "nd.forward")]
    run = with_detachment(
        result(
            dated,
            captures=[("n1", "red", 100, "nd.forward")],
            events=[(minute, kind, "red", who, "n1", "") for minute, kind, who in rows],
        )
    )
    assert {known.id: simulated_minute(run, known) for known in comparable(run).dates} == {"in": entry, "over": crossing}


def test_the_smaller_part_of_a_formation_is_a_detachment() -> None:
    run = result([], events=[(100, "pass", "red", "nd", "n1", ""), (200, "pass", "red", "nd", "n1", "")])
    rows = run.events.changed(numbers=np.array(["share=0.4;readiness=1", "share=0.6;readiness=1"]))
    assert bodies_of(rows, ()).tolist() == ["detachment", "body"]


def test_a_run_without_passages_says_nothing_of_main_bodies() -> None:
    dated = [event("in", "entry", "n1", "na", 0, DAY, by="body")]
    run = result(dated, captures=[("n1", "red", 100, "nd")], manifest={"event_kinds": ["capture"]})
    assert comparable(run).left_out == {("entry", "the run does not say when main bodies come to a place"): 1}
