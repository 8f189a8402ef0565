"""The look of the maps as data: one file that Python and the page's script both read.

`LOOK` is the file `look.toml` with a type for every value, so that a name that the file does not give, or one that nobody reads,
is an error at start. `look_as_json` is the same file for the script of a page, under the same names. What the numbers mean is
said in the file, beside each of them; what is drawn with them is left to `symbols` and to `analysis.maps`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from analysis.drawing.typed import typed

Point = tuple[float, ...]


@dataclass(frozen=True)
class Screen:
    """How large a point of paper is on a screen."""

    map_pt: float
    px_per_pt: float
    phone_px_per_pt: float
    stroke_px_per_pt: float
    least_type_px: float
    names_from: float
    inset_names_from: float


@dataclass(frozen=True)
class SideStyle:
    """How a side (or a contingent of it) is drawn: `solid` symbols are filled, others open."""

    frame: str
    text: str
    median: str
    ground: str
    bands: tuple[str, ...]
    """Fills of the 95, 80 and 50 % bands."""
    solid: bool
    dashed: bool = False


@dataclass(frozen=True)
class Shade:
    """The second shade of a colour, which contingents have."""

    frame: str
    text: str
    median: str


@dataclass(frozen=True)
class Tints:
    """What a colour of a side is made of; which of them a side takes depends on its role (`sides`)."""

    frame: str
    text: str
    median: str
    bands: tuple[str, ...]
    contingent: Shade
    strong: str
    light: str
    seldom: tuple[str, ...]
    often: tuple[str, ...]
    on_dark: str
    preview: str


@dataclass(frozen=True)
class GroundLook:
    """Coast, relief, rivers, borders, railways and the front; lists are by rank, the strongest first."""

    water_lines_km: tuple[float, ...]
    water_line_pt: tuple[float, ...]
    river_pt: tuple[float, ...]
    coast_pt: float
    lake_pt: float
    crest_km: tuple[float, ...]
    crest_at_most_pt: float
    crest_tones: int
    crest_alpha: float
    hachure_km: float
    hachure_at_most_pt: float
    hachure_pt: float
    hachure_alpha: float
    border_pt: tuple[float, ...]
    border_casing_pt: float
    border_dashes: tuple[float, ...]
    rail_pt: float
    double_rail_pt: float
    rail_casing_pt: float
    closed_rail_dashes: tuple[float, ...]
    tick_km: float
    tick_at_least_pt: float
    tick_at_most_pt: float
    tick_pt: float
    tick_half_pt: float
    front_pt: float
    front_casing_pt: float
    laid_down: str


@dataclass(frozen=True)
class WayLook:
    """Ways covered, as strokes that grow into an arrow, and ways still planned, as dashes."""

    ahead_km: float
    off_route_km: float
    shortest_km: float
    ahead_pt: float
    ahead_casing_pt: float
    ahead_dashes: tuple[float, ...]
    army_pt: float
    corps_pt: float
    taper: float
    casing_pt: float
    head: float
    head_half: float
    neck: float


@dataclass(frozen=True)
class ReachLook:
    """Bands of the days that a column can march on its fuel, and the letter in a ring of one that stands."""

    color: str
    band_pt: tuple[float, ...]
    casing_pt: float
    sign_color: str
    sign_pt: float
    sign_line_pt: float
    sign_type_pt: float
    sign_off_pt: float


@dataclass(frozen=True)
class BesideLook:
    """The front of another run on the page."""

    color: str
    line_pt: float


@dataclass(frozen=True)
class RaceLook:
    """The race against history: colours of what is ahead, behind and within a window, days a tint, and history's front."""

    ahead: str
    behind: str
    window: str
    days: tuple[float, ...]
    alpha: float
    line_pt: float
    casing_pt: float


@dataclass(frozen=True)
class ChainLook:
    """The chain of a formation that stands for fuel, on the page: its line, in pixels, and the square of its depot."""

    line_px: float
    casing_px: float
    dashes: tuple[float, ...]
    depot_px: float


