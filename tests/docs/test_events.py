"""The tables of events, causes, numbers and states in docs/formats.md say what the engine writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.events_document import lines
from engine.registry import EVENTS, STATES, Thing
from engine.results import RunResult
from tests.shipped import ran

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats.md"
SCENARIOS = ("crossroads", "manchuria_1945")


def things(result: RunResult) -> dict[Thing, set[str]]:
    """Ids of the things of a scenario that events can be about."""
    spec = result.world.spec
    places = {place.id for place in spec.places}
    return {
        Thing.PLACE: places,
        Thing.LINK: {*result.world.links.ids},
        Thing.FORMATION: {formation.id for formation in result.world.formations},
        Thing.LIFT: {lift.id for lift in spec.lifts},
        Thing.TRAIN: {train.id for train in spec.replacements},
        Thing.DECISION: {decision.id for decision in spec.decisions},
        Thing.TRIGGER: places | {message.id for message in spec.messages} | {""},
        Thing.STEP: {f"step {number}" for number in range(1, 100)},
        Thing.SPELL: {
            f"{sky} in {region.id}" for sky in ("dry", "rain", "downpour", "overcast", "fog") for region in spec.regions
        },
    }


def test_the_document_is_what_the_registry_says() -> None:
    _, begin, rest = FORMATS.read_text(encoding="utf-8").partition("## Events\n")
    written = begin + rest.partition("\n## Losses\n")[0]
    assert written == "\n".join(lines()) + "\n", "make it again: august-storm list events --markdown"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_an_event_is_about_is_a_thing_of_the_scenario(scenario: str) -> None:
    known = things(ran(scenario))
    for event in ran(scenario).recorder.events:
        about = EVENTS[event.kind].about
        assert about is None or event.cause in known[about], event


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_states_have_the_causes_of_the_registry(scenario: str) -> None:
    for track in ran(scenario).tracks:
        assert track.cause in (STATES[track.state] or ("",)), track
