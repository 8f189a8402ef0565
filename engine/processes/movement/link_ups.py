"""Link-ups: troops of two fronts of one side that meet on ground that was the enemy's.

Nothing follows from one in the model: it is a fact that histories record, and runs are compared with.
"""

from __future__ import annotations

from engine.processes.campaign import Campaign
from engine.vocabulary import EventKind, FormationId


def link_up(c: Campaign, formation: int, place: int) -> None:
    """Write `link_up` where troops of two fronts of one side first meet on ground that was the enemy's."""
    s, side = c.state, c.world.order_of_battle.side
    if not c.world.order_of_battle.combat[formation] or c.world.network.holder_at_start[place] == side[formation]:
        return
    front, ours = c.tree.front, side[formation]
    mine = front[formation]
    for other in sorted([f for f in s.places.at[place] if front[f] != mine and side[f] == ours and s.fights[f]]):
        if c.log.mark_first(EventKind.LINK_UP, (min(mine, front[other]), max(mine, front[other]))):
            s.note(formation, c.minute, EventKind.LINK_UP, cause=FormationId(front[other]))
