"""Draws one small picture of every kind, for a test of two processes: `python -m tests.analysis.every_picture FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.charts.curves import save_curves
from analysis.charts.losses import save_losses
from analysis.charts.supply import save_supply
from analysis.charts.timeline import save_timeline
from analysis.charts.tornado import save_tornado
from analysis.maps.plot import save_map_of
from analysis.page.replay import save_page
from analysis.report.report import save_report
from analysis.results.load import load_result
from tests.analysis.charts.test_losses_plot import lost
from tests.analysis.charts.test_tornado import ROWS, table
from tests.analysis.folder import DAY, write_folder
from tests.analysis.small_campaign import result as run_of


def draw_every_picture(out: Path) -> None:
    """Writes the pictures, the page of a run and a report of two runs to the new folder `out`."""
    out.mkdir(parents=True)
    run = load_result(write_folder(out / "run"))
    small = run_of()
    save_curves([small, small], out / "curves.svg")
    save_timeline([small], out / "timeline.svg")
    save_losses([lost()], out / "losses.svg")
    save_supply([run], out / "supply.svg")
    save_tornado(table(out, *ROWS), out / "tornado.svg")
    save_map_of([run], out / "map.png", minute=DAY, width_mm=150)
    save_map_of([run, run], out / "chance.svg", minute=DAY)
    save_page(run, out / "page.html")
    save_report([run, run], out / "report.html")
    save_report([run, run], out / "report.md", "md")


if __name__ == "__main__":
    draw_every_picture(Path(sys.argv[1]))
