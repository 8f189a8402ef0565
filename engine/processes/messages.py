"""Messages: news and orders from above travel down the chain; each formation receives, believes, obeys or fights on."""

from __future__ import annotations

import numpy as np

from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.desertion import news_tries
from engine.randomness import Stream
from engine.rules import command
from engine.scenario.schema import Message
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since


def travelling(c: Campaign, message: Message) -> Process:
    """From its hour of issue a message reaches one formation after another; the delay is drawn for each."""
    issued = minutes_since(c.world.start, message.at)
    yield c.after(max(issued, 0), Rank.WEATHER)
    sender = c.world.formation_row[message.sender]
    c.state.note(sender, c.minute, "message", cause=message.kind)
    if message.kind == "cease_fire":
        c.cease_fire_minute = c.minute
    for minute, f in arrivals(c, message):
        yield c.after(max(minute - c.minute, 0), Rank.MARCH, c.order[f])
        receive(c, message, f)


def arrivals(c: Campaign, message: Message) -> list[tuple[int, int]]:
    """(minute, formation row) of every receipt in order; who is cut off (sealed, or without a line to any
    source of his side) when the message leaves hears of it last."""
    rows = sorted({f for to in message.to for f in c.world.below(to)})
    formations, s = c.world.formations, c.state
    steps = np.array([command.STEPS_BELOW_ARMY_GROUP[formations[f].echelon] for f in rows])
    cut_off = s.sealed[rows] | ~np.isfinite(s.supply_km[rows])
    z = np.array([c.dice.normal(Stream.RECEIPT, f"{message.id}:{formations[f].id}") for f in rows])
    hours = command.receipt_delay_h(steps, cut_off, z, c.values)
    return sorted((c.minute + round(float(h) * MIN_PER_H), f) for h, f in zip(hours, rows, strict=True))


def receive(c: Campaign, message: Message, f: int) -> None:
    """A cease-fire is obeyed or not; news without an order shakes unreliable troops."""
    if not c.state.fights[f]:
        return
    if message.kind == "cease_fire":
        order_cease_fire(c, f, "chain")
    else:
        news_tries(c, f)


def order_cease_fire(c: Campaign, f: int, channel: str) -> None:
    """A formation has the order in hand: it obeys or fights on, by one draw whatever the channel."""
    name = c.world.formations[f].id
    if c.state.obeys[f] or f in c.refuses:
        return
    if bool(command.obeys(np.array(c.dice.uniform(Stream.OBEDIENCE, name)), c.values)):
        c.state.obey(f)
        c.state.note(f, c.minute, "order", cause=f"obeys ({channel})")
    else:
        c.refuses.add(f)
        c.state.note(f, c.minute, "order", cause=f"fights on ({channel})")


def envoys(c: Campaign) -> Process:
    """Once a cease-fire is out, besiegers send envoys: each masked garrison hears of it within days."""
    while True:
        yield c.after(6 * MIN_PER_H, Rank.UPKEEP)
        if c.front is None or c.cease_fire_minute is None:
            continue
        for place in sorted(c.front.sieges):
            siege = c.front.sieges[place]
            if siege.masks and siege.envoy_minute is None:
                z = c.dice.normal(Stream.ENVOY, c.world.places[place].id)
                days = c.values["command.envoy_days"] * float(np.exp(c.values["command.cut_off_ln_sd"] * z))
                siege.envoy_minute = c.minute + round(days * MIN_PER_DAY)
            if siege.envoy_minute is not None and c.minute >= siege.envoy_minute:
                for f in c.front.garrison(place, siege.side):
                    order_cease_fire(c, f, "envoy")
