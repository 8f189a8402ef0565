"""A tiny result folder on disk: six places in two states, a railway, an army that marches and a fort that is cut off.

    a1 --- a2 | b1 --- b2 --- b3 --- b4        `|` is the border at 21.5 E; all on 45 N, one degree apart

`a1`, `a2` belong to the first side; `b1`, `b3` are taken on day 1 and 2, so that `b2` is a pocket; `b4` stays.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

DAY = 1440
END = 3 * DAY
PLACES = ("a1", "a2", "b1", "b2", "b3", "b4")


def place(name: str, number: int) -> dict[str, Any]:
    side, country = ("red", "aland") if name.startswith("a") else ("blue", "bland")
    return {
        "id": name,
        "name": f"Town {name}",
        "lat": 45.0,
        "lon": 20.0 + number,
        "kind": "town",
        "terrain": "plain",
        "country": country,
        "tier": 1 if name in ("a1", "b4") else 2,
        "population": 1000.0 * number,
        "side": side,
    }


def network() -> dict[str, Any]:
    links = [
        {
            "id": f"{a}-{b}",
            "a": a,
            "b": b,
            "surface": "rail" if a == "b2" else "road",
            "km": 79.0,
            "state": "operating",
            "tracks": 1,
        }
        for a, b in pairwise(PLACES)
    ]
    return {"places": [place(name, number) for number, name in enumerate(PLACES)], "links": links, "supply_sources": []}


def unit(
    name: str, side: str, echelon: str, parent: str | None, at: str, branch: str = "rifle", combat: bool = True
) -> dict[str, Any]:
    return {
        "id": name,
        "name": f"Unit {name} (raised late)",
        "short": name,
        "side": side,
        "contingent": None,
        "parent": parent,
        "army": "ra" if side == "red" else None,
        "front": None,
        "echelon": echelon,
        "branch": branch,
        "mobility": "foot",
        "combat": combat,
        "forward_detachment": False,
        "men": 1000.0,
        "tanks": 0,
        "guns": 0,
        "aircraft": 0,
        "place": at,
    }


FORMATIONS = (
    unit("ra", "red", "army", None, "a1", "headquarters", combat=False),
    unit("rd1", "red", "division", "ra", "a1", "tank"),
    unit("rd2", "red", "division", "ra", "a1"),
    unit("bg", "blue", "garrison", None, "b2", "fortified"),
    unit("bd", "blue", "division", None, "b4"),
)
TRACK = (
    "minute,time,formation,place,next_place,lat,lon,axis_km,men,tanks,guns,share,readiness,fuel_fills,ammo_bk,food_days,"
    "supply_fraction,supply_km,state,cause"
)


def tracks() -> list[list[Any]]:
    """The red army goes from a1 to b3 (23.0 + 1 E) at one degree a day, the blue ones stay; half days."""
    rows = []
    for step in range(2 * 3 + 1):
        minute = step * DAY // 2
        for formation in sorted(FORMATIONS, key=lambda f: str(f["id"])):
            red = formation["side"] == "red"
            lon = 20.0 + (4.0 * step / 6 if red else PLACES.index(formation["place"]))
            state = "marching" if red else "holding"
            at = PLACES[int(lon - 20.0)]
            rest = [1000, 0, 0, 1.0, 0.5, 0.25, 1, 3, 1, 10, state, "" if red else "fixed"]
            rows.append([minute, "", formation["id"], at, "", 45.0, round(lon, 4), (lon - 20.0) * 79 if red else "", *rest])
    return rows


def map_layers() -> dict[str, Any]:
    land = [[18.0, 43.5], [27.0, 43.5], [27.0, 46.5], [18.0, 46.5], [18.0, 43.5]]
    return {
        "standard_parallels": [44.5, 45.5],
        "centre": [22.5, 45.0],
        "frame_km": [-300, 300, -150, 150],
        "land": [land],
        "lakes": [],
        "credits": "drawn by hand",
        "lines": [
            {"id": "border", "kind": "border", "name": "", "rank": 1, "points": [[21.5, 43.0], [21.5, 47.0]]},
            {"id": "hills", "kind": "crest", "name": "", "rank": 2, "points": [[23.0, 44.5], [24.0, 44.4]]},
        ],
        "names": [{"text": "Aland", "style": "state", "lon": 20.5, "lat": 45.7, "angle": 0, "size": 9}],
    }


def write_folder(folder: Path, with_map: bool = True) -> Path:
    """The result folder, written as the engine writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {
        "format": 2,
        "engine_version": "0.1.0",
        "scenario": {"id": "tiny", "title": "Tiny Campaign", "digest": "0123456789abcdef"},
        "seed": 3,
        "replication": 0,
        "start": "1930-06-01T00:00",
        "utc_offset_hours": 2,
        "days": 3,
        "end_minute": END,
        "clean_until_minute": None,
        "parameters": {},
        "sides": [{"id": "red", "name": "Red", "contingents": []}, {"id": "blue", "name": "Blue", "contingents": []}],
    }
    route = [{"place": name, "km": 79.0 * number} for number, name in enumerate(PLACES)]
    axis = {"plan": "ra", "formation": "ra", "name": "Unit ra", "side": "red", "army": "ra", "opens_minute": 0}
    contents = {
        "manifest": manifest,
        "network": network(),
        "formations": list(FORMATIONS),
        "plan": [],
        "map": map_layers() if with_map else None,
        "axes": [{**axis, "places": [{**stop, "planned_day": None} for stop in route], "route": route}],
        "history": {"events": [], "claims": []},
    }
    for name, content in contents.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    write_csv(folder / "tracks.csv", TRACK, tracks())
    taken = [["b1", "red", DAY, "", "rd1"], ["b3", "red", 2 * DAY, "", "rd2"]]
    write_csv(folder / "captures.csv", "place,side,minute,time,formation", taken)
    events = [[minute, "", "capture", side, who, at, "", ""] for at, side, minute, _, who in taken]
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", events)
    write_csv(folder / "outcomes.csv", "name,value,unit", [["places_taken.red", 2, "places"]])
    return folder


def write_csv(path: Path, head: str, rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head.split(","))
        writer.writerows(rows)
