"""Enough runs: the 95 % interval of a mean, looked at after fixed numbers of replications and never between.

A rule that were looked at after every run would stop too often by chance, and at a number of runs that depends on which worker
was quicker. Looks at fixed numbers, in the order of runs, make the end of a sweep the same on any machine."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import EngineError
from engine.scenario.study import Stop
from engine.study.blocks import BLOCK, FEWEST, block_half_width
from engine.study.store import PartRecord, part_path, read_part

LEVEL = 0.95
LOOK = 20
"""A look is taken every so many replications, or a few more where the design needs it to end with a part."""
FEWEST_LOOKS = 2


@dataclass(frozen=True)
class MeanEstimate:
    """The mean of an outcome at one design point over `n` runs that did not fail, and half its 95 % interval, in its unit."""

    outcome: str
    point: int
    n: int
    mean: float
    half_width: float


def half_width(values: Sequence[float]) -> float:
    """Half the 95 % interval of the mean by Student's t, inf for fewer than two values."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return math.inf
    if min(values) == max(values):
        return 0.0  # the mean of equal numbers may differ from them by rounding
    return float(stdtrit(n - 1, (1 + LEVEL) / 2) * np.std(values, ddof=1) / math.sqrt(n))


def replications_per_look(points: int, runs_per_part: int, *, blocks: bool = False) -> int:
    """The least number of replications, `LOOK` or more, whose runs fill whole parts, and with `blocks` whole blocks."""
    step = math.lcm(runs_per_part // math.gcd(points, runs_per_part), BLOCK if blocks else 1)
    return step * math.ceil(LOOK / step)


class Watch:
    """The watch over a sweep's stop rules: it reads finished parts in their order, whatever the order in which they are made.

    A rule is met where the half interval of its outcome is narrow enough at every design point."""

    def __init__(self, folder: Path, stops: Sequence[Stop], *, points: int, runs_per_part: int, blocks: bool = False):
        self._folder, self._stops, self._blocks = folder, stops, blocks
        self._per_look = replications_per_look(points, runs_per_part, blocks=blocks)
        self._parts_per_look = self._per_look * points // runs_per_part
        self._fewest = max(FEWEST_LOOKS, math.ceil(FEWEST * BLOCK / self._per_look)) if blocks else FEWEST_LOOKS
        self._values = [[array("d") for _ in range(points)] for _ in stops]
        self._replications = [[array("q") for _ in range(points)] for _ in stops]
        self._next = 0

    def enough(self, records: Mapping[int, PartRecord]) -> int | None:
        """The number of replications at the first look at which every rule is met, None if there is none yet."""
        while self._next in records:
            self._read(self._next)
            self._next += 1
            looks, rest = divmod(self._next, self._parts_per_look)
            if rest == 0 and looks >= self._fewest and self._met():
                return looks * self._per_look
        return None

    def read_all(self, parts: int) -> None:
        """Read on up to part number `parts`, for the estimates of a sweep that no rule has ended."""
        while self._next < parts:
            self._read(self._next)
            self._next += 1

    def estimates(self) -> Iterator[MeanEstimate]:
        """Where each rule stands at each design point, over all that was read."""
        for stop, points, numbers in zip(self._stops, self._values, self._replications, strict=True):
            for point, (values, replications) in enumerate(zip(points, numbers, strict=True)):
                mean = float(np.mean(values)) if values else math.nan
                yield MeanEstimate(stop.outcome, point, len(values), mean, self._half_width(values, replications))

    def _half_width(self, values: Sequence[float], replications: Sequence[int]) -> float:
        """Half the interval: from the means of blocks where there are enough of them."""
        in_blocks = self._blocks and len({replication // BLOCK for replication in replications}) >= FEWEST
        return block_half_width(values, replications) if in_blocks else half_width(values)

    def _met(self) -> bool:
        wanted = {stop.outcome: stop.half_width for stop in self._stops}
        return all(estimate.half_width <= wanted[estimate.outcome] for estimate in self.estimates())

    def _read(self, part: int) -> None:
        path, names = part_path(self._folder, "runs", part), [stop.outcome for stop in self._stops]
        try:
            table = read_part(path, ["point", "replication", *names])
        except OSError as error:
            raise EngineError(f"cannot read {path.name}: {error}") from None
        points = table.column("point").to_pylist()
        replications = table.column("replication").to_pylist()
        for name, columns, numbers in zip(names, self._values, self._replications, strict=True):
            for point, replication, value in zip(points, replications, table.column(name).to_pylist(), strict=True):
                if value is not None:
                    columns[point].append(value)
                    numbers[point].append(replication)
