"""Wrong uses of supply sources and allocations are refused at their line, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ScenarioError
from tests import tiny
from tests.scenario.copies import MARK, extended, found

SOURCE = "{id: a, place: frostgate, side: league"

MISTAKES = [
    (f"  - {SOURCE}, t_per_day: 3, @@issues: {{fuel: 3}}}}", ".issues stands beside t_per_day"),
    (f"  - @@{SOURCE}}}", "issues nothing, and no lorry companies shuttle to it; give t_per_day:, issues: or stock:, or a task"),
    (f"  - {SOURCE}, issues: {{fuel: [[0, 3], @@[0, 4]]}}}}", "fuel[1] begins on day 0, not after the step before (0)"),
    (f"  - {SOURCE}, issues: {{fuel: [[0, 3], [1, @@-4]]}}}}", "fuel[1][1] is -4; it must be 0 or more"),
    (f"  - {SOURCE}, issues: {{fuel: [@@[0, 3, 4]]}}}}", "fuel[0] is a list of 3; it must be a list of 2 items"),
    (f"  - {SOURCE}, issues: {{@@fule: 4}}}}", "may not have the key 'fule'; did you mean 'fuel'?"),
    (f"  - {SOURCE}, t_per_day: 3, opens: 4, closes: @@2}}", ".closes is 2, not after opens 4; give a later day"),
    (f"  - {SOURCE}, t_per_day: 3, for: [n_army, @@n_amry]}}", "is 'n_amry', which is not in formations; did you mean 'n_army'?"),
    (f"  - {SOURCE}, t_per_day: 3, for: [@@s_command]}}", "is 's_command', of the other side; name formations of league"),
    (f"  - {SOURCE}, t_per_day: 3, destroyed_share: @@2}}", ".destroyed_share is 2; it must be 0-1"),
    (f"  - {SOURCE}, stock: {{fuel: @@-1}}}}", ".stock.fuel is -1; it must be 0 or more"),
]
FORMATIONS = [
    ("  - {id: n_mech, supply_priority: @@0}", ".supply_priority is 0; it must be more than 0"),
    ("  - {id: n_mech, lorries: @@-3}", ".lorries is -3; it must be 0 or more"),
    ("  - {id: n_mech, km_per_fill: @@0}", ".km_per_fill is 0; it must be more than 0"),
]
ALLOCATION = "{id: x, shares: {n_army: 1}"
ALLOCATIONS = [
    (f"  - @@{ALLOCATION}}}", "has neither sources nor a place; give either sources: or place:"),
    (f"  - @@{ALLOCATION}, sources: [frostgate_depot], place: frostgate}}", "has both sources and a place"),
    (f"  - {ALLOCATION}, sources: [@@frost]}}", "is 'frost', which is not in supply_sources"),
    (f"  - {ALLOCATION}, place: @@windpass}}", "is 'windpass', where no source stands"),
    (f"  - {ALLOCATION}, place: frostgate, day: 2, message: @@no_such}}", "is 'no_such', which is not in messages"),
    (
        "  - {id: x, place: frostgate, shares: {@@n_amry: 1}}",
        "names 'n_amry', which is not in formations; did you mean 'n_army'?",
    ),
    ("  - {id: x, place: frostgate, shares: @@{n_army: 0}}", "are all 0; give one formation at least a weight above 0"),
    ("  - {id: x, place: frostgate, shares: @@{n_army: 1, s_command: 1}}", "of league and union; an allocation is of one side"),
    ("  - {id: x, place: frostgate, shares: {n_army: @@-1}}", "shares.n_army is -1; it must be 0 or more"),
]


@pytest.mark.parametrize(
    ("part", "row", "wrong"),
    [("supply_sources", *each) for each in MISTAKES]
    + [("allocations", *each) for each in ALLOCATIONS]
    + [("formations", *each) for each in FORMATIONS],
    ids=[f"{number}" for number in range(len(MISTAKES) + len(ALLOCATIONS) + len(FORMATIONS))],
)
def test_a_wrong_use_is_refused_at_its_place(tmp_path: Path, part: str, row: str, wrong: str) -> None:
    path, position = extended(tmp_path, f"{part}:\n{row}\n")
    seen = [(each.line, each.column, each.warning) for each in found(path) if wrong in each.text]
    assert position is not None and seen == [(*position, False)]


def test_a_day_and_a_message_are_one_too_many(tmp_path: Path) -> None:
    word = {"id": "word", "kind": "broadcast", "sender": "r1", "to": ["r1"], "at": "1990-05-03T00:00"}
    source = {"id": "head", "place": "p0", "side": "red", "t_per_day": 9}
    decision = {"id": "x", "place": "p0", "day": 2, "message": "word", "shares": {"r1": 1}}
    with pytest.raises(ScenarioError, match="both a day and a message; give one of the two"):
        tiny.load(tiny.line(messages=[word], supply_sources=[source], allocations=[decision]), tmp_path)


def test_a_place_without_food_is_a_doubt(tmp_path: Path) -> None:
    """Beside another source that has food it is none, nor where nobody draws from it."""
    row = "supply_sources:\n  - {id: a, place: millrace, side: league, issues: @@{fuel: 3}}\n"
    doubt = "has no food, nor has any other source at 'millrace'"
    path, position = extended(tmp_path, row)
    seen = [(each.line, each.column, each.warning) for each in found(path) if doubt in each.text]
    assert position is not None and seen == [(*position, True)]
    more = "  - {id: b, place: millrace, side: league, t_per_day: 3}\n"
    for text in (row + more, row.replace("issues:", "for: [], issues:")):
        path, _ = extended(tmp_path, text.replace(MARK, ""))
        assert not [each for each in found(path) if doubt in each.text]
