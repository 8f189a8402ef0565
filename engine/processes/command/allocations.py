"""Allocations that are issued: another sharing out of supply goes down the chain of command to the staffs that issue."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.movement.march import gone
from engine.randomness import Stream
from engine.rules import command, issue
from engine.rules.command import STEPS_BELOW_ARMY_GROUP, links_between
from engine.scenario.schema import Allocation
from engine.theatre.allocations import order_of
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Cause, EventKind, Rule


def allocating(c: Campaign, allocation: Allocation) -> Process:
    """An allocation is issued on its day and is in force once it has come down; the next tick of supply goes by it.

    None is issued by a headquarters that is gone. Waits for its day (rank WEATHER), then for its receipt (rank MARCH, after all
    formations). Writes `order` for each formation that it names."""
    yield c.after(round((allocation.day or 0.0) * MIN_PER_DAY), Rank.WEATHER)
    sender = c.world.formation_row.get(allocation.sender or "")
    if sender is not None and gone(c, sender):
        return
    yield c.after(delay_min(c, allocation, sender), Rank.MARCH, len(c.world.formations))
    c.state.messages.send(order_of(allocation))
    shares = issue.divided(np.array(list(allocation.shares.values())))
    for name, share in sorted(zip(allocation.shares, shares.tolist(), strict=True)):
        f = c.world.formation_row[name]
        if not gone(c, f):
            c.state.note(f, c.minute, EventKind.ORDER, cause=Cause.ALLOCATION, share=share)


def delay_min(c: Campaign, allocation: Allocation, sender: int | None) -> int:
    """Minutes until the staffs that issue have an allocation in hand: the way from its sender (None: above the scenario, as an
    army group) to the lowest of those who have a share; at once without the rule command."""
    if not c.world.on(Rule.COMMAND):
        return 0
    formations = c.world.formations
    top = 0.0 if sender is None else STEPS_BELOW_ARMY_GROUP[formations[sender].echelon]
    lowest = max(STEPS_BELOW_ARMY_GROUP[formations[c.world.formation_row[name]].echelon] for name in allocation.shares)
    z = c.dice.normal(Stream.RECEIPT, allocation.id)
    hours = command.receipt_delay_h(
        np.array([links_between(lowest, top, top)]), np.zeros(1, bool), np.array([z]), rates=c.rates.command
    )
    return round(float(hours[0]) * MIN_PER_H)
