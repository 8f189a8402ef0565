"""A new parent from a day on: whose lorries and stocks supply a formation, who supports it and who can give it orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.processes.campaign import Campaign
from engine.processes.combat.depth import Armies
from engine.processes.combat.support import Supporters
from engine.rules import transport
from engine.scenario import parameters
from engine.theatre.preparation import prepare
from tests import tiny
from tests.scenario.copies import extended, found, problems

P = parameters.values({})
DAYS, CHANGE = 40, 20.25
HUNGRY = 500_000
"""Men who eat more than anybody brings."""
ORDER = {"day": CHANGE, "to": "a2"}


def army(name: str, lorries: float = 0) -> dict[str, Any]:
    return tiny.formation(id=name, echelon="army", branch="headquarters", men=0, combat=False, lorries=lorries)


def hungry(name: str, parent: str, **more: Any) -> dict[str, Any]:
    return tiny.formation(id=name, parent=parent, men=HUNGRY, start={"place": "p1", "food_days": 0}) | more


def standing(*formations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Formations of one side that stand on a road, with the source of one good."""
    rows = [*formations]
    war = tiny.line(formations=rows, plans=[], days=DAYS, without=["friction", "readiness"]) | changes
    war["countries"][1]["side"] = "red"
    war["rules"] = {"lorries": {"breakdown_pct_100km": 0}}
    return war


def sent_t(run: tiny.Run, name: str) -> float:
    return float(run.campaign.state.transport.sent_t[:, run.campaign.world.formation_row[name]].sum())


def test_it_draws_on_what_is_kept_for_its_new_army(tmp_path: Path) -> None:
    """100 t a day, divided 3 : 1: half of its army's share until its day, from then on half of the other's."""
    war = standing(army("a1"), army("a2"), hungry("x", "a1", reassigned=[ORDER]), hungry("y", "a1"), hungry("z", "a2"))
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "issues": {"food": 100}}]
    war["allocations"] = [{"id": "shares", "sources": ["depot"], "day": 0, "shares": {"a1": 75, "a2": 25}}]
    run = tiny.fight(tiny.load(war, tmp_path, without=["lorries"]))
    before, after = CHANGE - 0.25, DAYS - 0.25 - (CHANGE - 0.25)
    expected = {"x": 37.5 * before + 12.5 * after, "y": 37.5 * before + 75 * after, "z": 25 * before + 12.5 * after}
    assert {name: sent_t(run, name) for name in expected} == pytest.approx(expected, rel=1e-3)
    (told,) = run.events("reassigned")
    assert (told.formation, told.cause, told.minute) == ("x", "a2", CHANGE * 1440)
    books = run.result.recorder, run.campaign.state.ledger
    rows = books[1].rows()
    sent = {
        name: rows.moved_t[(rows.army == books[1].armies.index(name)) & (rows.day == 30) & (rows.good == 2), 1].sum()
        for name in ("a1", "a2")
    }
    assert sent == pytest.approx({"a1": 75.0, "a2": 25.0}, rel=1e-3)


def test_the_lorries_of_its_new_army_bring_what_they_can(tmp_path: Path) -> None:
    """Tonnes a day are those of n lorries before and of m lorries after, and no lorry is lost or changes army."""
    n, m, seen = 60, 20, list[tuple[float, float, np.ndarray, np.ndarray]]()
    war = standing(army("a1", n), army("a2", m), hungry("x", "a1", reassigned=[ORDER]))
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 100_000}]

    def look(c: Campaign) -> None:
        moved = c.state.transport
        got = float(moved.delivered_t[:, c.world.formation_row["x"]].sum())
        seen.append((c.minute / 1440, got, moved.away_t.copy(), moved.lift_t.copy()))

    tiny.fight(tiny.load(war, tmp_path), at_sample=look)
    day, got = np.array([each[:2] for each in seen]).T
    rates = prepare(tiny.load(war, tmp_path)).world.rates.transport
    lag = 100.0 / P["lorries.km_day"] + P["lorries.terminal_h"] / 48.0
    burned = float(transport.burned_share(np.array(100.0), np.array(True), rates=rates))
    for lorries, first, last in ((n, 8.0, 20.0), (m, 26.0, 38.0)):
        t_day = float(np.interp(last, day, got) - np.interp(first, day, got)) / (last - first)
        lift = float(transport.lift_t(np.array(float(lorries)), rates=rates))
        assert t_day == pytest.approx(lift * (1 - burned) / (2 * lag), rel=0.15)
    away = np.array([each[2] for each in seen])
    assert (away <= np.array([each[3] for each in seen]) + 1e-9).all()
    assert away[day > CHANGE + 3][:, 0] == pytest.approx(0.0), "the lorries of the old army are home"


