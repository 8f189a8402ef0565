"""Supply as the page wants it: how far a fill carries a formation, and the chains of halts for fuel in whole tonnes and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.ground.supply_chain import Books, Chain, chains
from analysis.results.days_of_supply import km_a_day, km_in_fill, lives_on_fuel
from analysis.results.load import Result
from analysis.results.records import Formation
from analysis.words.sentences import cause_words

RESTS_ON = {
    "formation": ("fuel.halt_fills",),
    "on_the_way": ("fuel.km_per_fill_tracked", "fuel.km_per_fill_motor"),
    "road": ("lorries.km_day", "lorries.terminal_h"),
    "lorries": ("lorries.payload_t", "lorries.serviceable_share"),
}
"""Which numbers of the rules each link of a chain rests on, by their paths."""


def evidence_of(result: Result) -> dict[str, list[list[Any]]]:
    """By link of a chain [path, about, value, unit, least, most, grade, source] of each number of the run that it rests on."""
    known = {one.path: one for one in result.inputs.parameters}
    return {
        link: [
            [one.path, one.about, one.value, one.unit, one.low, one.high, one.grade, one.source]
            for one in (known[path] for path in paths if path in known)
        ]
        for link, paths in RESTS_ON.items()
    }


def chains_of(result: Result, place_number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every chain: formation, first and last minute, depot, km of road, days of drive, lorries and whose, limit, books, way.

    `books` are [day, wanted, loaded, on the road, stock] in tonnes, one for each day; -1 stands for what is not known."""
    number = {formation.id: at for at, formation in enumerate(result.formations)}
    return [_chain(chain, number, place_number) for chain in chains(result) if chain.formation in number]


def reach_of(result: Result, formation: Formation) -> dict[str, float]:
    """Km of road on a fill and km in a day's march of a formation that lives on fuel; nothing of others."""
    if not lives_on_fuel(formation):
        return {}
    return {"fillKm": round(km_in_fill(result, formation.id), 1), "dayKm": round(km_a_day(result, formation.id), 1)}


def _chain(chain: Chain, number: Mapping[str, int], place_number: Mapping[str, int]) -> dict[str, Any]:
    return {
        "f": number[chain.formation],
        "m": chain.minute,
        "u": chain.until,
        "depot": place_number.get(chain.depot, -1),
        "km": _whole(chain.km),
        "days": round(chain.days, 1) if np.isfinite(chain.days) else -1,
        "fleet": number.get(chain.fleet, -1),
        "lorries": _whole(chain.lorries),
        "limit": chain.limit,
        "why": cause_words(chain.limit),
        "books": [_books(books) for books in chain.books],
        "way": [place_number[place] for place in chain.way if place in place_number],
    }


def _books(books: Books) -> list[int]:
    return [books.day, *(_whole(tonnes) for tonnes in (books.wanted_t, books.loaded_t, books.on_road_t, books.stock_t))]


def _whole(number: float) -> int:
    return round(number) if np.isfinite(number) else -1
