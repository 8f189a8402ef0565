"""A run from beginning to end: a campaign is put together, its processes begin, and the clock goes on to the last minute.

The model in reading order is `processes.run.PROCESSES` (`august-storm list processes`): every kind of process in the order in
which it begins to live, with its rule, its rank in a minute, what it waits for and which events it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine import collector
from engine.branching import Branch, BranchedDice
from engine.errors import EngineError, printable
from engine.policies.calling import policy_named, watched
from engine.policies.view import Policy
from engine.processes.campaign import Campaign
from engine.processes.run import begin
from engine.randomness import Dice, Group
from engine.results import RunResult
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.nearest import nearest
from engine.staffs.staff import led
from engine.state.bus import Sampled
from engine.theatre.preparation import Theatre, prepare
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind


def simulate(
    scenario: LoadedScenario | Theatre | str | Path,
    *,
    seed: int = 1,
    replication: int = 0,
    last_day: int | None = None,
    redrawn: Mapping[Group, int] | None = None,
    branch: Branch | None = None,
    policies: Mapping[str, str | Policy] | None = None,
    policies_from: int = 0,
    progress: Callable[[float], None] | None = None,
) -> RunResult:
    """One run of a scenario (also by its name or path). `last_day` (1 or more) ends it early; `redrawn` gives groups of draws
    the dice of another replication; `branch` gives it other draws from a minute on; `progress` is told the share done (0-1)
    twice a day. `policies` has a function or its name for sides whose highest headquarters decide by code, and for other
    headquarters by their ids, in place of the scenario's, from the minute `policies_from` on.

    Same scenario, seed, replication, branch and version: the same result, byte for byte. Raises EngineError for a `last_day`
    below 1, and for a branch outside the run."""
    loaded = load_scenario(scenario) if isinstance(scenario, str | Path) else scenario
    theatre = loaded if isinstance(loaded, Theatre) else prepare(loaded)
    if branch is not None:
        trunk = Trunk(
            theatre,
            seed=seed,
            replication=replication,
            last_day=last_day,
            redrawn=redrawn,
            minute=branch.minute,
            policies=policies,
            policies_from=policies_from,
            progress=progress,
        )
        return trunk.future(branch.future)
    end_minute = _last_day(theatre, last_day) * MIN_PER_DAY
    c = Campaign(theatre, Dice(seed, replication, redrawn), _policies(theatre, policies or {}), policies_from)
    _begin(c, end_minute, progress)
    _run(c, end_minute)
    return _result(c, end_minute)


class Trunk:
    """A run of a scenario that has come to the minute of a branch and goes on from there once; arguments as for `simulate`.

    It cannot be copied, but the process that holds it can (`engine.study.forks`). EngineError for a minute outside the run."""

    def __init__(
        self,
        theatre: Theatre,
        *,
        minute: int,
        seed: int = 1,
        replication: int = 0,
        last_day: int | None = None,
        redrawn: Mapping[Group, int] | None = None,
        policies: Mapping[str, str | Policy] | None = None,
        policies_from: int = 0,
        progress: Callable[[float], None] | None = None,
    ):
        self._end_minute = _last_day(theatre, last_day) * MIN_PER_DAY
        self._dice = BranchedDice(seed, replication, _within(minute, self._end_minute), redrawn)
        self._campaign = Campaign(theatre, self._dice, _policies(theatre, policies or {}), policies_from)
        _begin(self._campaign, self._end_minute, progress)
        _run(self._campaign, minute)

    def future(self, number: int) -> RunResult:
        """The run as it goes on in the future of a number, 0 or more; to be called once."""
        self._dice.turn(number)
        _run(self._campaign, self._end_minute)
        return _result(self._campaign, self._end_minute)


def _begin(c: Campaign, end_minute: int, progress: Callable[[float], None] | None) -> None:
    begin(c)
    if progress is not None:
        c.bus.subscribe(Sampled, lambda sampled: progress(sampled.minute / end_minute))


def _run(c: Campaign, until_minute: int) -> None:
    with collector.paused(), watched(c.policies):
        c.clock.run(until=until_minute)


def _result(c: Campaign, end_minute: int) -> RunResult:
    """What a run that has come to its last minute leaves behind."""
    c.state.sample(end_minute)
    c.log.event(end_minute, EventKind.END)
    own = c.world.spec.policies
    policies = {whose: name for whose, (name, _) in c.policies.items() if own.get(whose) != name}
    return RunResult(
        c.theatre,
        c.log,
        c.state.strengths,
        c.state.ledger,
        c.state.knowledge,
        c.dice,
        end_minute=end_minute,
        led={"policies": policies, "policies_from_minute": c.policies_from} if policies else {},
    )


def _policies(theatre: Theatre, given: Mapping[str, str | Policy]) -> dict[str, tuple[str, Policy]]:
    """Side or headquarters to name and function of its policy. EngineError for one, or a name, that is not there."""
    sides = [side.id for side in theatre.world.spec.sides]
    staffs = led(theatre.world)
    found = dict[str, tuple[str, Policy]]()
    for whose, policy in sorted({**theatre.world.spec.policies, **given}.items()):
        if whose not in sides and whose not in staffs:
            known = nearest(whose, sorted(staffs))
            text = f"there is no side or headquarters '{printable(whose)}' for a policy; the sides are {' and '.join(sides)}"
            raise EngineError(f"{text}; of formations with a plan or with others below them, {known}")
        name = policy if isinstance(policy, str) else getattr(policy, "__name__", "policy")
        found[whose] = name, policy_named(policy) if isinstance(policy, str) else policy
    return found


def _within(minute: int, end_minute: int) -> int:
    """The minute of a branch inside the run; EngineError for another."""
    if not 0 < minute < end_minute:
        day, last = minute / MIN_PER_DAY, end_minute / MIN_PER_DAY
        raise EngineError(f"the run cannot branch on day {day:g}; a day after 0 and before {last:g} would be right")
    return minute


def _last_day(theatre: Theatre, asked: int | None) -> int:
    """The day that a run ends with: the scenario's last, or an earlier one that is asked for. EngineError for none."""
    if asked is None:
        return theatre.world.spec.days
    if asked < 1:
        raise EngineError(f"last_day is {asked}; a run has at least day 1")
    return min(asked, theatre.world.spec.days)
