"""What the key of a number says: the unit at its end, and the words before it."""

from __future__ import annotations

UNITS = (
    ("t_per_day", "t a day"),
    ("km_per_fill", "km"),
    ("_per_day", "a day"),
    ("_km", "km"),
    ("_mm", "mm"),
    ("_m", "m"),
    ("_t", "t"),
    ("_fills", "fills"),
    ("_bk", "ammunition units"),
    ("_days", "days"),
    ("_day", "day after the start"),
    ("_h", "h"),
)
"""Ends of keys, the first that fits, and the units that they name."""
WHOLE_UNITS = {
    "km": "km",
    "lat": "degrees north",
    "lon": "degrees east",
    "day": "day after the start",
    "opens": "day after the start",
}


def unit_of(key: str) -> str:
    """The unit that the key of a number names; nothing for one that names none."""
    return WHOLE_UNITS.get(key) or next((unit for end, unit in UNITS if key.endswith(end)), "")


def words_of(key: str) -> str:
    """The key in words, without the unit at its end: `fuel_fills` is `fuel`; a key that is all unit is said whole."""
    bare = next((key.removesuffix(end) for end, _ in UNITS if key.endswith(end)), key)
    return (bare or key.replace("t_per", "tonnes_per")).replace("_", " ")
