"""Text for a terminal: safe names, aligned columns, errors in days and hours."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

NAME_AT_MOST = 34
NARROWEST = 9
"""No column of a table is made narrower than this to fit a terminal."""
_WIDTH: ContextVar[int | None] = ContextVar("width of the terminal in characters", default=None)


@contextmanager
def fitted(width: int | None) -> Iterator[None]:
    """Within it tables are at most `width` characters wide, with the cells of their widest columns wrapped; None: no limit."""
    before = _WIDTH.set(width)
    try:
        yield
    finally:
        _WIDTH.reset(before)


def width_at_most(usual: int) -> int:
    """`usual` characters, or the width of the terminal where that is less."""
    return min(usual, _WIDTH.get() or usual)


def days(value: float | None) -> str:
    """A mean error in days, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def hours(error: float) -> str:
    """`+12 h`, `-3 h`, `+20 min` under an hour, or `in window` for 0."""
    return "in window" if error == 0 else f"{error:+.0f} h" if abs(error) >= 1 else f"{error * 60:+.0f} min"


def plain(text: object) -> str:
    """`text` with control and bidirectional characters escaped, safe for a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def run_count(runs: int) -> str:
    """So many runs in words: `1 run`, `20 runs`."""
    return "1 run" if runs == 1 else f"{runs} runs"


def short(text: str, at_most: int = NAME_AT_MOST) -> str:
    """`plain(text)`, cut at `at_most` characters."""
    safe = plain(text)
    return safe if len(safe) <= at_most else safe[: at_most - 1] + "…"


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """`rows` as aligned text, two spaces between columns; short rows are allowed, `right` columns end together.

    Within `fitted` a table that is too wide has the cells of its widest columns wrapped over several lines.
    """
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    sizes = _fitted_sizes([max(len(row[column]) for row in filled) for column in range(width)], _WIDTH.get())
    lines = []
    for row in filled:
        pieces = [_wrapped(cell, size) for cell, size in zip(row, sizes, strict=True)]
        for line in range(max(map(len, pieces))):
            cells = [piece[line] if line < len(piece) else "" for piece in pieces]
            aligned = [cells[at].rjust(size) if at in right else cells[at].ljust(size) for at, size in enumerate(sizes)]
            lines.append("  ".join(aligned).rstrip())
    return "\n".join(lines)


def _fitted_sizes(sizes: list[int], width: int | None) -> list[int]:
    """Widths of columns that fit into `width` with two spaces between them: the widest give way first, down to `NARROWEST`."""
    made = list(sizes)
    while width is not None and sum(made) + 2 * (len(made) - 1) > width and max(made) > NARROWEST:
        made[made.index(max(made))] -= 1
    return made


def _wrapped(cell: str, size: int) -> list[str]:
    """The lines of a cell; what follows the first is indented as it is, by two more."""
    if len(cell) <= size:
        return [cell]
    indent = " " * (len(cell) - len(cell.lstrip()))
    return textwrap.wrap(cell.strip(), size, initial_indent=indent, subsequent_indent=f"{indent}  ") or [""]
