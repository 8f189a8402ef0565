"""Policies by name, and the call of one: what it raises, how long it takes, and whether what it returns are orders."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FrameType

from engine.errors import EngineError, printable
from engine.policies import reference
from engine.policies.view import Policy, PolicyError, View
from engine.scenario.nearest import nearest
from engine.scenario.schema import Order

REFERENCE = ("plan", "hold", "exploit", "cautious")
MORNING = "morning"
REASONS = frozenset({MORNING, "report", "reached", "fuel"})
"""What a headquarters may decide for."""
LIMIT_S = 20.0
"""Seconds that one call may take; on systems without interval timers there is no limit."""


def policy_named(name: str) -> Policy:
    """A reference policy by its name, or `MODULE:FUNCTION` of the user's own, from the working folder or what is installed.

    Importing runs the module's code. EngineError where there is none."""
    module, colon, function = name.partition(":")
    if not colon:
        if module not in REFERENCE:
            known = nearest(module, list(REFERENCE))
            raise EngineError(f"there is no policy '{printable(name)}'; {known}, or MODULE:FUNCTION of your own")
        found: Policy = getattr(reference, module)
        return found
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        own = getattr(import_module(module), function)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise EngineError(printable(f"the policy '{name}' cannot be imported ({said}); give MODULE:FUNCTION")) from None
    if not callable(own):
        raise EngineError(f"the policy '{printable(name)}' is no function")
    called: Policy = own
    return called


def wants(policy: Policy) -> frozenset[str]:
    """The reasons for which a policy is called: its attribute `wants`, all where it has none."""
    return REASONS & frozenset(getattr(policy, "wants", REASONS))


def called(name: str, policy: Policy, view: View) -> Sequence[Order]:
    """The orders that a policy gives. PolicyError, with headquarters, day and reason, where it fails."""
    where = f"policy {name} of {view.headquarters} on day {view.day:.2f}"
    try:
        with _LIMIT:
            given = policy(view)
        orders = list(given)
    except _TooLong:
        raise PolicyError(f"{where}: it took more than {LIMIT_S:g} s") from None
    except (Exception, SystemExit) as error:
        raise PolicyError(printable(f"{where}: {type(error).__name__}: {error}")) from None
    for each in orders:
        wrong = (
            "that is no order; make it with engine.policies.view.order" if not isinstance(each, Order) else _nonsense(view, each)
        )
        if wrong:
            raise PolicyError(printable(f"{where}: it ordered {each!r}: {wrong}"))
    return orders


def _nonsense(view: View, given: Order) -> str:
    """What keeps an order from being given."""
    strangers = [name for name in given.to if name not in view.troops]
    if strangers:
        return f"'{strangers[0]}' does not stand under {view.headquarters}"
    nowhere = [step.place for step in given.steps if step.place not in view.holders]
    if nowhere:
        return f"there is no place '{nowhere[0]}'"
    return "an order gives no sector" if any(step.sector or step.counter_attacks for step in given.steps) else ""


class _TooLong(BaseException):
    """Not an Exception, so that a policy that catches everything does not catch it."""


class _Limit:
    """The time that a policy may take; nothing where the run is not watched.

    The handler of the alarm is set once a run, not at each call: a run asks a policy some thousand times."""

    timer: int | None = None

    def __enter__(self) -> None:
        if self.timer is not None:
            signal.setitimer(self.timer, LIMIT_S)

    def __exit__(self, *_raised: object) -> None:
        if self.timer is not None:
            signal.setitimer(self.timer, 0.0)


_LIMIT = _Limit()


@contextmanager
def watched(policies: Mapping[str, object]) -> Iterator[None]:
    """Calls of policies within it are limited in time, if this is the main thread of a system with timers."""
    main = threading.current_thread() is threading.main_thread()
    if not (policies and main and hasattr(signal, "setitimer")) or _LIMIT.timer is not None:
        yield
        return
    free = signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    kind, timer = (signal.SIGALRM, signal.ITIMER_REAL) if free else (signal.SIGVTALRM, signal.ITIMER_VIRTUAL)

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(kind, stop)
    _LIMIT.timer = timer
    try:
        yield
    finally:
        _LIMIT.timer = None
        signal.signal(kind, before)
