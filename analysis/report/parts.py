"""What a report is made of, before it is a page or a text: sections of paragraphs, tables, figures and lines to type.

The parts hold words, numbers as words and pictures as bytes; nothing here knows HTML or Markdown. `sections` fills them, `page`
writes them by the template of either form, which draws each block by its `kind`.
"""

from __future__ import annotations

from base64 import b64encode
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
    """A table; `right` are the columns of numbers."""

    kind: ClassVar[str] = "grid"

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A PNG with what it says in words (`alt`); `title` stands above a small one."""

    png: bytes
    alt: str
    title: str = ""

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, as the head of the PNG gives them."""
        width, height = (int.from_bytes(self.png[at : at + 4], "big") for at in (16, 20))
        return width, height

    @property
    def base64(self) -> str:
        """The bytes as text, for a page that carries its pictures in itself."""
        return b64encode(self.png).decode("ascii")

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
    """Title, the line of where it comes from, the summary in sentences, the headline figures and the sections."""

    title: str
    origin: str
    summary: Sequence[str]
    headlines: Headlines
    sections: tuple[Section, ...]
