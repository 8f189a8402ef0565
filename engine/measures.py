"""What a scenario asks of every run: how far an operation's purpose was reached by a day, what an action cost that somebody
claims losses of. Named in docs/paths.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.arrays import Bools, Ints
from engine.recorder import Sample, Track
from engine.scenario.schema import Claim, Measure
from engine.theatre.regions import inside
from engine.theatre.world import World
from engine.units import MIN_PER_DAY, minutes_since
from engine.vocabulary import Activity, Cause, OutcomeGroup

LAT, LON, AXIS_KM, MEN = (Track._fields.index(name) - Track._fields.index("lat") for name in ("lat", "lon", "axis_km", "men"))
OUT_OF_REACH = (Activity.ELIMINATED, Cause.ENCIRCLED)
"""States and causes of troops that are formed no longer: out of the war, or shut in."""


def measured(world: World, samples: Sequence[Sample]) -> Iterator[tuple[str, float, str]]:
    """`measures.ID.day_D`, value and unit of every measure and day: as the last sample up to that day has it."""
    for measure in sorted(world.spec.measures, key=lambda measure: measure.id):
        rows = np.array(sorted({row for formation in measure.formations for row in world.order_of_battle.below(formation)}), int)
        for day in measure.days:
            past = [sample for sample in samples if sample.minute <= day * MIN_PER_DAY]
            yield f"{OutcomeGroup.MEASURES}.{measure.id}.day_{day}", *_value(world, measure, rows, past)


def claimed(world: World, samples: Sequence[Sample]) -> Iterator[tuple[str, float, str]]:
    """`claimed.ID`, count and unit of every claim of a formation or of a time: what it lost by the first sample at or after the
    end, less what it had lost by the last one at or before the beginning."""
    for claim in sorted(world.spec.claims, key=lambda claim: claim.id):
        if not claim.counts:
            continue
        rows = world.order_of_battle.below(claim.formation) if claim.formation else _rows_of(world, claim)
        begin, end = (None if at is None else minutes_since(world.calendar.start, at) for at in (claim.earliest, claim.latest))
        before = [sample for sample in samples if begin is not None and sample.minute <= begin]
        after = [sample for sample in samples if end is not None and sample.minute >= end]
        lost = _lost(after[0] if after else samples[-1], claim, rows) - (_lost(before[-1], claim, rows) if before else 0.0)
        yield f"{OutcomeGroup.CLAIMED}.{claim.id}", lost, claim.unit


def _rows_of(world: World, claim: Claim) -> list[int]:
    """Rows of the side or contingent that a claim is about."""
    flag = claim.contingent
    return [row for row, one in enumerate(world.formations) if one.side == claim.side and flag in (None, one.contingent)]


def _lost(sample: Sample, claim: Claim, rows: Sequence[int]) -> float:
    return float(sum(sample.lost[name][list(rows)].sum() for name in claim.counts))


def _value(world: World, measure: Measure, rows: Ints, past: Sequence[Sample]) -> tuple[float, str]:
    """Value and unit of a measure of these formations at the end of the samples `past`."""
    first, last = past[0], past[-1]
    if measure.kind == "advance_by_day":
        reached_km = max(float(sample.numbers[AXIS_KM][rows].max()) for sample in past)
        return reached_km / (measure.km or 1.0), "share"
    within = _formed(last, rows) & _within(world, measure, last)[rows]
    if measure.kind == "escape":
        return float(last.numbers[MEN][rows][within & ~_within(world, measure, first)[rows]].sum()), "men"
    at_start = float(first.numbers[MEN][rows].sum())
    return float(last.numbers[MEN][rows][within].sum()) / at_start if at_start else 0.0, "share"


def _formed(sample: Sample, rows: Ints) -> Bools:
    """(rows,): whether each is in the war and not shut in."""
    return np.array([sample.state[row] not in OUT_OF_REACH and sample.cause[row] not in OUT_OF_REACH for row in rows], bool)


def _within(world: World, measure: Measure, sample: Sample) -> Bools:
    """(formations,): whether each is where the measure looks: in its country, in its region, or (without both) anywhere."""
    within = np.ones(len(world.formations), bool)
    if measure.country is not None:
        within &= np.array([world.places[place].country == measure.country for place in sample.place])
    if measure.region is not None:
        box = next(region for region in world.spec.regions if region.id == measure.region)
        within &= inside(box, sample.numbers[LON], sample.numbers[LAT])
    return within
