"""`calibrate`: which regions of parameters history rules out, with one axis of dated events left out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from august_storm.arguments import Names, Place, names_of, scenario_of
from august_storm.frames import frame
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep, made

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.scores.matching import Matching


@speaks_python
def calibrate(
    scenario: Place,
    study: Place,
    *,
    leave_out: Names,
    discrepancy: float,
    runs: int | None = None,
    workers: int = 1,
    out: Place | None = None,
) -> Calibration:
    """Rule out regions of a study's factors against the dated events of a scenario, as the command `calibrate` does.

    `leave_out` names armies or fronts whose events decide nothing (`"each"`: all in turn); `discrepancy` is the model's own error
    of a date in days. EngineError without an axis to leave out."""
    from analysis.scores.matching import matching
    from engine.errors import EngineError
    from engine.scenario.study import load_study

    axes = names_of(leave_out, "leave_out")
    if not axes or not discrepancy > 0:
        raise EngineError("calibrate needs leave_out='each' or the names of axes, and a discrepancy above 0 days")
    asked = load_study(str(study))
    asked = asked.model_copy(update={"scenario": scenario_of(scenario), "replications": runs or asked.replications})
    sweep = made(asked, out, workers)
    return Calibration(matching(sweep.sweep, axes, discrepancy), sweep)


class Calibration:
    """What is left: `print` it for the tables of the command line, `.frame` for every design point."""

    def __init__(self, found: Matching, sweep: Sweep):
        self.matching, self.sweep = found, sweep

    @cached_property
    def frame(self) -> DataFrame:
        """A row for each axis left out and design point: the inputs, implausibility inside and left out, whether it is left."""
        matches = self.matching.matches
        points = {path: values.tolist() * len(matches) for path, values in self.matching.inputs.items()}
        return frame(
            {
                "left_out": [match.axis for match in matches for _ in match.inside],
                **points,
                "inside": [value for match in matches for value in match.inside.tolist()],
                "outside": [value for match in matches for value in match.outside.tolist()],
                "left": [value for match in matches for value in match.left.tolist()],
            }
        )

    def __str__(self) -> str:
        from analysis.scores.matching import matching_text

        return matching_text(self.matching)

    def __repr__(self) -> str:
        shares = ", ".join(f"{match.left.mean():.0%} without {match.axis}" for match in self.matching.matches)
        return f"<Calibration of {self.matching.scenario}: left are {shares} of the points>"
