"""`plot`: one picture of a run, of an ensemble of runs, or of one beside another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.folder import MANIFEST
from engine.errors import EngineError, printable

if TYPE_CHECKING:
    from analysis.load import Result

KINDS = ("curves", "map", "timeline", "losses", "supply", "tornado")
SUFFIXES = (".png", ".svg", ".pdf")
TABLE = "sensitivity.csv"
"""The table that a tornado is drawn from, where a folder is given."""


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="RESULT...", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--other",
    "others",
    multiple=True,
    metavar="RESULT",
    type=click.Path(exists=True, path_type=Path),
    help="A run to be drawn beside the first ones; may be repeated for an ensemble.",
)
@click.option("--kind", type=click.Choice(KINDS), default="curves", show_default=True, help="What to draw.")
@click.option("--army", metavar="NAME", help="Only this formation and its subordinates (id, name or short label).")
@click.option("--day", type=click.FloatRange(0), metavar="D", help="Map: D days after the start.  [default: the end]")
@click.option("--title", metavar="TEXT", help="Title instead of the plain one made from the numbers.")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The picture: .png, .svg or .pdf.")  # fmt: skip
def plot(
    targets: tuple[Path, ...],
    others: tuple[Path, ...],
    kind: str,
    army: str | None,
    day: float | None,
    title: str | None,
    out: Path,
) -> None:
    """Draw a picture of RESULT; several RESULTs of one scenario are an ensemble, drawn with bands.

    A RESULT is the folder of a run, or a folder of such folders. A tornado is drawn from the table of a sensitivity study.
    """
    from analysis.load import ResultError

    if out.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"{printable(out.name)} has no known suffix; pictures end in {', '.join(SUFFIXES)}")
    if day is not None and kind != "map":
        raise click.UsageError("--day is for --kind map alone; the other pictures show the whole run")
    try:
        if kind == "tornado":
            _tornado(targets, others, army, title, out)
        else:
            _picture(kind, _results(targets), _results(others), army, day, title, out)
    except ResultError as error:
        raise EngineError(str(error)) from None
    except OSError as error:
        raise EngineError(f"cannot write {printable(str(out))}: {error.strerror or error}") from None


def _tornado(targets: Sequence[Path], others: Sequence[Path], army: str | None, title: str | None, out: Path) -> None:
    from analysis.tornado import save_tornado

    if len(targets) > 1 or others or army:
        raise click.UsageError("a tornado is drawn from one table; leave --other, --army and further tables out")
    table = targets[0] / TABLE if targets[0].is_dir() else targets[0]
    save_tornado(table, out, title)


def _results(targets: Sequence[Path]) -> list[Result]:
    """The runs in `targets`, each a result folder or a folder of them; they must be of one scenario and length."""
    from analysis.load import load_result

    folders = [folder for target in targets for folder in _result_folders(target)]
    results = [load_result(folder) for folder in folders]
    kinds = sorted({(str(result.manifest["scenario"]["id"]), result.end_minute) for result in results})
    if len(kinds) > 1:
        listed = ", ".join(f"{printable(scenario)} to minute {end}" for scenario, end in kinds)
        raise EngineError(f"the results are not of one ensemble ({listed}); draw a second one with --other")
    return results


def _result_folders(target: Path) -> list[Path]:
    if (target / MANIFEST).is_file():
        return [target]
    found = sorted(path.parent for path in target.glob(f"*/{MANIFEST}"))
    if not found:
        raise EngineError(f"{printable(str(target))} is not a result folder (it has no {MANIFEST}), nor a folder of such")
    return found


def _picture(
    kind: str,
    results: Sequence[Result],
    other: Sequence[Result],
    army: str | None,
    day: float | None,
    title: str | None,
    out: Path,
) -> None:
    from analysis.explain import find_formation

    unit = find_formation(results[0], army) if army else None
    if kind == "map":
        from analysis.map_plot import save_map_of

        save_map_of(results, out, other, unit, None if day is None else round(day * 1440), title)
        return
    saver = _saver(kind)
    saver(results, out, other, unit, title)


def _saver(kind: str) -> Callable[..., None]:
    """The function that draws and writes the picture, imported only now."""
    if kind == "timeline":
        from analysis.timeline import save_timeline

        return save_timeline
    if kind == "losses":
        from analysis.losses_plot import save_losses

        return save_losses
    if kind == "supply":
        from analysis.supply_plot import save_supply

        return save_supply
    from analysis.curves import save_curves

    return save_curves
