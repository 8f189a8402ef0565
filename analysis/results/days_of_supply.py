"""Days a formation can live and drive on what it has with it: days of food, or of fuel (march on a road) where that is less."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.results.load import Result
from analysis.results.records import Formation

RATES = {
    "tracked": ("fuel.km_per_fill_tracked", "march.tracked_km_day"),
    "motor": ("fuel.km_per_fill_motor", "march.motor_km_day"),
}
"""Kilometres on a fill and kilometres a day on a road, by mobility: their quotient is the days of march in a fill."""


def days_in_fill(result: Result, formation: str) -> float:
    """Days of march on a road in one fill of `formation`; 1 where the run does not say."""
    in_fill, day_km = km_in_fill(result, formation), km_a_day(result, formation)
    return in_fill / day_km if in_fill > 0.0 and day_km > 0.0 else 1.0


def km_in_fill(result: Result, formation: str) -> float:
    """Km of road on one fill: the formation's own, or those of its mobility; 0 where the run does not say."""
    record = result.formation[formation]
    return float(record.km_per_fill or _rate(result, record, 0))


def km_a_day(result: Result, formation: str) -> float:
    """Km that `formation` marches on a road in a day at the usual rate of its mobility; 0 where the run does not say."""
    return _rate(result, result.formation[formation], 1)


def halt_fills(result: Result) -> float:
    """Fills that a formation keeps as it halts; 0 where the run does not say."""
    return float(result.manifest.parameters.get("fuel.halt_fills", 0.0))


def _rate(result: Result, record: Formation, number: int) -> float:
    keys = RATES.get(record.mobility)
    return float(result.manifest.parameters.get(keys[number], 0.0)) if keys else 0.0


def days_of_supply(result: Result) -> NDArray[np.float64]:
    """For each row of the tracks days of food; of those that drive on fuel days of march on a road, where these are fewer."""
    tracks = result.tracks
    fuel_days = {unit: days_in_fill(result, unit) for unit, record in result.formation.items() if drives(record)}
    factor = np.array([fuel_days.get(unit, np.nan) for unit in tracks.formation.tolist()])
    return np.asarray(np.fmin(tracks.food_days, tracks.fuel_fills * factor), np.float64)


def drives(record: Formation) -> bool:
    """True for formations whose march is on fuel; one on foot that has vehicles walks on without."""
    return lives_on_fuel(record) and record.mobility in RATES


def lives_on_fuel(record: Formation) -> bool:
    """True for formations of which the scenario gives the tonnes of a fill."""
    return record.fill_t > 0
