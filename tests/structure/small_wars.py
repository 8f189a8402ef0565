"""Small wars that between them ask for nearly every parameter: the cheapest places where moving one is noticed."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from engine.scenario.loading import LoadedScenario
from tests import tiny

GROUNDS = ("plain", "desert", "hills", "forest", "mountain", "marsh", "urban", "plain")
POSTURES = ("hasty", "prepared", "fortified", "delay", "withdrawal", "prepared", "hasty", "hasty")
SURFACES = ("road", "track", "trail", "steppe", "desert", "sands", "pass", "marsh")
DEEP = {f"depth_{posture}_km": 90.0 for posture in ("hasty", "prepared", "fortified", "delay")}
SHORES = (0, 1, 2, 3, 4, 5, 7)
GARRISONS = {0: 700, 1: 1300, 2: 1600, 3: 700, 4: 1300, 5: 1600, 7: 700}
"""Men on each shore: some against whom two to one come ashore at once, some who are a match for what lands."""
ALL = {"id": "all", "name": "All", "lon": [0, 60], "lat": [30, 70]}


def road(a: str, b: str, **changes: Any) -> dict[str, Any]:
    """A road of 20 km between two places."""
    ends = {"id": f"road.{a}-{b}", "ends": [a, b], "km": 20}
    return ends | {"surface": "road", "terrain": "plain", "trafficability": "good"} | changes


def place(name: str, lon: float, country: str = "blueland", **changes: Any) -> dict[str, Any]:
    """A town."""
    where = {"id": name, "name": name, "country": country, "lat": 50.0, "lon": lon}
    return where | {"kind": "town", "terrain": "plain"} | changes


def spell(sky: str, first: int, last: int) -> dict[str, Any]:
    """Weather over everything from one day of the month to another."""
    return {"region": "all", "sky": sky, "from_date": f"1990-05-{first:02}", "to_date": f"1990-05-{last:02}"}


def ring(**changes: Any) -> dict[str, Any]:
    """A start in the middle, and around it a place of every ground with its own fight; behind each a way out."""
    around = range(len(GROUNDS))
    places = [place("p0", 10.0, "redland")]
    places += [place(f"g{i}", 10.2, lat=49.0 + i / 4, terrain=GROUNDS[i]) for i in around]
    places += [place(f"h{i}", 10.6, lat=49.0 + i / 4) for i in around]
    fields = [tiny.formation(id=f"r{i}", guns=60 + 10 * i, tanks=40, start={"ammo_bk": i % 3}) for i in around]
    stand = [
        tiny.defender(id=f"b{i}", tanks=10, guns=20, men=6000, start={"place": f"g{i}", "food_days": 0 if i == 1 else 50})
        for i in around
    ]
    plans = [tiny.attack(f"r{i}", f"h{i}") for i in around]
    plans += [tiny.plan(f"b{i}", {"task": "hold", "place": f"g{i}", "posture": POSTURES[i]}) for i in around]
    return (
        tiny.line(places=2, days=3)
        | {
            "places": places,
            "roads": [road("p0", f"g{i}", km=10) for i in around] + [road(f"g{i}", f"h{i}") for i in around],
            "formations": [*fields, *stand],
            "plans": plans,
            "without": [],
        }
        | changes
    )


def grounds() -> dict[str, Any]:
    """Every ground and posture in every weather, after a surprise, under the attackers' aircraft."""
    war = ring(
        regions=[ALL],
        days=4,
        weather=[spell("downpour", 1, 1), spell("rain", 2, 2), spell("overcast", 3, 3), spell("fog", 4, 4)],
        surprise={"level": 3},
        without=["friction"],
    )
    wing = tiny.formation(
        id="rw", branch="air", echelon="army", mobility="fixed", combat=False, aircraft=300, start={"place": "p0"}
    )
    far = place("far", 9.0, "redland")
    staff = tiny.formation(
        id="rs", branch="headquarters", echelon="army", combat=False, men=500, tanks=80, guns=300, start={"place": "far"}
    )
    war["places"].append(far)
    war["roads"].append(road("far", "p0", km=80))
    for row in war["formations"]:
        if row["side"] == "red":
            row["parent"] = "rs"
    other = wing | {"id": "bw", "side": "blue", "start": {"place": "h3"}, "aircraft": 60}
    second = tiny.formation(id="r9", parent="rs", start={"ammo_bk": 1})
    war["formations"] += [wing, other, staff, second]
    war["plans"].append(tiny.attack("r9", "h0"))
    war["sides"][1] |= {"close_assault": True, "one_way_sorties": True}
    return war


