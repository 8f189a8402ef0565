"""The table of skies: what stands in it, and that the rules do what it says and nothing else."""

from __future__ import annotations

import pytest

from engine.rules import march, skies
from engine.rules.rates import Rates
from engine.scenario import parameters

P = parameters.values({})
RATES = Rates.from_parameters(P)
GROUPS = {
    "vehicles": RATES.march,
    "combat_aircraft": RATES.airlift,
    "transports": RATES.airlift,
    "attackers": RATES.combat.power,
    "attacking_tanks": RATES.combat.power,
    "defending_tanks": RATES.combat.power,
}


def mult(surface: str, mobility: str, sky: str) -> float:
    return march.link_mult(surface, mobility, sky, km=50.0, ascent_m=0.0, trafficability="poor", rates=RATES.march)


@pytest.mark.parametrize("effect", GROUPS)
def test_every_number_is_a_parameter_and_none_makes_a_day_better_than_a_dry_one(effect: str) -> None:
    """A name that its group does not have would be an exception here."""
    values = skies.column(effect, rates=GROUPS[effect])
    assert values[skies.DRY] == 1.0 and all(0.0 <= value <= 1.0 for value in values)
    assert (values < 1.0).any(), "a column without an effect"


def test_a_dry_sky_is_neutral_and_the_only_one_under_which_troops_are_flown_in() -> None:
    assert skies.TABLE[skies.DRY] == skies.Sky("dry", parties=True)
    assert [sky.name for sky in skies.TABLE if sky.parties] == ["dry"]


@pytest.mark.parametrize("sky", ["overcast", "fog"])
def test_clouds_and_fog_leave_roads_rivers_and_ground_dry(sky: str) -> None:
    row = skies.OF[sky]
    assert not (row.mud or row.flood or row.soft)
    assert mult("road", "foot", sky) == mult("road", "foot", "dry")


def test_clouds_slow_nobody_and_fog_slows_lorries_and_tanks_on_any_ground() -> None:
    for surface in ("road", "track", "steppe", "pass"):
        for mobility in ("foot", "horse", "cavalry", "motor", "tracked"):
            dry, overcast, fog = (mult(surface, mobility, sky) for sky in ("dry", "overcast", "fog"))
            slowed = P["march.fog_vehicles_mult"] if mobility in ("motor", "tracked") else 1.0
            assert overcast == dry and fog == pytest.approx(dry * slowed)


def test_the_worst_sky_for_aircraft_is_not_the_worst_for_roads() -> None:
    """The reason for more than one axis of bad weather: fog grounds what rain lets fly, and rain drowns what fog leaves dry."""
    fog, rain = skies.OF["fog"], skies.OF["rain"]
    flown = [skies.multiple(sky.combat_aircraft, rates=RATES.airlift) for sky in (fog, rain)]
    assert flown[0] < flown[1] and rain.mud and not fog.mud
