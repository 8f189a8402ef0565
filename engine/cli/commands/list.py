"""`list`: scenarios, tunable parameters, outcomes, rules that can be switched off, and the processes of a run.

Everything listed is read from the place where the engine itself has it (catalogue, registry, vocabulary, table of processes), so
that no list can be out of date. Two of them also write the part of the documentation that repeats them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.scenario.parameters import Parameter


@click.group(name="list")
def listing() -> None:
    """List scenarios, fields, parameters, typical formations, outcomes, rules, events or processes."""


@listing.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def scenarios(folder: Path | None) -> None:
    """Shipped scenarios and their variants with their titles, as `run` takes them; with FOLDER those in it and right below it."""
    from engine.errors import EngineError, printable
    from engine.scenario.shipped import titled

    rows = titled(folder)
    if not rows:
        raise EngineError(f"{printable(str(folder))} has no scenario.yaml, nor has a folder in it")
    width = max(len(name) for name, _ in rows)
    for name, title in rows:
        click.echo(printable(f"{name:<{width}}  {title}".rstrip()))


@listing.command()
@click.option("--markdown", is_flag=True, help="As the document docs/parameters.md.")
def parameters(markdown: bool) -> None:
    """Every tunable number: path, default, range, unit and source."""
    from engine.cli.parameters_document import lines
    from engine.scenario.parameters import catalogue

    rows = list(catalogue().values())
    click.echo("\n".join(lines(rows)) if markdown else "\n".join(_columns(rows)))


@listing.command()
@click.argument("scenario")
def outcomes(scenario: str) -> None:
    """Every outcome of SCENARIO with its unit, as sweeps and --precision name them."""
    from engine.cli.options import prepared
    from engine.simulation import simulate

    for name, _, unit in simulate(prepared(scenario, {}, ()), last_day=1).outcomes:
        click.echo(f"{name}  {unit}")


@listing.command()
@click.option("--markdown", is_flag=True, help="As in the document docs/formats.md.")
def events(markdown: bool) -> None:
    """Kinds of event, what each one reports, and which process writes it."""
    from engine.cli.events_document import lines
    from engine.registry import EVENTS
    from engine.vocabulary import EventKind

    width = max(map(len, EventKind))
    plain = (f"{kind:<{width}}  {kind.words} ({', '.join(EVENTS[kind].writers)})" for kind in EventKind)
    for line in lines() if markdown else plain:
        click.echo(line)


@listing.command()
@click.argument("word", default="")
def types(word: str) -> None:
    """Typical formations that `like:` of a formation may name; with WORD those whose line has it."""
    from engine.scenario.typical import catalogue

    for name, row in catalogue().items():
        numbers = f"{row['men']} men ({row['men_actual'] or '?'} in the field), {row['tanks']} tanks, {row['guns']} guns"
        tonnes = f"{row['fill_t']} t a fill, {row['bk_t']} t an ammunition unit"
        line = f"{name}  {row['name']}, {row['army']} {row['years']}: {numbers}; {tonnes} ({row['grade']})"
        if word.lower() in line.lower():
            click.echo(line)


@listing.command()
@click.option("--markdown", is_flag=True, help="As the document docs/fields.md.")
def fields(markdown: bool) -> None:
    """Every field of a scenario: key, unit, default, values, example and meaning."""
    from engine.cli.fields_document import lines

    for line in lines():
        click.echo(line if markdown else line.replace("`", ""))


@listing.command()
def rules() -> None:
    """Rules that `--without` switches off, and what each does."""
    from engine.vocabulary import Rule

    width = max(map(len, Rule))
    for rule in Rule:
        click.echo(f"{rule:<{width}}  {rule.words}")


@listing.command()
def processes() -> None:
    """Processes of a run in the order in which they begin: rank in a minute, rules, what each waits for and writes."""
    from engine.processes.run import PROCESSES

    for kind in PROCESSES:
        rules = f"; with {', '.join(kind.rules)}" if kind.rules else ""
        click.echo(f"{kind.name}: one per {kind.one_per}, rank {int(kind.rank)} {kind.rank.name.lower()}{rules}")
        click.echo(f"  waits for {kind.waits_for}")
        if kind.writes:
            click.echo(f"  writes {', '.join(kind.writes)}")


def _columns(rows: Sequence[Parameter]) -> Iterator[str]:
    """The catalogue as aligned text, a line each."""
    from engine.scenario.parameters.bindings import bindings

    width, where = max(len(row.path) for row in rows), bindings()
    for row in rows:
        bounds = f"[{row.low:g} .. {row.high:g}]"
        told = f"{row.unit}: {row.about} ({row.source}; {row.grade}) [{where[row.path]}]"
        yield f"rules.{row.path:<{width}}  {row.mode:<8g} {bounds:<16} {told}"
