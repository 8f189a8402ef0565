"""The shipped scenarios, as data of the installed package."""

from pathlib import Path


def folder() -> Path:
    """The folder that holds one folder for each shipped scenario."""
    return Path(__file__).resolve().parent


LISTED_LAST = "proving_ground"
"""What authors try rules on comes after the campaigns."""


def names() -> list[str]:
    """All shipped scenarios and variants (`crossroads`, `crossroads/dry_tanks`), sorted, the one to be listed last at the end."""
    found = []
    for scenario in folder().glob("*/scenario.yaml"):
        found.append(scenario.parent.name)
        found.extend(f"{scenario.parent.name}/{file.stem}" for file in scenario.parent.glob("variants/*.yaml"))
    return sorted(found, key=lambda name: (name.partition("/")[0] == LISTED_LAST, name))
