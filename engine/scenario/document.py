"""A document as plain data, walked without trusting it: for checks that also run where the models refuse a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.scenario.origins import Loc, dotted

EACH = "*"


@dataclass(frozen=True)
class Finding:
    """A mistake, or a doubt (`warning`), and the element it concerns (its key where `key` is set)."""

    loc: Loc
    text: str
    key: bool = False
    warning: bool = False


def elements(data: Any, path: tuple[str, ...], loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Every element that `path` names, with its location; `*` stands for each item of a list."""
    if not path:
        yield loc, data
    elif path[0] == EACH:
        for index, item in enumerate(data if isinstance(data, list) else []):
            yield from elements(item, path[1:], (*loc, index))
    elif isinstance(data, dict) and data.get(path[0]) is not None:
        yield from elements(data[path[0]], path[1:], (*loc, path[0]))


def things(data: dict[str, Any], name: str) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """The mappings of the list `name` that have an id."""
    listed = data.get(name)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield (name, index), item


def ids(data: dict[str, Any], name: str) -> list[str]:
    """The ids of the list `name`, in its order."""
    return [item["id"] for _, item in things(data, name)]


def parents(data: dict[str, Any]) -> dict[str, Any]:
    """Each formation's id to the headquarters that it has at the start, as written."""
    return {item["id"]: item.get("parent") for _, item in things(data, "formations")}


def upwards(name: str, parents: Mapping[str, Any]) -> list[str]:
    """A formation and all above it, itself first; it ends before a circle, which is another check's finding."""
    chain = [name]
    while isinstance(above := parents.get(chain[-1]), str) and above not in chain:
        chain.append(above)
    return chain


def number(value: Any) -> float | None:
    """A written number as a float; None for anything else, true and false included."""
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def closes_too_soon(loc: Loc, item: dict[str, Any], *, opens: object) -> Iterator[Finding]:
    """A mistake where a thing with a window closes no later than it opens; `opens` is its day as written, or by default."""
    begin, end = number(opens), number(item.get("closes"))
    if begin is not None and end is not None and end <= begin:
        at = (*loc, "closes")
        yield Finding(at, f"{dotted(at)} is {end:g}, not after opens {begin:g}; give a later day")
