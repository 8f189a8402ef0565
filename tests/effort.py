"""How hard a property is tried: a few examples in `make test`, four times as many in `make soak`."""

from __future__ import annotations

from hypothesis import settings

USUAL = 50
"""Examples of a property that asks for no number of its own."""
SOAK = 4 * USUAL


def examples(few: int) -> int:
    """The number of examples of a property that takes `few` in `make test`."""
    return few * settings.default.max_examples // USUAL
