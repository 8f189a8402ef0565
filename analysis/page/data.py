"""What a replay plays: formations with their tracks, events in words and dated history, as compact plain data.

The page is one file that somebody may open from a stick, so its data are small: positions are whole units of the plane as
differences in time, columns of equal numbers are packed, texts and states stand once and are counted in. Everything that needs
thought (sentences, causes, what a formation is called) is worked out here; the script only counts and draws. Sheets and units
are those of `sheets`, coast and control those of `ground`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY
from analysis.drawing import style
from analysis.ground.past import Windows, past_windows
from analysis.ground.reach import BAND_DAYS, HALT_SIGNS
from analysis.ground.shown import drawn_as, is_forward
from analysis.page.beliefs import beliefs_of
from analysis.page.dates import dated, place_dates, told
from analysis.page.fights import fights_of
from analysis.page.ground import base, ground_by_step, hand_names, steps
from analysis.page.sheets import Plane, Sheet, lay_plane, places_on
from analysis.page.supply import chains_of, evidence_of, reach_of
from analysis.results.days_of_supply import halt_fills
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK, OrderOfBattle
from analysis.results.records import Formation, Step
from analysis.scores.arrivals import Arrivals, arrivals
from analysis.scores.history import PASSAGES
from analysis.words.numbers import plain_words
from analysis.words.phrases import STANDS, TOGETHER
from analysis.words.sentences import cause_words
from engine.vocabulary import Activity, Cause, EventKind

TENTHS = frozenset({"fuel_fills", "food_days"})
PER_CENT = frozenset({"readiness", "supply_fraction"})
CONDITIONS = ("men", "tanks", "readiness", "fuel_fills", "food_days", "supply_fraction", "supply_km", "axis_km")
"""Columns of the tracks that a replay shows, as whole numbers: tenths, per cent, else units; -1 where a cell is empty."""

FOOT_KM_DAY = 25.0
"""Of a result that names no parameter."""
VOCABULARY = {
    "kind": {
        kind.name: kind
        for kind in (EventKind.START, EventKind.PASS, EventKind.HALT, EventKind.RESUME, EventKind.CAPTURE, EventKind.CONTACT)
    },
    "state": {state.name: state for state in Activity},
    "stands": STANDS,
    "signs": dict(HALT_SIGNS),
    "band_days": BAND_DAYS,
    "fuel": Cause.FUEL,
    "together": dict(TOGETHER),
    "whole": [
        EventKind.CULMINATION,
        EventKind.ORDER,
        EventKind.MESSAGE,
        EventKind.RELEASED,
        EventKind.REPORT,
        EventKind.DECISION,
    ],
}
"""The engine's names that the page's scripts ask for, the words of each state, and the kinds of event (`whole`) that a formation
has with all below it; any other event of a headquarters is its own, not its army's."""


def replay_data(result: Result, ghost: Result | None = None, table: Arrivals | None = None) -> dict[str, Any]:
    """All that the page needs, of numbers, texts and lists only; `ghost` gives the tracks of another run to compare with.

    `table` dates the events of history where `result` is the median of several runs."""
    plane, minutes, when = lay_plane(result), steps(result), table or arrivals([result])
    windows = past_windows(result, place_dates(result, when))
    place_number = {place.id: at for at, place in enumerate(result.places)}
    return {
        "head": _head(result, plane, when.minutes.shape[1]),
        "vocabulary": VOCABULARY,
        "sheets": [_sheet(result, ghost, sheet, minutes, windows) for sheet in plane.sheets],
        "steps": minutes,
        "names": hand_names(result, plane),
        "places": _places(result, plane),
        "takings": _takings(result, place_number),
        "axes": _axes(result, place_number),
        **_formations(result, plane, place_number),
        **told(result, place_number),
        "beliefs": beliefs_of(result, place_number),
        "chains": chains_of(result, place_number),
        "evidence": evidence_of(result),
        **fights_of(result, place_number),
        "history": dated(result, place_number, when),
        "ghost": _ghost(result, ghost, plane) if ghost else None,
    }


