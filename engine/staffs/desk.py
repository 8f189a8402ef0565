"""When a headquarters with a policy decides, and why."""

from __future__ import annotations

from engine.policies.calling import MORNING
from engine.policies.view import Policy
from engine.staffs.staff import Staff
from engine.units import MIN_PER_DAY, MIN_PER_H

MORNING_MIN = 6 * MIN_PER_H
"""Local time of the daily decision. A judgement, grade C."""


class Desk:
    """Where the policy of a name decides for a headquarters."""

    def __init__(self, staff: Staff, name: str, policy: Policy):
        self.staff, self.name, self.policy = staff, name, policy
        self.next_minute, self._day = 0, -1

    def reasons(self) -> set[str]:
        """Why the headquarters decides now, if it does; sets when it looks again: in an hour, or on the next morning where
        its policy asks for no more."""
        c, wanted = self.staff.c, self.staff.wanted
        reasons = self.staff.news() & wanted
        today = c.world.calendar.day(c.minute - MORNING_MIN)
        if today > self._day and MORNING in wanted:
            self._day = today
            reasons.add(MORNING)
        since_morning = (c.minute - MORNING_MIN - c.world.calendar.first_midnight) % MIN_PER_DAY
        self.next_minute = c.minute + (MIN_PER_H if wanted != {MORNING} else MIN_PER_DAY - since_morning)
        return reasons
