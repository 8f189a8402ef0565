"""The colours of the two sides: the closed set, which of them are too near each other, and what a side has that names none.

Four colours make two families. Within one, readers who do not tell red from green take a colour for the other (deuteranopes and
protanopes, one man in twelve with their milder forms); across, all readers tell symbols, lines and tints apart. Pictures are
drawn by `analysis`, whose tests hold the tints of every pair to this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.scenario.document import Finding, things
from engine.scenario.forces import Side
from engine.scenario.origins import dotted
from engine.vocabulary import Colour

FAMILIES = (frozenset({Colour.RED, Colour.GREEN}), frozenset({Colour.BLUE, Colour.VIOLET}))
"""Two sides have colours of different families."""
USUAL = (Colour.RED, Colour.BLUE)
"""Of the first side and of the second; the other way round where what the other side names is too near."""


def others(colour: Colour) -> list[Colour]:
    """The colours that all readers tell from this one."""
    return [other for family in FAMILIES if colour not in family for other in Colour if other in family]


def coloured(sides: Sequence[Side]) -> list[Side]:
    """The sides with a colour each: their own, or the usual one that can be told from the other's."""
    first, second = (side.colour for side in sides)
    first = first or next(colour for colour in USUAL if second is None or colour in others(second))
    second = second or next(colour for colour in reversed(USUAL) if colour in others(first))
    return [side.model_copy(update={"colour": colour}) for side, colour in zip(sides, (first, second), strict=True)]


def findings(data: dict[str, Any]) -> Iterator[Finding]:
    """A mistake where the second side's colour is that of the first or too near it; what is no colour is for the models."""
    named = [((*loc, "colour"), str(side.get("colour"))) for loc, side in things(data, "sides")][:2]
    if len(named) < 2 or any(colour not in list(Colour) for _, colour in named):
        return
    (first_at, first), (at, second) = named
    if second not in others(Colour(first)):
        near = "as is" if first == second else f"which readers who do not tell red from green take for the '{first}' of"
        yield Finding(at, f"{dotted(at)} is '{second}', {near} {dotted(first_at)}; give {' or '.join(others(Colour(first)))}")
