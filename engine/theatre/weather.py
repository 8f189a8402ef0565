"""The sky of a run: the scenario's dated spells, the same for all runs, or spells drawn by region and day."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from engine.randomness import Dice, Stream
from engine.rules import march
from engine.rules.weather import drawn_skies
from engine.scenario.schema import Spell, WeatherChain
from engine.theatre.world import World
from engine.vocabulary import Rule


@dataclass(frozen=True)
class Weather:
    """Spells, and what they make of each day (row: calendar days since the start) over links and places."""

    spells: list[Spell]
    over_links: NDArray[np.int8]
    over_places: NDArray[np.int8]


def weather_of(world: World, dice: Dice) -> Weather:
    """The skies of one run; nothing is computed where the scenario's dates hold."""
    if world.spec.weather_model == "historical" or not (world.on(Rule.WEATHER) and world.on(Rule.WEATHER_CHAIN)):
        return Weather(world.spec.weather if world.on(Rule.WEATHER) else [], world.links.sky, world.place_sky)
    spells = [spell for chain in world.spec.weather_chains for spell in drawn_spells(world, dice, chain)]
    return Weather(spells, world.skies(world.link_at, spells), world.skies(world.place_at, spells))


def drawn_spells(world: World, dice: Dice, chain: WeatherChain) -> list[Spell]:
    """A region's days from the first to the last, drawn one after the other; equal days in a row are one spell."""
    u = np.array([dice.uniform(Stream.SKY, chain.region, day) for day in range(world.spec.days + 2)])
    codes = drawn_skies(u, np.array([chain.dry, chain.rain, chain.downpour]))
    spells, first = [], world.start.date()
    for code, days in itertools.groupby(codes.tolist()):
        last = first + timedelta(days=len(list(days)) - 1)
        spells.append(
            Spell.model_validate(
                {
                    "region": chain.region,
                    "sky": march.SKIES[code],
                    "from_date": first.isoformat(),
                    "to_date": last.isoformat(),
                }
            )
        )
        first = last + timedelta(days=1)
    return spells
