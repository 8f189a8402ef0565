"""Draws small pictures, for a test of two processes: `python -m tests.analysis.every_picture FOLDER [FILE]...`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analysis.charts.curves import save_curves
from analysis.charts.losses import save_losses
from analysis.charts.supply import save_supply
from analysis.charts.timeline import save_timeline
from analysis.charts.tornado import save_tornado
from analysis.maps.plot import save_map_of
from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import Result, load_result
from tests.analysis.charts.test_losses_plot import lost
from tests.analysis.charts.test_tornado import ROWS, table
from tests.analysis.folder import DAY, write_folder
from tests.analysis.small_campaign import result as run_of

EVERY: Mapping[str, Callable[[Result, Path], object]] = {
    "curves.svg": lambda _, out: save_curves([run_of(), run_of()], out),
    "timeline.svg": lambda _, out: save_timeline([run_of()], out),
    "losses.svg": lambda _, out: save_losses([lost()], out),
    "supply.svg": lambda run, out: save_supply([run], out),
    "tornado.svg": lambda _, out: save_tornado(table(out.parent, *ROWS), out),
    "map.png": lambda run, out: save_map_of([run], out, minute=DAY, width_mm=150),
    "chance.svg": lambda run, out: save_map_of([run, run], out, minute=DAY),
    "page.html": save_page,
    "report.html": lambda run, out: save_report([run, run], out),
    "report.md": lambda run, out: save_report([run, run], out, "md"),
}
"""File to what draws it: the pictures, the page of a run and a report of two runs."""


def draw(out: Path, names: Sequence[str]) -> None:
    """Writes files of `EVERY` to the new folder `out`."""
    out.mkdir(parents=True)
    run = load_result(write_folder(out / "run"))
    for name in names:
        EVERY[name](run, out / name)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2:])
