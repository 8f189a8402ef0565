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


class MissingSigns(UserWarning):
    """Signs of names that no font of a picture has; boxes stand for them."""

    def __init__(self, signs: frozenset[str]):
        self.signs = signs
        scripts = sorted({unicodedata.name(sign, "unnamed").split(" ")[0].lower() for sign in signs})
        super().__init__(
            f"no font here has {len(signs)} of the signs in names ({', '.join(scripts)}); boxes stand for them in the picture"
        )


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
