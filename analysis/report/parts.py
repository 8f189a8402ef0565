"""What a report is made of, before it is a page or a text: sections of paragraphs, tables, figures and lines to type.

The parts hold words, numbers as words and pictures as matplotlib wrote them; nothing here knows HTML or Markdown. `sections`
fills them, `page` writes them by the template of either form, which draws each block by its `kind`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"

    text: str


@dataclass(frozen=True)
class Headline:
    """A number in large type with its definition."""

    number: str
    definition: str


@dataclass(frozen=True)
class Headlines:
    """The figures a report opens with, side by side."""

    kind: ClassVar[str] = "headlines"

    items: tuple[Headline, ...]


@dataclass(frozen=True)
class Grid:
    """A table that is folded under its title; `right` are the columns of numbers.

    `links` has for each row where in the replay its matter is seen, nothing where there is no replay.
    """

    kind: ClassVar[str] = "grid"

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG as matplotlib wrote it) with what it says in words (`alt`).

    `title` stands above a small one; `link` is where in the replay its matter is seen.
    """

    svg: str
    alt: str
    title: str = ""
    link: str = ""

    @property
    def words(self) -> str:
        """What stands in a text in place of the picture."""
        return f"{self.title} {self.alt}".strip()


@dataclass(frozen=True)
class Figures:
    """Pictures side by side, or one over the whole width, with one line below that names the sources."""

    kind: ClassVar[str] = "figures"

    pictures: tuple[Picture, ...]
    caption: str


@dataclass(frozen=True)
class Commands:
    """Lines to type."""

    kind: ClassVar[str] = "commands"

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
    """Title, the line of where it comes from, the summary in sentences, the campaign it opens with, and the sections."""

    title: str
    origin: str
    summary: Sequence[str]
    opening: tuple[Section, ...]
    sections: tuple[Section, ...]
