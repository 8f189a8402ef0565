"""The result of a run: self-describing files that carry everything analysis needs (`docs/formats.md`)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from engine.arrays import Floats
from engine.beliefs import belief_rows
from engine.fights import SIEGE, participations
from engine.formats import (
    BELIEF_COLUMNS,
    CAPTURE_COLUMNS,
    EVENT_COLUMNS,
    FIGHT_COLUMNS,
    FORMAT,
    LOSS_COLUMNS,
    MANIFEST,
    ORDERS,
    OUTCOME_COLUMNS,
    SUPPLY_COLUMNS,
    TRACK_COLUMNS,
)
from engine.outcomes import RunSummary, loss_rows, outcomes
from engine.randomness import Dice
from engine.recorder import Recorder, Sample, Track
from engine.scenario.schema import Claim, Formation, HistoricEvent
from engine.state.knowledge import Knowledge
from engine.state.ledger import LEDGER_GOODS, Ledger, LedgerRows
from engine.state.strengths import Strengths
from engine.texts import Names, Rows, csv_text, json_text, number_text, write_csv
from engine.theatre.itineraries import Axis, Orders
from engine.theatre.preparation import Theatre
from engine.theatre.provenance import provenance_of
from engine.units import MIN_PER_DAY, local_time, minutes_since
from engine.vocabulary import EventKind, SupplyLimit

VERSION = "0.1.0"
UNWRITTEN = {"ends", "river_m", "lanes", "banks", "bridge_state", "source", "grade", "note"}
"""What an edge of the graph carries that the result folder does not."""

OF_AN_ACTION = ("formation", "earliest", "latest", "place", "counts")
"""What a claim about the whole campaign does not have."""

_SHARED: WeakKeyDictionary[Orders, Mapping[str, str]] = WeakKeyDictionary()
"""The files that runs of a theatre share, by its orders, as long as it is there."""


class RunResult:
    """One run in memory; `write` puts it into a folder. Events, tracks and captures are in the order they happened."""

    def __init__(
        self,
        theatre: Theatre,
        recorder: Recorder,
        strengths: Strengths,
        ledger: Ledger,
        knowledge: Knowledge,
        dice: Dice,
        *,
        end_minute: int,
        led: Mapping[str, Any] | None = None,
    ):
        self.world, self.orders, self.recorder, self.strengths = theatre.world, theatre.orders, recorder, strengths
        self.depots, self.ledger, self.knowledge, self.dice = theatre.depots, ledger, knowledge, dice
        self.seed, self.replication, self.end_minute = dice.seed, dice.replication, end_minute
        self._led = dict(led or {})

    def write(self, folder: Path) -> None:
        """Write all files of the result folder but the pictures into an existing, empty folder.

        Tables are written row by row: the tracks of a long war would fill more memory than its run."""
        rows = dict[str, int]()
        for name, (columns, table) in self._tables().items():
            with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
                rows[name] = write_csv(file, columns, table)
        for name, text in {MANIFEST: json_text(self.manifest | {"rows": rows}), **self.scenario_files}.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")

    @cached_property
    def files(self) -> dict[str, str]:
        """File name to content: the same bytes for the same scenario, seed, replication and version."""
        rows = {name: text.count("\n") - 1 for name, text in self.tables.items()}
        return {
            MANIFEST: json_text(self.manifest | {"rows": rows}),
            **self.scenario_files,
            **self.tables,
        }

    @cached_property
    def tables(self) -> dict[str, str]:
        """Those of the files that are tables: what happened in this run."""
        return {name: csv_text(columns, rows) for name, (columns, rows) in self._tables().items()}

    def _tables(self) -> dict[str, tuple[tuple[str, ...], Rows]]:
        """Columns of each table, and its rows, most of which are made when they are asked for."""
        return {
            "events.csv": (EVENT_COLUMNS, self._events()),
            "tracks.csv": (TRACK_COLUMNS, self._tracks()),
            "captures.csv": (CAPTURE_COLUMNS, self._captures()),
            "fights.csv": (FIGHT_COLUMNS, self._fights()),
            "losses.csv": (LOSS_COLUMNS, loss_rows(self._summary)),
            "supply.csv": (SUPPLY_COLUMNS, self._supply()),
            "beliefs.csv": (BELIEF_COLUMNS, belief_rows(self.world, self.dice, self.recorder, self.knowledge)),
            "outcomes.csv": (OUTCOME_COLUMNS, self.outcomes),
        }

    @property
    def scenario_files(self) -> Mapping[str, str]:
        """Those of the files that are the same in every run of the scenario: made for the first run of a theatre."""
        if self.orders not in _SHARED:
            _SHARED[self.orders] = self._scenario_files()
        return _SHARED[self.orders]

    def _scenario_files(self) -> dict[str, str]:
        return {
            "network.json": json_text(self._network()),
            "formations.json": json_text(self._formations()),
            "axes.json": json_text([self._axis(axis) for axis in self.orders.axes.values() if axis]),
            "plan.json": json_text([plan.model_dump(mode="json", exclude_defaults=True) for plan in self.world.spec.plans]),
            "history.json": json_text(self._history()),
            "map.json": json_text(self._map()),
            "provenance.json": json_text(provenance_of(self.world.loaded, self.world.parameters)),
        } | ({ORDERS: json_text(self.world.loaded.ordered)} if self.world.loaded.ordered else {})

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What this run is: scenario and digest, seed, switches, every parameter's value, time scale, sides."""
        spec, clean = self.world.spec, self.world.spec.clean_until_day
        return {
            "format": FORMAT,
            "engine_version": VERSION,
            "scenario": {"id": spec.id, "title": spec.title, "digest": self.world.loaded.digest},
            "seed": self.seed,
            "replication": self.replication,
            "without": list(self.world.loaded.switched_off),
            "rules_off": sorted(spec.without),
            "set": self.world.loaded.settings,
            "start": spec.start,
            "utc_offset_hours": spec.utc_offset_hours,
            "days": spec.days,
            "end_minute": self.end_minute,
            "clean_until_minute": None if clean is None else round(clean * MIN_PER_DAY),
            "sides": [side.model_dump(mode="json") for side in spec.sides],
            "event_kinds": list(EventKind),
            "parameters": self.world.parameters,
        } | self._peculiar

    @cached_property
    def tracks(self) -> list[Track]:
        """Every formation at every sample, in order of time and of formations; a forward detachment while it is ahead."""
        return [track for sample in self.recorder.samples for track in self._tracks_of(sample)]

    def _tracks_of(self, sample: Sample) -> Iterator[Track]:
        places, formations = self.world.places, self.world.formations
        rows = zip(
            formations,
            sample.place.tolist(),
            sample.next_place.tolist(),
            sample.numbers.T.tolist(),
            sample.state,
            sample.cause,
            sample.absent.tolist(),
            strict=True,
        )
        for formation, here, there, numbers, state, cause, absent in rows:
            if not absent:
                to = places[there].id if there >= 0 else ""
                yield Track._make((sample.minute, formation.id, places[here].id, to, *numbers, state, cause))

    @cached_property
    def outcomes(self) -> list[tuple[str, float, str]]:
        """(name, value, unit) of every outcome, sorted by name (docs/paths.md)."""
        return outcomes(self._summary)

    @property
    def _peculiar(self) -> dict[str, Any]:
        told = {"graph": self.world.network.changed, "orders": self.world.loaded.ordered_ids}
        return self.dice.told | {key: value for key, value in told.items() if value} | self._led

    def _time(self, minute: int) -> str:
        return local_time(self.world.calendar.start, minute)

    def _network(self) -> dict[str, Any]:
        world, holder = self.world, self.world.network.holder_at_start
        keep = {"id", "name", "lat", "lon", "kind", "terrain", "country", "tier", "population", "airfield"}
        near = {crossing.id: {"bank_of": crossing.at} for crossing in world.spec.crossings}
        places = [
            place.model_dump(mode="json", include=keep) | {"side": world.spec.sides[int(holder[row])].id} | near.get(place.id, {})
            for row, place in enumerate(world.places)
        ]
        links = [
            {"id": name, "a": edge["ends"][0], "b": edge["ends"][1]}
            | {key: value for key, value in edge.items() if key not in UNWRITTEN}
            for name, edge in zip(world.links.ids, world.network.attributes, strict=True)
        ]
        return {
            "places": places,
            "links": links,
            "supply_sources": [
                source.model_dump(mode="json", by_alias=True, exclude_none=True) for source in world.spec.supply_sources
            ],
        }

    def _formations(self) -> list[dict[str, Any]]:
        world = self.world
        return [
            formation.model_dump(
                mode="json",
                exclude={"start", "source", "note"} | _empty(formation, "arrives", "leaves", "reassigned", "strung_out"),
            )
            | {"place": formation.start.place, "army": world.order_of_battle.army[row], "front": world.order_of_battle.front[row]}
            | {"detachment": world.order_of_battle.detached[row]}
            for row, formation in enumerate(world.formations)
        ]

    def _axis(self, axis: Axis) -> dict[str, Any]:
        world, plan = self.world, axis.plan
        formation = world.formations[world.formation_row[plan.formation]]
        row = world.formation_row[formation.id]
        places = [
            {"place": step.place, "km": km, "planned_day": list(step.planned_day) if step.planned_day else None}
            for step, km in zip(axis.steps, axis.step_km, strict=True)
        ]
        return {
            "plan": plan.id,
            "formation": formation.id,
            "name": formation.name,
            "side": formation.side,
            "army": world.order_of_battle.army[row],
            "front": world.order_of_battle.front[row],
            "opens_minute": round(plan.opens * MIN_PER_DAY),
            "followers": self._followers(plan.id),
            "places": places,
            "route": [{"place": place, "km": km} for place, km in axis.route],
        }

    def _followers(self, plan: str) -> list[str]:
        pairs = zip(self.world.formations, self.orders.itineraries, strict=True)
        return [formation.id for formation, itinerary in pairs if itinerary and itinerary.plan.id == plan]

    def _history(self) -> dict[str, Any]:
        start = self.world.calendar.start
        events = [
            event.model_dump(mode="json", exclude=_empty(event, "cause"))
            | {"earliest_minute": minutes_since(start, event.earliest), "latest_minute": minutes_since(start, event.latest)}
            for event in self.world.spec.history
        ]
        claims = [claim.model_dump(mode="json", exclude=_empty(claim, *OF_AN_ACTION)) for claim in self.world.spec.claims]
        receipts = [receipt.model_dump(mode="json") for receipt in self.world.spec.receipts]
        return {"events": events, "claims": claims} | ({"receipts": receipts} if receipts else {})

    def _map(self) -> dict[str, Any] | None:
        described, coast = self.world.spec.map, self.world.loaded.coast
        if described is None:
            return None
        layers = json.loads(coast.read_text(encoding="utf-8")) if coast else {}
        plain = described.model_dump(mode="json", exclude={"coast"})
        return plain | {"land": layers.get("land", []), "lakes": layers.get("lakes", [])}

    def _events(self) -> Rows:
        for e in self.recorder.events:
            numbers = ";".join(f"{key}={number_text(value)}" for key, value in e.numbers)
            yield e.minute, self._time(e.minute), e.kind, e.side, e.formation, e.place, e.cause, numbers

    def _tracks(self) -> Rows:
        for sample in self.recorder.samples:
            time = self._time(sample.minute)
            for track in self._tracks_of(sample):
                yield track.minute, time, *track[1:]

    def _captures(self) -> Rows:
        for capture in self.recorder.captures:
            yield capture.place, capture.side, capture.minute, self._time(capture.minute), capture.formation, capture.by

    def _fights(self) -> Rows:
        for each in participations(self.recorder.impulses):
            place, formation = self.world.places[each.place].id, self.world.formations[each.formation]
            times = (each.begun_minute, self._time(each.begun_minute), each.ended_minute, self._time(each.ended_minute))
            engagement = "siege" if each.engagement == SIEGE else each.engagement
            numbers = (each.hours, float(round(each.men)), float(round(each.lost, 1)))
            yield place, engagement, formation.side, formation.id, each.part, *times, *numbers

    def _supply(self) -> Rows:
        columns = self.supply_columns
        names = [column.texts() for column in columns.names]
        tonnes = (_cells(columns.rows.moved_t), columns.limit.texts(), _cells(columns.rows.kept_t))
        for day, *here, moved, limit, kept in zip(columns.rows.day.tolist(), *names, *tonnes, strict=True):
            yield day, *here, *moved, limit, *kept

    @cached_property
    def supply_columns(self) -> SupplyColumns:
        """The rows of `supply.csv` as columns, with the names of what the ledger counts."""
        rows, world = self.ledger.rows(), self.world
        places = [world.places[place].id for place in self.depots.place.tolist()]
        sides = [world.spec.sides[side].id for side in self.depots.side.tolist()]
        names = (
            Names([*places, ""], rows.depot),
            Names([*sides, ""], rows.depot),
            self.depots.source_names(rows.depot, rows.source),
            Names([*self.ledger.armies, ""], rows.army),
            Names(LEDGER_GOODS, rows.good),
        )
        return SupplyColumns(rows, names, Names([*(str(limit.cause) for limit in SupplyLimit), ""], rows.limit))

    @property
    def _summary(self) -> RunSummary:
        return RunSummary(self.world, self.orders, self.recorder, self.strengths, self.ledger, self.end_minute)


class SupplyColumns(NamedTuple):
    """The rows of the ledger with the names of what they are of (`formats.SUPPLY_KEYS`) and of limits; empty for none."""

    rows: LedgerRows
    names: tuple[Names, ...]
    limit: Names


def _cells(tonnes: Floats) -> Iterator[list[float | str]]:
    """Rows of tonnes as cells; empty for what is not known."""
    for row in tonnes:
        yield ["" if math.isnan(cell) else cell for cell in row.tolist()]


def _empty(thing: Formation | HistoricEvent | Claim, *keys: str) -> set[str]:
    """Those of the keys by which the scenario says nothing, which a result then does not hold."""
    return {key for key in keys if not getattr(thing, key)}
