"""The one schema of a result folder: which file holds what, and how large anything in it may be.

The limits are far above what the program writes (a year of two thousand formations) and far below what would fill a memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.results.manifests import Manifest, SweepManifest
from analysis.results.records import MOST_DAYS, MOST_MINUTES, Axis, Formation, History, Inputs, MapLayout, Network, Plan, Several
from analysis.results.tables import Beliefs, Captures, Events, Fights, Losses, Outcomes, Supply, Table, Tracks
from engine.formats import FORMAT

__all__ = [
    "FORMAT",
    "JSON_BYTES",
    "JSON_FILES",
    "LONGEST_CELL",
    "MOST_DAYS",
    "MOST_MINUTES",
    "TABLES",
    "TABLE_BYTES",
    "TEXT_BYTES",
]

JSON_FILES: Mapping[str, Any] = {
    "manifest.json": Manifest,
    "network.json": Network,
    "formations.json": Several[Formation],
    "axes.json": Several[Axis],
    "plan.json": Several[Plan],
    "history.json": History,
    "map.json": MapLayout | None,
    "provenance.json": Inputs,
    "sweep.json": SweepManifest,
}
TABLES: Mapping[str, type[Table]] = {
    "events.csv": Events,
    "tracks.csv": Tracks,
    "captures.csv": Captures,
    "fights.csv": Fights,
    "outcomes.csv": Outcomes,
    "losses.csv": Losses,
    "supply.csv": Supply,
    "beliefs.csv": Beliefs,
}
JSON_BYTES, TABLE_BYTES = 16 * 2**20, 512 * 2**20
"""Largest file of each kind."""
LONGEST_CELL = 200
"""Characters of a cell. (A numpy column of text is as wide as its longest cell.)"""
TEXT_BYTES = 4 * 2**30
"""All columns of text of one table in memory."""
