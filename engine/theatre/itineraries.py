"""Orders made concrete: which plan a formation follows, where it joins the axis, and the legs that it has to march.

Plans are resolved against the graph once a scenario, for all runs. A formation without a plan of its own follows the nearest
plan above it in the tree of command, and joins its axis at the first step ahead of it. When it sets out and what stops it is
the business of the processes; a plan of defence has steps but no itinerary."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.errors import Problem
from engine.scenario.origins import dotted
from engine.scenario.schema import Formation, Plan, Step
from engine.theatre.detachments import MOVING_TASKS, advances
from engine.theatre.routes import Leg, Path, Router
from engine.theatre.world import World
from engine.units import MIN_PER_DAY


@dataclass(frozen=True)
class Itinerary:
    """What one formation marches: legs in order, and where each one brings it on its plan's axis."""

    plan: Plan
    start: str
    """The place from which it leads."""
    opens_minute: int
    legs: tuple[Leg, ...]
    axis_km: tuple[float, ...]
    """Km along the axis at the start and after each leg: entry i + 1 belongs to leg i."""
    goals: dict[int, int]
    """Leg index to the step of the plan that it completes."""
    begins: dict[int, tuple[int, ...]]
    """Leg index to the steps of the axis that begin before it, as `goals` numbers them."""
    steps: tuple[Step, ...]
    """Those of its axis."""
    defence: tuple[Step, ...]
    """Steps that hold or give way after the advance, numbered after those of the axis."""
    planned: tuple[int, ...]
    """(legs,): the leg of the axis as it was planned, in dry weather, that each leg stands for."""

    def end_of_step(self, leg: int) -> int:
        """The last leg of the step that a leg belongs to."""
        return min((goal for goal in self.goals if goal >= leg), default=len(self.legs) - 1)

    def by_way(self, path: Path, km: Sequence[float], first: int) -> Itinerary:
        """The same march, in which the legs from `first` to the end of its step are those of a path between the same two places.

        `km` is the length of each link. Places on the path lie on the axis in proportion to the way between the two."""
        last = self.end_of_step(first)
        start_km, end_km, more = self.axis_km[first], self.axis_km[last + 1], len(path.legs) - (last + 1 - first)
        done = itertools.accumulate(km[link] for link, _ in path.legs)
        marks = [start_km + (end_km - start_km) * part / path.km for part in done]
        own = self.axis_km[first + 1 : last + 1]
        return replace(
            self,
            legs=(*self.legs[:first], *path.legs, *self.legs[last + 1 :]),
            axis_km=(*self.axis_km[: first + 1], *marks[:-1], *self.axis_km[last + 1 :]),
            goals={leg + more if leg >= last else leg: step for leg, step in self.goals.items()},
            begins={leg + more if leg > first else leg: steps for leg, steps in self.begins.items()},
            planned=(
                *self.planned[:first],
                *(self.planned[min(first + bisect.bisect_left(own, mark), last)] for mark in marks),
                *self.planned[last + 1 :],
            ),
        )

    def awaits_orders(self, leg: int) -> bool:
        """Whether a step that begins before a leg waits: for a condition, or for a pause."""
        return any(self.steps[number].when is not None or self.steps[number].pause_days for number in self.begins.get(leg, ()))


@dataclass(frozen=True)
class Axis:
    """The line of a plan on the ground, as its own formation would march it.

    `steps` are those of the plan and then those of the plan above that it goes on with; `step_km` says how far along the line
    each lies, `route` the same of every place on the way."""

    plan: Plan
    steps: tuple[Step, ...]
    step_km: tuple[float, ...]
    route: tuple[tuple[str, float], ...]


@dataclass
class _March:
    """A march as it is put together; see `Itinerary`."""

    legs: list[Leg]
    marks: list[float]
    goals: dict[int, int]
    begins: dict[int, tuple[int, ...]]
    stopped: bool = False
    """Whether it ends short of a place that the side may not enter."""


