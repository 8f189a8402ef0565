"""The values of a file of numbers and words as the dataclasses that name them: whatever is missing or unknown is an error."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def typed(kind: type[T], value: Any, where: str) -> T:
    """`value`, as it came from a file, as a `kind`: a dataclass, a tuple or dict of one kind, a str, bool, int or float.

    A whole number will do for a float. Raises TypeError, with the place in the file, where a value is of another kind, and for a
    name that is not known or that is missing.
    """
    made: Any
    if is_dataclass(kind):
        made = _record(kind, value, where)
    elif get_origin(kind) is tuple:
        made = tuple(typed(get_args(kind)[0], one, f"{where}[{at}]") for at, one in enumerate(value))
    elif get_origin(kind) is dict:
        made = {name: typed(get_args(kind)[1], one, f"{where}.{name}") for name, one in value.items()}
    elif kind is float and type(value) in (int, float):
        made = float(value)
    elif type(value) is kind:
        made = value
    else:
        raise TypeError(f"{where} is {value!r}; it must be {kind.__name__}")
    return made  # type: ignore[no-any-return]


def _record(kind: Any, value: dict[str, Any], where: str) -> Any:
    """A dataclass of the values; one that it has no field for, or a field without default that is missing, is a TypeError."""
    hints = get_type_hints(kind)
    unknown = sorted(set(value) - {field.name for field in fields(kind)})
    if unknown:
        raise TypeError(f"{where} has {', '.join(unknown)}, which {kind.__name__} does not know")
    return kind(**{name: typed(hints[name], one, f"{where}.{name}") for name, one in value.items()})
