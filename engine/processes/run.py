"""How a run is put together: who hears of what the state publishes, in which order."""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.processes.clock import Signal
from engine.processes.combat.positions import overrun_arrived, overrun_fallen
from engine.processes.combat.sieges import end_if_empty, relieve_fallen
from engine.processes.march import link_up
from engine.state.bus import Arrived, LeftWar, PlaceFell


def subscribe(c: Campaign) -> None:
    """What follows at once from what happens, in this order."""
    bus = c.bus
    bus.subscribe(PlaceFell, lambda fell: c.intelligence.fell(fell.place, c.minute))
    if c.at_war:
        bus.subscribe(PlaceFell, lambda fell: relieve_fallen(c, fell), lambda fell: overrun_fallen(c, fell))
        bus.subscribe(Arrived, lambda came: overrun_arrived(c, came))
        bus.subscribe(LeftWar, lambda left: end_if_empty(c, left))
    bus.subscribe(PlaceFell, lambda fell: wake(c, fell.place))
    bus.subscribe(Arrived, lambda came: link_up(c, came.formation, came.place))


def wake(c: Campaign, place: int) -> None:
    """A place has fallen: those that wait for it to follow, then the formations whose plan asks for it, look again."""
    c.clock.ring(Signal.FALL, place)
    for waiting in sorted(c.watchers.get(place, ())):
        c.alert(waiting)
