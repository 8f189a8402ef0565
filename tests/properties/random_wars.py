"""Small valid wars of every kind, for properties that hold whatever a scenario says."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests import tiny

PLACES = 7
DAYS = 9
ANY = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
"""The same examples every time, however long they take."""
PLACE = st.integers(0, PLACES - 1).map("p{}".format)


def triggers() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "day": st.sampled_from([0, 0.5, 2, 4.25]),
            "lost": PLACE,
            "outflanked": st.just(True),
            "retreated": st.just(True),
            "losses": st.sampled_from([0.0, 0.02, 0.2]),
        },
    )


@st.composite
def troops(draw: st.DrawFn, name: str, side: str, at: tuple[int, int]) -> dict[str, Any]:
    """A formation of any kind, somewhere between two places of the line."""
    place = f"p{draw(st.integers(*at))}"
    start = {"place": place, "food_days": draw(st.sampled_from([1, 5, 30])), "readiness": draw(st.sampled_from([0.3, 1.0]))}
    if draw(st.integers(0, 3)) == 0:
        mobility = draw(st.sampled_from(["tracked", "motor"]))
        start["fuel_fills"] = draw(st.sampled_from([0.3, 2.0]))
        return tiny.tanks(id=name, side=side, start=start) | {"mobility": mobility}
    return tiny.formation(
        id=name,
        side=side,
        start=start,
        mobility=draw(st.sampled_from(["foot", "foot", "horse", "cavalry", "fixed"])),
        echelon=draw(st.sampled_from(["division", "brigade", "regiment"])),
        men=draw(st.sampled_from([150, 3000, 12000])),
        guns=draw(st.sampled_from([0, 50])),
        reliability=draw(st.sampled_from([1.0, 1.0, 0.4])),
        quality=draw(st.sampled_from([0.5, 1.0])),
        combat=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def steps(draw: st.DrawFn, place: str) -> list[dict[str, Any]]:
    """What a defender does: it begins where it stands."""
    tasks = st.sampled_from(["hold", "delay", "withdraw", "redoubt"])
    later = st.fixed_dictionaries(
        {"task": tasks, "place": PLACE, "when": triggers()},
        optional={"by": st.sampled_from(["road", "rail"]), "posture": st.sampled_from(["hasty", "prepared", "fortified"])},
    )
    return [{"task": draw(tasks), "place": place}, *draw(st.lists(later, max_size=3))]


@st.composite
def ground(draw: st.DrawFn) -> dict[str, Any]:
    """A line of places with a few ways across, a railway along it, rivers with and without bridges."""
    war = tiny.line(places=PLACES, km=draw(st.sampled_from([12.0, 45.0])), days=DAYS)
    surfaces = st.sampled_from(["road", "track", "steppe", "trail"])
    for a, b in draw(st.lists(st.sampled_from(list(itertools.combinations(range(PLACES), 2))), max_size=3, unique=True)):
        war["roads"].append(
            {
                "id": f"by.{a}-{b}",
                "ends": [f"p{a}", f"p{b}"],
                "surface": draw(surfaces),
                "km": 90.0,
                "terrain": "hills",
                "trafficability": "poor",
            }
        )
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 300}]
    bridged, unbridged = {"river": "broad", "bridge": True}, {"river": "broad", "surface": "river_crossing"}
    for road in war["roads"]:
        road.update(draw(st.sampled_from([{}, {}, bridged, unbridged])))
    war["railways"] = [{"id": f"rail.{i}", "ends": [f"p{i}", f"p{i + 1}"], "km": 50, "gauge_mm": 1435} for i in range(PLACES - 1)]
    war["places"][1]["country"] = "redland"
    for place in war["places"]:
        place["terrain"] = draw(st.sampled_from(["plain", "mountain", "urban"]))
    war["regions"] = [{"id": "all", "name": "All", "lon": [0, 30], "lat": [40, 60]}]
    war["weather"] = [
        {
            "region": "all",
            "sky": draw(st.sampled_from(["dry", "rain", "downpour", "overcast", "fog"])),
            "from_date": "1990-05-02",
            "to_date": "1990-05-04",
        }
    ]
    return war


@st.composite
def source(draw: st.DrawFn, name: str, served: list[str]) -> dict[str, Any]:
    """One more source of the attacker: goods apart or together, for some or for all, for a time or throughout."""
    opens = draw(st.sampled_from([None, 0.3, 2]))
    issue: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"t_per_day": 30},
                {"issues": {"fuel": [[0, 40], [2.1, 0], [4, 10]], "food": 15}},
                {"issues": {"fuel": 5, "all": [[1, 60]]}},
                {"stock": {"fuel": 30, "ammunition": 5, "food": 60}},
            ]
        )
    )
    window = {
        "opens": opens,
        "closes": draw(st.sampled_from([None, 3, 6.6])),
        "destroyed_share": draw(st.sampled_from([None, 0.5])),
    }
    chosen = draw(st.sampled_from([None, [], served[:1], served[-1:], served]))
    return {"id": name, "place": draw(PLACE), "side": "red", "for": chosen} | window | issue


@st.composite
def allocation(draw: st.DrawFn, name: str, war: dict[str, Any], red: list[dict[str, Any]]) -> dict[str, Any]:
    """A decision that divides what some of the attacker's sources issue between two of its formations."""
    both = {red[0]["id"], red[-1]["id"]}
    sources = [
        each["id"]
        for each in war["supply_sources"]
        if each["side"] == "red" and (each.get("for") is None or both <= set(each["for"]))
    ]
    when = draw(st.sampled_from([{}, {"day": 2}, *({"message": word["id"]} for word in war["messages"])]))
    named = draw(st.sampled_from([{"sources": sources}, {"sources": sources[-1:]}, {"place": "p0"}]))
    return {"id": name, "shares": {red[0]["id"]: 2, red[-1]["id"]: draw(st.sampled_from([1, 5]))}} | when | named


