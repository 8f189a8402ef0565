"""Days and times in words: `D+5 14 Aug 18:00`, and an event's window as a reader says it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

MINUTES_PER_DAY = 1440
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = tuple(month[:3] for month in LONG_MONTHS)


class Window(Protocol):
    """Minutes between which something happened."""

    @property
    def earliest_min(self) -> int:
        """The first minute at which it may have happened."""

    @property
    def latest_min(self) -> int:
        """The last minute at which it may have happened."""


def moment(start: datetime, minute: float) -> str:
    """`D+5 14 Aug 18:00`: local time of `minute`, the day of the start being D+0."""
    then = start + timedelta(minutes=round(minute))
    return f"{_day(start, then)} {then:%H:%M}"


def window_text(start: datetime, event: Window) -> str:
    """The event's window: `D+1 10 Aug` for a whole day, both days for several, else both times."""
    early, late = start + timedelta(minutes=event.earliest_min), start + timedelta(minutes=event.latest_min)
    last = late - timedelta(minutes=1) if late > early else late
    if f"{early:%H:%M}" == "00:00" and f"{last:%H:%M}" in ("23:58", "23:59"):
        first_day, last_day = _day(start, early), _day(start, last)
        return first_day if first_day == last_day else f"{first_day} – {last_day}"
    if early == late:
        return moment(start, event.earliest_min)
    end = f"{late:%H:%M}" if early.date() == late.date() else moment(start, event.latest_min)
    return f"{moment(start, event.earliest_min)} – {end}"


def day_text(start: datetime, minute: float) -> str:
    """`D+5 14 Aug`: the calendar day of `minute`."""
    return _day(start, start + timedelta(minutes=round(minute)))


def days_and_hours(days: float) -> str:
    """A length of time in words: `20 min`, `36 h`, and from two days on `3 days 12 h` or `3 days`; never tenths of days."""
    minutes = round(days * MINUTES_PER_DAY)
    if minutes < 60:
        return f"{minutes} min"
    whole, hours = divmod(round(minutes / 60), 24)
    if whole < 2:
        return f"{24 * whole + hours} h"
    return f"{whole} days {hours} h" if hours else f"{whole} days"


def _day(start: datetime, then: datetime) -> str:
    return f"D+{(then.date() - start.date()).days} {then.day} {MONTHS[then.month - 1]}"
