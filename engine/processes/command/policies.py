"""The process of the headquarters with policies: they read what has come in, and issue what their policies order."""

from __future__ import annotations

from collections.abc import Sequence

from engine.policies.calling import MORNING, called
from engine.policies.view import Policy
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.command.orders import ordering
from engine.processes.movement.march import gone
from engine.staffs.reports import Reports
from engine.staffs.staff import Staff
from engine.units import MIN_PER_DAY, MIN_PER_H

MORNING_MIN = 6 * MIN_PER_H
"""Local time of the daily decision. A judgement, grade C."""


class Desk:
    """Where the policy of a name decides for a headquarters."""

    def __init__(self, staff: Staff, name: str, policy: Policy):
        self.staff, self.name, self.policy = staff, name, policy
        self.next_minute, self._day = 0, -1

    def reasons(self, c: Campaign) -> set[str]:
        """Why the headquarters decides now, if it does; sets when it looks again: in an hour, or on the next morning where
        its policy asks for no more."""
        wanted = self.staff.wanted
        reasons = self.staff.news() & wanted
        today = c.world.calendar.day(c.minute - MORNING_MIN)
        if today > self._day and MORNING in wanted:
            self._day = today
            reasons.add(MORNING)
        since_morning = (c.minute - MORNING_MIN - c.world.calendar.first_midnight) % MIN_PER_DAY
        self.next_minute = c.minute + (MIN_PER_H if wanted != {MORNING} else MIN_PER_DAY - since_morning)
        return reasons


def directing(c: Campaign, reports: Reports, desks: Sequence[Desk]) -> Process:
    """Headquarters decide by their policies as long as each is in the war, from the minute on at which policies hold.

    Waits for the next minute at which one of them looks (rank WEATHER, in the order of formations). Writes
    no event; its orders are those of `ordering`. Raises PolicyError where a policy fails."""
    yield c.after(c.policies_from, Rank.WEATHER, desks[0].staff.h)
    while desks := [desk for desk in desks if not gone(c, desk.staff.h)]:
        reports.read()
        for desk in desks:
            reasons = desk.reasons(c) if desk.next_minute <= c.minute else set[str]()
            for given in called(desk.name, desk.policy, desk.staff.view(reasons)) if reasons else ():
                c.clock.start(ordering(c, desk.staff.issue(given)))
        yield c.after(min(desk.next_minute for desk in desks) - c.minute, Rank.WEATHER, desks[0].staff.h)
