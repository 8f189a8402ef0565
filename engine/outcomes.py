"""What a run comes to in numbers that can be compared over runs; the names are defined in docs/paths.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats
from engine.events import Event
from engine.formats import LOSS_GROUPS, LOSSES
from engine.measures import claimed, measured
from engine.receipts import received
from engine.recorder import Capture, Recorder, Track
from engine.state.ledger import Ledger
from engine.state.strengths import Strengths
from engine.theatre.itineraries import Orders
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import Body, Cause, EventKind, OutcomeGroup

AXIS_KM = Track._fields.index("axis_km") - Track._fields.index("lat")
STALL_MIN = MIN_PER_DAY
"""A halt for fuel counts as a stall from this length on."""
LOST = {
    "killed": "men",
    "wounded": "men",
    "sick": "men",
    "prisoners": "men",
    "dispersed": "men",
    "tanks_written_off": "tanks",
    "tanks_in_repair": "tanks",
    "tanks_captured": "tanks",
    "guns_lost": "guns",
    "guns_captured": "guns",
    "aircraft_lost": "aircraft",
    "aircraft_captured": "aircraft",
}
"""Where men and machines went, as `Strengths` names it -> unit."""
ARMOUR = ("tanks_fell_out", "tanks_broke_down")
"""Counted each time, so that they are no part of any sum."""
ARMS = ("men", "tanks", "guns", "aircraft")

Outcome = tuple[str, float, str]
Counts = dict[str, Floats]


@dataclass(frozen=True)
class RunSummary:
    """What is known at the end of a run."""

    world: World
    orders: Orders
    recorder: Recorder
    strengths: Strengths
    ledger: Ledger
    end_minute: int

    @property
    def end_day(self) -> float:
        """Days from the start to the end of the run."""
        return self.end_minute / MIN_PER_DAY


def outcomes(run: RunSummary) -> list[Outcome]:
    """(name, value, unit) of every outcome of a run by name: dates, depths, supply, places, losses, measures."""
    families = (_captured_days, _main_body_days, _depths, _low_fuel_days, _culminations, _stalls, _places_taken, _losses)
    found = [outcome for family in families for outcome in family(run)]
    samples = run.recorder.samples
    return sorted([*found, *measured(run.world, samples), *claimed(run.world, samples), *_received(run)])


def loss_rows(run: RunSummary) -> list[tuple[str | int, ...]]:
    """One row a formation: its id, army, front and side, then `LOSS_COLUMNS` in whole men, tanks, guns and aircraft.

    What each has had (men and machines at the start, and replacements) and its parts sum to the same; each is within one of the
    run's own number."""
    world = run.world
    columns = _whole(_counts(run)).items()
    return [
        (
            formation.id,
            world.order_of_battle.army[row],
            world.order_of_battle.front[row],
            formation.side,
            *(int(values[row]) for _, values in columns),
        )
        for row, formation in enumerate(world.formations)
    ]


def _counts(run: RunSummary) -> Counts:
    """Column of the losses to its number for each formation, which has what its forward detachment has."""
    now = run.strengths
    start = {f"{arm}_at_start": getattr(now, f"{arm}_at_start") for arm in ARMS}
    here = {"present": now.men, "tanks": now.tanks, "guns": now.guns, "aircraft": now.aircraft}
    joined = {name: getattr(now, name) for had, _ in LOSS_GROUPS for name in had[1:]}
    gone: Counts = {name: getattr(now, name) for name in LOST}
    known = start | joined | here | gone
    bodies = run.world.order_of_battle
    return {column: bodies.with_detachments(known[column]) for column in LOSSES}


def _whole(counts: Counts) -> Counts:
    """Whole numbers of which both sums of a group still agree: differences of the rounded running sums."""
    return {
        name: number
        for group in LOSS_GROUPS
        for names in group
        for name, number in zip(names, np.diff(_running(counts, names), axis=0), strict=True)
    }


