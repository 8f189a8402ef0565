"""Futures of a run: `branch`, and what new orders change of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from august_storm.arguments import Names, Place, names_of
from august_storm.comparing import Comparison
from august_storm.runs import RunResult
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep


@speaks_python
def branch(
    run: RunResult | Place,
    *,
    day: float,
    orders: Names = (),
    policy: Mapping[str, str] | None = None,
    outcome: Names = (),
    runs: int = 50,
    same_dice: bool = False,
    scenario: Place | None = None,
    workers: int = 1,
    out: Place | None = None,
) -> Branch:
    """Let a run go on from a day in so many futures, as the command `branch` does; everything before that day is the run's own.

    `run` is a result of `simulate` or a folder; `scenario` names its scenario where that is not a shipped one (a result of
    `simulate` knows it). `orders` are files of orders with a date, `policy` a policy's name by side, as `{"red": "exploit"}`:
    each future is then made twice, and the Branch has the differences, of the outcomes that match `outcome`. `same_dice` makes
    one future with the run's own draws. `out` keeps the folder, which the same call goes on with."""
    from engine.study.branches import branch as futures

    folder = Path(mkdtemp(prefix="august-storm-") if out is None else out)
    found = Branch(folder, names_of(outcome, "outcome"), scratch=out is None)
    known = scenario if scenario is not None or not isinstance(run, RunResult) else run.given
    with _folder_of(run) as trunk:
        futures(
            trunk,
            folder,
            day=day,
            orders=names_of(orders, "orders"),
            policies=dict(policy or {}),
            runs=runs,
            same_dice=same_dice,
            scenario=None if known is None else str(known),
            workers=workers,
        )
    return found


@contextmanager
def _folder_of(run: RunResult | Place) -> Iterator[Path]:
    """The folder of a run; one that is in memory alone stands in a folder of its own inside the block."""
    if not isinstance(run, RunResult):
        yield Path(run)
    elif run.result.folder != Path():
        yield run.result.folder
    else:
        with TemporaryDirectory(prefix="august-storm-") as scratch:
            yield run.write(Path(scratch) / "run")


class Branch(Sweep):
    """The futures as a sweep; with new orders also what these change: `print` it for the command's text."""

    def __init__(self, folder: Path, patterns: tuple[str, ...] = (), *, scratch: bool = False):
        super().__init__(folder, scratch=scratch)
        self._patterns = patterns

    @cached_property
    def differences(self) -> Comparison:
        """The futures with the new orders against the same ones without them. EngineError where there were no new orders."""
        from analysis.scores.compare import choice_differences
        from engine.errors import EngineError

        if self.sweep.manifest.points == 1:
            raise EngineError("these futures have no new orders; give orders= or policy=")
        found = choice_differences(self.sweep, 0, 1)
        chosen = set(self.sweep.matching(self._patterns)) if self._patterns else None
        kept = [each for each in found if chosen is None or each.outcome in chosen]
        return Comparison("the same futures without them", {"with the new orders": kept}, [self])

    def __str__(self) -> str:
        from analysis.results.sweeps import summary_text
        from analysis.words.orders import orders_text

        if self.sweep.manifest.points == 1:
            return summary_text(self.sweep, self._patterns)
        return f"{self.differences}\n{orders_text(self.sweep)}"
