"""Every event of every test is held against the registry, and the kinds, causes and writers that occur are remembered."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from unittest import mock

from engine.events import Event
from engine.recorder import Recorder
from engine.registry import Writer, problem


@dataclass
class Seen:
    """What has occurred so far in this process: (kind, cause) with the causes that are no ids, and (kind, writer)."""

    causes: set[tuple[str, str]] = field(default_factory=set)
    writers: set[tuple[str, str]] = field(default_factory=set)


class Checked(list[Event]):
    """The events of a run; one that the registry does not allow is an AssertionError where it is written."""

    seen = Seen()

    def append(self, event: Event) -> None:
        writer = process_of_caller()
        wrong = problem(event.kind, event.cause, [name for name, _ in event.numbers], writer)
        assert not wrong, f"{wrong}: {event}"
        self.seen.causes.add((event.kind, event.cause))
        if writer:
            self.seen.writers.add((event.kind, writer))
        super().append(event)

    def extend(self, events: Iterable[Event]) -> None:
        raise AssertionError("events are appended one by one")


def process_of_caller() -> str | None:
    """Name of the process function that SimPy resumes, or of the run, which has led here; None where a test calls the engine."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        if frame.f_back.f_globals.get("__name__", "").startswith("simpy") or frame.f_code.co_name == Writer.SIMULATE:
            return frame.f_code.co_name.lstrip("_")
        frame = frame.f_back
    return None


def checked() -> mock._patch[object]:
    """A patch under which every new recorder checks its events."""
    begin = Recorder.__init__

    def begin_checked(self: Recorder) -> None:
        begin(self)
        self.events = Checked()

    return mock.patch.object(Recorder, "__init__", begin_checked)
