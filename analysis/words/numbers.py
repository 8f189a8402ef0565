"""Numbers of events in words.

An event carries numbers by name (`men=480`); `phrases` has the words for each name. What is here decides which are said at all
and in which form: some are left out when they are zero, some read better in the singular, and time is said in hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.calendar import days_and_hours
from analysis.words.phrases import DETAILS_OF_A_MARCH, IN_DAYS, NUMBERS, PASSAGES, SAID_UNLESS_ZERO, SINGULAR


def numbers_text(kind: str, numbers: Mapping[str, float]) -> str:
    """The numbers of an event of a kind in words, in their order; empty where there is nothing to say.

    `numbers` are as the file has them, in the units of `docs/formats.md`. Details of a march are not said of a passage.
    """
    said = []
    for name, value in numbers.items():
        quiet = kind in PASSAGES and name in DETAILS_OF_A_MARCH
        if not quiet and not (value == 0 and name in SAID_UNLESS_ZERO):
            said.append(number_text(name, value))
    return ", ".join(said).replace(", over ", " over ").replace(", for ", " for ")


def number_text(name: str, value: float) -> str:
    """One number of an event in words; a name that is not the engine's is said as it is written."""
    if name in _SPECIAL:
        return _SPECIAL[name](value)
    if value == 1 and name in SINGULAR:
        return SINGULAR[name]
    shown = days_and_hours(value) if name in IN_DAYS else value
    said = NUMBERS[name].format(shown) if name in NUMBERS else f"{plain_words(name)} {amount(value)}"
    return percent_spaced(said)


def fuel(fills: float) -> str:
    """`fuel 2.4 fills`, `fuel under 0.1 fills` or `no fuel`: a rest that rounds to nothing is not nothing."""
    return NUMBERS["fuel_fills"].format(fills) if fills >= 0.1 else "no fuel" if fills <= 0 else "fuel under 0.1 fills"


def _tonnes(value: float) -> str:
    """`19 t`, and `0.3 t` where whole tonnes would hide a small load."""
    return f"{amount(value)} t"


_SPECIAL: Mapping[str, Callable[[float], str]] = {"tonnes": _tonnes, "fuel_fills": fuel}
"""Numbers whose words depend on the value."""


def amount(value: float) -> str:
    """A quantity as people say it: `1,407`, `14`, `1.4`, `0.04`."""
    if value == round(value) or abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 0.1 else f"{value:.1g}"


def percent_spaced(text: str) -> str:
    """`6 %` with the space of print."""
    return text.replace("%", "\u202f%")


def plain_words(code: str) -> str:
    """A code of the format as plain words: `breaks_off` is `breaks off`."""
    return code.replace("_", " ").strip()
