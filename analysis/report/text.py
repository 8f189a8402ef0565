"""A report as Markdown: the same words and tables; pictures are told in words."""

from __future__ import annotations

import re

from analysis.report.parts import Block, Figures, Grid, Headlines, Paragraph, Report
from analysis.terminal import plain


def markdown(report: Report) -> str:
    """The whole report as text in Markdown. What a scenario calls things stays text: marks are escaped."""
    parts = [f"# {_text(report.title)}", _text(report.origin), _text(" ".join(report.summary)), _block(report.headlines)]
    for section in report.sections:
        parts += [f"## {_text(section.title)}", *(_block(block) for block in section.blocks)]
    return "\n\n".join(parts) + "\n"


def _text(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&|#!])", r"\\\1", plain(words.replace("\u00a0", " ")))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _text(block.text)
    if isinstance(block, Headlines):
        return "\n".join(f"- **{_text(one.number)}** {_text(one.definition)}" for one in block.items)
    if isinstance(block, Grid):
        return _grid(block)
    if isinstance(block, Figures):
        told = [f"*{_text(' '.join(filter(None, (one.title, one.alt))))}*" for one in block.pictures]
        return "\n\n".join([*told, _text(block.caption)])
    return "\n".join(f"    {plain(line)}" for line in block.lines)


def _grid(grid: Grid) -> str:
    rule = [" ---: " if at in grid.right else " --- " for at in range(len(grid.head))]
    rows = [grid.head, *grid.rows]
    lines = ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join(rule) + "|", *lines[1:]])
