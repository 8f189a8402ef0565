"""How much fighting a campaign asks of its troops, to be read before any loss is: engaged days a man, fights, man-days by army.

    python benchmarks/exposure.py [SCENARIO] [--runs N] [--seed S] [--set PARAMETER=VALUE]... [--off] [--dates]

`--off` prints the whole and then each rule of a whole army's attack at its neutral value. Strengths and loss rates of battles
are those of whole forces: compare with the 148 training battles (median 16,900 attackers, 6,700 defenders, 3 days).
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analysis.results.load import load_result
from analysis.scores.dates import ENDS, PLACES, WINDOWS, score
from analysis.scores.probability import probability_scores
from analysis.scores.references import RUNS
from engine.processes.combat import impulse
from engine.processes.combat.fights import Assault
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare

ARMIES = ("army",)
NEUTRAL: Mapping[str, Mapping[str, float]] = {
    "a cap of guns and tanks": {"combat.support_guns_per_1000_men": 1e6, "combat.support_tanks_per_1000_men": 1e6},
    "crews": {"combat.support_crew_men_per_gun": 0.0},
    "depth": {"combat.depth_march_h": 0.0},
    "density": {"advance.density_exponent": 0.0},
    "push": {f"advance.probe_{posture}_ratio": 0.0 for posture in ("hasty", "prepared", "fortified")},
    "storming by men": {"fortress.full_storm_men_ratio": 0.0},
    "the custom of no surrender": {"combat.break_no_surrender_mult": 1.0},
    "doubt of envoys": {"command.envoy_belief": 1.0},
}
"""Rule to the parameter values at which it does nothing."""


@dataclass
class Fought:
    """What one run's positions saw."""

    side_men_days: list[float] = field(default_factory=lambda: [0.0, 0.0])
    army_men_days: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    army_losses: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    fights: dict[tuple[int, int], list[tuple[float, float, float]]] = field(default_factory=lambda: defaultdict(list))
    """Place and engagement to (hours, attackers, defenders) of each impulse."""
    siege_men_days: float = 0.0
    fighting_men: float = 0.0
    impulses: int = 0


