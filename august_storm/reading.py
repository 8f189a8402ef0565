"""What a folder holds: a run or a sweep."""

from __future__ import annotations

from pathlib import Path

from august_storm.arguments import Place
from august_storm.runs import RunResult
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep


@speaks_python
def read(folder: Place) -> RunResult | Sweep:
    """The run or the sweep in a folder that the command line or `out=` has written. EngineError where it is neither."""
    from analysis.results.load import load_result
    from analysis.results.sweeps import is_sweep

    place = Path(folder)
    if is_sweep(place):
        found = Sweep(place)
        _ = found.sweep  # what is wrong with it is said now
        return found
    return RunResult(load_result(place))
