"""More fuel, lorries, issue or aircraft, or a nearer depot, never leaves a column less far: on one axis, without an enemy, at any
sample of the run.

A column that lives on receipts goes by stages: it halts at `halt_fills`, and moves at the first look at its fuel that finds
`resume_fills`, so with what the last convoy brought above that. Two columns that stand at different ends of a stage may be a
stage apart, in either order, so that is what the comparison allows, and no more: the longest of both runs, by the fuel at its
`resume`. Why a stage is lost: km driven are (start + received - burned at rest - in hand) x km on a fill, and what is in hand
goes up and down between the two thresholds. So of two that have got the same, one that has just been refuelled stands behind one
that has just run dry, by the fuel in its hands; only a commander who moves on every drop would mend it. With fuel in hand, 7 km
burned at rest are still missing in the example below. An army without lorries is no end of the range: the number that is
usual for it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.scenario import parameters
from engine.simulation import simulate
from tests import tiny

EASY = settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
P = parameters.values({})
RESUME_FILLS, HALT_FILLS, KM_PER_FILL = (P[f"fuel.{name}"] for name in ("resume_fills", "halt_fills", "km_per_fill_tracked"))
"""The last on a road: the longest."""


def axis(
    fills: float, lorries: int, t_per_day: float, depot: int, surface: str, sorties: float, nearer_km: float = 0.0
) -> dict[str, Any]:
    """Tanks that drive 1,000 km on what is behind them, and on what a lift brings.

    The depot stands ahead of them, where they come to it, or with `nearer_km` behind them, 300 km less that."""
    army = tiny.formation(id="ra", branch="headquarters", echelon="army", men=0, combat=False, lorries=lorries)
    tanks = tiny.tanks(parent="ra", start={"fuel_fills": fills})
    war = tiny.line(places=11, days=20, formations=[army, tanks], without=["friction", "readiness"])
    for road in war["roads"]:
        road["surface"] = surface
    war["supply_sources"] = [{"id": "depot", "place": f"p{depot}", "side": "red", "t_per_day": t_per_day}]
    if nearer_km:
        war["roads"][0]["km"], tanks["start"]["place"] = 300.0 - nearer_km, "p1"
        war["places"][1]["country"], war["supply_sources"][0]["place"] = "redland", "p0"
    lift = {
        "id": "wings",
        "base": "p0",
        "to": ["r1"],
        "opens": 0,
        "sorties_per_day": sorties,
        "t_per_sortie": 2,
        "range_km": 2000,
    }
    war["lifts"] = [lift | {"below_fills": 1}]
    war["plans"] = [tiny.attack("r1", "p10", tanks["start"]["place"])]
    return war


def km(war: dict[str, Any], folder: Path) -> tuple[np.ndarray, float]:
    """(samples,): how far the main body is along its axis; and its longest stage, in km, by what it had when it moved again."""
    run = simulate(tiny.load(war, folder))
    moves = [event for event in run.recorder.events if (event.kind, event.cause, event.formation) == ("resume", "fuel", "r1")]
    most = max([RESUME_FILLS, *(dict(event.numbers)["fuel_fills"] for event in moves)])
    at = np.array([track.axis_km for track in run.tracks if track.formation == "r1"])
    return at, (most - HALT_FILLS) * KM_PER_FILL


AXES = st.fixed_dictionaries(
    {
        "fills": st.floats(0.3, 3.0),
        "lorries": st.integers(1, 60),
        "t_per_day": st.floats(0.0, 60.0),
        "depot": st.integers(0, 4),
        "surface": st.sampled_from(["road", "track", "steppe"]),
        "sorties": st.sampled_from([0.0, 0.0, 3.0, 10.0]),
        "nearer_km": st.sampled_from([0.0, 20.0, 150.0]),
    }
)
MORE = {
    "fills": lambda value: value + 0.7,
    "lorries": lambda value: 2 * value + 5,
    "t_per_day": lambda value: 2 * value + 5.0,
    "sorties": lambda value: 2 * value + 4.0,
    "nearer_km": lambda value: max(value, 20.0) + 100.0,
}


@pytest.mark.parametrize("what", MORE)
@EASY
@given(axes=AXES)
@example(axes={"fills": 1.5, "lorries": 35, "t_per_day": 28.0, "depot": 2, "surface": "road", "sorties": 0.0, "nearer_km": 0.0})
def test_more_never_leaves_a_column_less_far(what: str, axes: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    axes = axes | ({what: max(axes[what], 20.0)} if what == "nearer_km" else {})
    base, stage = km(axis(**axes), tmp_path_factory.mktemp("base"))
    more, its_stage = km(axis(**axes | {what: MORE[what](axes[what])}), tmp_path_factory.mktemp("more"))
    assert (more >= base - max(stage, its_stage)).all()
