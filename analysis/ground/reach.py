"""How far a column can still go on the fuel in its vehicles, and for what it stands: what the supply layer of a map shows.

Only what is in hand counts. What is on the road to a formation is promised and not there; where it comes from is told by the
chain of a halt (`supply_chain`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.results.days_of_supply import halt_fills, km_a_day, km_in_fill, lives_on_fuel
from analysis.results.load import Result
from analysis.results.tracks import present
from engine.vocabulary import Activity, Cause

BAND_DAYS = (1.0, 3.0, 5.0)
"""Days of march at which the band of a way grows thinner; beyond the last it is not drawn."""
HALT_SIGNS: Mapping[str, str] = {
    Cause.FUEL: "F",
    Cause.ORDER: "O",
    Cause.FOLLOWS: "O",
    Cause.REGROUPS: "O",
    Cause.AHEAD: "O",
    Cause.PHASE_LINE: "P",
}
"""The letter at a column that stands, by cause; one that stands for the enemy, a river or a full road has none."""
SIGN_WORDS = {"F": "stands for fuel", "O": "stands by order", "P": "on a phase line"}


def reach_km(result: Result, minute: int) -> dict[str, tuple[float, float]]:
    """Formation to the km of road that it can drive on its fuel at `minute`, down to what is pooled, and its km in a day's march.

    Those that live on fuel and were sampled then."""
    found = {}
    for unit, row in present(result, minute).items():
        fills = float(result.tracks.fuel_fills[row])
        day_km = km_a_day(result, unit)
        if lives_on_fuel(result.formation[unit]) and np.isfinite(fills) and day_km > 0.0:
            found[unit] = (max(fills - halt_fills(result), 0.0) * km_in_fill(result, unit), day_km)
    return found


def halt_sign(state: str, cause: str) -> str:
    """The letter of a halt; empty for a column on the march, or one that stands for something else."""
    return HALT_SIGNS.get(cause, "") if state == Activity.HALTED else ""
