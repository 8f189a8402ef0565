"""Policies for tests, found by name as a user's are."""

from __future__ import annotations

from collections.abc import Sequence

from engine.policies.view import View, order
from engine.scenario.schema import Order

SEEN: list[View] = []


def watch(view: View) -> Sequence[Order]:
    """Does nothing, and keeps what it was shown."""
    SEEN.append(view)
    return []


def sleeps(view: View) -> Sequence[Order]:
    """Watches, but is asked each morning alone."""
    return watch(view)


sleeps.wants = ("morning",)  # type: ignore[attr-defined]


def fails(view: View) -> Sequence[Order]:
    return [order(name, {"task": "hold", "place": "nowhere"}) for name in view.given["nobody"].to]


def astray(view: View) -> Sequence[Order]:
    return [order(view.headquarters, {"task": "hold", "place": "atlantis"})]


def strangers(view: View) -> Sequence[Order]:
    return [order("b1", {"task": "hold", "place": "p1"})]


def words(view: View) -> Sequence[Order]:
    return ["go on"]  # type: ignore[list-item]


def hangs(view: View) -> Sequence[Order]:
    while True:
        try:
            sum(range(10))
        except Exception:
            continue


def gambles(view: View) -> Sequence[Order]:
    """Stands at one of two places by its own draw, once."""
    if view.given:
        return []
    return [order("r1", {"task": "hold", "place": view.random.choice(["p0", "p1"])})]


def leaves(view: View) -> list[Order]:
    raise SystemExit(7)
