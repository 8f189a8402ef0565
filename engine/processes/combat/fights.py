"""What can be fought in an impulse: assaults on positions and the storming of garrisons, as frozen values with one protocol."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from engine.processes.campaign import Campaign
from engine.processes.combat.depth import ALONE, Armies, InDepth
from engine.processes.combat.opposition import FORTIFIED, defenders, garrison, posture
from engine.rules import advance
from engine.state.positions import CALM, EngagementDraws, Position
from engine.state.sieges import Siege

MOST_IMPULSES = 10_000
"""Of one engagement; keeps the occasions of different engagements at one place apart."""


NOBODY: Mapping[int, float] = MappingProxyType({})
"""Men that formations began with, before any has taken part."""


class Fight(Protocol):
    """One row of an impulse: the formations that take part, and what was drawn for the two sides."""

    @property
    def place(self) -> int:
        """Row of the place."""

    @property
    def attackers(self) -> tuple[int, ...]:
        """Rows of the attackers, the foremost first."""

    @property
    def defenders(self) -> tuple[int, ...]:
        """Rows of the defenders, the first by id first."""

    @property
    def in_depth(self) -> InDepth:
        """Rows of the formations of both sides that take part from behind: they count, lose and tire, and lead nobody."""

    @property
    def queued(self) -> int:
        """How many of the attackers in depth, the first of them, are in contact and queue."""

    @property
    def posture(self) -> int:
        """Of the defenders, a code into `power.POSTURES`."""

    @property
    def z_advance(self) -> float:
        """Standard normal of the speed of advance."""

    @property
    def begun_minute(self) -> int:
        """From which its days of fighting are counted."""

    @property
    def engagement(self) -> int:
        """Occasion of its draws."""

    @property
    def draws(self) -> tuple[EngagementDraws, EngagementDraws]:
        """Of the attackers and of the defenders."""

    @property
    def began_men(self) -> Mapping[int, float]:
        """Formation to its men when it first took part."""

    @property
    def containing(self) -> tuple[float, ...]:
        """Share (0-1) of each attacker that takes part; empty where it is what stands at the head of each."""

    @property
    def laststand(self) -> bool:
        """Whether the defenders fight to the end."""


class Assault(NamedTuple):
    """The attack on a position in one impulse."""

    place: int
    attackers: tuple[int, ...]
    defenders: tuple[int, ...]
    posture: int
    z_advance: float
    begun_minute: int
    engagement: int
    committed: bool
    """Whether its engagement has begun; else the attackers may still wait."""
    draws: tuple[EngagementDraws, EngagementDraws] = (CALM, CALM)
    began_men: Mapping[int, float] = NOBODY
    containing: tuple[float, ...] = ()
    laststand: bool = False
    in_depth: InDepth = ALONE
    queued: int = 0

    @property
    def taking_part(self) -> tuple[int, ...]:
        """Rows of all who take part."""
        return (*self.attackers, *self.defenders, *self.in_depth.attackers, *self.in_depth.defenders)

    def begun(self, draws: tuple[EngagementDraws, EngagementDraws], began_men: Mapping[int, float]) -> Assault:
        """The same assault in an engagement with these draws, in which the formations began with so many men."""
        return self._replace(committed=True, draws=draws, began_men=began_men)


class Storm(NamedTuple):
    """The storming of a garrison by the forces that contain it, in one impulse."""

    place: int
    attackers: tuple[int, ...]
    defenders: tuple[int, ...]
    begun_minute: int
    containing: tuple[float, ...]
    posture: int = FORTIFIED
    z_advance: float = 0.0
    engagement: int = MOST_IMPULSES
    """No engagement of a position has this number."""
    draws: tuple[EngagementDraws, EngagementDraws] = (CALM, CALM)
    began_men: Mapping[int, float] = NOBODY
    laststand: bool = True
    in_depth: InDepth = ALONE
    queued: int = 0


def assaults(c: Campaign, armies: Armies) -> list[Assault]:
    """What the positions of the run allow now, by place; those whose attackers pause after a repulse are left out.

    Formations in contact that find no room to lead take part from behind, as those do that are in depth."""
    contact, held = {}, {}
    for place, position in sorted(c.state.positions.at.items()):
        defending, attacking = defenders(c, place, position.side), willing(c, position)
        if defending and attacking and c.minute >= position.paused_until_minute:
            contact[place], held[place] = attacking, defending
    behind = armies.in_depth(contact, held)
    found = []
    for place, attacking in contact.items():
        leading = with_room(c, place, attacking)
        queue = attacking[len(leading) :] if armies.whole else []
        own, theirs = behind.get(place, ALONE)
        in_depth = InDepth((*queue, *own), theirs)
        found.append(_assault(c, c.state.positions.at[place], leading, held[place], in_depth, len(queue)))
    return found


def _assault(c: Campaign, position: Position, attackers: list[int], held: list[int], in_depth: InDepth, queued: int) -> Assault:
    return Assault(
        place=position.place,
        in_depth=in_depth,
        queued=queued,
        attackers=tuple(attackers),
        defenders=tuple(held),
        posture=posture(c, held),
        z_advance=position.z_advance,
        begun_minute=position.opened_minute,
        engagement=position.engagement,
        committed=position.committed,
    )


def willing(c: Campaign, position: Position) -> list[int]:
    """The attackers before a position, in order of arrival. A formation that obeys a cease-fire attacks no more."""
    return [f for f in position.attackers if not c.state.wills.obeys[f]]


def with_room(c: Campaign, place: int, attackers: list[int]) -> list[int]:
    """The attackers that find at least half the room they need on the front, in order of arrival; the others queue."""
    men = c.state.strengths.men[attackers].tolist()
    return attackers[: advance.attackers_with_room(men, c.theatre.ground.room[place])]


def storms(c: Campaign) -> list[Storm]:
    """The garrisons of the run that somebody contains, by place."""
    return [
        Storm(siege.place, tuple(siege.containing), tuple(invested), siege.begun_minute, tuple(siege.containing.values()))
        for siege, invested in ((siege, _invested(c, siege)) for _, siege in sorted(c.state.sieges.at.items()))
        if siege.containing and invested
    ]


def _invested(c: Campaign, siege: Siege) -> list[int]:
    return garrison(c, siege.place, siege.side)
