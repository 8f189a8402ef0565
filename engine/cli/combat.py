"""`retrodict` and `odds`: the combat rules on real battles, and on one engagement of the user's own."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import seed_option, settings_option
from engine.errors import EngineError, printable
from engine.files import drawn_whole, make_folder, write_together

if TYPE_CHECKING:
    import numpy as np

    from analysis.charts.odds import Cell
    from analysis.scores.retrodiction import Quantity
    from engine.battles.battles import Battles
    from engine.battles.odds import Odds
    from engine.battles.retrodict import Retrodiction
    from engine.rules.power import Force

FILES = ("predictions.csv", "retrodiction.txt", "retrodiction.png")
IN_SAMPLE = (
    "Rates of loss and advance were themselves estimated on the training battles: on those, `rules` is in-sample.\n"
    "`rules re-estimated` fits them anew without the battle or its campaign, from values that owe nothing to these battles."
)


@click.command()
@click.argument("battles", type=click.Path(path_type=Path), metavar="BATTLES.csv")
@settings_option
@seed_option
@click.option("--draws", type=click.IntRange(2, 10_000), default=200, show_default=True, help="Fights of each battle.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write predictions, table and picture there.")
def retrodict(battles: Path, settings: dict[str, str], seed: int, draws: int, out: Path | None) -> None:
    """Fight real battles again with the campaign's own rules and score what comes out.

    BATTLES.csv has the columns of the public data base CDB90 (docs/methods/combat.md). Nothing is fitted to it; the
    references beside the rules are.
    """
    from engine.battles.battles import read_battles
    from engine.battles.retrodict import retrodict as fought_again

    parameters = _parameters({}, settings)
    read = read_battles(battles, anti_tank_share=parameters["combat.anti_tank_share"])
    result = fought_again(read, parameters, draws=draws, seed=seed)
    text = _scores(read, result, parameters)
    click.echo(text)
    if out:
        _write(out, read, result, text, f"{draws} fights of each battle · seed {seed}")
        click.echo(f"{', '.join(FILES)} in {printable(str(out))}", err=True)


def _quantities(read: Battles, result: Retrodiction) -> dict[str, Quantity]:
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
    sealed = f"{int(read.sealed.sum())} of {len(read)} fights are against sealed garrisons."
    return "\n".join([scoring.scores_text(tables, wins, misses), "", sealed, IN_SAMPLE])


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
    heading = ["isqno", "name", "campaign", "sealed"]
    for key in quantities:
        heading += [f"{key}_real", f"{key}_p10", f"{key}_p50", f"{key}_p90"]
    tenths = {key: np.quantile(q.draws, (0.1, 0.5, 0.9), axis=0) for key, q in quantities.items()}
    rows: list[list[Any]] = [[*heading, "attacker_wins_probability", "attacker_won"]]
    for at in range(len(read)):
        row: list[Any] = [read.number[at], read.name[at], read.campaign[at], int(read.sealed[at])]
        for key, quantity in quantities.items():
            row += [_number(quantity.real[at]), *(_number(value) for value in tenths[key][:, at])]
        rows.append([*row, _number(result.attacker_won[:, at].mean()), int(read.attacker_won[at])])
    return rows


def _number(value: np.float64) -> str:
    """Four figures, blank for an unknown one."""
    return "" if math.isnan(value) else f"{value:.4g}"


@click.command()
@click.argument("attacker")
@click.argument("defender")
@click.option("--terrain", default="rolling_mixed", show_default=True, help="A row of the power table, or a map's word.")
@click.option("--posture", default="hasty", show_default=True, help="hasty, prepared, fortified, delay or withdrawal.")
@click.option("--sky", type=click.Choice(["dry", "rain", "downpour"]), default="dry", show_default=True)
@click.option("--surprise", type=click.FloatRange(0, 3), default=0.0, show_default=True, help="Level of the attacker's surprise.")
@click.option("--air", type=click.FloatRange(-1, 1), default=0.0, show_default=True, help="Above 0 the attacker rules the sky.")
@click.option("--sealed", is_flag=True, help="The defender is a garrison with nowhere to go.")
@click.option("--days", type=click.IntRange(1, 60), default=5, show_default=True, help="The fight is broken off after so long.")
@click.option("--draws", type=click.IntRange(2, 100_000), default=1000, show_default=True)
@click.option("--table", is_flag=True, help="Every posture over odds from 1 : 2 to 10 : 1; the attacker is scaled.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .png, .svg or .pdf.")
@settings_option
@seed_option
def odds(
    attacker: str,
    defender: str,
    terrain: str,
    posture: str,
    sky: str,
    surprise: float,
    air: float,
    sealed: bool,
    days: int,
    draws: int,
    table: bool,
    output: Path | None,
    settings: dict[str, str],
    seed: int,
) -> None:
    """What one engagement would come to.

    ATTACKER and DEFENDER are `men=12000,tanks=50,guns=120` (also quality= and readiness=), or a formation of a scenario with
    all below it: `SCENARIO:FORMATION`.
    """
    from engine.battles import odds as engagement

    if output and output.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise EngineError(f"-o {printable(str(output))}: a name that ends in .png, .svg or .pdf would be right")
    sides, parameters = _forces((attacker, defender), settings)
    ground = engagement.Ground(
        engagement.ground_code(terrain),
        engagement.posture_code(posture),
        ("dry", "rain", "downpour").index(sky),
        surprise,
        air,
        sealed,
    )
    how = f"{draws} fights, {days} days at most, seed {seed}"
    ratio = engagement.points_ratio(sides[0], sides[1], parameters)
    if table:
        rows = engagement.odds_table(sides[0], sides[1], ground, parameters, days=days, draws=draws, seed=seed)
        _show_table([[_cell(cell) for cell in row] for row in rows], terrain, f"{attacker} against {defender}", output, how)
    else:
        result = engagement.odds(sides[0], sides[1], ground, parameters, days=days, draws=draws, seed=seed)
        _show_odds(_cell(result), sides, ratio, (attacker, defender, terrain, posture), output, how)


def _cell(odds: Odds) -> Cell:
    from analysis.charts.odds import Cell

    return Cell(
        odds.win,
        odds.attacker_lost,
        odds.defender_lost,
        odds.days,
        odds.advance_km,
        odds.attacker_gives_way,
        odds.defender_gives_way,
    )


def _show_table(cells: list[list[Cell]], terrain: str, title: str, output: Path | None, how: str) -> None:
    from analysis.charts import odds as odds_table
    from engine.battles.odds import TABLE_ODDS
    from engine.rules.power import POSTURES

    click.echo(odds_table.table_text(f"{title}, {terrain}; odds in points", POSTURES, TABLE_ODDS, cells))
    if output:
        note = f"{how}. Odds: attacker's over defender's points before posture and ground; the attacker is scaled."
        subtitle = f"{title}, {terrain}. Chance of the attacker; below it median losses in %, attacker / defender"
        odds_table.save_table(output, "Odds by posture", subtitle, POSTURES, TABLE_ODDS, cells, note)


def _show_odds(
    cell: Cell, sides: tuple[Force, Force], ratio: float, words: tuple[str, str, str, str], output: Path | None, how: str
) -> None:
    from analysis.charts import odds as odds_table

    attacker, defender, terrain, posture = words
    title = f"{attacker} against {defender}, {posture} posture, {terrain}: {odds_table.ratio_text(ratio)} in points"
    click.echo(odds_table.odds_text(title, cell, sides[0].men.item(), sides[1].men.item()))
    if output:
        with drawn_whole(output) as part:
            odds_table.save_odds(part, "One engagement", f"{title}.", cell, f"{how}. Bars: the middle 80 %; dots: half below.")


def _forces(texts: tuple[str, str], settings: dict[str, str]) -> tuple[tuple[Force, Force], dict[str, float]]:
    """Both forces and the parameters: those of the scenario that a formation comes from, else the defaults, then `--set`."""
    from engine.battles import odds as engagement
    from engine.scenario.loading import load_scenario

    named = {text: text.partition(":") for text in texts if "=" not in text and ":" in text}
    specs = {scenario: load_scenario(scenario).spec for scenario in sorted({name for name, _, _ in named.values()})}
    if len(specs) > 1:
        raise EngineError(f"formations of one scenario only, not of {' and '.join(specs)}: each has its own rules")
    parameters = _parameters(next(iter(specs.values())).rules if specs else {}, settings)
    forces = []
    for text in texts:
        if text in named:
            scenario, _, formation = named[text]
            forces.append(engagement.formation_force(specs[scenario], formation, parameters))
        else:
            forces.append(engagement.force_of(text, parameters))
    return (forces[0], forces[1]), parameters


def _parameters(rules: dict[str, dict[str, float]], settings: dict[str, str]) -> dict[str, float]:
    """Every parameter by path; `--set` on top. Raises EngineError for a path or value that is none."""
    from engine.scenario.nearest import nearest
    from engine.scenario.parameters import CATALOGUE, values

    parameters = values(rules)
    for path, text in settings.items():
        name = path.removeprefix("rules.")
        if name not in CATALOGUE or name == path:
            raise EngineError(f"--set {path}: no such parameter; {nearest(path, [f'rules.{known}' for known in CATALOGUE])}")
        try:
            parameters[name] = float(text)
        except ValueError:
            raise EngineError(f"--set {path}={text}: a number would be right ({CATALOGUE[name].unit})") from None
    _check(parameters, settings)
    return parameters


def _check(parameters: dict[str, float], settings: dict[str, str]) -> None:
    """What the campaign's own check of a scenario would refuse."""
    from engine.scenario.parameters import CATALOGUE

    for path in settings:
        known, value = CATALOGUE[path.removeprefix("rules.")], parameters[path.removeprefix("rules.")]
        if known.unit == "code" and value not in range(int(known.low), int(known.high) + 1):
            raise EngineError(f"--set {path}={value:g}: a whole number from {known.low:g} to {known.high:g} would be right")
        if not abs(value) < 1e9 or (known.low >= 0 and value < 0):
            raise EngineError(f"--set {path}={value:g}: it must be a number of 0 or more ({known.unit})")
