"""The records of a result folder's JSON files, each with the fields that analysis reads (`docs/formats.md`).

A record is checked when it is read: a missing field, a number that is a text, NaN or a text without end is an error at its place.
Fields that a later version adds are passed over. What refers to what (a link to its places) is `load`'s to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field

MOST_DAYS = 3650
MOST_MINUTES = MOST_DAYS * 1440
"""No run is longer; every array over the minutes or days of a run is bounded by it."""
MOST_CHARACTERS = 20_000
WIDEST_FRAME_KM = 20_000.0

Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=400)]
Minute = Annotated[int, Field(ge=-MOST_MINUTES, le=MOST_MINUTES)]
CalendarMinute = Annotated[int, Field(ge=-6_000_000_000, le=6_000_000_000)]
"""Of an event of history, which may lie anywhere in a calendar of 9,999 years."""
RunMinute = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Amount = Annotated[float, Field(ge=0, le=1e9)]
Km = Annotated[float, Field(ge=-1e6, le=1e6)]
Longitude = Annotated[float, Field(ge=-360, le=360)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Point = tuple[Longitude, Latitude]
Each = TypeVar("Each")
Several = Annotated[tuple[Each, ...], FailFast()]
"""A list that is given up at its first wrong element: a list of ten million such would make as many errors."""
Rank = Annotated[int, Field(ge=1, le=3)]
Echelon = Literal["army_group", "front", "area_army", "army", "corps", "division", "brigade", "regiment", "garrison"]


def _has_extent(frame: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, east, south, north = frame
    if not (1.0 <= east - west <= WIDEST_FRAME_KM and 1.0 <= north - south <= WIDEST_FRAME_KM):
        raise ValueError("a frame is [west, east, south, north] in km, from 1 to 20,000 km wide and high")
    return frame


FrameKm = Annotated[tuple[Km, Km, Km, Km], AfterValidator(_has_extent)]


class Record(BaseModel):
    """Part of a JSON file: never changed, read strictly (no text for a number, nothing infinite)."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, allow_inf_nan=False, str_max_length=MOST_CHARACTERS, protected_namespaces=()
    )


class Place(Record):
    """A node of the network; `side` holds it at the start."""

    id: Id
    name: Name
    lat: Latitude
    lon: Longitude
    kind: Name = ""
    terrain: Name = ""
    country: Name = ""
    tier: Rank = 3
    population: Amount | None = None
    side: Name | None = None
    bank_of: Name | None = None
    """Of the far bank of a crossing: the place on the near bank."""


class Link(Record):
    """A road, railway or waterway between the places `a` and `b`."""

    id: Id
    a: Id
    b: Id
    km: Amount
    surface: Name
    state: Name = "operating"
    tracks: int = 1


class SupplySource(Record):
    """Where a side's supplies come from."""

    id: Id
    place: Id
    side: Id
    grade: Name = ""


class Network(Record):
    """`network.json`."""

    places: Annotated[Several[Place], Field(min_length=1)]
    links: Several[Link]
    supply_sources: Several[SupplySource] = ()


class Formation(Record):
    """A formation as the run began with it; numbers are its own strength, without that of its subordinates."""

    id: Id
    name: Name
    short: Name = ""
    side: Id
    contingent: Name | None = None
    parent: Name | None = None
    army: Name | None = None
    front: Name | None = None
    echelon: Echelon
    branch: Name = ""
    mobility: Name = ""
    role: Name = ""
    combat: bool = True
    """False for headquarters and services."""
    detachment: bool = False
    """True for a forward detachment and a party from the air: where it is no main body is."""
    men: Amount = 0.0
    tanks: Amount = 0.0
    guns: Amount = 0.0
    aircraft: Amount = 0.0
    horses: Amount = 0.0
    lorries: Amount = 0.0
    km_per_fill: Amount | None = None
    """Km of road on one fill, where the scenario gives it for the formation itself."""
    fill_t: Amount = 0.0
    """Tonnes of fuel in one fill; 0 for those who live on no fuel."""
    bk_t: Amount = 0.0
    quality: float | None = None
    reliability: float | None = None
    place: Name | None = None
    grade: Name = ""


class Node(Record):
    """A place on an axis, `km` along the route from the first step."""

    place: Id
    km: Amount


