"""Coming and going: formations that arrive in the theatre on a day, those that leave it for another, and those that pass to
another headquarters.

Before it comes, and once it has gone, a formation is nowhere: it holds nothing, is not fought, eats nothing and counts in no
sum of men. Its plan begins when it has come. It may come in short of its place, where the way there is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.command.messages import Channel, order_cease_fire
from engine.scenario.forces import Reassignment
from engine.theatre.arrivals import Entry
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, FormationId


def coming(c: Campaign, f: int, live: Callable[[Campaign, int], None]) -> Process:
    """A formation comes on its day, at its place or the last on the way there that its side holds, and begins to `live`.

    Waits for its day (rank MARCH, in the order of march), and while its side does not even hold the place where its way begins
    for that to fall; one that is to leave again by then does not come. Writes `arrival`, and `order` for a cease-fire that was
    sent while it was away."""
    entry = c.theatre.arrivals.of[f]
    yield c.after(entry.minute, Rank.MARCH, c.order[f])
    while (place := last_held(c, f, entry)) is None:
        yield c.clock.signal(Signal.FALL, entry.way[0])
    leaves = c.world.formations[f].leaves
    if leaves is not None and c.minute >= round(leaves.day * MIN_PER_DAY):
        return
    c.state.come(f, c.minute, place, c.place_id(entry.way[-1]), float(entry.by_rail))
    hear_of_cease_fires(c, f)
    live(c, f)


def last_held(c: Campaign, f: int, entry: Entry) -> int | None:
    """The last place on a formation's way up to which its side holds all of them; None where it does not hold the first."""
    last = None
    for place in entry.way:
        if c.state.places.holder[place] != c.state.side[f]:
            break
        last = place
    return last


def hear_of_cease_fires(c: Campaign, f: int) -> None:
    """A formation that comes after a cease-fire to it was sent has the order with it."""
    for message in sorted(c.world.spec.messages, key=lambda message: message.id):
        to_it = any(f in c.tree.below(to) for to in message.to)
        if message.kind == "cease_fire" and message.id in c.state.messages.sent and to_it:
            order_cease_fire(c, f, Channel.CHAIN)


def reassigning(c: Campaign, f: int, order: Reassignment) -> Process:
    """A formation passes to another headquarters on its day, from which on `Campaign.tree` has it there; this only says so.

    Waits for its day (rank MARCH, in the order of march). Writes `reassigned` where it is in play."""
    yield c.after(round(order.day * MIN_PER_DAY), Rank.MARCH, c.order[f])
    if c.state.in_play[f]:
        c.state.note(f, c.minute, EventKind.REASSIGNED, cause=FormationId(order.to))


def going(c: Campaign, f: int, day: float) -> Process:
    """A formation leaves on its day from wherever it is, with its forward detachment; one that is encircled once it is free.

    Waits for its day, then six hours at a time (rank MARCH, in the order of march). Writes `departure`."""
    yield c.after(round(day * MIN_PER_DAY), Rank.MARCH, c.order[f])
    while c.state.in_play[f] and c.state.encircled[f]:
        yield c.after(LOOK_MIN, Rank.MARCH, c.order[f])
    for row in (*c.world.order_of_battle.posts[f], c.world.order_of_battle.forward[f], f):
        if row >= 0 and c.state.in_play[row]:
            c.state.depart(row, c.minute)
