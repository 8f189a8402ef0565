"""Plain English: subject first, units are *it*. What a native reader has to read twice is refused.

- "whoever", and a sentence that begins with "Who" and is no question;
- *he*, *him* or *his* for a unit: where a word for troops stands before it in the same sentence.

`NOT_YET` may list files with such places and how many while texts come in from elsewhere; a file that has fewer than it says
fails as well, so that the list only shrinks. It is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".py", ".yaml", ".md", ".js", ".html", ".j2", ".css"}
PLACES = ("engine", "analysis", "docs", "scenarios")
UNITS = (
    r"\b(formations?|divisions?|corps|arm(?:y|ies)|brigades?|regiments?|columns?|garrisons?|units?|detachments?|troops"
    r"|defenders?|attackers?)\b"
)
WHO = re.compile(r"\bwhoever\b|\bWhoever\b|(?<![\w*])Who\b(?![^.;:\n]*\?)")
HE = re.compile(UNITS + r"[^.;:\n]{0,90}\b(he|him|his|himself)\b", re.IGNORECASE)

NOT_YET: dict[str, int] = {}


def texts() -> Iterator[tuple[str, str]]:
    """Path below the repository and content of every file that is read; of the scenarios only the prose."""
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(p for place in PLACES for p in sorted((ROOT / place).rglob("*"))),
    ]:
        prose = path.suffix in KINDS and (path.parts[len(ROOT.parts)] != "scenarios" or path.suffix == ".md")
        if path.is_file() and prose and "__pycache__" not in path.parts:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def found(text: str) -> list[str]:
    """The places of `text` that are to be rewritten, each with its line."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in (WHO, HE)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Whoever is shut in marches no further.", 1),
        ("To whoever obeys the victor sends envoys.", 1),
        ("Who yields falls back.", 1),
        ("Who may know whom?", 0),
        ("An encircled formation halts until it is relieved.", 0),
        ("A formation that has no fuel waits until he gets some.", 1),
        ("The commander of the army and his staff", 1),
        ("A commander stops his main body.", 0),
    ],
)
def test_what_is_refused(text: str, wrong: int) -> None:
    assert len(found(text)) == wrong


def test_every_text_is_plain_english() -> None:
    places = {path: found(text) for path, text in texts()}
    more = {path: lines for path, lines in places.items() if len(lines) > NOT_YET.get(path, 0)}
    assert more == {}, "\n".join(f"{path}:{line}" for path, lines in more.items() for line in lines)
    fewer = {path: (number, len(places.get(path, []))) for path, number in NOT_YET.items() if len(places.get(path, [])) < number}
    assert fewer == {}, f"rewritten: lower the numbers in NOT_YET (from, to): {fewer}"
