"""Neighbours: which places a land link joins.

Defenders watch the places beside theirs and fall back on one of them, and a place is outflanked when the enemy holds most of
its neighbours."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.arrays import Floats, Ints
from engine.rules import march
from engine.theatre.links import Links
from engine.theatre.network import Network


class Neighbours:
    """Places joined by a link that is open on foot in dry weather."""

    def __init__(self, network: Network, links: Links):
        n = len(network.places)
        on_foot = np.isfinite(links.minutes_per_km[march.MOBILITIES.index("foot"), 0])
        a, b = network.ends[:, on_foot]
        self.beside = np.zeros((n, n), bool)
        """(places, places): whether a land link joins two."""
        self.beside[a, b] = self.beside[b, a] = True

    @cached_property
    def of(self) -> list[list[int]]:
        """(places,): rows of the land neighbours of each, ascending."""
        return [np.flatnonzero(row).tolist() for row in self.beside]

    @cached_property
    def shares(self) -> tuple[Ints, Ints, Floats]:
        """Rows of a place and of a neighbour, for each such pair, and the equal shares into which the neighbours fall."""
        place, neighbour = np.nonzero(self.beside)
        return place, neighbour, 1.0 / self.beside.sum(axis=1)[place]
