"""What a map shows of a result at a minute, worked out for one frame before anything is drawn.

The one place where a map asks the result: who holds each place, where formations stand and which of them get a symbol, which
places hold out encircled, what happened on the day, and the ground. After it nothing looks into the tracks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.ground.control import Ground, holders, pockets, shut_in
from analysis.ground.projection import Array
from analysis.ground.shown import Shown, Standing, choose, standings
from analysis.ground.territory import territory_of
from analysis.maps.canvas import Canvas
from analysis.results.load import Result
from analysis.words.day import DayText, day_text

CELLS_ACROSS, FINEST_PT = 450, 1.6
"""So many cells at most, and none smaller on paper than this."""


@dataclass(frozen=True)
class Scene:
    """Everything a map shows, before anything is drawn."""

    minute: int
    held: Mapping[str, str]
    standing: Mapping[str, Standing]
    symbols: Sequence[Shown]
    pockets: Sequence[str]
    day: DayText
    ground: Ground


def scene_of(result: Result, canvas: Canvas, minute: int, share: float = 1.0) -> Scene:
    """What the canvas shows of `result` at `minute`; `share` is its page's width as a share of the usual one.

    A narrow page gets fewer symbols. Formations nearer than six points to the edge of the frame are left out, for their symbol
    would stick out of it.
    """
    held = holders(result, minute)
    standing = standings(result, minute, canvas.projection)
    fighting = {i: s for i, s in standing.items() if _fights(result, i, s)}
    inside = sorted(i for i, s in fighting.items() if canvas.frame.holds(s.xy_km[None], 6 / canvas.pt_per_km)[0])
    by_side = _by_side(result, fighting)
    on = {side: [one.place for one in there if one.place] for side, there in by_side.items()}
    positions = {side: np.array([one.xy_km for one in there]).reshape(-1, 2) for side, there in by_side.items()}
    ground = ground_at(result, canvas, held, positions)
    cut_off = _shut_in(result, canvas, ground, pockets(result, held, on))
    symbols = choose(result, standing, inside, share)
    return Scene(minute, held, standing, symbols, cut_off, day_text(result, minute, held), ground)


def _shut_in(result: Result, canvas: Canvas, ground: Ground, places: Sequence[str]) -> list[str]:
    """Those of `places` inside the frame round which all ground is the first side's: where the roads of the data end, a friend
    may stand."""
    xy_km = canvas.projection.km([result.place[one].lon for one in places], [result.place[one].lat for one in places])
    here = canvas.frame.holds(xy_km) & shut_in(ground, xy_km)
    return [place for place, kept in zip(places, here.tolist(), strict=True) if kept]


def _by_side(result: Result, fighting: Mapping[str, Standing]) -> dict[str, list[Standing]]:
    """Where the fighting formations of each side stand, in the order of their ids."""
    found: dict[str, list[Standing]] = {side.id: [] for side in result.sides}
    for formation in sorted(fighting):
        found[result.formation[formation].side].append(fighting[formation])
    return found


def _fights(result: Result, formation: str, standing: Standing) -> bool:
    """True for a formation that fights and still has men."""
    record = result.formation.get(formation)
    return record is not None and bool(record.combat) and standing.men > 0


def ground_at(result: Result, canvas: Canvas, held: Mapping[str, str], positions: Mapping[str, Array]) -> Ground:
    """The ground that each side holds on the canvas, given the holder of each place and where fighting formations stand.

    `held` has a side's id for each place, `positions` an array of shape (n, 2) in km for each side.
    """
    territory = territory_of(result, canvas.projection, canvas.frame, CELLS_ACROSS, FINEST_PT / canvas.pt_per_km)
    return territory.control(held, positions)
