"""`sensitivity`: what an outcome of a sweep depends on.

The method follows the design that the sweep was made with, and `analysis.scores.sensitivity` applies it. Outcomes that are the
same in every run are left out: nothing can explain a difference that there is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import check_table, excel_option, force_option
from engine.cli.reading import results_read
from engine.errors import EngineError, printable
from engine.files import drawn_whole

if TYPE_CHECKING:
    from analysis.results.sweeps import Sweep
    from analysis.scores.sensitivity import Dependence

BLOCKS = 10
PICTURES = (".png", ".svg", ".pdf")
TABLES = (".csv", ".parquet")
USUAL = "captured_day.*"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--outcome", "patterns", metavar="NAME", multiple=True, help=f"Of this outcome; * stands for anything.  [default: {USUAL}]"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw one outcome's inputs (.png, .svg or .pdf), or write the table of all outcomes that match (.csv, .parquet).",
)
@excel_option
@force_option
def sensitivity(folder: Path, patterns: tuple[str, ...], output: Path | None, excel: bool, force: bool) -> None:
    """What the outcomes of the sweep in DIR depend on, by the method of its design, and how well that is known.

    Morris' and Sobol's indices, swings of a one-at-a-time design, rank correlations of all others and of --priors. A sweep that
    is still running, or was stopped, is read as far as it is.
    """
    from analysis.results.sweeps import load_sweep, varying
    from analysis.scores.sensitivity import dependence_text, dependences

    check_table(output, excel=excel, force=force, suffixes=PICTURES + TABLES)
    with results_read():
        swept = load_sweep(folder, unfinished=True)
        names = varying(swept, patterns or (USUAL,))
        found = dependences(swept, names[:BLOCKS])
    if swept.manifest.state != "finished":
        click.echo(f"the sweep is not finished; {swept.manifest.runs} runs of it are read", err=True)
    for dependence in found:
        click.echo(dependence_text(dependence) + "\n")
    if len(names) > BLOCKS:
        click.echo(f"{len(names) - BLOCKS} more outcomes match; name those you want with --outcome")
    if output:
        _save(swept, found, names, output, excel=excel)
        click.echo(f"written: {printable(str(output))}", err=True)


def _save(swept: Sweep, found: Sequence[Dependence], names: Sequence[str], output: Path, *, excel: bool) -> None:
    """The picture of one outcome, its table of swings, or the indices of all that match as a table."""
    from analysis.charts.sensitivity import has_swings, save_dependence

    one = found[0] if len(found) == 1 else None
    swings = one is not None and has_swings(swept, one) and output.suffix.lower() == ".csv" and not excel
    if output.suffix.lower() in TABLES and not swings:
        _save_table(swept, names, output, excel=excel)
        return
    if one is None:
        raise EngineError(f"-o draws one outcome and {len(found)} are shown; name it with --outcome")
    with drawn_whole(output) as part, results_read():
        save_dependence(swept, one, part)


def _save_table(swept: Sweep, names: Sequence[str], output: Path, *, excel: bool) -> None:
    """A row for each outcome and input."""
    from analysis.export.tables import save_table
    from analysis.scores.answers import dependence_table, told
    from analysis.scores.sensitivity import dependences

    with drawn_whole(output) as part, results_read():
        table = dependence_table(dependences(swept, names))
        save_table(table, part, told(table), excel=excel)
