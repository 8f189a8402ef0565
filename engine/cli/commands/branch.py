"""`branch`: a run goes on many times from a day on, each time with other random draws.

The futures are a sweep (`engine.study.branches`), made in parallel, resumed by the same command and read as any other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import (
    FAILED,
    RESULT,
    NumberRange,
    Warned,
    force_option,
    orders_option,
    outcome_option,
    page_option,
    policy_option,
    strict_option,
    workers_option,
)
from engine.cli.reading import results_read
from engine.cli.sweep_progress import swept_with_progress
from engine.errors import printable
from engine.files import check_outputs, drawn_whole

if TYPE_CHECKING:
    from engine.study.sweep import SweepSummary

PAGE = "branch.html"


@click.command()
@click.argument("result", type=RESULT)
@click.option("--day", type=NumberRange(0, min_open=True), required=True, metavar="D", help="The day from which it is open.")
@orders_option
@policy_option
@outcome_option
@click.option("--runs", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="Futures.")
@click.option("--same-dice", is_flag=True, help="One future with the random draws of the run itself.")
@click.option("--scenario", metavar="NAME", help="Scenario of RESULT, where it is not a shipped one.")
@workers_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the sweep.  [default: results/ID-branch]")
@page_option("Play the run and its futures on the map; those without the new orders as outlines.", PAGE)
@force_option
@strict_option
@click.pass_context
def branch(
    ctx: click.Context,
    /,
    result: Path,
    day: float,
    orders: tuple[str, ...],
    policies: dict[str, str],
    patterns: tuple[str, ...],
    runs: int,
    same_dice: bool,
    scenario: str | None,
    workers: int | None,
    out: Path | None,
    page: Path | None,
    force: bool,
    strict: bool,
) -> None:
    """Let the run in RESULT go on from day D in N futures, and gather them in tables.

    With --orders or --policy each future is made twice, without the new orders and with them, and the paired differences are
    printed.

    Everything before that day is the run's own. Stopped at any moment, the same command goes on where it was.
    """
    from engine.study.branches import branch_study, check_trunk, trunk_of

    if page:
        check_outputs([page], force=force)
    trunk = trunk_of(result, scenario)
    check_trunk(trunk, day)
    study = branch_study(trunk, day, runs=runs, same_dice=same_dice, orders=orders, policies=policies)
    swept = swept_with_progress(ctx, study, out or Path("results") / study.id, Warned(strict), workers=workers)
    _tell(swept, patterns)
    if page:
        _save_page(swept.folder, page, two=bool(study.choices))
    if swept.failed:
        ctx.exit(FAILED)


def _save_page(folder: Path, page: Path, *, two: bool) -> None:
    """Write the page of the futures, of those with the new orders where there are `two` choices, the others' median beside
    them."""
    from analysis.page.replay import save_sweep_page

    with results_read(), drawn_whole(page) as part:
        count = save_sweep_page(folder, part, *((1, 0) if two else (None, None)))
    click.echo(f"{count} futures; open it with a browser: {printable(str(page))}", err=True)


def _tell(swept: SweepSummary, patterns: tuple[str, ...]) -> None:
    """The outcomes of all futures or what new orders change of them, what became of the orders, and where it all is."""
    from analysis.results.sweeps import load_sweep, summary_text
    from analysis.scores.compare import choice_differences, comparison_text
    from analysis.words.orders import orders_text

    with results_read():
        read = load_sweep(swept.folder)
        chosen = read.matching(patterns) if patterns else []
        if read.manifest.points == 1:
            click.echo(summary_text(read, patterns))
        else:
            click.echo("with the new orders against the same futures without them")
            click.echo(comparison_text(choice_differences(read, 0, 1), chosen))
            click.echo(orders_text(read))
    click.echo(f"{swept.runs - swept.failed} futures done, {swept.failed} failed; {swept.made} of them made now", err=True)
    click.echo(f"tables: {printable(str(swept.folder))}", err=True)
