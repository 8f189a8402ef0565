"""`sensitivity`: what an outcome of a sweep depends on.

The method follows the design that the sweep was made with, and `analysis.scores.sensitivity` applies it. Outcomes that are the
same in every run are left out: nothing can explain a difference that there is not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.folder import check_outputs
from engine.cli.options import force_option
from engine.cli.reading import results_read
from engine.errors import EngineError, printable
from engine.files import drawn_whole

if TYPE_CHECKING:
    from analysis.results.sweeps import Sweep
    from analysis.scores.sensitivity import Dependence

BLOCKS = 10
SUFFIXES = (".png", ".svg", ".pdf", ".csv")
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
    help="Draw one outcome's inputs (.png, .svg or .pdf), or write the table of a one-at-a-time design (.csv).",
)
@force_option
def sensitivity(folder: Path, patterns: tuple[str, ...], output: Path | None, force: bool) -> None:
    """What the outcomes of the sweep in DIR depend on, by the method of its design, and how well that is known.

    Morris' and Sobol's indices, swings of a one-at-a-time design, rank correlations of all others and of --priors.
    """
    from analysis.results.sweeps import load_sweep, varying
    from analysis.scores.sensitivity import dependence_text, dependences

    if output and output.suffix.lower() not in SUFFIXES:
        raise EngineError(f"-o {printable(str(output))}: a name that ends in {', '.join(SUFFIXES)} would be right")
    if output:
        check_outputs([output], force=force)
    with results_read():
        swept = load_sweep(folder)
        names = varying(swept, patterns or (USUAL,))
        found = dependences(swept, names[:BLOCKS])
    for dependence in found:
        click.echo(dependence_text(dependence) + "\n")
    if len(names) > BLOCKS:
        click.echo(f"{len(names) - BLOCKS} more outcomes match; name those you want with --outcome")
    if output:
        if len(found) != 1:
            raise EngineError(f"-o draws one outcome and {len(found)} are shown; name it with --outcome")
        _save(swept, found[0], output)
        click.echo(f"written: {printable(str(output))}", err=True)


def _save(swept: Sweep, dependence: Dependence, output: Path) -> None:
    """The table of swings, their tornado, or for other designs the indices as bars."""
    from analysis.charts.sensitivity import save_dependence

    with drawn_whole(output) as part, results_read():
        save_dependence(swept, dependence, part)
