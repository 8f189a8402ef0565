"""Formations that keep behind another, or before it as its screen: how far it has to be before each sets out for the next place.

A screen is a follower that may be ahead by so many km; beyond the last place that both pass it counts on by its own road.
A follower's place lies so far along the axis of the formation that it follows as the road that both march says; between two
places that both pass it is interpolated along the follower's own way. Before the first of them, and beyond the last, the
follower is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import Problem
from engine.scenario.origins import dotted
from engine.theatre.itineraries import Itinerary, Orders
from engine.theatre.world import World

FREE_KM = -np.inf


@dataclass(frozen=True)
class Lead:
    """The formation ahead, by row, and the km of its axis at which it has to be before each leg of the follower."""

    ahead: int
    km: tuple[float, ...]


class Following:
    """`leads` has one entry a formation, None for one that follows nobody; `followers` maps a formation to those that follow it.

    Mistakes and doubts are collected in `problems`."""

    def __init__(self, world: World, orders: Orders):
        self.world, self.orders = world, orders
        self.problems: list[Problem] = []
        self.leads = [self._lead(f, itinerary) for f, itinerary in enumerate(orders.itineraries)]
        self.followers: dict[int, list[int]] = {}
        for f, lead in enumerate(self.leads):
            if lead is not None:
                self.followers.setdefault(lead.ahead, []).append(f)
        self._refuse_circles()

    def _lead(self, f: int, mine: Itinerary | None) -> Lead | None:
        other = None if mine is None else mine.plan.follows or mine.plan.screens
        if mine is None or other is None:
            return None
        ahead = self.world.formation_row[other]
        theirs = self.orders.itineraries[ahead]
        if theirs is None or theirs.plan is mine.plan:
            why = "marches on no axis" if theirs is None else "marches by this very plan"
            self._report(mine, f"is '{other}', which {why}; name a formation with an advance of its own")
            return None
        km = self._km_ahead(f, mine, ahead, theirs)
        if not np.isfinite(km).any() and self.world.formations[f].id == mine.plan.formation:
            self._report(mine, "has no effect: the two axes have no place in common", warning=True)
        return Lead(ahead, km)

    def _km_ahead(self, f: int, mine: Itinerary, ahead: int, theirs: Itinerary) -> tuple[float, ...]:
        """(legs,): where the formation ahead has to be, on its own axis, before each leg; `FREE_KM` where it may be anywhere."""
        their_km: dict[int, float] = {}
        for place, km in zip(self._places(ahead, theirs), theirs.axis_km, strict=True):
            their_km.setdefault(place, km)
        shared = [(km, their_km[p]) for p, km in zip(self._places(f, mine), mine.axis_km, strict=True) if p in their_km]
        if not shared:
            return (FREE_KM,) * len(mine.legs)
        my_km, there_km = np.array(shared).T
        ends = np.array(mine.axis_km[1:])
        if mine.plan.screens is None:
            on_theirs, more_km = np.interp(ends, my_km, there_km, left=FREE_KM, right=FREE_KM), mine.plan.follows_km
        else:
            beyond_km = np.maximum(ends - my_km[-1], 0.0)
            on_theirs, more_km = np.interp(ends, my_km, there_km, left=FREE_KM) + beyond_km, -mine.plan.screens_km
        return tuple(np.minimum(on_theirs + more_km, theirs.axis_km[-1]).tolist())

    def _places(self, f: int, itinerary: Itinerary) -> list[int]:
        """Rows of the places of an itinerary, its start first."""
        return [self.world.place_row[self.world.formations[f].start.place], *(place for _, place in itinerary.legs)]

    def _refuse_circles(self) -> None:
        for f, mine in enumerate(self.orders.itineraries):
            chain = self._chain(f)
            if len(chain) > 1 and chain[-1] == f and mine is not None:
                names = " > ".join(self.world.formations[row].id for row in chain)
                self._report(mine, f"closes a circle, in which all wait for each other: {names}; one of them must go ahead")

    def _chain(self, f: int) -> list[int]:
        """A formation, the one that it follows, and so on, up to one that follows nobody or the first that comes twice."""
        chain = [f]
        while (lead := self.leads[chain[-1]]) is not None and chain[-1] not in chain[:-1]:
            chain.append(lead.ahead)
        return chain

    def _report(self, mine: Itinerary, text: str, *, warning: bool = False) -> None:
        index = next(i for i, plan in enumerate(self.world.spec.plans) if plan is mine.plan)
        key = "screens" if mine.plan.follows is None else "follows"
        loc = ("plans", index, key)
        self.problems.append(self.world.loaded.origins.problem(loc, f"{dotted(loc)} {text}", warning=warning))
