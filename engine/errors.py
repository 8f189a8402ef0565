"""What can be wrong with a user's input, reported once and in one voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN_AT_MOST = 50
LINE_AT_MOST = 500
NAMED_AT_MOST = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake or doubt at one place of a scenario: `file:line:col what is wrong; what would be right`.

    Line 0 stands for a place without lines, such as an option of the command: `--set days=x: what is wrong`.
    """

    file: str
    line: int
    column: int
    text: str
    warning: bool = False
    """True: the scenario can run, but probably does not mean what it says; shown as `warning: file:line:col ...`."""

    def __str__(self) -> str:
        position = f"{self.file}:{self.line}:{self.column}" if self.line else f"{self.file}:"
        return printable(f"{'warning: ' if self.warning else ''}{position} {self.text}")


class EngineError(Exception):
    """A mistake of the user's, to be shown as text without a traceback (exit status 2)."""


class ScenarioError(EngineError):
    """Every problem of a scenario at once: the mistakes in the order of files and lines, then the warnings."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = in_order(problems)
        super().__init__(report(self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once: mistakes before warnings, both by file, line and column."""
    return sorted(set(problems), key=lambda problem: (problem.warning, problem))


def report(problems: Sequence[Problem]) -> str:
    """The problems as lines of text, at most `SHOWN_AT_MOST` and then a count of the rest."""
    shown = [str(problem) for problem in problems[:SHOWN_AT_MOST]]
    rest = len(problems) - len(shown)
    return "\n".join([*shown, f"... and {rest} more"] if rest else shown)


def printable(text: str) -> str:
    """`text` on one line, control and bidirectional characters escaped, cut at `LINE_AT_MOST` characters."""
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return safe if len(safe) <= LINE_AT_MOST else safe[: LINE_AT_MOST - 3] + "..."


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things in words: `1 lake`, `2 lakes`, with `many` where the plural is not an s at the end."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """The first `NAMED_AT_MOST` of `names` on one line and how many more there are: `a, b, c and 4 more`."""
    named, rest = ", ".join(printable(name) for name in names[:NAMED_AT_MOST]), len(names) - NAMED_AT_MOST
    return f"{named} and {rest} more" if rest > 0 else named
