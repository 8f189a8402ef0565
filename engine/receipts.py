"""What armies received of a good, day by day, as a record of the campaign has it for the same days. Named in docs/paths.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.events import Event
from engine.formats import SUPPLY_TONNES
from engine.scenario.schema import Lift
from engine.state.ledger import LEDGER_GOODS, NO_ARMY, Ledger
from engine.theatre.world import World
from engine.units import MIN_PER_DAY
from engine.vocabulary import EventKind, OutcomeGroup

ARRIVED = tuple(SUPPLY_TONNES.index(book) for book in ("army_t", "delivered_t"))
"""What comes to an army at the end of its road: into the vehicles of its formations, and for its own troops."""

Received = dict[tuple[str, str, int], float]
"""Army, good and day to tonnes."""


def received(world: World, ledger: Ledger, events: Iterable[Event]) -> Iterator[tuple[str, float, str]]:
    """`received.ID`, tonnes a day and unit of every record: what came by road and rail, and by air, in the mean of its days.

    Captured stocks do not count. Days after the end of the run have nothing."""
    tonnes = _by_road(ledger)
    for key, flown in _by_air(world, events).items():
        tonnes[key] = tonnes.get(key, 0.0) + flown
    for receipt in sorted(world.spec.receipts, key=lambda receipt: receipt.id):
        days = range(receipt.day, receipt.day + receipt.days)
        total = sum(tonnes.get((receipt.formation, receipt.good, day), 0.0) for day in days)
        yield f"{OutcomeGroup.RECEIVED}.{receipt.id}", total / receipt.days, "t/day"


def _by_road(ledger: Ledger) -> Received:
    rows, found = ledger.rows(), Received()
    arrived = rows.moved_t[:, list(ARRIVED)].sum(axis=1)
    of_armies = np.flatnonzero(rows.army != NO_ARMY)
    for row in of_armies.tolist():
        key = ledger.armies[rows.army[row]], LEDGER_GOODS[rows.good[row]], int(rows.day[row])
        found[key] = found.get(key, 0.0) + float(arrived[row])
    return found


def _by_air(world: World, events: Iterable[Event]) -> Received:
    """Of the lifts that carry a single good to formations of a single army: of others an event does not say who got what."""
    of_one = {lift.id: one for lift in world.spec.lifts if (one := _army_and_good(world, lift))}
    found = Received()
    for event in events:
        if event.kind == EventKind.AIRLIFT and str(event.cause) in of_one:
            key = *of_one[str(event.cause)], (event.minute - 1) // MIN_PER_DAY
            found[key] = found.get(key, 0.0) + dict(event.numbers)["tonnes"]
    return found


def _army_and_good(world: World, lift: Lift) -> tuple[str, str] | None:
    """The army to which a lift carries, and what, where there is one of each."""
    armies = {world.order_of_battle.army_of(formation) for formation in lift.to}
    return (armies.pop(), lift.goods[0]) if len(armies) == len(lift.goods) == 1 else None
