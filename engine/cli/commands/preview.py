"""`preview`: network, starts and plans of a scenario as one picture, before anything runs."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.folder import check_outputs
from engine.cli.options import Warned, force_option, prepared, scenario_options
from engine.errors import printable
from engine.files import disk_errors


@click.command()
@scenario_options
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("preview.svg"), show_default=True)
@force_option
def preview(scenario: str, settings: dict[str, str], without: tuple[str, ...], strict: bool, output: Path, force: bool) -> None:
    """Draw places, roads and railways of SCENARIO, where formations stand, and the steps of their plans (SVG)."""
    from engine.cli.network_drawing import drawing

    check_outputs([output], force=force)
    theatre = prepared(scenario, settings, without)
    Warned(strict)(theatre.warnings)
    with disk_errors(output):
        output.write_text(drawing(theatre.world.spec), encoding="utf-8")
    click.echo(f"{printable(str(output))} is written")
