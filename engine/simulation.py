"""A run from beginning to end: which processes live, in which order they start, and when the log is sampled.

The model in reading order: (1) `weather` sets the sky of the day; (2) `upkeep` feeds, supplies and rests everybody every six
hours; (3) one `marching` process a formation carries its orders out; (4) a sample of all formations every twelve hours.
What happens in one minute happens in that order (`Rank`); formations go ahead in a stated order: forward detachments first,
then the faster, then by id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine import collector
from engine.errors import EngineError
from engine.processes.air import air_war
from engine.processes.campaign import Campaign, Process, Rank
from engine.processes.combat.impulse import combat
from engine.processes.defence import defending, keeping_away, opened, released, until
from engine.processes.desertion import deserting
from engine.processes.landings import embarking, flown_in
from engine.processes.lift import flying
from engine.processes.march import marching, opening_of
from engine.processes.messages import deciding, envoys, travelling
from engine.processes.replacements import arriving
from engine.processes.run import subscribe
from engine.processes.upkeep import upkeep
from engine.processes.weather import weather
from engine.randomness import Dice, Group
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario
from engine.scenario.schema import Trigger
from engine.theatre.itineraries import Itinerary
from engine.theatre.preparation import Theatre, prepare
from engine.units import MIN_PER_DAY, MIN_PER_H
from engine.vocabulary import Activity, Cause, EventKind, Rule

SAMPLE_MIN = 12 * MIN_PER_H


def simulate(
    scenario: LoadedScenario | Theatre,
    *,
    seed: int = 1,
    replication: int = 0,
    last_day: int | None = None,
    redrawn: Mapping[Group, int] | None = None,
    progress: Callable[[float], None] | None = None,
) -> RunResult:
    """One run of a scenario. `last_day` (1 or more) ends it early; `redrawn` gives groups of draws the dice of another
    replication; `progress` is told the share done (0-1) twice a day.

    Same scenario, seed, replication and version: the same result, byte for byte. Raises EngineError for a `last_day` below 1."""
    theatre = scenario if isinstance(scenario, Theatre) else prepare(scenario)
    c = Campaign(theatre, Dice(seed, replication, redrawn))
    subscribe(c)
    end_minute = _last_day(theatre, last_day) * MIN_PER_DAY
    c.clock.start(weather(c))
    c.clock.start(upkeep(c))
    if theatre.world.on(Rule.ENEMY):
        begin_war(c)
    for lift in sorted(theatre.world.spec.lifts, key=lambda lift: lift.id) if theatre.world.on(Rule.AIRLIFT) else ():
        c.clock.start(flying(c, lift))
    for train in sorted(theatre.world.spec.replacements, key=lambda train: train.id) if theatre.world.on(Rule.RESERVES) else ():
        c.clock.start(arriving(c, train))
    for f in np.argsort(c.order).tolist():
        itinerary = theatre.orders.itineraries[f]
        if itinerary is not None:
            c.marches[f] = c.clock.start(campaigning(c, f, itinerary))
        elif c.at_war and c.state.fights[f]:
            steps = theatre.orders.defence_of(theatre.world.formations[f].id) if theatre.world.on(Rule.WITHDRAWAL) else []
            c.marches[f] = c.clock.start(defending(c, f, steps))
        elif theatre.world.formations[f].mobility == "fixed":
            c.state.stand(f, Activity.HOLDING, Cause.FIXED)
        elif c.at_war:
            c.marches[f] = c.clock.start(keeping_away(c, f))
    c.clock.start(samples(c, end_minute, progress))
    with collector.paused():
        c.clock.env.run(until=end_minute)
    c.state.sample(end_minute)
    c.recorder.event(end_minute, EventKind.END)
    return RunResult(
        theatre, c.recorder, c.state.strengths, seed=seed, replication=replication, redrawn=redrawn, end_minute=end_minute
    )


def begin_war(c: Campaign) -> None:
    """What only a resisting enemy sets going: the front, and the messages that end it. Lifts fly either way."""
    c.clock.start(combat(c))
    c.clock.start(deserting(c))
    for landing in sorted(c.world.spec.air_landings, key=lambda landing: landing.id) if c.world.on(Rule.AIRBORNE) else ():
        c.clock.start(flown_in(c, landing))
    if c.world.on(Rule.AIR):
        c.clock.start(air_war(c))
    if c.world.on(Rule.MESSAGES):
        for decision in sorted(c.world.spec.decisions, key=lambda decision: decision.id):
            c.clock.start(deciding(c, decision))
        for message in sorted(c.world.spec.messages, key=lambda message: message.id):
            c.clock.start(travelling(c, message))
        c.clock.start(envoys(c))


def campaigning(c: Campaign, f: int, itinerary: Itinerary) -> Process:
    """A formation carries its axis out when it opens, a reserve once it is released, and then holds what it has."""
    if itinerary.plan.release is not None:
        yield from released(c, f, itinerary.plan.release)
        yield from embarking(c, f, [link for link, _ in itinerary.legs])
    c.state.axis_km[f] = itinerary.axis_km[0]
    yield from opened(c, f, opening_of(c, f, itinerary))
    if not c.state.gone[f]:
        yield from marching(c, f, itinerary)
    if c.at_war and c.state.fights[f]:
        yield from until(c, f, Trigger(), len(itinerary.legs))


def _last_day(theatre: Theatre, asked: int | None) -> int:
    """The day that a run ends with: the scenario's last, or an earlier one that is asked for. EngineError for none."""
    if asked is None:
        return theatre.world.spec.days
    if asked < 1:
        raise EngineError(f"last_day is {asked}; a run has at least day 1")
    return min(asked, theatre.world.spec.days)


def samples(c: Campaign, end_minute: int, progress: Callable[[float], None] | None) -> Process:
    """Sample every formation every twelve hours, after everything else of that minute."""
    while True:
        c.state.sample(c.minute)
        if progress:
            progress(c.minute / end_minute)
        yield c.after(SAMPLE_MIN, Rank.SAMPLE)
