"""Roads: columns that queue for one, rivers to be crossed, bridges that are blown."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.randomness import Stream
from engine.rules import march, rivers
from engine.theatre.routes import Stretch
from engine.units import MIN_PER_H
from engine.vocabulary import Cause, EventKind, LinkId, Rule


def queue(c: Campaign, f: int, stretch: Stretch, place: int) -> Process:
    """Wait until the column ahead has entered the road; the head never waits for its own tail."""
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
    """At a river without a bridge the first of a side pays the assault delay; later columns of it wait only for what is left."""
    width_m = c.world.links.river_m[link] if link not in c.state.roads.blown else c.world.links.bridged_m[link]
    if width_m == 0 or not c.world.on(Rule.RIVERS):
        return
    side, roads = c.world.order_of_battle.side[f], c.state.roads
    over_minute = roads.crossing_minute(side, link)
    if over_minute is None:
        flooded = c.today.over_link(link) > 0
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
    """Blow the bridges of a place that is given up, each with some probability: who comes next finds a river to cross."""
    if not c.world.on(Rule.DEMOLITION):
        return
    for row in c.world.network.bridges_at[place]:
        name = c.world.links.ids[row]
        if row not in c.state.roads.blown and c.dice.uniform(Stream.DEMOLITION, name) < c.rates.command.demolition_probability:
            c.state.roads.blow(row)
            c.state.note(f, c.minute, EventKind.DEMOLITION, cause=LinkId(name))
