"""Plans wait for the news of a loss, and surprise for who expected nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from engine.rules import intelligence
from engine.rules.rates import Rates
from engine.scenario import parameters
from tests import tiny

P = parameters.values({})
RATES = Rates.from_parameters(P)
STAFF = tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, men=500, start={"place": "p5"})


def war(**changes: Any) -> dict[str, Any]:
    """An attacker takes p1 on the first day; a division at p4 waits for the news to withdraw to p5."""
    rows = [tiny.formation(guns=60), STAFF, tiny.defender(parent="b0", start={"place": "p4"})]
    back = tiny.plan("b1", {"task": "hold", "place": "p4"}, {"task": "withdraw", "place": "p5", "when": {"lost": "p1"}})
    return tiny.war(places=6, formations=rows, plans=[tiny.attack("r1", "p1"), back]) | changes


def run(scenario: dict[str, Any], folder: Path, *, without: list[str] | None = None, **values: float) -> tiny.Run:
    return tiny.fight(tiny.load(scenario, folder, settings=tiny.settled(**values), without=without or []))


def reaction_min(fought: tiny.Run) -> int:
    """Minutes from the fall of p1 to the withdrawal of the division that waits for it."""
    fallen = fought.captured("p1")
    assert fallen is not None
    return fought.events("withdraw", "b1")[0].minute - fallen


def test_news_that_nobody_saw_comes_by_the_highest_headquarters(tmp_path: Path) -> None:
    """Three links up and three down, at the time of the parameter each; the event says how old the news is."""
    fought = run(war(), tmp_path)
    assert reaction_min(fought) == pytest.approx(6 * 60 * P["command.report_h_per_link"], abs=1)
    (report,) = fought.events("report")
    assert (report.formation, report.cause, dict(report.numbers)) == ("b1", "p1", {"age_h": reaction_min(fought) / 60})


def test_a_neighbour_division_sends_it_over_the_army(tmp_path: Path) -> None:
    """Seen from the place beside (one link), up to the shared army (one) and down to the division (one)."""
    scenario = war()
    scenario["formations"].append(tiny.defender(id="b2", parent="b0", start={"place": "p2"}))
    assert reaction_min(run(scenario, tmp_path)) == pytest.approx(3 * 60 * P["command.report_h_per_link"], abs=1)


def test_who_stands_beside_hears_first_and_who_is_there_knows(tmp_path: Path) -> None:
    beside, there = war(), war()
    for scenario, place in ((beside, "p2"), (there, "p1")):
        scenario["formations"][2]["start"]["place"] = place
        scenario["plans"][1]["steps"][0]["place"] = place
    assert reaction_min(run(beside, tmp_path / "beside")) == pytest.approx(60 * P["command.report_h_per_link"], abs=1)
    fought = run(there, tmp_path / "there")
    assert not fought.events("report") and fought.events("withdraw", "b1")[0].minute <= (fought.captured("p1") or 0)


def test_odds_are_misjudged_by_a_factor_and_less_under_own_aircraft() -> None:
    sd, share = P["command.estimate_ln_sd"], P["air.reconnaissance_share"]
    assert intelligence.estimated_force_ratio(2.0, 0.0, 0.0, rates=RATES.intelligence) == 2.0
    assert intelligence.estimated_force_ratio(2.0, 1.0, 0.0, rates=RATES.intelligence) == pytest.approx(2.0 * math.exp(-sd))
    assert intelligence.estimated_force_ratio(2.0, 1.0, 1.0, rates=RATES.intelligence) == pytest.approx(
        2.0 * math.exp(-sd * (1 - share))
    )
    assert intelligence.commits(P["combat.minimum_force_ratio"], rates=RATES.intelligence) and not intelligence.commits(
        P["combat.minimum_force_ratio"] - 0.01, rates=RATES.intelligence
    )


def test_without_the_rule_everybody_knows_at_once(tmp_path: Path) -> None:
    fought = run(war(), tmp_path, without=["intelligence"])
    assert reaction_min(fought) == 0 and not fought.events("report")


def test_slower_reports_make_slower_plans(tmp_path: Path) -> None:
    delays = [reaction_min(run(war(), tmp_path / str(h), command__report_h_per_link=h)) for h in (0.5, 1, 4)]
    assert delays == sorted(delays) and delays[0] < delays[-1]


def losses_of_the_surprised(folder: Path, without: list[str] | None = None, **belief: Any) -> float:
    expectation = [{"formation": "b0", "here": 1, "by": "1990-05-01T00:00", "spread_days": 1} | belief] if belief else []
    rows = [tiny.formation(guns=60), STAFF, tiny.defender(parent="b0", start={"place": "p1"})]
    scenario = tiny.war(
        places=6, km=5.0, formations=rows, plans=[tiny.attack("r1", "p1")], surprise={"level": 3}, expectations=expectation
    )
    return run(scenario, folder, without=without).of("killed", "b1")


def test_who_expects_the_blow_here_and_by_now_loses_less(tmp_path: Path) -> None:
    """Expected elsewhere is not expected at all; the surer and earlier, the fewer fall."""
    nothing, elsewhere, later, now = (
        losses_of_the_surprised(tmp_path / "nothing"),
        losses_of_the_surprised(tmp_path / "elsewhere", here=0),
        losses_of_the_surprised(tmp_path / "later", by="1990-05-02T00:00"),
        losses_of_the_surprised(tmp_path / "now", by="1990-04-01T00:00"),
    )
    assert nothing == elsewhere > later > now > 0
    assert losses_of_the_surprised(tmp_path / "off", ["intelligence"], by="1990-04-01T00:00") == nothing
    unsurprised = losses_of_the_surprised(tmp_path / "none", ["surprise"], by="1990-04-01T00:00")
    assert now == pytest.approx(unsurprised, rel=1e-6)
