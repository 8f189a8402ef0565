"""`export`: a run in the formats of other tools.

Each format has a file in `analysis.export`, which gives back text; what is written where, all at once or not at all, is decided
here. A new format needs an entry in `SUFFIX` and a branch in `_texts`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.folder import check_outputs
from engine.cli.options import RESULT, excel_option, force_option
from engine.cli.reading import results_read
from engine.errors import EngineError, printable
from engine.files import make_folder, write_together

if TYPE_CHECKING:
    from analysis.results.load import Result

SUFFIX = {"geojson": ".geojson", "kml": ".kml", "orbat-mapper": ".orbat.json", "csv": "-csv"}
"""What is put after the name of the result folder where no output is named; csv is a folder, the others are files."""


@click.command()
@click.argument("result", type=RESULT)
@click.option("--to", "form", type=click.Choice(list(SUFFIX)), required=True, help="The format; docs/exports.md describes each.")
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
    from analysis.results.load import load_result

    if excel and form != "csv":
        raise EngineError("--excel is for --to csv alone")
    path = out or Path(result.resolve().name + SUFFIX[form])
    if form != "csv":  # the names of several files are known only when they are made
        check_outputs([path], force=force)
    with results_read():
        texts = _texts(load_result(result), form, path, excel=excel)
    check_outputs(texts, force=force)
    for folder in sorted({file.parent for file in texts}):
        make_folder(folder)
    write_together(texts)
    click.echo(f"{printable(str(path))}: {sum(len(text.encode()) for text in texts.values()) / 1000:,.0f} kB", err=True)


def _texts(result: Result, form: str, path: Path, *, excel: bool) -> dict[Path, str]:
    """Content of each file to write."""
    if form == "csv":
        from analysis.export.tables import table_texts

        return {path / name: text for name, text in table_texts(result, excel=excel).items()}
    if form == "geojson":
        from analysis.export.geojson import geojson_text as text_of
    elif form == "kml":
        from analysis.export.kml import kml_text as text_of
    else:
        from analysis.export.orbat import orbat_text as text_of
    return {path: text_of(result)}
