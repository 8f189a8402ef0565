"""A run as GeoJSON (RFC 7946): the tracks of formations as lines, and who held each place, spell by spell, as points.

For geographical information systems, which colour and animate by the properties. Straight pieces of a track are one line;
positions are those of the result, in degrees, without a plane of ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analysis.results.load import Result
from analysis.results.longitudes import eastward, west_edge
from analysis.results.records import Formation
from analysis.results.tracks import Fix, Spell, day, drawn, fixes, spells, turning_points, zone_time

ABOUT = ("id", "name", "short", "side", "contingent", "parent", "army", "front", "echelon", "branch", "mobility")


def geojson_text(result: Result) -> str:
    """A FeatureCollection: each formation once, then each place once for each spell of one side's hold.

    A track's `times`, `days` and `states` go with its coordinates one by one. A spell lasts `from` up to, not including,
    `until`; the places of day D are those with `from_day <= D < until_day`. Times carry the scenario's offset.
    """
    tracks = fixes(result)
    features = [_track(result, formation, turning_points(tracks[formation.id])) for formation in drawn(result)]
    features += [_control(result, spell) for spell in spells(result)]
    scenario, seed = result.manifest.scenario, result.manifest.seed
    head = {"type": "FeatureCollection", "name": scenario.title, "scenario": scenario.id, "seed": seed}
    return json.dumps({**head, "features": features}, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _track(result: Result, formation: Formation, track: Sequence[Fix]) -> dict[str, Any]:
    """A formation as a feature: what it is, and its turning points with their times."""
    about = {"kind": "formation"} | {key: getattr(formation, key) for key in ABOUT}
    times = {
        "times": [zone_time(result, fix.minute) for fix in track],
        "days": [day(fix.minute) for fix in track],
        "states": [fix.state for fix in track],
    }
    return {"type": "Feature", "id": f"formation.{formation.id}", "geometry": _line(track), "properties": about | times}


def _line(track: Sequence[Fix]) -> dict[str, Any] | None:
    """The line of a track; a point where there is one sample alone, nothing where there is none."""
    if len(track) < 2:
        return {"type": "Point", "coordinates": track[0].position} if track else None
    return {"type": "LineString", "coordinates": [fix.position for fix in track]}


def _control(result: Result, spell: Spell) -> dict[str, Any]:
    """One side's hold of one place as a feature; times are half open, as `geojson_text` says."""
    place, west = spell.place, west_edge([one.lon for one in result.places])
    return {
        "type": "Feature",
        "id": f"control.{place.id}.{spell.from_minute}",
        "geometry": {
            "type": "Point",
            "coordinates": [eastward(place.lon, west), place.lat],
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
