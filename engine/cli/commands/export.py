"""`export`: a run in the formats of other tools.

Each format has a file in `analysis.export`, which gives back text; what is written where, all at once or not at all, is decided
here. A new format needs an entry in `SUFFIX` and a branch in `_texts`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import RESULT
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
@click.option("--force", is_flag=True, help="Replace files that exist.")
def export(result: Path, form: str, out: Path | None, force: bool) -> None:
    """Write the RESULT folder as GeoJSON, KML, a scenario of ORBAT Mapper, or tidy CSV tables."""
    from analysis.results.load import load_result

    path = out or Path(result.resolve().name + SUFFIX[form])
    with results_read():
        texts = _texts(load_result(result), form, path)
    _check_free(list(texts), force)
    for folder in sorted({file.parent for file in texts}):
        make_folder(folder)
    write_together(texts)
    click.echo(f"{printable(str(path))}: {sum(len(text.encode()) for text in texts.values()) / 1000:,.0f} kB", err=True)


def _texts(result: Result, form: str, path: Path) -> dict[Path, str]:
    """Content of each file to write."""
    if form == "csv":
        from analysis.export.tables import table_texts

        return {path / name: text for name, text in table_texts(result).items()}
    if form == "geojson":
        from analysis.export.geojson import geojson_text as text_of
    elif form == "kml":
        from analysis.export.kml import kml_text as text_of
    else:
        from analysis.export.orbat import orbat_text as text_of
    return {path: text_of(result)}


def _check_free(files: list[Path], force: bool) -> None:
    """Raise EngineError where a file may not be written; nothing is written then."""
    for file in files:
        if file.is_dir():
            raise EngineError(f"{printable(str(file))} is a folder; give another --out")
        if os.path.lexists(file) and not force:
            raise EngineError(f"{printable(str(file))} exists; give --force to replace it, or another --out")
