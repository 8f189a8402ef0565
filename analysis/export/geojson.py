"""A run as GeoJSON (RFC 7946): the tracks of formations as lines, and who held each place, spell by spell, as points.

For geographical information systems, which colour and animate by the properties. Straight pieces of a track are one line;
positions are those of the result, in degrees, without a plane of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.export.antimeridian import pieces
from analysis.results.load import Result
from analysis.results.longitudes import usual
from analysis.results.records import Formation
from analysis.results.tracks import Fix, Spell, day, drawn, fixes, spells, turning_points, zone_time

ABOUT = ("id", "name", "short", "side", "contingent", "parent", "army", "front", "echelon", "branch", "mobility")

BRIEFLY = ("id", "name", "short", "side", "army", "echelon", "branch")


def geojson_text(result: Result) -> str:
    """A FeatureCollection: each formation once, then its positions, then each place once for each spell of one side's hold.

    A track's `times`, `days` and `states` go with its coordinates one by one, piece by piece where it is cut at 180 degrees.
    Positions and spells last `from` up to, not including, `until`; the places of day D have `from_day <= D < until_day`.
    Times carry the scenario's offset.
    """
    tracks = fixes(result)
    features = [_track(result, formation, turning_points(tracks[formation.id])) for formation in drawn(result)]
    features += [at for formation in drawn(result) for at in _positions(result, formation, tracks[formation.id])]
    features += [_control(result, spell) for spell in spells(result)]
    scenario, seed = result.manifest.scenario, result.manifest.seed
    head = {"type": "FeatureCollection", "name": scenario.title, "scenario": scenario.id, "seed": seed}
    return json.dumps({**head, "features": features}, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _track(result: Result, formation: Formation, track: Sequence[Fix]) -> dict[str, Any]:
    """A formation as a feature: what it is, and its turning points with their times."""
    about = {"kind": "formation"} | {key: getattr(formation, key) for key in ABOUT}
    found = _stays(track) if len({(fix.lon, fix.lat) for fix in track}) == 1 else pieces(track)
    along = [fix for piece in found for fix in piece]
    times = {
        "from": zone_time(result, track[0].minute) if track else None,
        "until": zone_time(result, track[-1].minute) if track else None,
        "times": [zone_time(result, fix.minute) for fix in along],
        "days": [day(fix.minute) for fix in along],
        "states": [fix.state for fix in along],
    }
    return {"type": "Feature", "id": f"formation.{formation.id}", "geometry": _line(found), "properties": about | times}


def _stays(track: Sequence[Fix]) -> list[list[Fix]]:
    """The one fix of a formation that never moves."""
    return [piece[:1] for piece in pieces(track[:1])]


def _line(found: Sequence[Sequence[Fix]]) -> dict[str, Any] | None:
    """The line of a track, several where it is cut; a point where it stays, nothing where there is none."""
    lines = [[fix.position for fix in piece] for piece in found]
    if len(lines) > 1:
        return {"type": "MultiLineString", "coordinates": lines}
    if not lines:
        return None
    return (
        {"type": "Point", "coordinates": lines[0][0]} if len(lines[0]) == 1 else {"type": "LineString", "coordinates": lines[0]}
    )


def _positions(result: Result, formation: Formation, track: Sequence[Fix]) -> Iterator[dict[str, Any]]:
    """Where a formation is from one sample to the next, as points with a beginning and an end that a map's clock reads.

    Samples in one place and state are one."""
    kept = [
        fix
        for at, fix in enumerate(track)
        if at == 0 or (fix.position, fix.state) != (track[at - 1].position, track[at - 1].state)
    ]
    ends = [fix.minute for fix in kept[1:]] + [track[-1].minute] if track else []
    about = {"kind": "position", **{key: getattr(formation, key) for key in BRIEFLY}}
    for fix, end in zip(kept, ends, strict=True):
        if fix.minute < end:
            yield {
                "type": "Feature",
                "id": f"position.{formation.id}.{fix.minute}",
                "geometry": {"type": "Point", "coordinates": [usual(fix.lon), fix.lat]},
                "properties": about
                | {"state": fix.state, "from": zone_time(result, fix.minute), "until": zone_time(result, end)},
            }


def _control(result: Result, spell: Spell) -> dict[str, Any]:
    """One side's hold of one place as a feature; times are half open, as `geojson_text` says."""
    place = spell.place
    return {
        "type": "Feature",
        "id": f"control.{place.id}.{spell.from_minute}",
        "geometry": {
            "type": "Point",
            "coordinates": [place.lon, place.lat],
        },
        "properties": {
            "kind": "control",
            "place": place.id,
            "name": place.name,
            "side": spell.side or None,
            "taken_by": spell.by or None,
            "from": zone_time(result, spell.from_minute),
            "until": zone_time(result, spell.until_minute),
            "from_day": day(spell.from_minute),
            "until_day": day(spell.until_minute),
        },
    }
