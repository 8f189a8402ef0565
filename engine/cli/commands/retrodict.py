"""`retrodict`: real battles fought again by the rules of combat, and how well they come out.

The rules of combat get the strengths, the ground and the posture of each battle in the file, and nothing of its outcome. Fights
and references are made in `engine.battles`, scores and pictures in `analysis`; here the two meet.
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import force_option, seed_option, settings_option
from engine.errors import printable
from engine.files import check_outputs, make_folder, write_together

if TYPE_CHECKING:
    import numpy as np

    from analysis.scores.retrodiction import Quantity
    from engine.battles.battles import Battles
    from engine.battles.retrodict import FreeRunning, Retrodiction

FILES = ("predictions.csv", "retrodiction.txt", "retrodiction.png")
IN_SAMPLE = (
    "Rates of loss and advance were themselves estimated on the training battles: on those, `rules` is in-sample.\n"
    "`rules re-estimated` fits them anew without the battle or its campaign, from values that owe nothing to these battles."
)

FREE_HEADING = (
    "Free-running: a fight ends when a side breaks or the depth of the position is covered; nothing is taken from the record.\n"
    "Everything above is per day fought and takes the duration from the record."
)


@click.command()
@click.argument("battles", type=click.Path(path_type=Path), metavar="BATTLES.csv")
@settings_option
@seed_option
@click.option("--draws", type=click.IntRange(2, 10_000), default=200, show_default=True, help="Fights of each battle.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write predictions, table and picture there.")
@force_option
def retrodict(battles: Path, settings: dict[str, str], seed: int, draws: int, out: Path | None, force: bool) -> None:
    """Fight real battles again with the campaign's own rules and score what comes out.

    BATTLES.csv has the columns of the public data base CDB90 (docs/methods/combat.md). Nothing is fitted to it; the
    references beside the rules are.
    """
    from engine.battles.battles import read_battles
    from engine.battles.parameter_values import parameters_of
    from engine.battles.retrodict import free_running
    from engine.battles.retrodict import retrodict as fought_again

    if out:
        check_outputs([out / name for name in FILES], force=force)
    parameters = parameters_of({}, settings)
    read = read_battles(battles, anti_tank_share=parameters["combat.anti_tank_share"])
    result = fought_again(read, parameters, draws=draws, seed=seed)
    text = (
        _scores(read, result, parameters)
        + "\n\n"
        + _free_scores(read, free_running(read, parameters, draws=draws, seed=seed), parameters)
    )
    click.echo(text)
    if out:
        _write(out, read, result, text, f"{draws} fights of each battle · seed {seed}")
        click.echo(f"{', '.join(FILES)} in {printable(str(out))}", err=True)


def _quantities(read: Battles, result: Retrodiction) -> dict[str, Quantity]:
    """What is predicted of a battle, by the name of its columns: the fights of the rules beside what happened."""
    from analysis.scores.retrodiction import Quantity

    return {
        "attacker": Quantity("attackers' loss", "% a day", result.attacker_loss_pct_day, read.attacker_loss_pct_day),
        "defender": Quantity("defenders' loss", "% a day", result.defender_loss_pct_day, read.defender_loss_pct_day),
        "advance": Quantity("advance, where there was any", "km a day", result.advance_km_day, read.advance_km_day),
    }


def _scores(read: Battles, result: Retrodiction, parameters: dict[str, float]) -> str:
    """The rules and their references on every quantity, as text."""
    from analysis.scores import retrodiction as scoring
    from engine.battles.refit import refits
    from engine.battles.retrodict import starting_facts

    facts, refit = starting_facts(read, parameters), refits(read, parameters)
    tables, misses = {}, {}
    for key, quantity in _quantities(read, result).items():
        if not quantity.scored.any():
            continue
        again = refit[key]
        tables[quantity.name] = [
            scoring.score_draws("rules", quantity),
            *scoring.refit_scores(quantity, again.columns, again.gap, again.sd, read.campaign),
            *scoring.reference_scores(quantity, facts, read.campaign),
        ]
        misses[quantity.name] = scoring.worst_misses(quantity, read.name)
    wins = scoring.win_scores(result.attacker_won.mean(axis=0), read.attacker_won.astype(float))
    encircled = f"{int(read.encircled.sum())} of {len(read)} fights are against encircled garrisons."
    return "\n".join([scoring.scores_text(tables, wins, misses), "", encircled, IN_SAMPLE])


def _free_scores(read: Battles, free: FreeRunning, parameters: dict[str, float]) -> str:
    """Duration, total losses and winner when nothing of the outcome is known, beside regression and climatology."""
    from analysis.scores import retrodiction as scoring
    from engine.battles.retrodict import starting_facts

    facts, tables = starting_facts(read, parameters), {}
    for quantity in _free_quantities(read, free):
        if quantity.scored.any():
            tables[quantity.name] = [
                scoring.score_draws("rules", quantity),
                *scoring.reference_scores(quantity, facts, read.campaign),
            ]
    won = read.attacker_won.astype(float)
    wins = scoring.win_scores(free.attacker_won.mean(axis=0), won)
    wins |= {"regression, by campaign": scoring.brier(scoring.win_regression(won, facts, read.campaign), won)}
    return "\n".join([FREE_HEADING, "", scoring.scores_text(tables, wins, {})])


def _free_quantities(read: Battles, free: FreeRunning) -> list[Quantity]:
    """Days and totals that were fought and that the record has."""
    from analysis.scores.retrodiction import Quantity

    days = read.days.astype(float)
    return [
        Quantity("duration", "days", free.days, days),
        Quantity("attackers' total loss", "%", free.attacker_loss_pct, read.attacker_loss_pct_day * days),
        Quantity("defenders' total loss", "%", free.defender_loss_pct, read.defender_loss_pct_day * days),
    ]


def _write(out: Path, read: Battles, result: Retrodiction, text: str, how: str) -> None:
    """The three files together: predictions, table and picture, all of this call or none."""
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerows(_prediction_rows(read, result))
    make_folder(out)
    with TemporaryDirectory() as scratch:
        picture = _picture(Path(scratch) / FILES[2], read, result, how)
    write_together({out / FILES[0]: rows.getvalue(), out / FILES[1]: text + "\n", out / FILES[2]: picture})


def _picture(path: Path, read: Battles, result: Retrodiction, how: str) -> bytes:
    """The picture of all battles, drawn at `path`."""
    from analysis.charts.retrodiction import save_picture

    save_picture(
        path,
        "Real battles fought again",
        "Each dot is a battle, its line the middle 80 % of the predictions; grey: within a factor of two; "
        "open: reality outside the 80 %.",
        list(_quantities(read, result).values()),
        result.attacker_won.mean(axis=0),
        read.attacker_won.astype(float),
        f"{len(read)} battles · {how}. Losses in % of strength, prisoners counted. Last panel: bars of two standard errors.",
    )
    return path.read_bytes()


def _prediction_rows(read: Battles, result: Retrodiction) -> list[list[Any]]:
    """A heading and a row for each battle: real, then P10, P50, P90 of each rate; chance and outcome."""
    import numpy as np

    quantities = _quantities(read, result)
    heading = ["isqno", "name", "campaign", "encircled"]
    for key in quantities:
        heading += [f"{key}_real", f"{key}_p10", f"{key}_p50", f"{key}_p90"]
    tenths = {key: np.quantile(q.draws, (0.1, 0.5, 0.9), axis=0) for key, q in quantities.items()}
    rows: list[list[Any]] = [[*heading, "attacker_wins_probability", "attacker_won"]]
    for at in range(len(read)):
        row: list[Any] = [read.number[at], read.name[at], read.campaign[at], int(read.encircled[at])]
        for key, quantity in quantities.items():
            row += [_number(quantity.real[at]), *(_number(value) for value in tenths[key][:, at])]
        rows.append([*row, _number(result.attacker_won[:, at].mean()), int(read.attacker_won[at])])
    return rows


def _number(value: np.float64) -> str:
    """Four figures, blank for an unknown one."""
    return "" if math.isnan(value) else f"{value:.4g}"
