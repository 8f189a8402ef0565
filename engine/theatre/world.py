"""A scenario compiled: the parts of the theatre, and the rules in force on it.

Ids become rows and rows arrays here, once a scenario. What each part is for stands in its own file; what changes in a run
stands in `engine.state`."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.arrays import Bools, Floats
from engine.rules.rates import Rates
from engine.scenario.loading import LoadedScenario
from engine.scenario.parameters import values
from engine.scenario.schema import Scenario
from engine.theatre.calendar import Calendar
from engine.theatre.links import links_of
from engine.theatre.neighbours import Neighbours
from engine.theatre.network import Network
from engine.theatre.order_of_battle import OrderOfBattle
from engine.theatre.own_rates import OwnRates
from engine.theatre.weather import Climate
from engine.vocabulary import Rule


class World:
    """What never changes in a run: the parts, each under its own name, and what the rules in force make of them.

    `places` and `formations` are the lists whose rows all arrays of the engine have; `place_row` and `formation_row` map ids to
    those rows. `network` may be that of another world of the same scenario, or one on a changed graph; made anew otherwise."""

    def __init__(self, loaded: LoadedScenario, network: Network | None = None):
        self.loaded = loaded
        self.spec: Scenario = loaded.spec
        self.parameters: dict[str, float] = values(self.spec.rules)
        self.rates = Rates.from_parameters(self.parameters)
        self.off = frozenset(Rule(name) for name in self.spec.without)
        self.side_row = {side.id: row for row, side in enumerate(self.spec.sides)}
        self.calendar = Calendar(self.spec.start, self.spec.days)
        self.network = network or Network.of(self.spec)
        self.places, self.place_row = self.network.places, self.network.place_row
        self.order_of_battle = OrderOfBattle(self.spec)
        self.formations, self.formation_row = self.order_of_battle.formations, self.order_of_battle.row
        self.own_rates = OwnRates(self.order_of_battle, self.parameters, self.rates)
        self.links = links_of(self.network, self.rates, breakdowns=self.on(Rule.ARMOUR_POOLS))
        self.neighbours = Neighbours(self.network, self.links)
        self.climate = Climate(
            self.spec, self.calendar, self.network, dry=not self.on(Rule.WEATHER), drawn=self.on(Rule.WEATHER_CHAIN)
        )

    def on(self, rule: Rule) -> bool:
        """Whether a switchable rule is in force."""
        return rule not in self.off

    @cached_property
    def burns_fuel(self) -> list[bool]:
        """(formations,): which of them a march costs fuel."""
        rules = self.on(Rule.FUEL) and self.on(Rule.SUPPLY)
        bodies = self.order_of_battle.main_body
        return [rules and self.formations[bodies.get(row, row)].fill_t > 0 for row in range(len(self.formations))]

    @cached_property
    def anti_tank_share(self) -> Floats:
        """(formations,): share (0-1) of the guns that can stop tanks; the usual one where a formation does not count them."""
        said = self.order_of_battle.anti_tank_share
        return np.where(np.isnan(said), self.rates.combat.attrition.anti_tank_share, said)

    @cached_property
    def close_assault(self) -> Floats:
        """(formations,): 1 where tank-hunter teams assault tanks at close quarters, 0 elsewhere and without the rule."""
        return self.order_of_battle.close_assault * self.on(Rule.CLOSE_ASSAULT)

    @cached_property
    def claimed_counts(self) -> list[str]:
        """Counts of losses, sorted, of which some claim of an action wants to know how they grow."""
        return sorted({count for claim in self.spec.claims for count in claim.counts})

    @cached_property
    def off_limits(self) -> Bools:
        """(sides, places): where a political line forbids a side to go."""
        barred = np.zeros((len(self.spec.sides), len(self.places)), bool)
        for line in self.spec.stop_lines if self.on(Rule.STOP_LINES) else ():
            beyond = [p.country in line.countries and line.north_of < p.lat < line.south_of for p in self.places]
            barred[self.side_row[line.side]] |= np.array(beyond)
        return barred