def _sheet(result: Result, ghost: Result | None, sheet: Sheet, minutes: Sequence[int], windows: Windows) -> dict[str, Any]:
    """The ground of a sheet, and that of the other run where it knows the same places."""
    made = {**base(result, sheet), "ground": ground_by_step(result, sheet, minutes, windows)}
    if ghost is not None and set(ghost.place) == set(result.place):
        made["other"] = ground_by_step(ghost, sheet, minutes, {})
    return made


def _run_name(result: Result) -> str:
    """What tells a run from another: its scenario, what was changed in it, its seed and replication."""
    manifest = result.manifest
    changed = [f"without {name}" for name in manifest.without]
    changed += [f"{path} = {value}" for path, value in sorted(manifest.set.items())]
    return ", ".join([manifest.scenario.id, *changed, f"seed {manifest.seed}, run {manifest.replication}"])


def _head(result: Result, plane: Plane, runs: int) -> dict[str, Any]:
    """Title, times, sides and looks; each sheet as [name, left edge, width, height, km at the west, km at the
    north, its lens]."""
    manifest = result.manifest
    changed = [f"without {name}" for name in manifest.without]
    changed += [f"{path} = {value}" for path, value in sorted(manifest.set.items())]
    return {
        "title": str(manifest.scenario.title or manifest.scenario.id),
        "run": style.provenance(manifest, runs),
        "changed": ", ".join(changed),
        "scenario": manifest.scenario.id,
        "name": _run_name(result),
        "start": manifest.start,
        "zone": manifest.utc_offset_hours,
        "haltFills": halt_fills(result),
        "end": result.end_minute,
        "clean": manifest.clean_until_minute,
        "sides": [side.name for side in result.sides],
        "km": plane.main.unit_km,
        "apart": plane.apart,
        "fitted": int(result.map is None or result.map.frame_km is None),
        "sheets": [
            [one.name, one.left, *one.size, one.frame.west, one.frame.north, one.lens(plane.main)] for one in plane.sheets
        ],
        "credits": str(result.map.credits if result.map else ""),
        "projection": plane.main.projection.caption().replace("\n", " "),
        "echelons": {name: [RANK[name], plain_words(name)] for name in sorted(RANK)},
    }


def _places(result: Result, plane: Plane) -> list[list[Any]]:
    """[name, x, y, tier, population, side that holds it first, id] of each place, in the order of the result; side -1: nobody."""
    side = {one.id: at for at, one in enumerate(result.sides)}
    return [
        [place.name, x, y, place.tier, int(place.population or 0), side.get(place.side or "", -1), place.id]
        for place, (x, y) in zip(result.places, places_on(plane, result.places).tolist(), strict=True)
    ]


def _takings(result: Result, place_number: Mapping[str, int]) -> list[list[int]]:
    """[place, minute, side, formation or -1] of each change of holder, in order."""
    side = {one.id: at for at, one in enumerate(result.sides)}
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    rows = result.captures.rows("place", "minute", "side", "formation")
    return [
        [place_number[at], when, side.get(who, -1), number.get(unit, -1)] for at, when, who, unit in rows if at in place_number
    ]


def _axes(result: Result, place_number: Mapping[str, int]) -> list[dict[str, Any]]:
    """The route of each plan as numbers of places with their km, and its steps as [km, place, task, minutes of the days on which
    the plan has it (-1: not dated)]."""
    tasks = {(plan.id, step.place): step.task or "" for plan in result.plan for step in plan.steps}
    known = place_number
    return [
        {
            "route": [known[stop.place] for stop in axis.nodes if stop.place in known],
            "km": [round(stop.km) for stop in axis.nodes if stop.place in known],
            "steps": [
                [round(step.km), known[step.place], tasks.get((axis.plan, step.place), ""), *_planned(step)]
                for step in axis.places
                if step.place in known
            ],
        }
        for axis in result.axes
    ]


