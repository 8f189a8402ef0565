"""The process of the headquarters with policies: they read what has come in, and issue what their policies order."""

from __future__ import annotations

from collections.abc import Sequence

from engine.policies.calling import called
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.command.orders import ordering
from engine.processes.movement.march import gone
from engine.staffs.desk import Desk
from engine.staffs.reports import Reports


def directing(c: Campaign, reports: Reports, desks: Sequence[Desk]) -> Process:
    """Headquarters decide by their policies as long as each is in the war, from the minute on at which policies hold.

    Waits for the next minute at which one of them looks (rank WEATHER, in the order of formations). Writes
    no event; its orders are those of `ordering`. Raises PolicyError where a policy fails."""
    yield c.after(c.policies_from, Rank.WEATHER, desks[0].staff.h)
    while desks := [desk for desk in desks if not gone(c, desk.staff.h)]:
        reports.read()
        for desk in desks:
            reasons = desk.reasons() if desk.next_minute <= c.minute else set[str]()
            for given in called(desk.name, desk.policy, desk.staff.view(reasons)) if reasons else ():
                c.clock.start(ordering(c, desk.staff.issue(given)))
        yield c.after(min(desk.next_minute for desk in desks) - c.minute, Rank.WEATHER, desks[0].staff.h)
