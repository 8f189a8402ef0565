"""Checks of what a run is held against: dated events, claims, receipts, and published strengths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from engine.scenario.document import Finding, number, things
from engine.scenario.origins import Loc, dotted
from engine.scenario.types import minute_of

COMES_TO_A_PLACE = ("entry", "crossing")
"""Kinds of dated events at which a body of troops comes to a place."""
BEFORE_AND_AROUND = ("order", "message", "command", "weather", "supply", "losses")
"""Kinds of dated events that explain a campaign and may lie outside of its days."""
ARMS = ("men", "tanks", "guns", "aircraft")


def findings(data: dict[str, Any]) -> Iterator[Finding]:
    """Every mistake of the record of the document `data`, but for strengths that are not met."""
    for check in (_history, _claims, _receipts):
        yield from check(data)


def _history(data: dict[str, Any]) -> Iterator[Finding]:
    for loc, item in things(data, "history"):
        kind = item.get("kind")
        if item.get("by") is not None and isinstance(kind, str) and kind not in COMES_TO_A_PLACE:
            text = f"{dotted(loc)}.by says who comes to a place, but the event is of the kind {kind}; give it to "
            yield Finding((*loc, "by"), text + " or ".join(COMES_TO_A_PLACE) + " alone")
        if item.get("cause") is not None and isinstance(kind, str) and kind != "halt":
            text = f"{dotted(loc)}.cause says why a formation halted, but the event is of the kind {kind}; give it to halt alone"
            yield Finding((*loc, "cause"), text)


def doubts(data: dict[str, Any]) -> Iterator[Finding]:
    """Dated events that no run can come to: before its start or after its end."""
    start, days = minute_of(data.get("start"), last=False), number(data.get("days"))
    if start is None or not days:
        return
    begins = datetime.fromisoformat(start)
    ends = begins + timedelta(days=min(days, 3650))
    for loc, item in things(data, "history"):
        early, late = (minute_of(item.get(key), last=key == "latest") for key in ("earliest", "latest"))
        if item.get("kind") in BEFORE_AND_AROUND or item.get("scored") is False or early is None or late is None:
            continue
        if datetime.fromisoformat(late) < begins:
            text = f"{dotted((*loc, 'latest'))} is {item['latest']}, before the start {start}"
            yield Finding((*loc, "latest"), f"{text}; correct the date, or say scored: false", warning=True)
        elif datetime.fromisoformat(early) > ends:
            text = f"{dotted((*loc, 'earliest'))} is {item['earliest']}, after the end {ends:%Y-%m-%dT%H:%M}"
            yield Finding((*loc, "earliest"), f"{text}; correct the date, add days:, or say scored: false", warning=True)


def _claims(data: dict[str, Any]) -> Iterator[Finding]:
    """A claim of an action says what a run counts for it, and both ends of its time."""
    for loc, item in things(data, "claims"):
        ends = [item.get(end) is not None for end in ("earliest", "latest")]
        if any(ends) and not all(ends):
            yield Finding(loc, f"{dotted(loc)} has one end of its time; give both earliest: and latest:")
        if (any(ends) or item.get("formation") is not None) and not item.get("counts"):
            text = f"{dotted(loc)} is about a formation or a time and names no count of a run; give counts: [killed] or the like"
            yield Finding(loc, text)


def _receipts(data: dict[str, Any]) -> Iterator[Finding]:
    """Runs keep the books of supply by army."""
    echelon = {item["id"]: item.get("echelon") for _, item in things(data, "formations")}
    for loc, item in things(data, "receipts"):
        whose = item.get("formation")
        if isinstance(whose, str) and echelon.get(whose, "army") != "army":
            text = f"{dotted(loc)}.formation is '{whose}', which is no army; receipts are counted by army: name one"
            yield Finding((*loc, "formation"), text)
        low, mean, high = (number(item.get(key)) for key in ("low", "t_per_day", "high"))
        if mean is not None and ((low is not None and low > mean) or (high is not None and high < mean)):
            text = f"{dotted(loc)}.t_per_day is {mean:g}, outside its own range; give low: at most, high: at least as much"
            yield Finding((*loc, "t_per_day"), text)


def strengths(data: dict[str, Any]) -> Iterator[Finding]:
    """A published total is that of its formation and all below it, without the excepted ones and all below them."""
    rows = {item["id"]: item for _, item in things(data, "formations")}
    children: dict[str, list[str]] = {}
    for identity, item in rows.items():
        if isinstance(item.get("parent"), str):
            children.setdefault(item["parent"], []).append(identity)
    for loc, item in things(data, "strengths"):
        top, left_out = item.get("formation"), item.get("except_formations")
        if isinstance(top, str) and top in rows:
            below = _below(top, children, left_out if isinstance(left_out, list) else [])
            for arm in ARMS:
                yield from _total((*loc, arm), number(item.get(arm)), [number(rows[member].get(arm, 0)) for member in below], top)


def _total(loc: Loc, stated: float | None, parts: list[float | None], top: str) -> Iterator[Finding]:
    """Whether `parts`, the numbers of `top` and of all below it, sum to the `stated` one; nothing where one is illegible."""
    legible = [part for part in parts if part is not None and part >= 0]
    total = sum(legible)
    if stated is not None and len(legible) == len(parts) and abs(stated - total) > 0.5:
        sum_of = f"'{top}' and the {len(parts) - 1} formations below it"
        yield Finding(loc, f"{dotted(loc)} is {stated:g}, but {sum_of} sum to {total:g}; correct one of them")


def _below(top: str, children: dict[str, list[str]], left_out: list[Any]) -> list[str]:
    """`top` and every formation below it, without the branches in `left_out`."""
    found, waiting = [], [top]
    seen = {member for member in left_out if isinstance(member, str)}
    while waiting:
        member = waiting.pop()
        if member not in seen:
            seen.add(member)
            found.append(member)
            waiting.extend(children.get(member, []))
    return found
