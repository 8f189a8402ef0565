"""The study that a command line describes: a scenario with options, or the file of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import chosen_priors, chosen_sampling
from engine.errors import printable

if TYPE_CHECKING:
    from engine.scenario.study import Study

MOST_RUNS = 10_000
SHAPES_RUNS = ("settings", "without", "seed", "last_day", "priors", "in_sample", "sampling")


def study_of_scenario(scenario: str, runs: int | None, given: dict[str, Any]) -> Study:
    """The study that the options describe: a plain Monte Carlo over the scenario's own random draws."""
    from engine.study.variants import study_of

    stops = _stops(given["stops"])
    return study_of(
        scenario,
        settings=given["settings"],
        without=given["without"],
        seed=1 if given["seed"] is None else given["seed"],
        replications=runs or (MOST_RUNS if stops else 100),
        priors=chosen_priors(given),
        sampling=chosen_sampling(given),
        last_day=given["last_day"],
        stop=stops,
        keep={"tracks": given["tracks"] or "army"},
        choices=given.get("choices", []),
    )


def study_of_file(ctx: click.Context, name: str, runs: int | None, given: dict[str, Any]) -> Study:
    """The study of a file; the command line can only change how many runs are made."""
    from engine.scenario.study import Stop, load_study

    explicit = [
        f"--{option.replace('settings', 'set').replace('_', '-')}"
        for option in (*SHAPES_RUNS, "tracks")
        if ctx.get_parameter_source(option) is click.core.ParameterSource.COMMANDLINE
    ]
    if explicit:
        raise click.UsageError(f"the file of a study determines its runs; write {', '.join(explicit)} into {printable(name)}")
    study = load_study(name)
    stops = [Stop(**stop) for stop in _stops(given["stops"])] or study.stop
    return study.model_copy(update={"stop": stops, "replications": runs or study.replications})


def _stops(texts: tuple[str, ...]) -> list[dict[str, Any]]:
    """The targets of `--precision`: outcome and half width of its 95 % interval, in the unit of the outcome.

    Raises click.BadParameter for a text without a name or without a width above 0.
    """
    stops = []
    for text in texts:
        name, _, width = text.strip().rpartition(" ")
        try:
            number = float(width)
        except ValueError:
            number = 0.0
        if not (name.strip() and 0 < number <= 1e9):
            raise click.BadParameter(f"{text!r} is not 'NAME H', as in 'captured_day.PLACE 0.25'", param_hint="--precision")
        stops.append({"outcome": name.strip(), "half_width": number})
    return stops
