"""Folders as ensembles: a run, a folder of runs, or a sweep, all as the list of their runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.results.load import Result, load_result
from analysis.results.reading import ResultError

MANIFEST, SWEEP = "manifest.json", "sweep.json"


def load_ensemble(folders: Sequence[Path], point: int | None = None) -> list[Result]:
    """The runs in `folders`, each a result folder, a folder of such, or a sweep (its design point `point`, else all).

    Raises ResultError where a folder is none of these, or the runs are not of one scenario and length."""
    return one_ensemble([result for folder in folders for result in _runs(folder, point)])


def one_ensemble(results: list[Result]) -> list[Result]:
    """The runs as they are. Raises ResultError where they are not of one scenario and length."""
    kinds = sorted({(result.manifest.scenario.id, result.end_minute) for result in results})
    if len(kinds) > 1:
        listed = ", ".join(f"{scenario} to minute {end}" for scenario, end in kinds)
        raise ResultError(f"the results are not of one ensemble ({listed}); give runs of one scenario and length")
    return results


def _runs(folder: Path, point: int | None) -> list[Result]:
    if (folder / SWEEP).is_file():
        from analysis.results.sweep_runs import load_sweep_runs

        return load_sweep_runs(folder, point)
    if (folder / MANIFEST).is_file():
        return [load_result(folder)]
    found = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
    if not found:
        raise ResultError(f"{folder} is no result folder (it has no {MANIFEST}), no sweep ({SWEEP}), nor a folder of results")
    return [load_result(one) for one in found]


def by_rules(results: Sequence[Result]) -> list[list[Result]]:
    """The runs with the same rules switched off together."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        groups.setdefault(tuple(sorted(result.manifest.without)), []).append(result)
    return list(groups.values())


class SameRuns:
    """Runs as a key: equal only to the very same runs, which it keeps alive. The first is the one whose history counts."""

    def __init__(self, results: tuple[Result, ...]):
        self.results = results

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.results)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameRuns) or len(self.results) != len(other.results):
            return False
        return all(one is another for one, another in zip(self.results, other.results, strict=True))
