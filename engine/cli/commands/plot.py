"""`plot`: one picture of a run, of an ensemble of runs, or of one beside another.

Each kind of picture has a file in `analysis.charts`, the map one in `analysis.maps`. Here it is decided which of them draws, and
which options belong to it: an option without effect is refused. A new chart needs a name in `KINDS` and a branch in `_saver`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import NumberRange, force_option
from engine.cli.progress import working
from engine.cli.reading import results_read
from engine.errors import printable
from engine.files import check_outputs, drawn_whole

if TYPE_CHECKING:
    from analysis.results.load import Result

KINDS = ("curves", "map", "timeline", "losses", "supply", "deliveries", "receipts", "tornado")
SUFFIXES = (".png", ".svg", ".pdf")
WIDTHS_MM = NumberRange(85, 1200)
"""On a narrower page the key has no room beside the insets; a wider one is never printed."""
PLACE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("target", metavar="RESULT | SWEEP", type=PLACE)
@click.argument("other", required=False, metavar="[OTHER]", type=PLACE)
@click.option("--kind", type=click.Choice(KINDS), default="curves", show_default=True, help="What to draw.")
@click.option("--army", metavar="NAME", help="Only this formation and its subordinates (id, name or short label).")
@click.option("--day", type=NumberRange(0), metavar="D", help="Map: when D+D begins; 5.5 is noon of D+5.  [default: the end]")
@click.option(
    "--width-mm", type=WIDTHS_MM, metavar="W", help="Map: width of the page in mm; the type keeps its size.  [default: 290]"
)
@click.option("--point", type=click.IntRange(0), metavar="P", help="Of a sweep, the runs of this design point.  [default: all]")
@click.option("--outcome", metavar="NAME", help="Tornado: the outcome, where more than one could be drawn.")
@click.option("--title", metavar="TEXT", help="Title instead of the plain one made from the numbers.")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The picture: .png, .svg or .pdf.",
)
@force_option
def plot(
    target: Path,
    other: Path | None,
    kind: str,
    army: str | None,
    day: float | None,
    width_mm: float | None,
    point: int | None,
    outcome: str | None,
    title: str | None,
    out: Path,
    force: bool,
) -> None:
    """Draw a picture of RESULT, the folder of a run; of several runs in one folder, or a SWEEP, with bands.

    OTHER, of the same kinds, is drawn beside it. A tornado is drawn from a sweep, or from a table of `sensitivity`.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"{printable(out.name)} has an unknown suffix; a picture ends in {', '.join(SUFFIXES)}")
    _refuse_unused(kind, {"day": day, "width_mm": width_mm, "outcome": outcome, "army": army, "point": point, "other": other})
    check_outputs([out], force=force)
    with results_read(), drawn_whole(out) as part, working(f"drawing the {kind}"):
        if kind == "tornado":
            _tornado(target, outcome, title, part)
        else:
            _picture(kind, target, other, army, day, width_mm, point, title, part)


def _refuse_unused(kind: str, given: dict[str, object]) -> None:
    """An option that the kind of picture does not use is a mistake: its user waits for an effect."""
    asked = {name for name, value in given.items() if value is not None}
    if "day" in asked and kind != "map":
        raise click.UsageError("--day is for --kind map alone; the other pictures show the whole run")
    if "width_mm" in asked and kind != "map":
        raise click.UsageError("--width-mm is for --kind map alone")
    if "outcome" in asked and kind != "tornado":
        raise click.UsageError("--outcome is for --kind tornado alone")
    if kind == "tornado" and asked & {"other", "army", "point"}:
        raise click.UsageError("a tornado is drawn from one sweep or table; leave OTHER, --army and --point out")


def _tornado(target: Path, outcome: str | None, title: str | None, out: Path) -> None:
    """Draw a tornado from a sweep, or from the table of one-at-a-time swings that `sensitivity -o` writes, or its folder."""
    from analysis.charts.sensitivity import TABLE, save_sensitivity
    from analysis.charts.tornado import save_tornado
    from analysis.results.sweeps import is_sweep, load_sweep

    if is_sweep(target):
        save_sensitivity(load_sweep(target), outcome, out, title)
    else:
        save_tornado(target / TABLE if target.is_dir() else target, out, title)


def _picture(
    kind: str,
    target: Path,
    other: Path | None,
    army: str | None,
    day: float | None,
    width_mm: float | None,
    point: int | None,
    title: str | None,
    out: Path,
) -> None:
    """Read the runs and draw any other kind, only of `army` where one is named.

    `day` is a calendar day D+`day`, from its midnight, and may be a fraction; without it the map shows the end.
    """
    from analysis.results.ensembles import load_ensemble
    from analysis.words.formation_names import find_formation

    results = load_ensemble([target], point)
    beside = load_ensemble([other], point) if other else []
    unit = find_formation(results[0], army) if army else None
    if kind == "map":
        from analysis.maps.plot import save_map_of

        save_map_of(results, out, beside, unit, None if day is None else results[0].minute_of(day), title, width_mm)
        return
    _saver(kind)(results, out, beside, unit, title)


def _saver(kind: str) -> Callable[[Sequence[Result], Path, Sequence[Result], str | None, str | None], None]:
    """The function that draws and writes the picture, imported only now."""
    if kind == "timeline":
        from analysis.charts.timeline import save_timeline

        return save_timeline
    if kind == "losses":
        from analysis.charts.losses import save_losses

        return save_losses
    if kind == "supply":
        from analysis.charts.supply import save_supply

        return save_supply
    if kind == "deliveries":
        from analysis.charts.deliveries import save_deliveries

        return save_deliveries
    if kind == "receipts":
        from analysis.charts.receipts import save_receipts

        return save_receipts
    from analysis.charts.curves import save_curves

    return save_curves
