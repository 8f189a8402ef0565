"""Which side is drawn in which colours: the tints of the colour that its scenario names, in the role that the side has.

The look gives the tints of a colour; the manifest of a result names the colours. The first side listed is filled and stands on
strong ground, the other is open and stands on light ground; a contingent takes its side's second shade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Protocol

from analysis.drawing.look import LOOK, SideStyle, Tints
from engine.vocabulary import Colour

CHANCE_EDGES = (0.1, 0.3, 0.7, 0.9)
"""Between the classes of P(control by the first side)."""
CHANCE_WORDS = ("under 10 %", "10–30 %", "30–70 %", "70–90 %", "over 90 %")


class Coloured(Protocol):
    """A side of a manifest, or of a scenario that has not run."""

    @property
    def id(self) -> str:
        """By which formations name it."""

    @property
    def colour(self) -> Colour | None:
        """In which it is drawn; None where it names none."""


@dataclass(frozen=True)
class Palette:
    """How both sides and their contingents are drawn, and what is between them."""

    first: SideStyle
    first_contingent: SideStyle
    second: SideStyle
    second_contingent: SideStyle
    chances: tuple[str, ...]
    """Tints of the classes of P(control by the first side), ever darker, for copiers."""
    on_dark: tuple[str, str]
    """The first side's and the second's on a dark page."""
    preview: tuple[str, str]
    """Those of the lines and words of a preview."""

    @property
    def styles(self) -> dict[str, dict[str, Any]]:
        """The four as plain data by name, in the order in which the page counts them."""
        return {name: asdict(getattr(self, name)) for name in ("first", "first_contingent", "second", "second_contingent")}


@cache
def palette_of(first: Colour, second: Colour) -> Palette:
    """The palette of a first and a second side in these colours."""
    one, two = LOOK.tints[first], LOOK.tints[second]
    filled, open_ = _style(one, one.strong, solid=True), _style(two, two.light, solid=False)
    return Palette(
        filled,
        _second_shade(filled, one, dashed=False),
        open_,
        _second_shade(open_, two, dashed=True),
        (*two.seldom, *one.often),
        (one.on_dark, two.on_dark),
        (one.preview, two.preview),
    )


def _style(tints: Tints, ground: str, *, solid: bool) -> SideStyle:
    return SideStyle(tints.frame, tints.text, tints.median, ground, tints.bands, solid=solid)


def _second_shade(side: SideStyle, tints: Tints, *, dashed: bool) -> SideStyle:
    shade = tints.contingent
    return replace(side, frame=shade.frame, text=shade.text, median=shade.median, dashed=dashed)


USUAL = palette_of(Colour.RED, Colour.BLUE)
"""Of sides that name no colours."""


def palette(sides: Sequence[Coloured]) -> Palette:
    """The palette of two sides; those of a result that names no colours have the usual ones."""
    first, second = (side.colour for side in sides[:2])
    return palette_of(first or Colour.RED, second or Colour.BLUE)


def side_style(sides: Sequence[Coloured], side: str, contingent: str | None = None) -> SideStyle:
    """The drawing style of `side`, or of its contingents; `sides` is the list of the manifest."""
    found = palette(sides)
    if side == sides[0].id:
        return found.first_contingent if contingent else found.first
    return found.second_contingent if contingent else found.second
