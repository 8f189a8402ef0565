"""Routes through the theatre: the quickest path of each kind of troops over the graph, found once for all runs of a scenario.

A route is judged by its minutes at the sustained rate, as a staff plans it: in dry weather, or as the better of a few under the
sky of a day. What fuel, columns and the enemy make of it is the business of the processes. Searches run on scipy's sparse
matrices, one for each kind of troops and each sky that makes a difference to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from engine.arrays import Floats
from engine.rules import march, skies
from engine.theatre.sparse import of_sorted
from engine.theatre.world import World
from engine.units import MIN_PER_DAY

Leg = tuple[int, int]
"""A link's row and the row of the place it leads to."""
Under = tuple[str, int]
"""A kind of troops, and a code of `skies.TABLE` that lies over every link."""
FEW_PLACES = 40


@dataclass(frozen=True)
class Path:
    """A route between two places: its legs in order and its length."""

    legs: tuple[Leg, ...]
    km: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """One link as troops of one mobility find it, in plain numbers: a march asks for one link at a time, and single items of
    arrays are slow to read."""

    link: int
    carrier: str
    """What moves them: their own mobility, or trains or boats."""
    km: float
    minutes_per_km: tuple[float, ...]
    """At the sustained rate under each of `march.SKIES`; inf where closed."""
    most_km_min: float
    """What their pace never exceeds, km a minute."""
    fuel_mult: tuple[float, ...]
    """Km of road that a km costs in fuel under each of `march.SKIES`."""
    breakdowns_per_km: float
    lanes: int
    """Columns abreast; 0 for any number."""
    river: bool
    """Whether it leads over a river, on a bridge that may be blown or without one."""
    water: bool


