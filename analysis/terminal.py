"""Text for a terminal: safe names, aligned columns, errors in days and hours."""

from __future__ import annotations

from collections.abc import Sequence

NAME_AT_MOST = 34


def days(value: float | None) -> str:
    """A mean error in days, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"


def hours(error: float) -> str:
    """`+12 h`, `-3 h`, `+20 min` under an hour, or `in window` for 0."""
    return "in window" if error == 0 else f"{error:+.0f} h" if abs(error) >= 1 else f"{error * 60:+.0f} min"


def plain(text: object) -> str:
    """`text` with control and bidirectional characters escaped, safe for a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def short(text: str, at_most: int = NAME_AT_MOST) -> str:
    """`plain(text)`, cut at `at_most` characters."""
    safe = plain(text)
    return safe if len(safe) <= at_most else safe[: at_most - 1] + "…"


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """`rows` as aligned text, two spaces between columns; short rows are allowed, `right` columns end together."""
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    sizes = [max(len(row[column]) for row in filled) for column in range(width)]
    lines = []
    for row in filled:
        cells = [row[at].rjust(size) if at in right else row[at].ljust(size) for at, size in enumerate(sizes)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
