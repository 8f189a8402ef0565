"""Roads: columns that queue for one. The state keeps when a road is free in each direction; how long a column takes is a rule."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.rules import march
from engine.theatre.routes import Stretch
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, Rule


def queue(c: Campaign, f: int, stretch: Stretch, place: int) -> Process:
    """Wait until a lane of the road is free in the same direction; the head never waits for its own tail.

    Waits for room (rank MARCH, in the order of march). A wait of an hour or more is written: `halt`, `resume`, cause column."""
    if not c.world.on(Rule.COLUMNS):
        return
    now = c.minute
    passage = round(march.passage_h(c.state.strengths.men.item(f), rates=c.rates.march) * MIN_PER_H)
    wait = c.state.roads.enter(stretch.link, place, now, passage, stretch.lanes)
    if wait >= MIN_PER_H:
        c.state.halt(f, now, Cause.COLUMN, hours=wait / MIN_PER_H)
        yield c.after(wait, Rank.MARCH, c.order[f])
        c.state.resume(f, c.minute, Cause.COLUMN)
    elif wait > 0:
        yield c.after(wait, Rank.MARCH, c.order[f])
