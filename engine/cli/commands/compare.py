"""`compare`: the paired differences of sweeps that share their random draws.

Each sweep uses the same seed, so that run K of one and run K of the other have the same weather, orders and engagement draws
as far as both ask for them; the difference of an outcome is then known far better than from independent runs. Sweeps that exist
are read, others are made here. What differs, and with what interval, is computed in `analysis.scores.compare`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import (
    FAILED,
    Warned,
    check_table,
    most_option,
    outcome_option,
    page_option,
    prepared,
    priors_options,
    strict_option,
    table_options,
    workers_option,
)
from engine.cli.reading import results_read
from engine.cli.regret import tell_regret
from engine.cli.studies import study_of_scenario
from engine.cli.sweep_progress import swept_with_progress
from engine.errors import EngineError, printable
from engine.files import check_outputs, drawn_whole

if TYPE_CHECKING:
    from analysis.results.load import Result
    from analysis.results.sweeps import Sweep
    from analysis.scores.compare import Difference
    from engine.scenario.study import Study

PAGE = "compare.html"


@click.command()
@click.argument("base", metavar="BASE")
@click.argument("variants", metavar="VARIANT...", nargs=-1, required=True)
@click.option("--runs", type=click.IntRange(2), default=100, show_default=True, metavar="N", help="Replications of each.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Seed of all random draws.")
@priors_options
@strict_option
@outcome_option
@most_option
@workers_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep the sweeps, as DIR/0, DIR/1, ...")
@page_option("Play the first run of BASE on the map, the VARIANT's outlined beside it.", PAGE)
@table_options
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    base: str,
    variants: tuple[str, ...],
    patterns: tuple[str, ...],
    most: bool,
    out: Path | None,
    page: Path | None,
    output: Path | None,
    excel: bool,
    force: bool,
    strict: bool,
    **given: Any,
) -> None:
    """Run BASE and each VARIANT on the same random draws and report the paired differences.

    Each is a scenario or the folder of a finished sweep. A VARIANT may also be a change of BASE: `without:RULE`, `PATH=VALUE`,
    `orders:FILE` or `policy:SIDE:NAME`, several joined by commas. With --outcome it says how often each of them is best, and
    what each costs against the best of the same draw (regret).
    """
    from analysis.scores.compare import comparison_text, differences

    check_table(output, excel=excel, force=force)
    if page:
        check_outputs([page], force=force)
    pair = _pair_of_page(page, base, variants, given) if page else None
    jobs = [_meant(base, name, given) for name in (base, *variants)]
    tables = {}
    with nullcontext(str(out)) if out else TemporaryDirectory() as place, results_read():
        warn = Warned(strict)
        sweeps = [_swept(ctx, job, Path(place) / str(at), given, warn) for at, job in enumerate(jobs)]
        for name, variant in zip(variants, sweeps[1:], strict=True):
            click.echo(f"{printable(name)} against {printable(base)}")
            found = differences(sweeps[0], variant)
            chosen = sweeps[0].matching(patterns) if patterns else []
            tables[name] = [each for each in found if not chosen or each.outcome in chosen]
            click.echo(comparison_text(found, chosen) + "\n")
        tell_regret(dict(zip((base, *variants), sweeps, strict=True)), patterns, most=most)
    if output:
        _save(tables, output, excel=excel)
    if page and pair:
        _save_pair(page, *pair)
    failed = [int((~sweep.done).sum()) for sweep in sweeps]
    if any(failed):
        click.echo(f"{sum(failed)} runs failed; pairs with one of them are left out", err=True)
        ctx.exit(FAILED)


def _save(tables: Mapping[str, Sequence[Difference]], output: Path, *, excel: bool) -> None:
    """The differences of all variants as one table."""
    from analysis.export.tables import save_table
    from analysis.scores.answers import difference_table, told

    table = difference_table(tables)
    with drawn_whole(output) as part:
        save_table(table, part, told(table), excel=excel)
    click.echo(f"written: {printable(str(output))}", err=True)


def _meant(base: str, name: str, given: dict[str, Any]) -> Path | Study:
    """The folder of a sweep, or the study that a name stands for; a mistake in a name is told before anything is run."""
    from analysis.results.sweeps import is_sweep

    return Path(name) if is_sweep(Path(name)) else _study(base, name, given)


def _swept(ctx: click.Context, job: Path | Study, folder: Path, given: dict[str, Any], warn: Warned) -> Sweep:
    """The sweep in a folder, or that of a study, made in `folder`."""
    from analysis.results.sweeps import load_sweep

    if isinstance(job, Path):
        return load_sweep(job)
    swept_with_progress(ctx, job, folder, warn, workers=given["workers"])
    return load_sweep(folder)


def _study(base: str, name: str, given: dict[str, Any]) -> Study:
    """The study of a scenario, or of BASE with the changes that the name lists."""
    from engine.study.variants import variant_of

    meant = variant_of(base, name)
    fixed = {"settings": meant.settings, "without": meant.without, "last_day": None, "stops": (), "tracks": "none"}
    return study_of_scenario(meant.scenario, given["runs"], {**given, **fixed, "choices": meant.choices})


def _pair_of_page(page: Path, base: str, variants: tuple[str, ...], given: dict[str, Any]) -> tuple[Study, Study]:
    """The studies of the two runs that a page shows; a mistake where they are not two scenarios, before anything is run."""
    from analysis.results.sweeps import is_sweep

    if page.suffix.lower() != ".html":
        raise EngineError(f"--page {printable(str(page))}: a name that ends in .html would be right")
    if len(variants) != 1:
        raise EngineError(f"--page shows one VARIANT beside BASE, and {len(variants)} are given")
    for name in (base, *variants):
        if is_sweep(Path(name)):
            raise EngineError(f"--page simulates a new run, but {printable(name)} is a sweep; give the scenario")
    return _study(base, base, given), _study(base, variants[0], given)


def _save_pair(page: Path, base: Study, variant: Study) -> None:
    """Write the page of replication 0 of one study with that of the other, on the same random draws, as outlines beside it."""
    from analysis.page.replay import save_page

    with TemporaryDirectory() as place:
        shown, ghost = (_first_run(study, Path(place) / str(at)) for at, study in enumerate((base, variant)))
        with drawn_whole(page) as part:
            save_page(shown, part, ghost)
    click.echo(f"open it with a browser: {printable(str(page))}", err=True)


def _first_run(study: Study, folder: Path) -> Result:
    """Replication 0 of a study, read from its folder."""
    from analysis.results.load import load_result
    from engine.simulation import simulate

    ordered = study.choices[0] if study.choices else None
    theatre = prepared(
        study.scenario,
        study.set,
        study.without,
        priors=study.priors,
        sampling=study.sampling,
        seed=study.seed,
        orders=ordered.orders if ordered else (),
    )
    folder.mkdir()
    simulate(theatre, seed=study.seed, policies=ordered.policies if ordered else {}).write(folder)
    return load_result(folder)
