"""`export`: a run in the formats of other tools.

The files of each format come from `analysis.export` as text; what is written where, all at once or not at all, is decided here.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import RESULT, excel_option, force_option
from engine.cli.reading import results_read
from engine.errors import EngineError, printable
from engine.files import check_outputs, folder_if_filled, write_together

FORMATS = ("geojson", "kml", "orbat-mapper", "csv")
"""Those of `analysis.export.formats`, which is not imported for `--help`."""


@click.command()
@click.argument("result", type=RESULT)
@click.option("--to", "form", type=click.Choice(FORMATS), required=True, help="The format; docs/exports.md describes each.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Output file; for csv, a folder.  [default: named after RESULT]",
)
@excel_option
@force_option
def export(result: Path, form: str, out: Path | None, excel: bool, force: bool) -> None:
    """Write the RESULT folder as GeoJSON, KML, a scenario of ORBAT Mapper, or tidy CSV tables."""
    from analysis.export.formats import SUFFIX, export_texts
    from analysis.results.load import load_result

    if excel and form != "csv":
        raise EngineError("--excel is for --to csv alone")
    path = out or Path(result.resolve().name + SUFFIX[form])
    if form != "csv":  # the names of several files are known only when they are made
        check_outputs([path], force=force)
    with results_read():
        texts = export_texts(load_result(result), form, path, excel=excel)
    check_outputs(texts, force=force)
    with folder_if_filled(next(iter(texts)).parent):
        write_together(texts)
    click.echo(f"{printable(str(path))}: {sum(len(text.encode()) for text in texts.values()) / 1000:,.0f} kB", err=True)
