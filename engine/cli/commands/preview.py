"""`preview`: network, starts and plans of a scenario as one picture, before anything runs."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import Warned, force_option, prepared, scenario_options
from engine.errors import printable
from engine.files import check_outputs, check_suffix, write_whole


@click.command()
@scenario_options
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("preview.svg"), show_default=True)
@force_option
def preview(scenario: str, settings: dict[str, str], without: tuple[str, ...], strict: bool, output: Path, force: bool) -> None:
    """Draw places, roads and railways of SCENARIO, where formations stand, and the steps of their plans (SVG)."""
    from analysis.maps.preview import preview_svg

    check_suffix(output, ".svg")
    check_outputs([output], force=force)
    theatre = prepared(scenario, settings, without)
    Warned(strict)(theatre.warnings)
    write_whole(output, preview_svg(theatre.world.spec))
    click.echo(f"{printable(str(output))} is written")
