"""Times, errors and columns as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from analysis.history import DatedEvent
from analysis.load import MONTHS

NAME_AT_MOST = 34


def moment(start: datetime, minute: float) -> str:
    """`D+5 14 Aug 18:00`: local time of `minute`, the day of the start being D+0."""
    then = start + timedelta(minutes=round(minute))
    return f"{_day(start, then)} {then:%H:%M}"


def window_text(start: datetime, event: DatedEvent) -> str:
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


def _day(start: datetime, then: datetime) -> str:
    return f"D+{(then.date() - start.date()).days} {then.day} {MONTHS[then.month - 1]}"


def days(value: float | None) -> str:
    """A mean error in days, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def hours(error: float) -> str:
    """`+12 h`, `-3 h`, `+20 min` under an hour, or `in window` for 0."""
    return "in window" if error == 0 else f"{error:+.0f} h" if abs(error) >= 1 else f"{error * 60:+.0f} min"


def plain(text: object) -> str:
    """`text` with control and bidirectional characters escaped, safe for a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def short(text: str, at_most: int = NAME_AT_MOST) -> str:
    """`plain(text)`, cut at `at_most` characters."""
    safe = plain(text)
    return safe if len(safe) <= at_most else safe[: at_most - 1] + "…"


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """`rows` as aligned text, two spaces between columns; short rows are allowed, `right` columns end together."""
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    sizes = [max(len(row[column]) for row in filled) for column in range(width)]
    lines = []
    for row in filled:
        cells = [row[at].rjust(size) if at in right else row[at].ljust(size) for at, size in enumerate(sizes)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
