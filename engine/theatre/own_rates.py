"""Rates that formations have of their own, instead of those of the world: arrays made once, for the rules to broadcast.

Given by `rates:` of a formation, for it and all below it; else by its contingent; else by its side. Lorries are those of the
fleet's owner: what a formation below says of their load counts for lorries of its own alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.arrays import Floats, Ints
from engine.rules import march, transport
from engine.rules.rates import Rates
from engine.rules.supply import SupplyRates
from engine.rules.transport import TransportRates
from engine.scenario.forces import Contingent, Formation, RatesOfItsOwn, Side
from engine.theatre.order_of_battle import OrderOfBattle


class OwnRates:
    """Arrays have the shape (formations,); scalars stay where nobody has a rate of its own."""

    def __init__(self, order_of_battle: OrderOfBattle, parameters: Mapping[str, float], rates: Rates):
        self._rates, self._parameters, formations = rates, parameters, order_of_battle.formations
        self._own = _given(order_of_battle, parameters)
        self._lorries = {path: values for path, values in self._own.items() if path.startswith(TransportRates.PREFIX)}
        fuel = {path: values for path, values in self._own.items() if path == TransportRates.paths()["nondivisional_share"]}
        self.transport: TransportRates = rates.transport.differing({**self._lorries, **fuel})
        self.supply: SupplyRates = rates.supply.differing(self._own)
        self.fuel_capacity_fills = self._own.get("fuel.capacity_fills", rates.fuel.capacity_fills)
        """The most that each carries."""
        self.march_mult = [self._march_mult(row, formation.mobility) for row, formation in enumerate(formations)]
        """Multiple of the world's march rate of its own mobility."""
        self.mobility = [formation.mobility for formation in formations]

    def _march_mult(self, row: int, mobility: str) -> float:
        path = f"march.{mobility}_km_day"
        base = march.base_km_day(mobility, rates=self._rates.march) if path in self._own else 0.0
        return float(self._own[path][row]) / base if base > 0.0 else 1.0

    def pace_mult(self, row: int, carrier: str) -> float:
        """Multiple of the pace of a formation while this moves it: 1 on trains and boats."""
        return self.march_mult[row] if carrier == self.mobility[row] else 1.0

    def base_km_day(self, row: int) -> float:
        """Sustained km a day on a good road of a formation with its own mobility."""
        return march.base_km_day(self.mobility[row], rates=self._rates.march) * self.march_mult[row]

    def drive_days(self, drive_days: Floats) -> Floats:
        """(formations,): days that the lorries of each drive where those of the world need so many."""
        return transport.own_drive_days(drive_days, self.transport, rates=self._rates.transport)

    def of_fleets(self, owners: Ints) -> TransportRates:
        """Arrays of (fleets,): the rates of each fleet's owner, a row of the order of battle; the world's where it is -1."""
        own = {path: np.where(owners >= 0, values[owners], self._parameters[path]) for path, values in self._lorries.items()}
        return self._rates.transport.differing(own)

    def of_companies(self, owners: Ints, own: Sequence[RatesOfItsOwn], among: Sequence[int] | None = None) -> TransportRates:
        """Arrays, one entry for each of `among` (rows of `owners`, by default all): rates of lorry companies of their `own`, or
        else those of the formation that they belong to."""
        rows = range(len(owners)) if among is None else among
        group = TransportRates.PREFIX.rstrip(".")
        named = {f"{TransportRates.PREFIX}{name}" for each in own for name in each.get(group, {})}
        values = {
            path: np.array(
                [own[row].get(group, {}).get(path.partition(".")[2], self._of(path, owners[row])) for row in rows], float
            )
            for path in sorted(named | set(self._lorries))
        }
        return self._rates.transport.differing(values)

    def _of(self, path: str, row: int) -> float:
        return float(self._lorries[path][row]) if path in self._lorries else self._parameters[path]


def _given(order_of_battle: OrderOfBattle, parameters: Mapping[str, float]) -> dict[str, Floats]:
    """Path to the values of all formations, of every parameter that somebody has of its own."""
    spec, formations = order_of_battle.spec, order_of_battle.formations
    owners: list[Side | Contingent | Formation] = [*spec.sides, *formations]
    owners += [flag for side in spec.sides for flag in side.contingents]
    paths = sorted({f"{group}.{name}" for owner in owners for group, names in owner.rates.items() for name in names})
    return {path: _of_formations(order_of_battle, path, parameters[path]) for path in paths}


def _of_formations(order_of_battle: OrderOfBattle, path: str, of_the_world: float) -> Floats:
    """(formations,): one parameter by formation, then contingent, then side, then the world."""
    formations = order_of_battle.formations
    named = {each.id: own for each in formations if (own := _own(each, path)) is not None}
    flags: dict[tuple[str, str | None], float] = {}
    for side in order_of_battle.spec.sides:
        of_side = _own(side, path)
        whole = of_the_world if of_side is None else of_side
        flags[side.id, None] = whole
        for flag in side.contingents:
            of_flag = _own(flag, path)
            flags[side.id, flag.id] = whole if of_flag is None else of_flag
    heirs = order_of_battle.inherited(named, np.nan)
    return np.array(
        [flags[each.side, each.contingent] if np.isnan(heir) else heir for each, heir in zip(formations, heirs, strict=True)]
    )


def _own(owner: Side | Contingent | Formation, path: str) -> float | None:
    group, _, name = path.partition(".")
    return owner.rates.get(group, {}).get(name)
