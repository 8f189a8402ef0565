"""What of supply can run and does nothing is told at its line and column, all at once."""

from __future__ import annotations

from pathlib import Path

from engine.scenario.loading import load_scenario
from engine.theatre.preparation import prepare
from tests.oracles.test_sources import fought, hungry, sent_t
from tests.scenario.copies import MARK, found

HEAD = "extends: proving_ground/shared_out\nid: doubtful\ntitle: Doubtful\n"
DOUBTFUL = """\
supply_sources:
  - {id: late, place: sidings, side: north, t_per_day: 5, opens: @@16}
allocations:
  - @@{id: at_once, sources: [depot], shares: {corps: 1}}
  - @@{id: of_a_dump, sources: [dump], day: 3, shares: {wing: 1}}
  - {id: of_a_yard, place: @@limekiln, shares: {corps: 1}}
lorry_companies:
  - id: column
    rates: {@@march: {foot_km_day: 30}}
    tasks:
      - @@{day: 6, from: yard, to: railhead}
      - {day: 7, from: yard, to: railhead, goods: {fuel: 1, @@ammunition: 1}}
      - {day: 8, @@from: depot, to: railhead, goods: {fuel: 1}}
transport_forces:
  - @@{id: idle, formation: army, aircraft: 2, serviceable: 1, sorties_per_aircraft_day: 1, t_per_sortie: 2, men_per_sortie: 20,
     range_km: 250}
plans:
  - {id: rifles_axis, @@short_of_fuel: press_on}
  - id: corps_axis
    release: {day: @@20}
    steps:
      - {task: march, place: sidings}
      - {task: attack, place: windmill, when: {day: @@17}}
      - {task: attack, place: lighthouse, when: {fuel: @@9}}
sides:
  - {id: north, rates: {fuel: {capacity_fills: 2.5}}}
halts:
  - {id: in_vain, formation: army, until: {fuel: @@2.6}}
regions:
  - {id: here, name: Here, lon: [-31, -20], lat: [49, 51]}
weather:
  - {region: here, sky: rain, from_date: 1931-05-01, to_date: @@1931-05-31}
  - {region: here, sky: rain, from_date: @@1931-07-01, to_date: 1931-07-31}
  - {region: here, sky: rain, from_date: 1931-05-01, to_date: 1931-07-31}
"""
MOST = "more than 2.5 (fuel.capacity_fills, or what it starts with); it never comes true: ask for less"
TOLD = [
    "opens is 16, and the scenario ends on day 16; it never comes: give an earlier day",
    "divides 'depot' on the day of 'corps_first', and the last one written holds; take one out",
    "divides an issue of which there is none (dump); a stock goes to those who ask for it",
    "is 'limekiln', where no source serves all that have a share; name sources:",
    "has no effect: lorries have rates of lorries alone",
    "loads tonnes of whatever is asked for, and 'yard' has goods apart alone; say which: goods:",
    "ammunition finds none at 'yard'; take it out, or let the source issue it",
    "is 'depot', of whose issue 'corps_first' gives 'army' and those above it no part; give it one",
    "flies for nobody; name it as force: of a lift or of a landing from the air",
    "has no effect: 'rifles' has no fill_t:, and burns no fuel",
    "release.day is 20, and the scenario ends on day 16; it never comes: give an earlier day",
    "when.day is 17, and the scenario ends on day 16; it never comes: give an earlier day",
    f"when.fuel is 9 fills, and nobody of 'corps' carries {MOST}",
    f"until.fuel is 2.6 fills, and nobody of 'army' carries {MOST}",
    "is 1931-05-31, and the run lasts from 1931-06-01 to 1931-06-17; no day of it has this sky: correct the date",
    "is 1931-07-01, and the run lasts from 1931-06-01 to 1931-06-17; no day of it has this sky: correct the date",
]


def test_supply_that_does_nothing_is_told_at_its_place(tmp_path: Path) -> None:
    marked, path = (HEAD + DOUBTFUL).split("\n"), tmp_path / "doubtful.yaml"
    path.write_text((HEAD + DOUBTFUL).replace(MARK, ""), encoding="utf-8")
    told = {(each.line, each.column): each.text for each in found(path) if each.warning}
    places = [(number, line.index(MARK) + 1) for number, line in enumerate(marked, 1) if MARK in line]
    assert [told[place].endswith(text) for place, text in zip(places, TOLD, strict=True)] == [True] * len(TOLD), told
    assert len(told) == len(TOLD)


def test_a_share_for_those_whom_the_source_does_not_serve_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"{HEAD}allocations:\n  - {{id: a, sources: [dump], shares: {{corps: 1, wing: 1}}}}\n", encoding="utf-8")
    (problem,) = [each for each in found(path) if not each.warning]
    assert (problem.line, problem.column) == (5, 39)
    assert problem.text.endswith(
        "shares names 'corps', whom 'dump' does not serve; add it to for: of the source, or take it out here"
    )


def test_too_few_lorries_to_carry_a_division_are_told(tmp_path: Path) -> None:
    path = tmp_path / "few.yaml"
    path.write_text(
        "extends: proving_ground/lifted\nid: few\ntitle: Few\nlorry_companies:\n  - {id: borrowed, lorries: 200}\n",
        encoding="utf-8",
    )
    (warning,) = prepare(load_scenario(path)).warnings
    assert warning.text.endswith(
        "carries has 5,000 men, and 200 lorries do not lift them all at once, so that it walks; give 267 lorries or more"
    )


def test_a_decision_about_a_place_leaves_alone_what_is_kept_for_lorries(tmp_path: Path) -> None:
    """Two sources at a place, one of which serves nobody: the other alone is divided."""
    sources = [{"id": "a", "issues": {"food": 40}}, {"id": "b", "issues": {"food": 100}, "for": []}]
    halves = {"id": "halves", "place": "p0", "shares": {"r1": 1, "r2": 1}}
    run = fought(tmp_path, *sources, formations=[hungry("r1"), hungry("r2")], allocations=[halves])
    alone = fought(tmp_path / "alone", sources[0], formations=[hungry("r1"), hungry("r2")], allocations=[halves])
    assert sent_t(run, "r1", "r2") == sent_t(alone, "r1", "r2")


def test_a_halt_that_ends_before_it_begins_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    halt = "  - {id: short, formation: corps, from_day: 3, until: {day: 2}}"
    path.write_text(f"{HEAD}halts:\n{halt}\n", encoding="utf-8")
    (problem,) = [each for each in found(path) if not each.warning]
    assert (problem.line, problem.column) == (5, halt.index("day: 2") + 6)
    assert problem.text.endswith("until.day is 2, not after from_day 3, so it holds nobody; give a later day")


def test_a_share_to_be_destroyed_where_nobody_comes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    source = "  - {id: depot, place: sidings, side: north, t_per_day: 300, destroyed_share: 0.5}"
    gone = "remove: {formations: [guard], plans: [guard_stand]}"
    path.write_text(f"extends: proving_ground\nid: a\ntitle: A\nsupply_sources:\n{source}\n{gone}\n", encoding="utf-8")
    (told,) = [each for each in found(path) if "destroyed_share" in each.text]
    assert told.warning and (told.line, told.column) == (5, source.index("destroyed_share") + 1)
    assert told.text.endswith("has no effect: no other side has troops who could take the place")
