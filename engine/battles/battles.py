"""Real battles: the starting facts of each in the engine's own terms, and what came out of it.

The table has the columns of the public CDB90 data base of battles; `docs/methods/combat.md` says where it is and what each
column means. Blank cells take the plainest value: hasty defence, rolling ground, dry, no surprise, an even sky. Every mistake
of a table is told at once, with its line. Which rules the battles are fought by is for `retrodict`, what of them fits for
`analysis`."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.errors import EngineError, Problem, ScenarioError
from engine.rules.power import POSTURES, TERRAINS, Force

Row = Mapping[str, str]

POSTURE_OF = {"": "hasty", "HD": "hasty", "PD": "prepared", "FD": "fortified", "DL": "delay", "WD": "withdrawal"}
SHAPES, COVERS, SPECIALS = ("", "F", "R", "G"), ("", "0", "B", "M", "D", "W"), ("", "0", "M", "U", "D")
SKIES, RAINS = ("", "D", "W"), ("", "H", "L", "O", "S")
NEEDED = ("str_a", "str_d", "days", "post1")


@dataclass(frozen=True)
class Battles:
    """Battles as columns of one length n: starting facts first, then what came of them.

    `posture`, `terrain` and `sky` are codes into `power.POSTURES`, `power.TERRAINS` and `march.SKIES`; `surprise` runs from -3
    to 3 and `air` from -1 to 1, positive where it favours the attacker. Real outcomes are NaN where the record is silent."""

    number: tuple[str, ...]
    name: tuple[str, ...]
    campaign: tuple[str, ...]
    """Sectors of one campaign count as one: what stands in brackets is left out."""
    attacker: Force
    defender: Force
    posture: Ints
    terrain: Ints
    sky: Ints
    surprise: Floats
    air: Floats
    encircled: Bools
    """The defender is a garrison with nowhere to go."""
    front_km: Floats
    """Of the defence; 0 where the record is silent."""
    days: Ints
    attacker_loss_pct_day: Floats
    defender_loss_pct_day: Floats
    advance_km_day: Floats
    attacker_won: Bools

    def __len__(self) -> int:
        return len(self.name)


def read_battles(path: Path, *, anti_tank_share: float) -> Battles:
    """The battles of the CSV file `path`, in its order.

    Of guns about which nothing better is known, `anti_tank_share` (0-1) can stop tanks. An optional column `encircled` (0 or
    1) says which garrisons have nowhere to go; without it the list beside this file does. Raises EngineError with every
    mistake as `file:line`."""
    rows = _rows(path)
    problems = [Problem(str(path), line, 1, text) for line, row in rows for text in mistakes(row)]
    if problems:
        raise ScenarioError(problems)
    return battles_of([row for _, row in rows], anti_tank_share=anti_tank_share)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells of each row; missing cells are blank. EngineError where the file is no table of battles."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if "sealed" in (reader.fieldnames or ()):
                raise ScenarioError([Problem(str(path), 1, 1, "the column 'sealed' is called 'encircled' now")])
            if missing:
                raise ScenarioError([Problem(str(path), 1, 1, f"the table has no column {', '.join(missing)}")])
            rows = [(reader.line_num, {k: _known(v) for k, v in row.items() if k}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EngineError(f"{path} cannot be read: {error}; a CSV table of battles in UTF-8 would be right") from None
    if not rows:
        raise EngineError(f"{path} holds no battles, only a heading")
    return rows


def _known(cell: str) -> str:
    """The cell without its padding; blank where it says `NA`."""
    return "" if cell.strip() == "NA" else cell.strip()


def mistakes(row: Row) -> list[str]:
    """What is wrong with a row, each as a text that also says what would be right; empty if nothing is."""
    return [*_number_mistakes(row), *_code_mistakes(row)]


def _number_mistakes(row: Row) -> Iterable[str]:
    """Numbers outside the range that a battle can have, and needed ones that are missing."""
    ranges = {
        "str_a": (1.0, 1e7),
        "str_d": (1.0, 1e7),
        "days": (1.0, 1000.0),
        "tank_a": (0.0, 1e6),
        "tank_d": (0.0, 1e6),
        "arty_a": (0.0, 1e6),
        "arty_d": (0.0, 1e6),
        "front_km_defender": (0.0, 10_000.0),
        "surpa": (-3.0, 3.0),
        "aeroa": (-1.0, 1.0),
        "wina": (-1.0, 1.0),
        "attacker_loss_pct_per_day": (0.0, 100.0),
        "defender_loss_pct_per_day": (0.0, 100.0),
        "advance_km_per_day": (-1000.0, 1000.0),
    }
    for column, (low, high) in ranges.items():
        cell = row.get(column, "")
        if cell == "" and column not in NEEDED:
            continue
        if not low <= _number(cell) <= high:
            yield f"{column} is {cell!r}; a number from {low:g} to {high:g} would be right"


def _code_mistakes(row: Row) -> Iterable[str]:
    """Letters that the data base has no meaning for."""
    codes: dict[str, Iterable[str]] = {
        "post1": POSTURE_OF,
        "terra1": SHAPES,
        "terra2": COVERS,
        "terra3": SPECIALS,
        "wx1": SKIES,
        "wx2": RAINS,
        "encircled": ("", "0", "1"),
    }
    for column, known in codes.items():
        cell = row.get(column, "")
        if cell not in known:
            yield f"{column} is {cell!r}; {', '.join(filter(None, known))} or blank would be right"


def battles_of(rows: Sequence[Row], *, anti_tank_share: float) -> Battles:
    """The battles of rows in which `mistakes` finds none."""
    return Battles(
        tuple(row.get("isqno", "") for row in rows),
        tuple(row.get("name", "") for row in rows),
        tuple(row.get("campgn", "").partition(" (")[0] for row in rows),
        _force(rows, "a", anti_tank_share),
        _force(rows, "d", anti_tank_share),
        np.array([POSTURES.index(POSTURE_OF[row["post1"]]) for row in rows]),
        np.array([TERRAINS.index(terrain_of(row)) for row in rows]),
        np.array([_sky(row) for row in rows]),
        _column(rows, "surpa", 0.0),
        _column(rows, "aeroa", 0.0),
        np.array([_encircled(row) for row in rows]),
        _column(rows, "front_km_defender", 0.0),
        np.maximum(np.rint(_column(rows, "days", 1.0)), 1.0).astype(np.int64),
        _column(rows, "attacker_loss_pct_per_day", math.nan),
        _column(rows, "defender_loss_pct_per_day", math.nan),
        _column(rows, "advance_km_per_day", math.nan),
        _column(rows, "wina", -1.0) > 0.0,
    )


def _force(rows: Sequence[Row], side: str, anti_tank_share: float) -> Force:
    """The attackers (`a`) or defenders (`d`) of all battles: men, tanks and guns as recorded, of the usual quality."""
    men = _column(rows, f"str_{side}", 0.0)
    return Force(
        men,
        _column(rows, f"tank_{side}", 0.0),
        _column(rows, f"arty_{side}", 0.0),
        np.full_like(men, anti_tank_share),
        np.ones_like(men),
    )


def terrain_of(row: Row) -> str:
    """The row of the power table (`power.TERRAINS`) that fits the codes of shape, cover and special ground best."""
    shape, cover, special = (row.get(column, "") for column in ("terra1", "terra2", "terra3"))
    if special in ("M", "U"):
        return "swamp" if special == "M" else "urban"
    if shape == "G":
        return "rugged"
    if cover in ("D", "W"):
        return "desert_steppe" if cover == "D" else "rolling_forest"
    return "flat_bare" if shape == "F" and cover in ("B", "") else "rolling_mixed"


def _sky(row: Row) -> int:
    """0 dry, 1 rain, 2 downpour."""
    if row.get("wx1", "") != "W":
        return 0
    return 2 if row.get("wx2", "") == "H" else 1


def _encircled(row: Row) -> bool:
    """Whether the defender is a garrison with nowhere to go: as the column `encircled` says, or else as the list of garrisons
    does."""
    said = row.get("encircled", "")
    if said:
        return said == "1"
    place = " ".join(row.get(column, "") for column in ("campgn", "locn", "name")).upper()
    return any(entry["where"] in place and row.get("nam_d", "").upper().startswith(entry["defender"]) for entry in _garrisons())


@cache
def _garrisons() -> tuple[dict[str, str], ...]:
    """The rows of the list beside this file: where a garrison stood, and how its defender's name begins."""
    text = files("engine.battles").joinpath("encircled_garrisons.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _column(rows: Sequence[Row], name: str, blank: float) -> Floats:
    """(n,): a column as numbers, `blank` where a row says nothing."""
    return np.array([_number(row[name]) if row.get(name, "") else blank for row in rows])