def outnumbered() -> dict[str, Any]:
    """Attackers weaker than the defenders, who are hungry and outflanked, some of them encircled."""
    war = ring(days=5)
    war["places"].append(place("p1", 10.1, "redland"))
    war["roads"] += [road("p1", f"g{i}") for i in range(len(GROUNDS))]
    for row in war["formations"]:
        row["men"] = 3000 if row["side"] == "red" else 4000
        row["tanks"] = 0
        row["start"]["food_days"] = 0 if row["id"] in ("b1", "b3", "b5") else 50
    war["roads"] = [way for way in war["roads"] if way["id"] not in ("road.g0-h0", "road.g2-h2")]
    war["plans"] = [plan for plan in war["plans"] if plan["formation"] not in ("r0", "r2")]
    war["plans"] += [tiny.attack(f"r{i}", f"g{i}") for i in (0, 2)]
    return war


def bloody() -> dict[str, Any]:
    """A war of great losses, in which defenders are spent before they break."""
    combat = {"base_defender_pct_day": 25.0, "break_base_hazard": 0.5, "break_defender_loss_fraction": 9.0}
    war = ring(days=5, rules={"combat": combat, "advance": DEEP}, without=["friction"])
    for row in war["formations"]:
        row["men"] = 20_000 if row["side"] == "red" else 3000
        if row["id"] == "r0":
            row |= {"mobility": "tracked", "fill_t": 30}
            row["start"]["fuel_fills"] = 1.0
    return war


def stubborn() -> dict[str, Any]:
    """Nobody breaks: positions are pushed through over their depth."""
    return ring(days=12, rules={"combat": {"break_base_hazard": 0.0, "break_loss_hazard": 0.0}})


def repulsed() -> dict[str, Any]:
    """Only attackers break, and only by their losses."""
    return ring(days=4, rules={"combat": {"break_base_hazard": 0.0, "break_defender_loss_fraction": 99.0}, "advance": DEEP})


def dug_in() -> dict[str, Any]:
    """A division takes up a prepared position shortly before it is attacked there."""
    later = {"task": "hold", "place": "p2", "posture": "prepared", "when": {"day": 0}}
    stand = tiny.plan("b1", {"task": "hold", "place": "p3"}, later)
    return tiny.war(tiny.defender(start={"place": "p3"}), plans=[tiny.attack("r1", "p2"), stand], days=5)


def roads() -> dict[str, Any]:
    """Troops of every kind over every surface, wet and dry, with nobody in the way; tracks so bad that mud may be better."""
    troops = {"foot": "rifle", "cavalry": "cavalry", "motor": "motor_rifle", "tracked": "tank", "horse": "artillery"}
    ways = [*SURFACES, "mud"]
    rows, plans = [], []
    for surface, (mobility, branch) in itertools.product(ways, troops.items()):
        name = f"{mobility}.{surface}"
        machine = {"tanks": 60, "fill_t": 30} if mobility in ("motor", "tracked") else {"horses": 500}
        start = {"fuel_fills": 3, "food_days": 3, "ammo_bk": 1}
        rows.append(tiny.formation(id=name, mobility=mobility, branch=branch, start=start, bk_t=20, **machine))
        plans.append(tiny.attack(name, f"q.{surface}"))
    lanes = [
        road(
            "p0",
            f"q.{surface}",
            surface="road" if surface == "mud" else surface,
            km=300,
            ascent_m=500 if surface == "pass" else 0,
            trafficability="poor" if surface == "mud" else "good",
        )
        for surface in ways
    ]
    lanes.append(road("p0", "q.boat", surface="river_boat", km=300))
    rows.append(tiny.formation(id="boat", mobility="boat", branch="naval"))
    plans.append(tiny.plan("boat", {"task": "march", "place": "p0"}, {"task": "attack", "place": "q.boat", "by": "boat"}))
    return tiny.line(days=8) | {
        "places": [place("p0", 10.0, "redland"), *(place(f"q.{surface}", 12.0) for surface in [*ways, "boat"])],
        "roads": lanes,
        "formations": rows,
        "plans": plans,
        "regions": [ALL],
        "weather": [spell("rain", 2, 3), spell("fog", 4, 4)],
        "rules": {"march": {"track_foot_mult": 0.8, "track_wheeled_mult": 0.4, "track_tracked_mult": 0.6}},
        "without": [],
    }


