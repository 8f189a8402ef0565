"""The names of the files that the program writes. The module knows nothing else, so that anybody may read it.

Two uses: the writers take their names from here, and a folder that is to be replaced may hold no other file. The layout of
each file is described in docs/formats.md.
"""

from __future__ import annotations

MANIFEST = "manifest.json"
"""What a run is; a folder is a result only where this file says so."""

SCENARIO_FILES = ("network.json", "formations.json", "axes.json", "plan.json", "history.json", "map.json", "inputs.json")
"""Files that are the same in every run of a scenario; a sweep writes them once."""

RUN_FILES = ("events.csv", "tracks.csv", "captures.csv", "losses.csv", "outcomes.csv")
"""Tables of one run."""

PICTURES = ("advance.png", "map.png", "index.html")
"""What `run` draws beside the tables, unless it is told not to."""

RESULT_FILES = (MANIFEST, *SCENARIO_FILES, *RUN_FILES, *PICTURES)
"""Every name that may stand in the folder of a run."""
