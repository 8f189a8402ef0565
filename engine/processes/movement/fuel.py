"""Fuel on the march: what a formation does when it runs dry, what wakes it, and the detachment that goes on without it."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank, Signal
from engine.rules import fuel
from engine.state.bus import RanDry
from engine.units import MIN_PER_H
from engine.vocabulary import Activity, Cause, EventKind, Rule, SupplyLimit


def kept_fills(c: Campaign, f: int) -> float:
    """Fills of its own at which a body halts: what its plan says, or else its commander."""
    return c.state.plans.kept_fills.get(f, c.commanders.halt_fills[f])


def run_dry(c: Campaign, f: int, opening: int) -> Process:
    """A body halts with the fuel that its commander keeps, and moves on once it has enough.

    What else follows from it follows from `RanDry`. Waits for deliveries and
    airlifts (`REFUELLED`); writes `fuel_empty`, `depot`, `halt` and `resume`. Returns at once where there is enough."""
    reserve_factor = float(c.commanders.fuel_reserve_factor[f])
    needed_fills = fuel.moves_on_fills(kept_fills(c, f), reserve_factor, rates=c.rates.fuel)
    numbers = c.state.supply_numbers(f) | {"fuel_reserve_factor": reserve_factor}
    c.state.note(f, c.minute, EventKind.FUEL_EMPTY, cause=SupplyLimit(int(c.state.limit[f])).cause, **numbers)
    c.state.report_depot(f, c.minute)
    c.state.halt(f, c.minute, Cause.FUEL, **c.state.supply_numbers(f))
    c.bus.publish(RanDry(f, opening))
    while c.state.fuel_fills[f] < needed_fills and c.state.in_play[f]:
        c.state.wait_for_fuel(f, needed_fills)
        yield c.clock.signal(Signal.REFUELLED, f)
    c.state.resume(f, c.minute, Cause.FUEL, **c.state.supply_numbers(f))


def may_detach(c: Campaign, f: int) -> bool:
    """Whether a formation on its axis has a forward detachment that is not ahead already and was not lost there."""
    g = c.world.order_of_battle.forward[f]
    plan = c.state.plans.latest(f)
    if g < 0 or not c.world.on(Rule.DETACHMENTS) or (plan is not None and plan.short_of_fuel != "detachment"):
        return False
    returned = g not in c.marches or not c.marches[g].is_alive
    return returned and not c.state.in_play[g] and not c.state.standing.has_left(g) and bool(c.state.leg[f] >= 0)


def drained(c: Campaign, f: int) -> tuple[float, float]:
    """Fills of its own that a forward detachment of a formation gets, and those that the vehicles which stay keep."""
    fills, rates = float(c.state.fuel_fills[f]), c.rates.fuel
    return fills + fuel.drained_fills(fills, rates.detachment_share, rates=rates), fuel.left_after_draining(fills, rates=rates)


def stands_dry(c: Campaign, f: int) -> bool:
    """Whether a formation in play stands for fuel."""
    return bool(c.state.in_play[f]) and c.state.activity[f] == Activity.HALTED and c.state.cause[f] == Cause.FUEL


def pooling(c: Campaign, f: int) -> Process:
    """The hours in which fuel is drained and collected."""
    yield c.after(round(c.rates.fuel.pool_hours * MIN_PER_H), Rank.MARCH, c.order[f])


def wake_refuelled(c: Campaign, formations: list[int]) -> None:
    """Wake those of the formations that stand dry and now have fuel enough to move.

    They go on in this minute, before all ranks."""
    dry = c.clock.awaited(Signal.REFUELLED)
    for f in formations:
        if f in dry and c.state.fuel_fills[f] >= c.state.needs_fills[f]:
            c.clock.ring(Signal.REFUELLED, f)
