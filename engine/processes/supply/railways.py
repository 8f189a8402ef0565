"""Railways of a run: lines change hands with the places at their ends, and are cleared, repaired and opened again."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, rows_of, some
from engine.processes.campaign import Campaign
from engine.randomness import Stream
from engine.rules import railways, rivers
from engine.theatre.rail_lines import NOBODY
from engine.units import MIN_PER_DAY
from engine.vocabulary import Rule


def work(c: Campaign, days: float) -> None:
    """Let railway troops work for `days` on every line that is cut and held, for the side that holds it now.

    A line is cleared, and then carries trains of whatever gauge it has, or restored from an end of its holder's own network, as
    many lines at once as its side has crews of railway troops; lines without rails are neither. No train runs before a line's
    opening day. What changes stands in `State.railways`; writes no event."""
    lines, done, rates = c.theatre.rail_lines, c.state.railways, c.rates.rail
    if not lines.names:
        return
    holder = lines.holders(c.state.places.holder)
    if some(holder != done.holder):
        for line in rows_of((holder != done.holder) & (done.holder != NOBODY)).tolist():
            _retreat_over(c, line)
        done.change_hands(holder)
    if not some(done.held):
        return
    clear, restore = rates.clear_km_day, rates.restore_km_day
    repairing = lines.worked_on(done.restored & ~done.repaired, done.repaired_km > 0.0, done.holder)
    done.work(
        railways.worked_km(done.cleared_km, done.held & lines.operating, clear, days),
        railways.worked_km(done.repaired_km, repairing, restore, days),
    )
    cleared = done.cleared_km >= railways.work_km(lines.km, done.blown_m, clear, rates=rates)
    repaired = done.held & (done.repaired_km >= railways.work_km(lines.km, done.blown_m, restore, rates=rates))
    opened = lines.opens_day <= c.minute / MIN_PER_DAY
    own = repaired
    if some(repaired):
        own = repaired & done.joined(lines.runs_own(holder, done.cut, repaired & opened), _sources(c))
    done.run_trains(repaired, done.held & opened & ((cleared & lines.operating) | own))


def _sources(c: Campaign) -> Bools:
    """(sides, places): where a side has a source in its own hands."""
    depots, holder = c.theatre.depots, c.state.places.holder
    at = np.zeros((len(c.world.spec.sides), len(holder)), bool)
    own = holder[depots.place] == depots.side
    at[depots.side[own], depots.place[own]] = True
    return at


def _retreat_over(c: Campaign, line: int) -> None:
    """The side that loses a line with a bridge blows it, with the probability that holds on roads."""
    lines, done = c.theatre.rail_lines, c.state.railways
    if lines.river_m[line] == 0 or done.blown_m[line] > 0 or not c.world.on(Rule.RIVERS):
        return
    intact = rivers.intact_probability(mined=False, pressed=True, rates=c.rates.rivers)
    if c.dice.uniform(Stream.RAIL_DEMOLITION, lines.names[line]) >= intact:
        done.blow(line)


def station_t_day(c: Campaign) -> Floats:
    """(places,): tonnes a day that the best open line at each place carries, 0 where none is."""
    lines, done = c.theatre.rail_lines, c.state.railways
    tonnes = (
        railways.capacity_t_day(lines.gauge_mm, lines.tracks, ~done.repaired, lines.t_per_day, rates=c.rates.rail) * done.open
    )
    tonnes = np.minimum(tonnes, railways.stock_t_day(lines.engines, lines.wagons, lines.km, rates=c.rates.rail))
    stations = np.zeros(len(c.world.places))
    for end in lines.ends:
        np.maximum.at(stations, end, tonnes)
    return stations