class Router:
    """Quickest paths by mobility, of equally quick links between two places the first by row.

    A mobility is one of `march.MOBILITIES`, or `train:1435` for trains of that gauge in millimetres. Answers are kept: all runs
    of a theatre ask the same router."""

    def __init__(self, world: World):
        self.world, self.places = world, len(world.places)
        self._gauge_mm = np.array([gauge or 0.0 for gauge in world.network.column("gauge_mm")], float)
        self._graphs: dict[Under, csr_array] = {}
        self._links: dict[Under, dict[tuple[int, int], int]] = {}
        self._trees: dict[tuple[Under, int], NDArray[np.int32]] = {}
        self._minutes_from: dict[tuple[str, int], Floats] = {}
        self._paths: dict[tuple[str, str, str], Path | None] = {}
        self._choices: dict[tuple[str, str, str], tuple[Path, ...]] = {}
        self._skies: dict[str, list[int]] = {}
        self._stretches: dict[tuple[str, int], Stretch] = {}

    def path(self, mobility: str, origin: str, target: str) -> Path | None:
        """The quickest path in dry weather between two places, given by id, for these troops; None where no route joins them.

        A path from a place to itself has no legs."""
        key = (mobility, origin, target)
        if key not in self._paths:
            self._paths[key] = self._path((mobility, skies.DRY), origin, target)
        return self._paths[key]

    def quickest(self, mobility: str, origin: str, target: str, sky: Callable[[int], int]) -> Path | None:
        """The quickest path under a day's skies, of `choices`; `sky` has the code of the sky by the row of a link.

        The dry-weather path where no other is quicker; None where no route joins the places. A staff knows these few ways, and
        asks which of them to take today; a path better than all of them under a mixture of skies is not looked for."""
        choices = self.choices(mobility, origin, target)
        if len(choices) < 2:
            return choices[0] if choices else None
        return min(choices, key=lambda path: self.minutes_under(mobility, path, sky))

    def choices(self, mobility: str, origin: str, target: str) -> tuple[Path, ...]:
        """The quickest path under each sky that makes a difference to these troops, each once, that of dry weather first."""
        key = (mobility, origin, target)
        if key not in self._choices:
            dry = self.path(*key)
            others = [self._path((mobility, sky), origin, target) for sky in self._telling_skies(mobility)] if dry else []
            self._choices[key] = tuple(dict.fromkeys(path for path in (dry, *others) if path is not None))
        return self._choices[key]

    def minutes_under(self, mobility: str, path: Path, sky: Callable[[int], int]) -> float:
        """Minutes over a path at the sustained rate, each link under its own sky."""
        stretches = [self.stretch(mobility, link) for link, _ in path.legs]
        return sum(stretch.km * stretch.minutes_per_km[sky(stretch.link)] for stretch in stretches)

    def _telling_skies(self, mobility: str) -> list[int]:
        """Codes of the skies under which some link is slower for these troops, one of those that are alike; none for trains, and
        where the sky is always dry."""
        if mobility not in self._skies:
            troops, _, gauge_mm = mobility.partition(":")
            minutes = self.world.links.minutes_per_km[march.MOBILITIES.index(troops)]
            alike = [next(other for other in range(len(minutes)) if np.array_equal(minutes[other], sky)) for sky in minutes]
            self._skies[mobility] = [] if gauge_mm or self.world.climate.never_wet else sorted(set(alike) - {skies.DRY})
        return self._skies[mobility]

    def _path(self, under: Under, origin: str, target: str) -> Path | None:
        start, place = self.world.place_row[origin], self.world.place_row[target]
        before, legs = self._tree(under, start), list[Leg]()
        while place != start:
            last = before.item(place)
            if last < 0:
                return None
            legs.append((self._links[under][last, place], place))
            place = last
        legs.reverse()
        return Path(tuple(legs), float(sum(self.world.links.km[row] for row, _ in legs)))

    def stretch(self, mobility: str, link: int) -> Stretch:
        """The link of a row as troops of this mobility find it: carried by boats on water and by trains on rails."""
        if (mobility, link) not in self._stretches:
            self._stretches[mobility, link] = self._stretch(mobility, link)
        return self._stretches[mobility, link]

    def _stretch(self, mobility: str, link: int) -> Stretch:
        links = self.world.links
        surface, wet = links.surface[link], [int(sky.mud) for sky in skies.TABLE]
        carrier = march.carrier(surface, mobility)
        minutes = links.minutes_per_km[march.MOBILITIES.index(carrier), :, link]
        fuel_mult = links.fuel_mult[wet, link]
        return Stretch(
            link,
            carrier,
            float(links.km[link]),
            tuple(minutes.tolist()),
            march.ceiling_km_day(surface, carrier, rates=self.world.rates.march) / MIN_PER_DAY,
            tuple(fuel_mult.tolist()),
            links.breakdowns_per_km[link],
            int(links.lanes[link]),
            bool(links.down[link] or links.bridged[link]),
            surface in march.WATER,
        )

    def km(self, mobility: str, origin: str, target: str) -> float:
        """Length in km of the quickest path; inf where there is none."""
        path = self.path(mobility, origin, target)
        return path.km if path else float("inf")

    def minutes_from(self, mobility: str, place: int) -> Floats:
        """(places,): minutes of the quickest dry route between a place and each for troops of this mobility, either way, for
        links have no direction; inf without one. Searched when first asked for: a table of all by all is quadratic."""
        if (mobility, place) not in self._minutes_from:
            self._minutes_from[mobility, place] = dijkstra(self._graph((mobility, skies.DRY)), indices=[place])[0]
        return self._minutes_from[mobility, place]

    def _tree(self, under: Under, start: int) -> NDArray[np.int32]:
        """(places,): row of the place before each on the quickest route from `start`, negative where none leads there.

        A search for many starts costs a third of as many searches, so those that other routers on this network were asked for are
        searched for together: theatres that differ by parameters of the rules ask for nearly the same."""
        if (under, start) not in self._trees:
            asked = self.world.network.asked.setdefault(under, set())
            asked.add(start)
            wanted = range(self.places) if self.places <= FEW_PLACES else sorted(asked)
            starts = [each for each in wanted if (under, each) not in self._trees]
            _, before = dijkstra(self._graph(under), indices=starts, return_predecessors=True)
            self._trees |= {(under, each): tree for each, tree in zip(starts, before, strict=True)}
        return self._trees[under, start]

    def _graph(self, under: Under) -> csr_array:
        """(places, places), sparse: minutes over the quickest open link between two places, both ways.

        The rows of those links are kept in `_links`, so that a path can say over which of several links it leads."""
        if under not in self._graphs:
            minutes, rows = self._minutes(under), np.arange(len(self.world.links.km))
            a, b = self.world.network.ends
            quickest_first = np.lexsort((rows, minutes, a * self.places + b))
            _, first = np.unique((a * self.places + b)[quickest_first], return_index=True)
            quickest = quickest_first[first]
            quickest = quickest[np.isfinite(minutes[quickest])]
            ends = np.concatenate([[a[quickest], b[quickest]], [b[quickest], a[quickest]]], axis=1)
            sorted_by_ends, both = np.lexsort((ends[1], ends[0])), np.concatenate([quickest, quickest])
            ends, both = ends[:, sorted_by_ends], both[sorted_by_ends]
            self._links[under] = dict(zip(zip(*ends.tolist(), strict=True), both.tolist(), strict=True))
            self._graphs[under] = of_sorted(minutes[both], ends, self.places)
        return self._graphs[under]

    def _minutes(self, under: Under) -> Floats:
        """(links,): minutes over each link from end to end, inf where it is closed to the troops or of another gauge."""
        (mobility, sky), links = under, self.world.links
        troops, _, gauge_mm = mobility.partition(":")
        minutes: Floats = links.minutes_per_km[march.MOBILITIES.index(troops), sky] * links.km
        if gauge_mm:
            minutes = np.where(self._gauge_mm != float(gauge_mm), np.inf, minutes)
        return minutes
