"""Which troops of the other side are at a place, and in which capacity. Questions only: nothing here acts, draws or writes."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.rules import advance, power
from engine.units import MIN_PER_DAY

FORTIFIED = power.POSTURES.index("fortified")


def enemies(c: Campaign, place: int, side: int) -> list[int]:
    """Rows of the fighting formations of the other side at a place, encircled or not, sorted."""
    s, side_of = c.state, c.world.order_of_battle.side
    return sorted([f for f in s.places.at[place] if side_of[f] != side and s.fights[f]])


def defenders(c: Campaign, place: int, attacker_side: int) -> list[int]:
    """Rows of those that defend a place: neither encircled nor on their way out. Whether they will fight, `test_will` finds."""
    s = c.state
    return [f for f in enemies(c, place, attacker_side) if not (s.encircled[f] or s.leaving[f])]


def garrison(c: Campaign, place: int, attacker_side: int) -> list[int]:
    """Rows of the encircled troops at a place."""
    return [f for f in enemies(c, place, attacker_side) if c.state.encircled[f]]


def largest(c: Campaign, rows: list[int]) -> int:
    """The formation with most men, whose commander decides; of equals the first."""
    return max(rows, key=lambda f: (c.state.strengths.men[f], -f))


def posture(c: Campaign, rows: list[int]) -> int:
    """Code of the posture in which a place is defended now: that of the largest formation, works before all."""
    s = c.state
    if any(c.theatre.ground.is_works[f] for f in rows):
        return FORTIFIED
    biggest = largest(c, rows)
    days = (c.minute - int(s.posted_minute[biggest])) / MIN_PER_DAY
    return advance.posture_in_time(int(s.posture[biggest]), days, c.rates.readiness.prepare_days)


def estimated_force_ratio(c: Campaign, place: int, side: int, occasion: int, odds: float) -> float:
    """The force ratio against a place as troops of a side estimate it that have not fought there yet, given the true one."""
    seen = max(c.state.sky.over(place, side), 0.0)
    return c.intelligence.estimated_force_ratio(c.world.places[place].id, occasion, odds, seen)