def hurried() -> dict[str, Any]:
    """Troops of every kind so fast that their ceilings hold them."""
    fast = {"foot": 110, "horse": 110, "cavalry": 180, "motor": 500, "tracked": 300, "boat": 300, "sea": 900, "train": 800}
    kinds = {
        "foot": "rifle",
        "horse": "artillery",
        "cavalry": "cavalry",
        "motor": "motor_rifle",
        "tracked": "tank",
        "boat": "naval",
    }
    surfaces = {"boat": "river_boat", "sea": "sea"}
    rows = [tiny.formation(id=name, mobility=name, branch=branch, men=500) for name, branch in kinds.items()]
    rows += [tiny.formation(id="sea", men=500), tiny.formation(id="train", men=500)]
    by = {"boat": "boat", "sea": "boat", "train": "rail"}
    war = tiny.line(days=9, rules={"march": {f"{name}_km_day": km for name, km in fast.items()}}, without=["friction"])
    return war | {
        "places": [place("p0", 10.0, "redland"), *(place(f"q.{name}", 12.0, "redland") for name in fast)],
        "roads": [road("p0", f"q.{name}", surface=surfaces.get(name, "road"), km=300) for name in fast if name != "train"],
        "railways": [{"id": "line", "ends": ["p0", "q.train"], "km": 900, "gauge_mm": 1435}],
        "formations": rows,
        "plans": [
            tiny.plan(
                name,
                {"task": "march", "place": "p0"},
                {"task": "march", "place": f"q.{name}"} | ({"by": by[name]} if name in by else {}),
            )
            for name in fast
        ],
    }


def supply() -> dict[str, Any]:
    """An army with few lorries lives from a poor depot; horses go through a desert; one brigade waits and
    fills up, another stands in the waste without fuel."""
    tanks = tiny.tanks(id="r1", parent="ra", bk_t=10)
    riders = tiny.formation(id="r2", mobility="cavalry", branch="cavalry", horses=8000, parent="ra", start={"food_days": 4})
    trucks = tiny.formation(
        id="ra", branch="headquarters", echelon="army", mobility="motor", combat=False, men=800, lorries=40, fill_t=20
    )
    idle = tiny.tanks(id="r3", bk_t=10)
    stranded = tiny.tanks(id="r4", start={"fuel_fills": 0.2, "food_days": 1, "place": "waste"})
    war = tiny.line(places=9, days=16, formations=[tanks, riders, trucks, idle, stranded], without=["friction"])
    war["places"].append(war["places"][-1] | {"id": "waste", "name": "Waste", "terrain": "desert", "kind": "desert", "lon": 25.0})
    war["roads"].append(road("p8", "waste", surface="desert", km=400))
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 120}]
    for way in war["roads"][3:]:
        way |= {"surface": "track", "trafficability": "poor"}
    war["roads"][0] |= {"river": "broad", "surface": "river_crossing"}
    war["roads"][2] |= {"surface": "desert"}
    war["roads"][3] |= {"surface": "desert"}
    war["supply_sources"] = [
        {"id": "depot", "place": "p0", "side": "red", "t_per_day": 60},
        {"id": "booty", "place": "p2", "side": "blue", "t_per_day": 20},
    ]
    war["plans"] = [*(tiny.attack(f, "p8") for f in ("r1", "r2", "ra")), tiny.attack("r4", "p8", "waste")]
    war["regions"], war["weather"] = [ALL], [spell("rain", 1, 2), spell("rain", 6, 8)]
    return war


def uncounted() -> dict[str, Any]:
    """Formations of every type that has lorries, each by itself, with more room for fuel than they bring in three days."""
    kinds = [("division", mobility) for mobility in ("foot", "horse", "cavalry", "motor", "tracked", "fixed")]
    kinds += [("brigade", mobility) for mobility in ("foot", "cavalry", "motor", "tracked", "fixed")]
    kinds += [("corps", "tracked"), ("corps", "motor"), ("army", "motor")]
    rows = [
        tiny.formation(
            id=f"r.{echelon}.{mobility}",
            echelon=echelon,
            mobility=mobility,
            branch="headquarters" if (echelon, mobility) in kinds[-2:] else "rifle",
            men=20_000,
            fill_t=20_000,
            start={"place": "p1", "food_days": 2},
        )
        for echelon, mobility in kinds
    ]
    war = tiny.line(places=3, surface="steppe", formations=rows, plans=[], days=3, without=["friction"])
    war["places"][1]["country"] = "redland"
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 1_000_000}]
    return war


