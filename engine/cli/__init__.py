"""The command line: the composition root, and the only part that knows both the engine and analysis.

Each command has a file of its name in `engine.cli.commands`; what several of them share stands beside this file.
"""

from __future__ import annotations

import sys
import warnings
from io import TextIOWrapper
from typing import Any

import click

from engine import __version__, collector
from engine.cli.commands.branch import branch
from engine.cli.commands.calibrate import calibrate
from engine.cli.commands.compare import compare
from engine.cli.commands.explain import explain
from engine.cli.commands.export import export
from engine.cli.commands.list import listing
from engine.cli.commands.map import map_command
from engine.cli.commands.new import new
from engine.cli.commands.odds import odds
from engine.cli.commands.plot import plot
from engine.cli.commands.preview import preview
from engine.cli.commands.replay import replay
from engine.cli.commands.report import report
from engine.cli.commands.retrodict import retrodict
from engine.cli.commands.run import run
from engine.cli.commands.schema import schema
from engine.cli.commands.score import score
from engine.cli.commands.sensitivity import sensitivity
from engine.cli.commands.sweep import sweep
from engine.cli.commands.validate import validate
from engine.cli.stopping import status_of, terminable
from engine.errors import EngineError, printable

collector.end_without()


class UserMistake(click.ClickException):
    """A mistake of the user's: its text on stderr, exit status 2, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Write the text to stderr."""
        click.echo(self.message, err=True)


def _warned(message: Warning | str, *_: Any, **__: Any) -> None:
    """A warning of a library or of a picture as one line on stderr, without the line of code that it comes from."""
    click.echo(f"warning: {printable(str(message))}", err=True)


class Commands(click.Group):
    """The group of all commands; its errors are one line each, for people."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; EngineError ends with status 2, Ctrl-C with 130, SIGTERM with 143."""
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal without some letter still shows the rest
        try:
            with terminable(), collector.seldom(), warnings.catch_warnings():
                warnings.showwarning = _warned
                return super().invoke(ctx)
        except EngineError as mistake:
            raise UserMistake(str(mistake)) from None
        except KeyboardInterrupt as stop:
            click.echo("interrupted; no file is left half written", err=True)
            ctx.exit(status_of(stop))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="august-storm")
def main() -> None:
    """Simulate a campaign and compare it with what happened.

    SCENARIO is the name of a shipped scenario (see `list scenarios`), a variant as `name/variant`, or a path to a
    scenario's YAML file or its folder.
    """


main.add_command(new)
main.add_command(map_command)
main.add_command(validate)
main.add_command(preview)
main.add_command(run)
main.add_command(score)
main.add_command(explain)
main.add_command(report)
main.add_command(replay)
main.add_command(plot)
main.add_command(export)
main.add_command(listing)
main.add_command(schema)
main.add_command(retrodict)
main.add_command(odds)
main.add_command(sweep)
main.add_command(compare)
main.add_command(branch)
main.add_command(sensitivity)
main.add_command(calibrate)
