"""Drawings as SVG with real text: a file that brings its fonts along, or a part of a page that shares the page's.

matplotlib writes one long decimal after another and repeats every style; here numbers are cut to hundredths of a point, text
stays text that can be searched and edited, and the type is embedded as subsets of the very fonts that the lines were measured
with. Which cuts of the type there are is known to `style`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import NamedTuple
from unicodedata import category

SANS, SERIF = "Source Sans Pro", "Source Serif Pro"
HALO_ID = "halo"
"""A group of this id, width and opacity (`halo-2-0.85`) holds words that are drawn as their own halo; see `canvas.HaloText`."""

_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_GEOMETRY = re.compile(r'(?<= )(d|x|y|transform|width|height)="[^"]*"')
_PATH = re.compile(r'(?<= )d="([^"]*)"')
_UPRIGHT = re.compile(r' transform="rotate\(-0 [^"]*"')
_SPACES = re.compile(r"^ +| {2,}")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_GROUP = re.compile(r'<g id="[^"]*"')
_EMPTY = re.compile(r"<g>\s*</g>\s*")
_HALO = re.compile(rf'<g id="{HALO_ID}-([\d.]+)-([\d.]+)">(.*?)</g>', re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_USUAL_FAMILY = re.compile(rf";? ?font-family: '{SANS}'(, 'DejaVu Sans')?")
_HEAD = re.compile(r"^.*?(?=<svg )", re.DOTALL)
_METADATA = re.compile(r" *<metadata>.*?</metadata>\s*", re.DOTALL)
_SHARED = re.compile(r"\s*<defs>\s*<style[^>]*>\*\{([^}]*)\}</style>\s*</defs>", re.DOTALL)
_OPENING = re.compile(r"<svg [^>]*>")
_NAMED = re.compile(r'( id="|url\(#|xlink:href="#)')


class Cut(NamedTuple):
    """A cut of the type: family, CSS weight, upright or italic."""

    family: str
    weight: int = 400
    italic: bool = False


def compact(svg: str) -> str:
    """What matplotlib wrote with text as text, without comments, names of groups and digits beyond hundredths of a point."""
    text = _HALO.sub(_halo, _COMMENT.sub("", svg))
    text = _PATH.sub(lambda found: f'd="{_relative(found[1])}"', _GROUP.sub("<g", text))
    text = _GEOMETRY.sub(lambda found: _NUMBER.sub(_rounded, found[0]), text)
    text = _TEXT.sub(_safe_words, _UPRIGHT.sub("", text))
    return _EMPTY.sub("", _USUAL_FAMILY.sub("", text))


def standalone(svg: str, files: Mapping[Cut, str]) -> str:
    """A file that shows the same everywhere: `compact`, with the fonts of its words inside. `files` are the fonts by cut."""
    text = compact(svg)
    faces = font_faces(characters(text), files)
    return text.replace("</style>", f"\nsvg{{font-family:'{SANS}','DejaVu Sans',sans-serif}}\n{faces}</style>", 1)


def inline(svg: str, number: int, alt: str) -> str:
    """The drawing as an element of a page whose policy allows no inline style: `number` keeps its ids from those of others.

    `alt` (already escaped) names it; the fonts are the page's, by `font_faces`.
    """
    text = _METADATA.sub("", _HEAD.sub("", compact(svg)))
    shared = _SHARED.search(text)
    text = _STYLE.sub(lambda found: _attributes(found[1]), _SHARED.sub("", text))
    opening = _OPENING.search(text)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', opening[0]) if opening else None
    if opening is None or size is None:
        raise ValueError("no drawing")
    head = f'<svg viewBox="0 0 {size[1]} {size[2]}" role="img" aria-label="{alt}" class="drawing"'
    head += f"{_attributes(shared[1]) if shared else ''}>"
    return _NAMED.sub(rf"\g<1>n{number}", head + text[opening.end() :]).strip()


def characters(svg: str) -> dict[Cut, set[str]]:
    """The characters of the words in a compact drawing, by the cut of the type that they are set in."""
    found: dict[Cut, set[str]] = {}
    for attributes, words in _TEXT.findall(svg):
        weight = re.search(r"font-weight(?:: |=\")(\d+)", attributes)
        cut = Cut(SERIF if SERIF in attributes else SANS, int(weight[1]) if weight else 400, "italic" in attributes)
        found.setdefault(cut, set()).update(unescape(words))
    return found


def font_faces(wanted: Mapping[Cut, Iterable[str]], files: Mapping[Cut, str]) -> str:
    """Rules of a style sheet with subsets of the fonts for these characters; a cut without a file has none."""
    rules = []
    for cut in sorted(wanted):
        if cut in files and (signs := frozenset(ord(sign) for sign in wanted[cut])):
            data = b64encode(_subset(files[cut], signs)).decode("ascii")
            look = f"font-family:'{cut.family}';font-weight:{cut.weight};font-style:{'italic' if cut.italic else 'normal'}"
            rules.append(f"@font-face{{{look};src:url(data:font/woff;base64,{data})}}\n")
    return "".join(rules)


@lru_cache(maxsize=64)
def _subset(path: str, signs: frozenset[int]) -> bytes:
    """The font without what these characters do not need, as WOFF; the same bytes for the same characters.

    Making it takes longer than drawing the picture, and pictures of one campaign use the same letters."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True, name_IDs=[])
    face = TTFont(path, lazy=True, recalcTimestamp=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=signs)
    maker.subset(face)
    face.flavor = "woff"
    buffer = BytesIO()
    face.save(buffer)
    return buffer.getvalue()


