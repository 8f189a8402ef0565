"""The names of the files that the program writes, and of the columns in its tables. The module knows nothing else.

The engine writes by it and `analysis` reads by it, which otherwise do not know each other; a folder that is to be replaced may
hold no other file. The meaning and unit of each column stand in docs/formats.md.
"""

from __future__ import annotations

FORMAT = 2
"""The version of the layout, as `format` of a manifest. It rises when readers of the old layout would misread the new."""

MANIFEST = "manifest.json"
"""What a run is; a folder is a result only by what this file holds."""

SCENARIO_FILES = ("network.json", "formations.json", "axes.json", "plan.json", "history.json", "map.json", "provenance.json")
"""Files that are the same in every run of a scenario; a sweep writes them once."""

RUN_FILES = ("events.csv", "tracks.csv", "captures.csv", "fights.csv", "losses.csv", "supply.csv", "beliefs.csv", "outcomes.csv")
"""Tables of one run."""

PICTURES = ("advance.png", "map.png", "index.html")
"""What `run` draws beside the tables, unless --no-pictures is given."""

FORMER_FILES = ("inputs.json",)
"""What earlier formats wrote and this one does not: a folder of results may hold it and still be replaced."""

ORDERS = "orders.json"
"""What files of orders added to the scenario, as such a file; only where there were some."""

RESULT_FILES = (MANIFEST, ORDERS, *SCENARIO_FILES, *RUN_FILES, *PICTURES)
"""Every name that a run writes."""

EVENT_COLUMNS = ("minute", "time", "kind", "side", "formation", "place", "cause", "numbers")
"""One row an event, in the order in which they happened."""

TRACK_NUMBERS = (
    "lat",
    "lon",
    "axis_km",
    "men",
    "tanks",
    "guns",
    "share",
    "readiness",
    "fuel_fills",
    "ammo_bk",
    "food_days",
    "supply_fraction",
    "supply_km",
)
TRACK_COLUMNS = ("minute", "time", "formation", "place", "next_place", *TRACK_NUMBERS, "state", "cause")
"""One row a formation and sample."""

CAPTURE_COLUMNS = ("place", "side", "minute", "time", "formation", "by")
"""One row each time that a place comes into other hands."""

BELIEF_COLUMNS = (
    "headquarters",
    "formation",
    "place",
    "side",
    "lat",
    "lon",
    "men",
    "true_minute",
    "true_time",
    "heard_minute",
    "heard_time",
)
"""One row a change of what a headquarters believes; without a formation it is the holder of the place."""

FIGHT_COLUMNS = (
    "place",
    "engagement",
    "side",
    "formation",
    "part",
    "begun_minute",
    "begun_time",
    "ended_minute",
    "ended_time",
    "hours",
    "men",
    "lost",
)
"""One row a formation and capacity in an engagement or siege."""

LOSS_GROUPS = (
    (("men_at_start", "men_joined"), ("present", "killed", "wounded", "sick", "prisoners", "dispersed")),
    (("tanks_at_start", "tanks_joined"), ("tanks", "tanks_in_repair", "tanks_written_off", "tanks_captured")),
    (("guns_at_start", "guns_joined"), ("guns", "guns_lost", "guns_captured")),
    (("aircraft_at_start",), ("aircraft", "aircraft_lost", "aircraft_captured")),
)
"""What a formation has had, and where it is at the end: both sum to the same."""
LOSSES = tuple(column for had, parts in LOSS_GROUPS for column in (*had, *parts))
LOSS_COLUMNS = ("formation", "army", "front", "side", *LOSSES)
"""One row a formation, in whole men, tanks, guns and aircraft."""

SUPPLY_TONNES = ("wanted_t", "loaded_t", "burned_t", "army_t", "delivered_t", "called_back_t", "on_road_t")
"""What a depot's armies asked for and got."""
DEPOT_TONNES = ("opening_t", "issued_t", "received_t", "drawn_t", "returned_t", "lost_t", "stock_t")
"""What was in a depot, came in from its sources and from other depots, left, came back and fell to the enemy: opening + issued
+ received + returned = drawn + lost + stock."""
GOODS = ("fuel", "ammunition", "food")
"""Goods in the order of the ledger."""
ALL_GOODS, ANY_GOOD = "all", "any"
"""Goods of a depot's own rows beside the goods themselves: all together, and what is in stock of whatever is asked for."""
SUPPLY_KEYS = ("depot", "side", "source", "army", "good")
"""Beside the day what a row of the books of supply is of."""
SUPPLY_COLUMNS = ("day", *SUPPLY_KEYS, *SUPPLY_TONNES, "limit", *DEPOT_TONNES)
"""One row a day, depot, army and good; of each depot a day one of all together, and one of each good and kind of stock; and one
of each good that one of several sources there issued."""

UNITS = {
    "minute": "minutes after the start",
    "day": "days after the start",
    "lat": "degrees",
    "lon": "degrees",
    "axis_km": "km",
    "men": "men",
    "tanks": "tanks",
    "guns": "guns",
    "share": "share",
    "readiness": "share",
    "fuel_fills": "refills",
    "ammo_bk": "units of fire",
    "food_days": "days",
    "supply_fraction": "share",
    "supply_km": "km",
    **dict.fromkeys((*SUPPLY_TONNES, *DEPOT_TONNES), "t"),
}
"""Units of the columns that have one; Parquet tables carry them in the metadata of their fields."""

SUPPLY_BANDS = "supply.parquet"
"""A sweep's table of the supply of all its runs."""

OUTCOME_COLUMNS = ("name", "value", "unit")
"""One row an outcome (docs/paths.md)."""