class Watch:
    """Counts what `suffer` is given."""

    def __init__(self) -> None:
        self.run = Fought()
        self._suffer = impulse.suffer

    def __call__(self, c: Any, gathered: Any, outcome: Any, **how: Any) -> None:
        """Count an impulse, then let it happen."""
        force, days = gathered.force, gathered.hours / 24.0
        self.run.impulses += 1
        for row, fight in enumerate(gathered.fights):
            own, theirs = float(force.men[0, row]), float(force.men[1, row])
            army = self._army(c, fight.attackers[0])
            self.run.army_men_days[army] += own * days
            self.run.army_losses[army] += own * float(outcome.attacker.men_loss[row])
            self.run.side_men_days[int(c.state.side[fight.attackers[0]])] += own * days
            if isinstance(fight, Assault):
                self.run.fights[fight.place, fight.engagement].append((gathered.hours, own, theirs))
            else:
                self.run.siege_men_days += own * days
        self._suffer(c, gathered, outcome, **how)

    @staticmethod
    def _army(c: Any, f: int) -> str:
        chain = c.world.order_of_battle.tree.chain[c.world.formations[f].id]
        rows = c.world.formation_row
        return str(next((above for above in chain if c.world.formations[rows[above]].echelon in ARMIES), chain[-1]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="manchuria_1945")
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", action="append", default=[], metavar="PARAMETER=VALUE")
    parser.add_argument("--off", action="store_true")
    parser.add_argument("--dates", action="store_true")
    options = parser.parse_args()
    settings = {f"rules.{key}": value for key, value in (each.split("=") for each in options.set)}
    cases: list[tuple[str, dict[str, Any]]] = [("as it stands", settings)]
    if options.off:
        cases += [(f"without {name}", settings | {f"rules.{k}": str(v) for k, v in off.items()}) for name, off in NEUTRAL.items()]
    for name, given in cases:
        for line in lines(name, options.scenario, given, options.runs, options.seed, options.dates):
            print(line, flush=True)


def lines(name: str, scenario: str, settings: Mapping[str, Any], runs: int, seed: int, dates: bool) -> Iterator[str]:
    """What one case says."""
    theatre = prepare(load_scenario(scenario, settings=dict(settings)))
    watch, found, results, began = Watch(), [], [], time.process_time()
    impulse.suffer = watch
    men = sum(
        f.men
        for f in theatre.world.formations
        if f.combat and theatre.world.order_of_battle.side[theatre.world.formation_row[f.id]] == 0
    )
    with TemporaryDirectory() as scratch:
        spent = 0.0
        for replication in range(runs):
            watch.run = Fought()
            began = time.process_time()
            result = simulate(theatre, seed=seed, replication=replication)
            spent += time.process_time() - began
            found.append(watch.run)
            if dates:
                folder = Path(scratch) / str(replication)
                folder.mkdir()
                result.write(folder)
                results.append(load_result(folder))
        impulse.suffer = watch._suffer
        yield from exposure_lines(name, found, men, spent / runs)
        if dates:
            yield from date_lines(results)


def exposure_lines(name: str, found: Sequence[Fought], men: float, cpu_s: float) -> Iterator[str]:
    """Engaged days, fights, duration, sizes; man-days and casualties of the armies that fought most."""
    fights = [np.array(each) for run in found for each in run.fights.values()]
    hours = np.array([each[:, 0].sum() for each in fights])
    own, theirs = (np.array([np.average(each[:, k], weights=each[:, 0]) for each in fights]) for k in (1, 2))
    attack = float(np.mean([run.side_men_days[0] for run in found]))
    weight = f"{np.average(own, weights=hours * own):,.0f}"
    sieges = np.mean([run.siege_men_days for run in found])
    yield f"{name}: engaged days a man {attack / men:.2f}; man-days {attack:,.0f}, of them sieges {sieges:,.0f}"
    yield (
        f"  fights {len(fights) / len(found):.1f} a run, hours mean {hours.mean():.0f} median {np.median(hours):.0f}; "
        f"attackers mean {own.mean():,.0f} median {np.median(own):,.0f} (weighted {weight}), defenders mean {theirs.mean():,.0f} "
        f"median {np.median(theirs):,.0f}; impulses {np.mean([r.impulses for r in found]):.0f}; CPU {cpu_s:.2f} s a run"
    )
    days, lost = (_by_army([getattr(run, what) for run in found]) for what in ("army_men_days", "army_losses"))
    yield "  " + "; ".join(
        f"{army} {days[army]:,.0f} md {lost[army]:,.0f} lost" for army in sorted(days, key=lambda a: -days[a])[:9]
    )


def _by_army(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {army: float(np.mean([run.get(army, 0.0) for run in runs])) for army in sorted({a for run in runs for a in run})}


def date_lines(results: Sequence[Any]) -> Iterator[str]:
    """Errors of the dates, and the losses."""
    table, chances = score(results), probability_scores(results).models[RUNS]
    figures = table.figures[RUNS]
    sets = (*WINDOWS, PLACES, ENDS)
    dated = [name for name in sets if figures[name].count]
    yield "  days " + "  ".join(
        f"{n} {figures[n].mean_abs_days:.2f} (median {figures[n].median_abs_days:.2f}, {figures[n].mean_days:+.2f})"
        for n in dated
    )
    yield "  CRPS " + "  ".join(f"{n} {chances[n].crps.value:.2f}" for n in chances if chances[n].events)
    spread = chances["all"]
    cover = f"cover {spread.coverage.value:.0%} width {spread.width_days:.1f}"
    ends = chances[ENDS].inside
    yield f"  {cover}" + (f", ends inside their windows {ends:.0%}" if ends is not None else "")
    sides = [side.id for side in results[0].sides]
    outcomes = [dict(zip(r.outcomes.name.tolist(), r.outcomes.value.tolist(), strict=True)) for r in results]
    for side in sides:
        parts = [
            f"{what} {np.median([o.get(f'losses.{side}.{what}', np.nan) for o in outcomes]):,.0f}"
            for what in ("killed", "wounded", "sick", "prisoners", "tanks_written_off", "tanks_captured", "guns_captured")
        ]
        yield f"  {side}: " + ", ".join(parts)


if __name__ == "__main__":
    main()
