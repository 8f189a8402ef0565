"""All rates of a run: every group of scalars that some rule depends on, built once from the catalogue's values.

A theatre builds them when a scenario is compiled and its runs hold them; a process hands the one group to a rule that the rule's
signature asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from engine.rules.air import AirRates
from engine.rules.airlift import AirliftRates
from engine.rules.armour import ArmourRates
from engine.rules.command import CommandRates
from engine.rules.culmination import CulminationRates
from engine.rules.desertion import DesertionRates
from engine.rules.engagement import CombatRates
from engine.rules.fortress import FortressRates
from engine.rules.friction import FrictionRates
from engine.rules.fuel import FuelRates
from engine.rules.horses import HorseRates
from engine.rules.intelligence import IntelligenceRates
from engine.rules.landings import LandingRates
from engine.rules.lorry_numbers import LorryNumberRates
from engine.rules.march import MarchRates
from engine.rules.railways import RailRates
from engine.rules.readiness import ReadinessRates
from engine.rules.rivers import RiverRates
from engine.rules.supply import SupplyRates
from engine.rules.transport import TransportRates


@dataclass(frozen=True, slots=True)
class Rates:
    """One group a module of rules."""

    air: AirRates
    airlift: AirliftRates
    armour: ArmourRates
    combat: CombatRates
    command: CommandRates
    culmination: CulminationRates
    desertion: DesertionRates
    fortress: FortressRates
    friction: FrictionRates
    fuel: FuelRates
    horses: HorseRates
    intelligence: IntelligenceRates
    landings: LandingRates
    lorry_numbers: LorryNumberRates
    march: MarchRates
    rail: RailRates
    readiness: ReadinessRates
    rivers: RiverRates
    supply: SupplyRates
    transport: TransportRates

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, float]) -> Self:
        """All groups from path to value; a KeyError names the first path that is not there."""
        return cls(
            air=AirRates.from_parameters(parameters),
            airlift=AirliftRates.from_parameters(parameters),
            armour=ArmourRates.from_parameters(parameters),
            combat=CombatRates.from_parameters(parameters),
            command=CommandRates.from_parameters(parameters),
            culmination=CulminationRates.from_parameters(parameters),
            desertion=DesertionRates.from_parameters(parameters),
            fortress=FortressRates.from_parameters(parameters),
            friction=FrictionRates.from_parameters(parameters),
            fuel=FuelRates.from_parameters(parameters),
            horses=HorseRates.from_parameters(parameters),
            intelligence=IntelligenceRates.from_parameters(parameters),
            landings=LandingRates.from_parameters(parameters),
            lorry_numbers=LorryNumberRates.from_parameters(parameters),
            march=MarchRates.from_parameters(parameters),
            rail=RailRates.from_parameters(parameters),
            readiness=ReadinessRates.from_parameters(parameters),
            rivers=RiverRates.from_parameters(parameters),
            supply=SupplyRates.from_parameters(parameters),
            transport=TransportRates.from_parameters(parameters),
        )