def _running(counts: Counts, names: tuple[str, ...]) -> Floats:
    """(1 + names, formations): rounded sums of no, one, two ... of the columns named."""
    return np.round(np.cumsum([np.zeros_like(counts[names[0]]), *(counts[name] for name in names)], axis=0))


def _received(run: RunSummary) -> Iterator[Outcome]:
    """`received.ID` of each record of receipts."""
    return received(run.world, run.ledger, run.recorder.events) if run.world.spec.receipts else iter(())


def _losses(run: RunSummary) -> Iterator[Outcome]:
    """`losses.ID.NAME` and `armour.ID.NAME` of each side and contingent, and of each front, area army and army with all below."""
    counts = _counts(run)
    table = np.array([*(counts[name] for name in LOST), *(getattr(run.strengths, name) for name in ARMOUR)])
    units = [(OutcomeGroup.LOSSES, name, unit) for name, unit in LOST.items()]
    units += [(OutcomeGroup.ARMOUR, name, "tanks") for name in ARMOUR]
    for group, rows in _loss_groups(run.world):
        sums = table.take(np.array(rows, int), axis=1).sum(axis=1).tolist()
        for (about, name, unit), lost in zip(units, sums, strict=True):
            yield f"{about}.{group}.{name}", lost, unit


def _loss_groups(world: World) -> Iterator[tuple[str, list[int]]]:
    """Name and rows of each side, each contingent, and each front, area army and army with all below it."""
    for side in world.spec.sides:
        yield side.id, [row for row, formation in enumerate(world.formations) if formation.side == side.id]
        for flag in side.contingents:
            yield flag.id, [row for row, formation in enumerate(world.formations) if formation.contingent == flag.id]
    flags = {flag.id for side in world.spec.sides for flag in side.contingents}
    for group in sorted(_high_commands(world) - flags - {side.id for side in world.spec.sides}):
        yield group, sorted(world.order_of_battle.below(group))


def _high_commands(world: World) -> set[str]:
    """Ids of all armies, fronts and area armies."""
    high = {formation.id for formation in world.formations if formation.echelon in ("army_group", "front", "area_army", "army")}
    return {*world.order_of_battle.army, *world.order_of_battle.front, *high}


def _stalls(run: RunSummary) -> Iterator[Outcome]:
    """`first_stall.ID` of each fighting formation on an axis that burns fuel, and of each corps and army with one below it."""
    world, stalls = run.world, _fuel_stalls(run)
    for head, itinerary in zip(world.formations, run.orders.itineraries, strict=True):
        if head.echelon in ("army", "corps") or itinerary is not None:
            below = [world.formations[row] for row in world.order_of_battle.below(head.id)]
            burning = [formation.id for formation in below if formation.combat and formation.fill_t > 0]
            if burning:
                first = min(stalls.get(formation, run.end_minute) for formation in burning)
                yield f"{OutcomeGroup.FIRST_STALL}.{head.id}", first / MIN_PER_DAY, "days"


def _fuel_stalls(run: RunSummary) -> dict[str, int]:
    """Formation to the minute from which its main body stood without fuel for at least a day, the first time.

    A forward detachment is a formation of its own here; what it does does not end the stall of its main body."""
    standing: dict[str, int] = {}
    stalls: dict[str, int] = {}
    changes = [(event.minute, event.kind, event.formation) for event in run.recorder.events if event.cause == Cause.FUEL]
    changes += [(run.end_minute, EventKind.RESUME, formation.id) for formation in run.world.formations]
    for minute, kind, formation in changes:
        if kind == EventKind.HALT:
            standing.setdefault(formation, minute)
        elif kind == EventKind.RESUME:
            since = standing.pop(formation, minute)
            if minute - since >= STALL_MIN:
                stalls.setdefault(formation, since)
    return stalls


