"""What a number that varies in a study is: its unit, its grade and what it means in words, for the record of the study."""

from __future__ import annotations

from typing import Any

from engine.scenario.key_words import unit_of, words_of
from engine.scenario.loading import LoadedScenario
from engine.scenario.parameters import catalogue
from engine.scenario.schema import Scenario
from engine.scenario.study import RULES
from engine.study.job import Job
from engine.study.priors import believed


def describe(path: str, job: Job, loaded: LoadedScenario) -> dict[str, Any]:
    """`unit`, `grade` and `about` of the number at `path`: of a parameter from the catalogue, where a draw has the grade of its
    prior; of any other from the scenario itself."""
    known = catalogue().get(path.removeprefix(RULES)) if path.startswith(RULES) else None
    if known is None:
        _, grade = loaded.grades.get(path, ("", ""))
        return {"unit": unit_of(path.rpartition(".")[2]), "grade": grade, "about": _about(path, loaded.spec)}
    row = believed(known, held_out=() if path in job.factors else job.held_out)
    return {"unit": known.unit, "grade": row.grade, "about": known.about}


def _about(path: str, spec: Scenario) -> str:
    """`Start fuel of Tenth Corps`: the keys in words, then the name or id of the thing that has them."""
    words, whose, parts = list[str](), "", path.split(".")
    node: Any = spec
    while parts:
        if isinstance(node, list):
            node, name, used = _entered(node, parts)
            if name:
                words, whose = [], name
            else:
                words[-1] = f"{words[-1].removesuffix('s')} {int(parts[0]) + 1}"
            parts = parts[used:]
        else:
            key, *parts = parts
            node = node.get(key) if isinstance(node, dict) else getattr(node, key, None)
            words.append(words_of(key))
    told = " ".join(words) + (f" of {whose}" if whose else "")
    return told[:1].upper() + told[1:]


def _entered(items: list[Any], parts: list[str]) -> tuple[Any, str, int]:
    """The item that the next parts name, its name or id (nothing where it has none), and how many parts that took."""
    for used in range(len(parts), 0, -1):
        identity = ".".join(parts[:used])
        for item in items:
            if getattr(item, "id", None) == identity:
                return item, str(getattr(item, "name", "") or identity), used
    return items[int(parts[0])], "", 1