@dataclass(frozen=True)
class EchelonLook:
    """Width of a symbol, the marks above it, and the size of its label."""

    width_pt: float
    marks: str
    label_pt: float


@dataclass(frozen=True)
class BranchLook:
    """The sign of a branch inside its frame, in shares of the frame from -1 to 1."""

    name: str
    lines: tuple[tuple[Point, ...], ...] = ()
    oval: bool = False
    dot: Point = ()
    wedge: tuple[Point, ...] = ()


@dataclass(frozen=True)
class SymbolLook:
    """Proportions of the symbols of formations."""

    aspect: float
    line: float
    least_line_pt: float
    icon_line: float
    mark_line: float
    least_mark_line_pt: float
    mark: float
    least_mark_pt: float
    mark_half: float
    mark_step: float
    mark_off_pt: float
    mark_above_pt: float
    plate_pt: float
    plate_alpha: float
    dash_pt: tuple[float, ...]
    oval: tuple[float, ...]
    dot: float
    leader_pt: float
    leader_casing_pt: float
    place_dot_pt: float
    place_dot_edge_pt: float
    echelons: dict[str, EchelonLook]
    branches: dict[str, BranchLook]


@dataclass(frozen=True)
class Slot:
    """Where the lower left corner of some words goes: the factors of the measures that x and y are a sum of."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class SymbolPlacing:
    """Where a symbol may stand off its place, with its label, and what each choice costs."""

    radii_pt: tuple[float, ...]
    directions: int
    per_pt: float
    wrong_way: float
    per_slot: float
    slots: tuple[Slot, ...]
    frame: float
    label: float
    label_pad_pt: float
    place: float
    place_half_pt: float
    stay: float


@dataclass(frozen=True)
class NamePlacing:
    """Where the name of a town may stand, and what each choice costs."""

    slots: tuple[Slot, ...]
    per_slot: float
    look_pad_pt: Point
    take_pad_pt: Point
    weight: float
    mark_off_pt: float
    mark: float
    mark_half_pt: float
    hand: float


@dataclass(frozen=True)
class Placing:
    """What all placing shares: the edge of the sheet and the weight of a card."""

    edge_pt: float
    outside: float
    card: float
    symbols: SymbolPlacing
    names: NamePlacing


@dataclass(frozen=True)
class TownLook:
    """How the towns of a tier are marked and named, and when their name is left out."""

    type_pt: float
    weight: str
    capitals: bool
    mark_pt: float
    square: bool
    filled: bool
    from_pt_per_km: float
    dropped_over: float
    kept: float


@dataclass(frozen=True)
class HandNameLook:
    """A kind of name that a scenario places itself."""

    color: str
    weight: str
    italic: bool
    capitals: bool
    spaced: int


@dataclass(frozen=True)
class Look:
    """The whole file."""

    screen: Screen
    colours: dict[str, str]
    tints: dict[str, Tints]
    ground: GroundLook
    ways: WayLook
    reach: ReachLook
    race: RaceLook
    beside: BesideLook
    chain: ChainLook
    symbols: SymbolLook
    placing: Placing
    towns: tuple[TownLook, ...]
    hand_names: dict[str, HandNameLook]

    def town(self, tier: int) -> TownLook:
        """The look of a town of this tier, 1 to 3."""
        return self.towns[tier - 1]


_FILE = tomllib.loads((files("analysis.drawing") / "look.toml").read_text(encoding="utf-8"))
LOOK = typed(Look, _FILE, "look")


def look_as_json(sides: Mapping[str, Any]) -> str:
    """The file as JSON with the styles of two `sides` in place of the tints that they are made from."""
    given = {"sides" if name == "tints" else name: sides if name == "tints" else value for name, value in _FILE.items()}
    return json.dumps(given, separators=(",", ":"))
