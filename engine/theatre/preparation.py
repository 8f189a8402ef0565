"""A scenario made ready to run: the theatre that all of its runs share."""

from __future__ import annotations

from engine import collector
from engine.errors import Problem, ScenarioError, in_order
from engine.scenario.loading import LoadedScenario
from engine.theatre.arrivals import Arrivals
from engine.theatre.fleets import Fleets
from engine.theatre.following import Following
from engine.theatre.graph import Graph
from engine.theatre.ground import Ground
from engine.theatre.halts import Halts
from engine.theatre.itineraries import Orders
from engine.theatre.lorry_companies import LorryCompanies
from engine.theatre.network import Network
from engine.theatre.rail_lines import RailLines
from engine.theatre.routes import Router
from engine.theatre.shipping import ShipPools
from engine.theatre.source_depots import SourceDepots
from engine.theatre.supply_lines import SupplyTracer
from engine.theatre.transport_forces import TransportForces
from engine.theatre.troops import Troops
from engine.theatre.world import World


class Theatre:
    """What all runs of one scenario share: the compiled world, its routes, its orders and the structure of its supply lines.

    `warnings` are all that the loading of the scenario and its preparation found."""

    def __init__(self, world: World, router: Router, orders: Orders):
        self.world, self.router, self.orders = world, router, orders
        self.order = order_of_march(world)
        self.following, self.halts = Following(world, orders), Halts(world, orders)
        self.arrivals = Arrivals(world, router)
        self.ground, self.troops, self.fleets = Ground(world), Troops(world), Fleets(world)
        self.depots = SourceDepots(world)
        self.lorry_companies = LorryCompanies(world, self.depots, self.fleets)
        self.warnings = in_order([*world.loaded.warnings, *self.problems])
        self.tracer = SupplyTracer(world, self.depots)
        self.rail_lines = RailLines(world, self.tracer)
        self.transport_forces = TransportForces(world.spec)
        self.ships = ShipPools(world.spec, world.order_of_battle.below, world.place_row, len(world.formations))

    @property
    def problems(self) -> list[Problem]:
        """Mistakes and doubts of the orders, arrivals and lorries."""
        found = (self.orders, self.following, self.halts, self.arrivals, self.fleets, self.lorry_companies)
        return [problem for part in found for problem in part.problems]


def prepare(loaded: LoadedScenario, *, graph: Graph | None = None, network: Network | None = None) -> Theatre:
    """A scenario compiled for running: network, routes, orders, supply lines.

    `graph` takes the place of the scenario's own, which `engine.graph` gives to be changed; it is copied, and the manifests of
    its runs carry its digest. `network`, instead, is that of another theatre of the same scenario, to be shared where only
    parameters of the rules differ. Raises ScenarioError with every mistake of the graph, or every place that troops cannot
    reach."""
    with collector.paused():  # as while it was read
        world = World(loaded, network if graph is None else Network.on(graph, loaded.spec))
        router = Router(world)
        theatre = Theatre(world, router, Orders(world, router))
    if not all(problem.warning for problem in theatre.problems):
        raise ScenarioError([*theatre.problems, *loaded.warnings])
    return theatre


def order_of_march(world: World) -> list[int]:
    """(formations,): each one's rank when several take to a road in one minute: forward detachments, the faster, by id."""
    rows = world.formations
    first = sorted(
        range(len(rows)),
        key=lambda f: (not rows[f].forward_detachment, -world.own_rates.base_km_day(f), rows[f].id),
    )
    rank = {f: place for place, f in enumerate(first)}
    return [rank[f] for f in range(len(rows))]
