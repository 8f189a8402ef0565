"""Options that more than one command takes, and the scenario they describe."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.errors import EngineError, Problem, in_order, printable, report
from engine.files import check_outputs

if TYPE_CHECKING:
    from engine.scenario.study import Priors, Sampling
    from engine.theatre.preparation import Theatre

Command = TypeVar("Command", bound=Callable[..., object])
RESULT = click.Path(exists=True, file_okay=False, path_type=Path)
"""An existing folder."""


class NumberRange(click.FloatRange):
    """A range of numbers; NaN, which compares with nothing, and what is infinite lie in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number that is given."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


FAILED = 3
"""Exit status of a command that ends well except that some runs failed."""


def scenario_options(command: Command) -> Command:
    """`command` with the argument SCENARIO and the options `--set`, `--without` and `--strict`."""
    return click.argument("scenario")(settings_option(without_option(strict_option(command))))


def outcome_option(command: Command) -> Command:
    """`command` with the option `--outcome`: patterns of names."""
    return click.option("--outcome", "patterns", metavar="NAME", multiple=True, help="Show this outcome; * stands for anything.")(
        command
    )


def most_option(command: Command) -> Command:
    """`command` with the option `--most`: which end of an outcome is best in tables of regret."""
    return click.option("--most", is_flag=True, help="The most of an outcome is best in tables of regret, not the least.")(
        command
    )


def page_option(says: str, file: str) -> Callable[[Command], Command]:
    """The option `--page`, with its help and the name of the file that is meant where none is given."""
    return click.option(
        "--page",
        is_flag=False,
        flag_value=file,
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="[FILE]",
        help=f"{says}  [FILE if left out: {file}]",
    )


def workers_option(command: Command) -> Command:
    """`command` with the option `--workers` of a local pool."""
    return click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes.  [default: one for each processor]")(
        command
    )


def orders_option(command: Command) -> Command:
    """`command` with the option `--orders`."""
    return click.option(
        "--orders", metavar="FILE", multiple=True, help="A file of orders with a date to be given as well; may be repeated."
    )(command)


def policy_option(command: Command) -> Command:
    """`command` with the option `--policy`: side to name."""
    return click.option(
        "--policy",
        "policies",
        metavar="SIDE:NAME",
        multiple=True,
        callback=_policies,
        help="The highest headquarters of SIDE, or one by its id, decide by plan, hold, exploit, cautious or MODULE:FUNCTION of "
        "your own; may be repeated.",
    )(command)


