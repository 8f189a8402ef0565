"""The bare skeleton of a campaign: what SimPy, numpy and scipy cost before the engine adds a rule.

    python benchmarks/skeleton.py [--runs N] [--formations N] [--places N] [--days N]

Formations walk over a random map; every fourth event is a contact that halts one; whoever is in contact fights every four hours;
both sides' lines are traced twice a day over places that the enemy does not hold. Nothing here is history: it is the least that
any engine of this kind does, so that the engine's cost can be said as a multiple of it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import numpy as np
import simpy
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

IMPULSE_H, TRACING_H, HALT_H = 4.0, 12.0, 12.0
CONTACT = 4
"""Of so many events one is a contact."""
SIDE_KM, REACH_KM, BARRED_KM = 1000.0, 250.0, 1e6
SOURCES = (0, 5, 9)
USUAL = (130, 280, 24)
"""Formations, places and days of the skeleton that costs have been compared with from the beginning."""


@dataclass(frozen=True)
class Ground:
    """A triangulated square of places, and the shortest way of each formation."""

    roads: csr_array
    ways: list[list[tuple[int, float]]]
    """(formations,): the next place and its km, leg by leg."""


class Forces:
    """What changes: one entry a formation, and the side that holds each place (0: nobody)."""

    def __init__(self, formations: int, places: int):
        self.men, self.readiness, self.supply = np.full(formations, 1e4), np.full(formations, 0.9), np.ones(formations)
        self.place, self.engaged, self.gained_km = np.zeros(formations, int), np.zeros(formations, bool), np.zeros(formations)
        self.side = np.arange(formations) % 2 + 1
        self.holder = np.zeros(places, int)


def ground(formations: int, places: int) -> Ground:
    """A map and the ways over it, always the same for these numbers."""
    dice = np.random.default_rng(1)
    spots = dice.random((places, 2)) * SIDE_KM
    corners = Delaunay(spots).simplices
    ends = np.unique(np.sort(np.concatenate([corners[:, pair] for pair in ([0, 1], [1, 2], [0, 2])])), axis=0)
    km = np.hypot(*(spots[ends[:, 0]] - spots[ends[:, 1]]).T)
    both = np.concatenate([ends, ends[:, ::-1]]).T
    roads = csr_array((np.concatenate([km, km]), (both[0], both[1])), shape=(places, places))
    _, before = dijkstra(roads, return_predecessors=True)
    km_of = dict(zip(zip(*both.tolist(), strict=True), [*km.tolist(), *km.tolist()], strict=True))
    ways = []
    for start, end in dice.integers(places, size=(formations, 2)).tolist():
        way: list[tuple[int, float]] = []
        at = end
        while at != start:
            behind = int(before[start, at])
            way.append((at, km_of[behind, at]))
            at = behind
        ways.append(way[::-1])
    return Ground(roads, ways)


def march(
    env: simpy.Environment, f: int, way: list[tuple[int, float]], forces: Forces, luck: list[float], events: list[int]
) -> Generator:
    """One formation walks its way; its speed falls with readiness and supply."""
    free_kmh, *noise = luck
    for leg, (place, km) in enumerate(way):
        fit = (0.5 + 0.5 * float(forces.readiness[f])) * (0.5 + 0.5 * min(1.0, float(forces.supply[f])))
        yield env.timeout(km / (free_kmh * fit) * noise[leg % len(noise)])
        events[0] += 1
        forces.place[f], forces.holder[place] = place, forces.side[f]
        forces.readiness[f] -= km * 1e-4
        if events[0] % CONTACT == 0:
            forces.engaged[f] = True
            yield env.timeout(HALT_H)
            events[0] += 1
            forces.engaged[f] = False


def every(env: simpy.Environment, hours: float, act: Callable[[], None], events: list[int]) -> Generator:
    """Act each so many hours."""
    while True:
        yield env.timeout(hours)
        act()
        events[0] += 1


def fight(forces: Forces, dice: np.random.Generator) -> None:
    """One impulse: each formation in contact against another, by the ratio of their powers, with lognormal luck."""
    own = np.flatnonzero(forces.engaged)
    if own.size == 0:
        return
    theirs = (own + 7) % forces.men.size
    power = forces.men[own] * forces.readiness[own] * np.clip(forces.supply[own], 0.3, 1.0)
    ratio = np.clip(power / np.maximum(forces.men[theirs] * forces.readiness[theirs] * 1.3, 1.0), 1e-3, 1e3)
    noise = dice.lognormal(0.0, 0.3, (2, own.size))
    lost, they_lost = np.clip(0.01 / np.sqrt(ratio) * noise[0], 0.0, 0.2), np.clip(0.01 * np.sqrt(ratio) * noise[1], 0.0, 0.2)
    struck = forces.men[theirs] * they_lost
    forces.men[own] *= 1.0 - lost
    np.subtract.at(forces.men, theirs, struck)
    np.maximum(forces.men, 0.0, out=forces.men)
    forces.readiness[own] = np.clip(forces.readiness[own] - 2.0 * lost, 0.0, 1.0)
    forces.gained_km[own] += np.interp(ratio, (0.5, 1.0, 2.0, 4.0, 8.0), (0.0, 0.0, 4.0, 10.0, 20.0))
    forces.readiness[theirs[(ratio > 3.0) & (dice.random(own.size) < 0.3)]] *= 0.95


def supply(roads: csr_array, forces: Forces) -> None:
    """One tracing: all use up a tenth, and those that a source reaches get two."""
    for side in (1, 2):
        barred = (forces.holder != side) & (forces.holder != 0)
        way = roads.copy()
        way.data = way.data + BARRED_KM * barred[way.indices]
        km = dijkstra(way, indices=SOURCES, min_only=True, limit=2.0 * REACH_KM)
        mine = forces.side == side
        forces.supply[mine] = np.clip(forces.supply[mine] - 0.1 + 0.2 * (km[forces.place[mine]] < REACH_KM), 0.0, 1.0)


def run(on: Ground, places: int, days: int, seed: int) -> int:
    """One skeleton run; the events that it had."""
    formations, dice = len(on.ways), np.random.default_rng(seed)
    env, forces, events = simpy.Environment(), Forces(formations, places), [0]
    luck = np.concatenate([dice.uniform(2.0, 8.0, (formations, 1)), dice.lognormal(0.0, 0.2, (formations, 64))], axis=1).tolist()
    for f, way in enumerate(on.ways):
        env.process(march(env, f, way, forces, luck[f], events))
    env.process(every(env, IMPULSE_H, lambda: fight(forces, dice), events))
    env.process(every(env, TRACING_H, lambda: supply(on.roads, forces), events))
    env.run(days * 24)
    return events[0]


def timed(on: Ground, places: int, days: int, seed: int) -> tuple[float, int]:
    """CPU seconds of one run, and its events."""
    began = time.process_time()
    events = run(on, places, days, seed)
    return time.process_time() - began, events


def main() -> None:
    """Print what a run of the skeleton costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    for name, usual in zip(("formations", "places", "days"), USUAL, strict=True):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = parser.parse_args()
    made = ground(given.formations, given.places)
    costs = [timed(made, given.places, given.days, seed) for seed in range(given.runs + 1)][1:]
    seconds, events = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"{seconds * 1e3:.1f} ms CPU a run (median of {given.runs}), {events:.0f} events, {seconds / events * 1e6:.1f} us each")


if __name__ == "__main__":
    main()
