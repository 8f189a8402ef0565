"""The figures of the house are counted as the script says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import house

SOURCE = '''"""Twelve chars."""

A = 1  # a comment
"""An attribute."""


def f(x):
    """Say."""
    if x and A or [y for y in x if y]:
        return 1

    return 2  # another
'''


def test_lines_characters_and_branches_of_a_file() -> None:
    module = house.measured(Path("engine/rules/x.py"), SOURCE)
    assert (module.room, module.lines) == ("engine.rules", 12)
    (function,) = module.functions
    assert (function.name, function.lines) == ("engine/rules/x.py:f", 6)
    assert function.complexity == 1 + 1 + 2 + 1 + 1, "if, two operands, the comprehension, its filter"
    assert module.docstrings == len('"""Twelve chars."""') + len('"""An attribute."""') + len('"""Say."""')
    code = ("A = 1", "def f(x):", "if x and A or [y for y in x if y]:", "return 1", "return 2")
    assert module.code == sum(map(len, code))


FEW = ("engine/rules/march.py", "engine/state/door.py", "analysis/calendar.py")


def test_every_file_of_the_houses_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "measured", lambda path, source: (path.as_posix(), len(source)))
    assert {path for path, size in house.modules() if size} >= {*FEW}


def test_the_report_names_both_houses_and_their_storeys() -> None:
    lines = list(house._lines([house.measured(Path(path), (house.ROOT / path).read_text("utf-8")) for path in FEW]))
    assert lines[0].startswith("engine: ") and lines[1].startswith("analysis: ")
    assert lines[1].endswith(f"on {house.storeys('analysis')} storeys")
    assert any("engine.rules (" in line for line in lines)
