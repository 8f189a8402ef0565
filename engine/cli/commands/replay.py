"""`replay`: a run played on the map, as one page.

The page holds its data, its scripts and its styles, and asks no server for anything. `run` writes the same page as `index.html`.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import RESULT, force_option
from engine.cli.reading import results_read
from engine.errors import printable
from engine.files import check_outputs, drawn_whole


@click.command()
@click.argument("result", type=RESULT)
@click.option("--ghost", metavar="RESULT", type=RESULT, help="Another run, shown as outlines beside the first.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("replay.html"),
    show_default=True,
    metavar="FILE",
    help="The page.",
)
@click.option("--point", type=click.IntRange(0), metavar="P", help="Of a sweep, the runs of this design point.  [default: all]")
@force_option
def replay(result: Path, ghost: Path | None, out: Path, point: int | None, force: bool) -> None:
    """Write the page that plays RESULT on the map: one file that needs nothing else.

    RESULT is the folder of a run, or that of a sweep, whose runs are then shown all at once round their median.
    """
    from analysis.page.replay import save_page, save_sweep_page
    from analysis.results.load import load_result
    from analysis.results.sweeps import is_sweep

    if is_sweep(result):
        if ghost:
            raise click.UsageError("a sweep is shown with all its runs; leave --ghost out")
        check_outputs([out], force=force)
        with results_read(), drawn_whole(out) as part:
            count = save_sweep_page(result, part, point)
        click.echo(f"{count} runs; open it with a browser: {printable(str(out))}", err=True)
        return
    if point is not None:
        raise click.UsageError("--point is for a sweep; this folder holds one run")
    check_outputs([out], force=force)
    with results_read():
        shown, outlines = load_result(result), load_result(ghost) if ghost else None
        with drawn_whole(out) as part:
            save_page(shown, part, outlines)
    click.echo(f"open it with a browser: {printable(str(out))}", err=True)
