"""`new`: a scenario to begin with, that runs; or the beginning of one from tables or a network that somebody has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from engine.cli.options import NumberRange
from engine.errors import EngineError, printable
from engine.files import disk_errors, folder_if_filled, write_together

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "scenario.yaml"
FILE = "scenario.yaml"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="A folder of tables, a GeoJSON file, or one of ORBAT Mapper.",
)
@click.option(
    "--km-factor",
    type=NumberRange(1.0, 3.0),
    default=1.1,
    show_default=True,
    help="Length of a way over that of its line on the map (GeoJSON).",
)
@click.option("--title", default=None, help="Of the scenario.  [default: the name of the folder]")
def new(folder: Path, source: Path | None, km_factor: float, title: str | None) -> None:
    """Write a scenario to FOLDER: one that runs, or what can be made of PATH.

    A folder of tables has places.csv, roads.csv, formations.csv or any other list of a scenario; a GeoJSON file has points
    (places) and lines (roads, railways); a file of ORBAT Mapper has units. What they do not say is marked with GAP.
    """
    if (folder / FILE).exists():
        raise EngineError(f"{printable(str(folder / FILE))} exists; give another folder")
    name = folder.resolve().name
    identity = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:64] or "campaign"
    title = title or name.replace("_", " ").title()
    texts = _texts(source, folder, identity, title, km_factor)
    contents: dict[Path, str | bytes] = {folder / file: text for file, text in texts.items()}
    if source is not None and source.is_dir() and source.resolve() != folder.resolve():
        with disk_errors(source):
            contents |= {folder / table.name: table.read_bytes() for table in sorted(source.glob("*.csv"))}
    with folder_if_filled(folder):
        write_together(contents)
    gaps = [line for text in texts.values() for line in text.splitlines() if "GAP:" in line] if source else []
    click.echo(f"{printable(str(folder / FILE))} is written" + (f"; {len(gaps)} gaps are marked with GAP in it" if gaps else ""))
    for line in texts[FILE].splitlines():
        if line.startswith("# GAP: ") and "left out" in line:
            click.echo(line.removeprefix("# GAP: "))
    click.echo(f"next: august-storm validate {printable(str(folder))}")


def _texts(source: Path | None, folder: Path, identity: str, title: str, km_factor: float) -> Mapping[str, str]:
    """The files to write, by name."""
    from engine.cli import beginnings

    if source is None:
        return {FILE: TEMPLATE.read_text(encoding="utf-8").replace("{id}", identity, 1).replace("{title}", title, 1)}
    if not source.is_dir():
        from engine.cli.beginnings_of_orbat import is_orbat

        orbat = is_orbat(source)
        if orbat is not None:
            return _of_orbat(orbat, source, identity, title)
        from engine.cli.beginnings_on_a_map import tables_of

        return tables_of(source, identity, title, km_factor)
    tables = beginnings.Tables.of(source)
    if not tables.rows:
        raise EngineError(
            f"{printable(str(source))} has no places.csv, roads.csv or other table that is called as a list of a scenario"
        )
    clash = [
        file.name
        for file in sorted(source.glob("*.csv"))
        if source.resolve() != folder.resolve() and (folder / file.name).exists()
    ]
    if clash:
        raise EngineError(f"{printable(str(folder / clash[0]))} exists; give another folder")
    return {FILE: beginnings.scenario_of(tables, title, identity)}


def _of_orbat(content: dict[str, Any], file: Path, identity: str, title: str) -> Mapping[str, str]:
    """The files to write from a scenario of ORBAT Mapper; what was left out stands as gaps at the head."""
    from engine.cli import beginnings
    from engine.cli.beginnings_of_orbat import tables_of
    from engine.cli.beginnings_on_a_map import csv_text

    tables, left_out = tables_of(content, file)
    gaps = "".join(f"# GAP: {line}\n" for line in left_out)
    texts = {f"{name}.csv": csv_text(each) for name, each in tables.rows.items()}
    return {FILE: gaps + beginnings.scenario_of(tables, title, identity), **texts}
