"""The head of a scenario from what somebody has already: tables or a network. What these do not say is a marked gap.

A gap is a line with `# GAP:` in the file that is written, which `validate` names until somebody has put it right. It holds a
first guess where tables leave out what the format needs, and the word GAP, which is refused, where there is nothing to guess by.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.scenario.references import LISTS
from engine.scenario.tables import read_table
from engine.scenario.types import exists
from engine.scenario.yaml_tree import Mark, Node, mapping, sequence

SPARE_DAYS = 3
"""A run goes on so long after the last dated event."""
ASSUMED: dict[str, dict[str, str]] = {
    "places": {"kind": "town", "terrain": "plain"},
    "roads": {"surface": "road", "terrain": "plain"},
    "formations": {"echelon": "division", "branch": "rifle", "mobility": "foot"},
}
"""What a table may lack, and what is written for all of its rows then."""
NOBODY = "   # GAP: no formation of this side could be taken from the file; write some"
NEEDED: dict[str, tuple[str, ...]] = {
    "places": ("country", "kind", "terrain"),
    "roads": ("surface", "terrain"),
    "railways": ("gauge_mm",),
}
"""What a map or an order of battle may lack, and nobody can guess."""


@dataclass
class Tables:
    """What the tables of a folder say, by the list that each gives."""

    folder: Path
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    found: bool = False
    """Made of a map or an order of battle: what its rows leave empty is not guessed."""
    sides: list[str] = field(default_factory=list)
    """The sides that an order of battle has, also one of which no formation could be taken."""
    start: datetime | None = None
    """When the campaign begins, where a file says it."""

    @classmethod
    def of(cls, folder: Path) -> Tables:
        """The tables of `folder` that are called as lists of a scenario are. ScenarioError for one that cannot be read."""
        found = cls(folder)
        for name in LISTS:
            file = folder / f"{name}.csv"
            if file.is_file():
                things, _ = read_table(name, Node({}, Mark(str(file), 1, 1)), file, str(file))
                found.rows[name] = [_plain(item) for item in sequence(things)]
        return found

    def values(self, name: str, key: str) -> list[str]:
        """The texts of a column, each once, as they come."""
        return list(dict.fromkeys(str(row[key]) for row in self.rows.get(name, []) if row.get(key)))


def _plain(item: Node) -> dict[str, Any]:
    return {key: _plain(child) if isinstance(child.value, dict) else child.value for key, child in mapping(item).items()}


def scenario_of(tables: Tables, title: str, identity: str) -> str:
    """The text of the scenario file that stands beside these tables."""
    fighting = tables.values("formations", "side")
    sides = tables.sides or fighting or ["red", "blue"]
    parts = [
        f"# {title}: made from tables. Lines with GAP are guesses or missing: put right what they say, and take the mark away.",
        "format: 1",
        f"id: {identity}",
        f"title: {title}",
        *_time(tables),
        "sides:                            # the first attacks",
        *(
            f"  - {{id: {side}, name: {side.replace('_', ' ').title()}}}{'' if side in fighting or not fighting else NOBODY}"
            for side in sides
        ),
        *([] if fighting else ["  # GAP: no formations.csv with a column side says who fights"]),
        *(["  # GAP: the file has one side alone; write the other"] if len(sides) == 1 else []),
        "countries:",
        *_countries(tables, sides),
        *_lists(tables),
        *_missing(tables),
    ]
    return "\n".join(parts) + "\n"


def _time(tables: Tables) -> list[str]:
    """Start and days, from the dated events; a date that cannot be read is left to `validate`."""
    texts = (str(row.get(key, "")) for row in tables.rows.get("history", []) for key in ("earliest", "latest"))
    days = sorted(datetime.fromisoformat(text[:10]).date() for text in texts if exists(text[:10]))
    if tables.start is not None:
        return _time_of_file(tables.start)
    if not days:
        return [
            "start: GAP                       # GAP: no dated event says when; as 1950-06-01T06:00",
            "days: GAP                        # GAP: how many days to run",
        ]
    first, last = days[0], days[-1]
    length = (last - first + timedelta(days=SPARE_DAYS + 1)).days
    return [
        f"start: {first}T00:00            # GAP: the day of the first dated event; give the hour of the attack",
        f"days: {length}                          # to {SPARE_DAYS} days after the last dated event",
    ]


def _time_of_file(start: datetime) -> list[str]:
    """Start as the file gives it, in the zone that it gives; how long nobody has said."""
    offset = start.utcoffset()
    zone = [f"utc_offset_hours: {offset.total_seconds() / 3600:g}"] if offset else []
    return [
        f"start: {start:%Y-%m-%dT%H:%M}         # the startTime of the file",
        *zone,
        "days: GAP                        # GAP: how many days to run",
    ]


def _countries(tables: Tables, sides: list[str]) -> list[str]:
    """The countries of the places, each with the side of the formations that start there."""
    at = {str(row.get("id")): str(row.get("country")) for row in tables.rows.get("places", []) if row.get("country")}
    there: dict[str, Counter[str]] = {}
    for row in tables.rows.get("formations", []):
        start = row.get("start", row)
        country = at.get(str(start.get("place", row.get("start.place")))) if isinstance(start, dict) else None
        if country is not None and row.get("side"):
            there.setdefault(country, Counter())[str(row["side"])] += 1
    lines = []
    for place, country in enumerate(tables.values("places", "country") or [f"{side}_land" for side in sides]):
        known = there.get(country)
        side = known.most_common(1)[0][0] if known else sides[min(place, len(sides) - 1)]
        gap = "" if known else "   # GAP: nobody starts there; say which side holds it"
        lines.append(f"  - {{id: {country}, name: {country.replace('_', ' ').title()}, side: {side}}}{gap}")
    return lines


def _lists(tables: Tables) -> list[str]:
    lines = []
    for name, rows in tables.rows.items():
        if tables.found:
            lines += _with_gaps(name, rows)
            continue
        given = {key for row in rows for key in row}
        lacking = {key: value for key, value in ASSUMED.get(name, {}).items() if key not in given and "like" not in given}
        if name == "places" and "country" not in given:
            lacking["country"] = f"{(tables.values('formations', 'side') or ['red', 'blue'])[-1]}_land"
        defaults = ", ".join(f"{key}: {value}" for key, value in lacking.items())
        if lacking:
            told = f"the table does not say {', '.join(lacking)}; this holds for all rows"
            lines += [f"{name}: {{csv: {name}.csv, defaults: {{{defaults}}}}}   # GAP: {told}"]
        else:
            lines += [f"{name}: {{csv: {name}.csv}}"]
    return lines


def _with_gaps(name: str, rows: list[dict[str, Any]]) -> list[str]:
    """A list whose empty cells are gaps, each named with how many rows have it."""
    empty = {key: sum(not row[key] for row in rows) for key in NEEDED.get(name, ())}
    if not any(empty.values()):
        return [f"{name}: {{csv: {name}.csv}}"]
    lines = [f"    {key}: GAP   # GAP: {count} of {len(rows)} rows do not say" for key, count in empty.items() if count]
    return [f"{name}:", f"  csv: {name}.csv", "  defaults:   # for empty cells; or write what is right into the table", *lines]


def _missing(tables: Tables) -> list[str]:
    """What the format needs, or a campaign, and no table gives."""
    lines = []
    needed = [name for name in ("places", "roads", "formations") if name not in tables.rows]
    lines += [f"{name}: []   # GAP: write them here, or as {name}.csv" for name in needed]
    if "supply_sources" not in tables.rows:
        lines += ["supply_sources: []   # GAP: - {id: depot, place: PLACE, side: SIDE, t_per_day: 500}"]
    formation = next((str(row.get("id")) for row in tables.rows.get("formations", [])), "FORMATION")
    return [
        *lines,
        "plans: []   # GAP: who goes where. A plan holds for a formation and all below it:",
        f"#  - id: {formation}_axis",
        f"#    formation: {formation}",
        "#    steps:",
        "#      - {task: march, place: WHERE_IT_STANDS}",
        "#      - {task: attack, place: WHERE_IT_GOES, planned_day: [1, 2]}",
    ]
