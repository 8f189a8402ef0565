"""Wrong uses of lorry companies are refused at their line, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import extended, found, problems

HEAD = """supply_sources:
  - {id: dump, place: millrace, side: league, stock: {food: 1}}
  - {id: beside, place: frostgate, side: league, stock: {food: 1}}
  - {id: theirs, place: southport, side: union, stock: {food: 1}}
lorry_companies:
"""
COMPANY = "{id: relay, of: n_army, lorries: 40"
SHUTTLE = "from: frostgate_depot, to: dump"

MISTAKES = [
    (
        f"{COMPANY}, tasks: [{{{SHUTTLE}}}, @@{{{SHUTTLE}}}]}}",
        "begins on day 0, not after the task before (0); put tasks in the order",
    ),
    (
        f"{COMPANY}, tasks: [{{{SHUTTLE}, day: 3}}, {{day: @@2, supplies: n_mech}}]}}",
        "begins on day 2, not after the task before (3)",
    ),
    (f"{COMPANY}, tasks: [{{{SHUTTLE}, day: 3, until: @@3}}]}}", ".until is 3, not after its day 3; give a later day"),
    (
        f"{COMPANY}, tasks: [@@{{day: 1}}]}}",
        "says nothing to do; give from: and to: (a shuttle between two sources), supplies:",
    ),
    (
        f"{COMPANY}, tasks: [{{supplies: n_mech, @@carries: n_rifle}}]}}",
        "has supplies: beside carries:; lorries do one thing at a time",
    ),
    (
        f"{COMPANY}, tasks: [{{carries: @@n_mech}}]}}",
        "is 'n_mech', which moves as tracked; only formations on foot or with horses",
    ),
    (
        f"{COMPANY}, tasks: [{{carries: @@n_rifle}}]}}",
        "is 'n_rifle', which has no fill_t: lorries go no further than they have fuel",
    ),
    (f"{COMPANY}, tasks: [@@{{from: frostgate_depot}}]}}", "has from: without to:; name both sources of the shuttle"),
    (f"{COMPANY}, tasks: [{{@@{SHUTTLE}, supplies: n_mech}}]}}", "has supplies: beside from:; lorries do one thing at a time"),
    (
        f"{COMPANY}, tasks: [{{from: frostgate_depot, to: @@dmup}}]}}",
        "is 'dmup', which is not in supply_sources; did you mean 'dump'?",
    ),
    (f"{COMPANY}, tasks: [{{from: frostgate_depot, to: @@theirs}}]}}", ".to is 'theirs', of union; these lorries are of league"),
    (f"{COMPANY}, tasks: [{{supplies: @@s_first}}]}}", ".supplies is 's_first', of union; these lorries are of league"),
    (
        f"{COMPANY}, tasks: [{{from: frostgate_depot, to: @@beside}}]}}",
        "is at 'frostgate', where the lorries load; name a source at another",
    ),
    (f"{COMPANY}, tasks: [{{{SHUTTLE}, goods: @@{{fuel: 0}}}}]}}", ".goods are all 0; give one good at least a part above 0"),
    (f"{COMPANY}, tasks: [{{{SHUTTLE}, goods: {{fuel: @@-1}}}}]}}", ".goods.fuel is -1; it must be 0 or more"),
    (
        f"{COMPANY}, tasks: [{{supplies: n_mech, @@goods: {{fuel: 1}}}}]}}",
        ".goods has no effect: only a shuttle has goods of its own",
    ),
    (
        f"{{id: relay, of: @@n_amry, lorries: 40, tasks: [{{{SHUTTLE}}}]}}",
        "is 'n_amry', which is not in formations; did you mean 'n_army'?",
    ),
    (f"{{id: relay, of: n_army, lorries: @@-4, tasks: [{{{SHUTTLE}}}]}}", "is -4; it must be 0 or more"),
    (
        f"{COMPANY}, rates: {{lorries: {{@@track_per_day: 3}}}}, tasks: [{{{SHUTTLE}}}]}}",
        "lorries.track_per_day is one for the whole world",
    ),
]


@pytest.mark.parametrize(("row", "wrong"), MISTAKES, ids=[f"{number}" for number in range(len(MISTAKES))])
def test_a_wrong_use_is_refused_at_its_place(tmp_path: Path, row: str, wrong: str) -> None:
    path, position = extended(tmp_path, f"{HEAD}  - {row}\n")
    seen = [(each.line, each.column, each.warning) for each in found(path) if wrong in each.text]
    assert position is not None and seen == [(*position, False)]


def test_a_right_use_is_not_refused(tmp_path: Path) -> None:
    row = f"{COMPANY}, tasks: [{{{SHUTTLE}, goods: {{fuel: 1}}}}, {{day: 3, supplies: n_mech}}]}}"
    path, _ = extended(tmp_path, f"{HEAD}  - {row}\n")
    assert not problems(path)
