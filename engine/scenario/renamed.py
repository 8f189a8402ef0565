"""Names that the scenario format once used, and what each is called now.

One table for keys, values, rules and parameters alike: wherever a name is unknown, the message asks here first (`nearest`),
so that an old file says at which line which name to write.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

RENAMED: Mapping[str, str] = {
    "lorries.loading_days": "lorries.terminal_h",
    "supply.fill_km_motor": "fuel.km_per_fill_motor",
    "supply.fill_km_tracked": "fuel.km_per_fill_tracked",
    "supply.fuel_capacity_fills": "fuel.capacity_fills",
    "supply.mud_fuel_mult": "fuel.mud_mult",
    "supply.offroad_fuel_mult": "fuel.off_road_mult",
    "supply.pooling_fills": "fuel.halt_fills",
    "supply.halt_fills": "fuel.halt_fills",
    "supply.pooling_share": "fuel.detachment_share",
    "supply.detachment_share": "fuel.detachment_share",
    "supply.resume_km": "fuel.resume_fills",
    "supply.lorry_km_day": "lorries.km_day",
    "supply.lorry_payload_t": "lorries.payload_t",
    "supply.lorry_serviceable": "lorries.serviceable_share",
    "supply.truck_km_day": "lorries.km_day",
    "supply.truck_payload_t": "lorries.payload_t",
    "supply.truck_serviceable": "lorries.serviceable_share",
    "truck_park": "lorries",
    "turned": "outflanked",
    "yielded": "retreated",
    "least_odds": "minimum_force_ratio",
    "pooling_fills": "halt_fills",
    "pooling_share": "detachment_share",
    "close_assault_squads_share": "close_assault_teams_share",
    "break_turned_mult": "break_outflanked_mult",
    "break_turned_power_ratio": "break_outflanked_power_ratio",
    "least_mask_men": "least_containing_men",
    "whole_mask_share": "whole_containing_share",
    "screen_ratio": "containing_ratio",
    "caution_ln_sd": "fuel_reserve_ln_sd",
    "firmness_ln_sd": "steadiness_ln_sd",
}
"""Old name to new; a parameter may stand by its own name, by `group.name`, or both where its group changed."""

_FIRST = {new: old for old, new in [*RENAMED.items()][::-1]}
"""New name to the first of its old ones."""


def now_called(name: str, valid: Collection[str]) -> str | None:
    """What `name` is called now, as `valid` has it: a bare name, a name below a group, or a path; None if it was never used."""
    head, dot, tail = name.rpartition(".")
    new = [RENAMED[old] for old in (name, name.removeprefix("rules.")) if old in RENAMED]
    new += [f"{head}{dot}{RENAMED[tail]}"] if tail in RENAMED else []
    return next((each for found in new for each in (found, f"rules.{found}") if each in valid), None)


def first_called(path: str) -> str:
    """The path by which a parameter was first known. Random draws are addressed by it, so that a new name moves none."""
    group, dot, name = path.rpartition(".")
    return f"{group}{dot}{_FIRST.get(name, name)}"
