"""Where the panels of advance curves stand on their page, in inches.

Arithmetic alone: how many panels stand in a row, how wide and high they are, and how high that makes the page. What is drawn in
them is left to `curves`.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.drawing import style

PER_ROW = 4
HEAD_IN, FOOT_IN, LEFT_IN, RIGHT_IN = 1.12, 0.42, 0.6, -0.08
NAME_IN, NAME_AT_MOST_IN, BESIDE_IN = 0.72, 1.06, 0.28
"""Room for the names of places beside a panel, where they need more, and what more there is from a panel to the next."""
PANEL_HEIGHT_IN = {1: 3.6, 2: 2.8, 3: 2.2, 4: 1.72}
"""Height of the panels by how many stand in a row."""
ABOVE_IN, BELOW_IN = 0.45, 0.45


@dataclass(frozen=True)
class Layout:
    """Small multiples, four in a row; where there are fewer they share the width of the page."""

    panels: int
    widest_in: float = NAME_IN
    """Width of the longest name of a place beside a panel."""

    @property
    def columns(self) -> int:
        """Panels in a full row."""
        return min(max(self.panels, 1), PER_ROW)

    @property
    def pitch_in(self) -> float:
        """From the left edge of a panel to that of the next."""
        return (style.PAGE_IN - LEFT_IN - RIGHT_IN) / self.columns

    @property
    def name_in(self) -> float:
        """Room for a name beside a panel; a longer one is cut."""
        return min(max(self.widest_in, NAME_IN), NAME_AT_MOST_IN)

    @property
    def width_in(self) -> float:
        """Width of a panel."""
        return self.pitch_in - self.name_in - BESIDE_IN

    @property
    def tall_in(self) -> float:
        """Height of a panel."""
        return PANEL_HEIGHT_IN[self.columns]

    @property
    def row_in(self) -> float:
        """Height of a row with title and scale."""
        return ABOVE_IN + self.tall_in + BELOW_IN

    @property
    def height_in(self) -> float:
        """Height of the page."""
        return HEAD_IN + max(1, -(-self.panels // self.columns)) * self.row_in + FOOT_IN

    def row_and_column(self, number: int) -> tuple[int, int]:
        """Place of a panel in the grid, from the upper left."""
        return divmod(number, self.columns)

    def new_axes(self, figure: Figure, number: int) -> Axes:
        """The axes of a panel."""
        row, column = self.row_and_column(number)
        left, bottom = LEFT_IN + column * self.pitch_in, self.height_in - HEAD_IN - (row + 1) * self.row_in + BELOW_IN
        wide, high = style.PAGE_IN, self.height_in
        return figure.add_axes((left / wide, bottom / high, self.width_in / wide, self.tall_in / high))
