"""`sweep`: thousands of runs, designed, repeatable and resumable, into one folder of tables."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import (
    Warned,
    chosen_priors,
    last_day_option,
    priors_options,
    settings_option,
    strict_option,
    without_option,
)
from engine.errors import EngineError, listed, printable

if TYPE_CHECKING:
    from engine.scenario.study import Study
    from engine.study.sweep import Progress, SweepSummary

MOST_RUNS = 10_000
FAILED, IMPRECISE, STOPPED, TERMINATED = 3, 4, 130, 143
SHAPES_RUNS = ("settings", "without", "seed", "last_day", "priors", "in_sample")
LINE_EVERY_S = 5.0


class Terminated(KeyboardInterrupt):
    """Asked to go by SIGTERM."""


@click.command()
@click.argument("target", metavar="SCENARIO | STUDY")
@click.option("--runs", type=click.IntRange(1), metavar="N", help="Replications (of each design point).  [default: 100]")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes.  [default: one for each processor]")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the sweep.  [default: results/ID-sweep]")
@priors_options
@click.option(
    "--precision",
    "stops",
    metavar="'NAME H'",
    multiple=True,
    help="Enough runs: stop when the mean of outcome NAME is known to +-H at 95 %; may be repeated.",
)
@click.option("--tracks", type=click.Choice(["army", "formation", "none"]), help="Whose daily tracks to keep.  [default: army]")
@settings_option
@without_option
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="S", help="Seed of all random draws.  [default: 1]")
@last_day_option
@strict_option
@click.option("--scheduler", metavar="ADDRESS", help="Use a Dask cluster, as tcp://host:8786.")
@click.pass_context
def sweep(
    ctx: click.Context,
    /,
    target: str,
    runs: int | None,
    workers: int | None,
    out: Path | None,
    scheduler: str | None,
    strict: bool,
    **given: Any,
) -> None:
    """Simulate SCENARIO many times, or all that a STUDY asks for, and gather the runs in tables.

    Stopped at any moment, the same command goes on where it was; with more --runs it extends what is there.
    """
    from engine.scenario.study import is_study

    study = study_of_file(ctx, target, runs, given) if is_study(target) else study_of_scenario(target, runs, given)
    folder = out or Path("results") / f"{study.id}-sweep"
    began = time.perf_counter()
    swept = swept_with_progress(ctx, study, folder, Warned(strict), workers=workers, scheduler=scheduler)
    _tell(swept, time.perf_counter() - began)
    if swept.failed:
        ctx.exit(FAILED)
    if not swept.met:
        ctx.exit(IMPRECISE)


def study_of_scenario(scenario: str, runs: int | None, given: dict[str, Any]) -> Study:
    """The study that the options describe: a plain Monte Carlo over the scenario's own dice."""
    from engine.scenario.loading import load_scenario
    from engine.scenario.study import plain_study

    loaded = load_scenario(scenario, settings=given["settings"], without=given["without"])
    stops = _stops(given["stops"])
    return plain_study(
        scenario,
        id=loaded.spec.id,
        seed=1 if given["seed"] is None else given["seed"],
        replications=runs or (MOST_RUNS if stops else 100),
        priors=chosen_priors(given),
        set=loaded.settings,
        without=sorted(given["without"]),
        last_day=given["last_day"],
        stop=stops,
        keep={"tracks": given["tracks"] or "army"},
    )


def study_of_file(ctx: click.Context, name: str, runs: int | None, given: dict[str, Any]) -> Study:
    """The study of a file; only how many runs to make may be said otherwise on the command line."""
    from engine.scenario.study import Stop, load_study

    explicit = [
        f"--{option.replace('settings', 'set').replace('_', '-')}"
        for option in (*SHAPES_RUNS, "tracks")
        if ctx.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE
    ]
    if explicit:
        raise click.UsageError(f"a study says itself what its runs are like; write {', '.join(explicit)} into {printable(name)}")
    study = load_study(name)
    stops = [Stop(**stop) for stop in _stops(given["stops"])] or study.stop
    return study.model_copy(update={"stop": stops, "replications": runs or study.replications})


def _stops(texts: tuple[str, ...]) -> list[dict[str, Any]]:
    stops = []
    for text in texts:
        name, _, width = text.strip().rpartition(" ")
        try:
            number = float(width)
        except ValueError:
            number = 0.0
        if not (name.strip() and 0 < number <= 1e9):
            raise click.BadParameter(f"{text!r} is not 'NAME H', as in 'captured_day.PLACE 0.25'", param_hint="--precision")
        stops.append({"outcome": name.strip(), "half_width": number})
    return stops


