"""The page that a run ends with: the campaign played on a map, in one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.drawing import style
from analysis.page.data import replay_data
from analysis.results.load import Result

SCRIPTS = (
    "time.js",
    "sheets.js",
    "troops.js",
    "view.js",
    "ground.js",
    "ways.js",
    "symbols.js",
    "names.js",
    "panel.js",
    "player.js",
)
"""The player, in this order one script."""
COLOURS = {
    "ink": style.INK,
    "soft": style.SOFT_INK,
    "caption": style.CAPTION,
    "rule": style.RULE,
    "paper": style.PAPER,
    "land": style.LAND,
    "sea": style.SEA,
    "coast": style.COAST,
    "river": style.RIVER,
    "rail": style.RAIL,
    "border": style.BORDER,
    "relief": style.RELIEF,
    "hachure": style.HACHURE,
    "plan": style.PLAN_AHEAD,
    "neutral": style.NEUTRAL,
    "miss": style.MISS_ROW,
    "first": style.FIRST.frame,
    "second": style.SECOND.frame,
    "amber": style.FIRST_CONTINGENT.frame,
}
"""The palette of the figures, as it is called in the style sheet (`--ink`) and in the script."""
POLICY = "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"


def save_page(result: Result, path: str | Path, ghost: Result | None = None) -> None:
    """Writes the page of `result` to `path`: one HTML file, the same bytes for the same result.

    `ghost` is another run whose formations are shown as outlines beside those of `result`.
    """
    Path(path).write_bytes(page(result, ghost).encode("utf-8", "replace"))


def page(result: Result, ghost: Result | None = None) -> str:
    """The page as text. Nothing of the result is ever read as HTML: it is one block of JSON that the script shows as text."""
    sheet, script = _style_sheet(), _script()
    policy = POLICY.format(style=_hash(sheet), script=_hash(script))
    parts = {"policy": policy, "style": sheet, "data": escaped(replay_data(result, ghost)), "script": script}
    before, *rest = _file("page.html").split("@@")
    return before + "".join(parts.get(piece, piece) for piece in rest)


def escaped(data: Any) -> str:
    """`data` as JSON that can stand in a script element: no `<`, so neither an end tag nor a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _file(name: str) -> str:
    return (files("analysis") / "page" / name).read_text(encoding="utf-8")


def _style_sheet() -> str:
    colours = "".join(f"--{name}:{value};" for name, value in COLOURS.items())
    return f":root{{{colours}}}\n{_file('page.css')}"


def _script() -> str:
    """The player as one script with nothing global."""
    palette = f"const COLOUR = {json.dumps(COLOURS)};\n"
    return '(() => {\n"use strict";\n' + palette + "".join(_file(name) for name in SCRIPTS) + "})();\n"


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
