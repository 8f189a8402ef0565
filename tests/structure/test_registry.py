"""Vocabulary and registry: each name once, each with words, nothing declared that the other does not know."""

from __future__ import annotations

import pytest

from analysis.words import phrases
from engine.registry import EVENTS, STATES, UNITS, Writer, problem, written_by
from engine.vocabulary import Activity, Cause, EventKind, OutcomeGroup, Rule, SupplyLimit, Worded


@pytest.mark.parametrize("names", [Rule, EventKind, Activity, OutcomeGroup, Writer])
def test_every_name_has_words(names: type[Worded]) -> None:
    assert all(name.words.strip() and name == name.value for name in names)


def test_every_cause_has_words_of_its_own() -> None:
    said = [cause.words for cause in Cause if cause]
    assert all(text.strip() for text in said)
    assert Cause.NONE.words == "" and len(set(said)) == len(said)


def test_a_name_without_words_is_an_error_at_once() -> None:
    with pytest.raises(TypeError, match="has no words"):

        class Wordless(Worded):
            NAME = "name"


def test_the_registry_describes_every_kind_and_state_and_uses_every_cause_and_number() -> None:
    assert list(EVENTS) == list(EventKind)
    assert list(STATES) == list(Activity)
    forms = EVENTS.values()
    assert {cause for form in forms for cause in form.causes} | {cause for causes in STATES.values() for cause in causes} == {
        cause for cause in Cause if cause
    }
    assert {name for form in forms for name in (*form.numbers, *form.at_times)} == set(UNITS)
    assert all(any(written_by(writer)) for writer in Writer)
    assert all(unit.unit.strip() for unit in UNITS.values())
    assert {limit.cause for limit in SupplyLimit} == set(EVENTS[EventKind.CULMINATION].causes)


@pytest.mark.parametrize(
    ("kind", "cause", "numbers", "writer", "wrong"),
    [
        (EventKind.SIEGE_END, Cause.STORM, ("days", "men"), "combat", ""),
        (EventKind.SIEGE_END, Cause.STORM, ("days", "men"), None, ""),
        (EventKind.SIEGE_END, Cause.FUEL, ("days", "men"), None, "the cause 'fuel' is none of"),
        (EventKind.SIEGE_END, "storm", ("days", "men"), None, "the cause 'storm' is none of"),
        (EventKind.SIEGE_END, Cause.STORM, ("days",), None, "without ['men']"),
        (EventKind.SIEGE_END, Cause.STORM, ("days", "man", "men"), None, "has no numbers ['man']"),
        (EventKind.SIEGE_END, Cause.STORM, ("days", "men"), "upkeep", "is not written by upkeep"),
        (EventKind.LANDING, "somewhere", ("share",), None, ""),
        (EventKind.LANDING, Cause.STORM, ("share",), None, "stands where the place belongs"),
        (EventKind.END, Cause.NONE, (), "simulate", ""),
    ],
)
def test_what_the_registry_does_not_allow_is_named(
    kind: EventKind, cause: str, numbers: tuple[str, ...], writer: str | None, wrong: str
) -> None:
    said = problem(kind, cause, numbers, writer)
    assert (wrong in said) if wrong else not said


def test_outputs_have_words_for_every_kind_and_number_and_for_nothing_else() -> None:
    said = set(phrases.VERBS) | set(phrases.WITHOUT_A_FORMATION)
    assert said == set(EventKind)
    assert set(phrases.NUMBERS) == set(UNITS)
    assert set(phrases.STANDS) == set(Activity)
    assert set(phrases.AGAIN) == set(EVENTS[EventKind.RESUME].causes)
    assert set(EVENTS[EventKind.HALT].causes) > phrases.ORDINARY_HALTS
    assert not phrases.MILESTONES & phrases.MARCH_KINDS
