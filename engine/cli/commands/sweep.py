"""`sweep`: thousands of runs, designed, repeatable and resumable, into one folder of tables.

Which runs there are is in the study, which a file or the options describe (`engine.cli.studies`); `engine.study` makes them and
keeps what is finished. This file reports at the end, and turns failed runs and missed precision into exit statuses, so that a
script notices both.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import (
    FAILED,
    Warned,
    last_day_option,
    most_option,
    priors_options,
    settings_option,
    strict_option,
    without_option,
    workers_option,
)
from engine.cli.reading import results_read
from engine.cli.regret import tell_regret
from engine.cli.studies import study_of_file, study_of_scenario
from engine.cli.sweep_progress import duration, swept_with_progress
from engine.errors import listed, printable

if TYPE_CHECKING:
    from engine.study.sweep import SweepSummary

GAINS = 6
"""Outcomes at most for which the end says what drawing priors evenly was worth."""
IMPRECISE = 4
"""Exit status of a sweep that made all its runs and did not reach the precision that was asked for."""


@click.command()
@click.argument("target", metavar="SCENARIO | STUDY")
@click.option("--runs", type=click.IntRange(1), metavar="N", help="Replications (of each design point).  [default: 100]")
@workers_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the sweep.  [default: results/ID-sweep]")
@priors_options
@click.option(
    "--precision",
    "stops",
    metavar="'NAME H'",
    multiple=True,
    help="Enough runs: stop when the mean of outcome NAME is known to +-H at 95 %; may be repeated.",
)
@click.option(
    "--tracks",
    type=click.Choice(["army", "formation", "none"]),
    help="Keep daily tracks of armies, of all formations, or none.  [default: army]",
)
@click.option("--outcome", "patterns", metavar="NAME", multiple=True, help="At the end show this outcome; * stands for anything.")
@most_option
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
    patterns: tuple[str, ...],
    most: bool,
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
    _tell(swept, time.perf_counter() - began, patterns, most=most)
    if swept.failed:
        ctx.exit(FAILED)
    if not swept.met:
        ctx.exit(IMPRECISE)


def _tell(swept: SweepSummary, seconds: float, patterns: tuple[str, ...], *, most: bool) -> None:
    """The outcomes, what failed, whether it was enough, and where it all is."""
    from analysis.results.sweeps import foremost, load_sweep, summaries, summary_text
    from analysis.scores.gain import gains, gains_text

    with results_read():
        read = load_sweep(swept.folder)
        if read.manifest.points == 1 or patterns:
            click.echo(summary_text(read, patterns))
        if len(read.manifest.study.choices) > 1:
            tell_regret({"": read}, patterns, most=most)
        if found := gains(read, (read.matching(patterns) if patterns else foremost(read, summaries(read)))[:GAINS]):
            click.echo("\n" + gains_text(found))
    failures = [row for row in range(swept.runs) if read.runs["status"][row] == "failed"]
    for row in failures[:5]:
        click.echo(f"run {read.runs['run'][row]} failed: {read.runs['error'][row]}\n  {read.runs['command'][row]}", err=True)
    for estimate in swept.estimates:
        point = f" (design point {estimate.point})" if read.manifest.points > 1 else ""
        unit = read.outcomes[estimate.outcome]
        text = f"{estimate.outcome}{point}: n = {estimate.n}, {estimate.mean:.4g} ± {estimate.half_width:.3g} {unit} at 95 %"
        click.echo(text)
    if not swept.met:
        click.echo("not precise enough yet; ask for more --runs", err=True)
    done = f"{swept.runs - swept.failed} done, {swept.failed} failed"
    if read.manifest.points > 1:
        done += f" ({read.manifest.points} design points x {swept.replications})"
    click.echo(f"{done}; {swept.made} of them made now in {duration(seconds)}", err=True)
    click.echo(f"tables: {printable(str(swept.folder))}", err=True)
    if swept.foreign:
        click.echo(
            f"note: {listed(swept.foreign)}: not written by a sweep, left there; readers of TABLE/*.parquet read it too",
            err=True,
        )
