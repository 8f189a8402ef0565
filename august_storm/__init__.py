"""Everything that the command line does, in Python, with the same words.

    import august_storm as storm

    run = storm.simulate("crossroads", set={"rules.march.foot_km_day": 15}, without="fuel")
    run.outcomes, run.events, run.tracks      # data frames
    storm.draw.map(run, day=5)                # matplotlib figures
    storm.compare("crossroads", "crossroads/dry_tanks", runs=20)

`__all__` is the whole list of public names; docs/python.md shows each of them. They keep their names and their arguments from
one version to the next, or CHANGELOG.md says so. The rest of `engine` and `analysis` may change. Names are imported when they are
first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from august_storm.surroundings import check_neighbours

if TYPE_CHECKING:
    from august_storm import draw
    from august_storm.branching import Branch, branch
    from august_storm.calibrating import Calibration, calibrate
    from august_storm.comparing import Comparison, compare
    from august_storm.depending import Sensitivity, sensitivity
    from august_storm.engagements import Odds, day_by_day, odds
    from august_storm.experiments import batch_run, ema_experiments, evaluator
    from august_storm.lists import outcomes, parameters, rules, scenarios
    from august_storm.pages import export, preview, replay, report
    from august_storm.reading import read
    from august_storm.runs import RunResult, explain, simulate
    from august_storm.scoring import Score, score
    from august_storm.sweeps import Sweep, sweep
    from engine import __version__
    from engine.errors import EngineError, ScenarioError

check_neighbours()

_HOMES = {
    "Branch": "august_storm.branching",
    "Calibration": "august_storm.calibrating",
    "Comparison": "august_storm.comparing",
    "EngineError": "engine.errors",
    "Odds": "august_storm.engagements",
    "RunResult": "august_storm.runs",
    "ScenarioError": "engine.errors",
    "Score": "august_storm.scoring",
    "Sensitivity": "august_storm.depending",
    "Sweep": "august_storm.sweeps",
    "__version__": "engine",
    "batch_run": "august_storm.experiments",
    "branch": "august_storm.branching",
    "calibrate": "august_storm.calibrating",
    "compare": "august_storm.comparing",
    "day_by_day": "august_storm.engagements",
    "draw": "august_storm.draw",
    "ema_experiments": "august_storm.experiments",
    "evaluator": "august_storm.experiments",
    "explain": "august_storm.runs",
    "export": "august_storm.pages",
    "odds": "august_storm.engagements",
    "outcomes": "august_storm.lists",
    "parameters": "august_storm.lists",
    "preview": "august_storm.pages",
    "read": "august_storm.reading",
    "replay": "august_storm.pages",
    "report": "august_storm.pages",
    "rules": "august_storm.lists",
    "scenarios": "august_storm.lists",
    "score": "august_storm.scoring",
    "sensitivity": "august_storm.depending",
    "simulate": "august_storm.runs",
    "sweep": "august_storm.sweeps",
}
__all__ = [
    "Branch",
    "Calibration",
    "Comparison",
    "EngineError",
    "Odds",
    "RunResult",
    "ScenarioError",
    "Score",
    "Sensitivity",
    "Sweep",
    "__version__",
    "batch_run",
    "branch",
    "calibrate",
    "compare",
    "day_by_day",
    "draw",
    "ema_experiments",
    "evaluator",
    "explain",
    "export",
    "odds",
    "outcomes",
    "parameters",
    "preview",
    "read",
    "replay",
    "report",
    "rules",
    "scenarios",
    "score",
    "sensitivity",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> object:
    """The public name, imported from its module at first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_HOMES[name])
    value = home if name == "draw" else getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
