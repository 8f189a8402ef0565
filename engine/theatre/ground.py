"""The defender's ground: works and the width of front at every place, compiled once a theatre."""

from __future__ import annotations

import numpy as np

from engine.rules import advance
from engine.scenario.forces import Fort, garrisons
from engine.theatre.world import World
from engine.vocabulary import Rule


class Ground:
    """What a place offers to those who defend it and leaves to those who attack it."""

    def __init__(self, world: World):
        forts = garrisons(world.spec.forts)
        works = {fort.id for fort in forts} if world.on(Rule.WORKS) else set[str]()
        self.is_works = [formation.id in works for formation in world.formations]
        """(formations,): the garrison of permanent works, which stays whatever happens."""
        self.stays = [self.is_works[f] or formation.mobility == "fixed" for f, formation in enumerate(world.formations)]
        """(formations,): stays where it is when its place is lost: works, and troops without any means to leave."""
        self.frontage_km = _frontage_km(world, forts)
        """(places,): front of a defence there: the widest zone's, else the usual front of a division."""
        self.room = advance.divisions_abreast(np.array(self.frontage_km), rates=world.rates.combat.advance).astype(float).tolist()
        """(places,): divisions that find room to attack each."""
        self.groups = [max((fort.groups for fort in forts if fort.place == place.id), default=1) for place in world.places]
        """(places,): groups of works that have to be cleared one after the other; 1 where there is no zone."""
        astride = {fort.place for fort in forts if fort.id in works and fort.bypass == "off_road"}
        self.bars_wheels = [place.id in astride for place in world.places]
        """(places,): permanent works that vehicles cannot bypass."""


def _frontage_km(world: World, forts: list[Fort]) -> list[float]:
    widest: dict[str, float] = {}
    for fort in forts:
        widest[fort.place] = max(widest.get(fort.place, 0.0), fort.frontage_km)
    return [widest.get(place.id, world.rates.combat.advance.defence_front_km) for place in world.places]
