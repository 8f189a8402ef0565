"""`explain`: the story of one formation in a run."""

from __future__ import annotations

from pathlib import Path

import click

from engine.errors import EngineError


@click.command()
@click.argument("result", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("formation")
@click.option("--day", type=click.IntRange(0), metavar="D", help="Only this day of the run (0 is the first), and how it stands.")
def explain(result: Path, formation: str, day: int | None) -> None:
    """Tell what FORMATION (an id, a name or a short label) did in the RESULT folder, where it stood still and why."""
    from analysis.results.load import ResultError, load_result
    from analysis.words.explain import explain as story

    try:
        click.echo(story(load_result(result), formation, day).rstrip())
    except ResultError as error:
        raise EngineError(str(error)) from None