def lifted() -> dict[str, Any]:
    """Infantry on borrowed lorries that are enough at a middling load of men, and not at a small one."""
    rider = tiny.formation(fill_t=30, start={"fuel_fills": 2})
    war = tiny.line(places=4, formations=[rider], days=3, without=["friction"])
    needed = 10_000 / 22 / 0.75
    war["lorry_companies"] = [{"id": "borrowed", "of": "r1", "lorries": round(needed), "tasks": [{"carries": "r1"}]}]
    return war


def hungry(count: int = 2, **way: Any) -> dict[str, Any]:
    """Tanks that want more than a road or a railway lets pass drive along both from a rich depot."""
    brigades = [tiny.tanks(id=f"r{i}", start={"fuel_fills": 1.0}) | {"fill_t": 12_000} for i in range(count)]
    war = tiny.line(places=9, days=16, formations=brigades, without=["friction"])
    ends = [spot["id"] for spot in war["places"]]
    war["railways"] = [
        {"id": f"rail.{a}-{b}", "ends": [a, b], "km": 100, "gauge_mm": 1435} | way for a, b in itertools.pairwise(ends)
    ]
    war["supply_sources"] = [{"id": "depot", "place": "p0", "side": "red", "t_per_day": 50_000}]
    war["plans"] = [tiny.attack(brigade["id"], "p8") for brigade in brigades]
    return war


def broad_gauge() -> dict[str, Any]:
    """A line of standard gauge is taken and runs with captured trains, over good roads; some of its bridges are blown."""
    return hungry(4, river="broad") | {"rivers": [{"id": "broad", "name": "Broad", "width_m": 120}]}


def narrow_gauge() -> dict[str, Any]:
    """A light railway is taken, beside tracks."""
    war = hungry(gauge_mm=750)
    for way in war["roads"]:
        way |= {"surface": "track"}
    return war


def few_wagons() -> dict[str, Any]:
    """A line is taken on which wagons are fewer than its trains could draw."""
    war = hungry(engines=50, wagons=10)
    for way in war["roads"]:
        way |= {"surface": "track"}
    return war


def one_track() -> dict[str, Any]:
    """Tanks that want more than a track lets pass, and there is nothing else."""
    war = hungry()
    del war["railways"]
    for way in war["roads"]:
        way |= {"surface": "track"}
    for brigade in war["formations"]:
        brigade["fill_t"] = 3000
    return war


def closed_line() -> dict[str, Any]:
    """A line that does not run is restored from the end of the own network."""
    war = hungry(state="closed")
    for way in war["roads"]:
        way |= {"surface": "track"}
    war["railways"].append({"id": "rail.home", "ends": ["p0", "home"], "km": 20, "gauge_mm": 1435})
    war["places"].append(place("home", 9.5, "redland"))
    return war


def works() -> dict[str, Any]:
    """Permanent works on the road, too strong to pass by, and weak ones on another."""
    fort = {"id": "w1", "name": "W1", "place": "g0", "garrison": "b0", "garrison_men": 4000, "frontage_km": 30, "groups": 2}
    weak = {"id": "w2", "name": "W2", "place": "g1", "garrison": "b1", "garrison_men": 1500, "frontage_km": 5, "groups": 4}
    war = ring(days=20, forts=[fort | {"stock_days": 90}, weak | {"stock_days": 90}])
    kept = {"r0", "r2", "b0", "b1", "b2"}
    third = {"id": "w3", "name": "W3", "place": "g2", "garrison": "b2", "garrison_men": 150, "frontage_km": 2, "groups": 1}
    war["forts"].append(third | {"stock_days": 90})
    war["formations"] = [row for row in war["formations"] if row["id"] in kept]
    war["formations"] += [tiny.formation(id="r8", men=9000, guns=120), tiny.formation(id="r9", men=2200)]
    war["formations"][0]["men"] = 4000
    for row in war["formations"]:
        row["start"]["food_days"] = 99
        if row["side"] == "blue":
            men = {"b0": 4000, "b1": 1500, "b2": 150}[row["id"]]
            row |= {"mobility": "fixed", "branch": "fortified", "men": men, "tanks": 0, "guns": 0}
    war["plans"] = [plan for plan in war["plans"] if plan["formation"] in kept]
    war["plans"] += [tiny.attack("r8", "h0"), tiny.attack("r9", "h1")]
    return war


