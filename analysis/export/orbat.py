"""A run as a scenario of ORBAT Mapper: sides, groups, units with symbol codes, timed positions, and captures as events.

The format is that of its scenario files, version 2.0: later versions read it. Symbol codes are the 20 digits of
APP-6D: version, context and standard identity (4), symbol set (2), status and headquarters (2), echelon (2), icon (6),
modifiers (4).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.results.load import Result
from analysis.results.longitudes import eastward, west_edge
from analysis.results.records import Formation
from analysis.results.tracks import GONE, JOINED, Fix, drawn, fixes, turning_points, zone_time

VERSION = "2.0.0"
FRIEND, HOSTILE = "3", "6"
"""Standard identities of the first side and the second: they are blue and red there, not their own colours."""
ECHELON = {
    "army_group": "24",
    "front": "24",
    "area_army": "24",
    "army": "23",
    "corps": "22",
    "division": "21",
    "brigade": "18",
    "regiment": "17",
}
UNSPECIFIED = "000000"
ICON = {
    "rifle": "121100",
    "mountain": "121100",
    "fortified": "121100",
    "motor_rifle": "121104",
    "mechanized": "121102",
    "tank": "120500",
    "cavalry": "121300",
    "reconnaissance": "121300",
    "artillery": "130300",
    "air": "120800",
    "naval": "170100",
    "services": "160600",
}
MODIFIERS = {"mountain": "0027"}
HEADQUARTERS = "headquarters"
COUNTED = (("tanks", "Tanks"), ("guns", "Guns"), ("aircraft", "Aircraft"))
SUPPLIES = ("Fuel (tenths of a fill)", "Ammunition (tenths of a unit)", "Food (tenths of a day)")
"""ORBAT Mapper counts in whole numbers."""
CALENDAR_ZONES_H = range(-14, 13)
"""Whole hours that the zones Etc/GMT+12 to Etc/GMT-14 stand for; their sign is the reverse of the usual one."""


def orbat_text(result: Result) -> str:
    """The scenario as JSON text. Each formation is one unit, below the one that commands it."""
    scenario = result.manifest.scenario
    content = {
        "type": "ORBAT-mapper",
        "id": f"august-storm-{scenario.id}-{result.manifest.seed}",
        "version": VERSION,
        "name": scenario.title,
        "description": "One simulated run; positions every twelve hours of the model, captures as events.",
        "startTime": zone_time(result, 0),
        "timeZone": _zone_name(result),
        "symbologyStandard": "app6",
        "sides": _sides(result),
        "events": _events(result),
        "layers": [{"id": "features", "name": "Features", "features": []}],
        "mapLayers": [],
        "settings": _settings(result),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def symbol_code(formation: Formation, identity: str) -> str:
    """The 20-digit code of a formation: its echelon and branch; a garrison has no echelon, a headquarters the staff alone."""
    branch = formation.branch
    staff = "2" if branch == HEADQUARTERS else "0"
    echelon = ECHELON.get(formation.echelon, "00")
    return f"100{identity}100{staff}{echelon}{ICON.get(branch, UNSPECIFIED)}{MODIFIERS.get(branch, '0000')}"


def _zone_name(result: Result) -> str:
    """A named zone of the scenario's offset, UTC where none has it (half hours): the times keep their own offset."""
    offset_h = result.manifest.utc_offset_hours
    if offset_h == 0 or offset_h != int(offset_h) or -int(offset_h) not in CALENDAR_ZONES_H:
        return "UTC"
    return f"Etc/GMT{-int(offset_h):+d}"


def _sides(result: Result) -> list[dict[str, Any]]:
    """Each side with a group of its own units and one for each contingent; a group without units is left out."""
    sides = []
    for side, identity in zip(result.sides, (FRIEND, HOSTILE), strict=False):
        tree = _Tree(result, side.id, identity)
        groups: list[tuple[str, str, str | None]] = [(side.id, side.name, None)]
        groups += [(troops.id, troops.name, troops.id) for troops in side.contingents]
        made = [
            {"id": f"group-{side.id}-{group}", "name": name, "subUnits": units}
            for group, name, contingent in groups
            if (units := tree.units(contingent))
        ]
        sides.append({"id": f"side-{side.id}", "name": side.name, "standardIdentity": identity, "groups": made})
    return sides


