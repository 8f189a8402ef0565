"""Frequencies and directions over many dice. Seeds are fixed, so that a test never fails by chance; the rates of false alarm
are those that a change of the dice would have."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from engine.processes.campaign import Campaign
from engine.scenario import parameters
from engine.theatre.preparation import Theatre, prepare
from tests import tiny

P = parameters.values({})
FOUR_SIGMA = 4.0
"""A true share is missed by so much once in 16,000 times."""
SEEDS = range(8)


def shares_agree(counted: int, of: int, share: float) -> bool:
    return abs(counted / of - share) <= FOUR_SIGMA * np.sqrt(share * (1 - share) / of)


MANY = 300


def crowd(**changes: Any) -> dict[str, Any]:
    """Three hundred small units of the defender at p2, under a staff, before one division."""
    staff = tiny.formation(id="b", side="blue", echelon="army", combat=False, branch="headquarters", start={"place": "p3"})
    rows = [tiny.defender(id=f"b{i}", parent="b", echelon="regiment", men=30, guns=0, **changes) for i in range(MANY)]
    return tiny.war(
        formations=[tiny.formation(guns=60), staff, *rows],
        days=6,
        supply_sources=[{"id": "depot", "place": "p3", "side": "blue", "t_per_day": 1000}],
    )


@pytest.mark.parametrize("reliability", [0.15, 0.6])
def test_the_unreliable_fight_as_often_as_they_are_reliable(tmp_path: Path, reliability: float) -> None:
    """Of those whom no bad news has shaken before the enemy comes."""
    settings = tiny.settled(command__desertion_per_day=0)
    fought = tiny.fight(tiny.load(crowd(reliability=reliability), tmp_path, settings=settings))
    gone = {event.formation for event in fought.events("disperse") if event.minute == fought.events("disperse")[0].minute}
    assert shares_agree(MANY - len(gone), MANY, reliability)


@pytest.mark.parametrize(
    ("kind", "event", "cause", "share"),
    [
        ("cease_fire", "order", "obeys (chain)", "command.obeys_on_receipt"),
        ("broadcast", "disperse", "news", "command.broadcast_belief"),
    ],
)
def test_orders_are_obeyed_and_news_believed_as_often_as_stated(
    tmp_path: Path, kind: str, event: str, cause: str, share: str
) -> None:
    message = {"id": "word", "kind": kind, "sender": "b", "to": ["b"], "at": "1990-05-01T00:00"}
    scenario = crowd(reliability=0.99) | {"messages": [message], "plans": []}
    fought = tiny.fight(tiny.load(scenario, tmp_path, settings=tiny.settled()))
    assert shares_agree(sum(each.cause == cause for each in fought.events(event)), MANY, P[share])


def test_bridges_are_blown_as_often_as_stated(tmp_path: Path) -> None:
    """One rear guard, driven out on the fourth day, over a bridge without charges; forty seeds."""
    scenario = tiny.war(tiny.defender(men=3000), rivers=[{"id": "broad", "name": "Broad", "width_m": 100}], days=5)
    scenario["roads"][2] |= {"river": "broad", "bridge": True}
    theatre = prepare(tiny.load(scenario, tmp_path, settings=tiny.settled()))
    runs = [tiny.fight(theatre, seed=seed) for seed in range(40)]
    assert all(run.events("withdraw", "b1") for run in runs)
    blown = sum(bool(run.events("demolition")) for run in runs)
    assert shares_agree(blown, 40, 1 - P["rivers.intact_surprised"])


class Taken(Exception):
    """Thrown at the first sample after the end of the line has fallen: what comes then counts for nothing."""


def taken_day(theatre: Theatre, seed: int) -> float:
    """Day on which the end of the line falls in a run, which ends there; the run's own end if never."""
    last, minutes = theatre.world.places[-1].id, list[int]()

    def look(c: Campaign) -> None:
        minutes.extend(capture.minute for capture in c.log.captures if capture.place == last)
        if minutes:
            raise Taken

    try:
        end = tiny.fight(theatre, seed=seed, at_sample=look).result.end_minute
    except Taken:
        end = minutes[0]
    return end / 1440


@cache
def taken_days(war: str, without: tuple[str, ...] = ()) -> Any:
    """(seeds,): days of the fall in a war, given as JSON, which several tests compare with others."""
    with TemporaryDirectory() as folder:
        theatre = prepare(tiny.load(json.loads(war), Path(folder), without=without))
    return np.array([taken_day(theatre, seed) for seed in SEEDS])


def paired(less: dict[str, Any], more: dict[str, Any], *without: str) -> tuple[Any, Any]:
    """Days of the fall in two versions of a war, the second without these rules, seed by seed with the same dice."""
    return taken_days(json.dumps(less)), taken_days(json.dumps(more), without)


def never_later(early: Any, late: Any) -> bool:
    """In at least 95 % of the pairs, and not merely because nothing changes.

    Half an hour is no delay: each stage of a march is rounded up to a whole minute, and fuel that comes in more parts makes
    more stages."""
    return bool(np.mean(early <= late + 0.5 / 24) >= 0.95 and early.mean() < late.mean())


