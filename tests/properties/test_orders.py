"""What holds in every war also holds where attackers wait on their axes, follow each other and stand on phase lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.properties.random_wars import ANY, PLACE, triggers, wars
from tests.properties.test_invariants import check, check_log, fought

CONDITIONS = st.one_of(triggers(), st.fixed_dictionaries({"fuel": st.sampled_from([0.5, 3.0]), "day": st.just(3)}))


@st.composite
def wars_by_order(draw: st.DrawFn) -> dict[str, Any]:
    """A war whose attackers wait on their axes, hold and give way after them, stand on lines, and follow the first of them."""
    war = draw(wars())
    axes = [plan for plan in war["plans"] if plan["steps"][-1]["task"] == "attack"]
    for plan in axes:
        plan["steps"].insert(1, {"task": "march", "place": draw(PLACE)})
        for step in plan["steps"][1:]:
            step.update(
                draw(st.fixed_dictionaries({}, optional={"when": CONDITIONS, "pause_days": st.sampled_from([0, 0.3, 2])}))
            )
        after = {"task": draw(st.sampled_from(["hold", "withdraw"])), "place": draw(PLACE), "when": draw(CONDITIONS)}
        plan["steps"] += draw(st.sampled_from([[], [after]]))
    if axes[0]["formation"] == "r0" and war["formations"][0]["mobility"] != "fixed":
        for plan in axes[1:]:
            if plan["formation"].startswith("r"):
                plan.update(draw(st.sampled_from([{}, {"follows": "r0"}, {"follows": "r0", "follows_km": 30}])))
    for row in war["formations"]:
        if row["id"][0] == "r" and row["id"] != "r0":
            row["parent"] = "r0"
    war["halts"] = [
        {
            "id": "line",
            "formation": "r0",
            "at": ["p1", draw(PLACE)],
            "all_up": True,
            "until": {"day": draw(st.sampled_from([4, 8]))},
        },
        {"id": "stand", "formation": "r0", "from_day": draw(st.sampled_from([0, 1.5])), "until": draw(CONDITIONS)},
    ]
    return war | {"orders": draw(st.lists(dated_orders(), max_size=2, unique_by=lambda order: order["id"]))}


@st.composite
def dated_orders(draw: st.DrawFn) -> dict[str, Any]:
    """A new plan for the first attacker, and perhaps for all below it."""
    tasks = st.sampled_from(["attack", "march", "hold", "withdraw"])
    steps = draw(st.lists(st.fixed_dictionaries({"task": tasks, "place": PLACE}), min_size=1, max_size=3))
    day, below = draw(st.sampled_from([0, 0.7, 2.5, 5])), draw(st.booleans())
    stands = draw(st.sampled_from(["stand", "detachment", "press_on"]))
    return {
        "id": f"on.{day}",
        "sender": "r0",
        "to": ["r0"],
        "day": day,
        "all_below": below,
        "short_of_fuel": stands,
        "steps": steps,
    }


@settings(ANY, max_examples=examples(15))
@given(war=wars_by_order(), seed=st.integers(1, 5))
def test_invariants_of_wars_by_order(tmp_path_factory: pytest.TempPathFactory, war: dict[str, Any], seed: int) -> None:
    run = fought(war, tmp_path_factory.mktemp("war"), at_sample=check, seed=seed)
    if run is None:
        return
    check_log(run)
    for name in {row["id"] for row in war["formations"]}:
        halted = ("order", "phase_line", "regroups", "follows")
        ended = [event for event in run.events("resume", name) if event.cause in halted]
        begun = [event for event in run.events("halt", name) if event.cause in halted]
        assert len(begun) - len(ended) in (0, 1), name
        # An order that ends in the minute in which the next begins leaves a halt of no length.
        assert all(a.minute <= b.minute and a.cause == b.cause for a, b in zip(begun, ended, strict=False)), name
