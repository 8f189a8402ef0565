"""Names that the scenario format once used, and what each is called now.

One table for keys, values, rules and parameters alike: wherever a name is unknown, the message asks here first (`nearest`),
so that an old file says at which line which name to write.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

RENAMED: Mapping[str, str] = {
    "truck_park": "lorries",
    "turned": "outflanked",
    "yielded": "retreated",
}
"""Old name to new; a parameter may stand by its own name, by `group.name`, or both where its group changed."""


def now_called(name: str, valid: Collection[str]) -> str | None:
    """What `name` is called now, as `valid` has it: a bare name, a name below a group, or a path; None if it was never used."""
    head, dot, tail = name.rpartition(".")
    new = [RENAMED[old] for old in (name, name.removeprefix("rules.")) if old in RENAMED]
    new += [f"{head}{dot}{RENAMED[tail]}"] if tail in RENAMED else []
    return next((each for found in new for each in (found, f"rules.{found}") if each in valid), None)
