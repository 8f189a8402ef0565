"""Which parameters a run really reads: the rates groups note each field that a rule or a process asks for.

For tests and for the table of bindings (`list parameters`); a run that is recorded is slower, and has the same results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from engine.rules.rate_group import RateGroup


@contextmanager
def recorded_reads() -> Iterator[set[str]]:
    """The paths of the parameters (`march.foot_km_day`) that are read while the block runs, filled as it goes.

    A table by code that a group keeps counts as a read of all that it is made of, when it is first asked for."""
    paths_of: dict[type[RateGroup], dict[str, str]] = {}
    read: set[str] = set()
    plain = object.__getattribute__

    def noting(group: RateGroup, name: str) -> object:
        """A rate, whose path is kept."""
        of_class = type(group)
        if of_class not in paths_of:
            paths_of[of_class] = of_class.paths()
        if name in paths_of[of_class]:
            read.add(paths_of[of_class][name])
        return plain(group, name)

    with mock.patch.object(RateGroup, "__getattribute__", noting):
        yield read