def _planned(step: Step) -> list[int]:
    """The minutes at which the days of a plan's step begin and end."""
    return [round(day * MINUTES_PER_DAY) for day in step.planned_day] if step.planned_day else [-1, -1]


def _formations(result: Result, plane: Plane, place_number: Mapping[str, int]) -> dict[str, Any]:
    """The ticks at which all are sampled, the states that occur, and the record of each formation in the order of the result."""
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    axis_of = {unit: at for at, axis in enumerate(result.axes) for unit in [*axis.followers, axis.formation]}
    ticks = sorted(set(result.tracks.minute.tolist()))
    states: list[tuple[str, str]] = []
    rows = _rows_of(result)
    passages = _passages(result, plane, place_number)
    order = OrderOfBattle.of(result)
    records = [
        _record(result, order, formation, number)
        | {"axis": axis_of.get(formation.id, -1)}
        | _moves(result, plane, rows.get(formation.id, []), passages.get(formation.id, []))
        | _conditions(result, rows.get(formation.id, []), ticks, states, place_number)
        for formation in result.formations
    ]
    told = [[state, cause, cause_words(cause)] for state, cause in states]
    return {"ticks": ticks, "states": told, "formations": records}


def _record(result: Result, order: OrderOfBattle, formation: Formation, number: Mapping[str, int]) -> dict[str, Any]:
    """What does not change of a formation: its names, side and look, its superior by number, whether it fights.

    `look` counts in the sides of the look: 0 and 1 for the first side and its contingents, 2 and 3 for the second.
    """
    side = next(at for at, side in enumerate(result.sides) if side.id == formation.side)
    names = {c.id: c.name for c in result.sides[side].contingents}
    contingent = formation.contingent
    return {
        "id": formation.id,
        "name": formation.name,
        "group": order.name(formation.id),
        "own": order.own_name(formation.id),
        "short": str(formation.short or formation.id),
        "side": min(side, 1),
        "look": min(side, 1) * 2 + bool(contingent),
        "nation": names.get(str(contingent), str(result.sides[side].name)),
        "echelon": drawn_as(formation).echelon,
        "branch": formation.branch,
        "parent": number.get(formation.parent or "", -1),
        "combat": int(bool(formation.combat)),
        "ahead": int(is_forward(formation)),
        "role": formation.role,
        "fillT": formation.fill_t,
        "march": _march_km_day(result, formation),
        **reach_of(result, formation),
    }


def _march_km_day(result: Result, formation: Formation) -> float:
    """Km of a day's march of its class on a road, from the parameters of the run; of what never marches, the foot's."""
    given = result.manifest.parameters
    return float(given.get(f"march.{formation.mobility}_km_day", given.get("march.foot_km_day", FOOT_KM_DAY)))


def _rows_of(result: Result) -> dict[str, list[int]]:
    """Rows of the tracks of each formation, in their order of time."""
    rows: dict[str, list[int]] = {}
    for row, unit in enumerate(result.tracks.formation.tolist()):
        rows.setdefault(unit, []).append(row)
    return rows


def _passages(result: Result, plane: Plane, place_number: Mapping[str, int]) -> dict[str, list[tuple[int, int, int]]]:
    """(minute, x, y) at which each formation was at a place, from its events."""
    xy, found = places_on(plane, result.places).tolist(), dict[str, list[tuple[int, int, int]]]()
    for minute, kind, unit, place in result.events.rows("minute", "kind", "formation", "place"):
        if kind in PASSAGES and place in place_number:
            found.setdefault(unit, []).append((minute, *xy[place_number[place]]))
    return found


def _moves(result: Result, plane: Plane, rows: Sequence[int], passages: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
    """Knots of the way in time as differences: minutes `t`, units `x` and `y`; a knot between two equal ones is left out."""
    knots = _knots(result, plane, rows, passages)
    times = [minute for before, minute, after in _neighbours(sorted(knots)) if not _is_idle(knots, before, minute, after)]
    if len({knots[minute] for minute in times}) == 1:
        times = times[:1]
    points = np.array([[minute, *knots[minute]] for minute in times], dtype=int).reshape(-1, 3)
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 3), int))
    return {name: steps[:, column].tolist() for column, name in enumerate(("t", "x", "y"))}


