"""Warnings: each kind at its line, none where the key has an effect, and the shipped scenarios have those that are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from engine.errors import Problem
from engine.scenario.loading import load_scenario
from tests import shipped
from tests.cli.shell import say
from tests.scenario.copies import changed, copied, extended
from tests.scenario.copies import found as everything

RED_FORT = (
    "- {id: red_works, name: Works of Red Fort, place: redfort, garrison: s_redfort, garrison_men: 2000,"
    " groups: 2, frontage_km: 9,"
)
CASES = [
    (
        "forces.yaml",
        f"{RED_FORT}\n     works: permanent, bypass: off_road, stock_days: 40}}",
        f"{RED_FORT.replace('- ', '- @@', 1)}\n     works: permanent, bypass: off_road}}",
        "forts[0] names no stock_days: once encircled red_works starves after 7 days; say how long the stores last",
    ),
    (
        "plans.yaml",
        "- {task: attack, place: windpass, planned_day: [1, 2]}",
        "- {task: attack, place: windpass, when: @@{}}",
        "plans[1].steps[2].when names no condition, so the step never begins; name one, or take it out",
    ),
    (
        "plans.yaml",
        "- {task: attack, place: windpass, planned_day: [1, 2]}",
        "- {task: attack, place: windpass, when: {day: 1, @@all: true}}",
        "plans[1].steps[2].when.all has no effect: only one condition is given",
    ),
    (
        "plans.yaml",
        "release: {taken: saltquay, message: rumour}",
        "release: @@{outflanked: false}",
        "plans[4].release names no condition, so it never comes true; name one, or take it out",
    ),
    (
        "plans.yaml",
        "release: {taken: saltquay, message: rumour}",
        "release: {taken: saltquay, @@reached: true}",
        "plans[4].release.reached comes true at once: there is no step before; take it out",
    ),
    (
        "plans.yaml",
        "formation: s_outpost\n",
        "formation: s_outpost\n    @@follows: s_first\n",
        "plans[5].follows has no effect: only an advance follows another formation",
    ),
    (
        "plans.yaml",
        "- {task: attack, place: windpass, planned_day: [1, 2]}",
        "- {task: attack, place: windpass, @@posture: hasty}",
        "plans[1].steps[2].posture has no effect: only steps that hold or give way take a posture",
    ),
    (
        "plans.yaml",
        "release: {taken: saltquay, message: rumour}",
        "released: false\n    @@release: {taken: saltquay}",
        "plans[4].release has no effect: released is false, so the plan never begins; take one of the two out",
    ),
    (
        "plans.yaml",
        "- {task: hold, place: windpass, posture: hasty}",
        "- {task: hold, place: windpass, @@planned_day: [1, 2]}",
        "plans[5].steps[2].planned_day has no effect: planned days are compared on the axis of an attack",
    ),
    (
        "plans.yaml",
        "- {task: hold, place: windpass, posture: hasty}",
        "- {task: hold, place: windpass, @@by: boat}",
        "plans[5].steps[2].by has no effect: steps that hold or give way move by road or rail alone",
    ),
    (
        "plans.yaml",
        "- {task: hold, place: crossroads, posture: prepared}",
        "- {task: hold, place: @@ashbourne, posture: prepared}",
        "plans[6].steps[0].place is 'ashbourne', but 's_first' starts at 'crossroads' and has to go there first; "
        "begin the plan where the formation stands",
    ),
    (
        "forces.yaml",
        "    combat: false\n",
        "    combat: false\n    @@quality: 0.5\n",
        "formations[0].quality has no effect: combat is false, and troops that do not fight have no combat power",
    ),
]


def warnings(folder: Path) -> list[Problem]:
    return list(load_scenario(folder).warnings)


@pytest.mark.parametrize(("file", "old", "new", "text"), CASES, ids=[case[3].partition(" ")[0] for case in CASES])
def test_a_doubt_is_raised_once_at_its_line(tmp_path: Path, file: str, old: str, new: str, text: str) -> None:
    folder = copied(tmp_path)
    before = {problem.text for problem in warnings(folder)}
    at = changed(folder, file, old, new)
    (found,) = [problem for problem in warnings(folder) if problem.text not in before]
    assert found.text == text
    assert (Path(found.file).name, found.line, found.column) == (file, *(at or ()))
    assert str(found) == f"warning: {found.file}:{found.line}:{found.column} {text}"


SNIPPETS = [
    (
        "decisions",
        "- {id: one, formation: n_army, at: 1931-06-02T10:00, @@per_day: 0.2}",
        ".per_day has no effect: kind is fixed, so the decision falls at its hour",
    ),
    (
        "decisions",
        "- {id: one, formation: n_army, kind: never, at: 1931-06-02T10:00, @@places: [windpass]}",
        ".places has no effect: kind is never",
    ),
    (
        "decisions",
        "- {id: one, formation: n_army, kind: hazard, at: 1931-06-02T10:00, per_day: 1, @@lost_mult: 2}",
        ".lost_mult has no effect: no places: are given whose loss could put pressure on the government",
    ),
    (
        "messages",
        "- {id: one, kind: broadcast, sender: n_army, to: [s_army], at: 1931-06-02T10:00, @@after_h: 2}",
        ".after_h has no effect: the message has an hour of its own and follows no decision",
    ),
    (
        "measures",
        "- {id: one, kind: advance_by_day, formations: [n_mech], days: [1], km: 10, @@country: league}",
        ".country has no effect: an advance is measured along the axis, wherever it leads",
    ),
    (
        "measures",
        "- {id: one, kind: formed_share, formations: [n_mech], days: [1], @@km: 10}",
        ".km has no effect: only advance_by_day is measured against a distance",
    ),
    (
        "roads",
        "- {id: one, ends: [windpass, southport], surface: road, km: 9, terrain: plain, @@bridge: true}",
        ".bridge has no effect: no river: is named, so there is nothing to cross once it is blown",
    ),
    (
        "supply_sources",
        "- {id: aa, place: millrace, side: league, issues: @@{fuel: 9}}",
        ".issues has no food, nor has any other source at 'millrace'; formations draw all goods from one place:"
        " add food to one of them",
    ),
]


@pytest.mark.parametrize(("part", "row", "text"), SNIPPETS, ids=[snippet[2].partition(" ")[0] for snippet in SNIPPETS])
def test_a_doubt_about_a_new_row_is_raised_at_its_line(tmp_path: Path, part: str, row: str, text: str) -> None:
    folder = copied(tmp_path)
    before = {problem.text for problem in everything(folder)}
    file, header = header_of(folder, part)
    at = changed(folder, file, header, f"{header}\n  {row}")
    found = [problem for problem in everything(folder) if problem.text not in before and problem.text.endswith(text)]
    assert [(problem.line, problem.column, problem.warning) for problem in found] == [(*(at or ()), True)]


def header_of(folder: Path, part: str) -> tuple[str, str]:
    """The file in which a list of the scenario begins, and the line that begins it."""
    lines = ((path.name, line) for path in sorted(folder.glob("*.yaml")) for line in path.read_text().splitlines())
    return next((name, line) for name, line in lines if line.startswith(f"{part}:"))


def test_several_sources_at_one_place_are_no_doubt(tmp_path: Path) -> None:
    """They add up."""
    folder = copied(tmp_path)
    before = {problem.text for problem in everything(folder)}
    rows = "".join(f"  - {{id: {name}, place: frostgate, side: league, t_per_day: 9}}\n" for name in ("aa", "bb"))
    file = next(path.name for path in sorted(folder.glob("*.yaml")) if "\nsupply_sources:\n" in path.read_text())
    changed(folder, file, "supply_sources:\n", f"supply_sources:\n{rows}")
    assert {problem.text for problem in everything(folder)} <= before


KNOWN = {
    "crossroads": [],
    "manchuria_1945": [],
    "third_army_1944": [],
}


@pytest.mark.parametrize("name", KNOWN)
def test_shipped_scenarios_have_the_warnings_that_are_known(name: str) -> None:
    """Those of the variants are looked at where these are loaded: tests/scenario/test_variants.py."""
    assert [problem.text.partition(" ")[0] for problem in shipped.loaded(name).warnings] == KNOWN[name]


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """Crossroads with one warning: fuel for a headquarters that burns none."""
    (tmp_path / "scenario").mkdir()
    path, _ = extended(tmp_path / "scenario", "formations:\n  - {id: n_army, start: {fuel_fills: 3}}\n")
    return path


def warned(outcome: Result) -> list[str]:
    """The lines of a command that are warnings."""
    return [line for line in outcome.stderr.splitlines() if line.startswith("warning: ")]


def test_a_command_shows_warnings_and_goes_on_and_strict_refuses(doubtful: Path, tmp_path: Path) -> None:
    for command in (["validate"], ["run", "--no-pictures", "--last-day", "1", "--out", tmp_path / "a"]):
        outcome = say(command[0], doubtful, *command[1:])
        (warning,) = warned(outcome)
        assert outcome.exit_code == 0 and warning.startswith(f"warning: {doubtful}:5:")
    commands = (
        ["validate", doubtful],
        ["run", doubtful, "--out", tmp_path / "b"],
        ["score", doubtful, "--runs", 2],
        ["sweep", doubtful, "--runs", 2, "--out", tmp_path / "c"],
        ["compare", doubtful, "without:fuel", "--runs", 2, "--out", tmp_path / "d"],
    )
    for arguments in commands:
        outcome = say(*arguments, "--strict")
        assert outcome.exit_code == 2, arguments
        assert len(warned(outcome)) == 1
        assert outcome.stderr.splitlines()[-1] == "--strict: refused for 1 warning"
        assert outcome.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "scenario"]


def test_warnings_come_with_the_mistakes_and_after_them(doubtful: Path) -> None:
    doubtful.write_text(doubtful.read_text() + "days: many\n")
    outcome = say("validate", doubtful)
    assert outcome.exit_code == 2
    assert [line.startswith("warning: ") for line in outcome.stderr.splitlines()] == [False, True]


def test_compare_shows_each_warning_once(doubtful: Path) -> None:
    outcome = say("compare", doubtful, "without:fuel", "--runs", 2, "--workers", 1)
    assert outcome.exit_code == 0 and len(warned(outcome)) == 1
