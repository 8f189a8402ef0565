"""A downpour shuts tracks to supply lorries and not to troops: loads wait on them, and the line of communication is still one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.processes.campaign import Campaign
from tests import tiny

LAST_DRY, NEXT_DRY = 6, 10
"""It pours on 7, 8 and 9 May: days 6 to 9 of the war."""


def delivered(folder: Path, surface: str, sky: str = "downpour") -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(samples,): tonnes of food that a division 200 km from its depot has got, km of its line, those of an event, and
    days since the start."""
    war = tiny.line(places=3, surface=surface, plans=[], without=["friction"], days=14)
    war["formations"] = [tiny.formation(start={"place": "p2", "food_days": 3}, horses=2000)]
    war["formations"].append(tiny.formation(id="ra", branch="headquarters", echelon="army", men=0, combat=False, lorries=200))
    war["formations"][0]["parent"] = "ra"
    war["countries"][1]["side"] = "red"
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 5000}]
    war["regions"] = [{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}]
    war["weather"] = [{"region": "all", "sky": sky, "from_date": "1990-05-07", "to_date": "1990-05-09", "note": "a test"}]
    seen: list[tuple[float, ...]] = []

    def look(c: Campaign) -> None:
        f = c.world.formation_row["r1"]
        said = c.state.supply_numbers(f)["supply_km"]
        seen.append((float(c.state.transport.delivered_t[2, f]), float(c.state.supply_km[f]), said, c.minute / 1440))

    tiny.fight(tiny.load(war, folder), at_sample=look)
    got, km, said, day = np.array(seen).T
    return got, km, said, day


def test_loads_wait_on_a_track_while_it_pours_and_not_on_a_road(tmp_path: Path) -> None:
    dry, _, _, day = delivered(tmp_path / "dry", "track", "overcast")
    track, km, said, _ = delivered(tmp_path / "track", "track")
    road, *_ = delivered(tmp_path / "road", "road")
    pours = (day > LAST_DRY + 0.5) & (day < NEXT_DRY - 1)
    assert np.ptp(track[pours]) == 0.0 and np.ptp(dry[pours]) > 0.0 and np.ptp(road[pours]) > 0.0
    assert track[day < LAST_DRY] == pytest.approx(dry[day < LAST_DRY])
    assert np.isfinite(km[1:]).all(), "a formation behind a drowned track is not cut off"
    assert np.isinf(said[pours]).all() and said[day < LAST_DRY] == pytest.approx(km[day < LAST_DRY]), "no event names a shut way"
    assert track[-1] > track[pours][-1]


def test_troops_go_where_lorries_cannot(tmp_path: Path) -> None:
    war: dict[str, Any] = tiny.line(surface="track", formations=[tiny.formation(mobility="motor", branch="motor_rifle")])
    war["regions"] = [{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}]
    came = []
    for sky in ("dry", "downpour"):
        war["weather"] = [{"region": "all", "sky": sky, "from_date": "1990-05-01", "to_date": "1990-05-20", "note": "a test"}]
        came.append(tiny.fight(tiny.load(war, tmp_path / sky)).captured("p3"))
    assert came[0] is not None and came[0] == came[1]
