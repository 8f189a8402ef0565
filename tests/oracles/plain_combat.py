"""The combat rules once more, for one engagement at a time, in plain Python without arrays: an oracle and a yardstick.

Written from `docs/methods/combat.md`, not from the vectorised code: slower, longer, and easy to check by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, expm1

POSTURES = ("hasty", "prepared", "fortified", "delay", "withdrawal")
TERRAINS = ("flat_bare", "desert_steppe", "rolling_mixed", "rolling_forest", "rugged", "swamp", "urban")


@dataclass(frozen=True)
class Side:
    """One side of one engagement."""

    men: float
    tanks: float
    guns: float
    anti_tank_share: float
    effectiveness: float
    lost_before: float
    break_fraction: float
    encircled: bool
    out_of_supply: bool
    turned: bool
    z_engagement: float
    z_day: float


@dataclass(frozen=True)
class Situation:
    """What both sides of one engagement share."""

    posture: str
    terrain: str
    sky: int
    dark: float
    surprise: float
    surprise_days: float
    air: float
    laststand: bool
    march_km_day: float
    z_advance: float
    front_km: float = 0.0


def resolve(attacker: Side, defender: Side, now: Situation, hours: float, p: Mapping[str, float]) -> tuple[float, ...]:
    """Men's, tanks' and guns' loss and break probability of attacker and defender, power ratio, km gained."""
    surprise = surprise_left(now, p)
    own, theirs = attacker_power(attacker, now, surprise, p), defender_power(defender, now, p)
    noise = [
        exp(p["combat.noise_engagement_ln_sd"] * side.z_engagement + p["combat.noise_daily_ln_sd"] * side.z_day)
        for side in (attacker, defender)
    ]
    lost_a = attacker_loss(attacker, own, theirs, noise[0] * attacker_intensity(now, surprise, p), hours, p)
    lost_d = defender_loss(defender, own, theirs, noise[1] * defender_intensity(now, surprise, p), hours, p)
    by_attackers = p["combat.inflicted_by_attacker_cap_day"] * p["combat.share_without_prisoners"]
    lost_a = min(lost_a, most_inflicted(defender, attacker, p["combat.inflicted_by_defender_cap_day"], hours))
    lost_d = min(lost_d, most_inflicted(attacker, defender, by_attackers, hours))
    return (
        lost_a,
        tank_loss(attacker, defender, lost_a, p),
        gun_loss(lost_a, p),
        break_probability(attacker, lost_a, theirs / max(own, 1e-9), hours, p),
        lost_d,
        tank_loss(defender, attacker, lost_d, p),
        gun_loss(lost_d, p),
        break_probability(defender, lost_d, own / max(theirs, 1e-9), hours, p),
        own / max(theirs, 1e-9),
        advance_km(attacker, defender.men, now, own, theirs, surprise, hours, p),
    )


def surprise_left(now: Situation, p: Mapping[str, float]) -> float:
    fresh = min(max(1.0 - now.surprise_days / p["combat.power_surprise_days"], 0.0), 1.0)
    return min(max(now.surprise, 0.0), 3.0) * fresh


def attacker_power(side: Side, now: Situation, surprise: float, p: Mapping[str, float]) -> float:
    others = (1.0, p["combat.power_rain_attack"], p["combat.power_rain_attack"], 1.0, 1.0)[now.sky]
    armour = (1.0, p["combat.power_rain_attack"], p["combat.power_downpour_armour"], 1.0, 1.0)[now.sky]
    levels = (1.0, p["combat.power_surprise_minor"], p["combat.power_surprise_substantial"], p["combat.power_surprise_complete"])
    level = min(int(surprise), 2)
    boldness = levels[level] + (surprise - level) * (levels[level + 1] - levels[level])
    return points(side, others, armour, p) * boldness * air_mult(now.air, p)


def defender_power(side: Side, now: Situation, p: Mapping[str, float]) -> float:
    armour = p["combat.power_downpour_armour"] if now.sky == 2 else 1.0
    ground = p["combat.power_posture_" + now.posture] * p["combat.power_terrain_" + now.terrain]
    return points(side, 1.0, armour, p) * ground * air_mult(-now.air, p)


def points(side: Side, others: float, armour: float, p: Mapping[str, float]) -> float:
    worth = (side.men / p["combat.power_men_per_point"] + p["combat.power_points_per_gun"] * side.guns) * others
    return (worth + p["combat.power_points_per_tank"] * side.tanks * armour) * side.effectiveness


def air_mult(air: float, p: Mapping[str, float]) -> float:
    return 1.0 + (p["combat.power_air_superiority"] - 1.0) * min(max(air, 0.0), 1.0)


def attacker_intensity(now: Situation, surprise: float, p: Mapping[str, float]) -> float:
    product = common_intensity(now, p) * p["combat.surprise_step_attacker_mult"] ** surprise
    if now.posture == "fortified":
        product *= p["combat.posture_fortified_attacker_mult"]
    return product * (p["combat.laststand_attacker_mult"] if now.laststand else 1.0)


