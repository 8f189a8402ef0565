"""Work in a copy of this process: what stands in its memory need not be made anew.

A run that is under way cannot be copied by Python, for its processes are generators, but the process that holds it can. The copy
shares all memory that neither writes to, does its work, sends back what comes of it, and is gone."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

WATCH = "august-storm-watch"
"""Name of the one thread that may run beside: it waits for the parent of a worker and holds no lock."""
DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


def can_fork() -> bool:
    """Whether a copy of this process is safe: on Linux, from the only thread of Python that may hold a lock."""
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and thread.name != WATCH]
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread() and not others


def in_copy(work: Callable[[], T]) -> tuple[T] | None:
    """What `work` returns in a copy of this process, which changes nothing here; None where the copy dies of it.

    `work` raises nothing that its caller wants to know; an exception is the death of the copy."""
    reading, writing = Pipe(duplex=False)
    parent = os.getpid()
    copy = os.fork()
    if copy == 0:
        reading.close()
        _work_and_go(work, writing, parent)
    try:
        writing.close()
        return (reading.recv(),)
    except EOFError:
        return None
    finally:
        reading.close()
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)


def _work_and_go(work: Callable[[], object], writing: Connection[Any, Any], parent: int) -> NoReturn:
    """The life of a copy: it goes with its parent, is deaf to Ctrl-C, never looks for garbage in memory that it shares, and
    ends without the clean-up that is its parent's."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == parent:
            gc.disable()
            writing.send(work())
            writing.close()
    finally:
        os._exit(0)
