"""The ground of a scenario: states, places, rivers, roads, railways, weather, and what maps need beside them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.types import (
    Date,
    Day,
    Fraction,
    Id,
    Latitude,
    Line,
    Longitude,
    Model,
    Name,
    NonNegative,
    Positive,
    Sourced,
    Text,
    WayKm,
)

Surface = Literal[
    "highway", "road", "track", "trail", "steppe", "desert", "sands", "pass", "marsh", "river_crossing", "river_boat", "sea"
]
Terrain = Literal["plain", "river_valley", "hills", "mountain", "forest", "marsh", "steppe", "desert", "urban", "sea"]
Bridge = Literal["standing", "mined", "down"]
"""Mined: its charges are laid."""
Sky = Literal["dry", "rain", "downpour", "overcast", "fog"]
"""Rows of `engine.rules.skies`."""


class Country(Model):
    """A state of the time and the side that holds it when the scenario starts, but for places that say `held_by`."""

    id: Id
    name: Name
    side: Id


class Place(Sourced):
    """A node of the graph: a town, pass, crossing, fort, railhead, port or assembly area."""

    id: Id
    name: Name
    modern: Line = ""
    aliases: Annotated[list[Line], Field(max_length=50)] = []
    country: Id
    held_by: Id | None = None
    """The side that holds it when the scenario starts; by default that of its country."""
    lat: Latitude
    lon: Longitude
    kind: Literal["city", "town", "railhead", "port", "fort", "pass", "crossing", "desert", "assembly"]
    terrain: Terrain
    elevation_m: float | None = None
    airfield: bool = False
    water: bool | None = None
    """Water for horses; by default every place has it except desert places without a town or depot."""
    population: NonNegative | None = None
    tier: Annotated[int, Field(ge=1, le=3)] = 3


class River(Sourced):
    """A river that must be crossed in the face of a defence where no bridge stands."""

    id: Id
    name: Name
    width_m: Positive


class Road(Sourced):
    """A way over land or water between two places; both directions."""

    id: Id
    ends: Annotated[list[Id], Field(min_length=2, max_length=2)]
    surface: Surface
    km: WayKm
    terrain: Terrain
    ascent_m: NonNegative = 0
    river: Id | None = None
    bridge: bool = False
    bridge_state: Bridge = "standing"
    """Of its bridge: mined where the charges are laid; one that is down is no bridge."""
    banks: bool = False
    """Both its ends stand on the river: troops at the far one defend the crossing, and may blow the bridge before the enemy."""
    trafficability: Literal["good", "fair", "poor", "very_poor"] = "fair"
    lanes: Annotated[int, Field(ge=1, le=20)] | None = None
    """Columns that march abreast on it; by default one, and any number over open ground and water. Lorries have one lane."""


class Crossing(Sourced):
    """A place on a river where roads go over: one bridge, its state and both its banks.

    The far bank becomes a place of this id, which is held, taken and dated by itself; `ways` lead on from there."""

    id: Id
    name: Name
    river: Id
    at: Id
    """The place on the near bank."""
    ways: Annotated[list[Id], Field(min_length=1)]
    """Roads from the near bank that lead over, at least one; they name no river of their own."""
    width_m: Positive | None = None
    """By default that of the river."""
    bridge: Bridge = "standing"
    """Standing, mined (charges laid), or down: to be crossed in boats until engineers have built one."""
    held_by: Id | None = None
    """The side that holds the far bank when the scenario starts; by default that of the near one."""
    terrain: Terrain = "river_valley"
    """Of the far bank."""


class Railway(Sourced):
    """A railway segment between two places."""

    id: Id
    ends: Annotated[list[Id], Field(min_length=2, max_length=2)]
    line: Line = ""
    km: WayKm
    gauge_mm: Positive
    tracks: Annotated[int, Field(ge=1, le=4)] = 1
    state: Literal["operating", "closed", "lifted"] = "operating"
    """`closed` lines are restored before a train runs; `lifted` ones are roadbed only and stay so."""
    t_per_day: Positive | None = None
    """What it carries where that is known; by default what its gauge and tracks give."""
    engines: NonNegative | None = None
    """Engines that run on it once it was taken or restored, where their number is known; by default enough."""
    wagons: NonNegative | None = None
    """Wagons that run on it, likewise."""
    opens: Day | None = None
    """No train of a side that took or restored it runs before this day, however far the work on it is."""
    river: Id | None = None
    """The river that its bridge crosses, if a defender would blow it."""


class RailwayTroops(Sourced):
    """Railway troops of a side, who repair lines that were taken or lay them to its gauge. Without an entry there are enough."""

    side: Id
    crews: Annotated[int, Field(ge=0, le=1000)]
    """Lines on which they work at once."""
    order: list[Id] = []
    """Railways on which they work first, one after the other."""


class Region(Model):
    """A box of longitude and latitude for weather."""

    id: Id
    name: Name
    lon: tuple[Longitude, Longitude]
    """West and east; across 180 degrees the east is less than the west, as [179, -178]."""
    lat: tuple[Latitude, Latitude]


class Spell(Sourced):
    """Weather of a region from one date to another, both included; the first matching spell of the list holds."""

    region: Id
    sky: Sky
    from_date: Date
    to_date: Date


class WeatherChain(Sourced):
    """Weather of a region drawn day by day: after a day of each sky, the probabilities of a dry, a rainy and a downpour day."""

    region: Id
    dry: tuple[Fraction, Fraction, Fraction]
    rain: tuple[Fraction, Fraction, Fraction]
    downpour: tuple[Fraction, Fraction, Fraction]


Km = Annotated[float, Field(ge=-20_000, le=20_000)]
FrameKm = tuple[Km, Km, Km, Km]
"""West, east, south and north of a centre."""


class MapName(Model):
    """A name placed by hand: a state, a sea, a range."""

    text: Name
    style: Literal["state", "water", "relief"]
    lon: Longitude
    lat: Latitude
    angle: Annotated[float, Field(ge=-360, le=360)] = 0
    """Degrees."""
    size: Annotated[float, Field(gt=0, le=200)] = 9
    """Points on a sheet of the usual width."""


class MapLine(Model):
    """A line drawn by hand: a border, a river, a crest."""

    id: Id
    kind: Literal["border", "river", "crest"]
    name: Line = ""
    rank: Annotated[int, Field(ge=1, le=3)] = 2
    points: Annotated[list[tuple[Longitude, Latitude]], Field(min_length=2, max_length=20_000)]


class Inset(Model):
    """A part of the theatre off the main frame, or a dense front within it once more and larger, on a projection of its own."""

    name: Name
    centre: tuple[Longitude, Latitude]
    frame_km: FrameKm
    """West, east, south, north of its own centre."""
    position: Literal["left", "centre", "right"] = "left"
    """Where it stands in the strip; several at one place follow one another."""


class Map(Sourced):
    """What maps need beside the graph: projection, frame, coast and names."""

    standard_parallels: tuple[Latitude, Latitude]
    centre: tuple[Longitude, Latitude]
    frame_km: FrameKm | None = None
    """West, east, south, north of the centre; by default the places and 8 %."""
    coast: str | None = None
    """A JSON file beside the scenario: {"land": [[[lon, lat], ...], ...], "lakes": [...]} polygons."""
    lines: Annotated[list[MapLine], Field(max_length=2_000)] = []
    names: Annotated[list[MapName], Field(max_length=500)] = []
    insets: Annotated[list[Inset], Field(max_length=12)] = []
    credits: Text = ""
