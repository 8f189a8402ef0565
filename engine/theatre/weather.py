"""Weather: the scenario's dated spells, the same for all runs, or spells drawn by region and day for each run.

A sky holds from midnight to midnight over a whole region. What rain does to roads, rivers and aircraft stands in the rules;
the midnights are kept by the process of the weather."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Floats
from engine.randomness import Dice, Stream
from engine.rules import march
from engine.rules.weather import drawn_skies
from engine.scenario.schema import Scenario, Spell, WeatherChain
from engine.theatre.calendar import Calendar
from engine.theatre.network import Network
from engine.theatre.regions import inside

Skies = NDArray[np.int8]
"""(calendar days, points): index into `march.SKIES`; row 0 is the day of the start."""


@dataclass(frozen=True)
class Weather:
    """Spells, and the sky that they make over every link and every place on each day."""

    spells: list[Spell]
    over_links: Skies
    over_places: Skies


class Climate:
    """What weather a scenario's runs can have. `drawn` False: every run has that of the dates; `dry`: the sky is always dry."""

    def __init__(self, spec: Scenario, calendar: Calendar, network: Network, *, dry: bool, drawn: bool):
        self.spec, self.calendar, self.network = spec, calendar, network
        self.dry, self.drawn = dry, drawn and not dry and spec.weather_model != "historical"

    def of_run(self, dice: Dice) -> Weather:
        """The weather of one run; nothing is computed where the scenario's dates hold."""
        if not self.drawn:
            return self.dated
        return self._weather([spell for chain in self.spec.weather_chains for spell in self.drawn_spells(dice, chain)])

    @cached_property
    def dated(self) -> Weather:
        """The weather of the scenario's dates."""
        return self._weather([] if self.dry else self.spec.weather)

    @cached_property
    def never_wet(self) -> bool:
        """Whether every run has a dry sky on all days."""
        return not self.drawn and not self.dated.over_links.any()

    def _weather(self, spells: list[Spell]) -> Weather:
        return Weather(spells, self.skies(self.network.link_at, spells), self.skies(self.network.place_at, spells))

    def skies(self, points: Floats, spells: list[Spell]) -> Skies:
        """(days, points): the sky of the first matching spell of the list; dry where none matches.

        `points`: (points, 2), longitude and latitude in degrees. A spell holds in its region's box, edges included, from its
        first day to its last."""
        sky = np.zeros((self.calendar.days + 2, len(points)), np.int8)
        regions = {region.id: region for region in self.spec.regions}
        first_day = self.calendar.start.date()
        for spell in reversed(spells):
            within = inside(regions[spell.region], *points.T)
            first, last = ((date.fromisoformat(text) - first_day).days for text in (spell.from_date, spell.to_date))
            sky[max(first, 0) : max(last + 1, 0), within] = march.SKIES.index(spell.sky)
        return sky

    def drawn_spells(self, dice: Dice, chain: WeatherChain) -> list[Spell]:
        """A region's days from the first to the last, drawn one after the other; equal days in a row are one spell.

        Each day has a draw of its own, addressed by region and day, so that one region's weather moves no other draw."""
        u = np.array([dice.uniform(Stream.SKY, chain.region, day) for day in range(self.calendar.days + 2)])
        codes = drawn_skies(u, np.array([chain.dry, chain.rain, chain.downpour]))
        spells, first = [], self.calendar.start.date()
        for code, days in itertools.groupby(codes.tolist()):
            last = first + timedelta(days=len(list(days)) - 1)
            dates = {"from_date": first.isoformat(), "to_date": last.isoformat()}
            spells.append(Spell.model_validate({"region": chain.region, "sky": march.SKIES[code], **dates}))
            first = last + timedelta(days=1)
        return spells
