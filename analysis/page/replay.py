"""The page that a run ends with: the campaign played on a map, in one file that needs nothing else.

It carries its style, its script and one block of data; a content security policy with their hashes lets a browser run these and
fetch nothing. What is in the data is left to `data`; how it is shown to the script, which takes the numbers of the look from
`analysis.drawing.look` as paper does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from analysis.drawing import templates
from analysis.drawing.look import LOOK, look_as_json
from analysis.drawing.sides import Palette, palette
from analysis.page.data import replay_data
from analysis.page.dates import place_dates
from analysis.page.runs_apart import BY_RUN, runs_apart
from analysis.page.sheets import lay_plane
from analysis.page.wars import Armies, median_result
from analysis.results.load import Result
from analysis.results.sweep_runs import load_sweep_runs
from analysis.results.sweeps import Sweep, load_sweep
from analysis.scores.arrivals import arrivals

SCRIPTS = (
    "time.js",
    "sheets.js",
    "troops.js",
    "view.js",
    "layout.js",
    "ground.js",
    "ways.js",
    "symbols.js",
    "moving.js",
    "names.js",
    "supply.js",
    "fights.js",
    "chosen.js",
    "curves.js",
    "card.js",
    "place.js",
    "ticker.js",
    "race.js",
    "wars.js",
    "chance.js",
    "histogram.js",
    "shared.js",
    "beliefs.js",
    "compare.js",
    "panel.js",
    "find.js",
    "link.js",
    "notes.js",
    "legend.js",
    "ruler.js",
    "keys.js",
    "print.js",
    "player.js",
)
"""The player, in this order one script."""
RUNS_AT_MOST, BYTES_AT_MOST = 120, 2_000_000
"""The page of a sweep holds so many of its runs, and fewer where it would not stay one small file."""
HEADROOM = 1.05
HALO = "#FFD84A"


def save_page(result: Result, path: str | Path, ghost: Result | None = None) -> None:
    """Writes the page of `result` to `path`: one HTML file, the same bytes for the same result.

    `ghost` is another run whose formations are shown as outlines beside those of `result`.
    """
    Path(path).write_bytes(page(result, ghost).encode("utf-8", "replace"))


def save_sweep_page(folder: Path, path: str | Path, point: int | None = None, beside: int | None = None) -> int:
    """Writes the page of the sweep in `folder` to `path` and returns how many of its runs it shows: the first ones, at most
    `RUNS_AT_MOST` and as many as `BYTES_AT_MOST` hold; the median is that of these. `beside` is a design point whose median
    stands
    as outlines beside it.

    Raises ResultError where there is no median to play: a sweep that keeps no tracks, or whose points are no sample."""
    sweep, runs = load_sweep(folder), load_sweep_runs(folder, point)
    rows = np.flatnonzero(sweep.done & (True if point is None else sweep.runs["point"] == point)).tolist()
    count = min(len(runs), RUNS_AT_MOST)
    ghost = None if beside is None else _median_of(load_sweep_runs(folder, beside)[:RUNS_AT_MOST])
    made, apart_bytes = _sweep_page(sweep, rows[:count], runs[:count], ghost)
    while len(made) > BYTES_AT_MOST and count > 1:
        count = max(int(count * (1 - (len(made) - BYTES_AT_MOST) * HEADROOM / apart_bytes)), 1)
        made, apart_bytes = _sweep_page(sweep, rows[:count], runs[:count], ghost)
    Path(path).write_bytes(made)
    return count


def _median_of(runs: Sequence[Result]) -> Result:
    return median_result(runs, Armies(runs))


def _sweep_page(sweep: Sweep, rows: Sequence[int], runs: Sequence[Result], ghost: Result | None) -> tuple[bytes, int]:
    """The page of some runs, the rows of the sweep's table that they stand for, and how many of its bytes are the runs' own."""
    armies, table = Armies(runs), arrivals(runs)
    median = median_result(runs, armies)
    apart = runs_apart(sweep, rows, runs, armies, lay_plane(median), place_dates(median, table))
    made = _page(replay_data(median, ghost, table) | {"wars": apart}, palette(median.sides)).encode("utf-8", "replace")
    return made, len(escaped({name: apart[name] for name in BY_RUN}))


def page(result: Result, ghost: Result | None = None) -> str:
    """The page as text. Nothing of the result is ever read as HTML: it is one block of JSON that the script shows as text."""
    return _page(replay_data(result, ghost), palette(result.sides))


def _page(data: dict[str, Any], colours: Palette) -> str:
    sheet, script = _style_sheet(colours), _script(colours)
    return templates.html(
        _file("replay.html.j2"),
        style=Markup(sheet),
        style_hash=Markup(templates.source_hash(sheet)),
        data=Markup(escaped(data)),
        script=Markup(script),
        script_hash=Markup(templates.source_hash(script)),
    )


def escaped(data: Any) -> str:
    """`data` as JSON that can stand in a script element: no `<`, so neither an end tag nor a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _file(name: str) -> str:
    """The text of a file of this room."""
    return templates.packed("analysis.page", name)


def _named(colours: Palette) -> dict[str, str]:
    """The palette of the figures, as it is called in the style sheet (`--ink`) and in the script."""
    return {**LOOK.colours, "first": colours.first.frame, "second": colours.second.frame, "halo": HALO}


def _style_sheet(colours: Palette) -> str:
    """The palette as custom properties, for the page, which may be dark, and for the map, which is paper; then the rules."""
    named = templates.custom_properties(_named(colours))
    on_dark = templates.custom_properties(dict(zip(("first-on-dark", "second-on-dark"), colours.on_dark, strict=True)))
    return named + named.replace(":root", "#map") + on_dark + _file("page.css")


def _script(colours: Palette) -> str:
    """The player as one script with nothing global: the look, its palette, then the files in the order of `SCRIPTS`."""
    look = f"const LOOK = {look_as_json(colours.styles)};\nconst COLOUR = {json.dumps(_named(colours))};\n"
    return '(() => {\n"use strict";\n' + look + "".join(_file(name) for name in SCRIPTS) + "})();\n"
