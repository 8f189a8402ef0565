"""Railways of a run: the holder of each line, and how far it is cleared, repaired and open."""

from __future__ import annotations

import numpy as np

from engine.arrays import Bools, Floats, Ints, some
from engine.theatre.rail_lines import NOBODY, RailLines


class RailwayWork:
    """Arrays have the shape (lines,), in the order of `RailLines`."""

    def __init__(self, lines: RailLines, holder_of_places: Ints):
        self._lines, self._places, n = lines, len(holder_of_places), len(lines.km)
        self.holder = lines.holders(holder_of_places)
        self.cut = ~lines.operating | (self.holder == NOBODY)
        """Lines on which trains do not simply run as they did before the war."""
        self.blown_m = np.zeros(n)
        """Bridges that are blown, as metres of water to span."""
        self.cleared_km, self.repaired_km = np.zeros(n), np.zeros(n)
        self.repaired = np.zeros(n, bool)
        self.open = np.zeros(n, bool)
        """Captured or restored lines on which trains run."""
        self.held, self.restored = np.zeros(n, bool), np.zeros(n, bool)
        """Lines that a side works on, and those of them that are restored from an end of its own network."""
        self._asked, self._joined = b"", np.zeros(n, bool)
        """What `joined` was last asked, and its answer."""
        self.version = 0
        """Counts the changes of `open`."""
        self._settle()

    def _settle(self) -> None:
        self.held = self.cut & (self.holder != NOBODY) & ~self._lines.lifted
        self.restored = self.held & self._lines.at_own_network(self.holder, self.cut, self.repaired, self._places)

    def change_hands(self, holder: Ints) -> None:
        """Lines have new holders: what was done on a line that changed is lost."""
        changed = holder != self.holder
        self.cut |= changed
        self.cleared_km[changed] = self.repaired_km[changed] = 0.0
        self.version += int(some(self.open & changed))
        self.open, self.repaired = self.open & ~changed, self.repaired & ~changed
        self.holder = holder
        self._settle()

    def joined(self, running: Bools, sources: Bools) -> Bools:
        """What `RailLines.connected` says of the lines as they are held; it is found anew only where something has changed."""
        asked = b"".join(each.tobytes() for each in (running, self.holder, sources))
        if asked != self._asked:
            self._asked, self._joined = asked, self._lines.connected(running, self.holder, sources)
        return self._joined

    def blow(self, line: int) -> None:
        """The bridges of a line are gone."""
        self.blown_m[line] = self._lines.river_m[line]

    def work(self, cleared_km: Floats, repaired_km: Floats) -> None:
        """So far each line is cleared and repaired now."""
        self.cleared_km, self.repaired_km = cleared_km, repaired_km

    def run_trains(self, repaired: Bools, trains: Bools) -> None:
        """These lines are repaired, and on these trains run."""
        changed = some(repaired != self.repaired)
        self.version += int(some(trains != self.open))
        self.repaired, self.open = repaired, trains
        if changed:
            self.restored = self.held & self._lines.at_own_network(self.holder, self.cut, self.repaired, self._places)
