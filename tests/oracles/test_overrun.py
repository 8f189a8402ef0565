"""Headquarters and services in the way of the enemy: taken where they cannot leave, back one march where they can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import tiny


def staff(**changes: Any) -> dict[str, Any]:
    """Services that do not fight, at p2."""
    services: dict[str, Any] = {"id": "b9", "combat": False, "branch": "services", "men": 5000, "guns": 12, "mobility": "fixed"}
    return tiny.defender(**(services | changes))


def overrun(folder: Path, row: dict[str, Any], *, without: tuple[str, ...] = (), **changes: Any) -> tiny.Run:
    war = tiny.war(row, plans=[tiny.attack("r1", changes.pop("to", "p3"))], **changes)
    return tiny.fight(tiny.load(war, folder, without=list(without)))


def last(run: tiny.Run) -> Any:
    """The services as they are at the end."""
    return next(track for track in run.result.tracks[::-1] if track.formation == "b9")


def test_who_cannot_move_is_taken_when_the_place_falls(tmp_path: Path) -> None:
    run = overrun(tmp_path, staff())
    (event,) = run.events("surrender")
    assert (event.formation, event.cause, event.minute) == ("b9", "overrun", run.captured("p2"))
    assert (run.of("prisoners", "b9"), run.of("guns_captured", "b9"), run.of("men", "b9")) == (5000, 12, 0)
    assert last(run).state == "eliminated"


def test_who_can_leaves_until_there_is_no_way(tmp_path: Path) -> None:
    """One march back to p3, where the line ends and it is taken."""
    run = overrun(tmp_path, staff(mobility="horse"))
    (back,) = run.events("withdraw", "b9")
    assert (back.minute, back.cause) == (run.captured("p2"), "p3")
    assert [(event.minute, event.cause) for event in run.events("surrender", "b9")] == [(run.captured("p3"), "overrun")]


def test_it_is_there_still_when_the_enemy_comes_no_further(tmp_path: Path) -> None:
    run = overrun(tmp_path, staff(mobility="horse"), to="p2")
    assert not run.events("surrender") and run.of("men", "b9") == 5000
    assert (last(run).place, last(run).state) == ("p3", "holding")


@pytest.mark.parametrize("row", [{"men": 0, "guns": 0}, {"side": "red", "start": {"place": "p1"}}])
def test_nobody_and_friends_are_not_taken(tmp_path: Path, row: dict[str, Any]) -> None:
    assert not overrun(tmp_path, staff(**row)).events("surrender")


def test_nobody_is_taken_where_there_is_no_war(tmp_path: Path) -> None:
    run = overrun(tmp_path, staff(), without=("enemy",))
    assert run.captured("p2") is not None and run.of("men", "b9") == 5000


def test_a_staff_on_its_way_that_is_taken_goes_no_further(tmp_path: Path) -> None:
    """The attacker's staff waits at p1 for its troops; the counter-attack takes p0 behind it and then its own place."""
    army = tiny.formation(id="r0", combat=False, branch="headquarters", echelon="army", men=900, start={"place": "p1"})
    corner = tiny.formation(id="r1", parent="r0", men=100, mobility="fixed", start={"place": "p3"})
    war = tiny.war(
        formations=[army, corner, tiny.defender(guns=300, start={"place": "p0"})],
        plans=[tiny.attack("r0", "p3", "p1"), tiny.attack("b1", "p2")],
    )
    for place, country in enumerate(("blueland", "redland", "blueland", "redland")):
        war["places"][place]["country"] = country
    run = tiny.fight(tiny.load(war, tmp_path))
    assert [event.cause for event in run.events("surrender", "r0")] == ["overrun"]
    assert run.events("halt", "r0")[0].cause == "follows" and not run.events("resume", "r0") and not run.events("pass", "r0")


def test_a_staff_that_waits_for_its_troops_says_so_once(tmp_path: Path) -> None:
    """Whatever wakes it meanwhile: one halt when it begins to wait, one resumption when its troops hold the next place."""
    army = tiny.formation(id="r0", combat=False, branch="headquarters", echelon="army", men=900)
    news = [
        {"id": f"word{hour}", "kind": "broadcast", "sender": "r0", "to": ["r0"], "at": f"1990-05-01T{hour:02}:00"}
        for hour in range(2, 16)
    ]
    war = tiny.war(
        formations=[army, tiny.formation(parent="r0", guns=60), tiny.defender()], plans=[tiny.attack("r0", "p3")], messages=news
    )
    run = tiny.fight(tiny.load(war, tmp_path, settings=tiny.settled()))
    said = [
        (event.minute, event.kind)
        for event in (*run.events("halt", "r0"), *run.events("resume", "r0"))
        if event.cause == "follows"
    ]
    assert said and len(said) == len(set(said))