class Orders:
    """Every plan of the scenario resolved against the graph.

    `axes` maps the id of each plan of advance to its line, or to None where no route leads along it; `itineraries` has one entry
    a formation, None for those that do not march. What cannot be reached is collected in `problems`, not raised, so that a
    scenario's author reads of all of it at once."""

    def __init__(self, world: World, router: Router):
        self.world, self.router = world, router
        self.problems: list[Problem] = []
        self._plans = {plan.formation: plan for plan in world.spec.plans}
        self._km: list[float] = world.links.km.tolist()
        self._barred: list[list[bool]] = world.off_limits.tolist()
        self._phase_lines = {place for halt in world.spec.halts for place in halt.at}
        self._index = {plan.id: i for i, plan in enumerate(world.spec.plans)}
        self.axes = {plan.id: self._axis(plan) for plan in sorted(world.spec.plans, key=lambda p: p.id) if advances(plan)}
        detached = world.order_of_battle.main_body
        self.itineraries: list[Itinerary | None] = [
            None if row in detached else self._itinerary(formation) for row, formation in enumerate(world.formations)
        ]
        """(formations,): None where a formation has no axis; a forward detachment follows that of its main body."""
        self._doubt_conditions()

    def plan_of(self, formation: str) -> Plan | None:
        """The plan in force for a formation, by id: its own, or else the nearest above it; None where it stands under none."""
        above = self.world.order_of_battle.tree.nearest(formation, self._plans.__contains__)
        return self._plans[above] if above is not None else None

    def defence_of(self, formation: str) -> list[Step]:
        """The steps of the plan in force if it is a released plan without an advance; otherwise none, and it holds its place."""
        plan = self.plan_of(formation)
        return list(plan.steps) if plan is not None and plan.released and not advances(plan) else []

    def under_todays_sky(self, f: int, itinerary: Itinerary, leg: int, sky: Callable[[int], int]) -> Itinerary:
        """The march of a formation by the way that is quickest for its next step under the skies of a day.

        `leg` is the first of the step; `sky` has the code of the sky over a link. The planned way stays where no other is
        quicker, where the step goes by train or boat, where another would lead over a place that the side may not enter, or
        around one of a phase line."""
        if leg not in itinerary.begins or itinerary.steps[itinerary.begins[leg][-1]].by != "road":
            return itinerary
        mine = itinerary.legs[leg : itinerary.end_of_step(leg) + 1]
        here = itinerary.start if leg == 0 else self.world.places[itinerary.legs[leg - 1][1]].id
        mobility, target = self.world.order_of_battle.mobility[f], self.world.places[mine[-1][1]].id
        path = self.router.quickest(mobility, here, target, sky)
        if path is None or path.legs == mine or not self._may_take(f, mine, path):
            return itinerary
        planned = Path(mine, sum(self._km[link] for link, _ in mine))
        slower = self.router.minutes_under(mobility, path, sky) >= self.router.minutes_under(mobility, planned, sky)
        return itinerary if slower else itinerary.by_way(path, self._km, leg)

    def _may_take(self, f: int, planned: tuple[Leg, ...], path: Path) -> bool:
        """Whether a formation may go by a path: over no place that its side may not enter, and over the same phase lines."""
        barred, places = self._barred[self.world.order_of_battle.side[f]], {place for _, place in path.legs}
        missed = {self.world.places[place].id for _, place in planned} - {self.world.places[place].id for place in places}
        return not any(barred[place] for place in places) and not missed & self._phase_lines

    def _axis(self, plan: Plan) -> Axis | None:
        """The line of a plan by the quickest routes between its steps; None, with a problem noted, where one has no route."""
        formation = self.world.formations[self.world.formation_row[plan.formation]]
        steps = self._continued(plan)[0]
        km, step_km, route = 0.0, [0.0], [(steps[0].place, 0.0)]
        for number, (here, there) in enumerate(itertools.pairwise(steps), start=1):
            path = self.router.path(self._troops(formation, there), here.place, there.place)
            if path is None:
                self._unreachable(plan, number, here.place)
                return None
            for row, place in path.legs:
                km += self._km[row]
                route.append((self.world.places[place].id, km))
            step_km.append(km)
        return Axis(plan, steps, tuple(step_km), tuple(route))

    def _continued(self, plan: Plan) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """The advance of a plan and the steps after it.

        A plan that ends with its advance goes on with the nearest plan above that leads on from there."""
        own, after = advance_and_defence(plan)
        for above in () if after else self.world.order_of_battle.tree.chain[plan.formation][1:]:
            if above not in self._plans or not advances(self._plans[above]):
                continue
            steps, after_those = advance_and_defence(self._plans[above])
            joints = [number for number, step in enumerate(steps[:-1]) if step.place == own[-1].place]
            if joints:
                return (*own, *steps[joints[0] + 1 :]), after_those
        return own, after

    def _troops(self, formation: Formation, step: Step) -> str:
        """The kind of troops for which the router is asked: `boat`, `train:GAUGE` of the side, or the formation's mobility.

        A fixed formation that leads a plan is taken to walk, so that those below it have an axis."""
        if step.by == "boat":
            return "boat"
        if step.by == "rail":
            return f"train:{self.world.spec.sides[self.world.side_row[formation.side]].gauge_mm:g}"
        return "foot" if formation.mobility == "fixed" else formation.mobility

    def _unreachable(self, plan: Plan, step: int, origin: str) -> None:
        step = min(step, len(plan.steps) - 1)
        location = ("plans", self._index[plan.id], "steps", step, "place")
        text = f"{dotted(location)}: no way leads from {origin} to {plan.steps[step].place} for these troops"
        self.problems.append(self.world.loaded.origins.problem(location, f"{text}; name a place that a road reaches"))

    def _itinerary(self, formation: Formation) -> Itinerary | None:
        """The legs of a formation from its start along its plan's axis, up to the last place that it may enter.

        None for a formation that does not march: without a plan of advance, on a plan that is not released, or fixed."""
        plan = self.plan_of(formation.id)
        if plan is None or not plan.released or not advances(plan) or formation.mobility == "fixed":
            return None
        axis = self.axes[plan.id]
        if axis is None:
            return None
        start = formation.start.place
        join = self._joins(formation, start, axis.steps)
        marched = self._marched(formation, start, axis.steps, join, axis.step_km)
        if isinstance(marched, tuple):
            self._no_road(formation, *marched)
            return None
        return self._put_together(plan, start, marched, axis.steps, self._continued(plan)[1])

    def by_order(self, f: int, plan: Plan, here: str, axis_km: float) -> Itinerary | None:
        """The march of a formation on a plan that reaches it in a place, `axis_km` along its axes so far; its km go on from
        there.

        None where the plan has no step that moves, or no way leads along it for these troops."""
        formation, (steps, defence) = self.world.formations[f], advance_and_defence(plan)
        if not steps or formation.mobility == "fixed":
            return None
        marched = self._marched(formation, here, steps, self._joins(formation, here, steps), None, axis_km)
        return None if isinstance(marched, tuple) else self._put_together(plan, here, marched, steps, defence)

    def _put_together(
        self, plan: Plan, start: str, marched: _March, steps: tuple[Step, ...], defence: tuple[Step, ...]
    ) -> Itinerary:
        legs = tuple(marched.legs)
        goals = {leg: step for leg, step in marched.goals.items() if leg >= 0}
        opens, planned = round(plan.opens * MIN_PER_DAY), tuple(range(len(legs)))
        after = () if marched.stopped else defence
        return Itinerary(plan, start, opens, legs, tuple(marched.marks), goals, marched.begins, steps, after, planned)

    def _marched(
        self,
        formation: Formation,
        here: str,
        steps: tuple[Step, ...],
        join: int,
        step_km: Sequence[float] | None,
        start_km: float = 0.0,
    ) -> _March | tuple[str, str]:
        """The legs from a place over the steps from number `join` on, up to a place that the side may not enter.

        `step_km` says how far along the axis each step lies; without it the km of the way count on from `start_km`. Instead
        of a march
        two places between which no way leads."""
        march = _March([], [step_km[join - 1] if step_km and join else start_km], {}, {})
        for number in range(join, len(steps)):
            step, leg = steps[number], len(march.legs)
            march.begins[leg] = (*march.begins.get(leg, ()), number)
            stays = step_km is None and step.place == here
            path = Path((), 0.0) if stays else self.router.path(self._troops(formation, step), here, step.place)
            if path is None:
                return here, step.place
            before_km = march.marks[-1] if step_km is None else step_km[max(number - 1, 0)]
            self._append(path, march.legs, march.marks, before_km, before_km + path.km if step_km is None else step_km[number])
            march.stopped = self._stop_line(formation, march.legs, march.marks, first=leg)
            if march.stopped:
                break
            march.goals[len(march.legs) - 1] = number
            here = step.place
        return march

    def _append(self, path: Path, legs: list[Leg], marks: list[float], from_km: float, to_km: float) -> None:
        """Lengthen the itinerary by a path; its km on the axis grow in proportion between the two steps."""
        done = 0.0
        for row, place in path.legs:
            done += self._km[row]
            legs.append((row, place))
            marks.append(from_km + (to_km - from_km) * done / path.km)

    def _stop_line(self, formation: Formation, legs: list[Leg], marks: list[float], first: int) -> bool:
        """Cut the legs from number `first` on short of a place that a political line forbids; whether there was one."""
        barred = self._barred[self.world.side_row[formation.side]]
        allowed = next((leg for leg in range(first, len(legs)) if barred[legs[leg][1]]), len(legs))
        stops = allowed < len(legs)
        del legs[allowed:], marks[allowed + 1 :]
        return stops

    def _joins(self, formation: Formation, start: str, axis_steps: tuple[Step, ...]) -> int:
        """Number of the first step ahead of a formation that stands at `start`.

        A step lies behind it if the next one is no farther from there than from the step itself, for troops of its kind."""
        steps = [step.place for step in axis_steps]
        join = 0
        while join + 1 < len(steps) and (
            steps[join] == start
            or self.router.km(formation.mobility, start, steps[join + 1])
            <= self.router.km(formation.mobility, steps[join], steps[join + 1])
        ):
            join += 1
        return join

    def _doubt_conditions(self) -> None:
        """Warn of conditions and pauses of steps of an advance that no formation comes to begin."""
        marching = [itinerary for itinerary in self.itineraries if itinerary is not None]
        begun = {id(each.steps[number]) for each in marching for numbers in each.begins.values() for number in numbers}
        for plan in filter(advances, self.world.spec.plans):
            for number, step in enumerate(advance_and_defence(plan)[0]):
                given = [key for key in ("when", "pause_days") if getattr(step, key)] if id(step) not in begun else []
                for key in given:
                    location = ("plans", self._index[plan.id], "steps", number, key)
                    text = f"{dotted(location)} has no effect: all of the plan's formations begin further on"
                    hint = "opens: and release: of the plan say when they set out"
                    self.problems.append(self.world.loaded.origins.problem(location, f"{text}; {hint}", key=True, warning=True))

    def _no_road(self, formation: Formation, here: str, target: str) -> None:
        index = next(i for i, row in enumerate(self.world.spec.formations) if row.id == formation.id)
        text = f"{dotted(('formations', index))}: {formation.mobility} troops find no way from {here} to {target}"
        location = ("formations", index, "start", "place") if here == formation.start.place else ("formations", index)
        self.problems.append(self.world.loaded.origins.problem(location, f"{text}; start it on a road that leads there"))


def advance_and_defence(plan: Plan) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps of a plan up to the last that attacks or marches, and those after it."""
    end = max((number for number, step in enumerate(plan.steps, start=1) if step.task in MOVING_TASKS), default=0)
    return tuple(plan.steps[:end]), tuple(plan.steps[end:])
