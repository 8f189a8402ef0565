"""Losses of a run by side and front, and beside what is claimed of the campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.results.load import Result
from analysis.results.order_of_battle import FRONT_ECHELONS, OrderOfBattle
from analysis.results.records import Claim
from analysis.terminal import columns, plain, short
from engine.formats import LOSSES
from engine.vocabulary import OutcomeGroup

HEAD = (
    "losses",
    "men",
    "killed",
    "wounded",
    "sick",
    "prisoners",
    "dispersed",
    "tanks",
    "written off",
    "in repair",
    "captured",
    "guns",
    "lost",
    "captured",
)
SHOWN = (
    "men_at_start",
    "killed",
    "wounded",
    "sick",
    "prisoners",
    "dispersed",
    "tanks_at_start",
    "tanks_written_off",
    "tanks_in_repair",
    "tanks_captured",
    "guns_at_start",
    "guns_lost",
    "guns_captured",
)
CLAIMED = (
    (("aircraft", "captured"), "aircraft_captured"),
    (("aircraft",), "aircraft_lost"),
    (("tank", "captured"), "tanks_captured"),
    (("tank",), "tanks_written_off"),
    (("gun", "captured"), "guns_captured"),
    (("gun",), "guns_lost"),
    (("killed",), "killed"),
    (("wounded",), "wounded"),
    (("sick",), "sick"),
    (("prisoner",), "prisoners"),
)
"""Words in the quantity of a claim -> the count it is held against; the first line whose words all occur holds."""


@dataclass(frozen=True)
class ClaimedLoss:
    """A claim beside a run: `count` is None where the run counts no such thing."""

    claim: Claim
    count: float | None

    @property
    def factor(self) -> float | None:
        """How far outside the claimed range: 1 within it, 2 for twice the upper or half the lower end; None if unknown.

        Infinite where the run has none of what is claimed."""
        if self.count is None:
            return None
        low, high = self.claim.low, self.claim.high
        if low <= self.count <= high:
            return 1.0
        near, far = (self.count, low) if self.count < low else (high, self.count)
        return far / near if near > 0 else float("inf")


def losses_by_group(result: Result) -> dict[str, dict[str, dict[str, float]]]:
    """Side to front (or area army; the nearest above, else the top) to the sums of `LOSSES`, in the order of the file of
    formations; empty for a run without losses. The whole side stands under the empty name, and alone for a run of a sweep."""
    order = OrderOfBattle.of(result)
    front = {unit: _front(order, unit) for unit in result.formation}
    groups: dict[str, dict[str, dict[str, float]]] = {}
    if not result.losses:
        return {side.id: {"": told_losses(result, side.id)} for side in result.sides if has_losses(result)}
    for side in result.sides:
        units = [unit.id for unit in result.formations if unit.side == side.id]
        groups[side.id] = {"": _sums(result, units)}
        for name in dict.fromkeys(front[unit] for unit in units):
            groups[side.id][name] = _sums(result, [unit for unit in units if front[unit] == name])
    return groups


def has_losses(result: Result) -> bool:
    """Whether a run has losses: by formation, or as outcomes of its sides."""
    return bool(result.losses) or all(told_losses(result, side.id) for side in result.sides)


def told_losses(result: Result, group: str) -> dict[str, float]:
    """Count to number of the outcomes `losses.GROUP.COUNT`, for a side, contingent or formation with all below it."""
    names = result.outcomes.name
    mine = np.char.startswith(names, f"losses.{group}.")
    found = {
        str(name).rpartition(".")[2]: float(value)
        for name, value in zip(names[mine].tolist(), result.outcomes.value[mine].tolist(), strict=True)
    }
    return {count: value for count, value in found.items() if count in LOSSES}


def claimed_losses(result: Result) -> list[ClaimedLoss]:
    """Every claim of history beside the run's own count, of a side, of one contingent or formation of it, in all or in the time
    that is claimed; empty without losses."""
    return [ClaimedLoss(claim, _count(result, claim)) for claim in result.claims] if has_losses(result) else []


def losses_text(result: Result) -> str:
    """Losses by side and front, and the claims, as aligned text; empty for a run without losses."""
    if not result.losses:
        return ""
    order, rows = OrderOfBattle.of(result), [list(HEAD)]
    for side in result.sides:
        for name, sums in losses_by_group(result)[side.id].items():
            title = f"  {order.name(name)}" if name else plain(side.name).upper()
            rows.append([short(title), *(f"{sums[column]:,.0f}" for column in SHOWN)])
    table = columns(rows, right=range(1, len(HEAD)))
    return "\n\n".join(part for part in (table, _claims_text(result)) if part)


def _claims_text(result: Result) -> str:
    claims = claimed_losses(result)
    rows = [["claimed", "", "claim", "this run", "factor outside", "who claims"]]
    rows += [
        [
            short(whose(result, it.claim)),
            plain(it.claim.quantity),
            _range(it.claim),
            f"{it.count:,.0f}",
            _outside(it),
            plain(it.claim.claimed_by),
        ]
        for it in claims
        if it.count is not None
    ]
    unknown = [plain(it.claim.quantity) for it in claims if it.count is None]
    left_out = f"claimed, but not counted in a run: {', '.join(unknown)}" if unknown else ""
    return "\n".join(part for part in (columns(rows, right=(2, 3, 4)) if len(rows) > 1 else "", left_out) if part)


def _outside(loss: ClaimedLoss) -> str:
    if loss.factor is None or loss.factor == 1.0:
        return "within"
    below = loss.count is not None and loss.count < loss.claim.low
    return f"{loss.factor:.1f} {'below' if below else 'above'}" if np.isfinite(loss.factor) else "none in the run"


def _range(claim: Claim) -> str:
    low, high = f"{claim.low:,.0f}", f"{claim.high:,.0f}"
    return low if low == high else f"{low} – {high}"


def whose(result: Result, claim: Claim) -> str:
    """The side or its contingent that a claim is about."""
    side = next(side for side in result.sides if side.id == claim.side)
    flags = {flag.id: flag.name for flag in side.contingents}
    if claim.formation and claim.formation in result.formation:
        return plain(result.formation[claim.formation].short or claim.formation)
    return plain(flags.get(claim.contingent or "", side.name))


def _count(result: Result, claim: Claim) -> float | None:
    if claim.counts:
        mine = result.outcomes.name == f"{OutcomeGroup.CLAIMED}.{claim.id}"
        return float(result.outcomes.value[mine][0]) if mine.any() else None
    words = claim.quantity.lower()
    column = next((column for needed, column in CLAIMED if all(word in words for word in needed)), None)
    if column is None:
        return None
    if not result.losses:
        return told_losses(result, str(claim.contingent or claim.side)).get(column)
    flag, units = claim.contingent, [unit for unit in result.formations if unit.side == claim.side]
    return _sums(result, [unit.id for unit in units if flag in (None, unit.contingent)])[column]


def _sums(result: Result, units: Sequence[str]) -> dict[str, float]:
    """Sums of `LOSSES` over formations."""
    rows = np.isin(result.losses.formation, units)
    return {column: float(result.losses.column(column)[rows].sum()) for column in LOSSES}


def _front(order: OrderOfBattle, unit: str) -> str:
    chain = order.chain(unit)
    return next((above for above in chain if order.formation[above].echelon in FRONT_ECHELONS), chain[-1])
