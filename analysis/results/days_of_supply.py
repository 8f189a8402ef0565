"""Days a formation can live or drive on what it has with it: fuel as days of march on a road, else days of food."""

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
    parameters = result.manifest.parameters
    keys = RATES.get(result.formation[formation].mobility)
    if keys is None or not all(key in parameters for key in keys):
        return 1.0
    return float(parameters[keys[0]]) / float(parameters[keys[1]])


def days_of_supply(result: Result) -> NDArray[np.float64]:
    """For each row of the tracks days of fuel (march on a road) of those that live on fuel, else days of food."""
    tracks = result.tracks
    fuel_days = {unit: days_in_fill(result, unit) for unit, record in result.formation.items() if lives_on_fuel(record)}
    factor = np.array([fuel_days.get(unit, np.nan) for unit in tracks.formation.tolist()])
    return np.asarray(np.where(np.isnan(factor), tracks.food_days, tracks.fuel_fills * factor), np.float64)


def lives_on_fuel(record: Formation) -> bool:
    """True for formations of which the scenario gives the tonnes of a fill."""
    return record.fill_t > 0
