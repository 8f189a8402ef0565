"""`validate`: is a scenario right.

It loads and prepares the scenario as `run` does and stops there: what is valid here also starts.
"""

from __future__ import annotations

import click

from engine.cli.options import Warned, prepared, scenario_options


@click.command()
@scenario_options
def validate(scenario: str, settings: dict[str, str], without: tuple[str, ...], strict: bool) -> None:
    """Check SCENARIO and report every problem at once.

    Exit status 0 when it can run, 2 with the problems as `file:line:col what is wrong; what would be right`. Lines that begin
    with `warning:` keep nothing from running, except with --strict.
    """
    theatre = prepared(scenario, settings, without)
    Warned(strict)(theatre.warnings)
    spec = theatre.world.spec
    click.echo(
        f"{spec.id} is valid: {len(spec.places)} places, {len(spec.roads)} roads, {len(spec.railways)} railways, "
        f"{len(spec.formations)} formations, {len(spec.plans)} plans, {spec.days} days"
    )
