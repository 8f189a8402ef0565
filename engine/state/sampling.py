"""Samples: the copy of every formation that the tracks of a result are written from."""

from __future__ import annotations

import numpy as np

from engine.recorder import Sample
from engine.rules import geodesy, march
from engine.state.columns import Columns
from engine.state.status import Status


def sample_of(s: Columns, minute: int) -> Sample:
    """Every formation at a minute: where its head is between two places, what it has, what it does and why.

    A formation on the road stands as far along its link as its present speed has brought it, at most at the end."""
    force, network, on_road = s.strengths, s.world.network, s.link >= 0
    on_link = march.covered_share(s.link_km, s.speed_km_min, minute - s.moved_minute, s.world.links.km[s.link])
    part = np.where(on_road, on_link, 0.0)
    there = np.where(on_road, s.toward, s.place)
    where = geodesy.between_places(network.place_at[s.place], network.place_at[there], part)
    axis_km = s.axis_km + np.where(on_road, part * (s.link_axis_km - s.axis_km), 0.0)
    numbers = [
        where[:, 1],
        where[:, 0],
        axis_km,
        force.men,
        force.tanks,
        force.guns,
        s.forward_fraction(slice(None)),
        s.readiness,
    ]
    supplies = [s.fuel_fills, s.ammo_bk, s.food_days, s.supply_fraction, s.supply_km]
    next_place, texts = np.where(on_road, there, -1), (list(s.activity), list(s.cause))
    with_main_body = s.world.order_of_battle.sent_ahead & (s.standing.status == Status.EMPTY)
    absent = with_main_body | (s.standing.status == Status.ABSENT)
    lost = {name: getattr(force, name).copy() for name in s.world.claimed_counts}
    return Sample(int(minute), s.place.copy(), next_place, np.array([*numbers, *supplies]), *texts, absent, lost)