def orders() -> dict[str, Any]:
    """A cease-fire goes down a chain of command, news of losses goes up, bridges are blown, trains carry troops back."""
    staff = tiny.formation(
        id="b9", side="blue", echelon="army", branch="headquarters", combat=False, men=300, start={"place": "p5"}
    )
    rows = [
        tiny.formation(id="r1", guns=80),
        staff,
        tiny.defender(id="b1", parent="b9", men=5000),
        tiny.defender(id="b2", parent="b9", start={"place": "p4"}),
        tiny.defender(id="b3", parent="b9", start={"place": "p3"}, men=4000),
        tiny.defender(id="b4", parent="b9", reliability=0.5, start={"place": "p1"}, men=2500),
        tiny.defender(id="b5", parent="b9", reliability=0.6, start={"place": "p4"}, men=2500),
        *(tiny.defender(id=f"b6{i}", parent="b9", reliability=0.5, start={"place": "p5"}, men=800) for i in range(8)),
        tiny.defender(id="b69", parent="b9", reliability=0.5, start={"place": "p1"}, men=800),  # rises, by the draws of this id
    ]
    war = tiny.war(places=6, formations=rows, days=14)
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 200}]
    for way in war["roads"][1:]:
        way |= {"river": "broad", "bridge": True}
    war["railways"] = [{"id": f"rail.{i}", "ends": [f"p{i}", f"p{i + 1}"], "km": 50, "gauge_mm": 1435} for i in range(5)]
    war["plans"] = [
        tiny.attack("r1", "p5"),
        tiny.plan(
            "b1",
            {"task": "hold", "place": "p2"},
            {"task": "withdraw", "place": "p3", "posture": "prepared", "when": {"retreated": True}},
        ),
        tiny.plan("b2", {"task": "hold", "place": "p4"}, {"task": "withdraw", "place": "p5", "when": {"lost": "p1"}}),
        tiny.plan("b3", {"task": "hold", "place": "p3"}, {"task": "withdraw", "place": "p5", "by": "rail", "when": {"day": 1}}),
    ]
    war["supply_sources"] = [{"id": "base", "place": "p5", "side": "blue", "t_per_day": 500}]
    war["messages"] = [
        {"id": "word", "kind": "broadcast", "sender": "b9", "to": ["b9"], "at": "1990-05-02T12:00"},
        {"id": "end", "kind": "cease_fire", "sender": "b9", "to": ["b9"], "at": "1990-05-03T12:00"},
    ]
    war["without"] = []
    war["places"].append(place("home", 4.8, "redland", airfield=True))
    war["places"][0]["airfield"] = war["places"][1]["airfield"] = True
    war["roads"].append(road("home", "p0", km=400))
    war["formations"].append(
        tiny.formation(
            id="rw", branch="air", echelon="army", mobility="fixed", combat=False, aircraft=300, start={"place": "home"}
        )
    )
    return war


