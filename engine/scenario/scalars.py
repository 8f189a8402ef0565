"""What an unquoted YAML scalar means: the rules of YAML 1.2, and no guess where readers of YAML differ."""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

MAX_NUMBER_LENGTH = 40
WORDS: dict[str, Scalar] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
AMBIGUOUS_WORDS = frozenset({"yes", "no", "on", "off"})
STARTS_LIKE_A_NUMBER = frozenset("+-.0123456789")
INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+(?:\.[0-9]*)?")
GROUPED = re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?")
BASED = re.compile(r"[-+]?0(?:x[0-9a-fA-F_]+|o[0-7_]+|b[01_]+)")
SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
WITH_UNIT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?) ?([^\W\d][\w/.%]*|%)")
NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def scalar(text: str) -> Scalar:
    """The value of an unquoted scalar by the rules of YAML 1.2; raises ValueError with a remedy for ambiguous ones."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in STARTS_LIKE_A_NUMBER:
        if text.lower() in AMBIGUOUS_WORDS:
            raise ValueError(f"'{text}' is true or false to some and text to others; write true, false or \"{text}\" in quotes")
        return text
    return number_or_text(text)


def number_or_text(text: str) -> Scalar:
    """The int, float or text that an unquoted scalar means; ValueError where readers of YAML differ."""
    if len(text) > MAX_NUMBER_LENGTH:
        if text.lstrip("+-").replace(".", "", 1).isdecimal():
            raise ValueError(f"a number of {len(text)} characters; at most {MAX_NUMBER_LENGTH} are read")
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text):
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(f"{text} is too large for a number; write a finite number")
        return value
    refuse_odd_number(text)
    return text


def refuse_odd_number(text: str) -> None:
    """Raises ValueError with a remedy if `text` is a number to some readers of YAML only."""
    if NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a quantity; write a finite number")
    if LEADING_ZERO.fullmatch(text):
        plain_digits = text.replace("_", "").lstrip("+-").lstrip("0") or "0"
        raise ValueError(f"{text} starts with 0, an octal number to some; write {plain_digits}, or a text in quotes")
    if SEXAGESIMAL.fullmatch(text):
        raise ValueError(f'{text} is a number to the base 60 to some; write hours as 5.5, or a text in quotes as "{text}"')
    if GROUPED.fullmatch(text):
        raise ValueError(f"{text} has '_' between its digits; write {text.replace('_', '')}")
    if BASED.fullmatch(text):
        raise ValueError(f"{text} is not decimal; write it with the digits 0-9")


def without_comma(text: str) -> str:
    """How to write a number with commas: without those of thousands, with a point for that of decimals; empty for other texts."""
    thousands = THOUSANDS.fullmatch(text) is not None
    if thousands and text.count(",") == 1 and text.lstrip("+-").startswith("0"):
        thousands = False
    if thousands:
        return f"write thousands without it: {text.replace(',', '')}"
    return f"write decimals with a point: {text.replace(',', '.')}" if DECIMAL_COMMA.fullmatch(text) else ""


def without_unit(text: str) -> str:
    """How to write a number that has its unit beside it (`42 km`); empty for other texts."""
    found = WITH_UNIT.fullmatch(text)
    return f"leave the unit out: {found[1]}" if found else ""
