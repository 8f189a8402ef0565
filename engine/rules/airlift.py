"""Airlift: sorties of transport aircraft, the tonnes that they bring in by weather, and the men that they set down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.arrays import Bools, Floats, Ints
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


def sorties_per_day(serviceable: float, per_aircraft: float) -> float:
    """Sorties (>= 0) of a dry day of so many serviceable aircraft. Source: number x rate; the numbers are the scenario's."""
    return serviceable * per_aircraft


def lifted_t(sky: Ints, *, sorties: float, t_per_sortie: float, rates: AirliftRates) -> float:
    """Tonnes (>= 0) that so many sorties of dry weather bring to places under these skies, a mean over the places; `sky` as
    `sortie_share`.

    Source: sorties x load, with the shares of `sortie_share`. Neutral: dry."""
    return sorties * t_per_sortie * float(sortie_share(sky, "transports", rates=rates).mean())


def sorties_used(brought_t: float, could_t: float, sorties: float) -> float:
    """Of so many sorties, which could have brought `could_t`, those that `brought_t` took; none where none could fly.

    Source: proportion: what bad weather costs is spread over all."""
    return sorties * min(brought_t / could_t, 1.0) if could_t > 0.0 else 0.0


def party_sorties(men: float, men_per_sortie: float) -> int:
    """Sorties that set down a party of `men`, each whole. Source: conservation."""
    return math.ceil(men / men_per_sortie - 1e-9)


def watch(minute: int, watch_min: int) -> int:
    """Number of the watch of `watch_min` minutes in which the sorties of a look at `minute` are flown: that which ends then, or
    is under way; from 0. Source: a count of time."""
    return max(minute - 1, 0) // watch_min


def field_is_ready(taken_day: Floats, today: float, rebase_days: float) -> Bools:
    """Whether an airfield that was taken on `taken_day` (-inf: never) serves transports now; shape of `taken_day`.

    Source: as fighters, `air.rebase_days`. Neutral: 0 days."""
    return np.asarray(taken_day <= today - rebase_days)
