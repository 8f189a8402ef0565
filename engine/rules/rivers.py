"""Rivers without a bridge: what the heads of the columns pay, once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Floats | float


def assault_delay_h(width_m: Numbers, flooded: NDArray[np.bool_] | bool, parameters: Mapping[str, float]) -> Floats:
    """Hours until the first regiments stand on the far bank; shape of `width_m` and `flooded`.

    Grows with the root of the width, times the flood multiple. Ferries and bridges that follow hold only the tail.
    Range: 1-2,000 m. Source: rivers parameters (general knowledge, grade C); neutral value 0 h."""
    dry = parameters["rivers.assault_h_per_100m"] * np.sqrt(np.asarray(width_m, float) / 100.0)
    return np.asarray(dry * np.where(flooded, parameters["rivers.flood_mult"], 1.0))
