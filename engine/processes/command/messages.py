"""Messages: governments decide, news and orders travel down the chain; each formation receives, believes, obeys or fights on."""

from __future__ import annotations

from enum import Enum

import numpy as np

from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.processes.combat.desertion import news_tries
from engine.processes.combat.opposition import garrison
from engine.randomness import Stream
from engine.rules import command
from engine.scenario.schema import Decision, Message
from engine.state.sieges import Siege
from engine.units import MIN_PER_DAY, MIN_PER_H, minutes_since
from engine.vocabulary import Cause, DecisionId, EventKind, Rule


class Channel(Enum):
    """How a cease-fire reaches a formation, with the causes of the event that says how it answered."""

    CHAIN = Cause.OBEYS_CHAIN, Cause.FIGHTS_ON_CHAIN
    ENVOY = Cause.OBEYS_ENVOY, Cause.FIGHTS_ON_ENVOY

    def __init__(self, obeys: Cause, fights_on: Cause):
        self.obeys, self.fights_on = obeys, fights_on


def deciding(c: Campaign, decision: Decision) -> Process:
    """A government decides at the hour given, by chance, or never; messages that follow a decision wait for it.

    Waits for its hour, then for the hazard (rank WEATHER). Writes `decision`, and rings DECIDED."""
    kind = decision.kind if c.world.on(Rule.GOVERNMENT) else "fixed"
    if kind == "never":
        return
    first = decision.since if kind == "hazard" else decision.at
    yield c.after(max(minutes_since(c.world.calendar.start, first), 0) if first else 0, Rank.WEATHER)
    if kind == "hazard":
        yield from weighing(c, decision)
    numbers = {"lost_share": float(np.mean(lost(c, decision)))} if decision.places else {}
    c.state.note(
        c.world.formation_row[decision.formation], c.minute, EventKind.DECISION, cause=DecisionId(decision.id), **numbers
    )
    c.state.messages.decide(decision.id)
    c.clock.ring(Signal.DECIDED, decision.id)


def weighing(c: Campaign, decision: Decision) -> Process:
    """Wait until the hazard, which grows with what is lost, has come to the one number drawn for this decision."""
    left = command.hazard_to_decide(c.dice.uniform(Stream.DECISION, decision.id))
    while left > 0:
        per_day = command.hazard_per_day(decision.per_day, np.array(lost(c, decision)), decision.lost_mult)
        yield c.after(command.wait_min(left, per_day, most_min=LOOK_MIN), Rank.WEATHER)
        left -= command.hazard_in(LOOK_MIN, per_day)


def lost(c: Campaign, decision: Decision) -> list[float]:
    """1 for each of the places that press a government and are in the enemy's hands, 0 for the others."""
    side = c.state.side[c.world.formation_row[decision.formation]]
    return [float(c.state.places.holder[c.world.place_row[place]] != side) for place in decision.places]


def issued(c: Campaign, message: Message) -> Process:
    """Wait for a message's hour, or for the decision that it follows."""
    if message.decision is not None:
        if message.decision not in c.state.messages.decided:
            yield c.clock.signal(Signal.DECIDED, message.decision)
        yield c.after(round(message.after_h * MIN_PER_H), Rank.WEATHER)
    elif message.at is not None:
        yield c.after(max(minutes_since(c.world.calendar.start, message.at), 0), Rank.WEATHER)


def travelling(c: Campaign, message: Message) -> Process:
    """From its hour of issue a message reaches one formation after another; the delay is drawn for each.

    Waits for its hour or its decision (rank WEATHER), then for each receipt (rank MARCH, in the order of march). Every formation
    that waits for a condition looks again when the message is sent. Writes `message`, then for each receipt `order`, or for a
    broadcast what unreliable troops do."""
    yield from issued(c, message)
    sender = c.world.formation_row[message.sender]
    c.state.note(sender, c.minute, EventKind.MESSAGE, cause=Cause(message.kind))
    c.state.messages.send(message.id)
    for waiting in c.clock.awaited(Signal.ALERT):
        c.alert(waiting)
    if message.kind == "cease_fire":
        c.state.messages.cease(c.world.order_of_battle.side[sender])
    for minute, f in arrivals(c, message):
        yield c.after(max(minute - c.minute, 0), Rank.MARCH, c.order[f])
        receive(c, message, f)


def arrivals(c: Campaign, message: Message) -> list[tuple[int, int]]:
    """(minute, formation row) of every receipt in order.

    A formation that is cut off when the message leaves (encircled, or without a line to any source of its side) hears of it
    last."""
    rows = sorted({f for to in message.to for f in c.tree.below(to)})
    formations, s = c.world.formations, c.state
    steps = np.array([command.STEPS_BELOW_ARMY_GROUP[formations[f].echelon] for f in rows])
    cut_off = s.encircled[rows] | ~np.isfinite(s.supply_km[rows])
    z = np.array([c.dice.normal(Stream.RECEIPT, f"{message.id}:{formations[f].id}") for f in rows])
    hours = command.receipt_delay_h(steps, cut_off, z, rates=c.rates.command)
    return sorted((c.minute + round(float(h) * MIN_PER_H), f) for h, f in zip(hours, rows, strict=True))


