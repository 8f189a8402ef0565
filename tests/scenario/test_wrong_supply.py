"""Keys of supply, of orders that wait, and of coming and going: wrong uses on the proving ground are told at line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import scenarios
from engine.scenario import forces, ground, lifts, lorries, schema, supply, types
from engine.scenario.loading import load_scenario
from tests.scenario.copies import MARK, found
from tests.scenario.test_crossroads import written

WRONG: dict[str, list[tuple[str, str, str]]] = {
    "river_line": [
        ("sector: {pier: 0.25,", "sector: {pier: @@1.25,", "sector.pier is 1.25; it must be 0-1"),
        ("width_m: 220,", "width_m: 220, ways: @@[],", "ways is a list of 0; it must be a list of 1 or more items"),
    ],
    "shared_out": [
        ("lorries: 640", "lorries: @@-640", "lorries is -640; it must be 0 or more"),
        ("supply_priority: 2", "supply_priority: @@0", "supply_priority is 0; it must be more than 0"),
        ("km_per_fill: 200,", "km_per_fill: @@0,", "km_per_fill is 0; it must be more than 0"),
        ("fuel: [[0, 40], [2, 20]]", "fuel: [[0, 40], @@[0, 20]]", "fuel[1] begins on day 0, not after the step before (0)"),
        ("closes: 6", "closes: @@six", "closes is 'six'; it must be a number"),
        (
            "stock: {fuel: 50}, for: [wing]",
            "stock: {fuel: 50}, for: [@@wign]",
            "is 'wign', which is not in formations; did you mean",
        ),
        (
            "place: cistern, side: north",
            "place: @@cisten, side: north",
            "is 'cisten', which is not in places; did you mean 'cistern'?",
        ),
        ("stock: {all: 25}", "stock: {all: @@-25}", "stock.all is -25; it must be 0 or more"),
        ("opens: 2, issues: {fuel: 60", "opens: 2, issues: {@@petrol: 60", "may not have the key 'petrol'"),
        ("destroyed_share: 0.25", "destroyed_share: @@25", "destroyed_share is 25; it must be 0-1"),
        (
            "sources: [depot], day: 0",
            "sources: [@@depto], day: 0",
            "is 'depto', which is not in supply_sources; did you mean 'depot'?",
        ),
        (
            "message: evenly, shares: {corps: 1, wing: 1}",
            "message: @@evenyl, shares: {corps: 1, wing: 1}",
            "which is not in messages",
        ),
        ("shares: {corps: 3, wing: 1}", "shares: {corps: @@-3, wing: 1}", "shares.corps is -3; it must be 0 or more"),
        ("lorries: [[6, 40]]", "lorries: [[6, @@-40]]", "lorries[0][1] is -40; it must be 0 or more"),
        ("goods: {fuel: 3, food: 1}", "goods: {fuel: @@many, food: 1}", "goods.fuel is 'many'"),
        (
            "formation: army, good: fuel",
            "formation: @@wing, good: fuel",
            "is 'wing', which is no army; receipts are counted by army",
        ),
    ],
    "by_train": [
        (
            "limekiln, held_by: north",
            "limekiln, held_by: @@nroth",
            "held_by is 'nroth', which is not in sides; did you mean 'north'?",
        ),
        (
            "arrives: {day: 4, place: cistern,",
            "arrives: {day: 4, place: @@cistren,",
            "arrives.place is 'cistren', which is not in places",
        ),
        ("by: rail}", "by: @@train}", "arrives.by is 'train'; it must be one of road, rail"),
        ("leaves: {day: 9}", "leaves: {day: @@3}", "leaves.day is 3, not after it arrives on 4; swap them"),
        ("t_per_day: 900", "t_per_day: @@-900", "t_per_day is -900; it must be more than 0"),
        ("opens: 5", "opens: @@later", "opens is 'later'; it must be a number"),
        ("crews: 1", "crews: @@0.5", "crews is 0.5; it must be a whole number"),
        ("rail_cistern_milestone]", "@@rail_milestone]", "which is not in railways; did you mean"),
    ],
    "flown": [
        ("sky: fog", "sky: @@mist", "sky is 'mist'; it must be one of dry, rain, downpour, overcast, fog"),
        ("formation: army, aircraft: 20", "formation: army, aircraft: @@-20", "aircraft is -20; it must be 0 or more"),
        ("serviceable: 0.8", "serviceable: @@80", "serviceable is 80; it must be 0-1"),
        (
            "sorties_per_aircraft_day: 1.5",
            "sorties_per_aircraft_day: @@-1",
            "sorties_per_aircraft_day is -1; it must be 0 or more",
        ),
        ("men_per_sortie: 20", "men_per_sortie: @@0", "men_per_sortie is 0; it must be more than 0"),
        ("bases: [sidings, cistern]", "bases: [sidings, @@cisten]", "is 'cisten', which is not in places"),
        ("first: [corps]", "first: [@@guard]", "first[0] is 'guard'"),
        ("goods: [fuel, ammunition, food]", "goods: [fuel, ammunition, @@fodder]", "goods[2] is 'fodder'; it must be one of"),
        ("opens: 2.5, closes: 6", "opens: 2.5, closes: @@2", "closes is 2, not after opens 2.5; give a later day"),
        ("below_bk: 1", "below_bk: @@0", "below_bk is 0; it must be more than 0"),
        ("below_days: 2", "below_days: @@-2", "below_days is -2; it must be more than 0"),
        ("force: squadron", "force: @@squad", "force is 'squad', which is not in transport_forces; did you mean 'squadron'?"),
    ],
    "by_order": [
        ("opens: 0.5", "opens: @@half", "opens is 'half'; it must be a number"),
        ("fuel: 1, all: true", "fuel: @@-1, all: true", "fuel is -1; it must be"),
        ("message: go_on,", "message: @@goon,", "message is 'goon', which is not in messages; did you mean 'go_on'?"),
        ("taken: pier", "taken: @@peer", "taken is 'peer', which is not in places; did you mean 'pier'?"),
        ("follows: null, follows_km: null", "follows: @@crops, follows_km: 3", "follows is 'crops', which is not in formations"),
        ("at: [tollgate], all_up", "at: [@@tolgate], all_up", "is 'tolgate', which is not in places; did you mean 'tollgate'?"),
        ("from_day: 4.1, until: {day: 5}", "from_day: @@soon, until: {day: 5}", "from_day is 'soon'; it must be a number"),
    ],
    "reassigned": [
        ("[{day: 1, to: army_b}]", "[{day: 1, to: @@army_c}]", "is 'army_c', which is not in formations; did you mean"),
    ],
    "relay": [
        ("lorries: {terminal_h: 5}", "lorries: {@@terminals_h: 5}", "terminals_h'; did you mean"),
        ("{day: 7, supplies: army}", "{day: 7, supplies: @@amry}", "is 'amry', which is not in formations; did you mean 'army'?"),
        (
            "{from: depot, to: dump}",
            "{from: depot, to: @@dmup}",
            "is 'dmup', which is not in supply_sources; did you mean 'dump'?",
        ),
    ],
    "lifted": [
        ("{carries: rifles, until: 4}", "{carries: @@corps, until: 4}", "carries is 'corps'"),
        ("fuel_fills: 0.5", "fuel_fills: @@-0.5", "fuel_fills is -0.5; it must be 0 or more"),
    ],
    "own_rates": [
        ("{payload_t: 4}", "{payload_t: @@0}", "payload_t is 0; it must be more than 0"),
        ("{foot_km_day: 30}", "{foot_km_day: @@fast}", "foot_km_day"),
    ],
}
"""Variant to wrong uses in it: what is written, what stands there instead, marked where it is wrong, and what is said of it."""


@pytest.mark.parametrize("variant", WRONG)
def test_all_wrong_uses_of_a_variant_are_told_at_once_at_their_places(variant: str, tmp_path: Path) -> None:
    folder = tmp_path / "ground"
    shutil.copytree(scenarios.folder() / "proving_ground", folder)
    for half in (WRONG[variant][::2], WRONG[variant][1::2]):
        path = folder / "variants" / f"{variant}.yaml"
        text = (scenarios.folder() / "proving_ground" / "variants" / path.name).read_text(encoding="utf-8")
        for old, new, _ in half:
            assert old in text, old
            text = text.replace(old, new, 1)
        lines = text.split("\n")
        path.write_text(text.replace(MARK, ""), encoding="utf-8")
        problems = {(each.line, each.column, each.text) for each in found(path) if not each.warning}
        for _, new, said in half:
            line = next(number for number, each in enumerate(lines) if new in each)
            at = line + 1, len(lines[line][: lines[line].index(new) + new.index(MARK)].replace(MARK, "")) + 1
            assert [each for each in problems if each[:2] == at and said in each[2]], (at, said, sorted(problems))


def test_every_key_of_supply_stands_on_the_proving_ground() -> None:
    """With orders that wait, and coming and going; what other parts of the format need is shown in crossroads."""
    names = [name for name in scenarios.names() if name.partition("/")[0] == "proving_ground"]
    used = set[str]().union(*(written(load_scenario(name).spec) for name in names))
    whole = [
        supply.SupplySource,
        supply.Issues,
        supply.Allocation,
        lorries.LorryCompanies,
        lorries.Task,
        lifts.Lift,
        lifts.TransportForce,
    ]
    whole += [ground.RailwayTroops, schema.Halt, forces.Arrival, forces.Reassignment]
    keys = {
        f"{model.__name__}.{name}" for model in whole for name in model.model_fields if name not in types.Sourced.model_fields
    }
    keys |= {
        f"Formation.{name}" for name in ("arrives", "leaves", "reassigned", "supply_priority", "lorries", "rates", "km_per_fill")
    }
    keys |= {f"Plan.{name}" for name in ("opens", "follows", "follows_km", "short_of_fuel")}
    keys |= {f"Trigger.{name}" for name in ("day", "taken", "message", "fuel", "all")} | {"Step.when", "Step.pause_days"}
    keys |= {f"Railway.{name}" for name in ("t_per_day", "engines", "wagons", "opens")} | {"Place.held_by", "HistoricEvent.by"}
    keys |= {"Side.rates", "Contingent.rates", "Receipt.t_per_day", "Spell.sky"}
    assert keys - used == set()