def _captured_days(run: RunSummary) -> Iterator[Outcome]:
    """`captured_day.PLACE` of every place that an axis names and the first side did not hold (the run's end if never taken)."""
    taken: dict[str, Capture] = {}
    for capture in run.recorder.captures:
        taken.setdefault(capture.place, capture)
    for place in _places_to_take(run):
        yield f"{OutcomeGroup.CAPTURED_DAY}.{place}", taken[place].minute / MIN_PER_DAY if place in taken else run.end_day, "days"


def _places_to_take(run: RunSummary) -> set[str]:
    """Places that an axis names and the first side does not hold at the start."""
    on_axes = {step.place for axis in run.orders.axes.values() if axis for step in axis.steps}
    return on_axes & {place.id for row, place in enumerate(run.world.places) if run.world.network.holder_at_start[row] != 0}


def _main_body_days(run: RunSummary) -> Iterator[Outcome]:
    """`main_body_day.PLACE` of the same places: a main body of the side that takes it is there, taking it or later (the run's
    end if never)."""
    captor: dict[str, str] = {}
    for capture in run.recorder.captures:
        captor.setdefault(capture.place, capture.side)
    stood: dict[tuple[str, str], int] = {}
    for event in run.recorder.events:
        if event.kind in (EventKind.CAPTURE, EventKind.PASS) and _is_body(run, event):
            stood.setdefault((event.place, event.side), event.minute)
    for place in _places_to_take(run):
        minute = stood.get((place, captor.get(place, "")), run.end_minute)
        yield f"{OutcomeGroup.MAIN_BODY_DAY}.{place}", minute / MIN_PER_DAY, "days"


def _is_body(run: RunSummary, event: Event) -> bool:
    """Whether the main body of fighting troops comes to the place of an event of the march."""
    bodies = run.world.order_of_battle
    row, share = bodies.row[event.formation], dict(event.numbers).get("share", 1.0)
    return bodies.combat[row] and bodies.body(row, share) == Body.BODY


def _low_fuel_days(run: RunSummary) -> Iterator[Outcome]:
    """`low_fuel_day.ARMY` of every army with an axis: its first empty tank (the run's end if never)."""
    dry: dict[str, float] = {}
    for event in run.recorder.events:
        if event.kind == EventKind.FUEL_EMPTY:
            dry.setdefault(run.world.order_of_battle.army[run.world.formation_row[event.formation]], event.minute / MIN_PER_DAY)
    for army in _armies_that_move(run):
        yield f"{OutcomeGroup.LOW_FUEL_DAY}.{army}", dry.get(army, run.end_day), "days"


def _culminations(run: RunSummary) -> Iterator[Outcome]:
    """`culmination_day.ARMY` of every army with an axis: since when its supply stayed too low (the run's end if never)."""
    numbers = {event.formation: dict(event.numbers) for event in run.recorder.events if event.kind == EventKind.CULMINATION}
    for army in _armies_that_move(run):
        yield f"{OutcomeGroup.CULMINATION_DAY}.{army}", numbers[army]["since_day"] if army in numbers else run.end_day, "days"


def _depths(run: RunSummary) -> Iterator[Outcome]:
    """`depth_km.ARMY`: the greatest km along their axes that its formations with an itinerary reached."""
    deepest = np.max([sample.numbers[AXIS_KM] for sample in run.recorder.samples], axis=0)
    for army, rows in _armies_that_move(run).items():
        yield f"{OutcomeGroup.DEPTH_KM}.{army}", max(0.0, float(deepest[rows].max())), "km"


def _armies_that_move(run: RunSummary) -> dict[str, list[int]]:
    """Army to the rows of its formations that have an itinerary."""
    armies: dict[str, list[int]] = {}
    for row, itinerary in enumerate(run.orders.itineraries):
        if itinerary is not None:
            armies.setdefault(run.world.order_of_battle.army[row], []).append(row)
    return armies


def _places_taken(run: RunSummary) -> Iterator[Outcome]:
    for side in run.world.spec.sides:
        yield f"{OutcomeGroup.PLACES_TAKEN}.{side.id}", float(sum(c.side == side.id for c in run.recorder.captures)), "places"