Knots = dict[int, tuple[int, int]]


def _knots(result: Result, plane: Plane, rows: Sequence[int], passages: Sequence[tuple[int, int, int]]) -> Knots:
    """Minute to position: where events put a formation, and above them where it was sampled."""
    table = result.tracks
    knots: Knots = {minute: (x, y) for minute, x, y in passages}
    good = [row for row in rows if np.isfinite(table.lon[row]) and np.isfinite(table.lat[row])]
    if good:
        xy = plane.at(table.lon[good], table.lat[good]).astype(int).tolist()
        knots |= {int(table.minute[row]): (x, y) for row, (x, y) in zip(good, xy, strict=True)}
    return knots


def _is_idle(knots: Knots, before: int | None, minute: int, after: int | None) -> bool:
    """True for a knot that stands between two at its own place: the way is the same without it."""
    return before is not None and after is not None and knots[before] == knots[minute] == knots[after]


def _neighbours(minutes: Sequence[int]) -> Iterator[tuple[int | None, int, int | None]]:
    """Each minute with the one before it and the one after it, None at either end."""
    around = [None, *minutes, None]
    return ((around[at], minute, around[at + 2]) for at, minute in enumerate(minutes))


def _conditions(
    result: Result, rows: Sequence[int], ticks: Sequence[int], states: list[tuple[str, str]], place_number: Mapping[str, int]
) -> dict[str, Any]:
    """Whole numbers at each tick by column, packed; `st` counts in `states`, -1: not there."""
    table, at = result.tracks, {int(result.tracks.minute[row]): row for row in rows}

    def packed(number_at: Callable[[int], int]) -> int | list[int] | list[list[int]]:
        """The number of the row of each tick; -1 where the formation was not sampled."""
        return _packed([number_at(at[tick]) if tick in at else -1 for tick in ticks])

    made = {name: packed(partial(_whole, table.column(name), _scale(name))) for name in CONDITIONS}
    made["st"] = packed(lambda row: _number_of((str(table.state[row]), str(table.cause[row])), states))
    made["pl"] = packed(lambda row: place_number.get(str(table.place[row]), -1))
    made["nx"] = packed(lambda row: place_number.get(str(table.next_place[row]), -1))
    return made


def _scale(column: str) -> int:
    """Parts of a unit in which a column is counted."""
    return 10 if column in TENTHS else 100 if column in PER_CENT else 1


def _number_of(state: tuple[str, str], states: list[tuple[str, str]]) -> int:
    """The number of a state and its cause among those known, to which a new one is added."""
    if state not in states:
        states.append(state)
    return states.index(state)


def _whole(cells: NDArray[Any], scale: int, row: int) -> int:
    """A cell in whole parts of `scale`; -1 where it is empty."""
    value = float(cells[row])
    return round(value * scale) if np.isfinite(value) else -1


def _packed(values: list[int]) -> int | list[int] | list[list[int]]:
    """One number where all are equal, else the numbers, or [value, times] pairs where those are shorter."""
    runs = [[value, len(list(same))] for value, same in groupby(values)]
    if len(runs) == 1:
        return values[0]
    return runs if 3 * len(runs) < len(values) else values


def _ghost(result: Result, other: Result, plane: Plane) -> dict[str, Any]:
    """The name of another run, and the ways of its formations that this run has too, by their number."""
    rows, numbers = _rows_of(other), {place.id: at for at, place in enumerate(other.places)}
    passages = _passages(other, plane, numbers)
    ways = {
        str(at): _moves(other, plane, rows[formation.id], passages.get(formation.id, []))
        for at, formation in enumerate(result.formations)
        if formation.id in rows
    }
    return {"name": _run_name(other), "ways": ways}
