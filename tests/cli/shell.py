"""Commands as tests give them, and what they leave behind."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from engine.cli import main

RESULT_FILES = {
    "manifest.json",
    "network.json",
    "formations.json",
    "axes.json",
    "plan.json",
    "history.json",
    "provenance.json",
    "map.json",
    "events.csv",
    "tracks.csv",
    "captures.csv",
    "fights.csv",
    "outcomes.csv",
    "losses.csv",
    "supply.csv",
    "beliefs.csv",
}
"""What `run --no-pictures` writes."""


def say(*arguments: object) -> Result:
    """The outcome of a command; an exception that the command does not handle fails the test."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def left_in(folder: Path) -> list[str]:
    """The names in `folder`, sorted."""
    return sorted(path.name for path in folder.iterdir())


def complaints(outcome: Result) -> list[str]:
    """What a command wrote to stderr, line by line, without the warnings of a scenario."""
    return [line for line in outcome.stderr.splitlines() if not line.startswith("warning: ")]
