"""The tutorial runs from the first cell to the last, carries small pictures, and says what its cells then show.

The cells of the campaign are run by `benchmarks/notebook.py` alone.
"""

from __future__ import annotations

import importlib.util
import json
import re
import time
from pathlib import Path
from statistics import mean
from typing import Any

import matplotlib
import pytest
from matplotlib.figure import Figure

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "tutorial.ipynb"
NEEDS_PANDAS, CAMPAIGN = "needs-pandas", "campaign"
AT_MOST_BYTES = 600_000
AT_MOST_CPU_S = 60
RUNS, FEW = "RUNS = 10\n", "RUNS = 4\n"
"""The line that says how many runs an ensemble has, and the one that stands for it here."""
LINK = re.compile(r"\]\(([^)#]+)\)")


def cells(kind: str) -> list[dict[str, Any]]:
    """The notebook's cells of one kind, in order."""
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    """The cell's Python: lines that talk to the notebook (`%...`) are left out."""
    return "".join(line for line in cell["source"] if not line.startswith("%"))


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What stands in the notebook's namespace after all its cells, run in order in an empty folder."""
    matplotlib.use("Agg")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    folder = tmp_path_factory.mktemp("tutorial")
    began = time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for cell in cells("code"):
            if CAMPAIGN in cell["metadata"].get("tags", []):
                continue
            if NEEDS_PANDAS in cell["metadata"].get("tags", []) and not importlib.util.find_spec("pandas"):
                continue
            exec(compile(source(cell).replace(RUNS, FEW), f"tutorial.ipynb:{cell['id']}", "exec"), namespace)  # noqa: S102 (the project's own file)
    assert time.process_time() - began < AT_MOST_CPU_S
    assert list(folder.iterdir()) == []
    return namespace


def test_the_notebook_is_whole_and_carries_small_pictures_with_their_titles() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    assert NOTEBOOK.stat().st_size < AT_MOST_BYTES
    shown = [output["data"] for cell in cells("code") for output in cell["outputs"] if "data" in output]
    pictures = [data for data in shown if "image/png" in data]
    assert len(pictures) == 4 and all(len(data["text/plain"][0]) > 10 for data in pictures)


@pytest.mark.soak
def test_the_notebook_ends_on_the_campaign(names: dict[str, Any]) -> None:
    """Its cells are kept from running here; they need names that the cells before them have made."""
    last = cells("code")[-1]
    assert last["metadata"]["tags"] == [CAMPAIGN] and "manchuria_1945" in source(last) and last["outputs"]
    assert {"load_files", "simulate", "load_scenario", "draw_map"} <= set(names)


def test_links_of_the_notebook_lead_somewhere() -> None:
    targets = [target for cell in cells("markdown") for target in LINK.findall("".join(cell["source"]))]
    assert targets and [target for target in targets if not (NOTEBOOK.parent / target).exists()] == []


def test_every_cell_runs_and_the_pictures_are_figures(names: dict[str, Any]) -> None:
    assert names["RUNS"] == 4 and sum(source(cell).count(RUNS) for cell in cells("code")) == 1
    assert all(isinstance(names[name], Figure) and names[name].axes for name in ("curves", "map_of_day", "bands"))


def test_the_counterfactual_is_a_difference(names: dict[str, Any]) -> None:
    """Dry tanks come later in the mean, nobody's resistance makes it quicker, the base is no later than itself."""
    assert len(names["base"]) == len(names["dry"]) == names["RUNS"]
    assert mean(names["delays_h"](names["dry"], "southport")) > 0 > mean(names["delays_h"](names["empty"], "southport"))
    assert names["delays_h"](names["base"], "southport") == [0.0] * names["RUNS"]
    assert len({names["day_taken"](one, "crossroads") for one in names["base"]}) > 1


def test_the_table_is_the_corps(names: dict[str, Any]) -> None:
    pytest.importorskip("pandas")
    assert set(names["corps"]["formation"]) == {"n_mech"}
    assert len(names["corps"]) == len(set(names["result"].tracks.minute.tolist()))
