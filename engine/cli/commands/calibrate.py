"""`calibrate`: which regions of parameters history rules out, with one axis of dated events left out at a time.

The runs are those of a study's sweep, resumed as any other; what is implausible is computed in `analysis.scores.matching`. The
command reports regions and never a value, and changes no default.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import (
    FAILED,
    NumberRange,
    Warned,
    strict_option,
    workers_option,
)
from engine.cli.reading import results_read
from engine.cli.sweep_progress import swept_with_progress
from engine.errors import EngineError, printable


@click.command()
@click.argument("scenario")
@click.option("--study", "study_file", required=True, metavar="FILE", help="Factors and their design, as for `sweep`.")
@click.option(
    "--leave-out",
    "left_out",
    multiple=True,
    metavar="AXIS",
    help="Army or front whose dated events decide nothing; may be repeated, `each` is all in turn.  [required]",
)
@click.option(
    "--discrepancy",
    type=NumberRange(0, min_open=True),
    required=True,
    metavar="DAYS",
    help="The model's own error of a date, as a standard deviation.",
)
@click.option("--runs", type=click.IntRange(3), metavar="N", help="Replications of each design point.  [default: the study's]")
@workers_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the sweep.  [default: results/ID-calibrate]"
)
@strict_option
@click.pass_context
def calibrate(
    ctx: click.Context,
    /,
    scenario: str,
    study_file: str,
    left_out: tuple[str, ...],
    discrepancy: float,
    runs: int | None,
    workers: int | None,
    out: Path | None,
    strict: bool,
) -> None:
    """Rule out regions of a STUDY's factors that are implausible against the dated events of SCENARIO.

    One axis is left out of what decides, and its own implausibility is printed beside: a match that does not carry over to it is
    none. The answer is what is left of each range, never a best value.
    """
    from analysis.results.sweeps import load_sweep
    from analysis.scores.matching import matching, matching_text
    from engine.scenario.study import load_study

    if not left_out:
        raise EngineError("calibrate needs an axis that decides nothing: --leave-out AXIS, or --leave-out each for all in turn")
    study = load_study(study_file)
    study = study.model_copy(update={"scenario": scenario, "replications": runs or study.replications})
    folder = out or Path("results") / f"{study.id}-calibrate"
    swept = swept_with_progress(ctx, study, folder, Warned(strict), workers=workers)
    with results_read():
        click.echo(matching_text(matching(load_sweep(folder), left_out, discrepancy)))
    click.echo(f"tables: {printable(str(folder))}", err=True)
    if swept.failed:
        ctx.exit(FAILED)
