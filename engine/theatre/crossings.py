"""Crossings on the graph: the far bank of each becomes a place, one short link with its bridge leads there, its roads lead on.

So a bridge belongs to a place and not to 40 km of road, several roads share it, and who holds the far bank is known like the
holder of any other place: troops there defend the crossing, and it is dated apart from the town."""

from __future__ import annotations

import math

from engine.constants import KM_PER_DEGREE
from engine.rules.geodesy import half_turn
from engine.scenario.ground import Crossing, Place, Road
from engine.scenario.schema import Scenario

OVER = "over."
"""Before the id of a crossing: the id of the link over its river."""
BANK_KM = 0.5
"""Length of that link, taken off the roads that lead over it."""
LEAST_KM = 0.1
"""What a road keeps at least."""


def far_banks(spec: Scenario) -> list[Place]:
    """The far banks as places: beside the near one, towards the places to which the roads lead."""
    places = {place.id: place for place in spec.places}
    roads = {road.id: road for road in spec.roads}
    return [_far_bank(crossing, places, roads) for crossing in spec.crossings]


def _far_bank(crossing: Crossing, places: dict[str, Place], roads: dict[str, Road]) -> Place:
    near = places[crossing.at]
    beyond = [places[end] for way in crossing.ways for end in roads[way].ends if end != crossing.at and end in places]
    lat, lon = _towards(near, beyond)
    of_near = near.model_dump(include={"country", "held_by"})
    of_near |= {"held_by": crossing.held_by} if crossing.held_by is not None else {}
    return Place(
        id=crossing.id, name=crossing.name, lat=lat, lon=lon, kind="crossing", terrain=crossing.terrain, **of_near,
        source=crossing.source, grade=crossing.grade, note=crossing.note,
    )  # fmt: skip


def _towards(near: Place, beyond: list[Place]) -> tuple[float, float]:
    """Latitude and longitude `BANK_KM` from a place in the mean direction of others; due east of it without any."""
    narrow = math.cos(math.radians(near.lat))
    north = sum(place.lat - near.lat for place in beyond)
    east = sum(float(half_turn(place.lon - near.lon)) * narrow for place in beyond)
    far = math.hypot(north, east)
    north, east = (north / far, east / far) if far > 0.0 else (0.0, 1.0)
    lon = near.lon + BANK_KM / KM_PER_DEGREE * east / narrow
    return near.lat + BANK_KM / KM_PER_DEGREE * north, float(half_turn(lon))


def roads_with_crossings(spec: Scenario) -> list[tuple[Road, float | None]]:
    """Every road, those over a crossing led on from its far bank, and the links over the rivers; each with the width of the water
    where the crossing gives one of its own."""
    over = {way: crossing for crossing in spec.crossings for way in crossing.ways}
    roads: list[tuple[Road, float | None]] = [(_led_on(road, over.get(road.id)), None) for road in spec.roads]
    return roads + [(_link(crossing), crossing.width_m) for crossing in spec.crossings]


def _led_on(road: Road, crossing: Crossing | None) -> Road:
    if crossing is None:
        return road
    ends = [crossing.id if end == crossing.at else end for end in road.ends]
    return road.model_copy(update={"ends": ends, "km": max(road.km - BANK_KM, LEAST_KM)})


def _link(crossing: Crossing) -> Road:
    return Road(
        id=f"{OVER}{crossing.id}", ends=[crossing.at, crossing.id], surface="road", km=BANK_KM, terrain=crossing.terrain,
        river=crossing.river, bridge=True, bridge_state=crossing.bridge, banks=True, trafficability="good",
        source=crossing.source, grade=crossing.grade,
    )  # fmt: skip
