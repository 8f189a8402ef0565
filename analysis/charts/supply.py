"""Days of supply: a strip for each formation by half day, with a black under-line where its fuel users stand dry.

The upper half of a strip is food, the lower days of march on the fuel in hand (`results.days_of_supply`): an army has bread for a
week while its tanks stand. Four tints tell plenty from want. The picture answers which army is short of what and when; why is
left to the events and to `explain`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.calendar import MINUTES_PER_DAY, days_and_hours
from analysis.drawing import style
from analysis.drawing.paper import MARGIN_IN, DayScale, Page, foot, foot_in, head, new_page, told_apart
from analysis.drawing.sides import palette, side_style
from analysis.results.days_of_supply import days_in_fill, days_of_fuel, drives, lives_on_fuel
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, new_parents
from analysis.results.reading import ResultError
from analysis.results.records import Formation
from engine.vocabulary import Activity, Cause

LIMITS_DAYS = (1.0, 3.0, 5.0)
TINTS = ("#7A4E00", "#B8935A", "#DCCBA6", "#F1ECE1")
"""Fills for under 1, 1-3, 3-5 and over 5 days."""
STEP_MIN = MINUTES_PER_DAY // 2
NAMES_IN, ROW_IN, OTHER_IN, TOP_IN, KEY_IN, HEADING_IN = 2.75, 0.28, 0.17, 1.12, 0.34, 0.22


@dataclass(frozen=True)
class Strip:
    """Supply of a formation by pieces of `step_min`: days it can live and drive (NaN where it is gone, and where nobody of it
    lives on fuel), where it stands dry."""

    formation: str
    name: str
    front: str
    food: NDArray[np.float64]
    fuel: NDArray[np.float64]
    dry: NDArray[np.bool_]
    step_min: int = STEP_MIN

    @property
    def least(self) -> NDArray[np.float64]:
        """Days of whichever lasts for less."""
        return np.fmin(self.food, self.fuel)


def strips(results: Sequence[Result], army: str | None = None) -> list[Strip]:
    """Strips of the first side's armies and independent corps, or of all that fight under `army` (an id).

    Days of food are the mean over a group's formations, by men; days of fuel those that half of the men who live on fuel have at
    most. Over several runs the median. Dry: at least half of the men that live on fuel stand halted for want of it, in at least
    half of the runs. A formation counts with the army that commands it at the time. ResultError for a sweep without tracks of
    formations.
    """
    first = results[0]
    if first.tracked != "formation":
        raise ResultError(f"{first.folder}: {what_it_needs(first)}")
    order = OrderOfBattle.of(first)
    members = _members(first, order, army)
    step = step_min(first)
    sampled, count = [_samples(result, step) for result in results], -(-first.end_minute // step)
    made = []
    for group, units in members.items():
        rows = [_half_days(samples, units, count) for samples in sampled]
        food, fuel, dry = (np.array(each) for each in zip(*rows, strict=True))
        stands = dry.mean(axis=0) >= 0.5
        made.append(Strip(group, order.name(group), order.front(group) or "", _middle(food), _middle(fuel), stands, step))
    return made


def _middle(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median over the runs (rows) of each piece, NaN where half of them or more have none."""
    mostly = np.isnan(days).mean(axis=0) < 0.5
    return np.array([np.nanmedian(column) if ok else np.nan for column, ok in zip(days.T, mostly, strict=True)])


def what_it_needs(result: Result) -> str:
    """Why a sweep without tracks of formations tells no days of supply, and what to type to have them.

    The command repeats the sweep's own runs and seed, so that what it makes can be compared with what is there.
    """
    about, scenario = result.manifest.sweep, result.manifest.scenario.id
    why = "the sweep has no tracks of formations, so nobody knows whose fuel is short"
    if about and about.study.factors:
        return f"{why}; write `keep: {{tracks: formation}}` into its study and sweep again into a new folder"
    runs, seed = (about.runs, about.study.seed) if about else (100, 1)
    command = f"august-storm sweep {scenario} --runs {runs} --seed {seed} --tracks formation"
    return f"{why}; `{command} --out NEW` makes one that has them"


@dataclass(frozen=True)
class _Member:
    """A formation that belongs to a strip from a minute of the run up to another."""

    unit: str
    from_min: float
    to_min: float


