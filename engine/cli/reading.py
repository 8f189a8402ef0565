"""What is wrong with a result folder or a sweep is reported as any mistake of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import EngineError, printable


@contextmanager
def results_read() -> Iterator[None]:
    """ResultError inside the block is raised as EngineError, every line of it fit for a terminal."""
    from analysis.results.reading import ResultError

    try:
        yield
    except ResultError as error:
        raise EngineError("\n".join(printable(line) for line in str(error).splitlines())) from None
