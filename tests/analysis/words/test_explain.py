"""The story of a formation: every event once, halts of one cause together, and an answer for every name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.results.load import Result, load_result
from analysis.results.reading import ResultError
from analysis.results.records import Formation
from analysis.words.explain import explain
from analysis.words.formation_names import find_formation
from analysis.words.sentences import Happening, happenings, is_milestone, sentence
from tests.analysis import small_campaign
from tests.analysis.folder import DAY, END, write_csv, write_folder

HEAD = "minute,time,kind,side,formation,place,cause,numbers"


def run_with(folder: Path, events: Sequence[tuple[Any, ...]]) -> Result:
    """The tiny result with these events: (minute, kind, formation, place, cause, numbers)."""
    write_folder(folder)
    rows = [[minute, "", kind, "red", unit, place, cause, numbers] for minute, kind, unit, place, cause, numbers in events]
    write_csv(folder / "events.csv", HEAD, rows)
    return load_result(folder)


MARCH = (
    (60, "start", "rd1", "a1", "", "plan_days=0.04"),
    (600, "pass", "rd1", "a2", "", "readiness=0.9"),
    (DAY, "capture", "rd1", "b1", "", "fuel_fills=1.5;share=1"),
    (DAY, "reach", "rd1", "b1", "step 2", ""),
    (DAY + 60, "fuel_empty", "rd1", "b1", "fuel", "supply_fraction=0.06"),
    (DAY + 60, "halt", "rd1", "b1", "fuel", "supply_fraction=0.06;supply_km=500"),
    (DAY + 360, "resume", "rd1", "b1", "fuel", "fuel_fills=0.05"),
    (DAY + 420, "halt", "rd1", "b1", "fuel", "supply_fraction=0.06;supply_km=500"),
    (2 * DAY, "resume", "rd1", "b1", "fuel", "fuel_fills=0.05"),
    (2 * DAY + 5, "halt", "rd1", "b1", "river", "hours=3.5"),
    (2 * DAY + 90, "detachment", "rd1", "b2", "fuel", "share=0.2"),
)


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run_with(tmp_path_factory.mktemp("march"), MARCH)


def test_halts_of_one_cause_at_one_place_are_one_line(march: Result) -> None:
    told = explain(march, "rd1")
    assert told.count("out of fuel") == 1
    assert "D+1 2 Jun 01:00   halts 2 times at Town b1: out of fuel; supply 6\u202f% over 500 km of road" in told
    assert "moves on from there D+2 3 Jun 00:00, after 22 h in all" in told
    assert "halts at Town b1: the river is to be crossed; 3.5 h" in told
    assert "goes ahead of its main body from Town b2: fuel pooled for it; 20\u202f% of its strength" in told


def test_a_short_halt_has_no_km_of_a_later_one(tmp_path: Path) -> None:
    """Where it stands twelve hours later says nothing of where it stood."""

    def along(hours: int) -> bool:
        halt = ((DAY + 60, "halt", "rd1", "b1", "order", ""), (DAY + 60 * (1 + hours), "resume", "rd1", "b1", "order", ""))
        run = run_with(tmp_path / str(hours), halt)
        standing = replace(run, tracks=run.tracks.changed(state=np.full(len(run.tracks.minute), "halted")))
        return "along its axis)" in explain(standing, "rd1")

    assert along(24) and not along(2)


def test_what_a_crossing_costs_is_told_beside_the_halt_that_says_the_rest(tmp_path: Path) -> None:
    halt = (DAY, "halt", "rd1", "b1", "river", "hours=3.5")
    quiet, bloody = (
        explain(run_with(tmp_path / name, [(DAY, "crossing", "rd1", "b1", "river", numbers), halt]), "rd1")
        for name, numbers in (("quiet", "width_m=60;hours=4"), ("bloody", "width_m=60;hours=0;men_lost=240"))
    )
    assert "begins to cross" not in quiet and "begins to cross the river at Town b1: 60 m wide, 240 men lost" in bloody


def test_a_passage_is_told_once_by_its_best_word(march: Result) -> None:
    told = explain(march, "rd1")
    assert told.count("Town b1\n") == 1 and "takes Town b1\n" in told
    assert "reaches" not in told and "passes Town a2" in told


def test_the_story_is_in_order_and_ends_with_how_it_stands(march: Result) -> None:
    lines = [line for line in explain(march, "rd1").splitlines() if line.startswith("D+")]
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    assert lines[-1].startswith("D+3 4 Jun 00:00   [marching at Town b3, 316 km along its axis: 1,000 men, readiness 50\u202f%")
    assert "fuel 0.2 fills" in lines[-1] or "fuel 0.3 fills" in lines[-1]


def test_a_day_tells_that_day_alone_with_its_beginning_and_end(march: Result) -> None:
    told = [line for line in explain(march, "rd1", 1).splitlines() if line.startswith("D+")]
    assert told[0].startswith("D+1 2 Jun 00:00   [marching")
    assert told[-1].startswith("D+2 3 Jun 00:00   [marching")
    assert len(told) == 4
    assert "Nothing happens to it on this day." in explain(march, "bd", 0)
    for wrong in (-1, 3, 4):
        with pytest.raises(ResultError, match=r"not in this run"):
            explain(march, "rd1", wrong)


def test_an_army_is_told_with_its_troops(march: Result) -> None:
    told = explain(march, "ra")
    assert "1,000 men of its own, 3,000 with its troops" in told
    assert "Its troops (2 fighting formations):" in told
    assert "they take Town b1 D+1 2 Jun" in told
    row = next(line for line in told.splitlines() if "(rd1)" in line)
    assert row.endswith("2 × out of fuel, 1 × the river is to be crossed")


@pytest.mark.parametrize("wanted", ["rd1", "Unit rd1 (raised late)", "unit rd1", "RD1", " rd1 "])
def test_a_formation_is_found_by_id_name_or_label(march: Result, wanted: str) -> None:
    assert find_formation(march, wanted) == "rd1"


def test_an_unknown_formation_names_the_nearest(march: Result) -> None:
    with pytest.raises(ResultError, match=r"'rd7' is not in this run; the nearest are rd[12]"):
        explain(march, "rd7")
    with pytest.raises(ResultError, match=r"it has 5, see formations.json"):
        explain(march, "~~~~~~~~~~")


def test_an_ambiguous_label_names_the_choice(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "same")
    formations = json.loads((folder / "formations.json").read_text(encoding="utf-8"))
    for formation in formations:
        formation["short"] = "5" if formation["id"] in ("rd1", "bd") else formation["short"]
    (folder / "formations.json").write_text(json.dumps(formations), encoding="utf-8")
    with pytest.raises(ResultError, match="'5' may be any of bd, rd1"):
        explain(load_result(folder), "5")


def test_fights_of_one_kind_in_a_row_are_one_line(tmp_path: Path) -> None:
    fights = [(DAY + 240 * n, "breaks_off", "rd1", "b1", "b2", f"force_ratio={2 - n / 4}") for n in range(1, 4)]
    told = explain(run_with(tmp_path / "fights", fights), "rd1")
    assert (
        "breaks off its attack on Town b2: force ratio 1.8 to 1; 3 times until D+1 2 Jun 12:00, at last force ratio 1.2 to 1"
        in told
    )


def event(kind: str, cause: str = "", numbers: dict[str, float] | None = None, formation: str = "rd1") -> Happening:
    return Happening(0, kind, formation, "b1", cause, numbers or {})


@pytest.mark.parametrize(
    ("happening", "told"),
    [
        (event("contact", "b2", {"enemy_men": 5245, "enemy_guns": 11}), "meets the enemy at Town b2: 5,245 men, 11 guns"),
        (
            event("penetrated", "b2", {"hours": 16, "covered_km": 0.45}),
            "penetrates the enemy's position at Town b2: 16.0 h, 0.5 km",
        ),
        (event("withdraw", "b2", {"km": 73.5, "by_rail": 1}), "withdraws from Town b1 to Town b2: 74 km, by rail"),
        (event("withdraw", "b2", {"km": 73.5, "by_rail": 0}), "withdraws from Town b1 to Town b2: 74 km"),
        (event("breaks_off", "b2", {"force_ratio": 2.46}), "breaks off its attack on Town b2: force ratio 2.5 to 1"),
        (event("retreat", "penetrated"), "retreats at Town b1: the enemy is through its position"),
        (event("demolition", "b1-b2"), "blows a bridge at Town b1: between Town b1 and Town b2"),
        (
            event("surrender", "exhaustion", {"men": 480, "prisoners": 480}),
            "surrenders at Town b1: its stocks are used up; 480 men, 480 prisoners",
        ),
        (event("airlift", "", {"tonnes": 18.6}, formation=""), "aircraft land at Town b1: 19 t"),
        (event("airlift", "", {"tonnes": 0.3, "formations": 1}, formation=""), "aircraft land at Town b1: 0.3 t for 1 formation"),
        (
            event("feints_left", "some_reason", {"decoys": 3, "wait_h": 2.5, "smoke_share": 0.25}),
            "feints left at Town b1: some reason; decoys 3, wait h 2.5, smoke share 0.2",
        ),
    ],
)
def test_events_in_words(march: Result, happening: Happening, told: str) -> None:
    assert sentence(march, happening) == told


@given(
    kind=st.text(min_size=1, max_size=12),
    cause=st.text(max_size=12),
    numbers=st.dictionaries(st.text(max_size=8), st.floats(-1e6, 1e6), max_size=3),
)
def test_any_event_can_be_told(march: Result, kind: str, cause: str, numbers: dict[str, float]) -> None:
    told = sentence(march, event(kind, cause, numbers))
    assert told and "Town b1" in told


def test_ordinary_halts_are_no_milestones_and_unknown_events_are() -> None:
    assert not is_milestone(event("halt", "column"))
    assert is_milestone(event("halt", "fuel"))
    assert is_milestone(event("capture"))
    assert is_milestone(event("never_heard_of"))
    assert not is_milestone(event("pass"))


def test_numbers_are_read_in_their_order_and_noise_is_left_out(tmp_path: Path) -> None:
    result = run_with(tmp_path / "numbers", [(END, "halt", "rd1", "b1", "fuel", "b=2;a=1;;x=;y=z;=3")])
    (found,) = happenings(result)
    assert list(found.numbers.items())[:2] == [("b", 2.0), ("a", 1.0)]
    assert "x" not in found.numbers and "y" not in found.numbers


def test_control_characters_of_a_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "control")
    formations = json.loads((folder / "formations.json").read_text(encoding="utf-8"))
    formations[1]["name"] = "Bell\x07 and \x1b[31mred\u202e"
    (folder / "formations.json").write_text(json.dumps(formations), encoding="utf-8")
    told = explain(load_result(folder), "rd1")
    assert not any(c in told for c in "\x07\x1b\u202e") and "\\x1b[31mred" in told


def test_a_halt_for_fuel_says_where_its_fuel_comes_from_and_what_holds_it_up() -> None:
    numbers = ("fuel_fills=0.2;supply_fraction=0.1;supply_km=410", "supply_km=410;drive_days=2.5", "supply_km=410")
    at = [(DAY, kind, "red", "nd", "n1", cause) for kind, cause in (("fuel_empty", "lorries"), ("depot", "n0"), ("halt", "fuel"))]
    rows = [*at, (DAY + 480, "detachment", "red", "nd.forward", "n1", "fuel"), (2 * DAY, "halt", "red", "nd", "n2", "enemy")]
    run = small_campaign.result(events=rows)
    ahead = small_campaign.records(Formation, [small_campaign.unit("nd.forward", "division", "nd", detachment=True)])
    events = run.events.changed(numbers=np.array([*numbers, "share=0.25;fuel_fills=1.1", ""]))
    told = explain(replace(run, events=events, formations=(*run.formations, *ahead)), "nd")
    assert "its depot is Town n0, 410 km of road back, loads drive 2 days 12 h; its lorries carry no more" in told
    assert (
        "its forward detachment goes ahead of its main body from Town n1: fuel pooled for it; 25\u202f% of its strength" in told
    )
    assert told.count("its depot") == 1 and told.index("its depot") < told.index("its forward") < told.index("Town n2")


def test_nothing_happens_only_where_nothing_falls(tmp_path: Path) -> None:
    run = run_with(tmp_path, [])
    assert "Nothing happens to it." in explain(run, "bd")
    mine = run.tracks.formation == "bd"
    men = np.where(mine, 1000.0 - run.tracks.minute / 100, run.tracks.men)
    told = explain(replace(run, tracks=run.tracks.changed(men=men)), "bd")
    assert "Nothing happens" not in told
    assert "No event is on record for it, but its numbers fall: men from 1,000 to 957." in told
    day = explain(replace(run, tracks=run.tracks.changed(men=men)), "bd", 1)
    assert "No event is on record for it on this day, but its numbers fall: men from 986 to 971." in day


@pytest.mark.parametrize(
    ("supply", "words"), [(0.0, "starves"), (0.25, "has no food in stock"), (np.nan, "has no food in stock")]
)
def test_days_without_food_are_told(tmp_path: Path, supply: float, words: str) -> None:
    """Of troops alone: an eliminated formation has no food either. A day without is a late delivery."""
    run = run_with(tmp_path, [])
    when = run.tracks.minute
    tracks = run.tracks.changed(supply_fraction=np.full(len(when), supply))

    def told(first: int, last: int, men: float = 1000.0) -> str:
        food = np.where((when >= first) & (when <= last), 0.0, 3.0)
        return explain(replace(run, tracks=tracks.changed(food_days=food, men=np.full(len(when), men))), "bd")

    assert f"D+0 1 Jun 12:00   {words} for 36 h" not in told(DAY // 2, DAY + DAY // 2)
    assert f"D+0 1 Jun 12:00   {words} for 2 days, from D+0 1 Jun 12:00 to D+2 3 Jun 12:00" in told(DAY // 2, 2 * DAY)
    assert f"{words} for 2 days 12 h, from D+0 1 Jun 12:00 to D+3 4 Jun 00:00" in told(DAY // 2, END)
    assert words not in told(0, END, men=0.0)
