"""`odds`: the rules of combat on one engagement of the user's own.

One engagement is fought many times without a campaign around it: no movement, no supply, no reserves. The draws and their
outcome come from `engine.battles.odds`; the table and the picture from `analysis.charts.odds`, which takes plain numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import NumberRange, force_option, seed_option, settings_option
from engine.errors import EngineError, printable
from engine.files import check_outputs, drawn_whole

if TYPE_CHECKING:
    from analysis.charts.odds import Cell
    from engine.battles.odds import Odds
    from engine.rules.power import Force


@click.command()
@click.argument("attacker")
@click.argument("defender")
@click.option("--terrain", default="rolling_mixed", show_default=True, help="A row of the power table, or a map's word.")
@click.option("--posture", default="hasty", show_default=True, help="hasty, prepared, fortified, delay or withdrawal.")
@click.option("--sky", type=click.Choice(["dry", "rain", "downpour", "overcast", "fog"]), default="dry", show_default=True)
@click.option("--surprise", type=NumberRange(0, 3), default=0.0, show_default=True, help="Level of the attacker's surprise.")
@click.option(
    "--air",
    type=NumberRange(-1, 1),
    default=0.0,
    show_default=True,
    help="Air superiority: above 0 the attacker's, below 0 the defender's.",
)
@click.option("--encircled", is_flag=True, help="The defender is a garrison with nowhere to go.")
@click.option("--days", type=click.IntRange(1, 60), default=5, show_default=True, help="Break the fight off after so many days.")
@click.option("--draws", type=click.IntRange(2, 100_000), default=1000, show_default=True)
@click.option("--table", is_flag=True, help="Every posture over force ratios from 1 : 2 to 10 : 1; the attacker is scaled.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Draw the result: .png, .svg or .pdf.")
@force_option
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
    encircled: bool,
    days: int,
    draws: int,
    table: bool,
    output: Path | None,
    force: bool,
    settings: dict[str, str],
    seed: int,
) -> None:
    """What one engagement would come to.

    ATTACKER and DEFENDER are `men=12000,tanks=50,guns=120` (also quality= and readiness=), or a formation of a scenario with
    all below it: `SCENARIO:FORMATION`.
    """
    from engine.battles import odds as engagement
    from engine.rules import skies

    if output and output.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise EngineError(f"-o {printable(str(output))}: a name that ends in .png, .svg or .pdf would be right")
    if output:
        check_outputs([output], force=force)
    sides, parameters = engagement.forces((attacker, defender), settings)
    ground = engagement.Ground(
        engagement.ground_code(terrain),
        engagement.posture_code(posture),
        skies.NAMES.index(sky),
        surprise,
        air,
        encircled,
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
    """An engagement as the table and the picture take it: shares of losses and days as their 10, 50 and 90 % points."""
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
    """Print the table of chances, a row for each posture and a column for each force ratio; draw it where `output` is named."""
    from analysis.charts import odds as odds_table
    from engine.battles.odds import TABLE_ODDS
    from engine.rules.power import POSTURES

    click.echo(odds_table.table_text(f"{title}, {terrain}; odds in points", POSTURES, TABLE_ODDS, cells))
    if output:
        note = f"{how}. Odds: attacker's over defender's points before posture and ground; the attacker is scaled."
        subtitle = f"{title}, {terrain}. Chance of the attacker; below it median losses in %, attacker / defender"
        with drawn_whole(output) as part:
            odds_table.save_table(part, "Odds by posture", subtitle, POSTURES, TABLE_ODDS, cells, note)


def _show_odds(
    cell: Cell, sides: tuple[Force, Force], ratio: float, words: tuple[str, str, str, str], output: Path | None, how: str
) -> None:
    """Print one engagement; draw it where `output` is named.

    `ratio` is attacker over defender in points before posture and ground, `words` are attacker, defender, terrain and posture as
    the user gave them, `how` says with how many draws the result was made.
    """
    from analysis.charts import odds as odds_table

    attacker, defender, terrain, posture = words
    title = f"{attacker} against {defender}, {posture} posture, {terrain}: {odds_table.ratio_text(ratio)} in points"
    click.echo(odds_table.odds_text(title, cell, sides[0].men.item(), sides[1].men.item()))
    if output:
        with drawn_whole(output) as part:
            odds_table.save_odds(part, "One engagement", f"{title}.", cell, f"{how}. Bars: the middle 80 %; dots: half below.")
