"""A sweep in progress: a bar on a terminal, a line every few seconds elsewhere; Ctrl-C and SIGTERM end it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import Warned
from engine.cli.stopping import status_of
from engine.errors import printable

if TYPE_CHECKING:
    from engine.scenario.study import Study
    from engine.study.sweep import Progress, SweepSummary

LINE_EVERY_S = 5.0


def swept_with_progress(
    ctx: click.Context, study: Study, folder: Path, warn: Warned, *, workers: int | None = None, scheduler: str | None = None
) -> SweepSummary:
    """The finished sweep; Ctrl-C and SIGTERM end it and the command, and what is finished stays."""
    from engine.study.sweep import default_workers
    from engine.study.sweep import sweep as sweep_study

    last: list[Progress] = []
    try:
        with _shown(study.id) as show:

            def keep(progress: Progress) -> None:
                last[:] = [progress]
                show(progress)

            processes = workers or default_workers()
            return sweep_study(study, folder, workers=processes, scheduler=scheduler, progress=keep, warn=warn)
    except KeyboardInterrupt as stop:
        kept = f"{last[0].done} of {last[0].total} runs are kept" if last else "nothing was begun"
        click.echo(f"stopped; {kept}, and the same command resumes the sweep", err=True)
        ctx.exit(status_of(stop))


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
        left = "" if progress.at_most else f", {duration((progress.total - progress.done) / rate)} left"
        return f"{text}, {rate:.3g} a second, {progress.failed} failed{left}"

    def line(self, progress: Progress) -> None:
        """Write the text, but not more often than every few seconds."""
        now = time.monotonic()
        if now - self._said >= LINE_EVERY_S and progress.done < progress.total:
            self._said = now
            click.echo(printable(self.text(progress)), err=True)


def duration(seconds: float) -> str:
    """`42 s`, `12 min` or `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
