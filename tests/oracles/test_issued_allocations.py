"""Allocations with a sender are orders: issued on a day, in force once they have come down, and told like any other order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.scenario.loading import load_scenario
from tests import tiny
from tests.tiny import settled

QUICK = settled(command__cut_off_days=0.0, command__receipt_h=18.0, command__execution_h=1.0)
HUNGRY = 500_000
"""Men who eat more than any source here has."""
ARMIES = [
    tiny.formation(id="hq", echelon="army_group", branch="headquarters", combat=False, men=100, mobility="fixed"),
    *(
        tiny.formation(id=name, parent="hq", echelon="army", men=HUNGRY, start={"place": "p0", "food_days": 0})
        for name in ("r1", "r2")
    ),
]
TO_ONE = {"id": "to_one", "sender": "hq", "day": 4, "sources": ["depot"], "shares": {"r1": 1, "r2": 0}}


def run(folder: Path, *allocations: dict[str, Any], **changes: Any) -> tiny.Run:
    """Two armies at a depot that issues 100 t of food a day, for the second alone unless somebody decides otherwise."""
    source = {"id": "depot", "place": "p0", "side": "red", "issues": {"food": 100}, "for": ["r2"]}
    told = tiny.line(formations=ARMIES, plans=[], days=10, without=["friction", "readiness", "lorries"]) | changes
    told |= {"supply_sources": [source], "allocations": list(allocations)}
    for place in told["places"]:
        place["country"] = "redland"
    return tiny.fight(tiny.load(told, folder, settings=QUICK))


def sent_t(done: tiny.Run, name: str) -> float:
    return float(done.campaign.state.transport.sent_t[:, done.campaign.world.formation_row[name]].sum())


def test_it_gives_away_what_was_for_another_once_it_has_come_down(tmp_path: Path) -> None:
    """Two links of three to an army, 12 hours: from the issue of day 4.5 on it is the first army's."""
    done, before = run(tmp_path / "new", TO_ONE), run(tmp_path / "old")
    assert [(event.minute, event.formation, str(event.cause)) for event in done.events("order")] == [
        (6480, "r1", "allocation"),
        (6480, "r2", "allocation"),
    ]
    assert sent_t(before, "r1") == 0.0
    assert sent_t(before, "r2") == pytest.approx(975)
    assert sent_t(done, "r2") == pytest.approx(425)
    assert sent_t(done, "r1") + sent_t(done, "r2") == pytest.approx(975)


def test_it_is_there_at_once_without_the_chain_and_never_from_a_headquarters_that_is_gone(tmp_path: Path) -> None:
    at_once = run(tmp_path / "once", TO_ONE, without=["friction", "readiness", "lorries", "command"])
    assert {event.minute for event in at_once.events("order")} == {5760}
    leaving = [{**ARMIES[0], "leaves": {"day": 2}}, *ARMIES[1:]]
    gone = run(tmp_path / "gone", TO_ONE, formations=leaving)
    assert gone.events("order") == []
    assert sent_t(gone, "r1") == 0.0


def test_a_side_may_be_the_sender_and_nothing_changes_before_the_day(tmp_path: Path) -> None:
    done, before = run(tmp_path / "new", {**TO_ONE, "sender": "red"}), run(tmp_path / "old")
    assert {event.minute for event in done.events("order")} == {6480}
    tracks = [run.result.tables["tracks.csv"].splitlines() for run in (done, before)]
    first = [[row for row in rows[1:] if int(row.split(",")[0]) < 5760] for rows in tracks]
    assert first[0]
    assert first[0] == first[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sender: n_mech, shares: {n_army: 1}", "'n_army' does not stand under 'n_mech'"),
        ("sender: nobody, shares: {n_mech: 1}", "is 'nobody', which is neither in formations nor in sides"),
        ("sender: n_army, shares: {n_mech: 1}", "needs its day"),
        ("day: 99, sender: n_army, shares: {n_mech: 1}", "after the end of the scenario"),
        ("day: 1, shares: {n_mech: 1}", "an allocation in a file of orders is issued; give its sender"),
    ],
)
def test_mistakes_are_told_with_file_line_and_column(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.yaml"
    file.write_text(f"format: 1\nallocations:\n  - {{id: new, sources: [frostgate_depot], {text}}}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("crossroads", orders=[file])
    found = [problem for problem in caught.value.problems if told in problem.text]
    assert found, [problem.text for problem in caught.value.problems]
    assert (found[0].file.endswith("orders.yaml"), found[0].line) == (True, 3)
    assert found[0].column > 0
