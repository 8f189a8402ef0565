"""Replacements: what a train brings waits at the station for under-strength formations, and goes up the road to them.

Men, tanks and guns fill up what a formation has lost, never beyond what it began with.
"""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.rules.rationing import shared_out
from engine.scenario.schema import Replacements
from engine.units import MIN_PER_DAY
from engine.vocabulary import TrainId


def arriving(c: Campaign, brought: Replacements) -> Process:
    """From the day of the train on, issue what it brought every day, as long as the side holds the station.

    Waits for its day, then a day at a time (rank LIFT); nothing interrupts it. It writes nothing itself: each party is a process
    of its own (`Depot.ride`)."""
    depot = Depot(c, brought)
    yield c.after(round(brought.day * MIN_PER_DAY), Rank.LIFT)
    while True:
        depot.send_up()
        yield c.after(MIN_PER_DAY, Rank.LIFT)


class Depot:
    """One train at its station: which formations may draw from it and how long the drive is; what is left is in the state."""

    def __init__(self, c: Campaign, brought: Replacements):
        self.c, self.id, self.station = c, brought.id, c.world.place_row[brought.place]
        self.side = c.world.order_of_battle.side[c.world.formation_row[brought.to]]
        tree = c.world.order_of_battle.command.tree(round(brought.day * MIN_PER_DAY))
        self.rows = np.array([f for f in tree.below(brought.to) if c.world.order_of_battle.combat[f]], int)
        self.train = c.state.supply.unload(brought.id, np.array([brought.men, brought.tanks, brought.guns]), len(self.rows))
        self.ride_min = c.theatre.router.minutes_from("motor", self.station)
        """(places,): minutes on lorries from the station."""

    def send_up(self) -> None:
        """Issue to formations that are short, in the war and within reach, in proportion to what each lacks.

        Encircled formations, and those without a line of supply, get nothing. What is on the way counts as issued."""
        s = self.c.state
        if s.places.holder[self.station] != self.side or not self.train.left.any():
            return
        ride_min = self.ride_min[s.place[self.rows]]
        reached = s.fights[self.rows] & ~s.encircled[self.rows] & np.isfinite(s.supply_km[self.rows]) & np.isfinite(ride_min)
        short = np.maximum(s.strengths.missing(self.rows) - self.train.on_the_way, 0.0) * reached
        sent = np.array([shared_out(wanted, there) for wanted, there in zip(short, self.train.left.tolist(), strict=True)])
        self.train.send(sent)
        for taker in np.flatnonzero(sent.any(axis=0)).tolist():
            self.c.clock.start(self.ride(taker, sent[:, taker], round(float(ride_min[taker]))))

    def ride(self, taker: int, party: Floats, minutes: int) -> Process:
        """A party is driven to its formation; where that has left the war or is encircled by then, it drives back.

        Waits for the end of the drive (rank LIFT, by row of the formation). Writes `replacements` where the party joins."""
        c, f = self.c, int(self.rows[taker])
        yield c.after(minutes, Rank.LIFT, f)
        self.train.arrive(taker, party)
        if c.state.fights[f] and not c.state.encircled[f]:
            c.state.join(f, c.minute, TrainId(self.id), *party.tolist())
        else:
            self.train.come_back(party)
