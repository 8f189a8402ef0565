"""Every kind of mistake is reported once, at the line and column that is wrong, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import changed, copied, problems

FORM = [
    ("forces.yaml", "men: 9600", "men: @@.nan", ".nan is not a quantity; write a finite number"),
    ("forces.yaml", "men: 9600", "men: @@-.inf", "-.inf is not a quantity; write a finite number"),
    ("forces.yaml", "men: 9600", "men: @@1e999", "1e999 is too large for a number; write a finite number"),
    ("forces.yaml", "men: 9600", "men: @@0600", "0600 starts with 0, an octal number to some; write 600, or a text in quotes"),
    ("forces.yaml", "men: 9600", "men: @@9_600", "9_600 has '_' between its digits; write 9600"),
    ("forces.yaml", "men: 9600", "men: @@0x10", "0x10 is not decimal; write it with the digits 0-9"),
    ("forces.yaml", "men: 9600", "men: @@" + 50 * "9", "a number of 50 characters; at most 40 are read"),
    (
        "plans.yaml",
        "opens: 0.25",
        "opens: @@5:30",
        '5:30 is a number to the base 60 to some; write hours as 5.5, or a text in quotes as "5:30"',
    ),
    (
        "forces.yaml",
        "combat: false",
        "combat: @@no",
        "'no' is true or false to some and text to others; write true, false or \"no\" in quotes",
    ),
    ("forces.yaml", "men: 9600", "men: 9600, @@men: 9600", "'men' is given twice; the first stands in line 35"),
    (
        "plans.yaml",
        "opens: 0.25",
        "opens: @@!!float 0.25",
        "the tag 'tag:yaml.org,2002:float' is not allowed; write the plain value",
    ),
    ("plans.yaml", "opens: 0.25", "opens: @@&a 0.25", "the anchor '&a' is not allowed; write the value out where it is needed"),
    ("plans.yaml", "grade: A", "grade: A\n    @@<<: {note: x}", "the merge key '<<' is not allowed; write the entries out"),
    ("map.yaml", "centre: [", "centre: " + "[" * 48 + "@@" + "[" * 12, "more than 50 levels of nesting; reduce it"),
    ("map.yaml", "source: invented", "@@[1, 2]: invented", "a key must be text, not a mapping or a list"),
    (
        "map.yaml",
        "source: invented",
        "source: invented\n@@---\na: 1",
        "a second document starts here; keep one document in a file",
    ),
    (
        "map.yaml",
        "source: invented",
        "source: @@'invented\n",
        "this is not YAML: found unexpected end of stream while scanning a quoted scalar; look at this line and the one above",
    ),
]

MODELS = [
    ("forces.yaml", "readiness: 0.9", "readiness: @@1.7", "formations[4].start.readiness is 1.7; it must be 0-1"),
    (
        "forces.yaml",
        "reliability: {value: 0.2,",
        "reliability: {value: @@1.2,",
        "formations[13].reliability is 1.2; it must be 0-1",
    ),
    ("forces.yaml", "men: 9600", "men: @@-5", "formations[3].men is -5; it must be 0 or more"),
    ("forces.yaml", "men: 1100", "men: @@2e9", "formations[5].men is 2000000000; it must be 0 or more and at most 1000000000"),
    ("forces.yaml", "men: 9600", 'men: @@"9600"', "formations[3].men is '9600'; it must be a number, 0 or more, without quotes"),
    ("forces.yaml", "men: 9600", "men: @@true", "formations[3].men is true; it must be a number, 0 or more"),
    ("forces.yaml", "men: 9600", "men: @@nan", "formations[3].men is 'nan'; it must be a number, 0 or more"),
    ("forces.yaml", "men: 9600", "men: @@[]", "formations[3].men is a list of 0; it must be a number, 0 or more"),
    ("forces.yaml", "fill_t: 110", "fill_t:@@", "formations[1].fill_t is empty; it must be a number, 0 or more"),
    ("forces.yaml", "short: 2 RD", "short: @@2", "formations[3].short is 2; it must be text of 1-20 characters, in quotes"),
    (
        "forces.yaml",
        "readiness: 0.9",
        "@@readyness: 0.9",
        "formations[4].start may not have the key 'readyness'; did you mean 'readiness'?",
    ),
    ("network.yaml", "tracks: 2", "tracks: @@2.5", "railways[0].tracks is 2.5; it must be a whole number 1-4"),
    ("network.yaml", "width_m: {value: 180", "width_m: {value: @@0", "rivers[0].width_m is 0; it must be more than 0"),
    ("network.yaml", "bridge: true", "bridge: @@1", "roads[3].bridge is 1; it must be true or false"),
    ("network.yaml", "lat: 47.00", "lat: @@147", "places[0].lat is 147; it must be -90 to 90"),
    (
        "network.yaml",
        "ends: [frostgate, millrace]",
        "ends: @@[frostgate]",
        "roads[0].ends is a list of 1; it must be a list of 2 items",
    ),
    (
        "plans.yaml",
        "planned_day: [0, 1]",
        "planned_day: @@[0]",
        "plans[0].steps[1].planned_day is a list of 1; it must be a list of 2 items",
    ),
    (
        "network.yaml",
        "kind: pass,",
        "kind: @@pas,",
        "places[5].kind is 'pas'; it must be one of city, town, railhead, port, fort, pass, "
        "crossing, desert, assembly; did you mean 'pass'?",
    ),
    (
        "network.yaml",
        "  - {id: frostgate_millrace, ends: [frostgate, millrace], surface: road, km: 48,",
        "  - @@{id: frostgate_millrace, ends: [frostgate, millrace], surface: road,",
        "roads[0] has no 'km'; it needs a number, more than 0 and at most 50000",
    ),
    (
        "scenario.yaml",
        "start: 1931-05-01T04:30",
        "start: @@1931-05-01",
        "start is '1931-05-01'; it must be a local time such as 1990-05-01T06:30; add the hour: 1931-05-01T00:00",
    ),
    ("scenario.yaml", "format: 1", "format: @@2", "format is 2; it must be 1"),
    (
        "scenario.yaml",
        "id: crossroads",
        "id: @@Cross Roads",
        "id is 'Cross Roads'; it must be an id of at most 64 small letters, digits, '_', '.' or '-', in quotes if it is a number",
    ),
    ("scenario.yaml", "days: 8\n", "@@dayz: 8\ndays: 8\n", "the scenario may not have the key 'dayz'; did you mean 'days'?"),
    (
        "forces.yaml",
        "men: 9600",
        "men: {value: 9600, @@sorce: x}",
        "formations.n_rifle.men has an unknown key 'sorce'; did you mean 'source'?",
    ),
    (
        "forces.yaml",
        "men: 9600",
        "men: {value: 9600, grade: @@D}",
        "formations.n_rifle.men.grade is 'D'; it must be A (documented twice), B (documented once) or C (a guess)",
    ),
    (
        "forces.yaml",
        "men: 9600",
        "men: {value: @@many}",
        "formations.n_rifle.men.value must be a number; only numbers are graded",
    ),
    (
        "forces.yaml",
        "name: Alder Flotilla",
        "name: {value: @@x}",
        "formations.n_flotilla.name.value must be a number; only numbers are graded",
    ),
]

CHECKS = [
    (
        "network.yaml",
        "id: frostgate_otterholm",
        "id: @@frostgate_millrace",
        "roads[1].id is 'frostgate_millrace', which roads[0] has already; choose another",
    ),
    (
        "network.yaml",
        "id: rail_redfort_crossroads",
        "id: @@south_sound",
        "railways[3].id is 'south_sound', which roads[21] has already; choose another",
    ),
    (
        "network.yaml",
        "country: marches_land,",
        "country: marches_land, held_by: @@leegue,",
        "places[6].held_by is 'leegue', which is not in sides; did you mean 'league'?",
    ),
    (
        "plans.yaml",
        "place: alderford, posture",
        "place: @@alderfrod, posture",
        "plans[5].steps[0].place is 'alderfrod', which is not in places; did you mean 'alderford'?",
    ),
    (
        "plans.yaml",
        "lost: crossroads",
        "lost: @@crossroad",
        "plans[6].steps[1].when.lost is 'crossroad', which is not in places; did you mean 'crossroads'?",
    ),
    (
        "forces.yaml",
        "garrison: s_host",
        "garrison: @@s_hots",
        "forts[1].garrison is 's_hots', which is not in formations; did you mean 's_host'?",
    ),
    (
        "network.yaml",
        "ends: [frostgate, millrace]",
        "ends: [frostgate, @@mill]",
        "roads[0].ends[1] is 'mill', which is not in places; did you mean 'millrace'?",
    ),
    (
        "forces.yaml",
        "contingent: marches",
        "contingent: @@marshes",
        "formations[13].contingent is 'marshes', which is not a contingent of side union; did you mean 'marches'?",
    ),
    (
        "scenario.yaml",
        "[march.pass_mult]",
        "[@@march.pas_mult]",
        "there is no parameter 'march.pas_mult'; did you mean 'march.pass_mult'?",
    ),
    (
        "scenario.yaml",
        "[march.pass_mult]",
        "[@@march.foot_km_day]",
        "march.foot_km_day has no twin from outside to be drawn from: its source describes no campaign; leave it out",
    ),
    ("scenario.yaml", "[friction]", "[@@fiction]", "'fiction' is not a rule that can be switched off; did you mean 'friction'?"),
    (
        "scenario.yaml",
        "foot_km_day:",
        "@@foot_km_dya:",
        "rules.march has no parameter 'foot_km_dya'; did you mean 'foot_km_day'?",
    ),
    ("scenario.yaml", "rivers: {flood", "@@river: {flood", "rules has no group 'river'; did you mean 'rivers'?"),
    ("scenario.yaml", "flood_mult: 1.5", "flood_mult: @@-1.5", "rules.rivers.flood_mult is -1.5; it must be 0 or more (x time)"),
    (
        "network.yaml",
        "ends: [frostgate, millrace]",
        "ends: @@[frostgate, frostgate]",
        "roads[0].ends are both 'frostgate'; a link joins two different places",
    ),
    (
        "network.yaml",
        "surface: river_crossing, km: 50, terrain: river_valley, river: alder",
        "surface: @@river_crossing, km: 50, terrain: river_valley",
        "roads[2].surface is river_crossing, but no river is named; add river: and its id",
    ),
    (
        "chronicle.yaml",
        "latest: 1931-05-01T20:00",
        "latest: @@1931-05-01T07:59",
        "history[0].latest is 1931-05-01T07:59, before earliest 1931-05-01T08:00; swap them",
    ),
    (
        "chronicle.yaml",
        "latest: 1931-05-01T20:00",
        "latest: @@1931-06-31T20:00",
        "history[0].latest is '1931-06-31T20:00', which is not in the calendar (years 1000-8999); write it as 1990-05-01T06:30",
    ),
    (
        "scenario.yaml",
        "to_date: 1931-05-03",
        "to_date: @@1931-05-02",
        "weather[0].to_date is 1931-05-02, before from_date 1931-05-03; swap them",
    ),
    (
        "chronicle.yaml",
        "formation: n_mech, earliest: 1931-05-03T12:00, latest: 1931-05-05T00:00",
        "formation: n_mech, earliest: 1931-05-03T12:00, latest: 1931-05-05T00:00, by: @@body",
        "history[6].by says who comes to a place, but the event is of the kind halt; give it to entry or crossing alone",
    ),
    (
        "chronicle.yaml",
        "place: drywell, formation: n_mech",
        "place: drywell, by: @@division, formation: n_mech",
        "history[1].by is 'division'; it must be one of body, detachment",
    ),
    ("chronicle.yaml", "high: 14000", "high: @@8000", "claims[0].high is 8000, before low 9000; swap them"),
    (
        "chronicle.yaml",
        "place: drywell, formation: n_mech",
        "place: drywell, cause: @@fuel, formation: n_mech",
        "history[1].cause says why a formation halted, but the event is of the kind entry; give it to halt alone",
    ),
    (
        "chronicle.yaml",
        "  - {id: union_prisoners, quantity: prisoners,",
        "  - @@{id: union_prisoners, quantity: prisoners, formation: s_first,",
        "claims[0] is about a formation or a time and names no count of a run; give counts: [killed] or the like",
    ),
    (
        "chronicle.yaml",
        "  - {id: union_prisoners, quantity: prisoners,",
        "  - @@{id: union_prisoners, quantity: prisoners, counts: [killed], latest: 1931-05-02T00:00,",
        "claims[0] has one end of its time; give both earliest: and latest:",
    ),
    (
        "chronicle.yaml",
        "claims:",
        "receipts:\n  - {id: fuel, formation: @@n_mech, good: fuel, day: 1, t_per_day: 9}\nclaims:",
        "receipts[0].formation is 'n_mech', which is no army; receipts are counted by army: name one",
    ),
    (
        "plans.yaml",
        "planned_day: [0, 1]",
        "planned_day: @@[2, 1]",
        "plans[0].steps[1].planned_day runs from 2 down to 1; swap them",
    ),
    (
        "plans.yaml",
        "formation: n_mech",
        "formation: @@n_army",
        "plans[1].formation is 'n_army', which already has a plan (plans[0]); merge the two",
    ),
    (
        "forces.yaml",
        "aircraft_combat: 48",
        "aircraft_combat: @@65",
        "formations[7].aircraft_combat is 65, but it has 64 aircraft in all; give no more",
    ),
    (
        "forces.yaml",
        "garrison_men: 2000",
        "garrison_men: @@2401",
        "forts[0].garrison_men is 2401, more than the 2400 men of 's_redfort' that they are part of; give no more",
    ),
    (
        "forces.yaml",
        "men: 27200",
        "men: @@27201",
        "strengths[0].men is 27201, but 'n_army' and the 5 formations below it sum to 27200; correct one of them",
    ),
    (
        "map.yaml",
        "map:\n",
        "map:\n  coast: @@../../secret.json\n",
        "map.coast is '../../secret.json'; it must be a JSON file in the folder of this file",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "text"), [*FORM, *MODELS, *CHECKS])
def test_one_mistake_is_reported_once_where_it_stands(tmp_path: Path, file: str, old: str, new: str, text: str) -> None:
    folder = copied(tmp_path)
    position = changed(folder, file, old, new)
    found = problems(folder)
    assert [(Path(p.file).name, p.line, p.column, p.text) for p in found] == [(file, *(position or ()), text)]


def test_all_mistakes_of_all_stages_come_at_once(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    places = [
        changed(folder, "forces.yaml", "men: 9600", "men: @@.nan"),
        changed(folder, "forces.yaml", "readiness: 0.9", "readiness: @@-0.9"),
        changed(folder, "network.yaml", "tier: 1", "@@teir: 1"),
        changed(folder, "plans.yaml", "formation: n_mech", "formation: @@n_mach"),
    ]
    assert [(p.line, p.column) for p in problems(folder)] == places


def test_a_circle_of_parents_is_named_in_full(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder, "forces.yaml", "short: 1 A\n    side: league\n", "short: 1 A\n    side: league\n    parent: n_rifle\n")
    texts = [problem.text for problem in problems(folder)]
    assert "formations[0].parent closes a circle: n_army > n_rifle > n_army; one of them must have no parent" in texts


def test_a_parent_of_the_other_side_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    changed(folder, "forces.yaml", "side: union, parent: s_first", "side: union, parent: n_mech")
    texts = [problem.text for problem in problems(folder)]
    assert "formations[11].parent is 'n_mech', which fights for the other side; name one of its own" in texts


def test_an_alias_is_refused_where_it_stands(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    position = changed(folder, "plans.yaml", "opens: 0.25", "opens: &a 0.25\n    note: @@*a")
    assert position in [(p.line, p.column) for p in problems(folder) if "refers to another part" in p.text]


def test_a_hundred_thousand_brackets_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text("a: " + "[" * 100_000)
    assert [(p.line, p.text) for p in problems(file)] == [(1, "more than 50 levels of nesting; reduce it")]


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"", 1, 1),
        (b"- 1\n", 1, 1),
        (b"title: \xff\n", 1, 8),
        (b"# one\ntitle: a\x07b\n", 2, 9),
        (b"\xef\xbb\xbftitle: \xff", 1, 8),
    ],
)
def test_a_file_that_is_no_mapping_of_text_is_refused(tmp_path: Path, data: bytes, line: int, column: int) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(data)
    assert [(p.line, p.column) for p in problems(file)] == [(line, column)]


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"#" * 5_000_001)
    assert "larger than 5 MB" in problems(file)[0].text
