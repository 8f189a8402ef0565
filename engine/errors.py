"""What can be wrong with a user's input, said once and in one voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_AT_MOST = 50
LINE_AT_MOST = 500
NAMED_AT_MOST = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake at one place of a scenario: `file:line:col what is wrong; what would be right`.

    Line 0 stands for a place without lines, such as an option of the command: `--set days=x: what is wrong`.
    """

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        position = f"{self.file}:{self.line}:{self.column}" if self.line else f"{self.file}:"
        return printable(f"{position} {self.text}")


class EngineError(Exception):
    """A mistake of the user's, to be shown as text without a traceback (exit status 2)."""


class ScenarioError(EngineError):
    """Every problem of a scenario at once, in the order of files and lines."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        super().__init__(self.report())

    def report(self) -> str:
        """The problems as lines of text, at most `SHOWN_AT_MOST` and then a count of the rest."""
        shown = [str(problem) for problem in self.problems[:SHOWN_AT_MOST]]
        rest = len(self.problems) - len(shown)
        return "\n".join([*shown, f"... and {rest} more"] if rest else shown)


def printable(text: str) -> str:
    """`text` on one line, control and bidirectional characters escaped, cut at `LINE_AT_MOST` characters."""
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return safe if len(safe) <= LINE_AT_MOST else safe[: LINE_AT_MOST - 3] + "..."


def listed(names: Sequence[str]) -> str:
    """The first `NAMED_AT_MOST` of `names` on one line and how many more there are: `a, b, c and 4 more`."""
    named, rest = ", ".join(printable(name) for name in names[:NAMED_AT_MOST]), len(names) - NAMED_AT_MOST
    return f"{named} and {rest} more" if rest > 0 else named