def _members(result: Result, order: OrderOfBattle, army: str | None) -> Mapping[str, list[_Member]]:
    """Fighting formations by the strip they belong to, in order of battle; strips of one front stand together."""
    units = [one.id for one in result.formations if _fights_for(one, _side_of(result, army))]
    if army is not None:
        return {unit: [_Member(unit, 0.0, math.inf)] for unit in units if army in order.chain(unit)}
    orders = new_parents(result)
    changes = [0.0, *sorted({float(one.minute) for one in orders}), math.inf]
    found: dict[str, list[_Member]] = {}
    for unit in units:
        owners = [_owner(order, order.commander(unit, int(minute), orders)) for minute in changes[:-1]]
        for owner, spans in groupby(zip(owners, pairwise(changes), strict=True), key=lambda one: one[0]):
            times = [minute for _, span in spans for minute in span]
            found.setdefault(owner, []).append(_Member(unit, times[0], times[-1]))
    return _by_front(result, order, found)


def _by_front(result: Result, order: OrderOfBattle, found: Mapping[str, list[_Member]]) -> dict[str, list[_Member]]:
    """The strips of armies and corps that have an axis, those of one front together."""
    fronts = list(dict.fromkeys(order.front(unit) for unit in found))
    moves = {above for axis in result.axes for above in order.chain(axis.formation)}
    moving = [unit for unit in found if unit in moves]
    return {unit: found[unit] for unit in sorted(moving, key=lambda unit: fronts.index(order.front(unit)))}


def _side_of(result: Result, army: str | None) -> str:
    """The side of `army`, the first side where none is given."""
    return result.sides[0].id if army is None else result.formation[army].side


def _fights_for(formation: Formation, side: str) -> bool:
    return bool(formation.side == side and formation.combat and formation.men)


def _owner(order: OrderOfBattle, unit: str) -> str:
    """The army of `unit`; without one the highest below its front."""
    below = [above for above in order.chain(unit) if above != order.front(unit)]
    return order.army(unit) or (below[-1] if below else unit)


@dataclass(frozen=True)
class _Samples:
    """The tracks of a run at its half days: number of the half day, formation, men, days of food and of fuel, on fuel, dry."""

    slot: NDArray[np.int64]
    minute: NDArray[np.int64]
    formation: NDArray[np.str_]
    men: NDArray[np.float64]
    food: NDArray[np.float64]
    fuel: NDArray[np.float64]
    burns: NDArray[np.bool_]
    stuck: NDArray[np.bool_]


def step_min(result: Result) -> int:
    """Minutes of a piece of a strip: half a day, or a whole one where a sweep has tracks of days alone."""
    on_half_days = result.tracks.minute % MINUTES_PER_DAY == STEP_MIN
    return STEP_MIN if on_half_days.any() else MINUTES_PER_DAY


