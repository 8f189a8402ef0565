"""Ships that contradict themselves, or the map, are refused where they stand, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import changed, copied, problems

WRONG = [
    ("ships: 12", "ships: @@0", "shipping[0].ships is 0"),
    ("ships: 12", "ships: @@1.5", "shipping[0].ships is 1.5"),
    ("ships: 12, men: 130", "ships: 12, men: @@0", "shipping[0].men is 0"),
    ("km_h: 9", "km_h: @@-9", "shipping[0].km_h is -9"),
    ("load_h: 4", "load_h: @@-1", "shipping[0].load_h is -1"),
    ("load_h: 4", "load_h: @@soon", "shipping[0].load_h is 'soon'"),
    ("quay: false", "quay: @@jetty", "shipping[0].quay is 'jetty'"),
    ("quay: false", "@@berth: true", "shipping[0] may not have the key 'berth'"),
    ("base: otterholm, ships", "base: @@oterholm, ships", "shipping[0].base is 'oterholm', which is not in places; did you mean"),
    (
        "base: otterholm, ships: 12, men: 130, km_h: 9, load_h: 4, quay: false",
        "base: @@millrace, ships: 12, men: 130, quay: true",
        "shipping[0].base is 'millrace', of kind assembly, but the ships need a quay; give a place of kind port",
    ),
    ("to: [n_marines], base", "to: @@[], base", "shipping[0].to"),
    ("to: [n_marines], base", "to: [@@n_marine], base", "shipping[0].to[0] is 'n_marine', which is not in formations"),
    (
        "to: [n_marines], base",
        "to: [n_marines, @@s_first], base",
        "shipping[0].to[1] is 's_first', of the other side than 'n_marines'; give each side ships of its own",
    ),
]


@pytest.mark.parametrize(("old", "new", "text"), WRONG, ids=[new for _, new, _ in WRONG])
def test_wrong_ships_are_refused_where_they_stand(tmp_path: Path, old: str, new: str, text: str) -> None:
    folder = copied(tmp_path)
    position = changed(folder, "scenario.yaml", old, new)
    (found,) = [problem for problem in problems(folder) if problem.text.startswith(text)]
    assert found.file.endswith("scenario.yaml") and (found.line, found.column) == position
