"""One event of a run in words.

A sentence has a verb by the kind of the event (`phrases`), its places, its cause and its numbers, and no subject: in the story of
a formation the subject is the formation, and tables name it in a column. An event that this version does not know is said from
its own codes, so that results of later versions can still be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.results.load import Result
from analysis.words.numbers import numbers_text, plain_words
from analysis.words.phrases import (
    AGAIN,
    CAUSE_UNSAID,
    FIRST_RANK,
    MARCH_KINDS,
    MILESTONES,
    ORDINARY_HALTS,
    SAID_BETTER_BY,
    THIRD_RANK,
    VERBS,
    WITHOUT_A_FORMATION,
)
from engine.vocabulary import Cause, EventKind

CAUSES: Mapping[str, str] = {cause: cause.words for cause in Cause}
"""The wording of each cause of the engine by its code."""


@dataclass(frozen=True)
class Happening:
    """A row of `events.csv`; `numbers` in the order of the file."""

    minute: int
    """Minutes since the start of the run."""
    kind: str
    formation: str
    """Id of the formation that it happens to; empty for events that happen to none."""
    place: str
    cause: str
    """A code of `Cause`, or the id of the place or link that the event is about."""
    numbers: Mapping[str, float]


def happenings(result: Result, formation: str | None = None) -> Iterator[Happening]:
    """Every event of the run, or of one formation, in order."""
    for minute, kind, unit, place, cause, written in result.events.rows(
        "minute", "kind", "formation", "place", "cause", "numbers"
    ):
        if formation is None or unit == formation:
            yield Happening(minute, kind, unit, place, cause, dict(_pairs(written)))


def _pairs(written: str) -> Iterator[tuple[str, float]]:
    """Names and values of `men=480;hours=3.5`; a part that is no number is passed over, as a file may be of another version."""
    for part in written.split(";"):
        key, _, value = part.partition("=")
        try:
            yield key.strip(), float(value)
        except ValueError:
            continue


def is_milestone(event: Happening) -> bool:
    """Whether a reader of the campaign, not only of this formation, wants to hear of it; unknown kinds count."""
    if event.kind == EventKind.HALT:
        return event.cause not in ORDINARY_HALTS
    return event.kind in MILESTONES or event.kind not in MARCH_KINDS


def rank(event: Happening) -> int:
    """1 for what decides a campaign, 2 for what a reader of an army wants to hear, 3 for wear and staff work; 0 for a march."""
    if not is_milestone(event):
        return 0
    return 1 if event.kind in FIRST_RANK else 3 if event.kind in THIRD_RANK else 2


def sentence(result: Result, event: Happening) -> str:
    """The event without its subject: `halts at Redford: out of fuel; supply 6 % over 500 km of road`.

    Where the cause names a place it is the place aimed at, where it names a link it is the road between its ends.
    """
    name, target = _place_name(result, event), result.place_name(event.cause) if event.cause in result.place else ""
    form = VERBS.get(event.kind) if event.formation else WITHOUT_A_FORMATION.get(event.kind, VERBS.get(event.kind))
    said = (form or plain_words(event.kind).replace("{", "{{").replace("}", "}}") + "{at}").format_map(_places(name, target))
    why = "; ".join(part for part in (_cause(result, event), numbers_text(event.kind, event.numbers)) if part)
    return f"{said}: {why}" if why else said


def _place_name(result: Result, event: Happening) -> str:
    """The place of an event; of a far bank that is taken after its place it says that it is one."""
    name = result.place_name(event.place)
    return f"the far bank: {name}" if event.kind == EventKind.CAPTURE and event.place in result.far_banks else name


def _places(name: str, target: str) -> dict[str, str]:
    """The parts of a sentence that name the place of an event and the place aimed at, by the gap of a verb that each fills.

    `name` and `target` are names; either may be empty, and then its part is empty too.
    """
    aimed = target or name
    return {
        "at": f" at {name}" if name else "",
        "before": f" at {aimed}" if aimed else "",
        "from": f" from {name}" if name else "",
        "on": f" on {aimed}" if aimed else "",
        "place": name or "its place",
        "to": f" to {target}" if target else "",
    }


def cause_words(cause: str) -> str:
    """A cause in the one wording that it has everywhere; one that is not the engine's as it is written."""
    return CAUSES.get(cause, plain_words(cause))


def _cause(result: Result, event: Happening) -> str:
    """The cause in words, where the sentence has not named it as the place aimed at.

    A move after a halt says what has changed, a step of a plan its number, a link the places at its ends.
    """
    if event.cause in result.place or event.kind in CAUSE_UNSAID:
        return ""
    if event.kind == EventKind.RESUME:
        return AGAIN.get(event.cause, "")
    if event.kind == EventKind.DETACHMENT:
        return "fuel pooled for it"
    if event.kind == EventKind.REACH and event.cause.startswith("step "):
        return f"{event.cause} of its plan"
    between = "" if event.cause in CAUSES else _between(result, event.cause)
    return between or cause_words(event.cause)


def _between(result: Result, link: str) -> str:
    """`between A and B` if `link` is a road or railway of the run."""
    found = next((one for one in result.links if one.id == link), None)
    return f"between {result.place_name(found.a)} and {result.place_name(found.b)}" if found else ""


def without_echoes(events: Sequence[Happening]) -> Iterator[Happening]:
    """The events without those that another of the same minute says better; one that cost men is always said."""
    at_minute: dict[tuple[int, str], set[str]] = {}
    for event in events:
        at_minute.setdefault((event.minute, event.place), set()).add(event.kind)
    for event in events:
        said_better = SAID_BETTER_BY.get(event.kind, frozenset()) & at_minute[event.minute, event.place]
        if not said_better or event.numbers.get("men_lost"):
            yield event
