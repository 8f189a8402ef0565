"""The weather of the present day, as processes ask for it; the days of the whole run stand in `theatre.weather`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.processes.clock import Clock
from engine.theatre.weather import Weather
from engine.theatre.world import World
from engine.units import MIN_PER_DAY

Skies = NDArray[np.int8]


class Today:
    """Codes into `march.SKIES`; a day begins at midnight."""

    def __init__(self, world: World, weather: Weather, clock: Clock):
        self._world, self._weather, self._clock = world, weather, clock
        self._link_list: list[int] = []
        self._until_minute = 0

    def day(self) -> int:
        """Calendar days since that of the scenario's start."""
        return self._world.calendar.day(self._clock.minute)

    def over_links(self) -> Skies:
        """(links,): the sky over each link."""
        today: Skies = self._weather.over_links[self.day()]
        return today

    def over_link(self, link: int) -> int:
        """The sky over one link; asked at every stage of a march, and so kept as plain numbers for the day."""
        if self._clock.minute >= self._until_minute:
            self._link_list = self.over_links().tolist()
            self._until_minute = self._world.calendar.first_midnight + self.day() * MIN_PER_DAY
        return self._link_list[link]

    def over_places(self) -> Skies:
        """(places,): the sky over each place."""
        today: Skies = self._weather.over_places[self.day()]
        return today
