"""Darkness: the share of an interval that passes at night."""

from __future__ import annotations

from engine.units import H_PER_DAY


def dark_share(start_hour: float, hours: float, dark_h_per_day: float) -> float:
    """Share (0-1) of the `hours` after local `start_hour` (0-24) that are dark; the night is centred on midnight.

    Range: intervals up to 24 h. Source: geometry; the hours of darkness are a parameter of the combat rules."""
    begin = -dark_h_per_day / 2.0
    nights = [(begin + day * H_PER_DAY, begin + dark_h_per_day + day * H_PER_DAY) for day in (0, 1, 2)]
    dark = sum(max(0.0, min(end, start_hour + hours) - max(start, start_hour)) for start, end in nights)
    return dark / hours
