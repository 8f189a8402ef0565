"""The one door to what changes in a run: the verbs of a formation.

Each keeps the columns in range and the tables in step, writes the event and publishes what happened; processes read the
columns freely. What concerns one other table alone (a road, a position, a will) is a verb of that table."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from engine.arrays import Floats, Ints
from engine.constants import REPORTED_SHARE
from engine.events import Event, pairs
from engine.recorder import Capture
from engine.registry import Numbers
from engine.rules import breakpoints, power
from engine.state.bodies import Bodies
from engine.state.bus import Arrived, Bus, LeftWar, PlaceFell, Sampled
from engine.state.columns import LONG_AGO, stocks_of
from engine.state.log import Log
from engine.state.sampling import sample_of
from engine.state.status import Status
from engine.theatre.itineraries import Itinerary
from engine.theatre.preparation import Theatre
from engine.vocabulary import Activity, Cause, EventKind, PlaceId, Reason, TrainId


class State(Bodies):
    """The door: each verb changes one formation, and what has to change with it in the other tables."""

    def __init__(self, theatre: Theatre, log: Log, bus: Bus):
        super().__init__(theatre)
        world = theatre.world
        self.log, self._bus = log, bus
        self._names = [(formation.side, formation.id) for formation in world.formations]
        self._place_ids = [place.id for place in world.places]

    def stand(self, f: int, activity: Activity, cause: Cause) -> None:
        """A formation stands: `waiting`, `holding`, `halted` or `done`, and why; one that is `eliminated` stays so."""
        if self.standing.has_left(f):
            return
        self.activity[f], self.cause[f], self.marching[f] = activity, cause, False
        self.speed_km_min[f], self.effort[f] = 0.0, 1.0

    def halt(self, f: int, minute: int, cause: Cause, **numbers: Unpack[Numbers]) -> None:
        """A formation on the march stops; an event with its cause and numbers."""
        if self.in_play[f]:
            self.stand(f, Activity.HALTED, cause)
            self._note(f, minute, EventKind.HALT, cause, numbers)

    def resume(self, f: int, minute: int, cause: Cause, **numbers: Unpack[Numbers]) -> None:
        """A halted formation moves on, if it has not left the war meanwhile."""
        if self.in_play[f]:
            self._note(f, minute, EventKind.RESUME, cause, numbers)

    def note(self, f: int, minute: int, kind: EventKind, cause: Reason = Cause.NONE, **numbers: Unpack[Numbers]) -> None:
        """Write down an event of a formation that changes nothing else."""
        self._note(f, minute, kind, cause, numbers)

    def join_axis(self, f: int, axis_km: float) -> None:
        """A formation stands so far along the axis that it will march on."""
        self.axis_km[f] = axis_km

    def along_axis_km(self, f: int, minute: int) -> float:
        """Km of its axis that a formation has behind it, on its link as far as it has come."""
        if self.link[f] < 0:
            return float(self.axis_km[f])
        km = float(self.link_km[f] + self.speed_km_min[f] * (minute - self.moved_minute[f]))
        part = min(km / float(self.world.links.km[self.link[f]]), 1.0)
        return float(self.axis_km[f] + part * (self.link_axis_km[f] - self.axis_km[f]))

    def take_way(self, f: int, itinerary: Itinerary) -> None:
        """A formation on its axis marches on by this way."""
        self.itinerary[f] = itinerary

    def take_plan(self, f: int, itinerary: Itinerary | None, kept_fills: float) -> None:
        """A formation that stands in a place begins a new plan: by this way, or by none where it does not advance."""
        self.itinerary[f], self.leg[f], self.leaving[f] = itinerary, -1, False
        self.plans.keep(f, kept_fills)
        self.rally(f)

    def enter(self, f: int, link: int, toward: int, axis_km: float, leg: int = -1) -> None:
        """A formation turns into a link, a `leg` of its axis, at whose end it will stand at `axis_km` of it."""
        self.link[f], self.toward[f], self.link_km[f], self.link_axis_km[f] = link, toward, 0.0, axis_km
        self.leg[f] = leg
        self.places.leave(f, int(self.place[f]))
        self.leaving[f] = False

    def drive(self, f: int, minute: int, speed_km_min: float, effort: float, road_km_per_km: float) -> None:
        """A formation is on the march at a speed until something happens; each km costs it the fuel of so many on a road."""
        self._road_km_per_km[f] = road_km_per_km
        self.activity[f], self.cause[f], self.marching[f] = Activity.MARCHING, Cause.NONE, True
        self.speed_km_min[f], self.effort[f], self.moved_minute[f] = speed_km_min, effort, minute

    def covered(self, f: int, km: float, road_km: float, fills: float) -> None:
        """A formation has covered km of its link, which cost it the fuel of `road_km` on a road: so many fills."""
        self.link_km[f] += km
        self.speed_km_min[f] = 0.0
        self._road_km[f] += road_km
        if fills:
            self.fuel_fills[f] = max(0.0, self.fuel_fills.item(f) - fills)

    def break_down(self, f: int, minute: int, share: float, written_off_share: float) -> None:
        """A share of the running tanks breaks down on the march; an event for each tenth of those it began with."""
        tenth = self.strengths.tanks_at_start[f] * REPORTED_SHARE
        before = float(self.strengths.tanks_broke_down[f])
        after = before + self.strengths.break_down(f, share, written_off_share)
        if after // tenth > before // tenth:
            self._note(f, minute, EventKind.BREAKDOWN, Cause.ARMOUR, {"tanks": after, "running": float(self.strengths.tanks[f])})

    def arrive(self, f: int, minute: int) -> None:
        """A formation's head reaches the place at the end of its link and takes it if the enemy holds it and it may."""
        place, link = int(self.toward[f]), int(self.link[f])
        self.place[f], self.link[f], self.toward[f], self.link_km[f] = place, -1, -1, 0.0
        self.places.enter(f, place)
        self.axis_km[f] = self.link_axis_km[f]
        self._stand_at(f, place, minute)
        self._bus.publish(Arrived(f, place, link))

    def _stand_at(self, f: int, place: int, minute: int) -> None:
        takes = self.world.order_of_battle.combat[f] and self.places.holder[place] != self.side[f]
        if takes:
            self._take(f, place, minute)
        self._note(f, minute, EventKind.CAPTURE if takes else EventKind.PASS, Cause.NONE, self._condition(f))
        if takes:
            self._bus.publish(PlaceFell(place))

    def fly_in(self, f: int, place: int, minute: int) -> None:
        """A party is set down by aircraft at a place, and takes it if the enemy holds it."""
        self.places.leave(f, int(self.place[f]))
        self.place[f] = place
        self.places.enter(f, place)
        self.posture[f], self.posted_minute[f] = power.POSTURES.index("hasty"), minute
        self.stand(f, Activity.HOLDING, Cause.AIRBORNE)
        self._note(f, minute, EventKind.AIRBORNE, Cause.NONE, {"men": float(self.strengths.men[f])})
        self._stand_at(f, place, minute)

    def embark(self, f: int, share: float) -> None:
        """A share (0-1) of a formation goes ahead over water; the rest waits for ships."""
        self.share[f] = share

    def bring_over(self, f: int, share: float) -> None:
        """Ships have brought a further share (0-1) of a formation to where its head is."""
        self.share[f] = min(self.share[f] + share, 1.0)

    def _take(self, f: int, place: int, minute: int) -> None:
        self.places.take(place, int(self.side[f]), minute)
        formation = self.world.formations[f]
        by = self.world.order_of_battle.body(f, self.share.item(f))
        self.log.captures.append(Capture(self.world.places[place].id, formation.side, int(minute), formation.id, by))

    def contain(self, f: int, minute: int, cause: PlaceId, share: float) -> None:
        """A formation leaves a share (0-1) of itself around a garrison."""
        self.containing[f] += share
        self._note(f, minute, EventKind.CONTAIN, cause, {"share": share})

    def rejoin(self, f: int, minute: int, share: float) -> None:
        """The part that contained a garrison has come up."""
        self.containing[f] = max(self.containing[f] - share, 0.0)
        if self.in_play[f]:
            self._note(f, minute, EventKind.CLOSED_UP, Cause.CONTAINING, self._condition(f))

    def detach(self, f: int, g: int, minute: int, share: float, fills: tuple[float, float]) -> None:
        """A share (0-1) of a formation goes on as row `g` from where it stands; `fills` are those of its own, and those that
        the vehicles which stay keep of theirs."""
        self.divide(f, g, share)
        self.fuel_fills[g], self.fuel_fills[f] = fills
        self._note(g, minute, EventKind.DETACHMENT, Cause.FUEL, {"share": share, "fuel_fills": fills[0]})

    def cut_column(self, f: int, minute: int, share: float, at: PlaceId) -> None:
        """The enemy takes a share (0-1) of a strung-out column behind its head."""
        prisoners = self.strengths.surrender_part(f, share)
        self._note(f, minute, EventKind.COLUMN_CUT, at, {"share": share, "prisoners": prisoners})

    def post_body(self, f: int, g: int, minute: int, share: float, at: PlaceId) -> None:
        """A share (0-1) of a formation becomes row `g`, bound for a post at a place."""
        self.divide(f, g, share)
        self._note(g, minute, EventKind.POSTED, at, {"share": share, "men": float(self.strengths.men[g])})

    def merge(self, g: int, f: int, minute: int) -> None:
        """A forward detachment and its formation have met: all that it has is the formation's."""
        self.unite(g, f)
        self._note(f, minute, EventKind.CLOSED_UP, Cause.FUEL, self._condition(f))

    def merge_post(self, g: int, f: int, minute: int) -> None:
        """A post has come back to its formation."""
        self.unite(g, f)
        self._note(f, minute, EventKind.CLOSED_UP, Cause.ORDER, self._condition(f))

    def close_up(self, f: int, minute: int) -> None:
        """The ships have brought the rest over: the formation is whole again."""
        self.share[f] = 1.0
        self._note(f, minute, EventKind.CLOSED_UP, Cause.SHIPS, self._condition(f))

    def post(self, f: int, posture: int, minute: int) -> None:
        """A formation takes up a position; at the start of the run it has held it for long."""
        self.posture[f] = posture
        self.posted_minute[f] = minute if minute > 0 else LONG_AGO
        self.leaving[f] = False
        self.stand(f, Activity.HOLDING, Cause.ORDER)

    def encircle(self, f: int) -> None:
        """The enemy's front has passed a formation that could not or would not leave."""
        self.encircled[f] = True
        self.stand(f, Activity.HOLDING, Cause.ENCIRCLED)

    def relieve(self, f: int) -> None:
        """Its own side has come to a formation that was shut in."""
        self.encircled[f] = False
        self.strengths.free(f)
        self.stand(f, Activity.HOLDING, Cause.ORDER)

    def break_out(self, f: int, minute: int, to: PlaceId, men_share: float, machines_share: float) -> None:
        """Encircled field troops slip away towards a place, and leave these shares (0-1) of themselves behind."""
        prisoners = self.strengths.break_out(f, men_share, machines_share)
        self.encircled[f], self.retreating[f], self.leaving[f] = False, True, True
        self.stand(f, Activity.HOLDING, Cause.ORDER)
        self._note(f, minute, EventKind.BREAKS_OUT, to, {"men": float(self.strengths.men[f]), "prisoners": prisoners})

    def retreat(self, f: int, minute: int, cause: Cause, **numbers: Unpack[Numbers]) -> None:
        """A defender gives way; where it goes is for its plan."""
        self.retreating[f] = self.leaving[f] = True
        self._note(f, minute, EventKind.RETREAT, cause, numbers)

    def leave(self, f: int) -> None:
        """A formation gives up its post in good order."""
        self.retreating[f], self.leaving[f] = False, True

    def rally(self, f: int) -> None:
        """A formation stands in a place that its side holds; that it gave way on the march, before it went on, is past."""
        if self.places.holder[self.place[f]] == self.side[f]:
            self.retreating[f] = self.leaving[f] = False

    def fight(self, rows: Ints, minute: int) -> None:
        """Formations have fought in the impulse that ends at a minute."""
        self.fought_minute[rows] = minute

    def fire(self, rows: Ints, days: Floats) -> None:
        """Formations, which may be named more than once, have fired for so many days, of the part of each that did."""
        np.add.at(self.combat_days, rows, days)

    def done(self, f: int) -> None:
        """A formation stands at the end of its plan."""
        self.rally(f)
        self.stand(f, Activity.DONE, Cause.END_OF_PLAN)

    def desert(self, f: int, minute: int, share: float, cause: Cause) -> None:
        """A share of its men slips away; an event for each tenth of those it began with."""
        tenth = self.strengths.men_at_start[f] * REPORTED_SHARE
        before = float(self.strengths.dispersed[f])
        self.strengths.desert(f, share)
        after = float(self.strengths.dispersed[f])
        if after // tenth > before // tenth:
            self._note(f, minute, EventKind.DESERTION, cause, {"deserters": after, "men": float(self.strengths.men[f])})

    def mutiny(self, f: int, minute: int, cause: Cause, killed_share: float) -> None:
        """A formation rises against its officers, a share of its men."""
        self._note(f, minute, EventKind.MUTINY, cause, {"killed": self.strengths.kill(f, killed_share)})

    def leave_war(self, f: int, minute: int, cause: Cause, *, prisoners: bool, killed_share: float = 0.0) -> None:
        """A formation surrenders or is dispersed; an event with the numbers of men."""
        men = float(self.strengths.men[f])
        if prisoners:
            taken = self.strengths.surrender(f, killed_share)
            self._note(f, minute, EventKind.SURRENDER, cause, {"men": men, "prisoners": taken})
        else:
            self._note(f, minute, EventKind.DISPERSE, cause, {"men": self.strengths.scatter(f)})
        self.encircled[f] = False
        self._leave(f, minute, Activity.ELIMINATED, cause, Status.SURRENDERED if prisoners else Status.DISPERSED)

    def _leave(self, f: int, minute: int, activity: Activity, cause: Cause, how: Status) -> None:
        if self.link[f] >= 0:  # it stays where its march has brought it
            km = self.link_km[f] + self.speed_km_min[f] * (minute - self.moved_minute[f])
            self.link_km[f] = min(km, self.world.links.km[self.link[f]])
        self.stand(f, activity, cause)
        self.standing.leave(f, how)
        self._bus.publish(LeftWar(f, int(self.place[f]), cause))

    def come(self, f: int, minute: int, place: int, cause: PlaceId, by_rail: float) -> None:
        """A formation that was absent stands in the theatre, as it set out, at a place of its side on the way to `cause`."""
        formation = self.world.formations[f]
        self.strengths.come(f, formation)
        self.stocks[:, f], self.readiness[f], self.posted_minute[f] = stocks_of(formation), formation.start.readiness, minute
        self.horses.come(f)
        self.places.leave(f, int(self.place[f]))
        self.place[f] = place
        self.places.enter(f, place)
        self.standing.come(f, fights=formation.combat)
        self.stand(f, Activity.HOLDING, Cause.NO_ORDER)
        self._note(f, minute, EventKind.ARRIVAL, cause, {"men": formation.men, "by_rail": by_rail})

    def depart(self, f: int, minute: int) -> None:
        """A formation leaves the theatre with all that it has; what it had lost here stays counted."""
        self._note(f, minute, EventKind.DEPARTURE, Cause.NONE, {"men": self.strengths.go(f)})
        self._leave(f, minute, Activity.HOLDING, Cause.NO_ORDER, Status.ABSENT)

    def join(self, f: int, minute: int, cause: TrainId, men: float, tanks: float, guns: float) -> None:
        """Replacements come to a formation."""
        self.strengths.join(f, men, tanks, guns)
        self._note(f, minute, EventKind.REPLACEMENTS, cause, {"men": men, "tanks": tanks, "guns": guns})

    def way_out(self, f: int) -> bool:
        """Whether a formation's place has a neighbour that its side holds."""
        return not breakpoints.is_encircled(self.places.friendly_share()[self.side[f], self.place[f]])

    def report_depot(self, f: int, minute: int) -> None:
        """Write the line of communication of a formation that has one: its depot, how far it is, and how long loads drive."""
        depot = self.depot_place.item(f)
        if depot >= 0 and np.isfinite(self.drive_days[f]):
            numbers: Numbers = {"supply_km": self.supply_km.item(f), "drive_days": self.drive_days.item(f)}
            self._note(f, minute, EventKind.DEPOT, PlaceId(self._place_ids[depot]), numbers)

    def supply_numbers(self, f: int) -> Numbers:
        """What an event about fuel tells: what is in hand, what arrives, over which distance (inf over a way that is shut)."""
        return {
            "fuel_fills": float(self.fuel_fills[f]),
            "supply_fraction": float(self.supply_fraction[f]),
            "supply_km": float(self.supply_km[f]) if np.isfinite(self.drive_days[f]) else np.inf,
        }

    def _condition(self, f: int) -> Numbers:
        if not self.unit_t.item(0, f):
            if self.share.item(f) < 1.0:
                return {"share": self.share.item(f), "readiness": self.readiness.item(f)}
            return {"readiness": self.readiness.item(f)}
        return {"fuel_fills": self.fuel_fills.item(f), "share": self.share.item(f), "readiness": self.readiness.item(f)}

    def _note(self, f: int, minute: int, kind: EventKind, cause: Reason, numbers: Numbers) -> None:
        side, name, place = *self._names[f], self._place_ids[self.place.item(f)]
        self.log.events.append(Event(minute, kind, side, name, place, cause, pairs(numbers)))

    def sample(self, minute: int) -> None:
        """Keep a copy of every formation's state as it is at this minute; publishes `Sampled`."""
        self.log.samples.append(sample_of(self, minute))
        self._bus.publish(Sampled(minute))
