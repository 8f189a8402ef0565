"""Which country each cell of a map belongs to, from the borders and the coast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from analysis.projection import Array
from analysis.raster import Grid, Mask

Indices = NDArray[np.intp]


def states(
    grid: Grid, land: Mask, borders_km: Sequence[Array], places_km: Array, countries: Sequence[str]
) -> tuple[list[str], Indices]:
    """Names of the countries, and on each cell the index of its country.

    Borders and coast cut the land into faces; a face takes the country that most of its places have, a face without a
    place that of the nearest place. Without borders every cell takes the country of the nearest place.
    """
    names = sorted(set(countries))
    number = np.array([names.index(country) for country in countries], dtype=np.intp)
    nearest = number[cKDTree(places_km).query(grid.points_km())[1]].reshape(grid.shape)
    if not borders_km:
        return names, nearest
    open_land = land & ~grid.along(borders_km)
    faces, count = ndimage.label(open_land)
    inside = grid.frame.holds(places_km)
    chosen = _elect(faces[grid.cells(places_km[inside])].astype(np.intp), number[inside], int(count))
    country = np.where(chosen[faces] >= 0, chosen[faces], nearest)
    filled = ndimage.distance_transform_edt(~open_land, return_distances=False, return_indices=True)
    return names, np.asarray(country[tuple(filled)])


def _elect(face_of_place: Indices, country_of_place: Indices, faces: int) -> Indices:
    """For each face the country of most of its places (ties: the first), -1 where it has none; face 0 is no land."""
    votes: list[Counter[int]] = [Counter() for _ in range(faces + 1)]
    for face, country in zip(face_of_place.tolist(), country_of_place.tolist(), strict=True):
        votes[face][country] += 1
    chosen = np.full(faces + 1, -1, dtype=np.intp)
    for face in range(1, faces + 1):
        if votes[face]:
            chosen[face] = min(votes[face].items(), key=lambda item: (-item[1], item[0]))[0]
    return chosen
