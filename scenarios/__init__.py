"""The shipped scenarios, as data of the installed package."""

from pathlib import Path


def folder() -> Path:
    """The folder that holds one folder for each shipped scenario."""
    return Path(__file__).resolve().parent


def names() -> list[str]:
    """The names of all shipped scenarios and their variants (`crossroads`, `crossroads/dry_tanks`), sorted."""
    found = []
    for scenario in folder().glob("*/scenario.yaml"):
        found.append(scenario.parent.name)
        found.extend(f"{scenario.parent.name}/{file.stem}" for file in scenario.parent.glob("variants/*.yaml"))
    return sorted(found)
