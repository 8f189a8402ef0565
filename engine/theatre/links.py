"""Links as columns: what troops of every kind find on each link of the network under each sky.

A march reads single links through `routes.Stretch`; supply and sampling read whole columns from here.
Compiled from the attributes of the graph's edges and the rates of the rules; the arithmetic stands in `rules.march` and
`rules.fuel`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.rules import armour, fuel, march
from engine.rules.rates import Rates
from engine.theatre.graph import RAIL, RAILWAY, ROAD
from engine.theatre.network import Network
from engine.units import MIN_PER_DAY

DOWN, MINED = "down", "mined"


@dataclass(frozen=True)
class Links:
    """Roads, waterways and railways, one row a link in the network's order; the first axes run over `march.MOBILITIES` and
    `march.SKIES`."""

    ids: list[str]
    km: Floats
    surface: list[str]
    """Railways have surface `rail`."""
    minutes_per_km: Floats
    """(mobilities, skies, links): at the sustained rate; inf where closed."""
    fuel_mult: Floats
    """(2, links): dry and muddy; km of road that a km costs in fuel, 0 where ships or trains carry the vehicles."""
    river_m: Floats
    """Width of the river that each leads over, 0 elsewhere: to be crossed where no bridge stands."""
    down: Bools
    """Over a river on which no bridge stands at the start."""
    bridged: list[bool]
    """A bridge of its own carries the road at the start."""
    mined: list[bool]
    """The charges of that bridge are laid."""
    banks: list[bool]
    """Both ends stand on the river: troops at the far one defend the crossing."""
    breakdowns_per_km: list[float]
    """Hazard a km that a running tank breaks down on the march."""
    lanes: Ints
    """Columns abreast on a made or narrow road; 0 for any number, on open steppe and desert, water and rail."""


def links_of(network: Network, rates: Rates, *, breakdowns: bool) -> Links:
    """The links of a network at these rates of the rules; without `breakdowns` no tank fails on the march.

    A link is closed to troops (inf minutes a km) where their rate on it is 0: water to a column, a railway that is not
    operating to a train, sands to some vehicles."""
    surface = network.column("surface")
    width_m = np.array(network.column("river_m"), float)
    return Links(
        ids=network.link_ids,
        km=np.array(network.column("km"), float),
        surface=surface,
        minutes_per_km=_minutes_per_km(network, rates.march),
        fuel_mult=_fuel_mult(network, rates.fuel),
        river_m=width_m,
        down=np.array([unbridged(edge) for edge in network.attributes], bool),
        bridged=[bool(edge.get("bridge")) and edge["bridge_state"] != DOWN for edge in network.attributes],
        mined=[bool(edge.get("bridge")) and edge["bridge_state"] == MINED for edge in network.attributes],
        banks=[bool(edge.get("banks")) for edge in network.attributes],
        breakdowns_per_km=[armour.breakdowns_per_km(each, rates=rates.armour) if breakdowns else 0.0 for each in surface],
        lanes=np.array(network.column("lanes"), int),
    )


def unbridged(link: Mapping[str, Any]) -> bool:
    """Whether a link, given by its attributes, crosses its river without a bridge: a crossing has to be fought or ferried for.

    A plain road over a river of which no bridge is known is a ford on the way."""
    if link["river"] is None or link["kind"] == RAILWAY:
        return False
    return bool(link["bridge_state"] == DOWN if link["bridge"] else link["surface"] == "river_crossing")


class Going(NamedTuple):
    """What decides how fast troops move over a link. Links of the same going are equally fast, so that a rate is computed once
    for all of them."""

    surface: str
    runs: bool
    """Whether trains run, on a railway."""
    trafficability: str
    km: float
    """0 but on a pass, where the climb has a length of its own."""
    ascent_m: float


def _going(link: dict[str, Any]) -> Going:
    if link["kind"] == RAILWAY:
        return Going(link["surface"], link["state"] == "operating", "", 0.0, 0.0)
    climb = (link["km"], link["ascent_m"]) if link["surface"] == "pass" else (0.0, 0.0)
    return Going(link["surface"], False, link["trafficability"], *climb)


def _minutes_per_km(network: Network, rates: march.MarchRates) -> Floats:
    """(mobilities, skies, links), one rate computed for all links of the same going."""
    goings = [_going(link) for link in network.attributes]
    distinct = {going: number for number, going in enumerate(dict.fromkeys(goings))}
    table = np.full((len(march.MOBILITIES), len(march.SKIES), len(distinct)), np.inf)
    for m, mobility in enumerate(march.MOBILITIES):
        for s, sky in enumerate(march.SKIES):
            km_day = np.array([_km_day(going, mobility, sky, rates) for going in distinct])
            np.divide(MIN_PER_DAY, km_day, out=table[m, s], where=km_day > 0)
    return table[:, :, [distinct[going] for going in goings]]


def _km_day(going: Going, mobility: str, sky: str, rates: march.MarchRates) -> float:
    if going.surface == RAIL:
        return rates.train_km_day if mobility == "train" and going.runs else 0.0
    surface, _, trafficability, km, ascent_m = going
    return march.link_km_day(surface, mobility, sky, km=km, ascent_m=ascent_m, trafficability=trafficability, rates=rates)


def _fuel_mult(network: Network, rates: fuel.FuelRates) -> Floats:
    """(2, links): fuel of a km in km of road, dry and on mud; 0 over water and on railways."""
    table = np.zeros((2, len(network.link_ids)))
    for row, link in enumerate(network.attributes):
        if link["kind"] == ROAD and link["surface"] not in march.WATER:
            dirt = link["trafficability"] in march.MUDDY and link["surface"] in march.MADE_ROADS
            table[:, row] = [fuel.ground_mult(link["surface"], muddy, rates=rates) for muddy in (False, dirt)]
    return table
