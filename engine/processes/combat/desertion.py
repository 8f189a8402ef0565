"""Desertion: unreliable troops at the first contact, at news, and while the places around them fall."""

from __future__ import annotations

import numpy as np

from engine.arrays import rows_of
from engine.constants import LOOK_MIN
from engine.processes.campaign import Campaign
from engine.processes.clock import Process, Rank
from engine.randomness import Stream
from engine.rules import desertion
from engine.units import MIN_PER_DAY
from engine.vocabulary import Cause


def contact_tries(c: Campaign, f: int) -> None:
    """The enemy stands before a formation: the first time counts, and may be the end of it."""
    if c.theatre.troops.reliability[f] < 1.0 and not c.state.wills.met_enemy[f]:
        c.state.wills.meet(f)
        before, reliability = c.state.wills.confidence[f], c.theatre.troops.reliability[f]
        shaken(c, f, float(desertion.confidence_after(before, reliability, np.array(1.0))), Cause.UNRELIABLE)


def news_tries(c: Campaign, f: int) -> None:
    """Word of a surrender, which is no order: unreliable troops believe it or not."""
    if c.theatre.troops.reliability[f] < 1.0:
        shaken(c, f, desertion.confidence_after_news(float(c.state.wills.confidence[f]), rates=c.rates.desertion), Cause.NEWS)


def deserting(c: Campaign) -> Process:
    """Every six hours the unreliable look round: the more of the places around theirs have fallen, the fewer they are."""
    s, days = c.state, LOOK_MIN / MIN_PER_DAY
    rows = rows_of(c.theatre.troops.reliability < 1.0)
    at_start = c.state.places.friendly_share().copy()
    while rows.size:
        yield c.after(LOOK_MIN, Rank.UPKEEP, 1)
        at = s.side[rows], s.place[rows]
        lost = np.maximum(at_start[at] - c.state.places.friendly_share()[at], 0.0) * s.fights[rows]
        exposure = desertion.exposure_to_losses(lost, days, rates=c.rates.desertion)
        after = desertion.confidence_after(c.state.wills.confidence[rows], c.theatre.troops.reliability[rows], exposure)
        for row in rows_of(lost > 0.0).tolist():
            shaken(c, int(rows[row]), float(after[row]), Cause.BAD_NEWS)


def shaken(c: Campaign, f: int, confidence: float, cause: Cause) -> None:
    """The confidence of a formation falls: it breaks up, or loses a part of its men and holds."""
    before = c.state.wills.shake(f, confidence)
    if c.dice.uniform(Stream.RELIABILITY, c.world.formations[f].id) >= confidence:
        break_up(c, f, cause)
    else:
        share = float(desertion.deserted_share(np.array(before), np.array(confidence), rates=c.rates.desertion))
        c.state.desert(f, c.minute, share, cause)


def break_up(c: Campaign, f: int, cause: Cause) -> None:
    """A formation is none any more: its men go home, or rise against their officers and go over to the enemy."""
    name = c.world.formations[f].id
    if cause != Cause.NEWS and desertion.mutinies(c.dice.uniform(Stream.MUTINY, name), rates=c.rates.desertion):
        c.state.mutiny(f, c.minute, cause, c.rates.desertion.mutiny_killed_share)
        cause = Cause.CHANGES_SIDE
    c.state.leave_war(f, c.minute, cause, prisoners=False)
