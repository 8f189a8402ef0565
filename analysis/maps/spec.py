"""What a picture asks of a scenario that has not run: the shape alone, so that analysis knows nothing of its models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analysis.drawing.sides import Coloured


class Named(Protocol):
    """What has an id and a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Side(Named, Coloured, Protocol):
    """A side with the colour in which it is drawn."""


class Place(Named, Protocol):
    """A place of the network; `tier` runs from 1, the largest."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def tier(self) -> int: ...


class Crossing(Protocol):
    """A crossing of a river near a place."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> str: ...


class Railway(Protocol):
    """A link between two places."""

    @property
    def id(self) -> str: ...
    @property
    def ends(self) -> Sequence[str]: ...
    @property
    def km(self) -> float: ...


class Road(Railway, Protocol):
    """A link with a surface."""

    @property
    def surface(self) -> str: ...


class Stand(Protocol):
    """Where something is or goes: a place's id."""

    @property
    def place(self) -> str: ...


class Formation(Protocol):
    """A formation where it starts."""

    @property
    def id(self) -> str: ...
    @property
    def short(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def start(self) -> Stand: ...


class Plan(Protocol):
    """A formation's steps in order."""

    @property
    def id(self) -> str: ...
    @property
    def formation(self) -> str: ...
    @property
    def steps(self) -> Sequence[Stand]: ...


class Spec(Protocol):
    """A scenario as it is given."""

    @property
    def title(self) -> str: ...
    @property
    def sides(self) -> Sequence[Side]: ...
    @property
    def places(self) -> Sequence[Place]: ...
    @property
    def crossings(self) -> Sequence[Crossing]: ...
    @property
    def roads(self) -> Sequence[Road]: ...
    @property
    def railways(self) -> Sequence[Railway]: ...
    @property
    def formations(self) -> Sequence[Formation]: ...
    @property
    def plans(self) -> Sequence[Plan]: ...
