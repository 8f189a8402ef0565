"""Scores of predicted against real battles, beside references that know less or were fitted for the purpose.

Takes plain arrays; predictions are draws of shape (draws, n), reality has shape (n,). Losses and speeds are judged in logs:
a rate of zero or an unknown one is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.stats import crps
from analysis.terminal import short

Floats = NDArray[np.float64]

FLOOR = 1e-6
BAND = (0.1, 0.9)
HEADING = f"  {'':<32}{'rmse ln':>8}{'pred/real':>11}{'within x2':>11}{'CRPS ln':>9}{'80 % band':>11}"


@dataclass(frozen=True)
class Quantity:
    """A rate predicted by draws, and the real one (NaN where nobody knows)."""

    name: str
    unit: str
    draws: Floats
    real: Floats

    @property
    def scored(self) -> NDArray[np.bool_]:
        """For each battle whether reality gives a number above 0, of which a log can be taken."""
        return np.isfinite(self.real) & (self.real > 0.0)

    def logs(self) -> tuple[Floats, Floats]:
        """Natural logs of the draws and of reality, where it is scored."""
        return np.log(np.maximum(self.draws[:, self.scored], FLOOR)), np.log(self.real[self.scored])


@dataclass(frozen=True)
class Score:
    """How far predictions lie from reality; figures of spread are None where only a middle was predicted."""

    model: str
    count: int
    bias: float
    """Predicted over real, geometric mean."""
    rmse_ln: float
    within_factor_2: float
    crps_ln: float | None = None
    coverage_80: float | None = None


def score_draws(model: str, quantity: Quantity) -> Score:
    """The score of a model that predicts by draws; its middle is the median."""
    draws, real = quantity.logs()
    low, high = np.quantile(draws, BAND, axis=0)
    covered = float(np.mean((real >= low) & (real <= high)))
    return score_middle(model, np.median(draws, axis=0), real, float(crps(draws, real, real).mean()), covered)


def score_middle(
    model: str, predicted_ln: Floats, real_ln: Floats, crps_ln: float | None = None, coverage_80: float | None = None
) -> Score:
    """The score of logs predicted as one number each."""
    error = predicted_ln - real_ln
    within = float(np.mean(np.abs(error) <= np.log(2.0)))
    return Score(model, len(error), float(np.exp(error.mean())), float(np.sqrt(np.mean(error**2))), within, crps_ln, coverage_80)


def brier(probability: Floats, happened: Floats) -> float:
    """Mean squared error of a probability (0 best, 0.25 a coin)."""
    return float(np.mean((probability - happened) ** 2))


def cross_validated(
    real_ln: Floats, columns: Floats, groups: Sequence[object], sd: Floats | None = None, start: Floats | None = None
) -> Floats:
    """Predictions of a linear regression for each case, fitted without the cases of its group; shape (n,).

    `start` is a prediction to be corrected (nothing if left out). With `sd` (k,) coefficients are shrunk towards 0, for
    residuals of sd 1; without it they are free."""
    labels = np.array([str(group) for group in groups])
    offset = np.zeros(len(real_ln)) if start is None else start
    penalty = np.zeros(columns.shape[1]) if sd is None else 1.0 / sd**2
    predicted = np.empty(len(real_ln))
    for label in sorted(set(labels)):
        held = labels == label
        known = columns[~held]
        normal = known.T @ known + np.diag(penalty)
        coefficients = np.linalg.lstsq(normal, known.T @ (real_ln - offset)[~held], rcond=None)[0]
        predicted[held] = offset[held] + columns[held] @ coefficients
    return predicted


def reference_scores(quantity: Quantity, facts: Mapping[str, Floats], campaigns: Sequence[str]) -> list[Score]:
    """Climatology and a log-linear regression on the starting `facts`, cross-validated by battle and by campaign."""
    kept = quantity.scored
    real = np.log(quantity.real[kept])
    ones = np.ones((len(real), 1))
    columns = np.column_stack([ones, *(np.asarray(fact)[kept] for fact in facts.values())])
    groups = {"battle": [str(n) for n in range(len(real))], "campaign": [c for c, k in zip(campaigns, kept, strict=True) if k]}
    scores = []
    for name, design in (("climatology", ones), ("regression", columns)):
        for by, labels in groups.items():
            if len(set(labels)) > design.shape[1]:
                scores.append(score_spread(f"{name}, by {by}", cross_validated(real, design, labels), real, labels))
    return scores


def score_spread(model: str, predicted_ln: Floats, real_ln: Floats, groups: Sequence[object]) -> Score:
    """The score of logs predicted as one number each, made a distribution by its own errors in the other groups."""
    errors, labels = real_ln - predicted_ln, np.array([str(group) for group in groups])
    own, covered = np.empty(len(real_ln)), np.empty(len(real_ln))
    for at, label in enumerate(labels.tolist()):
        draws = np.sort(predicted_ln[at] + errors[labels != label])[:, np.newaxis]
        here = real_ln[at : at + 1]
        low, high = np.quantile(draws, BAND)
        own[at], covered[at] = float(crps(draws, here, here)[0]), float(low <= here[0] <= high)
    return score_middle(model, predicted_ln, real_ln, float(own.mean()), float(covered.mean()))


def refit_scores(quantity: Quantity, columns: Floats, gap: Floats, sd: Floats, campaigns: Sequence[str]) -> list[Score]:
    """The rules with their rates re-estimated within each fold, from values that owe nothing to the battles.

    `columns` (n, k) are derivatives of the log prediction by k rates, `gap` (k,) leads from the present rates to those
    values, `sd` (k,) is their freedom."""
    draws, real = quantity.logs()
    kept = quantity.scored
    start = np.median(draws, axis=0) + columns[kept] @ gap
    battles = [str(n) for n in range(len(real))]
    labels = [c for c, k in zip(campaigns, kept, strict=True) if k]
    return [
        score_middle(f"rules re-estimated, by {by}", cross_validated(real, columns[kept], groups, sd, start), real)
        for by, groups in (("battle", battles), ("campaign", labels))
    ]


def win_scores(probability: Floats, won: Floats) -> dict[str, float]:
    """Brier scores of the probability that the attacker wins: the rules, and the base rate of the other battles."""
    others = (won.sum() - won) / max(len(won) - 1, 1)
    return {"rules": brier(probability, won), "base rate, by battle": brier(others, won), "a coin": 0.25}


def win_regression(won: Floats, facts: Mapping[str, Floats], campaigns: Sequence[str]) -> Floats:
    """Probability (0.02-0.98) that the attacker wins by a linear regression on the starting `facts`, campaign by campaign
    left out."""
    columns = np.column_stack([np.ones(len(won)), *facts.values()])
    return np.clip(cross_validated(won, columns, campaigns), 0.02, 0.98)


def worst_misses(quantity: Quantity, names: Sequence[str], count: int = 5) -> list[tuple[str, float, float]]:
    """Name, predicted median and real rate of the battles furthest off, worst first."""
    draws, real = quantity.logs()
    error = np.median(draws, axis=0) - real
    kept = np.flatnonzero(quantity.scored)
    order = np.argsort(-np.abs(error), kind="stable")[:count]
    return [(names[kept[i]], float(np.exp(real[i] + error[i])), float(np.exp(real[i]))) for i in order]


def scores_text(
    tables: Mapping[str, Sequence[Score]], wins: Mapping[str, float], misses: Mapping[str, Sequence[tuple[str, float, float]]]
) -> str:
    """The table that the command prints: the rules and their references on each quantity, and the worst misses."""
    lines = []
    for name, scores in tables.items():
        lines += [f"{name}, {scores[0].count} battles", HEADING, *(_score_line(score) for score in scores)]
        lines += [f"  off: {short(battle)}, {predicted:.2g} for {real:.2g}" for battle, predicted, real in misses.get(name, ())]
        lines.append("")
    lines += ["attacker wins, Brier score", *(f"  {model:<32}{value:8.3f}" for model, value in wins.items())]
    return "\n".join(lines)


def _score_line(score: Score) -> str:
    spread = "" if score.crps_ln is None else f"{score.crps_ln:9.3f}{score.coverage_80:>10.0%}"
    return f"  {score.model:<32}{score.rmse_ln:8.3f}{score.bias:11.2f}{score.within_factor_2:>10.0%} {spread}".rstrip()
