"""Lambert conformal conic projection of longitude and latitude to km on a plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.results.longitudes import eastward, usual, west_edge
from analysis.results.records import MapLayout, Place

EARTH_RADIUS_KM = 6371.0
INSET_PARALLELS_DEG = 3.0
"""The standard parallels of an inset lie this far north and south of its centre."""
POSITIONS = ("left", "centre", "right")
MARGIN = 0.08
"""Free space round the places where a scenario names no frame, as a share of the longer side."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lambert:
    """The conic that is true to scale on two parallels; x east and y north of its centre in km.

    Source: J. P. Snyder, Map Projections - A Working Manual (USGS Professional Paper 1395), section 15, sphere.
    """

    parallels: tuple[float, float]
    centre: tuple[float, float]
    """Longitude and latitude of the origin."""

    @property
    def _cone(self) -> tuple[float, float, float]:
        """Constant of the cone, its factor and the radius of the centre's parallel in km."""
        first, second = np.radians(self.parallels)
        if abs(first - second) < 1e-9:
            constant = float(np.sin(first))
        else:
            ratio = np.log(np.tan(np.pi / 4 + second / 2) / np.tan(np.pi / 4 + first / 2))
            constant = float(np.log(np.cos(first) / np.cos(second)) / ratio)
        constant = constant if abs(constant) > 1e-6 else 1e-6
        factor = float(np.cos(first) * np.tan(np.pi / 4 + first / 2) ** constant / constant)
        return constant, factor, self._radius_km(np.float64(self.centre[1]), constant, factor).item()

    @staticmethod
    def _radius_km(lat: Any, constant: float, factor: float) -> Any:
        return EARTH_RADIUS_KM * factor / np.tan(np.pi / 4 + np.radians(lat) / 2) ** constant

    def km(self, lon: ArrayLike, lat: ArrayLike) -> Array:
        """Positions in km, an array of shape (n, 2), of n points given in degrees."""
        constant, factor, origin_km = self._cone
        lon, lat = np.atleast_1d(np.asarray(lon, float)), np.clip(np.atleast_1d(np.asarray(lat, float)), -89.0, 89.0)
        angle = constant * np.radians((lon - self.centre[0] + 180.0) % 360.0 - 180.0)
        radius_km = self._radius_km(lat, constant, factor)
        return np.column_stack([radius_km * np.sin(angle), origin_km - radius_km * np.cos(angle)])

    def degrees(self, xy_km: ArrayLike) -> Array:
        """Longitudes and latitudes, shape (n, 2), of n points in km: the inverse of `km`."""
        constant, factor, origin_km = self._cone
        xy = np.atleast_2d(np.asarray(xy_km, float))
        below_km = origin_km - xy[:, 1]
        radius_km = np.sign(constant) * np.hypot(xy[:, 0], below_km)
        lon = self.centre[0] + np.degrees(np.arctan2(np.sign(constant) * xy[:, 0], np.sign(constant) * below_km) / constant)
        lat = np.degrees(2 * np.arctan((EARTH_RADIUS_KM * factor / radius_km) ** (1 / constant)) - np.pi / 2)
        return np.column_stack([lon, lat])

    def caption(self) -> str:
        """Name of the projection for the small print."""
        low, high = sorted(self.parallels)
        return f"Lambert conformal conic,\n{_degree(low)} and {_latitude(high)},\ncentred {_longitude(self.centre[0])}"


def _degree(value: float) -> str:
    return f"{abs(round(value, 1)):g}°"


def _latitude(value: float) -> str:
    return f"{_degree(value)} {'N' if value >= 0 else 'S'}"


def _longitude(value: float) -> str:
    return f"{_degree(value)} {'E' if value >= 0 else 'W'}"


@dataclass(frozen=True)
class Frame:
    """The window of a map in km of its projection."""

    west: float
    east: float
    south: float
    north: float

    @property
    def width_km(self) -> float:
        """Km from west to east."""
        return self.east - self.west

    @property
    def height_km(self) -> float:
        """Km from south to north."""
        return self.north - self.south

    def grown(self, km: float) -> Frame:
        """The frame with `km` more on every side."""
        return Frame(self.west - km, self.east + km, self.south - km, self.north + km)

    def holds(self, xy_km: Array, inside_km: float = 0.0) -> NDArray[np.bool_]:
        """For each of n points whether it lies in the frame, `inside_km` from its edge."""
        x, y = xy_km[:, 0], xy_km[:, 1]
        across = (x >= self.west + inside_km) & (x <= self.east - inside_km)
        return np.asarray(across & (y >= self.south + inside_km) & (y <= self.north - inside_km))


@dataclass(frozen=True)
class InsetFrame:
    """A part of the theatre off the main frame, on a projection of its own."""

    name: str
    projection: Lambert
    frame: Frame
    position: str


def inset_frames(layout: MapLayout | None) -> list[InsetFrame]:
    """The insets of a map: those on the left first, then those of the centre, then those on the right."""
    found = []
    for one in layout.insets if layout else ():
        lon, lat = one.centre
        projection = Lambert((lat - INSET_PARALLELS_DEG, lat + INSET_PARALLELS_DEG), (lon, lat))
        found.append(InsetFrame(one.name, projection, Frame(*one.frame_km), one.position))
    return sorted(found, key=lambda inset: POSITIONS.index(inset.position))


def map_projection(layout: MapLayout | None, places: Sequence[Place]) -> tuple[Lambert, Frame]:
    """Projection and frame of a result: those of its map, else fitted to its places with a margin."""
    lon = np.array([place.lon for place in places], float)
    lat = np.array([place.lat for place in places], float)
    if layout:
        first, second = layout.standard_parallels
        projection = Lambert((first, second), (layout.centre[0], layout.centre[1]))
        if layout.frame_km:
            return projection, Frame(*layout.frame_km)
    else:
        sixth = (lat.max() - lat.min()) / 6
        west = west_edge(lon)
        east = max(eastward(one, west) for one in lon.tolist())
        middle = (usual((west + east) / 2), (lat.min() + lat.max()) / 2)
        projection = Lambert((lat.min() + sixth, lat.max() - sixth), middle)
    return projection, _round_places(projection.km(lon, lat))


def _round_places(xy_km: Array) -> Frame:
    """The places and a margin, no narrower than two thirds nor wider than twice its height."""
    low, high = xy_km.min(axis=0), xy_km.max(axis=0)
    size = np.maximum(high - low, 1.0)
    half = size / 2 + MARGIN * size.max()
    half = np.array([max(half[0], half[1] / 1.5), max(half[1], half[0] / 2)])
    (west, south), (east, north) = (low + high) / 2 - half, (low + high) / 2 + half
    return Frame(float(west), float(east), float(south), float(north))
