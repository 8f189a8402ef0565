"""Files that a run becomes: `report`, `replay`, `export` and `preview`, as the commands of these names write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from august_storm.arguments import Names, Place, Settings, scenario_of
from august_storm.branching import Branch
from august_storm.runs import RunResult, prepared, result_of
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep

if TYPE_CHECKING:
    from analysis.results.load import Result

One: TypeAlias = RunResult | Sweep | Place
Runs: TypeAlias = One | Sequence[One]
FORMS = ("html", "md")


@speaks_python
def report(
    runs: Runs,
    *,
    out: Place = "report.html",
    format: str | None = None,
    point: int | None = None,
    empty: Runs = (),
    control: Runs = (),
    page: str | None = None,
    force: bool = False,
) -> Path:
    """Write what came of the runs and how they compare with history, as one page or as text; the file.

    `runs`, `empty` (without resistance) and `control` (which ought to score worse) are runs, sweeps or their folders, one or
    several; `point` is the design point to take of a sweep. `format` is html or md, by the suffix of `out` if left out; `page`
    is the address of the replay that rows link into."""
    from analysis.report.report import page_beside, save_report
    from analysis.results.ensembles import by_rules, one_ensemble
    from engine.errors import EngineError
    from engine.files import check_outputs, drawn_whole

    file = Path(out)
    form = format or ("md" if file.suffix.lower() == ".md" else "html")
    if form not in FORMS:
        raise EngineError(f"format={format!r} is neither of {', '.join(map(repr, FORMS))}")
    check_outputs([file], force=force)
    ensemble, unopposed, controls = one_ensemble(_results(runs, point)), _results(empty), _results(control)
    if not ensemble:
        raise EngineError("report needs a run, a sweep or a folder of one")
    with drawn_whole(file) as part:
        save_report(ensemble, part, form, unopposed, by_rules(controls), page_beside(ensemble, file) if page is None else page)
    return file


@speaks_python
def replay(
    run: One, ghost: RunResult | Place | None = None, *, point: int | None = None, out: Place = "replay.html", force: bool = False
) -> Path:
    """Write the page that plays a run on the map, or the runs of a sweep or a branch round their median; the file.

    `ghost` is another run, shown as outlines beside the first; `point` the design point to take of a sweep."""
    from analysis.page.replay import save_page, save_sweep_page
    from engine.errors import EngineError
    from engine.files import check_outputs, drawn_whole

    file, sweep = Path(out), _sweep_of(run)
    if sweep is not None and ghost is not None:
        raise EngineError("a sweep is shown with all its runs; leave ghost= out")
    if sweep is None and point is not None:
        raise EngineError("point= is for a sweep; this is one run")
    check_outputs([file], force=force)
    if sweep is not None:
        points = (1, 0) if isinstance(sweep, Branch) and sweep.sweep.manifest.points > 1 else (point, None)
        with drawn_whole(file) as part:
            save_sweep_page(sweep.folder, part, *points)
        return file
    assert not isinstance(run, Sweep)
    shown, outlines = result_of(run), None if ghost is None else result_of(ghost)
    with drawn_whole(file) as part:
        save_page(shown, part, outlines)
    return file


@speaks_python
def export(run: RunResult | Place, *, to: str, out: Place | None = None, excel: bool = False, force: bool = False) -> Path:
    """Write a run as `to` says: "geojson", "kml", "orbat-mapper", or "csv", which is a folder of tidy tables; the file or folder.

    `out` is named after the run if left out; `excel=True` is for csv alone."""
    from analysis.export.formats import SUFFIX, export_texts
    from engine.errors import EngineError
    from engine.files import check_outputs, folder_if_filled, write_together

    if to not in SUFFIX:
        raise EngineError(f"to={to!r} is none of {', '.join(map(repr, SUFFIX))}")
    if excel and to != "csv":
        raise EngineError("excel=True is for to='csv' alone")
    result = result_of(run)
    named = f"{result.manifest.scenario.id}-{result.manifest.seed}" if result.folder == Path() else result.folder.resolve().name
    path = Path(named + SUFFIX[to]) if out is None else Path(out)
    texts = export_texts(result, to, path, excel=excel)
    check_outputs(texts, force=force)
    with folder_if_filled(next(iter(texts)).parent):
        write_together(texts)
    return path


@speaks_python
def preview(
    scenario: Place, *, set: Settings = None, without: Names = (), out: Place = "preview.svg", force: bool = False
) -> Path:
    """Draw places, roads, starts and plans of a scenario before anything runs (SVG); the file."""
    from analysis.maps.preview import preview_svg
    from engine.files import check_outputs, check_suffix, write_whole

    file = Path(out)
    check_suffix(file, ".svg")
    check_outputs([file], force=force)
    write_whole(file, preview_svg(prepared(scenario_of(scenario), set, without, seed=1, replication=0).world.spec))
    return file


def _results(given: Runs, point: int | None = None) -> list[Result]:
    """All runs of what is given, of sweeps those of a design point."""
    from analysis.results.ensembles import load_ensemble
    from analysis.results.sweep_runs import load_sweep_runs

    found: list[Result] = []
    for one in [given] if isinstance(given, RunResult | Sweep | str | Path) else given:
        if isinstance(one, RunResult):
            found.append(one.result)
        else:
            found += load_sweep_runs(one.folder, point) if isinstance(one, Sweep) else load_ensemble([Path(one)], point)
    return found


def _sweep_of(run: One) -> Sweep | None:
    """The sweep that is given, or that a folder holds; None for a run."""
    from analysis.results.sweeps import is_sweep

    if isinstance(run, RunResult | Sweep):
        return run if isinstance(run, Sweep) else None
    return Sweep(Path(run)) if is_sweep(Path(run)) else None
