"""The calendar of a scenario: minutes of the simulation to days of the war."""

from __future__ import annotations

from datetime import datetime

from engine.units import MIN_PER_DAY, parse_local


class Calendar:
    """The clock counts whole minutes from `start`, which need not be a midnight; days of the weather begin at midnight."""

    def __init__(self, start: str, days: int):
        self.start: datetime = parse_local(start)
        self.days = days
        self.end_minute: int = days * MIN_PER_DAY
        self.first_midnight: int = MIN_PER_DAY - self.start.hour * 60 - self.start.minute
        """Minute of the first midnight after the start; a whole day where the scenario starts at one."""

    def day(self, minute: int) -> int:
        """Midnights passed since the scenario's start: the row of tables that have one row a calendar day."""
        return (minute + MIN_PER_DAY - self.first_midnight) // MIN_PER_DAY
