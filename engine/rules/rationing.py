"""Rationing: what each gets where several share what is not enough for all."""

from __future__ import annotations

import numpy as np

from engine.arrays import Floats, Ints, some, summed

SMALLEST_CLAIM = 1e-12
"""Claims below this count as this much, so that shares stay finite."""


def ration(wanted: Floats, group: Ints, available: Floats, priority: Floats | None = None) -> Floats:
    """Share (0-1) of its wish that each gets when `available[..., group]` serves all that share a group; shape of `wanted`.

    `wanted` is (..., claimants) and `available` (..., groups): several goods are rationed each by itself. Wishes and what is
    available are in one unit (tonnes, men). All in a group get the same share; with a `priority` (> 0) shares are in its
    proportion, and what that leaves over is shared equally. Source: none needed (a stated simplification).
    Neutral: equal priorities."""
    groups = available.shape[-1]
    asked = summed(wanted if priority is None else wanted * priority, group, groups)
    if priority is None and not some(asked > available):
        return np.ones(wanted.shape)
    per_claim = np.where(asked > 0, available / np.maximum(asked, SMALLEST_CLAIM), np.inf).take(group, axis=-1)
    if priority is None:
        return np.asarray(np.minimum(per_claim, 1.0))
    first = np.minimum(per_claim * priority, 1.0)
    left = np.maximum(available - summed(wanted * first, group, groups), 0.0)
    return np.asarray(first + (1.0 - first) * ration(wanted * (1.0 - first), group, left))


def shared_out(wanted: Floats, available: float) -> Floats:
    """What each gets of one stock, in proportion to its wish and at most `available` in all; shape and unit of `wanted`.

    Source: as `ration` with one group, summed pairwise, which keeps the last digit of earlier results."""
    asked = float(np.sum(wanted))
    return np.asarray(wanted, float) * (min(1.0, available / asked) if asked > 0.0 else 0.0)
