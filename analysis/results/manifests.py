"""What a run and a sweep say of themselves: the records of `manifest.json` and `sweep.json` (`docs/formats.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from analysis.results.records import Id, Minute, Name, Record, RunMinute, Several
from engine.vocabulary import Colour


class Contingent(Record):
    """Troops of a side under a flag of their own."""

    id: Id
    name: Name


class Side(Record):
    """One of the two sides; the first of a run is the attacker."""

    id: Id
    name: Name
    colour: Colour | None = None
    """In which it is drawn; None in results that name none."""
    contingents: Several[Contingent] = ()


class Scenario(Record):
    """Which scenario was run; `digest` is that of its files."""

    id: Id
    title: Name = ""
    digest: Name = ""


class Factor(Record):
    """An input that a study varies: an uncertainty, or a lever of which a choice must be made."""

    path: Name
    kind: Literal["uncertainty", "lever"] = "uncertainty"


class Design(Record):
    """How a study chose its design points."""

    kind: Name


class Keep(Record):
    """What a sweep keeps of each run: tracks by `army` or `formation`, or `none`."""

    tracks: Literal["army", "formation", "none"] = "army"


class Choice(Record):
    """One of the decisions that a study compares."""

    id: Id


class Study(Record):
    """What was asked of a sweep."""

    id: Name = ""
    seed: int = 1
    priors: bool | Name = False
    sampling: Name = "random"
    set: Mapping[Name, Any] = {}
    without: Several[Id] = ()
    last_day: int | None = None
    choices: Several[Choice] = ()
    factors: Several[Factor] = ()
    design: Design | None = None
    keep: Keep = Keep()


class SweepOrigin(Record):
    """The sweep that a run is part of: what `sweep.json` says of it."""

    study: Study
    points: int
    replications: int
    runs: int
    failed: int
    digest: Name
    point: int | None = None
    """The design point that was chosen of it; None for all."""


class RunSetting(Record):
    """What a run is, but for its seed and replication: what all runs of a sweep have in common."""

    format: int = 1
    engine_version: Name = ""
    scenario: Scenario
    without: Several[Id] = ()
    set: Mapping[Name, Any] = {}
    start: Name
    """Local time of minute 0 in the scenario's zone, ISO 8601 without an offset."""
    utc_offset_hours: Annotated[float, Field(ge=-24, le=24)] = 0.0
    end_minute: RunMinute
    clean_until_minute: Minute | None = None
    """End of the time in which history was not yet disturbed by what the model leaves out; None where there is no such end."""
    sides: Annotated[Several[Side], Field(min_length=2, max_length=2)]
    event_kinds: Several[Id] = ()
    """Kinds of events that the engine of the run can write."""
    parameters: Mapping[Name, Any] = {}

    @model_validator(mode="after")
    def _calendar_holds_the_run(self) -> RunSetting:
        try:
            end = datetime.fromisoformat(self.start) + timedelta(minutes=self.end_minute)
        except (ValueError, OverflowError):
            raise ValueError(f"start {self.start[:40]!r} is no local time of which the calendar holds the whole run") from None
        if end.tzinfo is not None:
            raise ValueError("start is a local time; it has no offset")
        return self


class Manifest(RunSetting):
    """`manifest.json`: what a run is."""

    seed: int = 0
    replication: int = 0
    sweep: SweepOrigin | None = None
    orders: Several[Id] = ()
    """Orders and allocations that files of orders added to the scenario; `orders.json` holds them."""
    policies: Mapping[Name, Name] = {}
    """Side or headquarters to the policy by which it decided, beyond those of the scenario."""
    policies_from_minute: Minute = 0
    rows: Mapping[Name, int] = {}
    """Tables of the run to their rows, without the head; empty where it was written without."""


class Described(Record):
    """Evidence for an input that differs between the runs of a sweep."""

    unit: Name = ""
    grade: Name = ""
    about: Name = ""


class Engine(Record):
    """Version and digest of the engine that made a sweep."""

    version: Name = ""
    digest: Name = ""


class SweepManifest(Record):
    """`sweep.json`: what a finished sweep is."""

    format: int
    state: Name
    engine: Engine
    scenario: Scenario
    study: Study
    points: Annotated[int, Field(ge=1)]
    replications: Annotated[int, Field(ge=0)]
    runs: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)] = 0
    inputs: Mapping[Name, Described] = {}
    outcomes: Mapping[Name, Name]
    digest: Name = ""
    run: RunSetting