def _relative(path: str) -> str:
    """A path of straight lines as steps from point to point in hundredths, so that no error adds up; curves stay as they are."""
    made, before = list[str](), ""
    x, y, start = 0, 0, (0, 0)
    words = iter(path.split())
    for command in words:
        if command not in ("M", "L", "z"):
            return " ".join(path.split())
        if command == "z":
            made.append("z")
            before, (x, y) = "z", start
            continue
        to_x, to_y = round(float(next(words)) * 100), round(float(next(words)) * 100)
        if command == before == "L" and (to_x, to_y) == (x, y):
            continue
        made.append(_step("" if command == before == "L" else command.lower(), to_x - x, to_y - y))
        before, x, y = command, to_x, to_y
        start = (x, y) if command == "M" else start
    return "".join(made)


def _step(letter: str, x: int, y: int) -> str:
    """One step in hundredths; a minus separates as well as a space."""
    across, down = (f"{value / 100:g}".replace("0.", ".") if abs(value) < 100 else f"{value / 100:g}" for value in (x, y))
    before = letter or ("" if across.startswith("-") else " ")
    return f"{before}{across}{down}" if down.startswith("-") else f"{before}{across} {down}"


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _safe_words(text: re.Match[str]) -> str:
    """Words whose leading and double spaces do not collapse, and whose control and bidirectional characters show as codes."""
    words = "".join(sign if sign.isprintable() or category(sign) == "Zs" else f"\\u{ord(sign):04x}" for sign in text[2])
    kept = _SPACES.sub(lambda found: "\N{NO-BREAK SPACE}" * len(found[0]), words)
    return f"<text {text[1]}>{kept}</text>"


def _halo(group: re.Match[str]) -> str:
    """A group of words with the stroke that makes them a halo."""
    look = f"stroke: #ffffff; stroke-width: {group[1]}; stroke-opacity: {group[2]}; stroke-linejoin: round; "
    return f'<g aria-hidden="true">{group[3]}</g>'.replace('<text style="', f'<text style="{look}')


def _attributes(rules: str) -> str:
    """Rules of a style as attributes of SVG."""
    pairs = (rule.split(":", 1) for rule in rules.split(";") if ":" in rule)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
