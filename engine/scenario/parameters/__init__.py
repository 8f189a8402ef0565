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
class Parameter:
    """A tunable number with its prior: `mode` is the default, `low` and `high` bound the range (P10-P90 if lognormal)."""

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


RULES: dict[str, str] = {
    "fuel": "Motorised formations burn fuel and stand when it is gone; off: they burn none.",
    "supply": "Stocks are used up and replaced by lorry from railheads; off: every formation keeps what it started with.",
    "weather": "Rain turns dirt roads to mud and floods rivers; off: every day is dry.",
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
    "airlift": "Aircraft carry fuel to formations that run short; off: none flies.",
    "demolition": "A defender who falls back blows bridges with some probability; off: bridges stay whole.",
    "command": "Orders take time and wait for absent commanders; off: they are carried out at once.",
    "air": "Aircraft win the sky over places within their range, and slow columns there; off: nobody rules any sky.",
    "close_assault": "Where guns are few some troops go at tanks in squads that do not come back; off: no more than others do.",
    "desertion": "Unreliable troops slip away, go home or mutiny in contact and at bad news; off: they fight as others do.",
    "armour_pools": "Tanks break down on the march and come back from repair; off: only combat costs tanks.",
    "friction": "Pace varies by theatre, army and road, and armies start late; off: everyone keeps the nominal pace.",
}


def _catalogue() -> dict[str, Parameter]:
    rows = [
        Parameter(**row)
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
