"""A report as one HTML page or as Markdown, by the templates beside this room.

The page has its pictures and its style inside, fetches nothing and runs no script: its content security policy allows the one
style sheet by its hash, and pictures as data. In Markdown the pictures are told in words. What a report says is left to
`sections`, how values are escaped to `analysis.drawing.templates`.
"""

from __future__ import annotations

from markupsafe import Markup

from analysis.drawing import style, templates
from analysis.report.parts import Report

NARROW_COLUMNS = 4
"""A table of so many columns fits a phone; a wider one scrolls in its box."""
PALETTE = {"ink": style.INK, "soft": style.SOFT_INK, "caption": style.CAPTION, "rule": style.RULE, "paper": style.PAPER}


def html(report: Report) -> str:
    """The whole page as text."""
    sheet = templates.custom_properties(PALETTE) + _file("report.css")
    return templates.html(
        _file("report.html.j2"),
        report=report,
        style=Markup(sheet),
        style_hash=Markup(templates.source_hash(sheet)),
        narrow_columns=NARROW_COLUMNS,
    )


def markdown(report: Report) -> str:
    """The whole report as text in Markdown. What a scenario calls things stays text: marks are escaped."""
    return templates.markdown(_file("report.md.j2"), report=report).strip() + "\n"


def _file(name: str) -> str:
    return templates.packed("analysis.report", f"templates/{name}")
