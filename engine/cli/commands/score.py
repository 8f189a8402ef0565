"""`score`: how far an ensemble of runs is from what happened, and where its spread comes from.

Runs are written to a scratch folder and read back, so that a score of a scenario and one of result folders take the same way.
The scores themselves are in `analysis.scores`, their text in `analysis.words`; which runs are made is decided here.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import (
    Warned,
    check_table,
    chosen_priors,
    chosen_sampling,
    last_day_option,
    prepared,
    priors_options,
    seed_option,
    settings_option,
    strict_option,
    table_options,
    without_option,
    workers_option,
)
from engine.cli.progress import progress, terminal_width
from engine.cli.reading import results_read
from engine.errors import EngineError, printable
from engine.files import drawn_whole
from engine.formats import MANIFEST
from engine.vocabulary import Rule

if TYPE_CHECKING:
    from analysis.results.load import Result
    from analysis.scores.dates import ScoreTable
    from analysis.scores.probability import ProbabilityTable
    from engine.study.ensemble import Ensemble, Member

RUNS = 20
FEWEST_PAIRS = 4
SHAPES_RUNS = (
    "settings",
    "without",
    "seed",
    "last_day",
    "runs",
    "priors",
    "in_sample",
    "sampling",
    "variance",
    "workers",
    "strict",
)


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="SCENARIO | RESULT...")
@settings_option
@without_option
@seed_option
@last_day_option
@priors_options
@strict_option
@click.option("--variance", is_flag=True, help="Split the variance of every date by group of draws; many more runs.")
@click.option("--runs", type=click.IntRange(1), metavar="N", help=f"Replications of a scenario.  [default: {RUNS}]")
@workers_option
@click.option("--full", is_flag=True, help="Print every front, army, date and state as well, not only the scores.")
@table_options
@click.pass_context
def score(
    ctx: click.Context,
    /,
    targets: tuple[str, ...],
    runs: int | None,
    variance: bool,
    full: bool,
    output: Path | None,
    excel: bool,
    force: bool,
    **given: Any,
) -> None:
    """Score the median of an ensemble against the dated events of history.

    Either SCENARIO, simulated N times (for comparison N times on the empty map as well, and N times without resistance), or the
    result folders of runs made before. With both --priors and --in-sample the score with the catalogue's own rows follows
    the headline, which draws those that rest on this campaign from their outside twins.
    """
    check_table(output, excel=excel, force=force)
    if output and given["priors"] and given["in_sample"]:
        raise EngineError("-o writes one table, and --priors with --in-sample makes two scores; leave one of them out")
    folders, table = [Path(target) for target in targets], (output, excel)
    missing = [printable(str(folder)) for folder in folders if not (folder / MANIFEST).is_file()]
    if not missing:
        _refuse_run_options(ctx)
        click.echo(_table(folders, full=full, table=table))
    elif len(targets) > 1:
        raise EngineError("\n".join(f"{name} is not a result folder (it has no {MANIFEST})" for name in missing))
    else:
        _score_scenario(targets[0], runs or RUNS, variance, {**given, "full": full, "table": table})


def _score_scenario(scenario: str, runs: int, variance: bool, given: dict[str, Any]) -> None:
    """Simulate and score a scenario; with both kinds of priors twice."""
    pairs = runs // 2
    if variance and pairs < FEWEST_PAIRS:
        raise EngineError(f"--variance needs --runs {2 * FEWEST_PAIRS} or more: it compares the first half with the second")
    from dataclasses import replace

    theatre = prepared(scenario, given["settings"], given["without"])
    Warned(given["strict"])(theatre.warnings)
    both = given["priors"] and given["in_sample"]
    for heading, ensemble in _ensembles(scenario, {**given, "in_sample": given["in_sample"] and not both}, both):
        click.echo(heading + _score(ensemble, runs, given, opposed=theatre.world.on(Rule.ENEMY)))
        if variance:
            click.echo("\n" + _variance(replace(ensemble, sampling="random"), pairs, given["workers"]))


def _ensembles(scenario: str, given: dict[str, Any], both: bool) -> Iterator[tuple[str, Ensemble]]:
    """The headline's ensemble and, if `both`, that of the catalogue's own rows, each with what stands above its score."""
    from engine.study.ensemble import Ensemble

    shared = {
        "scenario": scenario,
        "settings": tuple(sorted(given["settings"].items())),
        "without": given["without"],
        "seed": given["seed"],
        "last_day": given["last_day"],
        "sampling": chosen_sampling(given),
    }
    yield "", Ensemble(**shared, priors=chosen_priors(given))
    if both:
        yield "\nThe same with the priors that rest on this campaign's own sources:\n\n", Ensemble(**shared, priors="in_sample")


def _refuse_run_options(ctx: click.Context) -> None:
    """UsageError for an option that shapes runs: results are scored as they are, and it would be silently ignored."""
    given = [
        f"--{option.replace('settings', 'set').replace('_', '-')}"
        for option in SHAPES_RUNS
        if ctx.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} shape the runs of a SCENARIO; result folders are scored as they are")


def _score(ensemble: Ensemble, runs: int, given: dict[str, Any], *, opposed: bool) -> str:
    """The score table of replications 0 to `runs - 1`; `opposed`: beside those of the same without an enemy or resistance."""
    from dataclasses import replace

    from engine.study.ensemble import Member

    members, workers = [Member(replication) for replication in range(runs)], given["workers"]
    with TemporaryDirectory() as scratch:
        folders = list(_written(ensemble, members, Path(scratch) / "war", workers))
        others = [
            list(_written(replace(ensemble, without=(*ensemble.without, rule)), members, Path(scratch) / rule, workers))
            for rule in ((Rule.ENEMY, Rule.RESISTANCE) if opposed else ())
        ]
        return _table(folders, *others, full=given["full"], table=given["table"])


def _variance(ensemble: Ensemble, pairs: int, workers: int | None) -> str:
    """The variance of the dates by group of draws, from `pairs` pairs of runs; each folder goes once its dates are read."""
    from analysis.results.load import load_result
    from analysis.scores.variance import dates_of, variance_table, variance_text
    from engine.study.ensemble import pick_freeze

    design = pick_freeze(pairs, ensemble.groups)
    sets: dict[str, list[Any]] = {name: [] for name in design}
    where = [name for name, members in design.items() for _ in members]
    members = [member for listed in design.values() for member in listed]
    with TemporaryDirectory() as scratch:
        for name, folder in zip(where, _written(ensemble, members, Path(scratch) / "split", workers), strict=True):
            example = load_result(folder)
            sets[name].append(dates_of(example))
            shutil.rmtree(folder)
    return variance_text(variance_table(example, sets))


def _written(ensemble: Ensemble, members: Sequence[Member], folder: Path, workers: int | None) -> Iterator[Path]:
    """Result folders of the members as they are made, with a bar on a terminal."""
    from engine.study.sweep import default_workers

    with progress(printable(ensemble.scenario)) as report:
        for done, place in enumerate(ensemble.write(members, folder, workers or default_workers()), start=1):
            if report:
                report(done / len(members))
            yield place


def _table(
    folders: list[Path],
    empty: Sequence[Path] = (),
    unresisted: Sequence[Path] = (),
    *,
    full: bool,
    table: tuple[Path | None, bool],
) -> str:
    """The score table of the results in `folders`, beside those of the empty map and of a war without resistance.

    It is written as a file too where `table` names one. EngineError where a folder cannot be read."""
    from analysis.results.load import load_result
    from analysis.scores.dates import score as score_of
    from analysis.scores.probability import probability_scores
    from analysis.terminal import fitted
    from analysis.words.probability_tables import probability_text
    from analysis.words.receipt_table import receipts_text
    from analysis.words.tables import score_table_text

    with results_read():
        results = [load_result(folder) for folder in folders]
        others = [[load_result(folder) for folder in folders] for folders in (empty, unresisted)]
        dates, chances = score_of(results, *others), probability_scores(results, *others)
    if table[0]:
        _save(dates, chances, results[0], table[0], excel=table[1])
    with fitted(terminal_width()):
        parts = score_table_text(dates, full), probability_text(chances, results, full)
        received = receipts_text(results) if full else ""
    return "\n".join(parts).rstrip() + (f"\n\n{received}" if received else "")


def _save(dates: ScoreTable, chances: ProbabilityTable, first: Result, output: Path, *, excel: bool) -> None:
    """A row for each dated event."""
    from analysis.export.tables import save_table
    from analysis.scores.answers import score_columns, told

    columns = score_columns(dates, chances, first)
    with drawn_whole(output) as part:
        save_table(columns, part, told(columns), excel=excel)
    click.echo(f"written: {printable(str(output))}", err=True)
