"""Families of named scalars, read once per run from the catalogue of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Self


@dataclass(frozen=True)
class Rates:
    """The scalars of one rule family: a field `x` is the parameter `PREFIX` + `x`.

    For the rules that run every impulse: names are looked up once, tables by code are built once."""

    PREFIX: ClassVar[str] = ""

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """The family with every field taken from `parameters` (path to value); a missing path is a KeyError."""
        return cls(**{field.name: float(parameters[cls.PREFIX + field.name]) for field in fields(cls)})
