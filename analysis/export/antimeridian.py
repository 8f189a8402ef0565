"""Tracks cut at 180 degrees, so that no viewer draws them round the world (RFC 7946, 3.1.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.results.longitudes import usual
from analysis.results.tracks import Fix

EDGE = 180.0


def pieces(track: Sequence[Fix]) -> list[list[Fix]]:
    """The track with longitudes between -180 and 180: one piece, or several that end and begin at 180 degrees.

    Where a track crosses, a fix of the minute and latitude of the crossing is put in at both edges."""
    found = [[track[0]]] if track else []
    for here, after in pairwise(track):
        if (here.lon <= EDGE) != (after.lon <= EDGE):
            share = (EDGE - here.lon) / (after.lon - here.lon)
            minute, lat = here.minute + round(share * (after.minute - here.minute)), here.lat + share * (after.lat - here.lat)
            _add(found[-1], replace(here, minute=minute, lat=lat, lon=EDGE if here.lon <= EDGE else -EDGE))
            found.append([replace(here, minute=minute, lat=lat, lon=-EDGE if here.lon <= EDGE else EDGE)])
        _add(found[-1], replace(after, lon=usual(after.lon)))
    if found:
        found[0][0] = replace(found[0][0], lon=usual(found[0][0].lon))
    lines = [piece for piece in found if len(piece) > 1]
    return lines or found[:1]


def _add(piece: list[Fix], fix: Fix) -> None:
    """Add a fix, unless the crossing has put the same place and minute there."""
    last = piece[-1]
    if (last.minute, usual(last.lon), last.lat) != (fix.minute, fix.lon, fix.lat):
        piece.append(fix)
