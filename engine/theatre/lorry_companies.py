"""Lorry companies as they are ordered: what each may have to do in the course of a scenario, by rows of sources and fleets.

What one of them does from a day on is a post. Shuttles are numbered over all companies; each has lorries of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import Floats, Ints
from engine.errors import Problem
from engine.rules import issue, transport
from engine.scenario.lorries import PartsOfGoods, Task
from engine.scenario.origins import Loc, dotted
from engine.theatre.fleets import Fleets
from engine.theatre.source_depots import KINDS, SourceDepots
from engine.theatre.world import World
from engine.units import MIN_PER_DAY

NONE = -1


@dataclass(frozen=True)
class Post:
    """One task by rows: from which day to which; a shuttle, the fleet of a formation, or a formation whose men ride."""

    day: float
    until: float
    shuttle: int
    fleet: int
    rider: int


class LorryCompanies:
    """Companies sorted by id, shuttles in the order of companies and tasks."""

    def __init__(self, world: World, depots: SourceDepots, fleets: Fleets):
        self.world = world
        self.companies = sorted(world.spec.lorry_companies, key=lambda each: each.id)
        tasks = [(row, task) for row, each in enumerate(self.companies) for task in each.tasks]
        shuttles = [(row, task) for row, task in tasks if task.to is not None]
        number = {id(task): shuttle for shuttle, (_, task) in enumerate(shuttles)}
        self.names = [self.companies[row].id for row, _ in shuttles]
        """(shuttles,): the company of each."""
        source = {each.id: row for row, each in enumerate(depots.sources)}
        self.origin: Ints = np.array([source[str(task.origin)] for _, task in shuttles], int)
        self.to: Ints = np.array([source[str(task.to)] for _, task in shuttles], int)
        """(shuttles,): rows of the sources where they load and unload."""
        self.origin_depot: Ints = depots.of_source[self.origin]
        self.parts: Floats = np.array([_parts(task.goods) for _, task in shuttles]).reshape(-1, len(KINDS)).T
        """(kinds, shuttles): what of a load each good is."""
        owners = np.array([world.formation_row[each.of] for each in self.companies], int)
        self.reserves: Ints = _layers(
            [_reserves(depots, int(o), owners[row]) for o, (row, _) in zip(self.origin, shuttles, strict=True)]
        )
        """(layers, shuttles): reserves of their origin on which they draw, in this order; -1 where there is none."""
        rates = world.own_rates.of_companies(owners, [each.rates for each in self.companies])
        lift: Floats = np.broadcast_to(transport.lift_t(np.ones(len(owners)), rates=rates), owners.shape)
        self.lift_t = lift if fleets.counted else np.full(len(owners), np.inf)
        """(companies,): tonnes that one lorry of each carries, those in repair counted with none."""
        self.rates = world.own_rates.of_companies(
            owners, [each.rates for each in self.companies], among=[row for row, _ in shuttles]
        )
        """Rates of the lorries of each shuttle; arrays of (shuttles,) where they differ."""
        stage = world.order_of_battle.command.stage

        def fleet(formation: str, day: float) -> int:
            return int(fleets.of_stage[stage(day * MIN_PER_DAY)][world.formation_row[formation]])

        self.posts = [[_post(task, number, fleet, world.formation_row) for task in each.tasks] for each in self.companies]
        """(companies,) lists, in the order of days."""

        payload = world.own_rates.of_companies(owners, [each.rates for each in self.companies]).payload_t
        self.payload_t: Floats = np.broadcast_to(np.asarray(payload, float), owners.shape)
        """(companies,): load of a lorry."""
        self.riders = sorted({post.rider for posts in self.posts for post in posts} - {NONE})
        """Rows of the formations that may ride in the course of the scenario."""

    @cached_property
    def problems(self) -> list[Problem]:
        """A doubt for each task of carrying men for whom the company never has lorries enough."""
        row_of = {each.id: row for row, each in enumerate(self.world.spec.lorry_companies)}
        found = []
        for row, each in enumerate(self.companies):
            most = max((lorries for _, lorries in each.lorries), default=0.0)
            for number, task in enumerate(each.tasks):
                if task.carries is not None:
                    men = self.world.formations[self.world.formation_row[task.carries]].men
                    found += self._too_few(row, most, men, ("lorry_companies", row_of[each.id], "tasks", number, "carries"))
        return found

    def _too_few(self, row: int, lorries: float, men: float, at: Loc) -> list[Problem]:
        """A doubt where so many lorries do not lift so many men at once."""
        rates, lift_t = self.world.rates.transport, float(self.lift_t[row])
        if transport.rides(lorries * lift_t, men, float(self.payload_t[row]), rates=rates):
            return []
        enough = math.ceil(men / rates.men_per_lorry * float(self.payload_t[row]) / lift_t)
        text = f"{dotted(at)} has {men:,.0f} men, and {lorries:g} lorries do not lift them all at once, so that it walks"
        return [self.world.loaded.origins.problem(at, f"{text}; give {enough} lorries or more", warning=True)]

    def lorries(self, company: int, day: float) -> float:
        """How many lorries the companies of a row have on a day."""
        return issue.held(self.companies[company].lorries, day)


def post_on(posts: list[Post], day: float) -> int:
    """Number of the post that is held on a day; NONE where there is none."""
    begun = [number for number, post in enumerate(posts) if post.day <= day]
    return begun[-1] if begun and day < posts[begun[-1]].until else NONE


def _reserves(depots: SourceDepots, origin: int, owner: int) -> list[int]:
    """Reserves on which lorries of the formation `owner` draw at a source: what is kept for those whom it serves, and the shares
    of its issue that allocations give to the owner or to what is above it."""
    mine = depots.reserves.stages[0].may_draw[:, owner]
    divided = [each.shares > 0.0 for each in depots.allocations if origin in each.sources]
    shares = np.any(divided, axis=0) & mine if divided else np.zeros_like(mine)
    return sorted({int(depots.reserve_of_source[origin]), *np.flatnonzero(shares).tolist()})


def _layers(rows: list[list[int]]) -> Ints:
    """(most in a row, rows): the rows side by side, filled up with -1."""
    layers = np.full((max(map(len, rows), default=0), len(rows)), NONE)
    for column, row in enumerate(rows):
        layers[: len(row), column] = row
    return layers


def _parts(goods: PartsOfGoods | None) -> Floats:
    weights = np.zeros(len(KINDS))
    weights[issue.ALL_GOODS] = 1.0
    return weights if goods is None else issue.divided(np.array([getattr(goods, kind) for kind in KINDS], float))


def _post(task: Task, number: dict[int, int], fleet: Callable[[str, float], int], row: Mapping[str, int]) -> Post:
    return Post(
        task.day,
        np.inf if task.until is None else task.until,
        shuttle=number.get(id(task), NONE),
        fleet=NONE if task.supplies is None else fleet(task.supplies, task.day),
        rider=NONE if task.carries is None else row[task.carries],
    )
