"""`explain`: the story of one formation in a run.

The words are those of `analysis.words.explain`; this file finds the result folder and prints them.
"""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.options import RESULT
from engine.cli.reading import results_read


@click.command()
@click.argument("result", type=RESULT)
@click.argument("formation")
@click.option(
    "--day", type=click.IntRange(0), metavar="D", help="Only this day of the run (0 is the first), with the formation's state."
)
def explain(result: Path, formation: str, day: int | None) -> None:
    """Report what FORMATION (an id, a name or a short label) did in the RESULT folder, where it halted and why."""
    from analysis.results.load import load_result
    from analysis.words.explain import explain as story

    with results_read():
        text = story(load_result(result), formation, day)
    click.echo(text.rstrip())
