"""Which formation a person means: by its id, its name or its short label, and what is near where there is none."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.results.reading import ResultError

NEAREST_AT_MOST = 5


def find_formation(result: Result, wanted: str) -> str:
    """The id of the formation with the id, name or short label `wanted`; `ResultError` with the nearest ids if none has.

    An exact id comes first. Else case and spaces round it do not matter, and a name of several formations is refused with
    their ids: to guess one would tell the story of another.
    """
    if wanted in result.formation:
        return wanted
    folded, called = wanted.strip().casefold(), _called(result)
    found = sorted(called.get(folded, ()))
    if len(found) == 1:
        return found[0]
    if found:
        raise ResultError(f"formation {wanted!r} may be any of {', '.join(found)}; name it by one of these ids")
    ids = _nearest(folded, called)
    hint = f"the nearest are {', '.join(ids)}" if ids else f"it has {len(result.formation)}, see formations.json"
    raise ResultError(f"formation {wanted!r} is not in this run; {hint}")


def _called(result: Result) -> Mapping[str, set[str]]:
    """Ids of the formations that go by each id, name, name of the order of battle or short label, in small letters."""
    order = OrderOfBattle.of(result)
    called: dict[str, set[str]] = {}
    for unit in sorted(result.formation):
        record = result.formation[unit]
        for name in (unit, record.name, order.name(unit), record.short):
            called.setdefault(name.casefold(), set()).add(unit)
    return called


def _nearest(folded: str, called: Mapping[str, set[str]]) -> list[str]:
    """Ids of the formations whose names are most like `folded`, then of those whose names contain it; few enough to read."""
    near = difflib.get_close_matches(folded, sorted(called), n=NEAREST_AT_MOST, cutoff=0.5)
    near += [name for name in sorted(called) if folded and folded in name and name not in near]
    return list(dict.fromkeys(unit for name in near for unit in sorted(called[name])))[:NEAREST_AT_MOST]
