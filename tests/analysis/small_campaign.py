"""An invented campaign of two fronts as a result in memory, for exact checks.

    north front: n0 --100-- n1 --100-- n2 --100-- n3        (army `na` with the division `nd`)
    south front: s0 --200-- s1 --200-- s2                   (army `sa` with the division `sd`)

A railway of 10 km joins n0 and n3; `off` lies 30 km of road from n2, `isle` has no road.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel

from analysis.results.load import Result
from analysis.results.manifests import Manifest
from analysis.results.records import Axis, Formation, HistoricalEvent, Link, Place
from analysis.results.tables import Captures, Events, Outcomes, Table, Tracks

DAY = 1440
END = 20 * DAY
NORTH, SOUTH = ("n0", "n1", "n2", "n3"), ("s0", "s1", "s2")
KM = {"n0": 0.0, "n1": 100.0, "n2": 200.0, "n3": 300.0, "s0": 0.0, "s1": 200.0, "s2": 400.0}

Row = tuple[Any, ...]


def place(place: str, number: int) -> dict[str, Any]:
    side = "red" if place in ("n0", "s0") else "blue"
    return {"id": place, "name": f"Town {place}", "lat": 10.0 - number, "lon": 20.0 + number, "side": side}


def link(a: str, b: str, km: float, surface: str = "road") -> dict[str, Any]:
    return {"id": f"{a}-{b}-{surface}", "a": a, "b": b, "km": km, "surface": surface}


def unit(unit: str, echelon: str, parent: str | None, side: str = "red", **more: Any) -> dict[str, Any]:
    bare = {"id": unit, "name": f"Unit {unit}", "short": unit.upper(), "side": side, "echelon": echelon, "parent": parent}
    return {**bare, "army": None, "front": None, "combat": True, "men": 1000, **more}


def axis(owner: str, front: str, route: Sequence[str]) -> dict[str, Any]:
    steps = [{"place": at, "km": KM[at], "planned_day": [number, number + 2]} for number, at in enumerate(route)]
    nodes = [{"place": at, "km": KM[at]} for at in route]
    head = {"plan": f"plan_{owner}", "formation": owner, "name": owner, "side": "red", "army": owner, "front": front}
    return {**head, "opens_minute": 0, "places": steps, "route": nodes}


def event(
    name: str, kind: str, place: str | None, formation: str | None, earliest: int, latest: int, **more: Any
) -> dict[str, Any]:
    when = {"earliest_minute": earliest, "latest_minute": latest}
    return {"id": name, "kind": kind, "place": place, "formation": formation, "text": name, **when, **more}


Rows = TypeVar("Rows", bound=Table)
Record = TypeVar("Record", bound=BaseModel)


def table(kind: type[Rows], columns: str, rows: Sequence[Row]) -> Rows:
    """Columns as the loader makes them, of the types of `kind`."""
    types = {name: column.kind for name, column in kind.columns().items()}
    cells = enumerate(columns.split(","))
    return kind({name: np.array([row[at] for row in rows], dtype=types[name]) for at, name in cells})


def records(kind: type[Record], contents: Iterable[Record | Mapping[str, Any]]) -> tuple[Record, ...]:
    """Plain mappings as the records that the loader makes; records stay."""
    return tuple(one if isinstance(one, kind) else kind.model_validate_json(json.dumps(one)) for one in contents)


def result(
    history: Sequence[HistoricalEvent | Mapping[str, Any]] = (),
    captures: Sequence[Row] = (),
    events: Sequence[Row] = (),
    tracks: Sequence[Row] = (),
    manifest: Mapping[str, Any] | None = None,
) -> Result:
    """A run. `captures`: (place, side, minute, formation); `events`: (minute, kind, side, formation, place, cause);
    `tracks`: (minute, formation, place, axis_km, men, readiness, fuel_fills, supply_fraction, state, cause)."""
    towns = [place(name, number) for number, name in enumerate([*NORTH, *SOUTH, "off", "isle"])]
    north = [link(a, b, 100.0) for a, b in pairwise(NORTH)]
    south = [link(a, b, 200.0) for a, b in pairwise(SOUTH)]
    sides = [{"id": "red", "name": "Red", "contingents": []}, {"id": "blue", "name": "Blue", "contingents": []}]
    columns = "minute,formation,place,axis_km,men,readiness,fuel_fills,supply_fraction,state,cause"
    made = table(Tracks, columns, tracks)
    (about,) = records(
        Manifest,
        [
            {
                "scenario": {"id": "small", "title": "Small", "digest": "d" * 64},
                "seed": 1,
                "replication": 0,
                "engine_version": "1",
                "start": "1990-05-01T00:00",
                "end_minute": END,
                "clean_until_minute": 5 * DAY,
                "sides": sides,
                **(manifest or {}),
            }
        ],
    )
    return Result(
        folder=Path("."),
        manifest=about,
        places=records(Place, towns),
        links=records(Link, [*north, *south, link("n0", "n3", 10.0, "rail"), link("n2", "off", 30.0)]),
        supply_sources=(),
        formations=records(
            Formation,
            [
                unit("nf", "front", None, combat=False),
                unit("na", "army", "nf", combat=False),
                unit("nd", "division", "na"),
                unit("sf", "front", None, combat=False),
                unit("sa", "army", "sf", combat=False),
                unit("sd", "division", "sa"),
                unit("bd", "division", None, side="blue"),
            ],
        ),
        axes=records(Axis, [axis("na", "nf", NORTH), axis("sa", "sf", SOUTH)]),
        plan=(),
        history=records(HistoricalEvent, history),
        claims=(),
        map=None,
        events=table(Events, "minute,kind,side,formation,place,cause", events),
        tracks=made.changed(next_place=made.place),
        captures=table(Captures, "place,side,minute,formation", captures),
        outcomes=Outcomes.empty(),
    )


def true_history() -> list[dict[str, Any]]:
    """Entries of every town of both fronts at 50 km a day in the north and 100 km a day in the south, known to the day."""
    dated = []
    for owner, route, km_per_day in (("nd", NORTH[1:], 50.0), ("sd", SOUTH[1:], 100.0)):
        for at in route:
            day = int(KM[at] / km_per_day)
            dated.append(event(f"take_{at}", "entry", at, owner, day * DAY, (day + 1) * DAY - 1))
    return dated


def march(north_km_per_day: float, south_km_per_day: float, delay_min: int = 0) -> dict[str, list[Row]]:
    """Captures, events and tracks of a run in which both divisions march evenly from minute `delay_min`."""
    captures, events, tracks = [], [], []
    for owner, route, speed in (("nd", NORTH, north_km_per_day), ("sd", SOUTH, south_km_per_day)):
        last = KM[route[-1]]
        for at in route:
            minute = round(delay_min + KM[at] / speed * DAY)
            if minute <= END:
                events.append((minute, "reach" if KM[at] else "start", "red", owner, at, ""))
                captures += [(at, "red", minute, owner)] if KM[at] else []
        for minute in range(0, END + 1, DAY // 2):
            km = min(max(minute - delay_min, 0) / DAY * speed, last)
            state = ("done", "end_of_plan") if km == last else ("marching", "")
            tracks.append((minute, owner, route[-1], km, 1000, 0.8, 2.0, 0.5, *state))
    return {"captures": captures, "events": sorted(events), "tracks": sorted(tracks)}
