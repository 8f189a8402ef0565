"""The ground of a frame: to which state and to which place each cell of it belongs, worked out once for all days."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from analysis.ground.control import Ground, absorb, contested_at_first
from analysis.ground.lines import degrees, lines_of
from analysis.ground.projection import Array, Frame, Lambert, map_projection
from analysis.ground.raster import Grid, Mask
from analysis.ground.states import Indices, states
from analysis.results.load import Result
from analysis.results.records import Link

SAMPLE_KM = 12.0
"""Spacing of the samples along roads and railways."""
BLUR_KM = 14.0
REACH_LINKS = 1.5
"""Ground further from every place, road and railway than so many usual links (of the median length) is nobody's: what happened
there is not in the run. A judgement of the eye, on maps of three scenarios."""
BEYOND_KM, BEYOND_SHARE = 200.0, 0.25
"""The ground is worked out this far beyond a frame (at most this share of its width), or the frame would look like a front."""


@dataclass(frozen=True)
class _Fought:
    """The states fought over on the grid, which of it is in reach, and for each cell of the states, row by row, the number of
    the place it goes with."""

    contested: Mask
    in_reach: Mask
    place: Indices
    weight: Array
    owners: Indices
    """The numbers of the places with which any cell goes."""


class Territory:
    """The land of a result on a grid. Asked for a day it tells the ground each side holds."""

    def __init__(self, result: Result, projection: Lambert, grid: Grid):
        self.grid, self._result = grid, result
        places = result.places
        rings = [projection.km(*degrees(ring)) for ring in (result.map.land if result.map else ())]
        borders = [projection.km(*degrees(line.points)) for line in lines_of(result.map, "border")]
        self.land = grid.inside(rings) if rings else np.ones(grid.shape, bool)
        self._places_km = projection.km([place.lon for place in places], [place.lat for place in places])
        self._names = sorted({str(place.country) for place in places})
        countries = [self._names.index(place.country) for place in places]
        self._country = states(grid, self.land, borders, self._places_km, countries) if borders else None
        self._all = cKDTree(samples(result, self._places_km, frozenset(self._names))[0])
        self.reach_km = reach_km(result, self._places_km)
        self._known: dict[frozenset[str], _Fought] = {}
        self._at_first = [(place.id, place.side or "", place.country) for place in places]
        self._contested = contested_at_first(result)

    def fought(self, held: Mapping[str, str]) -> frozenset[str]:
        """`contested_countries` of holders."""
        return frozenset(self._contested | {country for place, side, country in self._at_first if held[place] != side})

    def key(self, fought: AbstractSet[str], by_place: Mapping[str, object]) -> tuple[object, ...]:
        """Something that is equal where the ground is: the countries `fought` over, and what each place that has ground here
        is worth in `by_place`."""
        of = self._fought_over(fought)
        return frozenset(fought), *[by_place[self._at_first[at][0]] for at in of.owners.tolist()]

    def control(self, held: Mapping[str, str], standing_km: Mapping[str, Array]) -> Ground:
        """The ground each side holds, from the holder (a side's id) of each place.

        As `spread_out`, then small islands absorbed unless a formation of the side stands there (`standing_km`: km by side).
        """
        first, second = (side.id for side in self._result.sides[:2])
        chances = {place: float(side == first) for place, side in held.items()}
        fought = self.fought(held)
        ground = self.spread_out(chances, fought)
        share = absorb(self.grid, ground.share, self._fought_over(fought).contested, self.land, standing_km.get(second))
        return replace(ground, share=share)

    def spread_out(self, chances: Mapping[str, float], fought: AbstractSet[str]) -> Ground:
        """The first side's share (0-1) of the ground, from its share of each place.

        Nearest sample of a road or railway, blurred over `BLUR_KM` within the countries `fought` over (without borders:
        everywhere). Ground out of reach (`REACH_LINKS`) is not contested.
        """
        of = self._fought_over(fought)
        share = np.zeros(self.grid.shape)
        if len(of.place):
            share[of.contested] = np.array([chances[place.id] for place in self._result.places])[of.place]
        blurred = self._blurred(share * of.contested) / np.maximum(of.weight, 1e-6)
        return Ground(self.grid, blurred, self.land, of.contested & of.in_reach, of.contested & ~of.in_reach)

    def places(self, fought: AbstractSet[str]) -> tuple[Mask, Indices]:
        """The cells in reach of the countries `fought` over, and row by row the number of the place that each goes with."""
        of = self._fought_over(fought)
        return of.contested & of.in_reach, of.place[of.in_reach[of.contested]]

    def _blurred(self, field: Array) -> Array:
        return np.asarray(ndimage.gaussian_filter(field, BLUR_KM / self.grid.cell_km), np.float64)

    def _fought_over(self, countries: AbstractSet[str]) -> _Fought:
        """What is known of these countries fought over, worked out once; without borders all are one."""
        fought = frozenset(countries if self._country is not None else self._names)
        if fought not in self._known:
            numbers = [self._names.index(name) for name in sorted(fought)]
            contested = np.ones(self.grid.shape, bool) if self._country is None else np.isin(self._country, numbers)
            cells = self.grid.points_km(contested)
            points, places = samples(self._result, self._places_km, fought)
            place = places[cKDTree(points).query(cells)[1]] if len(points) else places
            weight = self._blurred(contested.astype(float))
            self._known[fought] = _Fought(contested, self._in_reach(contested, cells), place, weight, np.unique(place))
        return self._known[fought]

    def _in_reach(self, contested: Mask, cells_km: Array) -> Mask:
        """The cells of the contested states (their middles `cells_km`) that any place, road or railway is near enough to."""
        reached = np.zeros(self.grid.shape, bool)
        reached[contested] = np.isfinite(self._all.query(cells_km, distance_upper_bound=self.reach_km)[0])
        return reached


def territory_of(result: Result, projection: Lambert, frame: Frame, cells_across: int, finest_km: float = 0.0) -> Territory:
    """The territory of a frame and what lies beyond it, its longer side `cells_across` cells long if they are not finer than
    `finest_km`."""
    wide = frame.grown(min(BEYOND_KM, BEYOND_SHARE * frame.width_km))
    return Territory(result, projection, Grid(wide, max(max(wide.width_km, wide.height_km) / cells_across, finest_km)))


def reach_km(result: Result, places_km: Array) -> float:
    """How far from every place, road and railway ground still belongs to one: `REACH_LINKS` times the median length of a land
    link, in km as the crow flies; without such links no limit. `places_km` are those of the result's places, shape (n, 2)."""
    ends = _ends(result)
    lengths = np.hypot(*(places_km[ends[:, 0]] - places_km[ends[:, 1]]).T)
    lengths = lengths[lengths > 0]
    return REACH_LINKS * float(np.median(lengths)) if len(lengths) else np.inf


def control_note(result: Result) -> str:
    """What a reader must know of the tints: how the ground between places is given to a side, and which is given to none."""
    projection, _ = map_projection(result.map, result.places)
    far_km = reach_km(result, projection.km([place.lon for place in result.places], [place.lat for place in result.places]))
    nobody = f", and nobody's beyond {far_km:.0f} km of them" if np.isfinite(far_km) else ""
    return f"Control between places is that of the nearest road or railway, smoothed{nobody}"


def samples(result: Result, places_km: Array, allowed: frozenset[str]) -> tuple[Array, Indices]:
    """Points each `SAMPLE_KM` along the land links in km, shape (n, 2), and for each the number of the place at its nearer end.

    Only points whose nearer end lies in one of the `allowed` countries: ground counts as taken when a place on it is.
    """
    good = np.array([place.country in allowed for place in result.places], bool)
    ends = _ends(result)
    steps = (np.hypot(*(places_km[ends[:, 0]] - places_km[ends[:, 1]]).T) // SAMPLE_KM).astype(int)
    link = np.repeat(np.arange(len(ends)), steps)
    along = (np.arange(len(link)) - np.repeat(np.cumsum(steps) - steps, steps) + 1) / (steps[link] + 1)
    start, end = places_km[ends[link, 0]], places_km[ends[link, 1]]
    nearer = np.where(along <= 0.5, ends[link, 0], ends[link, 1])
    kept = good[nearer]
    points = np.concatenate([places_km[good], (start + along[:, None] * (end - start))[kept]])
    return points, np.concatenate([np.flatnonzero(good), nearer[kept]]).astype(np.intp)


def _ends(result: Result) -> Indices:
    """Numbers of the two places of each land link, shape (links, 2)."""
    number = {place.id: at for at, place in enumerate(result.places)}
    pairs = [(number[link.a], number[link.b]) for link in result.links if _carries_control(link)]
    return np.array(pairs, np.intp).reshape(-1, 2)


def _carries_control(link: Link) -> bool:
    return link.surface not in ("sea", "river_boat") and link.state != "lifted"
