"""The part of docs/formats.md that describes events and states, made from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.registry import EVENTS, STATES, UNITS, Form
from engine.vocabulary import Activity, Cause, EventKind

INTRODUCTION = """\
`formation` is the one that the event happens to, `place` where it stands then; what the event is about, if it is another
place or thing, stands in `cause`. `manifest.json` lists the kinds. The tables of events, causes, numbers and states are made by
`august-storm list events --markdown`; a test keeps them fresh. Numbers in brackets stand only where they apply."""
HEAD, RULE = "| {} |", "| --- "


def lines() -> Iterator[str]:
    """The sections Events, Causes, Numbers and States as Markdown."""
    yield from ("## Events", "", INTRODUCTION, "")
    yield from _table(("`kind`", "what happens", "`cause`", "`numbers`", "written by"), map(_event, EventKind))
    yield from ("", "## Causes", "", "A cause reads the same in every output.", "")
    yield from _table(("`cause`", "words", "of events", "of states"), (_cause(cause) for cause in Cause if cause))
    yield from ("", "## Numbers of events", "", "A name means the same in every event.", "")
    yield from _table(("number", "unit", "what"), ((f"`{name}`", unit.unit, unit.what) for name, unit in UNITS.items()))
    yield from ("", "## States", "", "`state` in `tracks.csv`, with the `cause` why it stands:", "")
    yield from _table(("`state`", "what", "`cause`"), ((f"`{state}`", state.words, _codes(STATES[state])) for state in Activity))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table: head, rule and a line for each row."""
    yield HEAD.format(" | ".join(head))
    yield RULE * len(head) + "|"
    yield from (HEAD.format(" | ".join(row)) for row in rows)


def _codes(names: Iterable[str]) -> str:
    """Names as code, separated by commas; empty for none."""
    return ", ".join(f"`{name}`" for name in names)


def _event(kind: EventKind) -> tuple[str, ...]:
    """A kind of event: what it is, its causes (or what they are about), its numbers and the processes that write it."""
    form = EVENTS[kind]
    return f"`{kind}`", kind.words, form.about.words if form.about else _codes(form.causes), _numbers(form), _codes(form.writers)


def _numbers(form: Form) -> str:
    """Names of the numbers that an event of this form always has, and in brackets of those that it has at times."""
    at_times = f"({_codes(form.at_times)})" if form.at_times else ""
    return " ".join(part for part in (_codes(form.numbers), at_times) if part)


def _cause(cause: Cause) -> tuple[str, ...]:
    """The cells of a cause: its words, and the events and states that may have it."""
    events = [kind for kind, form in EVENTS.items() if cause in form.causes]
    return f"`{cause}`", cause.words, _codes(events), _codes(state for state, causes in STATES.items() if cause in causes)
