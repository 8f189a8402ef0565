"""The chain of a formation that stands for fuel back to its source, in words."""

from __future__ import annotations

from analysis.ground.supply_chain import Chain
from analysis.results.load import Result
from analysis.results.order_of_battle import OrderOfBattle
from analysis.words.numbers import number_text
from analysis.words.sentences import cause_words


def chain_words(result: Result, chain: Chain) -> str:
    """Depot, km of road, days of drive, lorries and loads on the road as the halt begins, and at the end what binds."""
    if not chain.depot:
        return cause_words(chain.limit)
    said = [f"its depot is {result.place_name(chain.depot)}, {chain.km:,.0f} km of road back"]
    said.append(number_text("drive_days", chain.days))
    if chain.fleet:
        said.append(f"{chain.lorries:,.0f} lorries of {OrderOfBattle.of(result).name(chain.fleet)}")
    books = chain.on(chain.minute)
    if books is not None:
        said.append(f"{books.on_road_t:,.0f} t of fuel on the road to its army")
    return f"{', '.join(said)}; {cause_words(chain.limit)}"
