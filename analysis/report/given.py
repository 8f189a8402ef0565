"""What a report is made from, and the words it has for places, days and shares.

`Given` is computed once and handed to every section, so that no two of them can disagree on a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from analysis.calendar import MINUTES_PER_DAY, day_text
from analysis.results.load import Result
from analysis.scores.dates import ScoreTable, is_clean
from analysis.scores.history import DatedEvent
from analysis.scores.probability import PLAN, ProbabilityTable
from analysis.scores.references import RUNS, constant_date, planned_dates
from analysis.scores.standstills import Standstill
from analysis.scores.states import StateRow

SOURCES = "Sources: the runs; history as its file cites."
"""Below every picture of a report."""


@dataclass(frozen=True)
class Given:
    """All that a report is made from: the runs, their scores, states and stops, and the ensembles held against them."""

    results: Sequence[Result]
    table: ProbabilityTable
    scores: ScoreTable
    states: Sequence[StateRow]
    stops: Sequence[Standstill]
    controls: Sequence[Sequence[Result]]
    page: str = ""
    """Where the page that plays a run lies, seen from the report; nothing where there is none."""

    def at(self, minute: float, formation: str | None = None, place: str | None = None) -> str:
        """The link to a minute of the replay with a formation chosen, or a place; nothing without a page."""
        if not self.page:
            return ""
        start = self.first.local_time(0)
        day = (max(min(minute, self.first.end_minute), 0) + start.hour * 60 + start.minute) / MINUTES_PER_DAY
        known = formation if formation in self.first.formation else None
        chosen = f"&f={quote(known)}" if known else f"&p={quote(place)}" if place else ""
        return f"{self.page}#day={round(day, 2):g}{chosen}"

    @property
    def first(self) -> Result:
        """The first run: scenario, network and history are the same in all."""
        return self.results[0]

    @property
    def main_set(self) -> str:
        """The clean window, where the scenario has one with events in it; else all events."""
        return "clean" if self.table.models[RUNS]["clean"].events else "all"

    def counts(self, event: DatedEvent) -> bool:
        """Whether a date belongs to the main set."""
        return self.main_set == "all" or is_clean(event, self.scores.clean_until_minute)

    def dates_of(self, rival: str) -> Mapping[str, float]:
        """The minutes that the attacker's plan gives, or the constant date, by id of the event."""
        events = [row.event for row in self.scores.events]
        return planned_dates(self.first, events) if rival == PLAN else constant_date(events)

    @property
    def until(self) -> str:
        """`up to D+5 14 Aug` or `over the whole run`."""
        clean = self.scores.clean_until_minute
        if self.main_set == "all" or clean is None:
            return "over the whole run"
        return f"up to {day_text(self.first.local_time(0), clean - 1)}"

    @property
    def side(self) -> str:
        """Name of the first side."""
        return str(self.first.sides[0].name)

    @property
    def runs(self) -> str:
        """`one run` or `400 runs`."""
        return "one run" if len(self.results) == 1 else f"{len(self.results)} runs"


def named(place: str, formation: str) -> str:
    """`Redford (Unit ra)`, or the place alone where no formation is named."""
    return f"{place} ({formation})" if formation else place


def day_name(given: Given, minute: float) -> str:
    """`D+5 14 Aug` for a minute of the run, in one unbroken piece."""
    return day_text(given.first.local_time(0), minute).replace(" ", "\u00a0")


def sentence(words: str) -> str:
    """`words` with a capital and a full stop; nothing stays nothing."""
    return words[:1].upper() + words[1:] + "." if words else ""


def percent(share: float) -> str:
    """A share as `74 %`."""
    return f"{100 * share:.0f}\u00a0%"
