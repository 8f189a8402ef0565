"""The odds of one engagement: two forces, a ground and a posture, fought out many times. No campaign around it.

Also what a user writes on the command line for them: forces as `men=12000,tanks=50` or as a formation of a scenario, ground and
posture by name. Mistakes are EngineErrors that say what would be right. The table of odds is drawn by `analysis`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Floats, Ints
from engine.battles.fight import Engagement, FightSamples, fight
from engine.battles.parameter_values import parameters_of
from engine.battles.retrodict import COLUMN_PACE
from engine.errors import EngineError
from engine.rules import power
from engine.rules.engagement import CombatRates
from engine.rules.power import POSTURES, TERRAINS, Force
from engine.scenario.nearest import nearest
from engine.theatre.command import TreeOfCommand

if TYPE_CHECKING:
    from engine.scenario.schema import Scenario

KEYS = ("men", "tanks", "guns", "quality", "readiness")
TABLE_ODDS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
"""Attackers' over defenders' points, before posture and ground: the columns of a table."""


@dataclass(frozen=True)
class Ground:
    """What both sides share: codes into `power.TERRAINS`, `power.POSTURES` (the defender's) and `march.SKIES`.

    `surprise` runs from 0 to 3, `air` from -1 (the defender's sky) to 1; `encircled` makes the defender a garrison with nowhere
    to go."""

    terrain: int
    posture: int
    sky: int = 0
    surprise: float = 0.0
    air: float = 0.0
    encircled: bool = False


@dataclass(frozen=True)
class Odds:
    """Summary of many fights of one engagement. Losses are shares (0-1) of the men at the start; three numbers are P10, P50,
    P90."""

    win: float
    """Probability that the attacker wins, an undecided end counted half."""
    attacker_gives_way: float
    defender_gives_way: float
    attacker_lost: tuple[float, float, float]
    defender_lost: tuple[float, float, float]
    days: tuple[float, float, float]
    advance_km: tuple[float, float, float]


def forces(texts: tuple[str, str], settings: Mapping[str, float | str]) -> tuple[tuple[Force, Force], dict[str, float]]:
    """Both forces as a user writes them, `men=12000,tanks=50` or `SCENARIO:FORMATION`, and the parameters: those of the scenario
    that a formation comes from, else the defaults, with `settings` on top. EngineError for what is not understood."""
    from engine.scenario.loading import load_scenario

    named = {text: text.partition(":") for text in texts if "=" not in text and ":" in text}
    specs = {scenario: load_scenario(scenario).spec for scenario in sorted({name for name, _, _ in named.values()})}
    if len(specs) > 1:
        raise EngineError(f"formations of one scenario only, not of {' and '.join(specs)}: each has its own rules")
    parameters = parameters_of(next(iter(specs.values())).rules if specs else {}, settings)
    found = []
    for text in texts:
        if text in named:
            scenario, _, formation = named[text]
            found.append(formation_force(specs[scenario], formation, parameters))
        else:
            found.append(force_of(text, parameters))
    return (found[0], found[1]), parameters


def force_of(text: str, parameters: Mapping[str, float]) -> Force:
    """The force of `men=12000,tanks=50,guns=120` (also quality and readiness, 1 where left out); raises EngineError."""
    numbers = {"men": 0.0, "tanks": 0.0, "guns": 0.0, "quality": 1.0, "readiness": 1.0}
    for part in text.split(","):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or key not in KEYS:
            raise EngineError(f"'{part}' in '{text}' is not understood; {nearest(key, KEYS)} as in men=12000,tanks=50,guns=120")
        numbers[key] = _amount(value, part)
    if numbers["men"] <= 0:
        raise EngineError(f"'{text}' has no men; men=12000,tanks=50,guns=120 would be right")
    return _force(numbers["men"], numbers["tanks"], numbers["guns"], numbers["quality"] * numbers["readiness"], parameters)


def _amount(value: str, part: str) -> float:
    """The number that a user wrote in `part`; EngineError where it is none."""
    try:
        number = float(value)
    except ValueError:
        number = np.nan
    if not 0.0 <= number <= 1e7:
        raise EngineError(f"'{part}' is no amount; a number from 0 to 10,000,000 would be right")
    return number


def formation_force(spec: Scenario, formation_id: str, parameters: Mapping[str, float]) -> Force:
    """A formation of a scenario with all its fighting subordinates, as they start.

    Its worth is the mean of quality times readiness over its men. EngineError where the scenario has no such formation, or the
    formation no fighting troops."""
    by_id = {formation.id: formation for formation in spec.formations}
    if formation_id not in by_id:
        raise EngineError(f"{spec.id} has no formation '{formation_id}'; {nearest(formation_id, sorted(by_id))}")
    chain = TreeOfCommand(spec.formations).chain
    rows = [f for f in spec.formations if f.combat and formation_id in chain[f.id]]
    men, tanks, guns = (float(sum(getattr(f, arm) for f in rows)) for arm in ("men", "tanks", "guns"))
    if men <= 0:
        raise EngineError(f"{spec.id}:{formation_id} has no fighting troops of its own or below it")
    worth = sum(f.men * f.quality * f.start.readiness for f in rows) / men
    return _force(men, tanks, guns, worth, parameters)


def _force(men: float, tanks: float, guns: float, worth: float, parameters: Mapping[str, float]) -> Force:
    """A force of one: arrays of shape (1,)."""
    amounts = (men, tanks, guns, parameters["combat.anti_tank_share"], worth)
    return Force(*(np.array([amount]) for amount in amounts))


def ground_code(word: str) -> int:
    """Code of a ground, by its name in the power table or by a map's word for it; raises EngineError."""
    name = power.COMBAT_TERRAIN.get(word, word)
    if name not in TERRAINS:
        raise EngineError(f"--terrain {word} is unknown; {nearest(word, sorted({*TERRAINS, *power.COMBAT_TERRAIN}))}")
    return TERRAINS.index(name)


def posture_code(word: str) -> int:
    """Code of a defender's posture by its name; raises EngineError."""
    if word not in POSTURES:
        raise EngineError(f"--posture {word} is unknown; {nearest(word, POSTURES)}")
    return POSTURES.index(word)


def points_ratio(attacker: Force, defender: Force, parameters: Mapping[str, float]) -> float:
    """Attackers' over defenders' points, before posture, ground, weather, surprise and air."""
    rates, one = power.PowerRates.from_parameters(parameters), np.ones(())
    return float((power.points(attacker, one, one, rates=rates) / power.points(defender, one, one, rates=rates)).item())


def odds(
    attacker: Force,
    defender: Force,
    ground: Ground,
    parameters: Mapping[str, float],
    *,
    days: int = 5,
    draws: int = 1000,
    seed: int = 1,
) -> Odds:
    """What comes of one engagement, fought `draws` times until a side withdraws and for `days` at most.

    The same seed gives the same draws, whatever the forces and the ground."""
    posture = np.array([ground.posture])
    return _summary(_samples(attacker, defender, posture, ground, parameters, days, draws, seed), 0)


def odds_table(
    attacker: Force,
    defender: Force,
    ground: Ground,
    parameters: Mapping[str, float],
    *,
    days: int = 5,
    draws: int = 1000,
    seed: int = 1,
    ratios: Sequence[float] = TABLE_ODDS,
) -> list[list[Odds]]:
    """The results table: a row for each posture, a column for each ratio of points.

    The attacker is scaled to the ratio, arms in proportion; the defender stays as it is. All cells share their random draws, so
    that neighbours differ by ratio and posture alone."""
    scale = np.array(ratios) / points_ratio(attacker, defender, parameters)
    wide = np.tile(scale, len(POSTURES))
    scaled = attacker._replace(men=attacker.men * wide, tanks=attacker.tanks * wide, guns=attacker.guns * wide)
    postures = np.repeat(np.arange(len(POSTURES)), len(ratios))
    fought = _samples(scaled, defender, postures, ground, parameters, days, draws, seed)
    cells = [_summary(fought, cell) for cell in range(len(postures))]
    return [cells[row * len(ratios) : (row + 1) * len(ratios)] for row in range(len(POSTURES))]


def _samples(
    attacker: Force,
    defender: Force,
    posture: Ints,
    ground: Ground,
    parameters: Mapping[str, float],
    days: int,
    draws: int,
    seed: int,
) -> FightSamples:
    """The fights of n engagements, `posture` of shape (n,) or (1,), the attackers' arrays likewise."""
    engagement = Engagement(
        attacker,
        defender,
        posture,
        np.array([ground.terrain]),
        np.array([ground.sky]),
        np.array([ground.surprise]),
        np.array([ground.air]),
        np.array([ground.encircled]),
        np.asarray(parameters[COLUMN_PACE]),
    )
    rng = np.random.Generator(np.random.Philox(seed))
    return fight(engagement, days=days, draws=draws, rates=CombatRates.from_parameters(parameters), rng=rng, same_draws=True)


def _summary(fought: FightSamples, column: int) -> Odds:
    """The odds of one engagement out of several fought together."""
    return Odds(
        float(fought.attacker_won[:, column].mean()),
        float(fought.attacker_gave_way[:, column].mean()),
        float(fought.defender_gave_way[:, column].mean()),
        *(_tenths(values[:, column]) for values in (fought.attacker_lost, fought.defender_lost, fought.days, fought.advance_km)),
    )


def _tenths(values: Floats) -> tuple[float, float, float]:
    """P10, P50 and P90 of the draws."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float(low), float(middle), float(high)