class Step(Node):
    """A step of a plan; `planned_day` is its span in days from the start, None where the plan has no date."""

    planned_day: tuple[float, float] | None = None


class Axis(Record):
    """The way of a plan that moves; `followers` are the formations that march by it."""

    plan: Name = ""
    formation: Id
    name: Name = ""
    side: Id
    army: Name | None = None
    front: Name | None = None
    opens_minute: Minute | None = None
    followers: Several[Id] = ()
    places: Several[Step] = ()
    route: Several[Node] = ()

    @property
    def nodes(self) -> Several[Node]:
        """Every place on the axis in order: the route, or the steps alone where there is no route."""
        return self.route or self.places


class Order(Record):
    """A step of a plan as the scenario has it."""

    place: Name | None = None
    task: Name | None = None


class Plan(Record):
    """A plan as the scenario has it."""

    id: Id
    steps: Several[Order] = ()


class HistoricalEvent(Record):
    """A dated event of history; its window in minutes of the run includes both ends."""

    id: Id
    kind: Name
    text: str = ""
    place: Name | None = None
    place_km: Amount | None = None
    formation: Name | None = None
    earliest_minute: CalendarMinute
    latest_minute: CalendarMinute
    by: Name | None = None
    """Whose coming it dates, a `Body`; None: the first of all."""
    cause: Name | None = None
    """Why a formation halted; None: for whatever reason was forced on it."""
    value: float | None = None
    scored: bool = True
    grade: Name = ""


class Claim(Record):
    """Losses that are claimed: `low` to `high` of `quantity`, of a side, one contingent or one formation of it, in the whole
    campaign or, where it `counts` something, as far as the outcome `claimed.ID` of a run goes."""

    id: Name = ""
    side: Id
    contingent: Name | None = None
    formation: Name | None = None
    earliest: Name | None = None
    latest: Name | None = None
    place: Name | None = None
    counts: Several[Name] = ()
    quantity: Name
    low: Amount
    high: Amount
    claimed_by: Name = ""
    source: Name = ""
    grade: Name = ""


class Receipt(Record):
    """What an army received of a good in the mean of some days, in tonnes a day; a run has it as the outcome `received.ID`."""

    id: Id
    formation: Id
    good: Name
    day: Annotated[int, Field(ge=0, le=MOST_DAYS)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 1
    t_per_day: Amount
    low: Amount | None = None
    high: Amount | None = None
    grade: Name = ""


class History(Record):
    """`history.json`."""

    events: Several[HistoricalEvent] = ()
    claims: Several[Claim] = ()
    receipts: Several[Receipt] = ()


class MapLine(Record):
    """A line drawn by hand."""

    kind: Literal["border", "river", "crest"]
    rank: Rank = 2
    points: Annotated[Several[Point], Field(min_length=2)]


class MapName(Record):
    """A name placed by hand; `size` in points on the sheet of usual width, `angle` in degrees."""

    text: Name
    style: Literal["state", "water", "relief"]
    lon: Longitude
    lat: Latitude
    angle: Annotated[float, Field(ge=-360, le=360)] = 0.0
    size: Annotated[float, Field(gt=0, le=200)] = 9.0


class MapInset(Record):
    """A part of the theatre off the main frame."""

    name: Name
    centre: Point
    frame_km: FrameKm
    position: Literal["left", "centre", "right"] = "left"


class MapLayout(Record):
    """`map.json`: frame and layers of the map; `land` and `lakes` are rings of [lon, lat]."""

    standard_parallels: tuple[Latitude, Latitude]
    centre: Point
    frame_km: FrameKm | None = None
    lines: Several[MapLine] = ()
    names: Several[MapName] = ()
    insets: Several[MapInset] = ()
    credits: str = ""
    land: Several[Several[Point]] = ()
    lakes: Several[Several[Point]] = ()


class InputParameter(Record):
    """A parameter's value with its range and evidence."""

    path: Name
    value: float | None = None
    unit: Name = ""
    low: float | None = None
    high: float | None = None
    about: Name = ""
    grade: Name = ""
    source: str = ""
    in_sample: bool = False
    of_scenario: bool = False


class Inputs(Record):
    """`provenance.json`: what a run rests on. `things` counts, by kind, how many have each grade."""

    parameters: Several[InputParameter] = ()
    things: Mapping[Name, Mapping[Name, int]] = {}
    numbers: Mapping[Name, int] = {}
