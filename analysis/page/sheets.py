"""The sheets of a replay: the main map and its insets, side by side on one plane of whole units.

A position needs no note of the sheet that it is on: sheets lie far apart on the plane, so x alone tells. The script puts them
together on the screen as it has room; here they are all of one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.ground.projection import Array, Frame, Lambert, inset_frames, map_projection
from analysis.results.load import Result
from analysis.results.records import Place

UNITS_ACROSS = 2600
"""The main frame is at least this many units wide: coordinates are whole units."""
UNITS_KM = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
LENS_POINTS = 9
APART = 10
"""Sheets lie this many widths of the widest apart, so that what leaves the frame of one comes nowhere near another."""


@dataclass(frozen=True)
class Sheet:
    """One map: x east and y south in whole units from its frame's north-west corner, which lies at (`left`, 0) of the plane."""

    name: str
    projection: Lambert
    frame: Frame
    unit_km: float
    left: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frame in units."""
        return round(self.frame.width_km / self.unit_km), round(self.frame.height_km / self.unit_km)

    def at(self, lon: ArrayLike, lat: ArrayLike) -> Array:
        """Whole units of positions in degrees, shape (n, 2)."""
        return self.from_km(self.projection.km(lon, lat))

    def from_km(self, xy_km: Array) -> Array:
        """Whole units of positions in km."""
        corner = np.array([self.frame.west, self.frame.north])
        units = np.rint((np.asarray(xy_km, float) - corner) * np.array([1.0, -1.0]) / self.unit_km)
        return np.asarray(units + np.array([self.left, 0]), np.float64)

    def lens(self, main: Sheet) -> list[list[float]] | None:
        """Of an inset whose frame lies within that of the `main` map: x and y on it as polynomials of 1, x, y, x^2, xy and y^2
        of a position on the main map, both counted from the frames' corners in widths of the main one; else None.

        A fit over the frame: two conics of one small region differ by little more than a turn and a scale."""
        across, up = np.meshgrid(np.linspace(0, 1, LENS_POINTS), np.linspace(0, 1, LENS_POINTS))
        x_km = self.frame.west + across.ravel() * self.frame.width_km
        y_km = self.frame.south + up.ravel() * self.frame.height_km
        lon, lat = self.projection.degrees(np.column_stack([x_km, y_km])).T
        if self is main or not main.holds(lon, lat).all():
            return None
        wide, (x, y) = main.size[0], (main.at(lon, lat) - [main.left, 0]).T / main.size[0]
        terms = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
        own = (self.at(lon, lat) - [self.left, 0]) / wide
        fitted, *_ = np.linalg.lstsq(terms, own, rcond=None)
        found: list[list[float]] = np.round(fitted.T, 6).tolist()
        return found

    def holds(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """For each position whether it lies in the frame."""
        return self.frame.holds(self.projection.km(lon, lat))


@dataclass(frozen=True)
class Plane:
    """All sheets of a replay; the first is the main map."""

    sheets: tuple[Sheet, ...]
    apart: int
    """Units from the left edge of one sheet to that of the next."""

    @property
    def main(self) -> Sheet:
        """The sheet of the theatre itself."""
        return self.sheets[0]

    def at(self, lon: ArrayLike, lat: ArrayLike) -> Array:
        """Whole units of positions in degrees, shape (n, 2): on the main map where its frame holds them, else in the first inset
        that does, else beyond the frame of the main map."""
        most = self.apart // 2 - 1
        found = np.clip(self.main.at(lon, lat), -most, most)
        free = ~self.main.holds(lon, lat)
        for inset in self.sheets[1:]:
            inside = free & inset.holds(lon, lat)
            found[inside] = inset.at(lon, lat)[inside]
            free &= ~inside
        return found


def lay_plane(result: Result) -> Plane:
    """The sheets of a result, all of one scale; their unit is a round number of km."""
    projection, frame = map_projection(result.map, result.places)
    unit_km = next((km for km in UNITS_KM if frame.width_km / km >= UNITS_ACROSS), UNITS_KM[-1])
    insets = inset_frames(result.map)
    apart = APART * round(max(one.width_km for one in (frame, *(inset.frame for inset in insets))) / unit_km)
    sheets = [Sheet("", projection, frame, unit_km)]
    sheets += [Sheet(one.name, one.projection, one.frame, unit_km, apart * (n + 1)) for n, one in enumerate(insets)]
    return Plane(tuple(sheets), apart)


def places_on(plane: Plane, places: Sequence[Place]) -> NDArray[np.int64]:
    """Whole units of places, shape (n, 2), in their order."""
    return plane.at([place.lon for place in places], [place.lat for place in places]).astype(np.int64)
