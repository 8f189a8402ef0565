"""Files joined and laid over one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.loading import load_scenario
from tests.scenario.copies import changed, copied, extended, problems


def variant(folder: Path, text: str) -> Path:
    file = folder / "variants" / "test.yaml"
    file.write_text(f"extends: ../scenario.yaml\n{text}")
    return file


def test_a_variant_changes_what_it_names_and_nothing_else() -> None:
    base, over = load_scenario("crossroads").spec, load_scenario("crossroads/dry_tanks").spec
    before, after = ({row.id: row for row in spec.formations} for spec in (base, over))
    assert set(before) - set(after) == {"n_horse"}
    assert after["n_mech"].start.fuel_fills == 0.9
    assert after["n_mech"].start.model_copy(update={"fuel_fills": 2.4}) == before["n_mech"].start
    assert after["n_army"] == before["n_army"].model_copy(update={"lorries": 150})
    assert all(after[name] == before[name] for name in after if name not in ("n_mech", "n_army"))
    assert [plan.id for plan in over.plans] == [plan.id for plan in base.plans if plan.id != "horse_axis"]
    assert (over.places, over.roads, over.weather) == (base.places, base.roads, base.weather)


def test_a_variant_of_nothing_is_the_scenario_itself(tmp_path: Path) -> None:
    file = tmp_path / "same.yaml"
    file.write_text("extends: crossroads\nid: crossroads\n")
    assert load_scenario(file).digest == load_scenario("crossroads").digest


def test_new_things_come_last_and_lists_without_ids_are_replaced(tmp_path: Path) -> None:
    text = "rivers: [{id: brook, name: Brook, width_m: 5}, {id: alder, width_m: 9}]\nweather: []\nwithout: [fuel]\n"
    spec = load_scenario(variant(copied(tmp_path), text)).spec
    assert [(river.id, river.name, river.width_m) for river in spec.rivers] == [("alder", "Alder", 9), ("brook", "Brook", 5)]
    assert (spec.weather, spec.without) == ([], ["fuel"])


def test_null_takes_a_value_out_so_that_its_default_holds(tmp_path: Path) -> None:
    """Of a field that may be empty, and of one with a number as its default; a field that must be given is asked for."""
    folder = copied(tmp_path)
    changed(folder, "plans.yaml", "formation: n_mech\n", "formation: n_mech\n    follows: n_army\n    follows_km: 7\n")
    plan = "plans: [{id: mech_axis, follows: null, follows_km: null, opens: null}]\n"
    (mech,) = [plan for plan in load_scenario(variant(folder, plan)).spec.plans if plan.id == "mech_axis"]
    assert (mech.follows, mech.follows_km, mech.opens) == (None, 0, 0)
    (found,) = problems(variant(folder, "rivers: [{id: alder, width_m: null}]\n"))
    assert (found.line, found.column) == (2, 10) and "has no 'width_m'" in found.text


def test_a_graded_number_is_replaced_whole(tmp_path: Path) -> None:
    loaded = load_scenario(variant(copied(tmp_path), "rivers: [{id: alder, width_m: {value: 9}}]\n"))
    assert loaded.grades["rivers.alder.width_m"] == ("", "C")


def test_remove_and_define_again_replaces_a_thing_whole(tmp_path: Path) -> None:
    text = "remove: {rivers: [alder]}\nrivers: [{id: alder, name: New Alder, width_m: 9}]\n"
    river = load_scenario(variant(copied(tmp_path), text)).spec.rivers[0]
    assert (river.name, river.source, river.grade) == ("New Alder", "", "C")


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("rivers: [{id: alder, width_m: -9}]", 2, 31, "rivers[0].width_m is -9; it must be more than 0"),
        ("remove: {rivers: [aldre]}", 2, 19, "remove.rivers lists 'aldre', which is not there; did you mean 'alder'?"),
        ("remove: {river: [alder]}", 2, 10, "remove.river is no list of things with ids; did you mean 'rivers'?"),
        ("remove: [alder]", 2, 9, "remove must be a mapping of lists, such as {plans: [plan_a]}"),
        ("include: ../network.yaml", 2, 10, "include must be a list of texts, such as [network.yaml, forces.yaml]"),
    ],
)
def test_a_mistake_in_a_variant_points_at_the_variant(tmp_path: Path, text: str, line: int, column: int, said: str) -> None:
    file = variant(copied(tmp_path), text)
    assert [(p.file, p.line, p.column, p.text) for p in problems(file)] == [(str(file), line, column, said)]


def test_a_mistake_below_a_variant_points_at_the_file_that_made_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    position = changed(folder, "network.yaml", "km: 48", "km: @@-48")
    assert [(p.file, p.line, p.column) for p in problems(folder / "variants/dry_tanks.yaml")] == [
        (str(folder / "network.yaml"), *(position or ()))
    ]


def test_a_dangling_name_left_by_remove_points_at_who_uses_it(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = variant(folder, "remove: {formations: [n_flotilla]}")
    assert {(Path(p.file).name, p.text.split(",")[0]) for p in problems(file)} == {
        ("plans.yaml", "plans[3].formation is 'n_flotilla'"),
        ("chronicle.yaml", "history[7].formation is 'n_flotilla'"),
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[network.yaml", "[@@netwrk.yaml", "did you mean 'network.yaml'?"),
        ("[network.yaml", "[@@../secret.yaml", "leaves this folder"),
        ("[network.yaml", "[@@/etc/passwd", "leaves this folder"),
        ("[network.yaml", "[@@scenario.yaml", "scenario.yaml includes or extends itself"),
        ("format: 1", "format: 1\nextends: @@/etc/hosts.yaml", "neither a shipped scenario nor a .yaml file"),
        ("format: 1", "format: 1\n@@remove: {plans: [army_axis]}", "remove: needs extends:"),
    ],
)
def test_a_wrong_file_name_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = copied(tmp_path)
    position = changed(folder, "scenario.yaml", old, new)
    found = [problem for problem in problems(folder) if said in problem.text]
    assert [(Path(p.file).name, p.line, p.column) for p in found] == [("scenario.yaml", *(position or ()))]


def test_a_key_given_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    position = changed(folder, "map.yaml", "map:\n", "days: @@9\nmap:\n")
    found = problems(folder)
    assert [(p.line, p.column) for p in found] == [position]
    assert found[0].text == f"days is given twice; the first stands at {folder / 'scenario.yaml'}:11"


def test_an_unknown_scenario_is_named_with_the_nearest() -> None:
    assert str(problems("crosroads")[0]) == (
        "crosroads: no shipped scenario, file or folder with a scenario.yaml has this name; did you mean 'crossroads'?"
    )


def test_a_thing_is_changed_once_by_a_file(tmp_path: Path) -> None:
    """Lists with ids merge by id: the second change of one file would quietly win."""
    text = "places:\n  - {id: frostgate, name: A}\n  - @@{id: frostgate, name: B}\n"
    path, position = extended(tmp_path, text)
    (problem,) = problems(path)
    assert (problem.line, problem.column) == position
    assert problem.text == "places changes 'frostgate' again; the first change stands in line 5"
