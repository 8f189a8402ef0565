"""The bare skeleton of a campaign in Mesa beside the one in SimPy, and a run of a campaign beside both.

    python benchmarks/peers.py [SCENARIO] [--runs N]

The same formations, ground, fights, lines and hours (`skeleton.py`), scheduled by Mesa's simulator of discrete events: an agent
for each formation. Mesa is no dependency of the project; where it is not installed, one line says so. All are timed in turn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import skeleton

try:
    import mesa
    from mesa.experimental.devs import DEVSimulator
except ModuleNotFoundError:
    print("Mesa is not installed, so there is no peer to measure: pip install mesa (in an environment of its own)")
    sys.exit()


class Walker(mesa.Agent):
    """One formation that walks its way, as `skeleton.march`."""

    def __init__(self, model: Campaign, f: int, way: list[tuple[int, float]], luck: list[float]):
        super().__init__(model)
        self.f, self.way, self.leg = f, way, 0
        self.free_kmh, *self.noise = luck

    def set_out(self) -> None:
        """Begin the next leg, if there is one."""
        if self.leg == len(self.way):
            return
        forces, km = self.model.forces, self.way[self.leg][1]
        fit = (0.5 + 0.5 * float(forces.readiness[self.f])) * (0.5 + 0.5 * min(1.0, float(forces.supply[self.f])))
        hours = km / (self.free_kmh * fit) * self.noise[self.leg % len(self.noise)]
        self.model.clock.schedule_event_relative(self.arrive, hours)

    def arrive(self) -> None:
        """Stand in the next place; go on, or halt in contact."""
        forces, (place, km) = self.model.forces, self.way[self.leg]
        self.model.events += 1
        self.leg += 1
        forces.place[self.f], forces.holder[place] = place, forces.side[self.f]
        forces.readiness[self.f] -= km * 1e-4
        if self.model.events % skeleton.CONTACT:
            self.set_out()
        else:
            forces.engaged[self.f] = True
            self.model.clock.schedule_event_relative(self.resume, skeleton.HALT_H)

    def resume(self) -> None:
        """Break contact and go on."""
        self.model.events += 1
        self.model.forces.engaged[self.f] = False
        self.set_out()


class Campaign(mesa.Model):
    """The skeleton as a model of Mesa, as `skeleton.run` draws it from the same seed."""

    def __init__(self, on: skeleton.Ground, places: int, seed: int):
        super().__init__(rng=seed)
        formations, self.dice = len(on.ways), np.random.default_rng(seed)
        self.on, self.events, self.forces, self.clock = on, 0, skeleton.Forces(formations, places), DEVSimulator()
        self.clock.setup(self)
        speeds, noise = self.dice.uniform(2.0, 8.0, (formations, 1)), self.dice.lognormal(0.0, 0.2, (formations, 64))
        for f, luck in enumerate(np.concatenate([speeds, noise], axis=1).tolist()):
            Walker(self, f, on.ways[f], luck).set_out()
        self.clock.schedule_event_relative(self.fight, skeleton.IMPULSE_H)
        self.clock.schedule_event_relative(self.supply, skeleton.TRACING_H)

    def fight(self) -> None:
        """One impulse, and the next."""
        skeleton.fight(self.forces, self.dice)
        self.events += 1
        self.clock.schedule_event_relative(self.fight, skeleton.IMPULSE_H)

    def supply(self) -> None:
        """One tracing, and the next."""
        skeleton.supply(self.on.roads, self.forces)
        self.events += 1
        self.clock.schedule_event_relative(self.supply, skeleton.TRACING_H)


def timed(on: skeleton.Ground, places: int, days: int, seed: int) -> tuple[float, int]:
    """CPU seconds of one run in Mesa, and its events."""
    began = time.process_time()
    model = Campaign(on, places, seed)
    model.clock.run_for(days * 24.0)
    return time.process_time() - began, model.events


def main() -> None:
    """Print what a run of each costs, and how they compare."""
    from engine.scenario.loading import load_scenario
    from engine.simulation import simulate
    from engine.theatre.preparation import prepare

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="manchuria_1945")
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    theatre = prepare(load_scenario(given.scenario))
    own = len(theatre.world.formations), len(theatre.world.places), theatre.world.spec.days
    for name, size in (("the usual skeleton", skeleton.USUAL), (f"one of the size of {given.scenario}", own)):
        on, turns = skeleton.ground(*size[:2]), []
        for seed in range(given.runs + 1):
            began = time.process_time()
            simulate(theatre, replication=seed)
            campaign_s = time.process_time() - began
            turns.append((campaign_s, *skeleton.timed(on, *size[1:], seed), *timed(on, *size[1:], seed)))
        _, simpy_s, simpy_events, mesa_s, mesa_events = (statistics.median(column) for column in zip(*turns[1:], strict=True))
        mesa_x, campaign_x = (statistics.median(turn[a] / turn[b] for turn in turns[1:]) for a, b in ((3, 1), (0, 3)))
        print(f"{name}: {size[0]} formations, {size[1]} places, {size[2]} days")
        print(f"  SimPy           {simpy_s * 1e3:8.1f} ms CPU, {simpy_events:.0f} events")
        print(f"  Mesa {mesa.__version__:10} {mesa_s * 1e3:8.1f} ms CPU, {mesa_events:.0f} events: {mesa_x:.2f} times SimPy's")
        print(f"  the campaign    {campaign_x:8.1f} times Mesa's")


if __name__ == "__main__":
    main()
