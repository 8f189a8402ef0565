"""docs/graph.md: its code runs, and prints what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "graph.md"
PAIR = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


def outputs() -> list[tuple[str, str]]:
    """What each block of code says that it prints, and what it prints; run in order in one namespace."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    pairs = []
    for code, told in PAIR.findall(PAGE.read_text(encoding="utf-8")):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, "graph.md", "exec"), namespace)  # noqa: S102 (the project's own page)
        pairs.append((told, printed.getvalue()))
    return pairs


@pytest.mark.timeout(240)
def test_every_block_of_the_page_prints_what_stands_below_it() -> None:
    text, pairs = PAGE.read_text(encoding="utf-8"), outputs()
    assert len(pairs) == text.count("```python") == text.count("```text") >= 5
    for told, printed in pairs:
        assert printed == told