def swept_with_progress(
    ctx: click.Context, study: Study, folder: Path, warn: Warned, *, workers: int | None = None, scheduler: str | None = None
) -> SweepSummary:
    """The finished sweep; Ctrl-C and SIGTERM end it and the command, and what is finished stays."""
    from engine.study.sweep import default_workers
    from engine.study.sweep import sweep as sweep_study

    last: list[Progress] = []
    try:
        with _terminable(), _shown(study.id) as show:

            def tell(progress: Progress) -> None:
                last[:] = [progress]
                show(progress)

            processes = workers or default_workers()
            return sweep_study(study, folder, workers=processes, scheduler=scheduler, progress=tell, warn=warn)
    except KeyboardInterrupt as stop:
        kept = f"{last[0].done} of {last[0].total} runs are kept" if last else "nothing was begun"
        click.echo(f"stopped; {kept}, and the same command goes on", err=True)
        ctx.exit(TERMINATED if isinstance(stop, Terminated) else STOPPED)


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(_number: int, _frame: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _shown(label: str) -> Iterator[Callable[[Progress], None]]:
    """What to call with each progress: it draws a bar on a terminal, and writes a line every few seconds elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    clock = _Clock(label)
    if not console.is_terminal:
        yield clock.line
        return
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(TextColumn("{task.description}"), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task(printable(label), total=None)
        yield lambda progress: bar.update(
            task, total=progress.total, completed=progress.done, description=printable(clock.text(progress))
        )


class _Clock:
    """How fast a sweep goes and how long it will take."""

    def __init__(self, label: str):
        self._label, self._began, self._said = label, time.monotonic(), 0.0

    def text(self, progress: Progress) -> str:
        """`crossroads: 120 of 400 runs, 18.2 a second, 0 failed, 15 s left`."""
        made, seconds = progress.done - progress.found, time.monotonic() - self._began
        text = f"{self._label}: {progress.done} of {'at most ' if progress.at_most else ''}{progress.total} runs"
        if made <= 0 or seconds <= 0:
            return text
        rate = made / seconds
        left = "" if progress.at_most else f", {_duration((progress.total - progress.done) / rate)} left"
        return f"{text}, {rate:.3g} a second, {progress.failed} failed{left}"

    def line(self, progress: Progress) -> None:
        """Write the text, but not more often than every few seconds."""
        now = time.monotonic()
        if now - self._said >= LINE_EVERY_S and progress.done < progress.total:
            self._said = now
            click.echo(printable(self.text(progress)), err=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _tell(swept: SweepSummary, seconds: float) -> None:
    """The outcomes, what failed, whether it was enough, and where it all is."""
    from analysis.results.load import ResultError
    from analysis.results.sweeps import load_sweep, summary_text

    try:
        read = load_sweep(swept.folder)
    except ResultError as error:
        raise EngineError(str(error)) from None
    if read.manifest["points"] == 1:
        click.echo(summary_text(read))
    failures = [row for row in range(swept.runs) if read.runs["status"][row] == "failed"]
    for row in failures[:5]:
        click.echo(f"run {read.runs['run'][row]} failed: {read.runs['error'][row]}\n  {read.runs['command'][row]}", err=True)
    for estimate in swept.estimates:
        point = f" (design point {estimate.point})" if read.manifest["points"] > 1 else ""
        unit = read.outcomes[estimate.outcome]
        text = f"{estimate.outcome}{point}: n = {estimate.n}, {estimate.mean:.4g} ± {estimate.half_width:.3g} {unit} at 95 %"
        click.echo(text)
    if not swept.met:
        click.echo("not precise enough yet; ask for more --runs", err=True)
    done = f"{swept.runs - swept.failed} done, {swept.failed} failed"
    if read.manifest["points"] > 1:
        done += f" ({read.manifest['points']} design points x {swept.replications})"
    click.echo(f"{done}; {swept.made} of them made now in {_duration(seconds)}", err=True)
    click.echo(f"tables: {printable(str(swept.folder))}", err=True)
    if swept.foreign:
        click.echo(
            f"note: {listed(swept.foreign)}: not written by a sweep, left there; readers of TABLE/*.parquet read it too",
            err=True,
        )