def test_with_nobody_reassigned_or_after_the_end_nothing_is_another(tmp_path: Path) -> None:
    war = standing(army("a1", 5), army("a2", 9), hungry("x", "a1"))
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 500}]
    plain = tiny.fight(tiny.load(war, tmp_path / "plain"))
    war["formations"][2]["reassigned"] = [{"day": 400, "to": "a2"}]
    assert sent_t(tiny.fight(tiny.load(war, tmp_path / "late")), "x") == sent_t(plain, "x")


def test_it_hears_what_its_new_army_is_told_with_all_below_it(tmp_path: Path) -> None:
    """Of three corps with a division each one has passed under the army in time, one will later, one never."""
    corps = [
        tiny.formation(id=f"k{i}", parent="a1", echelon="corps", branch="headquarters", men=0, combat=False, reassigned=orders)
        for i, orders in enumerate(([{"day": 1, "to": "a2"}], [{"day": 9, "to": "a2"}], []))
    ]
    divisions = [tiny.formation(id=f"d{i}", parent=f"k{i}") for i in range(3)]
    war = standing(army("a1"), army("a2"), *corps, *divisions, days=8)
    war["messages"] = [{"id": "word", "kind": "cease_fire", "sender": "a2", "to": ["a2"], "at": "1990-05-03T00:00"}]
    run = tiny.fight(tiny.load(war, tmp_path))
    assert {event.formation for event in run.events("order")} == {"d0"}
    rows = run.campaign.world.formation_row
    assert Armies(run.campaign)._army_by_stage[1][rows["d0"]] == rows["a2"]
    above = Supporters(run.campaign).above
    assert [above[rows[f"d{i}"]] for i in range(3)] == [[rows[f"k{i}"], rows[a]] for i, a in enumerate(("a2", "a1", "a1"))]


WRONG = [
    ("{id: n_rifle, reassigned: [{day: 2, to: @@n_amry}]}", "is 'n_amry', which is not in formations; did you mean 'n_army'?"),
    (
        "{id: n_rifle, reassigned: [{day: 2, to: @@s_command}]}",
        "is 's_command', which fights for the other side; name one of its own",
    ),
    ("{id: n_rifle, reassigned: [{day: 2, to: @@n_army}]}", "is 'n_army', its parent already; take one of the two out"),
    ("{id: n_rifle, reassigned: [{day: @@0, to: n_mech}]}", "reassigned[0].day is 0"),
    (
        "{id: n_rifle, reassigned: [{day: 3, to: n_mech}, {day: @@3, to: n_army}]}",
        "is 3, not after 3; give the days in their order",
    ),
    (
        "{id: n_army, reassigned: [{day: 3, to: @@n_mech}]}",
        "closes a circle from then on: n_army > n_mech > n_army; name another",
    ),
]


@pytest.mark.parametrize(("line", "text"), WRONG)
def test_wrong_uses_are_refused_at_their_line(line: str, text: str, tmp_path: Path) -> None:
    path, where = extended(tmp_path, f"formations:\n  - {line}\n")
    wrong = [problem for problem in problems(path) if (problem.line, problem.column) == where]
    assert [problem.text for problem in wrong if text in problem.text], problems(path)


def test_an_axis_of_the_old_parent_is_warned_of(tmp_path: Path) -> None:
    text = (
        "{id: n_heir, name: Heir, short: H, side: league, parent: n_mech, echelon: brigade, branch: rifle, mobility: foot, men: 1"
    )
    path, where = extended(
        tmp_path, f"formations:\n  - {text}, start: {{place: millrace}}, @@reassigned: [{{day: 2, to: n_army}}]}}\n"
    )
    (doubt,) = [each for each in found(path) if (each.line, each.column) == where]
    assert doubt.warning and "leaves 'n_heir' on the axis of 'n_mech'; give it a plan of its own" in doubt.text
