"""What is known of every formation of a run, as columns; and the other tables of the state.

This file says what there is; `door.State` changes it."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints
from engine.scenario.schema import Formation
from engine.state.air_transport import AirTransport
from engine.state.crossings import Crossings
from engine.state.depots import Depots
from engine.state.knowledge import Knowledge
from engine.state.ledger import Ledger
from engine.state.messages import Messages
from engine.state.places import Places
from engine.state.plans import Plans
from engine.state.positions import Positions
from engine.state.railways import RailwayWork
from engine.state.roads import Roads
from engine.state.sectors import Sectors
from engine.state.ships import Ships
from engine.state.shores import Shores
from engine.state.shuttles import Shuttles
from engine.state.sieges import Sieges
from engine.state.sky import SkyControl
from engine.state.status import Standing
from engine.state.strengths import Strengths
from engine.state.supply import Horses, Supply, Wants
from engine.state.trails import Trails
from engine.state.transport import transport_of
from engine.state.wills import Wills
from engine.theatre.itineraries import Itinerary
from engine.theatre.preparation import Theatre
from engine.vocabulary import Activity, Cause, Reason

LONG_AGO = -(10**9)


def stocks_of(formation: Formation) -> tuple[float, float, float]:
    """Fuel, ammunition and food with which a formation begins, each in its own unit."""
    return formation.start.fuel_fills, formation.start.ammo_bk, formation.start.food_days


class Columns:
    """Arrays have the shape (formations,), in the order of the world, unless they say otherwise."""

    def __init__(self, theatre: Theatre):
        world = theatre.world
        formations, start = world.formations, [formation.start for formation in world.formations]
        self.world = world
        self.side = np.array([world.side_row[formation.side] for formation in formations])
        self.place = np.array([world.place_row[s.place] for s in start])
        self.strengths = Strengths(formations)
        self.readiness = np.array([s.readiness for s in start], float)
        self.stocks = np.array([stocks_of(formation) for formation in formations], float).T.copy()
        """(3, formations): fuel, ammunition and food; each also goes by its own name and unit."""
        self.fuel_fills, self.ammo_bk, self.food_days = self.stocks
        tonnes = [[formation.fill_t for formation in formations], [formation.bk_t for formation in formations]]
        self.unit_t = np.array(tonnes, float)
        """(2, formations): tonnes of a fill and of a unit of fire; those of a body are those of its own vehicles and guns."""
        self._on_the_way(len(formations))
        self._in_the_war(formations)
        self.places = Places(world, self.place)
        down = world.links.down
        self.roads, self.crossings = Roads(), Crossings(np.flatnonzero(down).tolist(), len(world.spec.sides), len(down))
        self.sectors, self.trails = Sectors(), Trails()
        self.shores, self.sky = Shores(), SkyControl(len(world.spec.sides), self.places.holder)
        self.positions, self.sieges, self.wills = Positions(), Sieges(), Wills(len(formations))
        self.knowledge, self.messages, self.plans = Knowledge(), Messages(), Plans()
        self.supply, self.horses, self.transport = Supply(theatre), Horses(len(formations)), transport_of(theatre)
        self.depots, self.shuttles = Depots(theatre), Shuttles(theatre)
        self.ledger = Ledger(
            [tree.army for tree in world.order_of_battle.command.trees], self.transport, self.depots, self.shuttles
        )
        self.wants = Wants(len(formations))
        self.railways = RailwayWork(theatre.rail_lines, self.places.holder)
        self.air_transport, self.ships = AirTransport(theatre.transport_forces), Ships(theatre.ships)
        self.itinerary: list[Itinerary | None] = list(theatre.orders.itineraries)
        """The march of each by the ways that it has chosen so far; None where a formation has no axis."""

    def _on_the_way(self, n: int) -> None:
        """What a march changes."""
        self.share = np.ones(n)
        self.needs_fills = np.zeros(n)
        """Fuel with which a formation that stands dry moves on."""
        self.containing = np.zeros(n)
        """Share of a formation that stays around garrisons it has passed; `share` is of the rest."""
        self.supply_fraction, self.supply_km = np.ones(n), np.zeros(n)
        self.limit = np.zeros(n, int)
        """What limits the supply of each most: a `SupplyLimit`."""
        self.depot_place, self.drive_days = np.full(n, -1), np.zeros(n)
        """Row of the place of the depot that serves each, -1 without one; days that a load drives from there."""
        self.axis_km = np.zeros(n)
        self.effort = np.ones(n)
        self.link = np.full(n, -1)
        self.toward = np.full(n, -1)
        self.link_km = np.zeros(n)
        self.link_axis_km = np.zeros(n)
        self.leg = np.full(n, -1)
        """Number of the leg of its axis that a formation is on, or was last; negative before the first."""
        self.speed_km_min = np.zeros(n)
        self._road_km, self._road_km_per_km, self._road_km_before = np.zeros(n), np.zeros(n), np.zeros(n)
        """Km of road that marches have cost in fuel, in whole stages; that a km of the present stage costs; and what `driven_km`
        has told of already."""
        self.moved_minute = np.zeros(n, int)
        self.marching = np.zeros(n, bool)
        self.activity = [Activity.HOLDING] * n
        self.cause: list[Reason] = [Cause.NO_ORDER] * n

    def _in_the_war(self, formations: list[Formation]) -> None:
        """What the enemy and the orders change."""
        n = len(formations)
        self.standing = Standing(formations)
        self.in_play, self.fights = self.standing.in_play, self.standing.fights
        """Views of the one column of status: whatever has not left the war, and the fighting troops among it."""
        self.fought_minute = np.full(n, -1)
        """When each last fought in an impulse: fighting wears it down and stops its rest."""
        self.combat_days = np.zeros(n)
        """Days of combat since upkeep last counted them, of the part of it that fought: what was fired."""
        self.encircled = np.zeros(n, bool)
        """Encircled at its place, behind the enemy's front."""
        self.retreating = np.zeros(n, bool)
        """Has given way; its plan has not answered yet."""
        self.leaving = np.zeros(n, bool)
        """On its way out: defends nothing until it takes up its next post."""
        self.posture = np.zeros(n, int)
        """Code into `power.POSTURES` of the posture that its plan asks for."""
        self.posted_minute = np.full(n, LONG_AGO)
        """When it took up its post; troops that stand there from the beginning have had time to dig."""

    def forward_fraction(self, rows: Ints | slice | int) -> Floats:
        """Share (0-1) of formations that is where their heads are; the others wait for fuel or ships, or contain a garrison."""
        here: Floats = self.share[rows] * (1.0 - self.containing[rows])
        return here
