"""Placing of symbols and names on a map so that they do not cover each other.

Greedy and repeatable: one after the other takes the cheapest of a few candidates, and what it takes costs those after it. All
numbers are data of the look; `page/layout.js` places by the same numbers and the same rules on a screen, and a test lays out one
scene with both. In which order things are placed, and what is drawn there, is left to `names` and `troops`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analysis.drawing.look import LOOK, Slot
from analysis.ground.projection import Array

PLACING, SYMBOLS, NAMES = LOOK.placing, LOOK.placing.symbols, LOOK.placing.names
DIRECTIONS = tuple(
    (round(float(np.cos(angle)), 6), round(float(np.sin(angle)), 6))
    for angle in np.arange(SYMBOLS.directions) * 2 * np.pi / SYMBOLS.directions
)
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
        edge = PLACING.edge_pt
        return box[0] >= edge and box[1] >= edge and box[2] <= self.width - edge and box[3] <= self.height - edge

    def release(self, number: int) -> None:
        """Frees a reservation."""
        self._rows[number, 4] = 0.0

    def overlap(self, candidates: Array) -> Array:
        """Weighted square points that each candidate box, shape (n, 4), shares with what is taken or sticks out."""
        left, low, right, top, weight = self._rows[: self.count].T
        wide = np.minimum(candidates[:, None, 2], right) - np.maximum(candidates[:, None, 0], left)
        high = np.minimum(candidates[:, None, 3], top) - np.maximum(candidates[:, None, 1], low)
        cost = (np.clip(wide, 0, None) * np.clip(high, 0, None)) @ weight
        low_edge, high_edge = PLACING.edge_pt, np.array([self.width, self.height]) - PLACING.edge_pt
        out = np.clip(low_edge - candidates[:, :2], 0, None) + np.clip(candidates[:, 2:] - high_edge, 0, None)
        return np.asarray(cost + PLACING.outside * out.sum(axis=1), np.float64)


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
    sheet: Sheet,
    at: Array,
    half_width: float,
    below: float,
    above: float,
    label: tuple[float, float],
    homeward: Array,
    radii_pt: tuple[float, ...] = SYMBOLS.radii_pt,
) -> SymbolSpot:
    """The best stand-off position for a symbol of the place `at`, reserved on the sheet.

    Tries each direction at each distance with the label in each slot; `homeward` is the unit vector away from the enemy (zero:
    none). Least weighted overlap plus the costs of distance, direction and slot wins, ties by order.
    """
    spots = []
    costs = []
    label_spots = [_corner(slot, half_width, below, *label) for slot in SYMBOLS.slots]
    for radius in radii_pt:
        for direction in DIRECTIONS:
            x, y = at[0] + radius * direction[0], at[1] + radius * direction[1]
            wrong = SYMBOLS.wrong_way * (1.0 - float(np.dot(direction, homeward)))
            for slot, (left, bottom) in enumerate(label_spots):
                frame = (x - half_width, y - below, x + half_width, y + above)
                text = (x + left, y + bottom, x + left + label[0], y + bottom + label[1])
                spots.append(SymbolSpot(x, y, x + left, y + bottom, frame, text))
                costs.append(SYMBOLS.per_pt * radius + wrong + SYMBOLS.per_slot * slot)
    total = np.array(costs) + sheet.overlap(np.array([s.frame_box for s in spots]))
    total += sheet.overlap(np.array([s.label_box for s in spots]))
    best = spots[int(np.argmin(np.round(total, 6)))]
    sheet.take(best.frame_box, SYMBOLS.frame)
    sheet.take(_padded(best.label_box, SYMBOLS.label_pad_pt, SYMBOLS.label_pad_pt), SYMBOLS.label)
    return best


def _corner(slot: Slot, *measures: float) -> tuple[float, float]:
    """Lower left corner of words in a slot, from its factors of the measures and the points at their end."""
    x, y = (sum(f * m for f, m in zip(axis, (*measures, 1.0), strict=True)) for axis in (slot.x, slot.y))
    return x, y


def _padded(box: Box, sideways: float, by: float) -> Box:
    return box[0] - sideways, box[1] - by, box[2] + sideways, box[3] + by


def name_slots(at: Array, size: tuple[float, float], off: float) -> list[Box]:
    """Boxes for a name of the given size round the place `at`, `off` points from its middle, in the order in which they are
    preferred."""
    corners = [_corner(slot, off, *size) for slot in NAMES.slots]
    x, y = float(at[0]), float(at[1])
    return [(x + left, y + bottom, x + left + size[0], y + bottom + size[1]) for left, bottom in corners]


def place_name(sheet: Sheet, at: Array, size: tuple[float, float], off: float, tier: int, always: bool = False) -> Box | None:
    """The best slot for a name, reserved on the sheet; None if it would cover too much (where `always`: only under a card)."""
    slots = name_slots(at, size, off)
    overlap = sheet.overlap(np.array([_padded(slot, *NAMES.look_pad_pt) for slot in slots]))
    best = int(np.argmin(np.round(overlap + NAMES.per_slot * np.arange(len(slots)), 6)))
    if overlap[best] > max(HIDDEN_OVER if always else 0.0, LOOK.town(tier).dropped_over):
        return None
    sheet.take(_padded(slots[best], *NAMES.take_pad_pt), NAMES.weight)
    return slots[best]
