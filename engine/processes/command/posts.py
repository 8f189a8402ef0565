"""Posts: the posture that a formation takes up where a step of its plan lets it hold."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.movement.withdrawal import HASTY
from engine.rules import power
from engine.scenario.schema import Step
from engine.theatre.detachments import MOVING_TASKS
from engine.theatre.itineraries import Itinerary

POSTURE_OF_TASK = {
    "delay": "delay",
    "withdraw": "withdrawal",
    "redoubt": "fortified",
    "hold": HASTY,
    "march": HASTY,
    "attack": HASTY,
}


def take_post(c: Campaign, f: int, step: Step | None) -> None:
    """The posture that the plan gives, or that its task implies; hasty without a plan."""
    posture = step.posture or POSTURE_OF_TASK[step.task] if step else HASTY
    c.state.post(f, power.POSTURES.index(posture), c.minute)


def take_first_post(c: Campaign, f: int, itinerary: Itinerary) -> None:
    """A formation on an axis begins in the post of the last step that it has behind it, if that lets it hold where it stands."""
    behind = min(itinerary.begins.get(0, (0,))) - 1
    if behind >= 0 and itinerary.steps[behind].place == itinerary.start:
        _hold_by(c, f, itinerary.steps[behind])


def take_post_on_the_way(c: Campaign, f: int, itinerary: Itinerary, leg: int) -> None:
    """A formation on an axis has come to the end of the step before a leg, which may let it hold there."""
    if leg - 1 in itinerary.goals:
        _hold_by(c, f, itinerary.steps[itinerary.goals[leg - 1]])


def leave_post(c: Campaign, f: int) -> None:
    """A formation on an axis goes on: the position that it had taken up is left behind."""
    if power.POSTURES[int(c.state.posture[f])] != HASTY:
        take_post(c, f, None)


def _hold_by(c: Campaign, f: int, step: Step) -> None:
    if step.task not in MOVING_TASKS and (step.posture or POSTURE_OF_TASK[step.task]) != HASTY:
        take_post(c, f, step)
