"""`run`: one simulation, its result folder and its comparison with what happened.

Result files are written by the engine, pictures and the page by analysis, which reads the folder as any reader would: what it
shows is what the files say. The folder appears when all of it is written.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.folder import check_free, written_whole
from engine.cli.options import (
    NumberRange,
    Warned,
    chosen_priors,
    chosen_sampling,
    last_day_option,
    orders_option,
    policy_option,
    prepared,
    priors_options,
    scenario_options,
    seed_option,
)
from engine.cli.progress import progress, terminal_width, working
from engine.errors import printable
from engine.units import MIN_PER_DAY

if TYPE_CHECKING:
    from engine.results import RunResult
    from engine.theatre.preparation import Theatre


@click.command()
@scenario_options
@orders_option
@policy_option
@click.option(
    "--policies-from", type=NumberRange(0), metavar="D", help="Policies hold from day D on.  [default: of --branch, or 0]"
)
@seed_option
@click.option("--replication", type=click.IntRange(0), default=0, metavar="K", help="The K-th run of this seed.  [default: 0]")
@click.option("--branch", type=NumberRange(0, min_open=True), metavar="D", help="Draw anew from day D on ...")
@click.option("--future", type=click.IntRange(0), default=0, metavar="K", help="... as future K of the run.  [default: 0]")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Result folder.  [default: results/SCENARIO-SEED]")
@last_day_option
@priors_options
@click.option("--no-pictures", is_flag=True, help="Leave out advance.png, map.png and index.html.")
@click.option("--force", is_flag=True, help="Replace an existing result folder.")
@click.option("--full", is_flag=True, help="Print armies, states, losses and claims as well, not only the dates.")
def run(
    scenario: str,
    settings: dict[str, str],
    without: tuple[str, ...],
    strict: bool,
    orders: tuple[str, ...],
    seed: int,
    replication: int,
    out: Path | None,
    last_day: int | None,
    no_pictures: bool,
    force: bool,
    full: bool,
    **given: Any,
) -> None:
    """Simulate SCENARIO once, write its result folder and print how it compares with history."""
    began = time.perf_counter()
    theatre = prepared(
        scenario,
        settings,
        without,
        priors=chosen_priors(given),
        sampling=chosen_sampling(given),
        seed=seed,
        replication=replication,
        orders=orders,
    )
    Warned(strict)(theatre.warnings)
    folder = out or Path("results") / _folder_name(theatre.world.spec.id, seed, replication)
    check_free(folder, force=force)
    with progress(theatre.world.spec.id) as report:
        result = _simulated(theatre, given, seed=seed, replication=replication, last_day=last_day, progress=report)
    simulated = time.perf_counter()
    with written_whole(folder) as place, working("writing and drawing"):
        result.write(place)
        del result  # a long war's would stand beside all that is read of it
        comparison = _shown(place, pictures=not no_pictures, full=full)
    written = time.perf_counter()
    click.echo(comparison.rstrip())
    click.echo(f"{simulated - began:.2f} s to load and simulate, {written - simulated:.2f} s to write and draw", err=True)
    page = folder if no_pictures else folder / "index.html"
    more = "" if full else "; armies, states, losses, claims and what is not compared: run with --full"
    click.echo(f"{'result folder' if no_pictures else 'open it with a browser'}: {printable(str(page))}{more}", err=True)


def _simulated(theatre: Theatre, given: Mapping[str, Any], **how: Any) -> RunResult:
    """The run that the options describe: a plain one, a future of it, one with policies."""
    from engine.branching import Branch
    from engine.simulation import simulate

    day, since = given["branch"], given["policies_from"]
    branch = None if day is None else Branch(round(day * MIN_PER_DAY), given["future"])
    since = (day or 0.0) if since is None else since
    return simulate(theatre, branch=branch, policies=given["policies"], policies_from=round(since * MIN_PER_DAY), **how)


def _folder_name(scenario_id: str, seed: int, replication: int) -> str:
    """`ID-SEED`, and `ID-SEED-3` for replication 3 of the seed; replication 0 is not named."""
    return f"{scenario_id}-{seed}" + (f"-{replication}" if replication else "")


def _shown(folder: Path, *, pictures: bool, full: bool) -> str:
    """The comparison as text; the pictures stand beside the run's files in `folder`."""
    from analysis.results.load import load_result
    from analysis.terminal import fitted
    from analysis.words.tables import comparison_text

    read = load_result(folder)
    if pictures:
        from analysis.charts.curves import save_curves
        from analysis.maps.day_map import save_map
        from analysis.page.replay import save_page

        save_curves([read], folder / "advance.png")
        save_map(read, folder / "map.png")
        save_page(read, folder / "index.html")
    with fitted(terminal_width()):
        return comparison_text(read, full)
