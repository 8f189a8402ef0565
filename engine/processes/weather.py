"""Weather: at midnight the sky changes, and columns on the roads concerned set a new pace.

Which day is how is settled before the run begins (`theatre.weather`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.units import MIN_PER_DAY
from engine.vocabulary import Activity, EventKind, SpellName


def weather(c: Campaign) -> Process:
    """Wake marching formations whose road changed its sky; note where spells begin.

    Waits for midnight (rank WEATHER, the first of the minute); interrupts the processes of the formations concerned. Writes
    `weather` for each spell that is not dry."""
    table = c.weather.over_links
    for day in range(len(table)):
        if day:
            yield c.after(c.world.calendar.first_midnight if day == 1 else MIN_PER_DAY, Rank.WEATHER)
            changed = np.flatnonzero(table[day] != table[day - 1])
            for f in np.flatnonzero(np.isin(c.state.link, changed) & (c.state.link >= 0)).tolist():
                if c.state.activity[f] == Activity.MARCHING:
                    c.marches[f].interrupt("weather")
        _note_spells(c, day)


def _note_spells(c: Campaign, day: int) -> None:
    first_day = c.world.calendar.start.date()
    for spell in c.weather.spells:
        if (date.fromisoformat(spell.from_date) - first_day).days == day and spell.sky != "dry":
            c.log.event(c.minute, EventKind.WEATHER, cause=SpellName(f"{spell.sky} in {spell.region}"))
