"""Days a formation can live and drive on what it has with it: days of food, and of fuel (march on a road)."""

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


def days_of_fuel(result: Result) -> NDArray[np.float64]:
    """For each row of the tracks days of march on a road of those who live on fuel, NaN for others; the vehicles of formations on
    foot go at the rate of motor troops."""
    days = {unit: _fuel_days(result, record) for unit, record in result.formation.items() if lives_on_fuel(record)}
    return result.tracks.fuel_fills * np.array([days.get(unit, np.nan) for unit in result.tracks.formation.tolist()], np.float64)


def _fuel_days(result: Result, record: Formation) -> float:
    """Days of march in one fill of a formation that has vehicles."""
    if drives(record):
        return days_in_fill(result, record.id)
    in_fill, day_km = (float(result.manifest.parameters.get(key, 0.0)) for key in RATES["motor"])
    in_fill = record.km_per_fill or in_fill
    return in_fill / day_km if in_fill > 0.0 and day_km > 0.0 else 1.0


def drives(record: Formation) -> bool:
    """True for formations whose march is on fuel; one on foot that has vehicles walks on without."""
    return lives_on_fuel(record) and record.mobility in RATES


def lives_on_fuel(record: Formation) -> bool:
    """True for formations of which the scenario gives the tonnes of a fill."""
    return record.fill_t > 0