def disarmed() -> dict[str, Any]:
    """A garrison that obeys a cease-fire far behind the front, to which a party flies, and one that is cut off."""
    staff = tiny.formation(
        id="b9", side="blue", echelon="army", branch="headquarters", combat=False, men=300, start={"place": "p3"}
    )
    away = tiny.defender(id="b2", parent="b9", start={"place": "isle"})
    rows = [tiny.formation(), staff, tiny.defender(id="b1", parent="b9", start={"place": "p3"}), away]
    war = tiny.war(formations=rows, plans=[tiny.attack("r1", "p1")], days=9, km=200.0)
    war["places"].append(place("isle", 9.0))
    war["roads"].append(road("isle", "p0", km=900))
    war["places"][0]["airfield"] = True
    war["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "b9", "to": ["b9"], "at": "1990-05-01T12:00"}]
    war["supply_sources"] = [{"id": "base", "place": "p3", "side": "blue", "t_per_day": 500}]
    party = {"id": "party8", "name": "Party", "short": "P", "of": "r1", "men": 100, "range_km": 900, "place": "p3"}
    return war | {"air_landings": [party]}  # the draw of this id lies between the ends of the range


def landings() -> dict[str, Any]:
    """Troops come over the sea in few ships, to a port and to a beach, and from the air."""
    sea = {"surface": "sea", "km": 150, "terrain": "sea"}
    rows = [
        *(tiny.formation(id=f"r{i}", men=3000 + 2000 * (i % 3), guns=30) for i in SHORES),
        *(tiny.defender(id=f"b{i}", men=GARRISONS[i], guns=10, start={"place": f"c{i}"}) for i in SHORES),
    ]
    war = tiny.line(days=9, rules={"landings": {"minimum_force_ratio": 0.1}}) | {
        "places": [
            place("p0", 10.0, "redland", airfield=True),
            *(place(f"c{i}", 11.0, lat=49 + i / 5, kind="port" if i % 2 else "town") for i in SHORES),
            place("inland", 11.5, airfield=True),
        ],
        "roads": [
            *(road("p0", f"c{i}", **sea) for i in SHORES),
            *(road(f"c{i}", "inland") for i in SHORES),
        ],
        "formations": rows,
        "shipping": [{"id": "ships", "to": [f"r{i}" for i in SHORES], "men": 2000}],
        "plans": [
            tiny.plan(
                f"r{i}",
                {"task": "march", "place": "p0"},
                {"task": "attack", "place": f"c{i}", "by": "boat"},
                **({"release": {"day": 0.1}} if i == 0 else {}),
            )
            for i in SHORES
        ],
        "air_landings": [
            {
                "id": f"party{i}",
                "name": f"Party {i}",
                "short": "P",
                "of": f"r{i}",
                "men": 150,
                "place": "inland" if i == 0 else f"c{i}",
                "range_km": 500,
                "before_cease_fire": True,
            }
            for i in range(3)
        ],
        "without": [],
    }
    return war


def crossings() -> dict[str, Any]:
    """Three rivers in a row: a weak bank, a dug-in one and works; a bridge behind each that its guard may blow; many rivals."""
    banks = ("weak", "dug", "works")
    guards = [
        tiny.defender(id=f"b{row}", men=men, guns=20, start={"place": bank, "food_days": 90})
        for row, (bank, men) in enumerate(zip(banks, (2500, 3000, 4000), strict=True))
    ]
    others = [tiny.defender(id=f"c{row}", men=2500, start={"place": f"e{row}", "food_days": 90}) for row in range(8)]
    rows = [tiny.formation(id="r1", guns=80, men=30_000), *guards, *others]
    rows += [tiny.formation(id=f"r2{row}", men=4000, mobility="motor", tanks=30, start={"place": "p0"}) for row in range(8)]
    war = tiny.war(places=6, formations=rows, days=14)
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 200}]
    over = {"river": "broad", "bridge": "down"}
    war["crossings"] = [
        {"id": bank, "name": bank, "at": f"p{row + 1}", "ways": [f"road.p{row + 1}-p{row + 2}"]} | over
        for row, bank in enumerate(banks)
    ]
    for row in range(8):
        war["places"] += [place(f"h{row}", 9.0 - row / 10, "redland"), place(f"n{row}", 9.1, "blueland")]
        war["roads"] += [road("p0", f"n{row}", km=20 + row), road(f"n{row}", f"h{row}", km=30)]
        state = {"bridge": "standing" if row % 2 else "mined"}
        war["crossings"].append(
            {"id": f"e{row}", "name": f"e{row}", "at": f"n{row}", "ways": [f"road.n{row}-h{row}"], "river": "broad"} | state
        )
    works = {"works": "b2", "e5": "c5", "e6": "c6", "e7": "c7"}
    war["forts"] = [
        {"id": f"w.{at}", "name": at, "place": at, "garrison": of, "garrison_men": 2500, "frontage_km": 5, "stock_days": 90}
        for at, of in works.items()
    ]
    war["formations"] += [tiny.defender(id="d0", men=6000, guns=20, start={"place": "h8", "food_days": 90})]
    war["formations"] += [tiny.formation(id="r9", men=5000, guns=20)]
    war["places"] += [place("h8", 9.3), place("n8", 9.1)]
    war["roads"] += [road("p0", "n8"), road("n8", "h8", km=3)]
    war["crossings"].append({"id": "e8", "name": "e8", "at": "n8", "ways": ["road.n8-h8"], "river": "broad", "bridge": "down"})
    dug = {"dug": "b1", "e1": "c1", "e2": "c2", "e3": "c3", "e4": "c4"}
    held = [tiny.plan(of, {"task": "hold", "place": at, "posture": "prepared"}) for at, of in dug.items()]
    held.append(tiny.plan("d0", {"task": "hold", "place": "h8", "sector": {"e8": 0.0}}))
    war["plans"] = [
        tiny.attack("r1", "p5"),
        tiny.attack("r9", "e8"),
        *held,
        *(tiny.attack(f"r2{row}", f"e{row}") for row in range(8)),
    ]
    return war


