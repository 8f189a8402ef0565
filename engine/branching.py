"""A branch of a run: the same run up to a minute, and other random draws from then on.

No state is kept: the run is made again. What was drawn before the minute keeps its number, and so does what a run draws once;
every address that is first asked for after the minute draws from the key of a future (`docs/decisions.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from engine.randomness import Dice, Group, Stream, key_of

ONCE_A_RUN = frozenset(
    {
        Stream.PACE_THEATRE,
        Stream.PACE_ARMY,
        Stream.PACE_LINK,
        Stream.START_DELAY,
        Stream.CONSUMPTION,
        Stream.FUEL_RESERVE,
        Stream.STEADINESS,
        Stream.RELEASE,
        Stream.SKY,
    }
)
"""Streams that say what an army, a formation, a road or the weather is like in a run: they count as drawn before any minute."""


@dataclass(frozen=True)
class Branch:
    """Where a run branches: everything before `minute` (1 or more) is the run's own, what follows belongs to a `future` (0 or
    more)."""

    minute: int
    future: int


class BranchedDice(Dice):
    """The draws of one future of a run. It draws as the run did until `turn` is called at `minute`, and remembers every address
    asked."""

    def __init__(self, seed: int, replication: int, minute: int, redrawn: Mapping[Group, int] | None = None):
        super().__init__(seed, replication, redrawn)
        self._minute = minute
        self._trunk = self._key
        self._anew = self._trunk
        self._asked: set[tuple[Stream, str, int]] = set()
        self._redrawn: set[tuple[Stream, str, int]] = set()
        self._turned = False

    def turn(self, future: int) -> None:
        """The minute of the branch has come, and what is first asked for from now on belongs to this future."""
        self.told["branch"] = asdict(Branch(self._minute, future))
        key, self._anew = key_of(self.seed, self.replication, future), [*self._trunk]
        for stream in Stream:
            if stream not in ONCE_A_RUN:
                self._anew[stream] = key
        self._turned = True

    def uniform(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        """As the run drew it, or anew where the address is first asked for after the branch."""
        address = (stream, entity, occasion)
        if not self._turned:
            self._asked.add(address)
        elif address not in self._asked:
            self._redrawn.add(address)
            return self._drawn(self._anew, address)
        return self._drawn(self._trunk, address)

    def _drawn(self, keys: list[tuple[int, int]], address: tuple[Stream, str, int]) -> float:
        self._key = keys
        return super().uniform(*address)

    def of_minute(self, minute: int) -> Dice:
        """The draws for what happened at a minute, where they are asked for only after the run: those of the run before the
        branch, unless the future has drawn them."""
        return self if minute >= self._minute else _BeforeBranch(self)

    def as_the_run(self, stream: Stream, entity: str, occasion: int) -> float:
        """The number of an address as the run would draw it; anew only where the future has done so. Remembers nothing."""
        address = (stream, entity, occasion)
        return self._drawn(self._anew if address in self._redrawn else self._trunk, address)


class _BeforeBranch(Dice):
    def __init__(self, branched: BranchedDice):
        self._branched = branched

    def uniform(self, stream: Stream, entity: str, occasion: int = 0) -> float:
        return self._branched.as_the_run(stream, entity, occasion)
