"""What sources issue by schedule, and how a depot shares out what it has in stock.

A depot keeps what it has by good, and goods that nobody has counted apart (`ALL_GOODS`), of which it issues whatever is asked
for; and it keeps apart what only certain formations may draw. Theory: `docs/methods/supply.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.rules.rationing import ration

ALL_GOODS = 3
"""The kind of stock beside fuel, ammunition and food (0, 1, 2): goods of any kind."""
KINDS = 4


def scheduled_t(steps: Sequence[tuple[float, float]], opens: float, closes: float, first_day: Floats, last_day: Floats) -> Floats:
    """Tonnes that come from `first_day` to `last_day` by a schedule of (day, tonnes a day), while a source is open; broadcasts.

    Each step holds until the next, nothing before the first. Source: the sum of rate x time, no parameter."""
    start, end = np.maximum(first_day, opens), np.minimum(last_day, closes)
    ends = [*(day for day, _ in steps[1:]), np.inf]
    spans = [
        np.maximum(np.minimum(end, until) - np.maximum(start, day), 0.0) for (day, _), until in zip(steps, ends, strict=True)
    ]
    return np.asarray(sum(rate * span for (_, rate), span in zip(steps, spans, strict=True)))


def held(steps: Sequence[tuple[float, float]], day: float) -> float:
    """The value (>= 0) of the last step of a schedule that has begun by a day, 0 before the first. Source: none needed."""
    return next((value for begins, value in reversed(steps) if begins <= day), 0.0)


def divided(weights: Floats) -> Floats:
    """Shares (sum 1) in proportion to weights of which one at least is above 0; shape of `weights`. Source: a ratio."""
    return np.asarray(weights / weights.sum())


def granted(
    claims_t: Floats, depot: Ints, stock_t: Floats, may_draw: Bools, priority: Floats | None = None
) -> tuple[Floats, Floats]:
    """What each gets of its claims: shares (0-1) of the shape of `claims_t`, and the parts of it that come from each stock.

    `claims_t` is (goods, claimants), or (1, claimants) where all stock is of any kind; `depot` (claimants,) a column of `stock_t`
    (reserves, KINDS, depots); `may_draw` (reserves, claimants) who may draw from a reserve. Parts are (reserves, 2, goods or
    1, claimants): first from the good's own stock, then from that of any kind. Reserves are drawn upon in their order, each
    shared out in equal parts, weighted by `priority`. Source: none needed (a stated order)."""
    share, parts = np.zeros_like(claims_t), np.zeros((len(stock_t), 2, *claims_t.shape))
    for reserve, part in zip(range(len(stock_t)), parts, strict=True):
        open_to = may_draw[reserve]
        if len(claims_t) > 1:
            lacking = claims_t * (1.0 - share) * open_to
            part[0] = (1.0 - share) * ration(lacking, depot, stock_t[reserve, : len(claims_t)], priority) * open_to
            share += part[0]
        lacking = (claims_t * (1.0 - share) * open_to).sum(axis=0)
        part[1] = (1.0 - share) * (ration(lacking, depot, stock_t[reserve, ALL_GOODS], priority) * open_to)
        share += part[1]
    return share, parts


def drawn_t(loads_t: Floats, share: Floats, parts: Floats) -> Floats:
    """(reserves, KINDS, goods, claimants): tonnes of each kind that leave the stocks for loads (goods, claimants).

    `share` and `parts` are those that `granted` gave; loads that lorries or roads have cut down draw from each stock in
    proportion. Source: conservation."""
    of_each = np.divide(parts, share, out=np.zeros_like(parts), where=share > 0.0) * loads_t
    drawn = np.zeros((len(parts), KINDS, *loads_t.shape))
    for good in range(len(loads_t)):
        drawn[:, good, good] = of_each[:, 0, good]
    drawn[:, ALL_GOODS] = of_each[:, 1]
    return drawn


def shuttled_t(wanted_t: Floats, stock_t: Floats, stock: Ints) -> Floats:
    """(2, KINDS, shuttles): what shuttles get of `wanted_t` (KINDS, shuttles): of each kind's own stock, and of that of any kind.

    `stock_t` (KINDS, shuttles) is what is there for each; those with one number in `stock` (shuttles,) load from one, in
    equal parts of what they want. Source: none needed (a stated order)."""
    _, one = np.unique(stock, return_inverse=True)
    there = np.zeros((len(wanted_t), int(one.max(initial=-1)) + 1))
    there[:, one] = stock_t
    own_t = wanted_t * ration(wanted_t, one, there)
    left_t = there[ALL_GOODS] - np.bincount(one, own_t[ALL_GOODS], there.shape[1])
    lacking = wanted_t - own_t
    lacking[ALL_GOODS] = 0.0
    return np.array([own_t, lacking * ration(lacking.sum(axis=0), one, np.maximum(left_t, 0.0))])
