"""Airlift: tonnes that transport aircraft bring in, by weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Floats, Ints
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class AirliftRates(RateGroup):
    """Shares of the usual sorties by weather (`airlift.*`)."""

    PREFIX: ClassVar[str] = "airlift."

    rain_share: float
    downpour_share: float


def sortie_share(sky: Ints, *, rates: AirliftRates) -> Floats:
    """Share (0-1) of the usual sorties flown under a sky (0 dry, 1 rain, 2 downpour); shape of `sky`.

    Source: airlift parameters (judgement, grade C); neutral dry."""
    return np.array([1.0, rates.rain_share, rates.downpour_share])[sky]


def shared(wanted: Floats, there: float) -> Floats:
    """What each gets who wants `wanted`, in proportion, at most `there` in all; shape of `wanted`, in its unit.

    Source: equal shares, a stated simplification."""
    asked = float(np.sum(wanted))
    return np.asarray(wanted, float) * (min(1.0, there / asked) if asked > 0 else 0.0)


def great_circle_km(lat: Floats, lon: Floats, lat_0: float, lon_0: float) -> Floats:
    """Distance in km of points (degrees) from one point on a sphere of 6371 km; shape of `lat`. Source: haversine formula."""
    a, b = np.radians(lat), np.radians(lat_0)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.asarray(lon) - lon_0) / 2) ** 2
    return np.asarray(6371.0 * 2.0 * np.arcsin(np.sqrt(half)))