@st.composite
def wars(draw: st.DrawFn) -> dict[str, Any]:
    """Ground, both sides with plans, works, messages, a lift and replacements."""
    war = draw(ground())
    red = [draw(troops(f"r{i}", "red", (0, 1))) for i in range(draw(st.integers(1, 4)))]
    blue = [draw(troops(f"b{i}", "blue", (2, PLACES - 1))) for i in range(draw(st.integers(1, 4)))]
    staff = tiny.formation(
        id="b9", side="blue", combat=False, branch="headquarters", echelon="army", men=300, start={"place": f"p{PLACES - 1}"}
    )
    for row in blue:
        row["parent"] = "b9"
    staff["aircraft"] = draw(st.sampled_from([0, 300]))
    war["formations"] = [*red, *blue, staff]
    war["plans"] = [tiny.attack(row["id"], draw(PLACE), row["start"]["place"]) for row in red]
    for row in blue:
        place, counter = row["start"]["place"], draw(st.integers(0, 4)) == 0
        orders = tiny.attack(row["id"], draw(PLACE), place) if counter else tiny.plan(row["id"], *draw(steps(place)))
        war["plans"].append(orders)
    for plan in war["plans"]:
        if plan["steps"][-1]["task"] == "attack":
            plan.update(draw(st.sampled_from([{}, {}, {"opens": 3}, {"release": {"day": 4}}, {"release": {"lost": "p3"}}])))
    if draw(st.booleans()):
        war["forts"] = [
            {
                "id": "works",
                "name": "Works",
                "place": blue[0]["start"]["place"],
                "garrison": "b0",
                "garrison_men": 100,
                "frontage_km": draw(st.sampled_from([1, 30])),
                "stock_days": 3,
                "works": draw(st.sampled_from(["field", "permanent"])),
            }
        ]
    war["messages"] = [
        {"id": f"word{i}", "kind": kind, "sender": to, "to": [to], "at": f"1990-05-0{draw(st.integers(1, 6))}T12:00"}
        for i, (kind, to) in enumerate(
            draw(
                st.lists(st.tuples(st.sampled_from(["broadcast", "cease_fire"]), st.sampled_from(["b9", "b9", "r0"])), max_size=3)
            )
        )
    ]
    war["lifts"] = [
        {"id": "wings", "base": "p0", "to": ["r0"], "below_fills": 1, "sorties_per_day": 20, "t_per_sortie": 2, "range_km": 300}
    ]
    war["replacements"] = [
        {
            "id": "train",
            "to": draw(st.sampled_from(["r0", "b9"])),
            "place": draw(PLACE),
            "day": draw(st.integers(0, 5)),
            "men": draw(st.sampled_from([0, 50, 5000])),
            "tanks": 20,
            "guns": 10,
        }
    ]
    war["sides"][1]["one_way_sorties"] = draw(st.booleans())
    war["supply_sources"] = [
        {"id": f"head{end}", "place": f"p{end}", "side": side, "t_per_day": draw(st.sampled_from([20, 200]))}
        for end, side in ((0, "red"), (PLACES - 1, "blue"))
    ]
    war["supply_sources"] += [draw(source(f"more{n}", [row["id"] for row in red])) for n in range(draw(st.integers(0, 3)))]
    war["allocations"] = [draw(allocation(f"shares{n}", war, red)) for n in range(draw(st.integers(0, 2)))]
    for row in (red[0], staff):
        row["lorries"] = draw(st.sampled_from([0, 20, 400]))
    return war | {"surprise": {"level": draw(st.sampled_from([0, 2]))}, "without": draw(st.sampled_from([[], ["friction"]]))}
