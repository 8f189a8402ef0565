"""A report as one HTML page or as Markdown, by the templates beside this room.

The page has its drawings, its fonts and its style inside, fetches nothing and runs no script: its content security policy allows
the one style sheet by its hash, and fonts as data. In Markdown the pictures are told in words. What a report says is left to
`sections`, how values are escaped to `analysis.drawing.templates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from analysis.drawing import style, templates, vector
from analysis.report.parts import Figures, Picture, Report
from analysis.terminal import plain

NARROW_COLUMNS = 4
"""A table of so many columns fits a phone; a wider one scrolls in its box."""
ALWAYS = "−–’…\u00a0\u202f"
"""Signs that setting words as in print may bring in."""
PALETTE = {"ink": style.INK, "soft": style.SOFT_INK, "caption": style.CAPTION, "rule": style.RULE, "paper": style.PAPER}


def html(report: Report) -> str:
    """The whole page as text."""
    drawings = {id(one): vector.inline(one.svg, at, str(escape(plain(one.alt)))) for at, one in enumerate(_pictures(report))}
    sheet = _fonts(report, drawings.values()) + templates.custom_properties(PALETTE) + _file("report.css")
    return templates.html(
        _file("report.html.j2"),
        report=report,
        style=Markup(sheet),
        style_hash=Markup(templates.source_hash(sheet)),
        narrow_columns=NARROW_COLUMNS,
        link_column=_link_column,
        drawing=lambda picture: Markup(drawings[id(picture)]),
    )


def _pictures(report: Report) -> list[Picture]:
    """All pictures in their order."""
    blocks = [block for section in (*report.opening, *report.sections) for block in section.blocks]
    return [picture for block in blocks if isinstance(block, Figures) for picture in block.pictures]


def _fonts(report: Report, drawings: Iterable[str]) -> str:
    """The fonts of the drawings and of the words, with no more characters than these have."""
    wanted: dict[vector.Cut, set[str]] = {}
    for drawing in drawings:
        for cut, signs in vector.characters(drawing).items():
            wanted.setdefault(cut, set()).update(signs)
    words = set(markdown(report)) | set(ALWAYS)
    for weight in (400, 600, 700):
        wanted.setdefault(vector.Cut(vector.SANS, weight), set()).update(words)
    return vector.font_faces(wanted, style.font_files())


def _link_column(cells: Sequence[str]) -> int:
    """The column that says what a row is about: the second, or the first where that is all words of a narrow table."""
    return 1 if cells[0].islower() else 0


def markdown(report: Report) -> str:
    """The whole report as text in Markdown. What a scenario calls things stays text: marks are escaped."""
    return (
        templates.markdown(_file("report.md.j2"), report=report, link_column=_link_column, linked=templates.linked).strip() + "\n"
    )


def _file(name: str) -> str:
    return templates.packed("analysis.report", f"templates/{name}")
