"""The tables of events and states in docs/formats.md say what the engine writes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from engine.results import RunResult
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.vocabulary import EventKind

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
NAMES_A_THING = {
    "contact",
    "breaks_off",
    "passed",
    "withdraw",
    "demolition",
    "mask",
    "airlift",
    "weather",
    "reach",
    "decision",
    "report",
    "landing",
    "repulsed",
    "released",
    "link_up",
    "railhead",
    "relieved",
    "close_assault",
    "holds_off",
    "one_way_attack",
    "replacements",
}
"""Kinds whose cause is a place, a link, a lift, a spell, a step, a decision, a train or a formation."""


def rows(heading: str) -> dict[str, list[str]]:
    """First cell of each row of the table below a heading to its other cells."""
    section = FORMATS.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")]
    return {first.strip("`"): others for first, *others in cells[1:] if first.startswith("`")}


@cache
def ran(scenario: str) -> RunResult:
    return simulate(load_scenario(scenario))


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def test_every_kind_of_event_is_described() -> None:
    assert set(rows("Events")) == set(EventKind)


@pytest.mark.parametrize("scenario", ["crossroads", "manchuria_1945"])
def test_causes_and_numbers_of_events_are_described(scenario: str) -> None:
    described = rows("Events")
    halts = words(rows("States")["halted"][0])
    for event in ran(scenario).recorder.events:
        _, causes, numbers = described[event.kind]
        if event.kind in ("halt", "resume"):
            assert event.cause in halts, event
            continue
        given = " ".join(words(causes))
        assert not event.cause or event.kind in NAMES_A_THING or event.cause.split(" (")[0] in given, event
        shown = words(numbers) | words(described["pass"][2])
        assert {name for name, _ in event.numbers} <= shown, event


@pytest.mark.parametrize("scenario", ["crossroads", "manchuria_1945"])
def test_states_and_their_causes_are_described(scenario: str) -> None:
    described = rows("States")
    for track in ran(scenario).tracks:
        assert track.state in described, track
        assert not track.cause or track.state == "gone" or track.cause in words(described[track.state][0]), track