def receive(c: Campaign, message: Message, f: int) -> None:
    """A cease-fire is obeyed or not, by staffs and airmen too; news without an order shakes unreliable troops."""
    if message.kind == "cease_fire" and c.state.strengths.men[f] > 0.0:
        order_cease_fire(c, f, Channel.CHAIN)
    elif message.kind == "broadcast" and c.state.fights[f]:
        news_tries(c, f)


def order_cease_fire(c: Campaign, f: int, channel: Channel) -> None:
    """A formation has the order in hand: it obeys or fights on, by one draw whatever the channel."""
    name = c.world.formations[f].id
    if c.state.wills.obeys[f] or c.state.wills.refuses[f]:
        return
    if bool(command.obeys(np.array(c.dice.uniform(Stream.OBEDIENCE, name)), rates=c.rates.command)):
        c.state.wills.obey(f)
        c.alert(f)
        c.state.note(f, c.minute, EventKind.ORDER, cause=channel.obeys)
    else:
        c.state.wills.refuse(f)
        c.state.note(f, c.minute, EventKind.ORDER, cause=channel.fights_on)


def envoys(c: Campaign) -> Process:
    """Once a cease-fire is out, besiegers send envoys to garrisons, and commissions to formations that obey out of contact.

    Waits six hours at a time (rank UPKEEP); nothing interrupts it. Writes `order` for garrisons, `surrender` for the disarmed."""
    while True:
        yield c.after(LOOK_MIN, Rank.UPKEEP)
        if not c.state.messages.ceased:
            continue
        for _, siege in sorted(c.state.sieges.at.items()):
            if 1 - siege.side in c.state.messages.ceased:
                to_garrison(c, siege)
        for f in np.flatnonzero(c.state.wills.obeys & c.state.fights & ~c.state.encircled).tolist():
            to_obedient(c, f)


def to_garrison(c: Campaign, siege: Siege) -> None:
    """A garrison that does not believe an envoy gets another after the same delay.

    A masked garrison hears of the cease-fire within days; one that does not resist needs nobody around it."""
    if (siege.containing or not c.resisting) and siege.envoy_minute is None:
        siege.send_envoy(c.minute + envoy_min(c, Stream.ENVOY, c.world.places[siege.place].id))
    if siege.envoy_minute is not None and c.minute >= siege.envoy_minute:
        name = c.world.places[siege.place].id
        if believes_envoy(c, name, siege.envoys):
            for f in garrison(c, siege.place, siege.side):
                order_cease_fire(c, f, Channel.ENVOY)
        else:
            siege.refuse_envoy(c.minute + envoy_min(c, Stream.ENVOY, name, siege.envoys + 1))


def believes_envoy(c: Campaign, place: str, before: int) -> bool:
    """Whether a garrison believes the enemy's envoy, after so many that it turned away; its own chain of command it believes."""
    return c.dice.uniform(Stream.ENVOY_BELIEVED, place, before) < c.rates.command.envoy_belief


def to_obedient(c: Campaign, f: int) -> None:
    """A commission drives to a formation that obeys from the nearest place where the victor's troops stand, and disarms it."""
    messages = c.state.messages
    if f not in messages.commission_minute:
        drive_min = nearest_victor_min(c, f)
        if np.isfinite(drive_min):
            wait_min = round(drive_min) + envoy_min(c, Stream.COMMISSION, c.world.formations[f].id)
            messages.send_commission(f, c.minute + wait_min)
    if f in messages.commission_minute and c.minute >= messages.commission_minute[f]:
        c.state.leave_war(f, c.minute, Cause.CEASE_FIRE, prisoners=True)


def envoy_min(c: Campaign, stream: Stream, name: str, occasion: int = 0) -> int:
    """Minutes until an envoy is received, drawn about the median."""
    days = command.envoy_days(np.array(c.dice.normal(stream, name, occasion)), rates=c.rates.command)
    return round(float(days) * MIN_PER_DAY)


def nearest_victor_min(c: Campaign, f: int) -> float:
    """Minutes of a lorry's drive, dry, to a formation from the nearest fighting troops of the other side; inf without a way, or
    where a political line keeps them away."""
    s, here = c.state, int(c.state.place[f])
    enemy = 1 - int(s.side[f])
    if c.world.off_limits[enemy, here]:
        return np.inf
    stand = np.unique(s.place[s.fights & (s.side == enemy) & (s.link < 0)])
    return float(c.theatre.router.minutes_from("motor", here)[stand].min(initial=np.inf))
