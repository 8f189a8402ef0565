"""Mistakes in Python's words: what a message calls `--set a.b=1` is `set={"a.b": 1}` here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from inspect import Parameter, signature
from typing import ParamSpec, TypeVar

from august_storm.arguments import check_numbers
from engine.errors import EngineError, ScenarioError

P = ParamSpec("P")
T = TypeVar("T")

ARGUMENTS: Mapping[str, str] = {
    "army": "army=",
    "branch": "branch=",
    "day": "day=",
    "discrepancy": "discrepancy=",
    "excel": "excel=True",
    "force": "force=True",
    "future": "future=",
    "ghost": "ghost=",
    "in-sample": "priors='in_sample'",
    "leave-out": "leave_out=",
    "kind": "another function of draw",
    "last-day": "last_day=",
    "out": "out=",
    "orders": "orders=",
    "outcome": "outcome=",
    "point": "point=",
    "policy": "policy=",
    "posture": "posture=",
    "precision": "precision=",
    "priors": "priors=True",
    "runs": "runs=",
    "sampling": "sampling=",
    "scenario": "scenario=",
    "scheduler": "scheduler=",
    "seed": "seed=",
    "set": "set=",
    "study": "study=",
    "terrain": "terrain=",
    "tracks": "tracks=",
    "without": "without=",
    "workers": "workers=",
}
"""What an option of the command line is called in Python."""

ELSEWHERE: Mapping[str, str] = {
    "folder": "out",
    "iterations": "runs",
    "n": "runs",
    "n_runs": "runs",
    "number_processes": "workers",
    "output": "out",
    "overrides": "set",
    "params": "parameters",
    "path": "out",
    "processes": "workers",
    "replications": "runs",
    "rng": "seed",
    "settings": "set",
}
"""What an argument of ours is called in other libraries, or in the engine."""

PLACE = re.compile(r"--(set|without) (\S+?)(?=:| is|,|$)")
VALUED = re.compile(r"--(workers|runs|last-day|seed) (\d+)")
WORDED = re.compile(r"--(terrain|posture) (\w+)")
OPTION = re.compile(r"--([a-z][a-z-]*)")
COMMANDS = (("august-storm list outcomes names all", "august_storm.outcomes(...) names all"),)


def pythonic(text: str) -> str:
    """The message with the names of arguments where it names options."""
    for said, meant in COMMANDS:
        text = text.replace(said, meant)
    text = PLACE.sub(lambda found: f"{found[1]}={{{found[2]!r}: ...}}" if found[1] == "set" else f"without={found[2]!r}", text)
    text = VALUED.sub(lambda found: f"{ARGUMENTS[found[1]]}{found[2]}", text)
    text = WORDED.sub(lambda found: f"{ARGUMENTS[found[1]]}{found[2]!r}", text)
    text = OPTION.sub(lambda found: ARGUMENTS.get(found[1], found[0]), text)
    return text.replace("the same command", "the same call").replace("OTHER", "beside=")


@contextmanager
def in_python() -> Iterator[None]:
    """EngineError and ResultError inside the block are raised as EngineError (ScenarioError) in Python's words."""
    from analysis.results.reading import ResultError

    try:
        yield
    except ScenarioError as error:
        said = [replace(one, file=pythonic(one.file), text=pythonic(one.text)) for one in error.problems]
        raise ScenarioError(said) from None
    except (EngineError, ResultError) as error:
        raise EngineError(pythonic(str(error))) from None


def speaks_python(function: Callable[P, T]) -> Callable[P, T]:
    """The function; what it raises is said in Python's words, and an argument that it does not have with what was meant."""
    known = [name for name, one in signature(function).parameters.items() if one.kind is not Parameter.VAR_POSITIONAL]

    @wraps(function)
    def spoken(*arguments: P.args, **named: P.kwargs) -> T:
        for name in named:
            if name not in known:
                raise TypeError(f"{function.__name__}() has no argument {name!r}; {_meant(name, known)}")
        check_numbers(named)
        with in_python():
            return function(*arguments, **named)

    return spoken


def _meant(name: str, known: list[str]) -> str:
    """Which argument was meant by a name of another function, or one that is written like it."""
    from engine.scenario.nearest import nearest

    return f"did you mean {ELSEWHERE[name]!r}?" if ELSEWHERE.get(name) in known else nearest(name, known)
