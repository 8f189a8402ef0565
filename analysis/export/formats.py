"""The formats of other tools: which there are, and the files that a run becomes in each.

A new format needs a file of its own in this room, an entry in `SUFFIX` and a branch in `export_texts`.
"""

from __future__ import annotations

from pathlib import Path

from analysis.results.load import Result

SUFFIX = {"geojson": ".geojson", "kml": ".kml", "orbat-mapper": ".orbat.json", "csv": "-csv"}
"""What is put after the name of the result folder where no output is named; csv is a folder, the others are files."""


def export_texts(result: Result, form: str, path: Path, *, excel: bool = False) -> dict[Path, str]:
    """The content of each file to write for a format of `SUFFIX`: `path` alone, or for csv those in the folder `path`."""
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
