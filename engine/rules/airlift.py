"""Airlift: tonnes that transport aircraft bring in, by weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.arrays import Floats, Ints
from engine.rules import skies
from engine.rules.rate_group import RateGroup


@dataclass(frozen=True, slots=True)
class AirliftRates(RateGroup):
    """Shares of the usual sorties by weather (`airlift.*`)."""

    PREFIX: ClassVar[str] = "airlift."

    rain_share: float
    downpour_share: float
    overcast_share: float
    fog_share: float


def sortie_share(sky: Ints, aircraft: str, *, rates: AirliftRates) -> Floats:
    """Share (0-1) of their usual sorties that aircraft fly under a sky, a code of `skies.TABLE`; shape of `sky`.

    `aircraft` is a column of that table: `combat_aircraft` or `transports`. Source: airlift parameters (judgement, grade C);
    neutral dry."""
    return skies.column(aircraft, rates=rates)[sky]


def lifted_t(sky: Ints, *, sorties_per_day: float, t_per_sortie: float, days: float, rates: AirliftRates) -> float:
    """Tonnes (>= 0) that a lift brings in `days` to places under these skies, a mean over the places; `sky` as `sortie_share`.

    Source: sorties x load x time, with the shares of `sortie_share`. Neutral: dry."""
    return sorties_per_day * t_per_sortie * days * float(sortie_share(sky, "transports", rates=rates).mean())
