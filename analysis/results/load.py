"""A result folder in memory: what one run left behind, read once and never changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

import numpy as np

from analysis.calendar import LONG_MONTHS, MINUTES_PER_DAY, MONTHS
from analysis.results.manifests import Manifest, Side
from analysis.results.reading import ResultError, Rows, read_json, read_table
from analysis.results.records import (
    Axis,
    Claim,
    Formation,
    HistoricalEvent,
    History,
    Inputs,
    Link,
    MapLayout,
    Network,
    Place,
    Plan,
    Receipt,
    SupplySource,
)
from analysis.results.schema import FORMAT
from analysis.results.tables import Beliefs, Captures, Events, Fights, Losses, Outcomes, Supply, Tracks


@dataclass(frozen=True)
class Result:
    """One run. JSON files are records; CSV files are tables of typed columns in the order of the file."""

    folder: Path
    manifest: Manifest
    places: Sequence[Place]
    links: Sequence[Link]
    supply_sources: Sequence[SupplySource]
    formations: Sequence[Formation]
    axes: Sequence[Axis]
    plan: Sequence[Plan]
    history: Sequence[HistoricalEvent]
    claims: Sequence[Claim]
    map: MapLayout | None
    events: Events
    tracks: Tracks
    captures: Captures
    outcomes: Outcomes
    losses: Losses = field(default_factory=Losses.empty)
    """Empty for a run that was written without losses, and for one of a sweep, which has them as outcomes."""
    fights: Fights = field(default_factory=Fights.empty)
    """Empty for a run that was written without it, and for one of a sweep."""
    supply: Supply = field(default_factory=Supply.empty)
    """Empty for a run that was written without it, and for one of a sweep."""
    beliefs: Beliefs = field(default_factory=Beliefs.empty)
    """Empty for a run that was written without it, and for one of a sweep."""
    receipts: Sequence[Receipt] = ()
    """What armies received day by day, as far as the campaign has a record of it."""
    inputs: Inputs = field(default_factory=Inputs)
    """Grades of what the run rests on; empty for a run that was written without them."""
    tracked: str = "formation"
    """Whose tracks these are: `formation`, or in a sweep also `army` (its id stands for a formation's) or `none`."""

    @property
    def sides(self) -> Sequence[Side]:
        """The two sides as the manifest lists them; the first is the attacker."""
        return self.manifest.sides

    @property
    def end_minute(self) -> int:
        """Minutes from the start of the run to its end."""
        return self.manifest.end_minute

    @cached_property
    def place(self) -> Mapping[str, Place]:
        """Places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def far_banks(self) -> Mapping[str, str]:
        """The place on the near bank by the id of each far bank of a crossing."""
        return {place.id: place.bank_of for place in self.places if place.bank_of in self.place and place.bank_of is not None}

    @cached_property
    def towns(self) -> Sequence[Place]:
        """The places as a reader counts and names them: without far banks, each of which belongs to its near one."""
        return [place for place in self.places if place.id not in self.far_banks]

    @cached_property
    def formation(self) -> Mapping[str, Formation]:
        """Formations by id."""
        return {formation.id: formation for formation in self.formations}

    def place_name(self, place: str) -> str:
        """Name of the place with this id; the id itself where the run has no such place."""
        return self.place[place].name if place in self.place else place

    def local_time(self, minute: int) -> datetime:
        """Local time of the scenario's zone (naive) at `minute`."""
        return datetime.fromisoformat(self.manifest.start) + timedelta(minutes=int(minute))

    def minute_of(self, day: float) -> int:
        """The minute of D+`day`, a calendar day since that of the start: 5 is the midnight that D+5 begins with, 5.25 is 06:00.

        D+0 begins with the run, which need not start at midnight. Raises `ResultError` for a time outside the run.
        """
        start = self.local_time(0)
        minute = round(day * MINUTES_PER_DAY) - start.hour * 60 - start.minute if math.isfinite(day) else self.end_minute + 1
        if day < 0 or minute > self.end_minute:
            last = f"{self.day_label(self.end_minute).replace(' / ', ' ')} {self.local_time(self.end_minute):%H:%M}"
            raise ResultError(f"day {day:g} is not in this run, which goes from D+0 to {last}")
        return max(minute, 0)

    def midnights(self) -> list[int]:
        """Minutes at which the calendar days of the run begin: the start for D+0, then each midnight before the end."""
        start = self.local_time(0)
        first = MINUTES_PER_DAY - start.hour * 60 - start.minute
        return [0, *range(first, self.end_minute, MINUTES_PER_DAY)]

    def day_label(self, minute: int) -> str:
        """`D+5 / 14 Aug`: the calendar day of `minute`, the day of the start being D+0."""
        then = self.local_time(minute)
        day = (then.date() - self.local_time(0).date()).days
        return f"D+{day} / {then.day} {MONTHS[then.month - 1]}"

    def long_date(self, minute: int) -> str:
        """`14 August 1990`: the calendar day of `minute` in words."""
        then = self.local_time(minute)
        return f"{then.day} {LONG_MONTHS[then.month - 1]} {then.year}"


class ScenarioFiles(TypedDict):
    """What is the same in every run of a scenario, by the field of `Result` that it goes into."""

    places: Sequence[Place]
    links: Sequence[Link]
    supply_sources: Sequence[SupplySource]
    formations: Sequence[Formation]
    axes: Sequence[Axis]
    plan: Sequence[Plan]
    history: Sequence[HistoricalEvent]
    claims: Sequence[Claim]
    receipts: Sequence[Receipt]
    map: MapLayout | None
    inputs: Inputs


def load_result(folder: str | Path) -> Result:
    """The run recorded in `folder`, in the format of docs/formats.md.

    Raises `ResultError`, of one line, if a file or a needed key or column is missing, damaged, too large or of another format.
    """
    root = Path(folder)
    manifest: Manifest = read_json(root, "manifest.json")
    if manifest.format != FORMAT:
        raise ResultError(f"manifest.json: format {manifest.format} cannot be read; format {FORMAT} is known")
    rows = manifest.rows.get
    files = load_scenario_files(root, manifest.sides, whole=bool(manifest.rows))
    return Result(
        folder=root,
        manifest=manifest,
        **files,
        events=read_table(root, "events.csv", Events, rows("events.csv")),
        tracks=_known_alone(read_table(root, "tracks.csv", Tracks, rows("tracks.csv")), files["formations"]),
        captures=read_table(root, "captures.csv", Captures, rows("captures.csv")),
        outcomes=read_table(root, "outcomes.csv", Outcomes, rows("outcomes.csv")),
        fights=_table_or_empty(root, "fights.csv", Fights, rows("fights.csv")),
        supply=_table_or_empty(root, "supply.csv", Supply, rows("supply.csv")),
        beliefs=_table_or_empty(root, "beliefs.csv", Beliefs, rows("beliefs.csv")),
        losses=_table_or_empty(root, "losses.csv", Losses, rows("losses.csv")),
    )


def _known_alone(tracks: Tracks, formations: Sequence[Formation]) -> Tracks:
    """The tracks as they are. ResultError where one is of a formation that the run does not have."""
    unknown = sorted(set(np.unique(tracks.formation).tolist()) - {formation.id for formation in formations})
    if unknown:
        raise ResultError(f"tracks.csv: {unknown[0][:60]!r} is no formation of the run")
    return tracks


def _table_or_empty(root: Path, name: str, kind: type[Rows], rows: int | None) -> Rows:
    """A table; an empty one where the manifest counts no rows of it and there is no such file."""
    return kind.empty() if rows is None and not (root / name).exists() else read_table(root, name, kind, rows)


def load_scenario_files(root: Path, sides: Sequence[Side], *, whole: bool = False) -> ScenarioFiles:
    """What is the same in every run of a scenario; `whole` where the folder must hold the grades too.

    Raises ResultError as `load_result` does, and where a part names another that is not there."""
    network: Network = read_json(root, "network.json")
    formations: tuple[Formation, ...] = read_json(root, "formations.json")
    axes: tuple[Axis, ...] = read_json(root, "axes.json")
    history: History = read_json(root, "history.json")
    _check_names(network, formations, axes, history.claims, {side.id for side in sides})
    return {
        "places": network.places,
        "links": network.links,
        "supply_sources": network.supply_sources,
        "formations": formations,
        "axes": axes,
        "plan": read_json(root, "plan.json"),
        "history": history.events,
        "claims": history.claims,
        "receipts": history.receipts,
        "map": read_json(root, "map.json"),
        "inputs": read_json(root, "provenance.json") if whole or (root / "provenance.json").exists() else Inputs(),
    }


def _check_names(
    network: Network, formations: Sequence[Formation], axes: Sequence[Axis], claims: Sequence[Claim], sides: set[str]
) -> None:
    """Ends of links are places, and sides are those of the manifest."""
    places = {place.id for place in network.places}
    for link in network.links:
        if not {link.a, link.b} <= places:
            raise ResultError(f"network.json: link {link.id[:60]!r} ends at a place that the network does not have")
    parts = (("formations.json", formations), ("axes.json", axes), ("history.json", claims))
    for name, records in parts:
        for record in records:
            if record.side not in sides:
                raise ResultError(
                    f"{name}: {record.side[:60]!r} is no side of the run; the manifest has {', '.join(sorted(sides))}"
                )


def load_files(files: Mapping[str, str]) -> Result:
    """The run whose files are given by name and content, as `RunResult.files` holds them: for notebooks, without a folder.

    Raises `ResultError` as `load_result` does. The result's `folder` is empty.
    """
    with TemporaryDirectory() as scratch:
        for name, text in files.items():
            (Path(scratch) / name).write_text(text, encoding="utf-8", newline="\n")
        return replace(load_result(scratch), folder=Path())