def columns(**changes: Any) -> dict[str, Any]:
    """A tank brigade of an army with few lorries on a long line, with all dice."""
    army = tiny.formation(
        id="a1",
        echelon="army",
        branch="headquarters",
        mobility="motor",
        combat=False,
        men=100,
        lorries=4,
        start={"food_days": 30},
    )
    brigade = tiny.tanks(id="t1", parent="a1", start={"fuel_fills": 1.0, "food_days": 30})
    return (
        tiny.line(
            places=12,
            km=60,
            formations=[army, brigade],
            without=[],
            days=30,
            plans=[tiny.attack("t1", "p11")],
            supply_sources=[{"id": "head", "place": "p0", "side": "red", "t_per_day": 500}],
        )
        | changes
    )


def test_more_lorries_are_never_slower() -> None:
    many = columns()
    many["formations"][0] = many["formations"][0] | {"lorries": 12}
    few, more = paired(columns(), many)
    assert never_later(more, few)


def test_without_the_fuel_rule_nobody_is_later() -> None:
    bound, free = paired(columns(), columns(), "fuel")
    assert never_later(free, bound)


def stands(formation: str) -> dict[str, Any]:
    """A defender's plan: prepared at p2, then back to the end of the line."""
    return tiny.plan(
        formation,
        {"task": "hold", "place": "p2", "posture": "prepared"},
        {"task": "withdraw", "place": "p3", "when": {"retreated": True}},
    )


def opposed(**changes: Any) -> dict[str, Any]:
    """A rifle division against a smaller one, with all dice."""
    return tiny.war(tiny.defender(men=5000), plans=[tiny.attack("r1", "p3"), stands("b1")], without=[], days=25) | changes


def test_longer_rain_is_never_faster() -> None:
    def rain(last: int) -> dict[str, Any]:
        war = opposed(regions=[{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}])
        war["roads"] = [road | {"trafficability": "poor", "km": 60.0} for road in war["roads"]]
        return war | {"weather": [{"region": "all", "sky": "rain", "from_date": "1990-05-01", "to_date": f"1990-05-{last:02}"}]}

    short, long = paired(rain(2), rain(9))
    assert never_later(short, long)


@pytest.mark.parametrize(
    "more",
    [
        lambda war: war["formations"][1].update(men=10000, guns=80),
        lambda war: (war["formations"].append(tiny.defender(id="b2")), war["plans"].append(stands("b2"))),
    ],
    ids=["stronger", "two"],
)
def test_more_enemy_is_never_earlier(more: Callable[[dict[str, Any]], Any]) -> None:
    war = opposed()
    more(war)
    weak, strong = paired(opposed(), war)
    assert never_later(weak, strong)


def one_fight() -> dict[str, Any]:
    """A division drives another one out of p2; what it costs both, and when."""
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "prepared"})
    return tiny.war(tiny.defender(men=9000), plans=[tiny.attack("r1", "p2"), stand], days=9)


def costs(war: dict[str, Any], folder: Path, impulse_h: float, seeds: range, **values: float) -> Any:
    """(seeds, 2): men killed and wounded on both sides together, and the day of the fall."""
    theatre = prepare(tiny.load(war, folder, settings={"rules.combat.impulse_h": impulse_h} | values))
    runs = [tiny.fight(theatre, seed=seed) for seed in seeds]
    lost = [sum(run.of(what, who) for what in ("killed", "wounded") for who in ("r1", "b1")) for run in runs]
    return np.array([lost, [(run.captured("p2") or run.result.end_minute) / 1440 for run in runs]]).T


def test_half_the_impulse_without_dice(tmp_path: Path) -> None:
    """The mean over eight fights whose lengths fall differently into impulses: pure rounding, no chance."""
    means = []
    for hours in (4, 2):
        speeds = [tiny.settled(advance__prepared_km_day=1 + i / 10) for i in range(8)]
        fights = [costs(one_fight(), tmp_path / f"{hours}-{i}", hours, range(1), **speed) for i, speed in enumerate(speeds)]
        means.append(np.mean(fights, axis=(0, 1)))
    assert np.all(np.abs(means[1] / means[0] - 1) < 0.05)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_half_the_impulse_moves_mean_losses_and_dates_by_less_than_five_percent(tmp_path: Path) -> None:
    """All dice, 4,000 seeds. The standard error of both ratios is below 1.2 %, so that a true change of 1 % is taken for
    one above 5 % once in 2,000 times, and a true one of 9 % is missed as seldom."""
    seeds = range(4000)
    long, short = (costs(one_fight(), tmp_path / str(hours), hours, seeds) for hours in (4, 2))
    error = (short - long).std(axis=0) / np.sqrt(len(seeds)) / long.mean(axis=0)
    assert np.all(error < 0.012)
    assert np.all(np.abs(short.mean(axis=0) / long.mean(axis=0) - 1) < 0.05)