class _Tree:
    """The chain of command of one side as nested units."""

    def __init__(self, result: Result, side: str, identity: str) -> None:
        self.result, self.identity, self.tracks = result, identity, fixes(result)
        self.strengths = _strengths(result)
        own = {formation.id: formation for formation in drawn(result) if formation.side == side}
        self.below: Mapping[str | None, list[Formation]] = defaultdict(list)
        for formation in own.values():
            self.below[formation.parent if formation.parent in own else None].append(formation)
        self.contingents = {troops.id for part in result.sides for troops in part.contingents}

    def units(self, contingent: str | None) -> list[dict[str, Any]]:
        """Units under nobody's command that belong to `contingent`, or to the side itself."""
        return [self._unit(top) for top in self.below[None] if self._contingent(top) == contingent]

    def _contingent(self, formation: Formation) -> str | None:
        """The contingent of a formation, None where the scenario lists none of that name."""
        named = formation.contingent
        return named if named in self.contingents else None

    def _unit(self, formation: Formation) -> dict[str, Any]:
        """A formation with its symbol, men, equipment and timed positions, and those below it inside."""
        track = turning_points(self.tracks[formation.id])
        strengths = self.strengths.get(formation.id, [])
        return {
            "id": formation.id,
            "name": formation.name,
            "shortName": formation.short or formation.name,
            "sidc": symbol_code(formation, self.identity),
            "personnel": [{"name": "Men", "count": round(formation.men)}] if formation.men else [],
            "equipment": [
                {"name": name, "count": round(getattr(formation, key))} for key, name in COUNTED if getattr(formation, key)
            ],
            "supplies": [{"name": name, "count": rounded} for name, rounded in strengths[0].supplies] if strengths else [],
            "state": _states(self.result, formation, track, strengths),
            "subUnits": [self._unit(below) for below in self.below.get(formation.id, [])],
        }


@dataclass(frozen=True)
class _Strength:
    """What a formation has at a minute: men and machines by name, and supplies in tenths of a fill, a unit or a day."""

    minute: int
    counted: tuple[tuple[str, int], ...]
    supplies: tuple[tuple[str, int], ...]


def _strengths(result: Result) -> dict[str, list[_Strength]]:
    """The strengths of each formation at every sample at which they differ from those before."""
    found: dict[str, list[_Strength]] = defaultdict(list)
    columns = ("formation", "minute", "men", "tanks", "guns", "fuel_fills", "ammo_bk", "food_days")
    for name, minute, *numbers in result.tracks.rows(*columns):
        whole = _rounded(zip(("Men", "Tanks", "Guns"), numbers[:3], strict=True))
        tenths = _rounded((what, 10 * number) for what, number in zip(SUPPLIES, numbers[3:], strict=True))
        before = found[name][-1] if found[name] else None
        if before is None or (before.counted, before.supplies) != (whole, tenths):
            found[name].append(_Strength(minute, whole, tenths))
    return found


def _rounded(named: Iterable[tuple[str, float]]) -> tuple[tuple[str, int], ...]:
    """Whole numbers by name, without those that are not known (NaN)."""
    return tuple((what, round(number)) for what, number in named if not math.isnan(number))


def _states(result: Result, formation: Formation, track: Sequence[Fix], strengths: Sequence[_Strength]) -> list[dict[str, Any]]:
    """Positions and strengths in the order of time; one at whose minute nothing moves has a strength alone."""
    last = track[-1].minute if track else -1
    by_minute = {fix.minute: _state(result, formation.id, fix) for fix in track}
    for strength in strengths[1:]:
        if strength.minute > last:
            continue
        blank = {"id": f"{formation.id}-{strength.minute}", "t": zone_time(result, strength.minute)}
        by_minute.setdefault(strength.minute, blank)["update"] = _update(formation, strength)
    return [by_minute[minute] for minute in sorted(by_minute)]


def _update(formation: Formation, strength: _Strength) -> dict[str, list[dict[str, Any]]]:
    """What replaces the strengths of the start from then on: `count` is the number at the start, `onHand` that of the day."""
    had = {"Men": round(formation.men), "Tanks": round(formation.tanks), "Guns": round(formation.guns)}
    rows = [{"name": name, "count": had[name], "onHand": now} for name, now in strength.counted if had[name]]
    return {
        "personnel": [row for row in rows if row["name"] == "Men"],
        "equipment": [row for row in rows if row["name"] != "Men"],
        "supplies": [{"name": name, "count": now} for name, now in strength.supplies],
    }


def _state(result: Result, formation: str, fix: Fix) -> dict[str, Any]:
    """A position at a time; a formation out of the war has none and leaves the map."""
    where = None if fix.state in (GONE, JOINED) else fix.position
    return {"id": f"{formation}-{fix.minute}", "t": zone_time(result, fix.minute), "location": where, "status": fix.state}


def _events(result: Result) -> list[dict[str, Any]]:
    """Captures, in order; a click on one leads to the formation that made it."""
    names = {side.id: side.name for side in result.sides}
    events = []
    for number, (place, side, minute, by) in enumerate(result.captures.rows("place", "side", "minute", "formation")):
        who = result.formation[by].name if by in result.formation else names.get(side, side)
        where = {"where": {"type": "units", "units": [by]}} if by in result.formation else {}
        title = f"{who}: {result.place[place].name if place in result.place else place}"
        events.append({"id": f"capture-{number}", "title": title, "startTime": zone_time(result, minute), **where})
    return events


def _settings(result: Result) -> dict[str, Any]:
    """The states that occur, for the list of a viewer, and the box of all places, for its first view."""
    west = west_edge([place.lon for place in result.places])
    lons: Sequence[float] = [eastward(place.lon, west) for place in result.places]
    lats: Sequence[float] = [place.lat for place in result.places]
    statuses = [{"name": state} for state in sorted({*result.tracks.state.tolist(), JOINED})]
    box = {"boundingBox": [min(lons), min(lats), max(lons), max(lats)]} if lons else {}
    return {"rangeRingGroups": [], "statuses": statuses, "supplyClasses": [], "supplyUoMs": [], **box}
