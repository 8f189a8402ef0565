"""Lorry companies of a run: what each is doing, and what their shuttles have on the road.

Lorries change from one task to the next as they stand idle; their loads are counted like those to formations
(`state.transport`), the road from depot to depot standing in the place of that from depot to formation."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints
from engine.rules import issue, transport
from engine.rules.transport import TransportRates
from engine.state.transport import STEP_MIN, Transport
from engine.theatre.lorry_companies import NONE, LorryCompanies, Post, post_on
from engine.theatre.preparation import Theatre
from engine.theatre.shuttle_ways import ShuttleWays
from engine.units import MIN_PER_DAY


class Shuttles:
    """Arrays have the shape (shuttles,) or (kinds, shuttles) unless they say otherwise."""

    def __init__(self, theatre: Theatre):
        self.companies: LorryCompanies = theatre.lorry_companies
        count = len(self.companies.names)
        self.moving = Transport(
            lift_t=np.zeros(count),
            fleet=np.arange(count),
            ticks=theatre.world.spec.days * MIN_PER_DAY // STEP_MIN,
            step_days=STEP_MIN / MIN_PER_DAY,
            goods=issue.KINDS,
        )
        self.lift_t = [np.zeros(len(posts)) for posts in self.companies.posts]
        """(companies,) arrays of (posts,): lift that does the work of each."""
        self.riding: Bools = np.zeros(len(theatre.world.formations), bool)
        """(formations,): there are lorries enough with each to carry its men."""
        self.pool_t = np.zeros(len(self.companies.companies))
        """(companies,): lift that stands idle between two tasks."""
        self.lag_days, self.burned_share = np.full(count, np.inf), np.zeros(count)
        """From depot to depot, over the last way that was open."""
        self.wanted_t = np.zeros((issue.KINDS, count))
        """What the depots had for each in this tick, of the goods that it carries."""
        self.loaded_t, self.limit = np.zeros((issue.KINDS, count)), np.zeros(count, int)
        self.ways: ShuttleWays | None = None
        """As they were last found; None before."""
        self.found_key: tuple[int | bytes, ...] = ()
        self.found_over = b""
        """The roads over which they were found, as bytes."""

    def muster(self, day: float, supply: Transport) -> None:
        """Lorries that stand idle go to the work of the day, as many as there are to be.

        `supply` has the fleets of formations. Without number (inf) they are wherever there is work of theirs."""
        for row, posts in enumerate(self.companies.posts):
            now, lorries = post_on(posts, day), self.companies.lorries(row, day)
            if not np.isfinite(self.companies.lift_t[row]):
                self._without_number(posts, now if lorries else NONE)
                continue
            if self._as_ordered(row, now, lorries):
                continue
            for post in range(len(posts)):
                if post != now:
                    self._free(row, post, np.inf, supply)
            surplus_t = self.lift_t[row].sum() + self.pool_t[row] - lorries * self.companies.lift_t[row]
            if now != NONE:
                self._free(row, now, surplus_t - self.pool_t[row], supply)
            self.pool_t[row] -= min(surplus_t, self.pool_t[row])
            if now != NONE:
                self._free(row, now, -self.pool_t[row], supply)

    def _as_ordered(self, row: int, now: int, lorries: float) -> bool:
        """Whether all lorries of a company do the work of a post, and nothing has to change."""
        lift_t = self.lift_t[row].tolist()
        kept_t = lift_t[now] if now != NONE else 0.0
        return bool(kept_t == sum(lift_t) == lorries * self.companies.lift_t[row] and self.pool_t[row] == 0.0)

    def _free(self, row: int, post: int, most_t: float, supply: Transport) -> None:
        """So much lift (t), as far as it stands idle, leaves a post for the pool of its company; a negative one takes it up.

        Lorries that carry men are free when these are told to dismount: between two roads."""
        kept_t = self.lift_t[row].item(post)
        fleets, number = self._fleet(self.companies.posts[row][post], supply)
        idle_t = kept_t if fleets is None else min(fleets.idle_of(number), kept_t)
        t = min(most_t, idle_t) if most_t > 0.0 else most_t
        self.lift_t[row][post] -= t
        self.pool_t[row] += t
        if fleets is not None:
            fleets.join(number, -t)

    def _fleet(self, post: Post, supply: Transport) -> tuple[Transport | None, int]:
        if post.rider != NONE:
            return None, post.rider
        return (self.moving, post.shuttle) if post.shuttle != NONE else (supply, post.fleet)

    def mount(self, men: Floats, day: float, rates: TransportRates) -> None:
        """Say who rides on a day: `men` (formations,) of each against the lorries that are with it."""
        lift_t = np.zeros(len(men))
        payload_t = np.ones(len(men))
        for row, posts in enumerate(self.companies.posts):
            for post, kept_t in zip(posts, self.lift_t[row].tolist(), strict=True):
                if post.rider != NONE:
                    now = post_on(posts, day) != NONE and posts[post_on(posts, day)] is post
                    unlimited = now and not np.isfinite(self.companies.lift_t[row])
                    lift_t[post.rider] += np.inf if unlimited else kept_t
                    payload_t[post.rider] = self.companies.payload_t[row]
        for f in self.companies.riders:
            self.riding[f] = lift_t[f] > 0.0 and transport.rides(lift_t[f], men[f], payload_t[f], rates=rates)

    def _without_number(self, posts: list[Post], now: int) -> None:
        for number, post in enumerate(posts):
            if post.shuttle != NONE:
                self.moving.lift_t[post.shuttle] = np.inf if number == now else 0.0

    def find(self, ways: ShuttleWays, key: tuple[int | bytes, ...], over: bytes) -> ShuttleWays:
        """The ways of all have been found over these roads; they come back."""
        self.ways, self.found_key, self.found_over = ways, key, over
        return ways

    def drive(self, lag_days: Floats, burned_share: Floats) -> None:
        """So long the way takes now, and such a part (0-1) of a load the lorries burn on it."""
        self.lag_days, self.burned_share = lag_days, burned_share

    def load(self, wanted_t: Floats, loaded_t: Floats, limit: Ints) -> None:
        """So much of what the depots had has left on the road; `limit`: the `SupplyLimit` that kept back the rest."""
        self.wanted_t, self.loaded_t, self.limit = wanted_t, loaded_t, limit
        self.moving.send(loaded_t)
