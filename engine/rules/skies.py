"""Skies: what each does to roads, rivers, ground and aircraft. One table, a row a sky: another season is more rows, no rule.

The numbers are parameters of the groups that use them; a row names those that hold under its sky. Theory, sources and limits:
`docs/methods/weather.md`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class Sky:
    """A row of the table; numbers are names of fields of the group of rates that reads them, empty for no effect (1)."""

    name: str
    mud: bool = False
    """Dirt roads are muddy (`march`, `supply`)."""
    flood: bool = False
    """Rivers are high where no bridge stands (`rivers`)."""
    soft: bool = False
    """The ground is wet for an attack through a position (`advance`)."""
    shuts: bool = False
    """Passes, tracks and trails are shut to supply lorries, whose loads stand where they are (`transport`)."""
    vehicles: str = ""
    """Multiple of the pace of lorries and tanks on any ground (`march`)."""
    combat_aircraft: str = ""
    """Share of their sorties that fighters and bombers fly (`airlift`)."""
    transports: str = ""
    """Share of their sorties that transport aircraft fly (`airlift`)."""
    parties: bool = False
    """Troops are flown in (`landings`)."""
    attackers: str = ""
    """Multiple of the attackers' power without their tanks (`power`)."""
    attacking_tanks: str = ""
    defending_tanks: str = ""
    """Multiples of the power of tanks (`power`)."""


TABLE = (
    Sky("dry", parties=True),
    Sky(
        "rain",
        mud=True,
        flood=True,
        soft=True,
        combat_aircraft="rain_share",
        transports="rain_share",
        attackers="rain_attack",
        attacking_tanks="rain_attack",
    ),
    Sky(
        "downpour",
        mud=True,
        flood=True,
        soft=True,
        shuts=True,
        combat_aircraft="downpour_share",
        transports="downpour_share",
        attackers="rain_attack",
        attacking_tanks="downpour_armour",
        defending_tanks="downpour_armour",
    ),
    Sky("overcast", combat_aircraft="overcast_share", transports="overcast_share"),
    Sky("fog", vehicles="fog_vehicles_mult", combat_aircraft="fog_share", transports="fog_share"),
)
"""Codes of skies are rows of this table. New rows come at the end: codes stand in runs and draws."""

NAMES = tuple(sky.name for sky in TABLE)
DRY = NAMES.index("dry")
OF = {sky.name: sky for sky in TABLE}

FLOOD = np.array([sky.flood for sky in TABLE])
"""(skies,): whether rivers are high."""
SOFT = np.array([sky.soft for sky in TABLE])
"""(skies,): whether the ground is wet for an attack."""
SHUTS = np.array([sky.shuts for sky in TABLE])
"""(skies,): whether narrow ways are shut to supply lorries."""


def multiple(name: str, *, rates: RateGroup) -> float:
    """The number that a row names, 1 where it names none. Source: the catalogue's rows of the same names."""
    return float(getattr(rates, name)) if name else 1.0


def column(effect: str, *, rates: RateGroup) -> Floats:
    """(skies,): an effect, given as the name of a column, as multiples. Source: as `multiple`."""
    return np.array([multiple(getattr(sky, effect), rates=rates) for sky in TABLE])
