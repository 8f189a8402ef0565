"""Ensembles: whole result folders of many replications, for readers that need more of a run than the tables of a sweep keep.

Scores beside history read them, and the split of a variance by groups of draws. Folders are made in parallel and handed over in
order; nothing is resumed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from engine.errors import EngineError
from engine.randomness import Group
from engine.scenario.loading import LoadedScenario, load_scenario
from engine.scenario.study import Priors, Sampling
from engine.simulation import simulate
from engine.study import executors
from engine.study.plan import with_priors
from engine.theatre.network import Network
from engine.theatre.preparation import Theatre, prepare


@dataclass(frozen=True)
class Member:
    """One run of an ensemble: its replication, and the groups of draws that come from another one."""

    replication: int
    redrawn: tuple[tuple[Group, int], ...] = ()

    @property
    def name(self) -> str:
        """A name for its folder."""
        return "-".join([f"{self.replication:06d}", *(f"{group}{number}" for group, number in self.redrawn)])

    def replication_of(self, group: Group) -> int:
        """The replication that a group's draws belong to."""
        return dict(self.redrawn).get(group, self.replication)


@dataclass(frozen=True)
class Ensemble:
    """What all runs of an ensemble share: scenario, settings by path, rules switched off, seed, and whether parameters are
    drawn."""

    scenario: str
    settings: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    seed: int = 1
    last_day: int | None = None
    priors: Priors = False
    sampling: Sampling = "random"

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of draws that its runs differ by: parameters only where they are drawn."""
        return tuple(group for group in Group if self.priors or group is not Group.PARAMETERS)

    def theatre(self, member: Member) -> Theatre:
        """The theatre of a run. Where parameters are drawn it depends on the replication that they come from, else all share
        one."""
        drawn = member.replication_of(Group.PARAMETERS) if self.priors else 0
        return _theatre(replace(self, last_day=None), drawn)

    def write(self, members: Sequence[Member], folder: Path, workers: int = 1) -> Iterator[Path]:
        """Make each run in one of `workers` processes, and yield its result folder once it is there, in the order of `members`.

        Folders stand in `folder`, which is made where it is missing. EngineError where a worker process is killed."""
        folder.mkdir(parents=True, exist_ok=True)
        with executors.local(max(1, min(workers, len(members)))) as backend:
            waiting: deque[Future[Path]] = deque()
            for member in members:
                waiting.append(backend.submit(write_member, self, member, folder))
                if len(waiting) >= backend.slots:
                    yield _landed(waiting.popleft())
            while waiting:
                yield _landed(waiting.popleft())


def write_member(ensemble: Ensemble, member: Member, folder: Path) -> Path:
    """Make a run and write its result folder, without pictures, into `folder`."""
    run = simulate(
        ensemble.theatre(member),
        seed=ensemble.seed,
        replication=member.replication,
        last_day=ensemble.last_day,
        redrawn=dict(member.redrawn),
    )
    place = folder / member.name
    place.mkdir()
    run.write(place)
    return place


def pick_freeze(pairs: int, groups: Sequence[Group]) -> Mapping[str, list[Member]]:
    """The runs that split a variance by group, `pairs` in each list.

    `first` are the replications 0 to pairs - 1 and `second` the next as many; under a group's name stand the first ones with
    that group's draws from their partner in `second` (Saltelli et al. 2010, Computer Physics Communications 181)."""
    design = {"first": [Member(k) for k in range(pairs)], "second": [Member(k + pairs) for k in range(pairs)]}
    return design | {str(group): [Member(k, ((group, k + pairs),)) for k in range(pairs)] for group in groups}


def _landed(future: Future[Path]) -> Path:
    """The folder that a worker has written, waited for."""
    try:
        return future.result()
    except BrokenExecutor:
        raise EngineError("a worker process was killed; was memory short? --workers 1 needs the least") from None


@lru_cache(maxsize=2)
def _theatre(ensemble: Ensemble, drawn: int) -> Theatre:
    """The theatre whose parameters are those of replication `drawn`; two are kept, for a member and its partner."""
    loaded, network = _scenario(ensemble.scenario, ensemble.settings, ensemble.without)
    if ensemble.priors:
        loaded = with_priors(
            loaded, seed=ensemble.seed, replication=drawn, in_sample=ensemble.priors == "in_sample", sampling=ensemble.sampling
        )
    return prepare(loaded, network=network)


@lru_cache(maxsize=2)
def _scenario(name: str, settings: tuple[tuple[str, str], ...], without: tuple[str, ...]) -> tuple[LoadedScenario, Network]:
    """The scenario before its parameters are drawn, and the network that all members share."""
    loaded = load_scenario(name, settings=dict(settings), without=without)
    return loaded, Network.of(loaded.spec)
