"""What the highest headquarters believed: where formations stood and how strong they were, who held a place, and since when.

Reports take the way and the time of the news of a loss (`theatre.news`, the same draws), so that a headquarters believes what its
plans act on. Own troops report when they have moved on or have lost a tenth; of the enemy is seen what fights, by those that
fight it, and its strength is judged as the troops judged it before the first fight. Worked out from the record of a run when the
table is asked for: nothing of the run hangs on it. Without `intelligence` every headquarters knows everything at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engine.fights import SIEGE, Taken
from engine.formats import TRACK_NUMBERS
from engine.randomness import Dice, Stream
from engine.recorder import Capture, Recorder, Sample
from engine.rules import intelligence
from engine.state.knowledge import Knowledge, Loss
from engine.theatre.news import LONGEST, News
from engine.theatre.world import World
from engine.units import local_time
from engine.vocabulary import Rule

HIGHEST = ("army_group", "front")
LAT, LON, MEN = (TRACK_NUMBERS.index(name) for name in ("lat", "lon", "men"))
"""Rows of the numbers of a sample."""
Spot = tuple[float, float]
"""Latitude and longitude."""
WORTH_A_REPORT = 0.1
"""Own troops report, and enemies are counted anew, when so much of their strength has changed. A judgement, grade C."""


class Belief(NamedTuple):
    """What a headquarters believes from a minute on: of a formation its place, position and men; of a place its holder.

    `formation` is -1 where it is about a place; then position and men are 0."""

    heard_minute: int
    true_minute: int
    headquarters: int
    formation: int
    place: int
    side: int
    spot: Spot
    men: float


@dataclass(frozen=True)
class Report:
    """What is true of a formation at a minute, and who of those that tell of it are nearest to the headquarters."""

    minute: int
    place: int
    spot: Spot
    men: float
    observers: Sequence[int]
    engagement: int | None = None


def headquarters(world: World) -> list[int]:
    """Rows of the highest headquarters: army groups and fronts, and others with troops below them and nobody above, ascending."""
    formations = world.formations
    leads = {formation.parent for formation in formations if formation.parent}
    return [
        row
        for row, formation in enumerate(formations)
        if not formation.combat and formation.id in leads and (formation.echelon in HIGHEST or not formation.parent)
    ]


def beliefs(world: World, dice: Dice, recorder: Recorder, knowledge: Knowledge) -> list[Belief]:
    """Every change of what a headquarters believes, by the minute at which it hears of it, up to the last sample.

    `true_minute` is never later than that."""
    end = recorder.samples[-1].minute if recorder.samples else 0
    return sorted(belief for belief in Beliefs(world, dice, recorder, knowledge).all() if belief.heard_minute <= end)


def belief_rows(world: World, dice: Dice, recorder: Recorder, knowledge: Knowledge) -> Iterator[tuple[Any, ...]]:
    """The rows of `beliefs.csv`."""
    for each in beliefs(world, dice, recorder, knowledge):
        about_troops = each.formation >= 0
        names = (world.formations[each.formation].id if about_troops else "", world.places[each.place].id)
        what = (*each.spot, round(each.men)) if about_troops else ("", "", "")
        true, heard = (local_time(world.calendar.start, minute) for minute in (each.true_minute, each.heard_minute))
        yield (
            world.formations[each.headquarters].id,
            *names,
            world.spec.sides[each.side].id,
            *what,
            each.true_minute,
            true,
            each.heard_minute,
            heard,
        )


class Beliefs:
    """What is told to headquarters, from the record of a run so far: `see` and `sight` take in one sample, or one impulse,
    more."""

    def __init__(self, world: World, dice: Dice, recorder: Recorder, knowledge: Knowledge):
        self.world, self.dice, self.recorder, self.knowledge = world, dice, recorder, knowledge
        self.news, self.side = News(world, dice), world.order_of_battle.side
        self.knows_all = not world.on(Rule.INTELLIGENCE)
        self.sampled: dict[int, list[Report]] = {f: [] for f in range(len(world.formations))}
        """Reports of every formation about itself, at the samples at which there is something new."""
        self._reported = np.full((3, len(world.formations)), np.nan)
        """Latitude, longitude and men of the last of them."""
        self.sighted: dict[int, list[Report]] = {}
        """What those that fight a formation see of it, impulse by impulse."""

    def all(self) -> Iterator[Belief]:
        """Headquarters by headquarters, unsorted."""
        for sample in self.recorder.samples:
            self.see(sample)
        for taken in () if self.knows_all else self.recorder.impulses:
            self.sight(taken)
        for h in headquarters(self.world):
            yield from self._of_places(h)
            for f, reports in self.sampled.items():
                known = reports if self.side[f] == self.side[h] or self.knows_all else self.sighted.get(f, [])
                yield from self._heard(h, f, [report for report in known if self.is_told(h, report)])

    def is_told(self, h: int, report: Report) -> bool:
        """Whether one of those that tell of it stands under this headquarters then."""
        chain = self.world.order_of_battle.command.tree(report.minute).chain
        above = self.world.formations[h].id
        return self.knows_all or any(above in chain[self.world.formations[one].id] for one in report.observers)

    def see(self, sample: Sample) -> list[tuple[int, int]]:
        """Take in a sample; returns the formations that report something new, and the numbers of their reports."""
        now, before = sample.numbers[[LAT, LON, MEN]], self._reported
        moved = (now[:2] != before[:2]).any(axis=0)
        changed = np.abs(now[2] - before[2]) > (0.0 if self.knows_all else WORTH_A_REPORT * before[2])
        rows = np.flatnonzero((moved | changed) & ~sample.absent)
        before[:, rows] = now[:, rows]
        found = []
        for f, place, lat, lon, men in zip(rows.tolist(), sample.place[rows].tolist(), *now[:, rows].tolist(), strict=True):
            self.sampled[f].append(Report(sample.minute, place, (lat, lon), men, (f,)))
            found.append((f, len(self.sampled[f]) - 1))
        return found

    def _is_new(self, reports: Sequence[Report], spot: Spot, men: float) -> bool:
        if not reports or reports[-1].spot != spot:
            return True
        before = reports[-1].men
        return abs(men - before) > (0.0 if self.knows_all else WORTH_A_REPORT * before)

    def sight(self, taken: Taken) -> list[tuple[int, int]]:
        """Take in the fights of an impulse; returns those of whom something new is seen, and the numbers of the reports."""
        here: dict[int, list[tuple[int, float]]] = {}
        found = list[tuple[int, int]]()
        for fight, f, men in zip(taken.fight.tolist(), taken.formation.tolist(), taken.men.tolist(), strict=True):
            here.setdefault(fight, []).append((f, men))
        for fight, those in here.items():
            place, engagement = taken.fights[fight]
            spot = (self.world.places[place].lat, self.world.places[place].lon)
            for f, men in those:
                observers = tuple(sorted(other for other, _ in those if self.side[other] != self.side[f]))
                if observers and self._is_new(self.sighted.setdefault(f, []), spot, men):
                    self.sighted[f].append(Report(taken.minute, place, spot, men, observers, engagement))
                    found.append((f, len(self.sighted[f]) - 1))
        return found

    def _heard(self, h: int, f: int, reports: Sequence[Report]) -> Iterator[Belief]:
        """What of these reports a headquarters comes to believe: a report that a newer one has overtaken it does not."""
        soonest = float("inf")
        told = []
        for occasion in range(len(reports) - 1, -1, -1):
            report = reports[occasion]
            about = self.world.formations[f].id
            heard = report.minute + self.delay_min(h, about, occasion, report.observers, report.minute)
            if heard < soonest:
                soonest = heard
                men = self.judged(report, reports[occasion - 1] if occasion else None)
                told.append(Belief(heard, report.minute, h, f, report.place, self.side[f], report.spot, float(round(men))))
        return reversed(told)

    def delay_min(self, h: int, about: str, occasion: int, observers: Sequence[int], minute: int) -> int:
        """Minutes until a headquarters hears of something that the nearest of these tells."""
        if self.knows_all or minute <= 0:
            return 0
        links = min(self.news.links(h, observer, minute) for observer in observers)
        return self.news.delay_min(h, about, occasion, links, minute)

    def judged(self, report: Report, before: Report | None) -> float:
        """Men as they are believed: of an enemy that is met for the first time in an engagement, by the troops' own estimate."""
        if report.engagement in (None, SIEGE) or (
            before and (before.place, before.engagement) == (report.place, report.engagement)
        ):
            return report.men
        z = self.dice.of_minute(report.minute).normal(Stream.ESTIMATE, self.world.places[report.place].id, report.engagement or 0)
        return intelligence.estimated_men(report.men, z, rates=self.world.rates.intelligence)

    def _of_places(self, h: int) -> Iterator[Belief]:
        """Every change of holder, as both sides' headquarters hear of it."""
        taken = {(capture.place, capture.minute): capture for capture in self.recorder.captures}
        for place, loss in self.knowledge.falls:
            capture = taken.get((self.world.places[place].id, loss.minute))
            if capture is not None:
                yield self.of_fall(h, place, loss, capture)

    def of_fall(self, h: int, place: int, loss: Loss, capture: Capture) -> Belief:
        """What a headquarters comes to believe of the holder of a place that was taken."""
        heard = loss.minute + self.fall_delay_min(h, loss, capture)
        return Belief(heard, loss.minute, h, -1, place, self.world.side_row[capture.side], (0.0, 0.0), 0.0)

    def fall_delay_min(self, h: int, loss: Loss, capture: Capture) -> int:
        """Minutes until a headquarters hears that a place was taken: from those of its side that took it or saw it."""
        if self.knows_all:
            return 0
        side, taker = self.world.side_row[capture.side], self.world.formation_row.get(capture.formation)
        seen_by = {taker: 0.0} if self.side[h] == side and taker is not None else loss.seen_by
        links = min((more + self.news.links(h, f, loss.minute) for f, more in seen_by.items()), default=2 * LONGEST)
        return self.news.delay_min(h, capture.place, loss.occasion, links, loss.minute)
