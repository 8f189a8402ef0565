"""Time and the few conversions that every part shares; everything else keeps its unit in its name."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

MIN_PER_H = 60
MIN_PER_DAY = 1440
H_PER_DAY = 24
PERCENT = 100.0
PCT_PER_100KM = 1e4
"""Percent per 100 km, over a share per km."""
KG_PER_T = 1000.0


@lru_cache(maxsize=4096)
def parse_local(text: str) -> datetime:
    """The naive local time written as `1990-05-01T06:30`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M")


def minutes_since(start: datetime, text: str) -> int:
    """Minutes from `start` to the local time `text`; negative before it."""
    return round((parse_local(text) - start).total_seconds() / 60)


@lru_cache(maxsize=4096)
def local_time(start: datetime, minute: int) -> str:
    """Local time of a minute of the simulation, as `1990-05-01T06:30`."""
    return (start + timedelta(minutes=int(minute))).isoformat(timespec="minutes")
