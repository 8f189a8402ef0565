"""Railway troops and lines that cannot be meant are refused where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.copies import changed, copied, problems

TROOPS = "railway_troops: [{side: league, crews: 1, order: [fr_al, al_ot]}]\nrailways:"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "side: league, crews",
            "side: @@leegue, crews",
            "railway_troops[0].side is 'leegue', which is not in sides; did you mean 'league'?",
        ),
        ("crews: 1", "crews: @@-1", "railway_troops[0].crews is -1; it must be 0"),
        ("crews: 1", "crews: @@1.5", "railway_troops[0].crews is 1.5"),
        ("order: [LINE, OTHER]", "order: [LINE, @@nowhere]", "railway_troops[0].order[1] is 'nowhere', which is not in railways"),
        ("order: [LINE, OTHER]", "order: [LINE, @@LINE]", "railway_troops[0].order[1] is 'LINE' again; name each railway once"),
        (
            "[{side: league, crews: 1, order: [LINE, OTHER]}",
            "[{side: league, crews: 1}, {side: @@league, crews: 2}",
            "railway_troops[1].side is 'league', which railway_troops[0].side has already; merge the two",
        ),
    ],
)
def test_wrong_railway_troops_are_refused_where_they_stand(tmp_path: Path, old: str, new: str, text: str) -> None:
    folder = copied(tmp_path)
    names = [line.split("id: ")[1].split(",")[0] for line in _railways(folder)]
    put = [part.replace("LINE", names[0]).replace("OTHER", names[1]) for part in (old, new, text, TROOPS)]
    changed(folder, "network.yaml", "\nrailways:", "\n" + TROOPS.replace("fr_al", names[0]).replace("al_ot", names[1]))
    position = changed(folder, "network.yaml", put[0], put[1])
    assert [(p.line, p.column) for p in problems(folder) if put[2] in p.text] == [position]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("t_per_day: @@0", "t_per_day is 0"),
        ("engines: @@-1", "engines is -1"),
        ("wagons: @@many", "wagons is 'many'"),
        ("opens: @@soon", "opens is 'soon'"),
    ],
)
def test_a_wrong_line_is_refused_where_it_stands(tmp_path: Path, key: str, text: str) -> None:
    folder = copied(tmp_path)
    first = _railways(folder)[0].split("{id: ")[1].split(",")[0]
    position = changed(folder, "network.yaml", f"{{id: {first},", f"{{id: {first}, {key},")
    assert [(p.line, p.column) for p in problems(folder) if text in p.text] == [position]


def _railways(folder: Path) -> list[str]:
    text = (folder / "network.yaml").read_text(encoding="utf-8").split("\nrailways:")[1]
    return [line for line in text.splitlines() if "{id: " in line and "gauge_mm" in line]
