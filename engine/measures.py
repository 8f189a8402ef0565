"""Measures that a scenario asks for: how far an operation's purpose was reached by a day. Named in docs/paths.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.arrays import Bools, Ints
from engine.recorder import Sample, Track
from engine.scenario.schema import Measure
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
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
    inside = np.ones(len(world.formations), bool)
    if measure.country is not None:
        inside &= np.array([world.places[place].country == measure.country for place in sample.place])
    if measure.region is not None:
        box = next(region for region in world.spec.regions if region.id == measure.region)
        lat, lon = sample.numbers[LAT], sample.numbers[LON]
        inside &= (lon >= box.lon[0]) & (lon <= box.lon[1]) & (lat >= box.lat[0]) & (lat <= box.lat[1])
    return inside
