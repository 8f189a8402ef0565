"""The page that a run ends with: the campaign played on a map, in one file that needs nothing else.

It carries its style, its script and one block of data; a content security policy with their hashes lets a browser run these and
fetch nothing. What is in the data is left to `data`; how it is shown to the script, which takes the numbers of the look from
`analysis.drawing.look` as paper does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.drawing import style, templates
from analysis.drawing.look import LOOK_AS_JSON
from analysis.page.data import replay_data
from analysis.results.load import Result

SCRIPTS = (
    "time.js",
    "sheets.js",
    "troops.js",
    "view.js",
    "layout.js",
    "ground.js",
    "ways.js",
    "symbols.js",
    "names.js",
    "supply.js",
    "chosen.js",
    "card.js",
    "place.js",
    "ticker.js",
    "race.js",
    "compare.js",
    "panel.js",
    "find.js",
    "link.js",
    "notes.js",
    "legend.js",
    "ruler.js",
    "keys.js",
    "player.js",
)
"""The player, in this order one script."""
COLOURS = {
    **style.COLOURS,
    "first": style.FIRST.frame,
    "second": style.SECOND.frame,
    "amber": style.FIRST_CONTINGENT.frame,
    "halo": "#FFD84A",
}
"""The palette of the figures, as it is called in the style sheet (`--ink`) and in the script."""


def save_page(result: Result, path: str | Path, ghost: Result | None = None) -> None:
    """Writes the page of `result` to `path`: one HTML file, the same bytes for the same result.

    `ghost` is another run whose formations are shown as outlines beside those of `result`.
    """
    Path(path).write_bytes(page(result, ghost).encode("utf-8", "replace"))


def page(result: Result, ghost: Result | None = None) -> str:
    """The page as text. Nothing of the result is ever read as HTML: it is one block of JSON that the script shows as text."""
    sheet, script = _style_sheet(), _script()
    return templates.html(
        _file("replay.html.j2"),
        style=Markup(sheet),
        style_hash=Markup(templates.source_hash(sheet)),
        data=Markup(escaped(replay_data(result, ghost))),
        script=Markup(script),
        script_hash=Markup(templates.source_hash(script)),
    )


def escaped(data: Any) -> str:
    """`data` as JSON that can stand in a script element: no `<`, so neither an end tag nor a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _file(name: str) -> str:
    """The text of a file of this room."""
    return templates.packed("analysis.page", name)


def _style_sheet() -> str:
    """The palette as custom properties, then the rules of the page."""
    return templates.custom_properties(COLOURS) + _file("page.css")


def _script() -> str:
    """The player as one script with nothing global: the look, its palette, then the files in the order of `SCRIPTS`."""
    look = f"const LOOK = {LOOK_AS_JSON};\nconst COLOUR = {json.dumps(COLOURS)};\n"
    return '(() => {\n"use strict";\n' + look + "".join(_file(name) for name in SCRIPTS) + "})();\n"
