"""`report`: an ensemble of runs beside history, as one page or text.

The text and the figures come from `analysis.report`; this file reads the ensemble, the runs without resistance and the negative
controls, and sees to it that the report appears whole or not at all.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import RESULT, force_option
from engine.cli.progress import working
from engine.errors import EngineError, printable
from engine.files import check_outputs, drawn_whole


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="RESULT | SWEEP...", type=RESULT)
@click.option("--format", "form", type=click.Choice(["html", "md"]), help="One page, or text.  [default: by the suffix of FILE]")
@click.option("--point", type=click.IntRange(0), metavar="P", help="Of a sweep, the runs of this design point.  [default: all]")
@click.option("--empty", multiple=True, metavar="RESULT", type=RESULT, help="A run without resistance; may be repeated.")
@click.option(
    "--control",
    multiple=True,
    metavar="RESULT",
    type=RESULT,
    help="A run that should score worse, such as one --without supply; may be repeated.",
)
@click.option(
    "--page",
    metavar="ADDRESS",
    help="The replay that rows and maps link into, seen from FILE.  [default: index.html of the first RESULT that has one]",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    metavar="FILE",
    help="The report.",
)
@force_option
def report(
    targets: tuple[Path, ...],
    form: str | None,
    point: int | None,
    empty: tuple[Path, ...],
    control: tuple[Path, ...],
    page: str | None,
    out: Path,
    force: bool,
) -> None:
    """Report the results of the runs in RESULT, how they compare with history and where they are wrong.

    A RESULT is the folder of a run, a folder of such folders, or a sweep; several runs of one scenario are an ensemble.
    """
    from analysis.report.report import page_beside, save_report
    from analysis.results.ensembles import by_rules, load_ensemble

    check_outputs([out], force=force)
    form = form or ("md" if out.suffix.lower() == ".md" else "html")
    try:
        with working("reading"):
            controls = by_rules([run for folder in control for run in load_ensemble([folder])])
            ensemble, unopposed = load_ensemble(targets, point), load_ensemble(empty)
        with drawn_whole(out) as part, working("comparing and drawing"):
            save_report(ensemble, part, form, unopposed, controls, page_beside(ensemble, out) if page is None else page)
    except ValueError as error:  # also what is wrong with a result folder
        raise EngineError(printable(str(error))) from None
    click.echo(f"report: {printable(str(out))}", err=True)
