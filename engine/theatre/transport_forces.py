"""Transport aircraft as lifts and landing parties need them: pools of sorties, shared or of one lift alone."""

from __future__ import annotations

from dataclasses import dataclass

from engine.rules import airlift
from engine.scenario.schema import Lift, Scenario, TransportForce


@dataclass(frozen=True)
class AirPool:
    """Sorties of a dry day, the load of each in tonnes and in men, the range in km, and how many aircraft can fly at once."""

    id: str
    sorties_per_day: float
    t_per_sortie: float
    men_per_sortie: float
    range_km: float
    aircraft: float


class TransportForces:
    """Pools by row: the transport forces of a scenario by id, then one for each lift with sorties of its own, by id."""

    def __init__(self, spec: Scenario):
        forces = sorted(spec.transport_forces, key=lambda force: force.id)
        alone = sorted((lift for lift in spec.lifts if lift.force is None), key=lambda lift: lift.id)
        self.pools = [*map(_shared, forces), *map(_own, alone)]
        self._force = {force.id: row for row, force in enumerate(forces)}
        self._alone = {lift.id: row for row, lift in enumerate(alone, len(forces))}

    def of_force(self, force: str) -> int:
        """Row of the pool of a transport force."""
        return self._force[force]

    def of_lift(self, lift: Lift) -> int:
        """Row of the pool on which a lift draws."""
        return self._alone[lift.id] if lift.force is None else self._force[lift.force]


def _shared(force: TransportForce) -> AirPool:
    serviceable = force.aircraft * force.serviceable
    sorties = airlift.sorties_per_day(serviceable, force.sorties_per_aircraft_day)
    return AirPool(force.id, sorties, force.t_per_sortie, force.men_per_sortie, force.range_km, serviceable)


def _own(lift: Lift) -> AirPool:
    """The checks of a scenario see to it that a lift without a force has all three numbers."""
    return AirPool(lift.id, lift.sorties_per_day or 0.0, lift.t_per_sortie or 0.0, 1.0, lift.range_km or 0.0, 0.0)
