"""Placement of symbols and names on a map so that they do not cover each other."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analysis.ground.projection import Array

RADII_PT = (13.0, 17.0, 21.0, 26.0, 33.0, 42.0, 54.0, 68.0)
DIRECTIONS = tuple((round(float(np.cos(a)), 6), round(float(np.sin(a)), 6)) for a in np.arange(8) * np.pi / 4)
COST_PER_PT, COST_PER_SLOT = 1.1, 1.2
FRAME_WEIGHT, LABEL_WEIGHT = 2.0, 5.0
"""What a square point of overlap with a symbol and with its label costs: half a label cannot be read, half a frame can."""
TOWARDS_OWN_SIDE = 5.0
"""Cost of standing off in the wrong direction, in square points of overlap."""
DROPPED_OVER = {1: 2000.0, 2: 45.0, 3: 20.0}
"""A name that still costs more than this is left out, by tier; the first only under a card."""
HIDDEN_OVER = 90.0
"""Even a name that must be shown is left out where it would cover this much."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


@dataclass
class Sheet:
    """What is already taken on a map: boxes with a weight, the cost of a square point of overlap."""

    width: float
    height: float
    count: int = 0
    _rows: Array = field(default_factory=lambda: np.zeros((64, 5)))
    """Box and weight of each reservation; the rows from `count` on are room for more."""

    def take(self, box: Box, weight: float = 1.0) -> int:
        """Number of the reservation, for `release`."""
        if self.count == len(self._rows):
            self._rows = np.vstack([self._rows, np.zeros_like(self._rows)])
        self._rows[self.count] = (*box, weight)
        self.count += 1
        return self.count - 1

    def holds(self, box: Box) -> bool:
        """True if the box lies inside the frame."""
        return box[0] >= 2 and box[1] >= 2 and box[2] <= self.width - 2 and box[3] <= self.height - 2

    def release(self, number: int) -> None:
        """Frees a reservation."""
        self._rows[number, 4] = 0.0

    def overlap(self, candidates: Array) -> Array:
        """Weighted square points that each candidate box, shape (n, 4), shares with what is taken or sticks out."""
        left, low, right, top, weight = self._rows[: self.count].T
        wide = np.minimum(candidates[:, None, 2], right) - np.maximum(candidates[:, None, 0], left)
        high = np.minimum(candidates[:, None, 3], top) - np.maximum(candidates[:, None, 1], low)
        cost = (np.clip(wide, 0, None) * np.clip(high, 0, None)) @ weight
        out = np.clip(2 - candidates[:, :2], 0, None).sum(axis=1)
        out += np.clip(candidates[:, 2] - self.width + 2, 0, None) + np.clip(candidates[:, 3] - self.height + 2, 0, None)
        return np.asarray(cost + 1000.0 * out, np.float64)


@dataclass(frozen=True)
class SymbolSpot:
    """Where a symbol goes: the middle of its frame and the left baseline of its label."""

    x: float
    y: float
    label_x: float
    label_y: float
    frame_box: Box
    label_box: Box


def place_symbol(
    sheet: Sheet, at: Array, half_width: float, below: float, above: float, label: tuple[float, float], homeward: Array
) -> SymbolSpot:
    """The best stand-off position for a symbol of the place `at`, reserved on the sheet.

    Tries 8 directions at 8 distances with the label right, left or below; `homeward` is the unit vector away from the
    enemy (zero: none). Least weighted overlap plus `COST_PER_PT` per point of distance wins, ties by order.
    """
    spots = []
    costs = []
    for radius in RADII_PT:
        for direction in DIRECTIONS:
            x, y = at[0] + radius * direction[0], at[1] + radius * direction[1]
            wrong = TOWARDS_OWN_SIDE * (1.0 - float(np.dot(direction, homeward)))
            for slot, (left, bottom) in enumerate(_label_spots(half_width, below, label)):
                frame = (x - half_width, y - below, x + half_width, y + above)
                text = (x + left, y + bottom, x + left + label[0], y + bottom + label[1])
                spots.append(SymbolSpot(x, y, x + left, y + bottom, frame, text))
                costs.append(COST_PER_PT * radius + wrong + 2.5 * slot)
    total = np.array(costs) + sheet.overlap(np.array([s.frame_box for s in spots]))
    total += sheet.overlap(np.array([s.label_box for s in spots]))
    best = spots[int(np.argmin(np.round(total, 6)))]
    sheet.take(best.frame_box, FRAME_WEIGHT)
    sheet.take(_padded(best.label_box, 0.8), LABEL_WEIGHT)
    return best


def _label_spots(half_width: float, below: float, label: tuple[float, float]) -> list[tuple[float, float]]:
    width, height = label
    return [(half_width + 0.8, -height / 2), (-half_width - 0.8 - width, -height / 2), (-width / 2, -below - 1.0 - height)]


def _padded(box: Box, by: float, sideways: float | None = None) -> Box:
    wide = by if sideways is None else sideways
    return box[0] - wide, box[1] - by, box[2] + wide, box[3] + by


def name_slots(at: Array, size: tuple[float, float], off: float) -> list[Box]:
    """Boxes for a name of the given size round the place `at`: upper right, lower right, upper left, lower left, above,
    below, right, left."""
    width, height = size
    x, y = float(at[0]), float(at[1])
    corners = [
        (x + off, y + off * 0.6),
        (x + off, y - off * 0.6 - height),
        (x - off - width, y + off * 0.6),
        (x - off - width, y - off * 0.6 - height),
        (x - width / 2, y + off + 0.8),
        (x - width / 2, y - off - 0.8 - height),
        (x + off + 0.8, y - height / 2),
        (x - off - 0.8 - width, y - height / 2),
    ]
    return [(left, bottom, left + width, bottom + height) for left, bottom in corners]


def place_name(sheet: Sheet, at: Array, size: tuple[float, float], off: float, tier: int, always: bool = False) -> Box | None:
    """The best slot for a name, reserved on the sheet; None if it would cover too much (where `always`: only under a card)."""
    slots = name_slots(at, size, off)
    overlap = sheet.overlap(np.array([_padded(slot, 0.6, 2.0) for slot in slots]))
    best = int(np.argmin(np.round(overlap + COST_PER_SLOT * np.arange(len(slots)), 6)))
    if overlap[best] > max(HIDDEN_OVER if always else 0.0, DROPPED_OVER[tier]):
        return None
    sheet.take(_padded(slots[best], 1.2, 2.0), 1.5)
    return slots[best]
