"""Fuel on the march: what a formation does when it runs dry, and what wakes it."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Signal
from engine.rules import supply
from engine.vocabulary import Cause, EventKind, Rule, SupplyLimit


def run_dry(c: Campaign, f: int, fills_km: float) -> Process:
    """Fuel is short: a formation sends a part ahead on what is left where that is the custom, else stands until enough has come.

    `fills_km`: refills that a km of the present link takes. The part that goes on is the forward detachment, `State.share` of the
    formation; those left behind owe their fuel and follow when it is there (`supply.upkeep`). A formation that has to stand waits
    for the signal REFUELLED, rung by `wake_refuelled`; what it needs to move again depends on the fuel reserve of its commander.
    Writes `fuel_empty`, `detachment`, and `halt` and `resume` with the cause fuel."""
    if c.state.share[f] == 1.0:
        told = c.state.supply_numbers(f) | {"fuel_reserve_factor": float(c.commanders.fuel_reserve_factor[f])}
        c.state.note(f, c.minute, EventKind.FUEL_EMPTY, cause=SupplyLimit(int(c.state.limit[f])).cause, **told)
        if c.world.on(Rule.DETACHMENTS):
            c.state.pool(f, c.minute, c.rates.supply.detachment_share)
    resume_km = c.rates.supply.resume_km * float(c.commanders.fuel_reserve_factor[f])
    needed_fills = supply.needed_fills(resume_km, fills_km, float(c.state.share[f]))
    if c.state.fuel_fills[f] >= needed_fills:
        return
    c.state.halt(f, c.minute, Cause.FUEL, **c.state.supply_numbers(f))
    while c.state.fuel_fills[f] < needed_fills:
        c.state.wait_for_fuel(f, needed_fills)
        yield c.clock.signal(Signal.REFUELLED, f)
        needed_fills = supply.needed_fills(resume_km, fills_km, float(c.state.share[f]))
    c.state.resume(f, c.minute, Cause.FUEL, **c.state.supply_numbers(f))


def wake_refuelled(c: Campaign, formations: list[int]) -> None:
    """Wake those of the formations that stand dry and now have fuel enough to move.

    They go on in this minute, before all ranks."""
    dry = c.clock.awaited(Signal.REFUELLED)
    for f in formations:
        if f in dry and c.state.fuel_fills[f] >= c.state.needs_fills[f]:
            c.clock.ring(Signal.REFUELLED, f)
