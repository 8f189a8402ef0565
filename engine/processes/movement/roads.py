"""Roads: columns that queue for one. The state keeps when a road is free in each direction; how long a column takes is a rule."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.rules import march
from engine.theatre.routes import Stretch
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, Rule


def room_in(c: Campaign, f: int, stretch: Stretch, place: int) -> int:
    """Minutes until a lane of the road towards a place is free for a formation, which takes its turn there; the head never waits
    for its own tail."""
    if not c.world.on(Rule.COLUMNS):
        return 0
    passage = round(march.passage_h(c.state.strengths.men.item(f), rates=c.rates.march) * MIN_PER_H)
    return c.state.roads.enter(stretch.link, place, c.minute, passage, stretch.lanes)


def queue(c: Campaign, f: int, wait_min: int) -> Process:
    """Wait so many minutes (rank MARCH, in the order of march) until a lane of the road is free.

    A wait of an hour or more is written: `halt`, `resume`, cause column."""
    if wait_min >= MIN_PER_H:
        c.state.halt(f, c.minute, Cause.COLUMN, hours=wait_min / MIN_PER_H)
    yield c.after(wait_min, Rank.MARCH, c.order[f])
    if wait_min >= MIN_PER_H:
        c.state.resume(f, c.minute, Cause.COLUMN)