def two_banks() -> dict[str, Any]:
    """A bank is attacked over a river without a bridge, and by a division on dry land, which leads where there is room."""
    near = tiny.formation(id="r1", guns=80, men=30_000)
    dry = tiny.formation(id="r2", guns=20, start={"place": "q0"})
    stand = tiny.defender(id="b1", men=2500, guns=20, start={"place": "bank"})
    war = tiny.war(places=3, formations=[near, dry, stand], days=5)
    war["places"].append(place("q0", 11.2, "redland"))
    war["roads"].append(road("q0", "p2", km=10))
    war["rivers"] = [{"id": "broad", "name": "Broad", "width_m": 200}]
    bank = {"id": "bank", "name": "Bank", "at": "p1", "ways": ["road.p1-p2"], "river": "broad", "bridge": "down"}
    return war | {"crossings": [bank], "plans": [tiny.attack("r1", "bank"), tiny.attack("r2", "bank", "q0")]}


def whole_army() -> dict[str, Any]:
    """An army with more guns and tanks than its men can use, before troops who do not surrender; envoys to three garrisons."""
    staff = tiny.formation(id="a1", echelon="army", branch="headquarters", combat=False, men=60_000, guns=900, tanks=900)
    head = tiny.formation(
        id="b9", side="blue", echelon="army", branch="headquarters", combat=False, men=300, start={"place": "p3"}
    )
    divisions = [tiny.formation(id=f"r{i}", parent="a1", guns=20) for i in range(2)]
    forts = [
        tiny.defender(id=f"c{i}", parent="b9", men=900, quality=0.2, guns=0, mobility="fixed", start={"place": f"w{i}"})
        for i in range(3)
    ]
    war = tiny.war(
        formations=[staff, head, *divisions, tiny.defender(parent="b9", men=4000, start={"place": "p1"}), *forts], days=9
    )
    war["formations"] += [tiny.formation(id=f"s{i}", guns=40) for i in range(3)]
    war["places"] += [place(f"w{i}", 10.0, lat=51.0 + i) for i in range(3)]
    war["roads"] += [road("p0", f"w{i}", km=10) for i in range(3)]
    war["forts"] = [
        {
            "id": f"works{i}",
            "name": "Works",
            "place": f"w{i}",
            "garrison": f"c{i}",
            "garrison_men": 900,
            "frontage_km": 2,
            "stock_days": 90,
        }
        for i in range(3)
    ]
    war["plans"] = [tiny.attack(f"r{i}", "p3") for i in range(2)] + [tiny.attack(f"s{i}", f"w{i}") for i in range(3)]
    war["plans"] += [tiny.plan("b1", {"task": "hold", "place": "p1", "posture": "prepared"})]
    war["messages"] = [{"id": "end", "kind": "cease_fire", "sender": "b9", "to": ["c0", "c1", "c2"], "at": "1990-05-03T00:00"}]
    war["sides"][1]["no_surrender"] = True
    slow = {"combat": {"support_km": 400}, "command": {"cut_off_days": 9}, "fortress": {"clear_weak_days": 60}, "advance": DEEP}
    return war | {"rules": slow}


WARS = {
    war.__name__: war
    for war in (
        disarmed,
        dug_in,
        narrow_gauge,
        few_wagons,
        one_track,
        broad_gauge,
        crossings,
        two_banks,
        closed_line,
        uncounted,
        lifted,
        supply,
        hurried,
        roads,
        bloody,
        landings,
        outnumbered,
        repulsed,
        grounds,
        orders,
        works,
        stubborn,
        whole_army,
    )
}


def load(name: str, folder: Path) -> LoadedScenario:
    """One of `WARS`, ready to run."""
    return tiny.load(WARS[name](), folder / name, sickness=True)
