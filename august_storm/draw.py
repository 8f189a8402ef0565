"""Pictures, as the command `plot` draws them, as matplotlib figures; `out` writes one as well (.png, .svg or .pdf).

Each takes a run, a list of runs of one scenario, or a Sweep (bands); `beside` is another of these, drawn beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from august_storm.arguments import Place
from august_storm.runs import RunResult, results_of
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.results.load import Result

Runs = RunResult | Sweep | Sequence[RunResult]
Results: TypeAlias = "Sequence[Result]"
SUFFIXES = (".png", ".svg", ".pdf")


@speaks_python
def curves(
    runs: Runs, beside: Runs = (), *, army: str | None = None, title: str | None = None, out: Place | None = None
) -> Figure:
    """Advance curves: km along each axis by day, with history's dates."""
    from analysis.charts.curves import draw_curves, save_curves

    def drawn(shown: Results, other: Results, unit: str | None, title: str | None) -> Figure:
        return draw_curves(shown, None, title, other, unit)

    return _drawn(drawn, save_curves, runs, beside, army, title, out)


@speaks_python
def map(
    runs: Runs,
    beside: Runs = (),
    *,
    day: float | None = None,
    width_mm: float | None = None,
    title: str | None = None,
    out: Place | None = None,
) -> Figure:
    """The map when D+`day` begins (5.5 is noon of D+5; the end if left out); of several runs the chance of control."""
    from analysis.maps.plot import draw_map_of, save_map_of

    shown, other = _results(runs), _results(beside)
    minute = None if day is None else shown[0].minute_of(day)
    if out is not None:
        with picture(out) as part:
            save_map_of(shown, part, other, None, minute, title, width_mm)
    return draw_map_of(shown, other, minute, title, width_mm)


@speaks_python
def timeline(
    runs: Runs, beside: Runs = (), *, army: str | None = None, title: str | None = None, out: Place | None = None
) -> Figure:
    """Every dated event of history against the runs."""
    from analysis.charts.timeline import draw_timeline, save_timeline

    return _drawn(draw_timeline, save_timeline, runs, beside, army, title, out)


@speaks_python
def losses(
    runs: Runs, beside: Runs = (), *, army: str | None = None, title: str | None = None, out: Place | None = None
) -> Figure:
    """What became of men, tanks and guns by army."""
    from analysis.charts.losses import draw_losses, save_losses

    return _drawn(draw_losses, save_losses, runs, beside, army, title, out)


@speaks_python
def supply(
    runs: Runs, beside: Runs = (), *, army: str | None = None, title: str | None = None, out: Place | None = None
) -> Figure:
    """Fuel, ammunition and food in hand by day; a Sweep needs `tracks="formation"`."""
    from analysis.charts.supply import draw_supply, save_supply

    return _drawn(draw_supply, save_supply, runs, beside, army, title, out)


@speaks_python
def receipts(
    runs: Runs, beside: Runs = (), *, army: str | None = None, title: str | None = None, out: Place | None = None
) -> Figure:
    """What armies received by day beside what the record says."""
    from analysis.charts.receipts import draw_receipts, save_receipts

    return _drawn(draw_receipts, save_receipts, runs, beside, army, title, out)


@speaks_python
def deliveries(runs: Runs, *, army: str | None = None, title: str | None = None, out: Place | None = None) -> Figure:
    """What the armies wanted and were brought by day, and what limited it."""
    from analysis.charts.deliveries import draw_deliveries, save_deliveries

    def drawn(shown: Results, _: Results, unit: str | None, title: str | None) -> Figure:
        return draw_deliveries(shown, unit, title)

    return _drawn(drawn, save_deliveries, runs, (), army, title, out)


@speaks_python
def tornado(sweep: Sweep, outcome: str | None = None, *, title: str | None = None, out: Place | None = None) -> Figure:
    """What one outcome of a sweep depends on, as bars: `outcome`, or the only one that varies."""
    from analysis.charts.sensitivity import draw_sensitivity, save_sensitivity

    if out is not None:
        with picture(out) as part:
            save_sensitivity(sweep.sweep, outcome, part, title)
    return draw_sensitivity(sweep.sweep, outcome, title)


def _drawn(
    draw: Callable[[Results, Results, str | None, str | None], Figure],
    save: Callable[[Results, Path, Results, str | None, str | None], None],
    runs: Runs,
    beside: Runs,
    army: str | None,
    title: str | None,
    out: Place | None,
) -> Figure:
    """The figure of `draw`; where `out` is named, `save` has written it there as the command line would."""
    from analysis.words.formation_names import find_formation

    shown, other = _results(runs), _results(beside)
    unit = find_formation(shown[0], army) if army else None
    if out is not None:
        with picture(out) as part:
            save(shown, part, other, unit, title)
    return draw(shown, other, unit, title)


def _results(runs: Any) -> list[Result]:
    """The runs as pictures read them. TypeError for anything that is none."""
    if isinstance(runs, Sweep):
        return runs.results
    if isinstance(runs, RunResult) or (isinstance(runs, Sequence) and all(isinstance(run, RunResult) for run in runs)):
        return results_of(runs)
    raise TypeError(f"a picture is drawn of a RunResult, a list of them or a Sweep, not of {runs!r}")


def picture(out: Place) -> AbstractContextManager[Path]:
    """A file that takes the place of `out` when the block ends well. EngineError for a name that is no picture's."""
    from engine.errors import EngineError
    from engine.files import drawn_whole

    if Path(out).suffix.lower() not in SUFFIXES:
        raise EngineError(f"out={str(out)!r} has an unknown suffix; a picture ends in {', '.join(SUFFIXES)}")
    return drawn_whole(Path(out))
