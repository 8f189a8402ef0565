"""What a report is made of, before it is a page or a text: sections of paragraphs, tables, figures and lines to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Headline:
    """A number in large type with its definition."""

    number: str
    definition: str


@dataclass(frozen=True)
class Headlines:
    """The figures a report opens with, side by side."""

    items: tuple[Headline, ...]


@dataclass(frozen=True)
class Grid:
    """A table; `right` are the columns of numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A PNG with what it says in words (`alt`); `title` stands above a small one."""

    png: bytes
    alt: str
    title: str = ""


@dataclass(frozen=True)
class Figures:
    """Pictures side by side, or one over the whole width, with one line below that names the sources."""

    pictures: tuple[Picture, ...]
    caption: str


@dataclass(frozen=True)
class Commands:
    """Lines to type."""

    lines: tuple[str, ...]


Block = Paragraph | Headlines | Grid | Figures | Commands


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `id` is its anchor. A section without blocks is left out of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """Title, the line of where it comes from, the summary in sentences, the headline figures and the sections."""

    title: str
    origin: str
    summary: Sequence[str]
    headlines: Headlines
    sections: tuple[Section, ...]
