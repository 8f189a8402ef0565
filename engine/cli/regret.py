"""Tables of regret on the terminal, of the choices of one study or of sweeps side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from analysis.results.sweeps import Sweep


def tell_regret(sweeps: Mapping[str, Sweep], patterns: Sequence[str], *, most: bool) -> None:
    """Print the regret of each outcome that is asked for: of the choices of one sweep, or of several sweeps by name.

    Nothing where no outcome is asked for. ResultError where they share no draw."""
    from analysis.scores.regret import regret_text, regrets, regrets_of

    first = next(iter(sweeps.values()))
    for name in first.matching(patterns) if patterns else ():
        found = regrets(first, name, most=most) if len(sweeps) == 1 else regrets_of(sweeps, name, most=most)
        click.echo("\n" + regret_text(found, name, first.outcomes[name]))
