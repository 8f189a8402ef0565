"""Lettering: how much room words take in the real font, and how to cut or break them to fit."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

NO_SIGN = re.compile(r"Glyph (\d+) .*missing from font")
"""What matplotlib says of each sign that none of the fonts has."""
NO_SCRIPT = ("latin", "combining", "modifier", "variation")
"""First words of names of letters and marks that say nothing of a script."""
SIGNS_AT_MOST = 3


class MissingSigns(UserWarning):
    """Signs of names that no font of a picture has; boxes stand for them."""

    def __init__(self, signs: frozenset[str]):
        self.signs = signs
        super().__init__(
            f"no font here has {len(signs)} of the signs in names ({_which(signs)}); boxes stand for them in the picture"
        )


def _which(signs: frozenset[str]) -> str:
    """The scripts of letters by name; signs of no script (figures in rings, Latin letters of dictionaries) by their numbers."""
    of_script = {sign: script for sign in signs if (script := _script(sign))}
    others = [f"U+{ord(sign):04X}" for sign in sorted(signs - set(of_script))]
    more = [f"{len(others) - SIGNS_AT_MOST} more signs"] if len(others) > SIGNS_AT_MOST else []
    return ", ".join([*sorted(set(of_script.values())), *others[:SIGNS_AT_MOST], *more])


def _script(sign: str) -> str:
    """The script of a letter, a mark on one or a figure, in its Unicode name the first word; empty for signs that have none."""
    script = unicodedata.name(sign, "").partition(" ")[0].partition("-")[0].lower()
    letter = unicodedata.category(sign) == "Nd" or unicodedata.category(sign)[0] in "LM"
    own = letter and unicodedata.normalize("NFKC", sign) == sign
    return script if own and script not in NO_SCRIPT else ""


@contextmanager
def missing_signs_told_once() -> Iterator[None]:
    """One warning for all signs that are missing inside, in place of one for each; other warnings go on as they are."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    signs: set[str] = set()
    for each in caught:
        missing = NO_SIGN.search(str(each.message))
        if isinstance(each.message, MissingSigns):
            signs |= each.message.signs
        elif missing:
            signs.add(chr(int(missing[1])))
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    if signs:
        warnings.warn(MissingSigns(frozenset(signs)), stacklevel=4)


def wrap(words: str, width_pt: float, prop: FontProperties) -> list[str]:
    """`words` in lines no wider than `width_pt` in the real font; a single longer word stands alone."""
    lines = [""]
    for word in words.split():
        trial = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_size(trial, prop)[0] > width_pt:
            lines.append(word)
        else:
            lines[-1] = trial
    return lines


def fit(words: str, width_pt: float, prop: FontProperties) -> str:
    """`words`, cut with an ellipsis where they are wider than `width_pt`."""
    kept = words
    while len(kept) > 1 and text_size(kept, prop)[0] > width_pt:
        kept = kept.removesuffix("…")[:-1].rstrip() + "…"
    return kept


@cache
def text_size(text: str, prop: FontProperties) -> tuple[float, float]:
    """Width and height in points of a line of text in the real font; the height is that of its capitals."""
    return _extent(text, prop)[0], _extent("H", prop)[1]


@cache
def _extent(text: str, prop: FontProperties) -> tuple[float, float]:
    """Size in points, measured at ten times the scale so that hinting does not matter (FreeType counts in 64ths)."""
    face = get_font(findfont(prop))
    face.set_size(prop.get_size_in_points(), 720)
    face.set_text(text, 0.0)
    width, height = face.get_width_height()
    return width / 640, height / 640