def defender_intensity(now: Situation, surprise: float, p: Mapping[str, float]) -> float:
    product = common_intensity(now, p) * p["combat.surprise_step_defender_mult"] ** surprise
    return product * (p["combat.laststand_defender_mult"] if now.laststand else 1.0)


def common_intensity(now: Situation, p: Mapping[str, float]) -> float:
    """Night, rugged ground, and delaying fights cost both sides alike."""
    saved = 1.0 - p["combat.night_mult"]
    product = (1.0 - saved * now.dark) / (1.0 - saved * p["combat.dark_h_per_day"] / 24.0)
    if now.terrain == "rugged":
        product *= p["combat.rugged_both_mult"]
    if now.posture in ("delay", "withdrawal"):
        product *= p["combat.posture_delay_both_mult"]
    return product


def attacker_loss(side: Side, own: float, theirs: float, multiplier: float, hours: float, p: Mapping[str, float]) -> float:
    if theirs <= 0.0 or side.men <= 0.0:
        return 0.0
    pct = p["combat.base_attacker_pct_day"] * (max(theirs, 1e-9) / max(own, 1e-9)) ** p["combat.ratio_exponent_on_attacker"]
    pct *= (max(side.men, 1.0) / 15_000.0) ** p["combat.size_exponent_attacker"]
    return min(min(pct * multiplier, p["combat.cap_attacker_pct_day"]) * hours / 2400.0, 1.0)


def defender_loss(side: Side, own: float, theirs: float, multiplier: float, hours: float, p: Mapping[str, float]) -> float:
    if own <= 0.0 or side.men <= 0.0:
        return 0.0
    pct = p["combat.base_defender_pct_day"] * p["combat.share_without_prisoners"]
    pct *= (max(own, 1e-9) / max(theirs, 1e-9)) ** p["combat.ratio_exponent_on_defender"]
    pct *= (max(side.men, 1.0) / 15_000.0) ** p["combat.size_exponent_defender"]
    return min(min(pct * multiplier, p["combat.cap_defender_pct_day"]) * hours / 2400.0, 1.0)


def most_inflicted(by: Side, on: Side, cap_day: float, hours: float) -> float:
    return by.men * cap_day * hours / 24.0 / max(on.men, 1.0)


def tank_loss(side: Side, enemy: Side, men_loss: float, p: Mapping[str, float]) -> float:
    stoppers = enemy.guns * enemy.anti_tank_share + enemy.tanks
    density = stoppers / max(p["combat.anti_tank_guns_per_tank"] * side.tanks, 1e-9)
    least = p["combat.close_assault_share"]
    exposure = least + (1.0 - least) * min(density, 1.0)
    return min(p["combat.tank_to_personnel_loss_ratio"] * men_loss * exposure, 1.0)


def gun_loss(men_loss: float, p: Mapping[str, float]) -> float:
    return min(p["combat.gun_to_personnel_loss_ratio"] * men_loss, 1.0)


def break_probability(side: Side, men_loss: float, enemy_per_own: float, hours: float, p: Mapping[str, float]) -> float:
    lost = side.lost_before + (1.0 - side.lost_before) * men_loss / 2.0
    multiplier = 1.0
    if side.encircled:
        multiplier *= p["combat.break_encircled_mult"]
    if side.out_of_supply:
        multiplier *= p["combat.break_out_of_supply_mult"]
    if side.turned or enemy_per_own > p["combat.break_outflanked_power_ratio"]:
        multiplier *= p["combat.break_outflanked_mult"]
    relative = lost / max(side.break_fraction, 1e-9)
    hazard = (p["combat.break_base_hazard"] + p["combat.break_loss_hazard"] * relative**2) * multiplier
    return -expm1(-hazard * hours / 24.0)


def advance_km(
    attacker: Side,
    defenders: float,
    now: Situation,
    own: float,
    theirs: float,
    surprise: float,
    hours: float,
    p: Mapping[str, float],
) -> float:
    if own <= 0.0:
        return 0.0
    if theirs <= 0.0:
        return now.march_km_day * hours / 24.0
    kind = {"withdrawal": "delay"}.get(now.posture, now.posture)
    if now.laststand and now.posture == "fortified":
        kind = "fortified_dense"
    speed = p[f"advance.{kind}_km_day"]
    if now.terrain == "rugged":
        speed *= p["advance.rugged_mult"]
    if now.sky in (1, 2):
        speed *= p["advance.wet_mult"]
    speed *= (min(max(attacker.men, 1_500.0), 250_000.0) / 15_000.0) ** p["advance.size_exponent"]
    speed *= p["advance.surprise_level_mult"] ** surprise * exp(p["advance.noise_engagement_ln_sd"] * now.z_advance)
    if now.front_km > 0.0:
        density = min(max(defenders / now.front_km, p["advance.density_low_men_per_km"]), p["advance.density_high_men_per_km"])
        speed *= (density / p["advance.density_men_per_km"]) ** p["advance.density_exponent"]
    probe = {"prepared": "prepared", "fortified": "fortified"}.get(now.posture, "hasty")
    speed *= min(attacker.men / max(defenders * p[f"advance.probe_{probe}_ratio"], 1e-9), 1.0)
    return min(speed, now.march_km_day) * hours / 24.0
