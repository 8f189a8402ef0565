"""Which formations a map shows at a minute, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.ground.projection import Array, Lambert
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK
from analysis.results.records import Echelon, Formation
from analysis.results.tracks import present

SYMBOLS_AT_MOST = 72
ROOMY, CORPS_AT_LEAST = 36, 3
"""With so few symbols a first side of so many corps is shown by them, as on a map of one army; else by armies."""
APART_KM = 60.0
"""A subordinate further than this from its army has a symbol of its own."""
TOGETHER_KM = (9.0, 20.0, 40.0, 60.0)
"""Symbols of one side nearer to each other than this share one symbol with a count; wider where a map is crowded."""
SIZE_OF_A_PART: Mapping[Echelon, Echelon] = {"army": "brigade", "corps": "brigade", "division": "regiment", "brigade": "regiment"}
"""The size as which a forward detachment, a quarter or so of a formation, is drawn."""
FIRST_RANK, SECOND_RANK = RANK["army"], RANK["division"]


@dataclass(frozen=True)
class Standing:
    """A formation at a minute: position in km, the place it stands at or has passed, and why it stands."""

    xy_km: Array
    place: str
    men: float
    state: str
    cause: str
    axis_km: float


@dataclass(frozen=True)
class Shown:
    """A symbol to be drawn: the formation, the position of its main body and how many more stand with it."""

    formation: Formation
    xy_km: Array
    body: str
    """The formation whose position it is: itself or the subordinate in the middle of its men."""
    troops: str = "rifle"
    """Branch of that subordinate."""
    more: int = 0

    @property
    def branch(self) -> str:
        """Branch of the symbol; headquarters show that of the troops below them."""
        return self.troops if self.formation.branch == "headquarters" else str(self.formation.branch)

    @property
    def label(self) -> str:
        """Short name of the formation, with `+2` where two more stand with it."""
        return f"{self.formation.short} +{self.more}" if self.more else str(self.formation.short)


def is_forward(formation: Formation) -> bool:
    """True for a part of another formation that goes ahead of it: all its men are those of its main body."""
    return formation.detachment and not formation.men


def drawn_as(formation: Formation) -> Formation:
    """The formation with the echelon that its symbol has: a forward detachment is smaller than what it is a part of."""
    size = SIZE_OF_A_PART.get(formation.echelon, formation.echelon)
    return formation.model_copy(update={"echelon": size}) if is_forward(formation) else formation


def standings(result: Result, minute: int, projection: Lambert) -> dict[str, Standing]:
    """Every formation with a sample at `minute`, by id; between two records of a track it is on the straight line."""
    before, later = present(result, minute), result.tracks.minute[result.tracks.minute > minute]
    after = present(result, int(later.min())) if len(later) else {}
    there = [(formation, row, *_between(result, row, after.get(formation), minute)) for formation, row in sorted(before.items())]
    placed = [one for one in there if np.isfinite(one[2]) and np.isfinite(one[3])]
    xy_km = projection.km([one[2] for one in placed], [one[3] for one in placed])
    return {unit: Standing(at, *_condition(result, row)) for (unit, row, _, _), at in zip(placed, xy_km, strict=True)}


def _between(result: Result, row: int, later: int | None, minute: int) -> tuple[float, float]:
    table = result.tracks
    lon, lat = float(table.lon[row]), float(table.lat[row])
    if later is None:
        return lon, lat
    start, end = int(table.minute[row]), int(table.minute[later])
    share = (minute - start) / (end - start) if end > start else 0.0
    return lon + share * (float(table.lon[later]) - lon), lat + share * (float(table.lat[later]) - lat)


def _condition(result: Result, row: int) -> tuple[str, float, str, str, float]:
    table = result.tracks
    state, cause = str(table.state[row]), str(table.cause[row])
    return str(table.place[row]), float(table.men[row]), state, cause, float(table.axis_km[row])


class Roster:
    """The order of battle as far as it stands on the map: fighting formations and those above them."""

    def __init__(self, result: Result, standing: Mapping[str, Standing], apart_km: float = APART_KM):
        self.standing, self.apart_km = standing, apart_km
        self.by_id = result.formation
        self.children: dict[str, list[str]] = {}
        for formation in sorted(result.formations, key=lambda f: f.id):
            self.children.setdefault(formation.parent or "", []).append(formation.id)
        self.fighting = {f.id for f in result.formations if f.combat and self._alive(f)}

    def _alive(self, formation: Formation) -> bool:
        here = self.standing.get(formation.id)
        return here is not None and (here.men > 0 or not formation.men)

    def below(self, formation: str) -> list[str]:
        """The fighting formations from `formation` down, itself included."""
        found = [formation] if formation in self.fighting else []
        for child in self.children.get(formation, []):
            found += self.below(child)
        return found

    def body(self, formation: str) -> str | None:
        """The fighting subordinate in the middle of the men (least sum of men times km to all others)."""
        members = self.below(formation)
        if not members:
            return None
        xy = np.array([self.standing[m].xy_km for m in members])
        men = np.array([max(self.standing[m].men, 1.0) for m in members])
        away = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1]) @ men
        return members[int(np.argmin(np.round(away, 3)))]

    def shown(self, formation: str) -> Shown | None:
        """The symbol of a formation at its main body; None where none of its troops stands any more."""
        body = self.body(formation)
        if body is None:
            return None
        return Shown(self.by_id[formation], self.standing[body].xy_km, body, str(self.by_id[body].branch))

    def tops(self, side: str, rank: int) -> list[Shown]:
        """The highest formations of `side` not above `rank`, brigades at least, with those far from their army apart."""
        found = []
        for formation in sorted(self.by_id):
            record = self.by_id[formation]
            parent = self.by_id.get(record.parent or "")
            top = RANK[record.echelon] <= rank and (parent is None or RANK[parent.echelon] > rank)
            symbol = self.shown(formation) if top and record.side == side and RANK[record.echelon] > 1 else None
            if symbol:
                found += [symbol, *self.strays(symbol), *self.ahead(symbol)]
        return found

    def ahead(self, top: Shown) -> list[Shown]:
        """Forward detachments of those below a shown formation that stand more than `apart_km` from their own main body."""
        found: list[Shown] = []
        for unit in self.below(top.formation.id):
            record, body = self.by_id[unit], self.standing.get(self.by_id[unit].parent or "")
            here = self.standing[unit].xy_km
            if is_forward(record) and body is not None and np.hypot(*(here - body.xy_km)) > self.apart_km:
                found.append(Shown(drawn_as(record), here, unit, str(record.branch)))
        return found

    def strays(self, top: Shown) -> list[Shown]:
        """Corps and divisions below an army or corps that stand more than `apart_km` from its main body."""
        found: list[Shown] = []
        for child in self.children.get(top.formation.id, []):
            record = self.by_id[child]
            symbol = self.shown(child) if RANK[record.echelon] >= RANK["division"] and not is_forward(record) else None
            if symbol and np.hypot(*(symbol.xy_km - top.xy_km)) > self.apart_km:
                found.append(symbol)
        return found


def choose(result: Result, standing: Mapping[str, Standing], visible: Sequence[str], share: float = 1.0) -> list[Shown]:
    """The symbols of a map, at most `SYMBOLS_AT_MOST`, largest echelon first.

    The first side is shown by armies (by its corps where it has `CORPS_AT_LEAST` and that makes at most `ROOMY` symbols), the
    second by divisions and independent brigades; while there are too many, the side with more symbols is first gathered by
    neighbourhood and then shown by the next higher echelon. `visible` names the formations inside the frame. On a page with a
    `share` of the usual width there are fewer by its square root, and symbols within the same points of paper, which are more
    kilometres, are gathered.
    """
    roster, inside = Roster(result, standing, APART_KM / share), set(visible)
    first, second = (side.id for side in result.sides[:2])

    def gathered(coarse: Mapping[str, tuple[int, int]]) -> dict[str, list[Shown]]:
        return {
            side: _together([symbol for symbol in roster.tops(side, rank) if symbol.body in inside], TOGETHER_KM[step] / share)
            for side, (rank, step) in sorted(coarse.items())
        }

    coarseness = {first: (FIRST_RANK, 0), second: (SECOND_RANK, 0)}
    by_corps = gathered({**coarseness, first: (FIRST_RANK - 1, 0)})
    corps = sum(symbol.formation.echelon == "corps" for symbol in by_corps[first])
    if corps >= CORPS_AT_LEAST and sum(map(len, by_corps.values())) <= ROOMY * share**0.5:
        coarseness[first] = (FIRST_RANK - 1, 0)
    while True:
        by_side = gathered(coarseness)
        crowded = max(sorted(by_side), key=lambda side: (coarseness[side][0] < RANK["front"], len(by_side[side])))
        rank, step = coarseness[crowded]
        if sum(map(len, by_side.values())) <= SYMBOLS_AT_MOST * share**0.5 or rank >= RANK["front"]:
            chosen = [symbol for side in sorted(by_side) for symbol in by_side[side]]
            return sorted(chosen, key=lambda s: (-RANK[s.formation.echelon], s.formation.id))
        coarseness[crowded] = (rank, step + 1) if step + 1 < len(TOGETHER_KM) else (rank + 1, 0)


def _together(symbols: list[Shown], within_km: float) -> list[Shown]:
    """Symbols of one side with those at one place drawn as the largest of them and a count."""
    kept: list[Shown] = []
    for symbol in sorted(symbols, key=lambda s: (-RANK[s.formation.echelon], s.formation.id)):
        for at, other in enumerate(kept):
            if np.hypot(*(symbol.xy_km - other.xy_km)) < within_km:
                kept[at] = replace(other, more=other.more + 1)
                break
        else:
            kept.append(symbol)
    return kept
