"""Formations and the places where they stand from a scenario file of ORBAT Mapper: echelon and branch from the symbol code.

Units below a regiment, and those that stand nowhere, are left out and counted. Men and machines are taken where the file gives
them; where it gives none the cells stay empty, and `validate` asks for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from engine.cli.beginnings import Tables
from engine.errors import EngineError, counted, printable
from engine.rules.geodesy import great_circle_km
from engine.scenario.types import YEARS

ONE_PLACE_KM = 5.0
"""Units this near to each other stand at one place; a judgement (C): the ground of a division."""
MAX_BYTES = 50_000_000
ECHELONS = {"24": "army_group", "23": "army", "22": "corps", "21": "division", "18": "brigade", "17": "regiment"}
BRANCHES = {
    "121102": "mechanized",
    "121104": "motor_rifle",
    "1211": "rifle",
    "1205": "tank",
    "1213": "reconnaissance",
    "1303": "artillery",
    "1208": "air",
    "1206": "air",
    "1701": "naval",
    "16": "services",
}
"""Beginnings of the six digits of a symbol's icon; the longest that fits counts."""
MOBILITY = {
    "tank": "tracked",
    "mechanized": "tracked",
    "motor_rifle": "motor",
    "reconnaissance": "motor",
    "headquarters": "motor",
}
ARMS = {"tanks": ("tank",), "guns": ("gun", "howitzer", "mortar"), "aircraft": ("aircraft", "plane", "fighter", "bomber")}
"""Words in the name of equipment, in lower case."""
LAND = "10"
"""The symbol set of land units."""


def tables_of(content: dict[str, Any], file: Path) -> tuple[Tables, list[str]]:
    """Places, formations, sides and start, and what was left out, in words. EngineError for a file without sides."""
    reader = _Reader()
    try:
        for side in content["sides"]:
            name = reader.named(str(side["name"]), reader.sides)
            for unit in [*side.get("subUnits", []), *(each for group in side["groups"] for each in group.get("subUnits", []))]:
                reader.unit(unit, name, None, None)
    except (LookupError, TypeError, ValueError, AttributeError):
        raise EngineError(f"{printable(str(file))} is no scenario file of ORBAT Mapper that can be read") from None
    if not reader.formations:
        raise EngineError(f"{printable(str(file))} has no land unit of a regiment or more with a position")
    rows = {"places": reader.places, "formations": reader.formations}
    sides = list(reader.sides.values())
    return Tables(file.parent, rows, found=True, sides=sides, start=_start(content.get("startTime"))), list(reader.told())


def _start(given: Any) -> datetime | None:
    """The time at which a file begins: text with a zone, or milliseconds since 1970; None where it says none that is one."""
    try:
        found = datetime.fromisoformat(given) if isinstance(given, str) else datetime.fromtimestamp(given / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found if found.year in YEARS else None


def is_orbat(file: Path) -> dict[str, Any] | None:
    """The content of a file that says that it is a scenario of ORBAT Mapper, or None."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig")) if file.stat().st_size <= MAX_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and content.get("type") == "ORBAT-mapper" else None


class _Reader:
    """Walks the units of a file and gathers rows."""

    def __init__(self) -> None:
        self.sides: dict[str, str] = {}
        self.formations: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.ids: dict[str, str] = {}
        self.small = self.nowhere = self.elsewhere = 0

    def named(self, name: str, ids: dict[str, str]) -> str:
        """An id made of a name, the same for the same name."""
        base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50] or "unit"
        if name not in ids:
            taken = set(ids.values())
            ids[name] = next(each for each in (base, *(f"{base}_{n}" for n in range(2, 100_000))) if each not in taken)
        return ids[name]

    def unit(self, unit: dict[str, Any], side: str, parent: str | None, above: list[float] | None) -> None:
        """Take a unit and all below it; one without a position stands with the unit above it."""
        code = str(unit["sidc"])
        where = _where(unit) or above
        echelon, branch = ECHELONS.get(code[8:10]), _branch(code)
        if code[4:6] != LAND:
            self.elsewhere += 1
        elif echelon is None:
            self.small += 1
        elif where is None:
            self.nowhere += 1
        else:
            parent = self._formation(unit, side, parent, echelon, branch, where)
        for below in unit.get("subUnits") or []:
            self.unit(below, side, parent, where)

    def _formation(
        self, unit: dict[str, Any], side: str, parent: str | None, echelon: str, branch: str, where: list[float]
    ) -> str:
        name = str(unit["name"])
        identity = self.named(str(unit.get("id") or name), self.ids)
        self.formations.append(
            {
                "id": identity,
                "name": name[:200],
                "short": str(unit.get("shortName") or name)[:20],
                "side": side,
                "parent": parent or "",
                "echelon": echelon,
                "branch": branch,
                "mobility": MOBILITY.get(branch, "foot"),
                "combat": "false" if branch in ("headquarters", "services", "air") else "true",
                "men": _count(unit.get("personnel"), ("",)) or "",
                **{arm: _count(unit.get("equipment"), words) for arm, words in ARMS.items()},
                "start.place": self._place(where, name, side),
            }
        )
        return identity

    def _place(self, where: list[float], name: str, side: str) -> str:
        """The place where a unit stands: one that is there already, or a new one that is called after it."""
        if self.places:
            lat, lon = (np.array([place[key] for place in self.places], float) for key in ("lat", "lon"))
            km = great_circle_km(lat, lon, where[1], where[0])
            if km.min() <= ONE_PLACE_KM:
                return str(self.places[int(np.argmin(km))]["id"])
        identity = f"place_{len(self.places) + 1}"
        row = {"id": identity, "name": f"Position of {name}"[:200], "country": f"{side}_land"}
        self.places.append({**row, "lat": round(where[1], 5), "lon": round(where[0], 5), "kind": "assembly", "terrain": ""})
        return identity

    def told(self) -> Iterator[str]:
        """What was left out."""
        for number, why in (
            (self.small, "below a regiment"),
            (self.nowhere, "without a position"),
            (self.elsewhere, "not of the land"),
        ):
            if number:
                yield f"{counted(number, 'unit')} {why} {'is' if number == 1 else 'are'} left out"
        yield "a position lies in the land of the side that stands there; the file does not say whose ground it is"
        yield "mobility follows from the branch; positions are those of the units, and no road joins them"


def _where(unit: dict[str, Any]) -> list[float] | None:
    """The first position of a unit, [lon, lat]."""
    states = [state.get("location") for state in unit.get("state") or []]
    found = next((each for each in (unit.get("location"), *states) if each), None)
    return [float(found[0]), float(found[1])] if found else None


def _branch(code: str) -> str:
    """The branch that a symbol code stands for; a staff without an icon is a headquarters."""
    icon = code[10:16]
    fitting = [start for start in BRANCHES if icon.startswith(start)]
    if fitting:
        return BRANCHES[max(fitting, key=len)]
    return "headquarters" if code[7:8] == "2" else "rifle"


def _count(listed: Any, words: tuple[str, ...]) -> int:
    """The sum of what is called by one of `words`."""
    return sum(int(each["count"]) for each in listed or [] if any(word in str(each["name"]).lower() for word in words))
