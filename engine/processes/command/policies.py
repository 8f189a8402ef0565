"""The process of a headquarters with a policy: it reads what has come in, and issues what its policy orders."""

from __future__ import annotations

from engine.policies.calling import MORNING, called, wants
from engine.policies.view import Policy
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.command.orders import ordering
from engine.processes.movement.march import gone
from engine.staffs import Reports, Staff
from engine.units import MIN_PER_DAY, MIN_PER_H

MORNING_MIN = 6 * MIN_PER_H
"""Local time of the daily decision. A judgement, grade C."""


def directing(c: Campaign, h: int, reports: Reports, name: str, policy: Policy) -> Process:
    """A headquarters decides by a policy of a name as long as it is in the war, from the minute on at which policies hold.

    Waits an hour at a time, or for the next morning where the policy asks for no more (rank WEATHER, in the order of
    formations). Writes
    no event; its orders are those of `ordering`. Raises PolicyError where the policy fails."""
    staff, day = Staff(c, h, reports), -1
    wanted = wants(policy)
    yield c.after(c.policies_from, Rank.WEATHER, h)
    while wanted and not gone(c, h):
        reports.read()
        reasons = staff.news() & wanted
        today = c.world.calendar.day(c.minute - MORNING_MIN)
        if today > day and MORNING in wanted:
            day = today
            reasons.add(MORNING)
            staff.take_returns()
        for given in called(name, policy, staff.view(reasons)) if reasons else ():
            c.clock.start(ordering(c, staff.issue(given)))
        since_morning = (c.minute - MORNING_MIN - c.world.calendar.first_midnight) % MIN_PER_DAY
        yield c.after(MIN_PER_H if wanted != {MORNING} else MIN_PER_DAY - since_morning, Rank.WEATHER, h)
