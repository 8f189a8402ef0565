"""A report as one HTML page: everything escaped, pictures inside, nothing fetched and no script."""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from importlib.resources import files

from analysis.drawing import style
from analysis.report.parts import Block, Commands, Figures, Grid, Headlines, Paragraph, Picture, Report, Section

NARROW_COLUMNS = 4
"""A table of so many columns fits a phone; a wider one scrolls in its box."""
POLICY = "default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"


def html(report: Report) -> str:
    """The whole page as text."""
    sheet = _style_sheet()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    links = "".join(f'<a href="#{section.id}">{_text(section.title)}</a>' for section in report.sections)
    body = "".join(_section(section) for section in report.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(style=f"{chr(39)}sha256-{digest}{chr(39)}")}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{_text(report.title)}</title>\n'
        f"<style>{sheet}</style>\n</head>\n<body>\n<main>\n<h1>{_text(report.title)}</h1>\n"
        f'<p class="origin">{_text(report.origin)}</p>\n<nav aria-label="Sections">{links}</nav>\n'
        f'<p class="summary">{_prose(" ".join(report.summary))}</p>\n{_block(report.headlines)}{body}</main>\n</body>\n</html>\n'
    )


def _style_sheet() -> str:
    palette = {"ink": style.INK, "soft": style.SOFT_INK, "caption": style.CAPTION, "rule": style.RULE, "paper": style.PAPER}
    colours = "".join(f"--{name}:{value};" for name, value in palette.items())
    return f":root{{{colours}}}\n" + (files("analysis") / "report" / "report.css").read_text(encoding="utf-8")


def _text(words: str) -> str:
    """`words` as HTML text; control and bidirectional characters are shown by their codes."""
    plain = "".join(c if c.isprintable() or c == "\u00a0" else f"\\u{ord(c):04x}" for c in words)
    return escape(plain, quote=True)


def _prose(words: str) -> str:
    """`words` as HTML text, set as in print: a true minus before numbers, and what stands in backticks as something to type."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", re.sub(r"(?<![\w.)-])-(?=\d)", "\N{MINUS SIGN}", _text(words)))


def _section(section: Section) -> str:
    blocks = "".join(_block(block) for block in section.blocks)
    return f'<section id="{section.id}">\n<h2>{_text(section.title)}</h2>\n{blocks}</section>\n'


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_prose(block.text)}</p>\n"
    if isinstance(block, Headlines):
        items = "".join(f"<div><dt>{_prose(one.number)}</dt><dd>{_prose(one.definition)}</dd></div>" for one in block.items)
        return f'<dl class="headlines">{items}</dl>\n'
    if isinstance(block, Grid):
        return _grid(block)
    if isinstance(block, Figures):
        return _figures(block)
    return f"<pre>{_commands(block)}</pre>\n"


def _commands(block: Commands) -> str:
    return "\n".join(_text(line) for line in block.lines)


def _grid(grid: Grid) -> str:
    def row(cells: tuple[str, ...], tag: str) -> str:
        marked = ((cell, ' class="number"' if at in grid.right else "") for at, cell in enumerate(cells))
        return "<tr>" + "".join(f"<{tag}{mark}>{_prose(cell)}</{tag}>" for cell, mark in marked) + "</tr>\n"

    rows = "".join(row(cells, "td") for cells in grid.rows)
    head = row(grid.head, "th")
    many = ' class="many"' if len(grid.head) > NARROW_COLUMNS else ""
    return f'<div class="table" tabindex="0"><table{many}>\n<thead>{head}</thead>\n<tbody>{rows}</tbody></table></div>\n'


def _figures(block: Figures) -> str:
    many = ' class="several"' if len(block.pictures) > 1 else ""
    pictures = "".join(_picture(picture) for picture in block.pictures)
    return f"<figure><div{many}>{pictures}</div><figcaption>{_text(block.caption)}</figcaption></figure>\n"


def _picture(picture: Picture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    width, height = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    title = f"<h3>{_text(picture.title)}</h3>" if picture.title else ""
    size = f'width="{width}" height="{height}"'
    return f'<div class="picture">{title}<img src="data:image/png;base64,{data}" {size} alt="{_text(picture.alt)}"></div>'
