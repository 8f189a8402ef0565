"""Road transport of a run: what is on the road, and where the lorries are; what is in the depots stands in `depots`.

Tonnes are kept by good (fuel, ammunition, food: `GOODS`, the rows of `State.stocks`), lorries as tonnes of lift. What leaves
a depot is counted into a cumulative curve for its formation; what has arrived is what had left by `served_day`. So nothing
on the road is lost, and a way that is shut holds its loads where they are.
"""

from __future__ import annotations

import math

import numpy as np

from engine.arrays import Bools, Floats, Ints, rows_of, some
from engine.formats import GOODS
from engine.rules import transport
from engine.theatre.preparation import Theatre
from engine.units import MIN_PER_DAY, MIN_PER_H

FLOWS = ("sent_t", "burned_t", "army_t", "delivered_t", "called_back_t")
"""The books of what moves."""
STEP_MIN = 6 * MIN_PER_H
"""Loads leave and arrive four times a day."""


class Transport:
    """Arrays of fleets and formations; time is counted in ticks of `step_days`."""

    def __init__(self, *, lift_t: Floats, fleet: Ints, ticks: int, step_days: float, goods: int = len(GOODS)):
        formations = len(fleet)
        self.step_days, self.tick = step_days, 0
        self.lift_t, self.fleet = lift_t, fleet
        """(fleets,): tonnes that all lorries of a fleet carry at once, inf without number; (formations,): the fleet of each."""
        self.running_share = np.ones(len(lift_t))
        """(fleets,): of the serviceable lorries those that have not broken down since."""
        self.away_t = np.zeros(len(lift_t))
        """(fleets,): lift that is on the road, out or home."""
        self._home_t = np.zeros((ticks + 2, len(lift_t)))
        """(ticks, fleets): lift that is home again at each tick."""
        self.departed_t = np.zeros((ticks + 3, goods, formations))
        """(ticks, goods, formations): tonnes that had left by each tick, since the start, the lorries' own fuel included. What is
        loaded at a tick leaves evenly until the next one, so that nothing has arrived before it left."""
        self.daily_t = np.zeros((goods, formations))
        """(goods, formations): tonnes that left on each day before the start, when every line was in a steady state."""
        self.served_day = np.zeros(formations)
        """(formations,): day up to which departures have arrived."""
        self.served_t = np.zeros((goods, formations))
        """(goods, formations): tonnes that had left by then; below 0 for a day before the start."""
        self.ever_moved = False
        """Whether anything has been on the road so far; until then nothing arrives."""
        self._convoys: dict[int, list[tuple[int, float]]] = {}
        """Formations that have been reassigned: the fleets whose lorries still have loads for them on the road, and the tonnes,
        in the order in which they come."""
        self._keep_books(goods, formations)

    def _keep_books(self, goods: int, formations: int) -> None:
        """What has become of every tonne since the start. Of each good opened + sent = delivered + burned + army + called back +
        on the road."""
        self.opened_t = np.zeros((goods, formations))
        """(goods, formations): tonnes that were on the road at the start."""
        self.books = np.zeros((len(FLOWS), goods, formations))
        """(flows, goods, formations), in the order of `FLOWS`; each also goes by its own name: tonnes that have been loaded since
        the start, that lorries burned on the way, that corps, army and supply troops used up of what was sent to them, that
        formations got, and that drove home."""
        self.sent_t, self.burned_t, self.army_t, self.delivered_t, self.called_back_t = self.books

    def idle_t(self) -> Floats:
        """(fleets,): lift that stands at the depots."""
        return np.maximum(self.lift_t * self.running_share - self.away_t, 0.0)

    def idle_of(self, fleet: int) -> float:
        """The same of one fleet."""
        return max(self.lift_t.item(fleet) * self.running_share.item(fleet) - self.away_t.item(fleet), 0.0)

    def use(self) -> Floats:
        """(fleets,): share (0-1) of the running lorries that is on the road; 0 for lorries without number."""
        running = self.lift_t * self.running_share
        return np.minimum(np.divide(self.away_t, running, out=np.zeros(len(running)), where=running > 0.0), 1.0)

    def begin(self, daily_t: Floats, lag_days: Floats) -> None:
        """At the start the lines carry what formations use every day (goods, formations), as much is being loaded, and its
        lorries are on the way, out and home."""
        lag = np.where(np.isfinite(lag_days), lag_days, 0.0)
        self.daily_t, self.served_day = daily_t, -lag
        if not some(daily_t):
            return
        self.ever_moved = True
        self.served_t = self._left_by(self.served_day)
        self.departed_t[1] = daily_t * self.step_days
        self.opened_t = self.on_road_t()
        per_day = daily_t.sum(axis=0)
        self.away_t = self._by_fleet(per_day * (2.0 * lag + self.step_days))
        for tick in range(1, min(int(np.ceil(lag.max() / self.step_days)) + 1, len(self._home_t))):
            coming_days = np.clip(lag / self.step_days - (tick - 1), 0.0, 1.0) * self.step_days
            self._home_t[tick] += self._by_fleet(per_day * coming_days)

    def pass_time(self) -> None:
        """A tick begins: lorries come home."""
        self.tick += 1
        if not self.ever_moved:
            return
        self.away_t = np.maximum(self.away_t - self._home_t[self.tick], 0.0)
        self.departed_t[self.tick + 1] = self.departed_t[self.tick]

    def send(self, loads_t: Floats) -> None:
        """Loads (goods, formations) leave their depots on lorries that were idle."""
        self.ever_moved, tonnes = True, loads_t.sum(axis=0)
        self.departed_t[self.tick + 1] += loads_t
        self.sent_t += loads_t
        self.away_t = self.away_t + self._by_fleet(tonnes)

    def wears_down(self) -> bool:
        """Whether lorries are on the road, or broken down."""
        return some(self.away_t) or some(self.running_share < 1.0)

    def wear(self, running_share: Floats) -> None:
        """So many lorries (0-1) of each fleet still run."""
        self.running_share = running_share

    def reassign(self, fleet: Ints) -> None:
        """Other fleets serve formations from now on (formations,); what is on the road stays on the lorries that have it."""
        on_road_t = self.on_road_t().sum(axis=0)
        for f in rows_of(fleet != self.fleet).tolist():
            convoys = self._convoys.setdefault(f, [])
            convoys.append((int(self.fleet[f]), float(on_road_t[f]) - sum(tonnes for _, tonnes in convoys)))
        self.fleet = fleet

    def join(self, fleet: int, lift_t: float) -> None:
        """Lorries join a fleet, or leave it (< 0): those alone that stand idle, as the caller knows."""
        self.lift_t[fleet] = max(self.lift_t[fleet] + lift_t, 0.0)

    def tell_off(self, own: Ints, whole: Ints, wanted_t: Floats) -> None:
        """Lorries that stand idle go from fleets (`whole`) to those of detachments (`own`), or back, until these have a lift of
        `wanted_t`; all of one shape. None is lost, and none is in two places."""
        counted = np.isfinite(self.lift_t[own]) & np.isfinite(self.lift_t[whole])
        apart = counted & ((wanted_t > 0.0) | (self.lift_t[own] > 0.0))
        lift_t, running, away_t = self.lift_t.tolist(), self.running_share.tolist(), self.away_t.tolist()
        # one after the other, as plain numbers: each finds what those before it have left
        for mine, army, wanted in zip(own[apart].tolist(), whole[apart].tolist(), wanted_t[apart].tolist(), strict=True):
            missing_t = wanted - lift_t[mine]
            giver = army if missing_t > 0.0 else mine
            moved_t = math.copysign(min(abs(missing_t), max(lift_t[giver] * running[giver] - away_t[giver], 0.0)), missing_t)
            for fleet, leaves_t in ((army, moved_t), (mine, -moved_t)):
                running[fleet] = transport.running_left(lift_t[fleet], running[fleet], leaves_t)
                lift_t[fleet] = max(lift_t[fleet] - leaves_t, 0.0)
        self.lift_t[:], self.running_share[:] = lift_t, running

    def on_road_t(self) -> Floats:
        """(goods, formations): tonnes between depot and formation."""
        if not self.ever_moved:
            return np.zeros_like(self.served_t)
        return np.asarray(np.maximum(self.departed_t[self.tick + 1] - self.served_t, 0.0))

    def hold(self, shut: Bools) -> None:
        """Loads to formations whose way is `shut` (formations,) stand where they are for this tick: all that is on the road to
        them counts as having left a tick later."""
        rows = rows_of(shut) if self.ever_moved else np.zeros(0, int)
        rows = rows[(self.departed_t[self.tick + 1][:, rows] > self.served_t[:, rows]).any(axis=0)]
        if rows.size == 0:
            return
        earlier = self.departed_t[: self.tick + 1, :, rows]
        self.departed_t[1 : self.tick + 2, :, rows] = earlier
        self.departed_t[0, :, rows] -= (self.daily_t[:, rows] * self.step_days).T
        self.served_day[rows] += self.step_days

    def arrive(self, lag_days: Floats) -> Floats:
        """(goods, formations): tonnes that come in now, over a way that takes so many days; their lorries turn round."""
        before = self.served_t
        self.served_day = transport.served_until(self.served_day, self.tick * self.step_days, lag_days)
        if not self.ever_moved:
            return np.zeros_like(before)
        self.served_t = self._left_by(self.served_day)
        arrived = np.maximum(self.served_t - before, 0.0)
        self._turn_round(arrived.sum(axis=0), lag_days)
        return arrived

    def unload(self, arrived_t: Floats, burned_share: Floats, kept_share: Floats) -> Floats:
        """(goods, formations): tonnes that formations get of what has arrived, and the books of the rest.

        `burned_share` (0-1) of it went into the lorries, `kept_share` is left for the formation, army troops had the rest."""
        burned_t, delivered_t = arrived_t * burned_share, arrived_t * kept_share
        self.burned_t += burned_t
        self.delivered_t += delivered_t
        self.army_t += arrived_t - burned_t - delivered_t
        return delivered_t

    def hand_over(self, row: int, to: int) -> None:
        """A body has joined its formation: what is on the road to it is on the road to the formation.

        It arrives no earlier than what the formation itself had sent for by then."""
        coming_t = np.maximum(self.departed_t[: self.tick + 2, :, row] - self.served_t[:, row], 0.0)
        first = int(np.ceil(max(self.served_day[to], 0.0) / self.step_days)) + 1
        self.departed_t[first : self.tick + 2, :, to] += coming_t[first:]
        self.served_day[row] = (self.tick + 1) * self.step_days
        self.served_t = self._left_by(self.served_day)
        convoys = self._convoys.pop(row, [])
        if self.fleet[row] != self.fleet[to]:
            convoys.append((int(self.fleet[row]), float(coming_t[-1].sum()) - sum(tonnes for _, tonnes in convoys)))
        if convoys:
            self._convoys[to] = self._convoys.get(to, []) + convoys

    def call_back(self, rows: Bools, lag_days: Floats) -> Floats:
        """What is on the road to formations that need it no more is in a depot again, and its lorries drive home.

        Returns (goods, formations) tonnes."""
        if not some(rows):
            return np.zeros_like(self.served_t)
        called_back_t = np.asarray(self.on_road_t() * rows)
        self.served_day = np.where(rows, (self.tick + 1) * self.step_days, self.served_day)
        self.served_t = np.where(rows, self.departed_t[self.tick + 1], self.served_t)
        if some(called_back_t):
            self.called_back_t += called_back_t
            self._turn_round(called_back_t.sum(axis=0), lag_days)
        return called_back_t

    def _left_by(self, day: Floats) -> Floats:
        """(goods, formations): tonnes that had left by a day (formations,)."""
        since: Floats = transport.departed_t(self.departed_t[: self.tick + 2], np.maximum(day, 0.0), self.step_days)
        before: Floats = np.minimum(day, 0.0) * self.daily_t
        return since + before

    def _turn_round(self, tonnes: Floats, lag_days: Floats) -> None:
        lag = np.where(np.isfinite(lag_days), lag_days, 0.0)
        # Loads leave and arrive in the course of a tick and are counted at its end: on the way out they have lost one already.
        ticks = np.maximum(np.rint(lag / self.step_days) - 1.0, 1.0).astype(int)
        due = np.minimum(self.tick + ticks, len(self._home_t) - 1)
        np.add.at(self._home_t, (due, self.fleet), tonnes)
        for f, convoys in self._convoys.items():
            self._convoys[f] = self._send_home(int(due[f]), f, convoys, float(tonnes[f]))

    def _send_home(self, due: int, f: int, convoys: list[tuple[int, float]], arrived_t: float) -> list[tuple[int, float]]:
        """Of what has arrived for a formation the first came on lorries of other fleets, which drive home; the rest of them."""
        left = []
        for fleet, tonnes in convoys:
            came = min(tonnes, arrived_t)
            arrived_t -= came
            self._home_t[due, self.fleet[f]] -= came
            self._home_t[due, fleet] += came
            if tonnes > came:
                left.append((fleet, tonnes - came))
        return left

    def _by_fleet(self, tonnes: Floats) -> Floats:
        return np.asarray(np.bincount(self.fleet, tonnes, len(self.lift_t)) * np.isfinite(self.lift_t), float)


def transport_of(theatre: Theatre) -> Transport:
    """Lorries idle and roads empty, as a run begins."""
    fleets = theatre.fleets
    lift = transport.lift_t(fleets.lorries, rates=fleets.rates) if fleets.counted else np.full(len(fleets.lorries), np.inf)
    return Transport(
        lift_t=lift,
        fleet=fleets.of,
        ticks=theatre.world.spec.days * MIN_PER_DAY // STEP_MIN,
        step_days=STEP_MIN / MIN_PER_DAY,
    )
