"""Airlifts: aircraft that bring fuel to formations that run short.

What comes by road and rail is the business of `supply.deliveries`; an airlift adds fuel alone, and only what is asked for.
"""

from __future__ import annotations

import numpy as np

from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.processes.movement.fuel import wake_refuelled
from engine.rules import airlift
from engine.rules.rationing import shared_out
from engine.scenario.schema import Lift
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, LiftId


def flying(c: Campaign, lift: Lift) -> Process:
    """From its opening day an airlift looks every six hours which formations are short within its range, and shares its tonnes.

    Waits for its day, then six hours at a time (rank LIFT); nothing interrupts it. It serves the fighting formations of its list
    that are below its threshold of refills; what it carries depends on the sky over them, and each gets a share in proportion to
    what it lacks. From a base in the enemy's hands nothing flies. Writes `airlift`, and wakes formations that stood dry and can
    move now."""
    home = c.world.place_row[lift.base]
    served = np.array(sorted({f for to in lift.to for f in c.world.order_of_battle.below(to) if c.world.burns_fuel[f]}), int)
    km = c.world.network.great_circle_km[home]
    yield c.after(round(lift.opens * MIN_PER_DAY), Rank.LIFT)
    while True:
        yield c.after(LOOK_MIN, Rank.LIFT)
        s = c.state
        if not (s.fuel_fills[served] < lift.below_fills).any():
            continue
        short = (s.fuel_fills[served] < lift.below_fills) & (km[s.place[served]] <= lift.range_km)
        rows = served[short & s.fights[served] & (s.side[served] == s.places.holder[home])]
        if rows.size:
            sky = c.today.over_places()[s.place[rows]].astype(int)
            tonnes = airlift.lifted_t(
                sky,
                sorties_per_day=lift.sorties_per_day,
                t_per_sortie=lift.t_per_sortie,
                days=LOOK_MIN / MIN_PER_DAY,
                rates=c.rates.airlift,
            )
            fill_t = s.unit_t[0, rows]
            brought = shared_out((lift.below_fills - s.fuel_fills[rows]) * fill_t, tonnes)
            s.refuel(rows, brought / fill_t)
            c.log.event(
                c.minute,
                EventKind.AIRLIFT,
                side=c.world.formations[int(rows[0])].side,
                place=lift.base,
                cause=LiftId(lift.id),
                numbers={"tonnes": float(brought.sum()), "formations": float(rows.size)},
            )
            wake_refuelled(c, rows.tolist())
