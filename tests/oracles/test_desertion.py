"""Unreliable troops: who slips away, who breaks up, who rises; against shares worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.randomness import Dice, Stream
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})


def fought(folder: Path, seed: int = 1, *, without: tuple[str, ...] = (), at: str = "p2", **values: Any) -> tiny.Run:
    """A division of reliability 0.5 at p2 before a division that comes from p0; nobody breaks."""
    hold = tiny.plan("b1", {"task": "hold", "place": at, "posture": "fortified"})
    row = tiny.defender(reliability=values.pop("reliability", 0.5), start={"place": at})
    war = tiny.war(row, plans=[tiny.attack("r1", values.pop("to", "p2")), hold], days=8)
    settings = tiny.settled(advance__depth_fortified_km=500, **values)
    return tiny.fight(tiny.load(war, folder, settings=settings, without=list(without)), seed=seed)


def nerve(seed: int) -> float:
    return Dice(seed, 0).uniform(Stream.RELIABILITY, "b1")


BRAVE = next(seed for seed in range(1, 50) if nerve(seed) < 0.3)
MEEK = next(seed for seed in range(1, 50) if nerve(seed) > 0.7)


def test_the_brave_fight_with_those_who_did_not_slip_away(tmp_path: Path) -> None:
    run = fought(tmp_path, BRAVE, command__desertion_per_day=0)
    assert run.of("dispersed", "b1") == pytest.approx(10000 * (1 - 0.5 ** P["command.desertion_men_exponent"]))
    assert run.events("desertion", "b1")[0].cause == "unreliable" and not run.events("disperse")
    assert run.events("contact")[0].minute == run.events("desertion")[0].minute
    assert not fought(tmp_path / "b", BRAVE, command__desertion_per_day=0, command__desertion_men_exponent=0).events("desertion")


@pytest.mark.parametrize(("share", "cause"), [(0, "unreliable"), (1, "changes_side")])
def test_the_meek_go_home_or_rise(tmp_path: Path, share: float, cause: str) -> None:
    run = fought(tmp_path, MEEK, command__change_side_share=share, command__desertion_per_day=0)
    assert [event.cause for event in run.events("disperse", "b1")] == [cause] and not run.events("contact")
    risen = run.events("mutiny", "b1")
    assert [event.cause for event in risen] == ["unreliable"] * share
    assert run.of("killed", "b1") == pytest.approx(10000 * P["command.mutiny_killed_share"] * share)


def test_the_more_falls_around_them_the_fewer_they_are(tmp_path: Path) -> None:
    """At p3 nobody fights; its one neighbour falls, and days later they break up."""
    run = fought(tmp_path, BRAVE, at="p3", command__desertion_per_day=3, command__change_side_share=0)
    fell = run.captured("p2") or 0
    first = run.events("desertion", "b1")[0]
    assert first.cause == "bad_news" and 0 < first.minute - fell <= 12 * 60
    (gone,) = run.events("disperse", "b1")
    assert gone.cause == "bad_news" and gone.minute > first.minute
    quiet = fought(tmp_path / "b", BRAVE, at="p3", to="p1", command__desertion_per_day=3)
    assert quiet.of("men", "b1") == 10000


def test_without_desertion_they_fight_as_the_reliable_do(tmp_path: Path) -> None:
    off, loyal = fought(tmp_path / "a", MEEK, without=("desertion",)), fought(tmp_path / "b", MEEK, reliability=1.0)
    assert off.result.tracks == loyal.result.tracks and off.result.recorder.events == loyal.result.recorder.events
    assert off.events("contact") and not fought(tmp_path / "c", MEEK).events("contact")


def test_the_reliable_have_no_such_thoughts(tmp_path: Path) -> None:
    run = fought(tmp_path, MEEK, reliability=1.0, command__desertion_per_day=9)
    assert run.of("dispersed", "b1") == 0 and not run.events("desertion")
