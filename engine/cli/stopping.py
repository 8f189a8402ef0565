"""SIGTERM ends a command as Ctrl-C does: what it was writing vanishes, and it leaves with a status of its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED, TERMINATED = 130, 143
"""Exit statuses of a command that Ctrl-C or SIGTERM has ended, as a shell gives them."""


class Terminated(KeyboardInterrupt):
    """Asked to go by SIGTERM."""


def status_of(stop: KeyboardInterrupt) -> int:
    """The exit status of a command that was stopped so."""
    return TERMINATED if isinstance(stop, Terminated) else STOPPED


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM raises `Terminated` inside the block. Python handles signals in the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(_number: int, _frame: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
