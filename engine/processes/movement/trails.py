"""Strung-out columns: a mass without a front is taken piece by piece, where the enemy comes between its head and its tail.

A formation in order keeps together and is one thing to the enemy. Such a mass on the march is as long as its men take to
pass on its roads: when the enemy takes a place behind its head, what has not come through is cut off and taken.
"""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.rules import march
from engine.state.bus import PlaceFell
from engine.units import MIN_PER_H
from engine.vocabulary import Rule


def leave(c: Campaign, f: int) -> None:
    """The head of a formation leaves its place; of a strung-out column that is not driven from there it is kept when."""
    if c.world.formations[f].strung_out and c.world.on(Rule.COLUMNS):
        c.state.trails.leave(f, int(c.state.place[f]), c.minute)


def cut(c: Campaign, fell: PlaceFell) -> None:
    """A place has fallen: of each column of the loser's whose head has left it, what is still to come is taken.

    Writes `column_cut` for each."""
    s = c.state
    for f in c.world.order_of_battle.strung_out:
        left = s.trails.left_minute(f, fell.place)
        if left is None or not s.in_play[f] or s.places.holder[fell.place] == s.side[f]:
            continue
        roads = c.world.formations[f].strung_out or 1.0
        passage_min = march.passage_h(s.strengths.men.item(f), rates=c.rates.march) * MIN_PER_H / roads
        share = march.still_behind(c.minute - left, passage_min)
        s.trails.end_at(f, fell.place)
        if share > 0.0:
            s.cut_column(f, c.minute, share, c.place_id(fell.place))
