"""What never changes in a run: the theatre's graph, the order of battle, and the arrays compiled from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from engine.arrays import Bools, Floats, Ints
from engine.rules import armour, march, supply
from engine.rules.geodesy import great_circle_km
from engine.rules.rates import Rates
from engine.scenario import parameters as catalogue
from engine.scenario.loading import LoadedScenario
from engine.scenario.schema import Formation, Place, Railway, Road, Scenario, Spell
from engine.theatre.detachments import with_detachments
from engine.units import MIN_PER_DAY, parse_local
from engine.vocabulary import Rule


@dataclass(frozen=True)
class Links:
    """Roads, water ways and railways as columns, one row a link; railways have surface `rail`."""

    ids: list[str]
    a: Ints
    b: Ints
    km: Floats
    surface: list[str]
    sky: NDArray[np.int8]
    """(calendar days, links): index into `march.SKIES`; row 0 is the day of the start."""
    minutes_per_km: Floats
    """(mobilities, skies, links): at the sustained rate; inf where closed."""
    fills_per_km: Floats
    """(mobilities, 2, links): dry and muddy; 0 for troops that burn no fuel."""
    river_m: Floats
    """Width of a river to be crossed without a bridge, 0 elsewhere."""
    bridged_m: Floats
    """Width of a river that a bridge carries the road over, 0 elsewhere: to be crossed once the bridge is blown."""
    breakdowns_per_km: list[float]
    """Hazard a km that a running tank breaks down on the march."""
    lanes: Bools
    """True where columns queue (any made or narrow way), False on open steppe and desert, water and rail."""


class World:
    """A scenario compiled: ids to rows, rows to arrays, and the networkx graph of all links."""

    def __init__(self, loaded: LoadedScenario):
        self.loaded = loaded
        self.spec: Scenario = loaded.spec
        self.start: datetime = parse_local(self.spec.start)
        self.end_minute: int = self.spec.days * MIN_PER_DAY
        self.first_midnight: int = MIN_PER_DAY - self.start.hour * 60 - self.start.minute
        self.parameters: dict[str, float] = catalogue.values(self.spec.rules)
        self.rates = Rates.from_parameters(self.parameters)
        self.off = frozenset(Rule(name) for name in self.spec.without)
        self.places: list[Place] = sorted(self.spec.places, key=lambda place: place.id)
        self.formations: list[Formation] = sorted(with_detachments(self.spec), key=lambda formation: formation.id)
        self.place_row = {place.id: row for row, place in enumerate(self.places)}
        self.formation_row = {formation.id: row for row, formation in enumerate(self.formations)}
        self.side_row = {side.id: row for row, side in enumerate(self.spec.sides)}
        self.ways: list[Road | Railway] = [
            *sorted(self.spec.roads, key=lambda road: road.id),
            *sorted(self.spec.railways, key=lambda rail: rail.id),
        ]
        self.links = self._links()
        self.graph = self._graph()

    def on(self, rule: Rule) -> bool:
        """Whether a switchable rule is in force."""
        return rule not in self.off

    @cached_property
    def place_at(self) -> Floats:
        """(places, 2): longitude and latitude."""
        return np.array([[place.lon, place.lat] for place in self.places])

    @cached_property
    def squads(self) -> Floats:
        """(formations,): 1 where the custom of its side or contingent is close assault on tanks, else 0."""
        custom = {
            (side.id, flag.id if flag else None): (flag or side).close_assault
            for side in self.spec.sides
            for flag in (None, *side.contingents)
        }
        wanted = [custom[formation.side, formation.contingent] for formation in self.formations]
        return np.array(wanted, float) * self.on(Rule.CLOSE_ASSAULT)

    @cached_property
    def combat(self) -> list[bool]:
        """(formations,): fighting troops; this and the next two are read too often to be asked of the scenario's models."""
        return [formation.combat for formation in self.formations]

    @cached_property
    def mobility(self) -> list[str]:
        """(formations,): by what each one moves."""
        return [formation.mobility for formation in self.formations]

    @cached_property
    def side(self) -> list[int]:
        """(formations,): row of the side of each."""
        return [self.side_row[formation.side] for formation in self.formations]

    @cached_property
    def burns_fuel(self) -> list[bool]:
        """(formations,): whom a march costs fuel."""
        rules = self.on(Rule.FUEL) and self.on(Rule.SUPPLY)
        return [rules and formation.fill_t > 0 for formation in self.formations]

    @cached_property
    def great_circle_km(self) -> Floats:
        """(places, places): distance as the crow flies."""
        lon, lat = self.place_at.T
        return np.stack([great_circle_km(lat, lon, float(b), float(a)) for a, b in self.place_at])

    def calendar_day(self, minute: int) -> int:
        """Midnights passed since the scenario's start: the row of `links.sky`."""
        return (minute + MIN_PER_DAY - self.first_midnight) // MIN_PER_DAY

    @cached_property
    def holder_at_start(self) -> Ints:
        """(places,): row of the side that holds each place when the scenario starts."""
        sides = {country.id: self.side_row[country.side] for country in self.spec.countries}
        return np.array([sides[place.country] for place in self.places])

    @cached_property
    def parent_chain(self) -> dict[str, list[str]]:
        """Every formation's id to the ids from itself up to the top of its tree."""
        parent = {formation.id: formation.parent for formation in self.formations}
        chains: dict[str, list[str]] = {}
        for formation in self.formations:
            chain = [formation.id]
            while (above := parent[chain[-1]]) is not None:
                chain.append(above)
            chains[formation.id] = chain
        return chains

    def ancestor(self, formation: str, *echelons: str) -> str:
        """The nearest formation from `formation` upwards whose echelon is one of these, else the top of its tree."""
        chain = self.parent_chain[formation]
        of = {row.id: row.echelon for row in self.formations}
        return next((above for above in chain if of[above] in echelons), chain[-1])

    @cached_property
    def army(self) -> list[str]:
        """(formations,): the id of the army (or independent corps) that each belongs to; fronts belong to themselves."""
        return [self.army_of(formation.id) for formation in self.formations]

    def army_of(self, formation: str) -> str:
        """The army of a formation; without an army above it, the highest formation below its front."""
        chain = self.parent_chain[formation]
        echelon = {row.id: row.echelon for row in self.formations}
        for above in chain:
            if echelon[above] == "army":
                return above
        below_front = [above for above in chain if echelon[above] not in ("front", "area_army")]
        return below_front[-1] if below_front else chain[-1]

    @cached_property
    def front(self) -> list[str]:
        """(formations,): the id of the top of the tree that each belongs to."""
        return [self.parent_chain[formation.id][-1] for formation in self.formations]

    def _links(self) -> Links:
        spec = self.spec
        widths: dict[str | None, float] = {river.id: river.width_m for river in spec.rivers}
        roads = [way for way in self.ways if isinstance(way, Road)]
        surface = [way.surface if isinstance(way, Road) else "rail" for way in self.ways]
        crossing = [widths[way.river] if isinstance(way, Road) and unbridged(way) else 0.0 for way in self.ways]
        return Links(
            ids=[way.id for way in self.ways],
            a=np.array([self.place_row[way.ends[0]] for way in self.ways], int),
            b=np.array([self.place_row[way.ends[1]] for way in self.ways], int),
            km=np.array([way.km for way in self.ways], float),
            surface=list(surface),
            sky=self.skies(self.link_at, self.spec.weather),
            minutes_per_km=self._minutes_per_km(),
            fills_per_km=self._fills_per_km(roads),
            river_m=np.array(crossing, float),
            bridged_m=np.array([widths.get(way.river, 0.0) for way in self.ways]),
            breakdowns_per_km=[
                armour.breakdowns_per_km(s, rates=self.rates.armour) if self.on(Rule.ARMOUR_POOLS) else 0.0 for s in surface
            ],
            lanes=np.array([s not in march.WITHOUT_COLUMNS for s in surface], bool),
        )

    @cached_property
    def place_sky(self) -> NDArray[np.int8]:
        """(calendar days, places): the sky over each place, as `links.sky`."""
        return self.skies(self.place_at, self.spec.weather)

    @cached_property
    def land_neighbours(self) -> list[list[int]]:
        """(places,): rows of the places that a land link joins to each, sorted."""
        near: list[set[int]] = [set() for _ in self.places]
        for row in np.flatnonzero(np.isfinite(self.links.minutes_per_km[march.MOBILITIES.index("foot"), 0])).tolist():
            a, b = int(self.links.a[row]), int(self.links.b[row])
            near[a].add(b)
            near[b].add(a)
        return [sorted(places) for places in near]

    @cached_property
    def beside(self) -> Bools:
        """(places, places): whether a land link joins two."""
        joined = np.zeros((len(self.places), len(self.places)), bool)
        for place, near in enumerate(self.land_neighbours):
            joined[place, near] = True
        return joined

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints, Floats]:
        """Rows of a place and of a land neighbour, for each such pair, and the equal shares into which the neighbours fall."""
        place, neighbour = np.nonzero(self.beside)
        return place, neighbour, 1.0 / self.beside.sum(axis=1)[place]

    @cached_property
    def bridges_at(self) -> list[list[int]]:
        """(places,): rows of the roads with a bridge that lead from each."""
        bridges: list[list[int]] = [[] for _ in self.places]
        for row, way in enumerate(self.ways):
            if isinstance(way, Road) and way.bridge:
                bridges[int(self.links.a[row])].append(row)
                bridges[int(self.links.b[row])].append(row)
        return bridges

    @cached_property
    def airfields(self) -> Bools:
        """(places,): where aircraft can land."""
        return np.array([place.airfield for place in self.places], bool)

    @cached_property
    def carried_men(self) -> list[float]:
        """(formations,): men of each that its ships carry at once; all of them where nobody says."""
        men = [np.inf] * len(self.formations)
        for ships in sorted(self.spec.shipping, key=lambda ships: ships.id):
            for f in (row for to in ships.to for row in self.below(to)):
                men[f] = ships.men
        return men

    @cached_property
    def off_limits(self) -> Bools:
        """(sides, places): where a political line forbids a side to go."""
        barred = np.zeros((len(self.spec.sides), len(self.places)), bool)
        for line in self.spec.stop_lines if self.on(Rule.STOP_LINES) else ():
            beyond = [p.country in line.countries and line.north_of < p.lat < line.south_of for p in self.places]
            barred[self.side_row[line.side]] |= np.array(beyond)
        return barred

    def below(self, formation: str) -> list[int]:
        """Rows of a formation and all below it."""
        return self._rows_below.get(formation, [])

    @cached_property
    def _rows_below(self) -> dict[str, list[int]]:
        below: dict[str, list[int]] = {}
        for row, each in enumerate(self.formations):
            for above in self.parent_chain[each.id]:
                below.setdefault(above, []).append(row)
        return below

    @cached_property
    def link_at(self) -> Floats:
        """(links, 2): longitude and latitude of the middle of each."""
        return np.array([[(self._at(way.ends[0])[i] + self._at(way.ends[1])[i]) / 2 for i in (0, 1)] for way in self.ways])

    def skies(self, where: Floats, spells: list[Spell]) -> NDArray[np.int8]:
        """(calendar days, points): the first matching spell of the list at each point (lon, lat); dry where none matches."""
        sky = np.zeros((self.spec.days + 2, len(where)), np.int8)
        if not self.on(Rule.WEATHER):
            return sky
        regions = {region.id: region for region in self.spec.regions}
        first_day = self.start.date()
        for spell in reversed(spells):
            box = regions[spell.region]
            west_south, east_north = np.array([box.lon[0], box.lat[0]]), np.array([box.lon[1], box.lat[1]])
            inside = ((where >= west_south) & (where <= east_north)).all(axis=1)
            first, last = ((date.fromisoformat(text) - first_day).days for text in (spell.from_date, spell.to_date))
            sky[max(first, 0) : max(last + 1, 0), inside] = march.SKIES.index(spell.sky)
        return sky

    def _at(self, place: str) -> tuple[float, float]:
        row = self.places[self.place_row[place]]
        return row.lon, row.lat

    def _minutes_per_km(self) -> Floats:
        table = np.full((len(march.MOBILITIES), len(march.SKIES), len(self.ways)), np.inf)
        for m, mobility in enumerate(march.MOBILITIES):
            for s, sky in enumerate(march.SKIES):
                rates = np.array([self._rate_km_day(way, mobility, sky) for way in self.ways])
                np.divide(MIN_PER_DAY, rates, out=table[m, s], where=rates > 0)
        return table

    def _rate_km_day(self, way: Road | Railway, mobility: str, sky: str) -> float:
        if isinstance(way, Railway):
            return self.rates.march.train_km_day if mobility == "train" and way.state == "operating" else 0.0
        return march.link_km_day(
            way.surface,
            mobility,
            sky,
            km=way.km,
            ascent_m=way.ascent_m,
            trafficability=way.trafficability,
            rates=self.rates.march,
        )

    def _fills_per_km(self, roads: list[Road]) -> Floats:
        table = np.zeros((len(march.MOBILITIES), 2, len(self.ways)))
        rates = self.rates.supply
        for mobility, fill_km in (("motor", rates.fill_km_motor), ("tracked", rates.fill_km_tracked)):
            for row, road in enumerate(roads):
                for wet in (0, 1):
                    muddy = bool(wet) and road.trafficability in march.MUDDY and road.surface in march.MADE_ROADS
                    used = supply.fuel_mult(road.surface, muddy, rates=rates) / fill_km
                    table[march.MOBILITIES.index(mobility), wet, row] = used
        return table

    def _graph(self) -> nx.MultiGraph[str]:
        """The theatre as one networkx graph: places as nodes, every road, boat lane, sea lane and railway as its own edge."""
        graph: nx.MultiGraph[str] = nx.MultiGraph()
        for place in self.places:
            graph.add_node(place.id, name=place.name, lat=place.lat, lon=place.lon, terrain=place.terrain)
        for row, way in enumerate(self.ways):
            graph.add_edge(way.ends[0], way.ends[1], key=way.id, row=row, km=way.km, surface=self.links.surface[row])
        return graph


def unbridged(road: Road) -> bool:
    """Whether a road crosses its river without a bridge, so that a crossing has to be fought or ferried for."""
    return road.surface == "river_crossing" and road.river is not None and not road.bridge