def _policies(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Side to policy of each `--policy`."""
    found: dict[str, str] = {}
    for text in given:
        side, colon, name = text.partition(":")
        if not (side and colon and name) or side in found:
            raise click.BadParameter(f"{text!r} is not SIDE:NAME, once for each side or headquarters, as in red:exploit")
        found[side] = name
    return found


def strict_option(command: Command) -> Command:
    """`command` with the option `--strict`, which `Warned` obeys."""
    return click.option("--strict", is_flag=True, help="Refuse a scenario with warnings (exit status 2).")(command)


class Warned:
    """The one door through which warnings reach a person: on stderr, each once in a command, as `warning: file:line:col ...`."""

    def __init__(self, strict: bool):
        self.strict, self._shown = strict, set[Problem]()

    def __call__(self, problems: Iterable[Problem]) -> None:
        """Show the warnings among `problems` that are new. Raises EngineError if there are any and they are not allowed."""
        new = [problem for problem in in_order(problems) if problem not in self._shown]
        self._shown.update(new)
        if new:
            click.echo(report(new), err=True)
        if new and self.strict:
            raise EngineError(f"--strict: refused for {len(new)} warning{'s' if len(new) > 1 else ''}")


def without_option(command: Command) -> Command:
    """`command` with the option `--without`."""
    return click.option(
        "--without", metavar="NAME", multiple=True, help="Switch a rule off (`list rules` names them); may be repeated."
    )(command)


def settings_option(command: Command) -> Command:
    """`command` with the option `--set`."""
    return click.option(
        "--set",
        "settings",
        metavar="PATH=VALUE",
        multiple=True,
        callback=_settings,
        help="Change one number, as rules.march.foot_km_day=15; may be repeated.",
    )(command)


def priors_options(command: Command) -> Command:
    """`command` with the options `--priors` and `--in-sample`; `chosen_priors` reads them."""
    given = click.option("--priors", is_flag=True, help="Draw every uncertain parameter from its prior.")
    as_found = click.option(
        "--in-sample",
        is_flag=True,
        help="The same, but with the priors that rest on this campaign's own sources.",
    )
    spread = click.option(
        "--sampling",
        type=click.Choice(["random", "latin_hypercube"]),
        default="random",
        show_default=True,
        help="Draw the priors of each run for itself, or evenly in blocks of eight runs.",
    )
    return given(as_found(spread(command)))


def chosen_sampling(given: Mapping[str, Any]) -> Sampling:
    """How priors are drawn. EngineError where none are."""
    if given["sampling"] != "random" and not chosen_priors(given):
        raise EngineError("--sampling is how priors are drawn; add --priors")
    sampling: Sampling = given["sampling"]
    return sampling


def chosen_priors(given: Mapping[str, Any]) -> Priors:
    """What the options of `priors_options` mean."""
    return "in_sample" if given["in_sample"] else bool(given["priors"])


def force_option(command: Command) -> Command:
    """`command` with the option `--force`, for `engine.files.check_outputs`."""
    return click.option("--force", is_flag=True, help="Replace files that exist.")(command)


def table_options(command: Command) -> Command:
    """`command` with the options `-o` and `--excel`, for a table; `check_table` reads them."""
    output = click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the whole table: .csv or .parquet."
    )
    return output(excel_option(force_option(command)))


def excel_option(command: Command) -> Command:
    """`command` with the option `--excel`."""
    return click.option("--excel", is_flag=True, help="CSV that Excel opens as it is: marked as UTF-8, lines ended for it.")(
        command
    )


def check_table(output: Path | None, *, excel: bool, force: bool, suffixes: Sequence[str] = (".csv", ".parquet")) -> None:
    """Raise EngineError where `output` may not be written, or is no table; or `--excel` has nothing to change."""
    if excel and (output is None or output.suffix.lower() != ".csv"):
        raise EngineError("--excel is for a table in CSV; add -o FILE.csv")
    if output is None:
        return
    if output.suffix.lower() not in suffixes:
        raise EngineError(f"-o {printable(str(output))}: a name that ends in {', '.join(suffixes)} would be right")
    check_outputs([output], force=force)


def seed_option(command: Command) -> Command:
    """`command` with the option `--seed`."""
    return click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of all random draws.")(command)


def last_day_option(command: Command) -> Command:
    """`command` with the option `--last-day`."""
    return click.option("--last-day", type=click.IntRange(1), metavar="D", help="Stop D days after the start.")(command)


def prepared(
    scenario: str,
    settings: Mapping[str, Any],
    without: Sequence[str],
    *,
    priors: Priors = False,
    sampling: Sampling = "random",
    seed: int = 1,
    replication: int = 0,
    orders: Sequence[str] = (),
) -> Theatre:
    """The scenario as the options describe it, ready to run; with `priors` as this replication of the seed draws them.

    Raises ScenarioError with every problem."""
    from engine.scenario.loading import load_scenario
    from engine.theatre.preparation import prepare

    loaded = load_scenario(scenario, settings=settings, without=without, orders=orders)
    if priors:
        from engine.study.plan import with_priors

        loaded = with_priors(loaded, seed=seed, replication=replication, in_sample=priors == "in_sample", sampling=sampling)
    return prepare(loaded)


def _settings(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Path to value of each `--set`; a path given twice is a mistake."""
    settings: dict[str, str] = {}
    for text in given:
        path, equals, value = text.partition("=")
        if not (path and equals and value):
            raise click.BadParameter(f"{text!r} is not PATH=VALUE, as in rules.march.foot_km_day=15")
        if path in settings:
            raise click.BadParameter(f"{path} is set twice")
        settings[path] = value
    return settings
