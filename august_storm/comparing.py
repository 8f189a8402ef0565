"""`compare`: paired differences of scenarios on the same random draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from august_storm.arguments import Names, Place, names_of, scenario_of, settings_of
from august_storm.frames import frame
from august_storm.speech import speaks_python
from august_storm.sweeps import Sweep, made, study_of_scenario

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.scores.compare import Difference
    from engine.scenario.study import Study
    from engine.study.variants import Changed

Changes = Mapping[str, Any]


@speaks_python
def compare(
    base: Place | Sweep,
    *variants: Place | Sweep | Changes,
    runs: int = 100,
    seed: int = 1,
    priors: bool | str = False,
    sampling: str = "random",
    outcome: Names = (),
    workers: int = 1,
) -> Comparison:
    """Run BASE and each VARIANT on the same random draws, as the command `compare` does.

    Each is a scenario or a Sweep made before. A variant may also be a change of the base, as `"without:fuel"`,
    `"rules.march.foot_km_day=15"` or `{"set": {"rules.march.foot_km_day": 15}, "without": "fuel"}`. `outcome` leaves those whose
    names match; `*` stands for anything. All names are looked at before anything is run."""
    from analysis.scores.compare import differences
    from engine.errors import EngineError

    if not variants:
        raise EngineError("compare needs a base and a variant, as compare('crossroads', 'crossroads/dry_tanks')")
    fields = {"runs": runs, "seed": seed, "priors": priors, "sampling": sampling}
    jobs = [_job(base, each, fields) for each in (base, *variants)]
    sweeps = [job if isinstance(job, Sweep) else made(job, None, workers) for job in jobs]
    patterns = names_of(outcome, "outcome")
    chosen = set(sweeps[0].sweep.matching(patterns)) if patterns else None
    found: dict[str, Sequence[Difference]] = {}
    for name, variant in zip(variants, sweeps[1:], strict=True):
        listed = differences(sweeps[0].sweep, variant.sweep)
        found[_named(name)] = [each for each in listed if chosen is None or each.outcome in chosen]
    return Comparison(_named(base), found, sweeps)


def _job(base: Place | Sweep, meant: Place | Sweep | Changes, fields: dict[str, Any]) -> Sweep | Study:
    """The sweep, or the study that makes it. EngineError for a name that means nothing."""
    from engine.errors import EngineError

    if isinstance(meant, Sweep):
        return meant
    changed = _changed("" if isinstance(base, Sweep) else scenario_of(base), meant)
    if not changed.scenario:
        raise EngineError(f"{meant!r} is a change of the base, and the base is a Sweep; give the base by its name")
    return study_of_scenario(
        changed.scenario, settings=changed.settings, without=changed.without, choices=changed.choices, tracks="none", **fields
    )


def _changed(base: str, meant: Place | Changes) -> Changed:
    """The scenario that is meant, with its changes. EngineError for a key that is none."""
    from engine.errors import EngineError
    from engine.study.variants import Changed, variant_of

    if not isinstance(meant, Mapping):
        return variant_of(base, scenario_of(meant))
    unknown = sorted(meant.keys() - {"set", "without"})
    if unknown:
        raise EngineError(f"a variant's dict has the keys 'set' and 'without', not {unknown[0]!r}")
    return Changed(base, settings_of(meant.get("set")), names_of(meant.get("without", ()), "without"))


def _named(meant: Place | Sweep | Changes) -> str:
    """What a base or variant is called in tables."""
    if isinstance(meant, Sweep):
        return meant.scenario
    if isinstance(meant, Mapping):
        without = [f"without:{name}" for name in names_of(meant.get("without", ()), "without")]
        return ",".join([*without, *(f"{path}={value}" for path, value in settings_of(meant.get("set")).items())])
    return str(meant)


class Comparison:
    """Paired differences: `print` it for the table of the command line, `.frame` for all of it."""

    def __init__(self, base: str, found: Mapping[str, Sequence[Difference]], sweeps: Sequence[Sweep]):
        self.base, self.differences, self.sweeps = base, found, sweeps

    @cached_property
    def frame(self) -> DataFrame:
        """A row for each variant and outcome: means, difference with half of its 95 % interval, share of pairs that are less."""
        from analysis.scores.answers import difference_table

        return frame(difference_table(self.differences))

    def regret(self, outcome: str, *, most: bool = False) -> DataFrame:
        """A row for the base and each variant: in which share of the draws it is best, and its regret, as the command prints it.

        The least of an outcome is best, or the `most`."""
        from analysis.scores.regret import regret_table, regrets_of

        named = {name: each.sweep for name, each in zip((self.base, *self.differences), self.sweeps, strict=True)}
        return frame(regret_table(regrets_of(named, outcome, most=most)))

    def __str__(self) -> str:
        from analysis.scores.compare import comparison_text

        return "\n\n".join(f"{name} against {self.base}\n{comparison_text(found)}" for name, found in self.differences.items())

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.differences)} with {self.base}: {len(self.frame)} differences>"
