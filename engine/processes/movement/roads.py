"""Roads: columns that queue for one, rivers to be crossed, bridges that are blown.

The state keeps when a road is free in each direction, which side has built a crossing where, and which bridges are gone
(`State.roads`). How long a column takes to pass, and an assault over a river, are rules.
"""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.randomness import Stream
from engine.rules import march, rivers, skies
from engine.theatre.routes import Stretch
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, EventKind, LinkId, Rule


def queue(c: Campaign, f: int, stretch: Stretch, place: int) -> Process:
    """Wait until the column ahead has entered the road in the same direction; the head never waits for its own tail.

    Waits for room (rank MARCH, in the order of march). A wait of an hour or more is written: `halt`, `resume`, cause column."""
    if not c.world.on(Rule.COLUMNS):
        return
    now = c.minute
    passage = round(march.passage_h(c.state.strengths.men.item(f), rates=c.rates.march) * MIN_PER_H)
    wait = c.state.roads.enter(stretch.link, place, now, passage)
    if wait >= MIN_PER_H:
        c.state.halt(f, now, Cause.COLUMN, hours=wait / MIN_PER_H)
        yield c.after(wait, Rank.MARCH, c.order[f])
        c.state.resume(f, c.minute, Cause.COLUMN)
    elif wait > 0:
        yield c.after(wait, Rank.MARCH, c.order[f])


def ford(c: Campaign, f: int, link: int) -> Process:
    """At a river without a bridge the first of a side pays the assault delay; its later columns wait only for what is left of it.

    A road whose bridge is blown counts as such a river. Waits until the crossing is ready (rank MARCH). Writes `crossing` for the
    first, and `halt` and `resume` with the cause river."""
    width_m = c.world.links.river_m[link] if link not in c.state.roads.blown else c.world.links.bridged_m[link]
    if width_m == 0 or not c.world.on(Rule.RIVERS):
        return
    side, roads = c.world.order_of_battle.side[f], c.state.roads
    over_minute = roads.crossing_minute(side, link)
    if over_minute is None:
        flooded = bool(skies.FLOOD[c.today.over_link(link)])
        hours = float(rivers.assault_delay_h(width_m, flooded, rates=c.rates.rivers))
        over_minute = c.minute + round(hours * MIN_PER_H)
        roads.build_crossing(side, link, over_minute)
        c.state.note(f, c.minute, EventKind.CROSSING, cause=Cause.RIVER, width_m=float(width_m), hours=hours)
    wait = over_minute - c.minute
    if wait > 0:
        c.state.halt(f, c.minute, Cause.RIVER, hours=wait / MIN_PER_H)
        yield c.after(wait, Rank.MARCH, c.order[f])
        c.state.resume(f, c.minute, Cause.RIVER)


def demolish(c: Campaign, f: int, place: int) -> None:
    """Blow the bridges of a place that is given up, each with some probability: the next to come finds a river to cross.

    Each bridge is drawn once a run. Writes `demolition` for every bridge that goes."""
    if not c.world.on(Rule.DEMOLITION):
        return
    for row in c.world.network.bridges_at[place]:
        name = c.world.links.ids[row]
        if row not in c.state.roads.blown and c.dice.uniform(Stream.DEMOLITION, name) < c.rates.command.demolition_probability:
            c.state.roads.blow(row)
            c.state.note(f, c.minute, EventKind.DEMOLITION, cause=LinkId(name))
