"""Whether the packages of this project are those that Python finds: a file `analysis.py` beside a script hides one of them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

OURS = ("engine", "analysis", "scenarios")


def check_neighbours() -> None:
    """Raise ImportError with the name of the file that Python finds in place of one of this project's packages."""
    home = Path(__file__).resolve().parent.parent
    for name in OURS:
        found = find_spec(name)
        places = [Path(place) for place in (found.submodule_search_locations or [found.origin or ""])] if found else []
        if not any(place.resolve() == home / name for place in places):
            where = str(places[0]) if places else "nothing"
            raise ImportError(
                f"august-storm needs its own package `{name}`, and Python finds {where} in its place; give that file or folder "
                f"another name than `{name}`"
            )
