"""The catalogue of every tunable number: unit, range, default, shape and source, kept as data beside this file.

One YAML file a group; a parameter's path is `group.name`. A scenario overrides a value under `rules:`, a sweep varies it
as `rules.group.name`. Nothing else in the engine holds a tunable number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Outside:
    """What would be believed of a parameter without any source on the campaign that is simulated."""

    low: float
    mode: float
    high: float
    source: str
    grade: str


@dataclass(frozen=True)
class Parameter:
    """A tunable number with its prior: `mode` is the default, `low` and `high` bound the range (P10-P90 if lognormal).

    `in_sample`: its source describes a shipped campaign itself; then `outside` is its twin, which priors are drawn from."""

    path: str
    low: float
    mode: float
    high: float
    unit: str
    shape: str
    source: str
    grade: str
    about: str
    in_sample: bool = False
    outside: Outside | None = None


RULES: dict[str, str] = {
    "fuel": "Motorised formations burn fuel and stand when it is gone; off: they burn none.",
    "supply": "Stocks are used up and replaced by lorry from railheads; off: every formation keeps what it started with.",
    "weather": "Rain turns dirt roads to mud and floods rivers; off: every day is dry.",
    "weather_chain": "The sky is drawn day by day where the scenario says so; off: its dated spells hold.",
    "readiness": "Forced marches and want wear formations down, rest restores them; off: readiness stays as it began.",
    "columns": "Formations on one road queue behind each other's columns; off: a road holds any number at once.",
    "rivers": "A crossing without a bridge costs an assault delay; off: rivers are crossed as roads.",
    "forced_march": "An offensive opens with forced marches; off: everyone marches at the sustained rate.",
    "detachments": "A formation without fuel sends a part ahead by pooling what is left; off: it waits as a whole.",
    "enemy": "The other side stands, fights and moves; off: nobody resists (the empty map).",
    "surprise": "The attack takes the defender unawares; off: he expects it.",
    "works": "Permanent works must be broken through and hold out when passed; off: their garrisons fight as field troops.",
    "withdrawal": "Defenders carry out their plan and fall back when they yield; off: they stand where they are.",
    "messages": "Broadcasts, cease-fires and envoys are received, believed, obeyed or not; off: none is sent.",
    "intelligence": "Commanders act on what they expected and have heard; off: they know all at once, and expected nothing.",
    "government": "A surrender is decided by chance or never where the scenario says so; off: each decision at its fixed hour.",
    "airlift": "Aircraft carry fuel to formations that run short; off: none flies.",
    "airborne": "Parties from the air seize places ahead of the columns; off: none is flown.",
    "amphibious": "Troops from ships fight for a foothold and come over in waves; off: they step ashore as from a road.",
    "reserves": "Reserves are released when their condition comes true, replacements come; off: they stay.",
    "stop_lines": "Political lines end the march of those they bind; off: plans go on beyond them.",
    "demolition": "A defender who falls back blows bridges with some probability; off: bridges stay whole.",
    "rail_repair": "Captured railways are cleared, repaired and used, captured depots emptied; off: railheads stay put.",
    "truck_park": "Counted lorries pay for turn-round, own fuel, wear and full roads; off: they pay for the drive alone.",
    "cavalry": "Horses need water and rest and graze where it is green; off: they live on carried forage alone.",
    "command": "Orders take time and wait for absent commanders; off: they are carried out at once.",
    "air": "Aircraft win the sky over places within their range, and slow columns there; off: nobody rules any sky.",
    "close_assault": "Where guns are few some troops go at tanks in squads that do not come back; off: no more than others do.",
    "desertion": "Unreliable troops slip away, go home or mutiny in contact and at bad news; off: they fight as others do.",
    "armour_pools": "Tanks break down on the march and come back from repair; off: only combat costs tanks.",
    "friction": "Pace varies by theatre, army and road, armies start late, commanders differ; off: all are nominal.",
}


def _catalogue() -> dict[str, Parameter]:
    rows = [
        Parameter(**{**row, "outside": Outside(**row["outside"]) if "outside" in row else None})
        for file in sorted(Path(__file__).parent.glob("*.yaml"))
        for row in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    return {row.path: row for row in sorted(rows, key=lambda row: row.path)}


CATALOGUE: dict[str, Parameter] = _catalogue()


def values(overrides: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Every parameter's value by path: its mode, unless `overrides[group][name]` says otherwise."""
    chosen = {path: parameter.mode for path, parameter in CATALOGUE.items()}
    chosen.update({f"{group}.{name}": value for group, names in overrides.items() for name, value in names.items()})
    return chosen
