"""docs/python.md: every block of code runs, in order, and prints what stands below it; its list of names is whole."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
from pathlib import Path

import matplotlib
import pytest

import august_storm

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
OTHERS = ("SALib", "ema_workbench", "pandas")


def missing(code: str) -> bool:
    return any(f" {name}" in code and not importlib.util.find_spec(name) for name in OTHERS)


RUNS = re.compile(r"(?<=, runs=)(8|10)\b")
"""How many runs the page's sweeps have: here they have fewer."""


def shape(text: str) -> str:
    """The text with one sign for every number, whatever its length."""
    return re.sub(r" +", " ", re.sub(r"-?\d+(\.\d+)?", "N", text))


@pytest.mark.timeout(300)
def test_every_block_of_the_page_runs_and_prints_what_stands_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regen: bool
) -> None:
    """But for the numbers, which any rule may move; `--regen` writes what is printed into the page."""
    pytest.importorskip("pandas")
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    text, namespace = PAGE.read_text(encoding="utf-8"), {"__name__": "a page"}

    def run(block: re.Match[str]) -> str:
        if missing(block[1]):
            return block[0]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = block[1] if regen else RUNS.sub("3", block[1])
            exec(compile(code, "python.md", "exec"), namespace)  # noqa: S102 (the project's own page)
        return f"```python\n{block[1]}```\n" + ("" if block[2] is None else f"\n```text\n{printed.getvalue()}```")

    found = BLOCK.sub(run, text)
    assert len(BLOCK.findall(text)) >= 10
    if regen:
        PAGE.write_text(found, encoding="utf-8")
    assert regen or shape(found) == shape(text)
    assert (tmp_path / "map.png").stat().st_size > 10_000


def test_the_list_of_names_on_the_page_is_the_whole_one() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Names that stay")[2]
    named = {name for line in table.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert named == set(august_storm.__all__) == set(dir(august_storm))
    assert all(getattr(august_storm, name) is not None for name in named)
