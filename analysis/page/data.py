"""What a replay plays: formations with their tracks, events in words and dated history, as compact plain data.

The page is one file that somebody may open from a stick, so its data are small: positions are whole units of the plane as
differences in time, columns of equal numbers are packed, texts and states stand once and are counted in. Everything that needs
thought (sentences, causes, what a formation is called) is worked out here; the script only counts and draws. Sheets and units
are those of `sheets`, coast and control those of `ground`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.calendar import MINUTES_PER_DAY
from analysis.ground.past import Windows, past_windows
from analysis.ground.reach import BAND_DAYS, HALT_SIGNS
from analysis.ground.territory import control_note
from analysis.page.beliefs import beliefs_of
from analysis.page.dates import dated, place_dates, told
from analysis.page.fights import fights_of
from analysis.page.formations import formations_of, ways_of
from analysis.page.ground import base, ground_by_step, hand_names, steps
from analysis.page.sheets import Plane, Sheet, lay_plane, places_on
from analysis.page.supply import chains_of, evidence_of
from analysis.results.days_of_supply import halt_fills
from analysis.results.load import Result
from analysis.results.order_of_battle import RANK
from analysis.results.records import Step
from analysis.scores.arrivals import Arrivals, arrivals
from analysis.words.numbers import plain_words
from analysis.words.origin import changes, provenance
from analysis.words.phrases import STANDS, TOGETHER
from engine.vocabulary import Activity, Cause, EventKind

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
        **formations_of(result, plane, place_number),
        **told(result, place_number),
        "beliefs": beliefs_of(result, place_number),
        "chains": chains_of(result, place_number),
        "evidence": evidence_of(result),
        **fights_of(result, place_number),
        "history": dated(result, place_number, when),
        "ghost": {"name": _run_name(ghost), "ways": ways_of(result, ghost, plane)} if ghost else None,
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
    return ", ".join([manifest.scenario.id, *changes(manifest), f"seed {manifest.seed}, run {manifest.replication}"])


def _head(result: Result, plane: Plane, runs: int) -> dict[str, Any]:
    """Title, times, sides and looks; each sheet as [name, left edge, width, height, km at the west, km at the
    north, its lens]."""
    manifest = result.manifest
    return {
        "title": str(manifest.scenario.title or manifest.scenario.id),
        "run": provenance(manifest, runs),
        "changed": ", ".join(changes(manifest)),
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
        "control": control_note(result),
        "projection": plane.main.projection.caption().replace("\n", " "),
        "echelons": {name: [RANK[name], plain_words(name)] for name in sorted(RANK)},
    }


def _places(result: Result, plane: Plane) -> list[list[Any]]:
    """[name, x, y, tier, population, side that holds it first, id] of each place, in the order of the result; side -1: nobody. A
    far bank has 1 after that: it has no name of its own on the map."""
    side = {one.id: at for at, one in enumerate(result.sides)}
    return [
        [place.name, x, y, place.tier, int(place.population or 0), side.get(place.side or "", -1), place.id]
        + ([1] if place.id in result.far_banks else [])
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
