"""An operational wargame simulation engine.

The public names:

- `load_scenario(name_or_path, settings=..., without=...)`: a scenario, checked and ready to run
- `graph(name_or_path)`: its places and links as one networkx graph, for algorithms of your own, or to be changed
- `prepare(loaded, graph=...)`: the scenario made ready to run, on a changed graph if one is given
- `simulate(loaded, seed=1, replication=0, last_day=None)`: one run of it, a `RunResult`
- `sweep(study, out, workers=...)`: all runs of a study (a file, or a `plain_study`) into one folder of tables
- `branch(result, out, day=..., runs=50)`: many futures of one run from a day on, as such a folder
- `RunResult.write(folder)`: the result folder that `analysis` reads
- `EngineError`, `ScenarioError`, `Problem`: what is wrong with an input, for people to read

They are imported when first used, so that `import engine` itself costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.errors import EngineError, Problem, ScenarioError
    from engine.results import RunResult
    from engine.scenario.loading import load_scenario
    from engine.scenario.study import plain_study
    from engine.simulation import simulate
    from engine.study.branches import branch
    from engine.study.sweep import sweep
    from engine.theatre.graph import graph
    from engine.theatre.preparation import prepare

__version__ = "0.1.0"
__all__ = [
    "EngineError",
    "Problem",
    "RunResult",
    "ScenarioError",
    "__version__",
    "branch",
    "graph",
    "load_scenario",
    "plain_study",
    "prepare",
    "simulate",
    "sweep",
]

_HOMES = {
    "EngineError": "engine.errors",
    "Problem": "engine.errors",
    "RunResult": "engine.results",
    "ScenarioError": "engine.errors",
    "branch": "engine.study.branches",
    "graph": "engine.theatre.graph",
    "load_scenario": "engine.scenario.loading",
    "plain_study": "engine.scenario.study",
    "prepare": "engine.theatre.preparation",
    "simulate": "engine.simulation",
    "sweep": "engine.study.sweep",
}


def __getattr__(name: str) -> object:
    """The public name, imported from its module at first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