def _samples(result: Result, step: int) -> _Samples:
    """The tracks of a run at the pieces of a strip, formations that are no longer in play and the last minute left out."""
    tracks = result.tracks
    here = (tracks.state != Activity.ELIMINATED) & (tracks.minute % step == 0) & (tracks.minute < result.end_minute)
    users = sorted(unit for unit, record in result.formation.items() if lives_on_fuel(record))
    burns = np.isin(tracks.formation[here], users)
    stuck = burns & (tracks.state[here] == Activity.HALTED) & (tracks.cause[here] == Cause.FUEL)
    men, minute = np.nan_to_num(tracks.men[here]), tracks.minute[here]
    fuel = days_of_fuel(result)[here]
    return _Samples(minute // step, minute, tracks.formation[here], men, tracks.food_days[here], fuel, burns, stuck)


def _half_days(
    samples: _Samples, members: Sequence[_Member], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Of some formations at each of `count` half days: mean days of food by men, days of fuel that half of those who live on it
    have at most, and whether they stand dry."""
    mine = np.zeros(len(samples.slot), bool)
    for member in members:
        mine |= (samples.formation == member.unit) & (samples.minute >= member.from_min) & (samples.minute < member.to_min)
    known = mine & ~np.isnan(samples.food)
    whole = np.bincount(samples.slot[known], samples.men[known], count)
    total = np.bincount(samples.slot[known], samples.men[known] * samples.food[known], count)
    mean = np.divide(total, whole, out=np.full(count, np.nan), where=whole > 0)
    on_fuel = np.bincount(samples.slot[mine], samples.men[mine] * samples.burns[mine], count)
    dry = np.bincount(samples.slot[mine], samples.men[mine] * samples.stuck[mine], count)
    return mean, _half_have(samples, mine & samples.burns, count), (on_fuel > 0) & (dry >= 0.5 * on_fuel)


def _half_have(samples: _Samples, users: NDArray[np.bool_], count: int) -> NDArray[np.float64]:
    """Days of fuel that half of the men in the rows `users` have at most, by half day; NaN where there are none."""
    found = np.full(count, np.nan)
    for slot in np.unique(samples.slot[users]).tolist():
        rows = np.flatnonzero(users & (samples.slot == slot) & (samples.men > 0))
        rows = rows[np.argsort(samples.fuel[rows], kind="stable")]
        men = np.cumsum(samples.men[rows])
        if len(men):
            found[slot] = samples.fuel[rows][np.searchsorted(men, 0.5 * men[-1])]
    return found


def draw_supply(
    results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> Figure:
    """One strip for each formation, by front; `other` is a thinner strip under it.

    The formations are those of `strips`; one that a second ensemble does not have has no thin strip. Raises ResultError for a
    sweep without tracks of formations.
    """
    rows, beside = strips(results, army), {row.formation: row for row in strips(other, army)} if other else {}
    pitch, fronts = ROW_IN + (OTHER_IN if other else 0), list(dict.fromkeys(row.front for row in rows))
    bottom = foot_in(other) + KEY_IN + 0.18
    height = TOP_IN + pitch * max(len(rows), 1) + HEADING_IN * len(fronts) + bottom
    with style.drawing():
        page = new_page(height)
        head(page, title or factual_title(rows, results[0], army), _subtitle(results, other))
        scale = DayScale(results[0], MARGIN_IN + NAMES_IN, page.width_in - MARGIN_IN - 0.1)
        scale.draw(page, height - TOP_IN + 0.04, bottom)
        order, y = OrderOfBattle.of(results[0]), height - TOP_IN
        look = side_style(results[0].sides, order.side(rows[0].formation) or "") if rows else palette(results[0].sides).first
        for number, row in enumerate(rows):
            if number == 0 or rows[number - 1].front != row.front:
                y -= HEADING_IN
                heading = order.name(row.front).upper() if _is_of_several(rows, row) else ""
                page.words(MARGIN_IN, y + 0.08, heading, 7.4, "semibold", look.text, at_most_in=NAMES_IN - 0.1)
            y -= pitch
            page.words(MARGIN_IN + NAMES_IN - 0.12, y + pitch - 0.12, row.name, 7.8, ha="right", at_most_in=NAMES_IN - 0.2)
            _draw_strip(page, scale, row, y + pitch - 0.21, 0.18)
            if row.formation in beside:
                _draw_strip(page, scale, beside[row.formation], y + pitch - 0.37, 0.1)
        _draw_key(page, foot_in(other) + 0.16)
        foot(page, results, _note(results[0]), "", other)
    return page.figure


def _is_of_several(rows: Sequence[Strip], row: Strip) -> bool:
    """Whether the group of a row has a name of its own to say: an army that stands alone in it has said it."""
    return row.formation != row.front or sum(other.front == row.front for other in rows) > 1


def save_supply(
    results: Sequence[Result], path: str | Path, other: Sequence[Result] = (), army: str | None = None, title: str | None = None
) -> None:
    """Writes the strips to `path` (PNG, SVG or PDF) with their alt text as description."""
    style.save(draw_supply(results, other, army, title), path, alt_text(results, other, army))


def factual_title(rows: Sequence[Strip], result: Result, army: str | None = None) -> str:
    """The formation that stands without fuel longest, for how long and from when; ties by id."""
    whose = f"{OrderOfBattle.of(result).name(army)}: " if army else ""
    worst = max(rows, key=lambda row: (int(row.dry.sum()), row.formation), default=None)
    if worst is None:
        return "No formation of this side moves"
    if not worst.dry.any():
        return f"{whose}nobody stands for want of fuel" if army else "No army stands for want of fuel"
    first = result.day_label(int(worst.dry.argmax()) * worst.step_min)
    who = worst.name if army else f"tank and motor troops of {worst.name}"
    length = days_and_hours(float(worst.dry.sum()) * worst.step_min / MINUTES_PER_DAY)
    return f"Longest without fuel: {who}, {length}, first on {first}"


def alt_text(results: Sequence[Result], other: Sequence[Result] = (), army: str | None = None) -> str:
    """Formations that stand without fuel and that are short in words (six by name), then the form."""
    rows = strips(results, army)
    short = [row.name for row in rows if (row.least < LIMITS_DAYS[0]).any()]
    named = ", ".join(short[:6]) + (f" and {len(short) - 6} more" if len(short) > 6 else "")
    said = f" Under one day of supply at some time: {named}." if short else " Nobody falls under one day of supply."
    form = f"Strips of days of supply by {_piece(results[0])} for {len(rows)} formations."
    return f"{factual_title(rows, results[0], army)}.{said} {form}"


def _subtitle(results: Sequence[Result], other: Sequence[Result]) -> str:
    """What a strip shows, and of two ensembles which is which."""
    what = "one run" if len(results) == 1 else f"median of {len(results)} runs"
    piece = _piece(results[0])
    if other:
        first, second = told_apart(results, other)
        return f"Days of food (upper half) and of fuel by {piece}: {first} above, {second} thin below it."
    dry = "under-lined where most of those who live on fuel stand for want of it"
    return f"Days of food (upper half of a strip) and of fuel (lower half) by {piece}, {what}; {dry}."


def _piece(result: Result) -> str:
    """What a piece of a strip is called."""
    return "half day" if step_min(result) == STEP_MIN else "day"


def _note(result: Result) -> str:
    """How many days of march a refill means for each kind of mobility: the unit of the strips, in the scenario's own rates."""
    per_fill = " and ".join(
        f"{days_in_fill(result, unit.id):.1f} days {unit.mobility}"
        for unit in {one.mobility: one for one in reversed(result.formations) if drives(one)}.values()
    )
    fill = f" (one fill: {per_fill})" if per_fill else ""
    march = f"days of march on a road at the usual rate{fill}, off roads fewer; half of the men who live on fuel have no more; "
    march += "who has halted waits until there is enough to go on"
    return f"Fuel: {march}. Food: mean by men."


def _draw_strip(page: Page, scale: DayScale, row: Strip, bottom: float, tall: float) -> None:
    """One strip: a thin frame over all pieces in which the formation is in play, tints for food above and for fuel below (food
    alone where nobody lives on fuel), and the under-line where it is dry.
    """
    known = np.flatnonzero(~np.isnan(row.food))
    if known.size:
        end = scale.at((known[-1] + 1) * row.step_min)
        page.box(scale.at(0), bottom, end, bottom + tall, fc="none", ec=style.RULE, lw=0.5, zorder=2.5)
    middle = bottom if np.isnan(row.fuel).all() else bottom + 0.5 * tall
    _draw_days(page, scale, row.food, row.step_min, middle, bottom + tall)
    if middle > bottom:
        _draw_days(page, scale, row.fuel, row.step_min, bottom, middle)
        if known.size:
            page.line([scale.at(0), end], [middle, middle], color=style.PAPER, lw=0.8, zorder=2.4)
    for slot in np.flatnonzero(row.dry).tolist():
        left, right = scale.at(slot * row.step_min), scale.at((slot + 1) * row.step_min)
        page.box(left, bottom - 0.035, right, bottom - 0.008, fc=style.INK, zorder=3)


def _draw_days(page: Page, scale: DayScale, days: NDArray[np.float64], step: int, bottom: float, top: float) -> None:
    """A tint for each piece whose days are known, neighbours of one tint as one box."""
    tints = np.where(np.isnan(days), -1, np.searchsorted(LIMITS_DAYS, days, side="right")).tolist()
    for tint, slots in groupby(range(len(tints)), key=lambda slot: tints[slot]):
        pieces = list(slots)
        if tint >= 0:
            left, right = scale.at(pieces[0] * step), scale.at((pieces[-1] + 1) * step)
            page.box(left, bottom, right + 0.004, top, fc=TINTS[tint], zorder=2)


def _draw_key(page: Page, y: float) -> None:
    """Four tints and the under-line, with their words."""
    words = ("under 1 day", "1–3 days", "3–5 days", "over 5 days")
    for number, (tint, text) in enumerate(zip(TINTS, words, strict=True)):
        x = MARGIN_IN + NAMES_IN + 1.25 * number
        page.box(x, y - 0.06, x + 0.35, y + 0.06, fc=tint, ec=style.RULE, lw=0.4)
        page.words(x + 0.43, y, text)
    x = MARGIN_IN + NAMES_IN + 1.25 * len(words)
    page.box(x, y - 0.015, x + 0.35, y + 0.012, fc=style.INK)
    page.words(x + 0.43, y, "stands for want of fuel")
