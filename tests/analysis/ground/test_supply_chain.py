"""The chain of a halt for fuel: depot, road, lorries, loads, and the way over what the side held then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.ground.supply_chain import chains
from analysis.page.supply import chains_of
from analysis.results.load import Result, load_result
from analysis.results.tables import Supply
from tests.analysis.folder import DAY, END, write_csv, write_folder

HALT = DAY + 300
EVENTS = [
    [HALT, "", "fuel_empty", "red", "rd1", "b1", "railhead", "fuel_fills=0.3"],
    [HALT, "", "depot", "red", "rd1", "b1", "a1", "supply_km=158;drive_days=1.5"],
    [HALT, "", "halt", "red", "rd1", "b1", "fuel", ""],
    [HALT + 2 * DAY // 3, "", "resume", "red", "rd1", "b1", "fuel", ""],
    [2 * DAY + 700, "", "fuel_empty", "red", "rd2", "b3", "closed", ""],
    [2 * DAY + 700, "", "halt", "red", "rd2", "b3", "fuel", ""],
]


def books() -> Supply:
    """Two days of the army's fuel from a1, and the depot's stock."""
    rows = [
        (1, "a1", "", "all", 0.0, 0.0, 0.0, 90.0, 10.0),
        (1, "a1", "", "any", np.nan, np.nan, np.nan, 60.0, 10.0),
        (1, "a1", "", "fuel", 50.0, 20.0, 30.0, 30.0, 0.0),
        (1, "a1", "ra", "fuel", 50.0, 20.0, 30.0, np.nan, np.nan),
    ]
    day, depot, army, good, wanted, loaded, on_road, opening, issued = (np.array(column) for column in zip(*rows, strict=True))
    zero = np.zeros(len(rows))
    rest = dict.fromkeys(("burned_t", "army_t", "delivered_t", "called_back_t", "lost_t", "stock_t"), zero)
    texts = {"depot": depot, "side": np.array(["red"] * 4), "army": army, "good": good, "limit": np.array([""] * 4)}
    tonnes = {"wanted_t": wanted, "loaded_t": loaded, "on_road_t": on_road, "opening_t": opening, "issued_t": issued}
    return Supply({"day": day.astype(float), **texts, **tonnes, **rest})


@pytest.fixture(scope="module")
def halted(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = write_folder(tmp_path_factory.mktemp("chain"))
    write_csv(folder / "events.csv", "minute,time,kind,side,formation,place,cause,numbers", EVENTS)
    run = load_result(folder)
    formations = [one.model_copy(update={"lorries": 120.0 if one.id == "ra" else 0.0}) for one in run.formations]
    return replace(run, formations=formations, supply=books())


def test_a_halt_leads_back_to_its_depot(halted: Result) -> None:
    chain = chains(halted)[0]
    assert (chain.formation, chain.minute, chain.until) == ("rd1", HALT, HALT + 2 * DAY // 3)
    assert (chain.limit, chain.depot, chain.km, chain.days) == ("railhead", "a1", 158.0, 1.5)
    assert (chain.fleet, chain.lorries) == ("ra", 120.0)
    assert list(chain.way) == ["a1", "a2", "b1"]
    (day,) = chain.books
    assert (day.day, day.wanted_t, day.loaded_t, day.on_road_t, day.stock_t) == (1, 50.0, 20.0, 30.0, 100.0)
    assert chain.on(HALT + DAY // 2) == day


def test_a_formation_without_a_way_has_no_depot_and_stands_to_the_end(halted: Result) -> None:
    (chain,) = chains(halted, "rd2")
    assert (chain.limit, chain.depot, list(chain.way), chain.until) == ("closed", "", [], END)


def test_the_page_counts_places_and_formations(halted: Result) -> None:
    numbers = {place.id: at for at, place in enumerate(halted.places)}
    first, second = chains_of(halted, numbers)
    assert first["way"] == [0, 1, 2] and first["books"] == [[1, 50, 20, 30, 100]] and first["why"] == "its depot gives no more"
    assert second["depot"] == -1 and second["km"] == -1 and second["lorries"] == 120
