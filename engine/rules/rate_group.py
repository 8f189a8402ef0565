"""A group of rates: the named scalars that the rules of one module depend on.

A group is a frozen dataclass whose fields are parameters of the catalogue, so that a rule's signature says what the rule
depends on, mypy checks every name, and a name that the catalogue does not know fails before the first minute of a run. All groups
of a run stand together in `engine.rules.rates.Rates`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Self

from engine.arrays import Floats

PATH = "path"


def at(path: str) -> Mapping[str, str]:
    """Metadata of a field that is a parameter of another group of the catalogue: `field(metadata=at("lorries.km_day"))`."""
    return {PATH: path}


@dataclass(frozen=True, slots=True)
class RateGroup:
    """The scalars of one module of rules: a field `x` is the parameter `PREFIX` + `x`, or the path of its metadata.

    Groups of plain scalars have slots; those that keep tables by code (`cached_property`) have none."""

    PREFIX: ClassVar[str] = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """The group with every field taken from `parameters` (path to value); a KeyError names a path that is not there."""
        return cls(**{name: float(parameters[path]) for name, path in cls.paths().items()})

    @classmethod
    def paths(cls) -> dict[str, str]:
        """Each field to the path of its parameter."""
        return {field.name: field.metadata.get(PATH, cls.PREFIX + field.name) for field in fields(cls)}

    def differing(self, own: Mapping[str, Floats]) -> Self:
        """The group with an array, one entry a formation or a fleet, in the place of each scalar whose path is in `own`."""
        changes = {name: own[path] for name, path in self.paths().items() if path in own}
        return replace(self, **changes) if changes else self
