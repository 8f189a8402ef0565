"""Fights of your own, by the rules of combat: one engagement (`odds`), or a battle with a daily record (`day_by_day`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from august_storm.arguments import Place, Settings, settings_of
from august_storm.frames import frame
from august_storm.speech import speaks_python

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.charts.odds import Cell
    from engine.arrays import Floats

Side = str | Mapping[str, float]
BOUNDS: Mapping[str, tuple[float, float]] = {"surprise": (0, 3), "air": (-1, 1), "days": (1, 60), "draws": (2, 100_000)}


@speaks_python
def odds(
    attacker: Side,
    defender: Side,
    *,
    terrain: str = "rolling_mixed",
    posture: str = "hasty",
    sky: str = "dry",
    surprise: float = 0.0,
    air: float = 0.0,
    encircled: bool = False,
    days: int = 5,
    draws: int = 1000,
    table: bool = False,
    set: Settings = None,
    seed: int = 1,
    out: Place | None = None,
) -> Odds:
    """What one engagement would come to, as the command `odds` fights it.

    A side is `"men=12000,tanks=50,guns=120"`, a dict of the same, or `"SCENARIO:FORMATION"` with all below it. `surprise` runs
    from 0 to 3, `air` from -1 (the defender's sky) to 1; the fight is broken off after `days`. `table=True` fights every posture
    over force ratios from 1 : 2 to 10 : 1; `out` draws the result (.png, .svg or .pdf)."""
    from engine.battles import odds as engagement
    from engine.errors import EngineError
    from engine.rules import skies
    from engine.scenario.nearest import nearest

    for name, value in {"surprise": surprise, "air": air, "days": days, "draws": draws}.items():
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise EngineError(f"{name}={value!r}: a number from {low:g} to {high:,g} would be right")
    if sky not in skies.NAMES:
        raise EngineError(f"sky={sky!r} is unknown; {nearest(sky, skies.NAMES)}")
    words = _written(attacker), _written(defender)
    sides, parameters = engagement.forces(words, settings_of(set))
    codes = engagement.ground_code(terrain), engagement.posture_code(posture), skies.NAMES.index(sky)
    ground = engagement.Ground(*codes, surprise, air, encircled)
    if table:
        fought = engagement.odds_table(*sides, ground, parameters, days=days, draws=draws, seed=seed)
    else:
        fought = [[engagement.odds(*sides, ground, parameters, days=days, draws=draws, seed=seed)]]
    from analysis.charts.odds import Cell

    cells = [[Cell(**vars(one)) for one in row] for row in fought]
    ratio = engagement.points_ratio(*sides, parameters)
    found = Odds(words, terrain, posture, cells, (sides[0].men.item(), sides[1].men.item()), ratio, table=table)
    if out is not None:
        found.draw(out, f"{draws} fights, {days} days at most, seed {seed}")
    return found


@speaks_python
def day_by_day(table: Place, *, draws: int = 1000, set: Settings = None, seed: int = 1) -> DataFrame:
    """A battle of which you hold a record day by day, beside what the rules make of each day.

    `table` is a CSV with a row for each day, in their order, and the columns of `retrodict`: strengths at the beginning of the
    day, posture, ground, weather; losses of the day in % where they are known. Gives back a row for each day and side: the men,
    the loss in % as `recorded` (NaN where nothing is) and by the rules (`p10`, `p50`, `p90`), and the men lost since the first
    day, recorded and by the rules (`so_far_...`). What the columns mean: docs/methods/combat.md."""
    from pathlib import Path

    from engine.battles.battles import read_battles
    from engine.battles.days import day_by_day as fought
    from engine.battles.parameter_values import parameters_of

    parameters = parameters_of({}, settings_of(set))
    days = read_battles(Path(table), anti_tank_share=parameters["combat.anti_tank_share"])
    losses = fought(days, parameters, draws=draws, seed=seed)
    sides = (
        ("attacker", days.attacker.men, days.attacker_loss_pct_day, losses.attacker_pct),
        ("defender", days.defender.men, days.defender_loss_pct_day, losses.defender_pct),
    )
    columns: dict[str, list[object]] = {}
    for name, men, recorded, pct in sides:
        so_far = (pct * men / 100.0).cumsum(axis=1)
        day = {"day": range(1, len(days) + 1), "side": [name] * len(days), "men": men.tolist(), "recorded": recorded.tolist()}
        day |= _quantiles(pct) | {"so_far_recorded": (recorded * men / 100.0).cumsum().tolist()} | _quantiles(so_far, "so_far_")
        for column, cells in day.items():
            columns.setdefault(column, []).extend(cells)
    return frame(columns)


def _quantiles(samples: Floats, prefix: str = "") -> dict[str, list[float]]:
    """The 10 %, 50 % and 90 % points of (draws, days), by name."""
    return {f"{prefix}p{point}": np.percentile(samples, point, axis=0).tolist() for point in (10, 50, 90)}


def _written(side: Side) -> str:
    """A side as the command line writes it."""
    return ",".join(f"{key}={value:g}" for key, value in side.items()) if isinstance(side, Mapping) else str(side)


class Odds:
    """What came of it: `print` it for the command's text, `.frame` for every number, `.win` for the attacker's chance."""

    def __init__(
        self,
        sides: tuple[str, str],
        terrain: str,
        posture: str,
        cells: Sequence[Sequence[Cell]],
        men: tuple[float, float],
        ratio: float,
        *,
        table: bool,
    ):
        from engine.battles.odds import TABLE_ODDS
        from engine.rules.power import POSTURES

        self.sides, self.terrain, self.cells, self.men, self.table = sides, terrain, cells, men, table
        self.postures: Sequence[str] = POSTURES if table else (posture,)
        self.ratios: Sequence[float] = TABLE_ODDS if table else (ratio,)

    @property
    def win(self) -> float:
        """Probability (0-1) that the attacker wins, an undecided end counted half; of a table that of its first cell."""
        return self.cells[0][0].win

    @cached_property
    def frame(self) -> DataFrame:
        """A row for each posture and force ratio: `win`, shares of men lost, days and km gained with `_p10`, `_p50`, `_p90`."""
        rows = [
            {"posture": posture, "force_ratio": ratio, **_flat(cell)}
            for posture, row in zip(self.postures, self.cells, strict=True)
            for ratio, cell in zip(self.ratios, row, strict=True)
        ]
        return frame({name: [row[name] for row in rows] for name in rows[0]})

    def draw(self, out: Place, how: str) -> None:
        """Draw it into a file (.png, .svg or .pdf); `how` is the note below it."""
        from analysis.charts import odds as chart
        from august_storm.draw import picture

        with picture(out) as part:
            if self.table:
                under = f"{self._title}. Chance of the attacker; below it median losses in %, attacker / defender"
                chart.save_table(part, "Odds by posture", under, self.postures, self.ratios, self.cells, f"{how}.")
            else:
                chart.save_odds(part, "One engagement", f"{self._title}.", self.cells[0][0], f"{how}.")

    @property
    def _title(self) -> str:
        return f"{self.sides[0]} against {self.sides[1]}, {self.terrain}"

    def __str__(self) -> str:
        from analysis.charts import odds as chart

        if self.table:
            return chart.table_text(f"{self._title}; odds in points", self.postures, self.ratios, self.cells)
        points = f"{self.postures[0]} posture, {self.terrain}: {chart.ratio_text(self.ratios[0])} in points"
        return chart.odds_text(f"{self.sides[0]} against {self.sides[1]}, {points}", self.cells[0][0], *self.men)

    def __repr__(self) -> str:
        return f"<Odds {self._title}: {self.win:.0%} for the attacker, {', '.join(self.postures)}>"


def _flat(cell: Cell) -> dict[str, float]:
    """A cell's numbers by name."""
    found = {"win": cell.win}
    for name in ("attacker_lost", "defender_lost", "days", "advance_km"):
        found |= {f"{name}_{which}": value for which, value in zip(("p10", "p50", "p90"), getattr(cell, name), strict=True)}
    return found | {"attacker_gives_way": cell.attacker_gives_way, "defender_gives_way": cell.defender_gives_way}
