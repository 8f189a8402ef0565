"""`sensitivity`: what the outcomes of a sweep depend on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from august_storm.arguments import Names, Place, names_of
from august_storm.frames import frame
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.scores.sensitivity import Dependence

USUAL = "captured_day.*"


@speaks_python
def sensitivity(sweep: Sweep | Place, outcome: Names = USUAL) -> Sensitivity:
    """What outcomes depend on, by the method of the sweep's design, as the command `sensitivity` has it.

    `sweep` may also be the folder of one, finished or still running. `outcome` names them; `*` stands for anything. Outcomes that
    are the same in every run are left out."""
    from analysis.results.sweeps import load_sweep, varying
    from analysis.scores.sensitivity import dependences

    read = sweep.sweep if isinstance(sweep, Sweep) else load_sweep(Path(sweep), unfinished=True)
    return Sensitivity(dependences(read, varying(read, names_of(outcome, "outcome"))))


class Sensitivity:
    """Indices with their 95 % intervals: `print` it for the blocks of the command line, `.frame` for the table."""

    def __init__(self, found: Sequence[Dependence]):
        self.dependences = found

    @cached_property
    def frame(self) -> DataFrame:
        """A row for each outcome and input, the strongest input first."""
        from analysis.scores.answers import dependence_table

        return frame(dependence_table(self.dependences))

    def __str__(self) -> str:
        from analysis.scores.sensitivity import dependence_text

        return "\n\n".join(map(dependence_text, self.dependences))

    def __repr__(self) -> str:
        return f"<Sensitivity of {len(self.dependences)} outcomes: {self.dependences[0].method if self.dependences else 'none'}>"
