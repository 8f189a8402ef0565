"""`score`: how far an ensemble of runs is from what happened."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from engine.cli.folder import MANIFEST
from engine.cli.options import last_day_option, prepared, seed_option, settings_option, without_option
from engine.cli.progress import progress
from engine.errors import EngineError, printable

if TYPE_CHECKING:
    from engine.processes.campaign import Theatre

RUNS = 20
ENEMY = "enemy"
"""The rule without which nobody resists."""


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="SCENARIO | RESULT...")
@settings_option
@without_option
@seed_option
@last_day_option
@click.option("--runs", type=click.IntRange(1), metavar="N", help=f"Replications of a scenario.  [default: {RUNS}]")
@click.pass_context
def score(
    ctx: click.Context, targets: tuple[str, ...], settings: dict[str, str], without: tuple[str, ...], seed: int,
    last_day: int | None, runs: int | None,
) -> None:
    """Score the median of an ensemble against the dated events of history.

    Either SCENARIO, simulated N times (and N times on the empty map, where nobody resists, for comparison), or the
    result folders of runs made before.
    """
    folders = [Path(target) for target in targets]
    if all((folder / MANIFEST).is_file() for folder in folders):
        _refuse_run_options(ctx)
        click.echo(_table(folders))
        return
    if len(targets) > 1:
        missing = [printable(str(folder)) for folder in folders if not (folder / MANIFEST).is_file()]
        raise EngineError("\n".join(f"{name} is not a result folder (it has no {MANIFEST})" for name in missing))
    theatre = prepared(targets[0], settings, without)
    with TemporaryDirectory() as scratch:
        folders, empty = _replications(theatre, Path(scratch) / "war", seed=seed, last_day=last_day, runs=runs or RUNS), []
        if theatre.world.on(ENEMY):
            unopposed = prepared(targets[0], settings, (*without, ENEMY))
            empty = _replications(unopposed, Path(scratch) / "empty", seed=seed, last_day=last_day, runs=runs or RUNS)
        click.echo(_table(folders, empty))


def _refuse_run_options(ctx: click.Context) -> None:
    """Results are scored as they are: options that shape a run would be silently ignored."""
    given = [
        f"--{option.replace('settings', 'set').replace('_', '-')}"
        for option in ("settings", "without", "seed", "last_day", "runs")
        if ctx.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} shape the runs of a SCENARIO; result folders are scored as they are")


def _replications(theatre: Theatre, scratch: Path, *, seed: int, last_day: int | None, runs: int) -> list[Path]:
    """Result folders, without pictures, of replications 0 to `runs - 1`."""
    from engine.simulation import simulate

    folders = [scratch / f"{replication:05d}" for replication in range(runs)]
    with progress(theatre.world.spec.id) as report:
        for replication, folder in enumerate(folders):
            folder.mkdir(parents=True)
            simulate(theatre, seed=seed, replication=replication, last_day=last_day).write(folder)
            if report:
                report((replication + 1) / runs)
    return folders


def _table(folders: list[Path], empty: list[Path] | None = None) -> str:
    """The score table of the results in `folders`, beside those of the empty map. EngineError where one cannot be read."""
    from analysis.load import ResultError, load_result
    from analysis.probability_scores import probability_scores
    from analysis.probability_tables import probability_text
    from analysis.scores import score as score_of
    from analysis.tables import score_table_text

    try:
        results = [load_result(folder) for folder in folders]
        unopposed = [load_result(folder) for folder in empty or ()]
    except ResultError as error:
        raise EngineError(str(error)) from None
    parts = score_table_text(score_of(results, unopposed)), probability_text(probability_scores(results, unopposed), results)
    return "\n".join(parts).rstrip()
