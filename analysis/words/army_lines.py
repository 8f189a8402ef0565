"""One line for each front and army of a run: how deep, in what state, and why it stands.

The figures come from the last row of each formation in the tracks. Depth and objectives are those of `analysis.scores.advance`,
so that this table and the scores never differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.calendar import moment
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle, new_parents
from analysis.results.tracks import present
from analysis.scores.advance import StepReached, steps_reached
from analysis.terminal import columns, plain, short
from analysis.words.sentences import cause_words
from engine.vocabulary import Activity

HEAD = ("", "depth", "deepest objective", "readiness", "fuel", "supply", "foremost formation")


def armies_text(result: Result) -> str:
    """Every front and army of both sides as aligned text; readiness, fuel and supply are means at the end, by men.

    A formation stands under the army that commands it at the end. Depth is in km along the axis, fuel in refills, readiness and
    supply in per cent. A cell without a value is a dash.
    """
    order, steps = OrderOfBattle.of(result), steps_reached(result)
    orders = new_parents(result)
    last = {unit.id: order.commander(unit.id, result.end_minute, orders) for unit in result.formations}
    rows: list[Sequence[str]] = [HEAD]
    for side in result.sides:
        units = [unit for unit in result.formations if unit.side == side.id and unit.combat]
        rows.append([plain(side.name).upper()])
        for front in dict.fromkeys(order.front(last[unit.id]) for unit in units):
            in_front = [unit.id for unit in units if order.front(last[unit.id]) == front]
            armies = _armies(result, order, front, {unit: order.army(last[unit]) for unit in in_front})
            for name, group in [(order.name(front), in_front), *armies]:
                rows.append([short(name), *_cells(result, order, steps, group)])
    return columns(rows, right=(1, 3, 4, 5))


def _armies(
    result: Result, order: OrderOfBattle, front: str | None, army: Mapping[str, str | None]
) -> Iterator[tuple[str, list[str]]]:
    """The lines under a front: its armies, corps and other formations with an axis, then all others in one. `army` gives each of
    its units that of it."""
    units = list(army)
    heads = [head for head in dict.fromkeys(army.values()) if head and head != front]
    apart = _with_own_line(result, order, heads)
    for head in apart:
        yield f"  {order.name(head)}", [unit for unit in units if army[unit] == head]
    rest = [unit for unit in units if army[unit] not in apart]
    if rest and len(rest) < len(units):
        yield f"  other troops ({len(rest)})", rest


def _with_own_line(result: Result, order: OrderOfBattle, heads: Sequence[str]) -> list[str]:
    """Those of `heads` that get a line: armies and corps, and any other whose group has an axis of its own."""
    owners = {axis.formation for axis in result.axes}
    return [head for head in heads if result.formation[head].echelon in ("army", "corps") or owners & order.group(head)]


def _cells(result: Result, order: OrderOfBattle, steps: Sequence[StepReached], ids: list[str]) -> list[str]:
    """The six cells of a group of formations, in the order of `HEAD`.

    Fuel is averaged over the formations that had any fuel during the run: horse and foot would only dilute it.
    """
    tracks = result.tracks
    mine = np.isin(tracks.formation, ids)
    last = sorted(row for unit, row in present(result, result.end_minute).items() if unit in ids)
    users = set(tracks.formation[mine & (tracks.fuel_fills > 0)].tolist())
    with_fuel = [row for row in last if str(tracks.formation[row]) in users]
    return [
        _depth(result, order, ids, tracks.axis_km[mine]),
        _deepest_objective(result, steps, ids),
        _mean(tracks.readiness[last], tracks.men[last], "{:.0%}"),
        _mean(tracks.fuel_fills[with_fuel], tracks.men[with_fuel], "{:.1f} fills"),
        _mean(tracks.supply_fraction[last], tracks.men[last], "{:.0%}"),
        _foremost(result, last),
    ]


def _depth(result: Result, order: OrderOfBattle, ids: list[str], axis_km: NDArray[np.float64]) -> str:
    """Most km that any of the group came along its axis; a dash where none has an axis.

    A formation counts also where the axis belongs to a headquarters above it. `axis_km` holds every sample of the group, NaN
    where it stood off the axis.
    """
    owners = {axis.formation for axis in result.axes}
    moves = any(owners & set(order.chain(unit)) for unit in ids)
    return f"{max(float(np.nanmax(axis_km)), 0):.0f} km" if moves and (~np.isnan(axis_km)).any() else "–"


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64], form: str) -> str:
    """Mean of the known values weighted by men (plain where nobody is left), or a dash.

    `form` is the format of the mean, as `{:.0%}`; values that are NaN do not count.
    """
    known = ~np.isnan(values)
    if not known.any():
        return "–"
    weight = np.nan_to_num(weights[known])
    return form.format(float(np.average(values[known], weights=weight if weight.sum() > 0 else None)))


def _deepest_objective(result: Result, steps: Sequence[StepReached], ids: list[str]) -> str:
    """The step reached that lies deepest along its axis, by those of the group who follow that axis, and when."""
    own = [(step.km, -step.minute, step.place) for step in steps if step.formation in ids]
    if not own:
        return "–"
    _, minute, place = max(own)
    return f"{place_name(result, place)}, {moment(result.local_time(0), -minute)}"


def _foremost(result: Result, last: Sequence[int]) -> str:
    """Where the formation farthest along its axis is at the end, and why it stands.

    `last` are rows of the tracks, one a formation. Of two that are equally far the later id counts, so that the answer does
    not depend on the order of the file.
    """
    tracks = result.tracks
    on_axis = [row for row in last if tracks.axis_km[row] >= 0]
    if not on_axis:
        return "–"
    row = max(on_axis, key=lambda row: (tracks.axis_km[row], str(tracks.formation[row])))
    name = plain(result.formation[str(tracks.formation[row])].short or tracks.formation[row])
    if tracks.state[row] == Activity.MARCHING:
        return f"{name} on the road to {place_name(result, str(tracks.next_place[row]))}"
    cause = str(tracks.cause[row])
    why = f" ({plain(cause_words(cause))})" if cause else ""
    return f"{name} {plain(tracks.state[row])} at {place_name(result, str(tracks.place[row]))}{why}"


def place_name(result: Result, place: str) -> str:
    """The name of a place, safe for a terminal."""
    return plain(result.place_name(place)) or "an unknown place"
