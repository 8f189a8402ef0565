"""Lifts, parties and transport forces that contradict themselves are refused where they stand, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import changed, copied, problems

FORCE = (
    "{id: n_squadron, formation: n_army, aircraft: 24, sorties_per_aircraft_day: 1, t_per_sortie: 2, men_per_sortie: 5, "
    "range_km: 300}"
)
OWN = "sorties_per_day: 10, t_per_sortie: 1, range_km: 300, grade: C"
FORCES = f"transport_forces: [{FORCE}]\nlifts: "

WRONG = [
    ("base: millrace", "base: millrace, @@bases: [millrace]", "lifts[0] has both base: and bases:; take one of them out"),
    ("base: millrace, to", "to", "lifts[0] has no base; give base: with a place, or bases: with several"),
    ("base: millrace", "bases: [@@milrace]", "lifts[0].bases[0] is 'milrace', which is not in places; did you mean 'millrace'?"),
    ("opens: 1, below", "opens: 1, closes: @@0.5, below", "lifts[0].closes is 0.5, not after opens 1; give a later day"),
    ("below_fills: 1, ", "", "lifts[0] carries fuel but does not say who is short of it; give below_fills:"),
    (
        "below_fills: 1",
        "below_fills: 1, below_bk: @@2",
        "lifts[0].below_bk is given, but goods: has no ammunition; add it there or take below_bk: out",
    ),
    ("below_fills: 1", "below_fills: 1, goods: [fuel, @@fuel]", "lifts[0].goods[1] is 'fuel' again; name each good once"),
    (
        "to: [n_mech]",
        "to: [n_mech], first: [@@n_rail]",
        "lifts[0].first[0] is 'n_rail', which is not in formations; did you mean",
    ),
    (
        "to: [n_mech]",
        "to: [n_mech], first: [@@n_marines]",
        "lifts[0].first[0] is 'n_marines', which is not among those of to:; add it there",
    ),
    (
        OWN,
        "t_per_sortie: 1",
        "lifts[0] names no force: and has no sorties_per_day:, range_km:; give a transport force, or all of sorties_per_day, "
        "t_per_sortie, range_km",
    ),
    (
        OWN,
        "force: n_squadron, sorties_per_day: @@10",
        "lifts[0].sorties_per_day is given, but the force 'n_squadron' has the sorties; take one of the two out",
    ),
    (OWN, "force: @@squadron", "lifts[0].force is 'squadron', which is not in transport_forces; did you mean 'n_squadron'?"),
    (
        "men: 120, place",
        "men: @@121, force: n_squadron, place",
        "air_landings[0].men is 121, more than the 120 that the force 'n_squadron' can set down at once; give fewer",
    ),
]


@pytest.mark.parametrize(("old", "new", "text"), WRONG, ids=[text[:60] for _, _, text in WRONG])
def test_a_wrong_lift_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, text: str) -> None:
    folder = copied(tmp_path)
    changed(folder, "scenario.yaml", "lifts: ", FORCES)
    position = changed(folder, "scenario.yaml", old, new)
    found = [problem for problem in problems(folder) if text in problem.text]
    assert len(found) == 1
    whole = " has " in text or " carries " in text or " names no force" in text
    assert position is None or whole or (found[0].line, found[0].column) == position
    assert found[0].line is not None


def test_a_force_of_the_other_side_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder, "scenario.yaml", "lifts: ", FORCES.replace("n_army", "s_first"))
    position = changed(folder, "scenario.yaml", OWN, "force: @@n_squadron")
    wrong = [
        (p.line, p.column)
        for p in problems(folder)
        if "flies for the other side than 'n_mech'; name a force of its own" in p.text
    ]
    assert wrong == [position]


def test_a_party_that_its_force_can_carry_is_right(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder, "scenario.yaml", "lifts: ", FORCES)
    changed(folder, "scenario.yaml", "men: 120, place", "men: 120, force: n_squadron, place")
    changed(folder, "scenario.yaml", OWN, "force: n_squadron")
    assert problems(folder) == []
