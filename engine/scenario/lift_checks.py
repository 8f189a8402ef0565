"""Checks of lifts, landing parties, the transport forces that fly them, and ships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.scenario.document import Finding, closes_too_soon, number, parents, things, upwards
from engine.scenario.origins import Loc, dotted

OWN = ("sorties_per_day", "t_per_sortie", "range_km")
"""What a lift says itself that has no force."""
THRESHOLDS = {"fuel": "below_fills", "ammunition": "below_bk", "food": "below_days"}
Item = dict[str, Any]


def findings(data: Item) -> Iterator[Finding]:
    """Every mistake of the lifts, landing parties and ships of the document `data`."""
    forces = {item["id"]: item for _, item in things(data, "transport_forces")}
    for loc, lift in things(data, "lifts"):
        yield from _bases(loc, lift)
        yield from closes_too_soon(loc, lift, opens=lift.get("opens", 0))
        yield from _aircraft(loc, lift)
        yield from _goods(loc, lift)
        yield from _first(loc, lift, data)
    for loc, item in [*things(data, "lifts"), *things(data, "air_landings")]:
        yield from _sides(loc, item, forces, data)
    for loc, landing in things(data, "air_landings"):
        yield from _party(loc, landing, forces)
    for loc, pool in things(data, "shipping"):
        yield from _ships(loc, pool, data)


def _ships(loc: Loc, pool: Item, data: Item) -> Iterator[Finding]:
    """One side sails them, and those that need a quay lie at one."""
    kinds = {place["id"]: place.get("kind") for _, place in things(data, "places")}
    base, to = pool.get("base"), pool.get("to")
    if pool.get("quay") is True and isinstance(base, str) and kinds.get(base, "port") != "port":
        text = (
            f"{dotted((*loc, 'base'))} is '{base}', of kind {kinds[base]}, but the ships need a quay; give a place of kind port"
        )
        yield Finding((*loc, "base"), text)
    sides = {row["id"]: row.get("side") for _, row in things(data, "formations")}
    named = [
        (row, name) for row, name in enumerate(to if isinstance(to, list) else []) if isinstance(name, str) and name in sides
    ]
    for row, name in named[1:]:
        if sides[name] != sides[named[0][1]]:
            place = (*loc, "to", row)
            yield Finding(
                place, f"{dotted(place)} is '{name}', of the other side than '{named[0][1]}'; give each side ships of its own"
            )


def _bases(loc: Loc, lift: Item) -> Iterator[Finding]:
    one, several = lift.get("base") is not None, bool(lift.get("bases"))
    if one == several:
        text = (
            "both base: and bases:; take one of them out" if one else "no base; give base: with a place, or bases: with several"
        )
        yield Finding(loc, f"{dotted(loc)} has {text}")


def _aircraft(loc: Loc, lift: Item) -> Iterator[Finding]:
    if lift.get("force") is None:
        missing = [key for key in OWN if lift.get(key) is None]
        if missing:
            keys = ", ".join(f"{key}:" for key in missing)
            yield Finding(
                loc, f"{dotted(loc)} names no force: and has no {keys}; give a transport force, or all of {', '.join(OWN)}"
            )
        return
    for key in OWN[:2]:
        if lift.get(key) is not None:
            text = f"{dotted((*loc, key))} is given, but the force '{lift['force']}' has the sorties; take one of the two out"
            yield Finding((*loc, key), text)


def _goods(loc: Loc, lift: Item) -> Iterator[Finding]:
    goods = lift.get("goods", ["fuel"])
    if not isinstance(goods, list):
        return
    for row, good in enumerate(goods):
        if good in goods[:row]:
            yield Finding((*loc, "goods", row), f"{dotted((*loc, 'goods', row))} is '{good}' again; name each good once")
    for good, key in THRESHOLDS.items():
        if good in goods and lift.get(key) is None:
            yield Finding(loc, f"{dotted(loc)} carries {good} but does not say who is short of it; give {key}:")
        elif good not in goods and lift.get(key) is not None:
            text = f"{dotted((*loc, key))} is given, but goods: has no {good}; add it there or take {key}: out"
            yield Finding((*loc, key), text)


def _first(loc: Loc, lift: Item, data: Item) -> Iterator[Finding]:
    above = parents(data)
    to, first = lift.get("to"), lift.get("first")
    for row, name in enumerate(first if isinstance(first, list) else []):
        if isinstance(to, list) and name in above and not any(each in to for each in upwards(name, above)):
            place = (*loc, "first", row)
            yield Finding(place, f"{dotted(place)} is '{name}', which is not among those of to:; add it there")


def _sides(loc: Loc, item: Item, forces: dict[str, Item], data: Item) -> Iterator[Finding]:
    sides = {row["id"]: row.get("side") for _, row in things(data, "formations")}
    name = item.get("force")
    force = forces.get(name) if isinstance(name, str) else None
    flown_for = force.get("formation") if force else None
    side = sides.get(flown_for) if isinstance(flown_for, str) else None
    to = item.get("to") if isinstance(item.get("to"), list) else [item.get("of")]
    wrong = [other for other in to or () if isinstance(other, str) and side and sides.get(other, side) != side]
    if wrong:
        text = f"{dotted((*loc, 'force'))} is '{name}', which flies for the other side than '{wrong[0]}'; name a force of its own"
        yield Finding((*loc, "force"), text)


def _party(loc: Loc, landing: Item, forces: dict[str, Item]) -> Iterator[Finding]:
    name, men = landing.get("force"), number(landing.get("men"))
    force = forces.get(name) if isinstance(name, str) else None
    if force is None or men is None:
        return
    aircraft, fit, rate, load = (
        number(force.get(key, default))
        for key, default in (("aircraft", None), ("serviceable", 1), ("sorties_per_aircraft_day", None), ("men_per_sortie", None))
    )
    if aircraft is None or fit is None or rate is None or load is None:
        return
    most = int(aircraft * fit * min(1.0, rate) + 1e-9) * load
    if men > most:
        text = (
            f"{dotted((*loc, 'men'))} is {men:g}, more than the {most:g} that the force '{name}' can set down at once; give fewer"
        )
        yield Finding((*loc, "men"), text)
