"""What has to score worse than the model does: the campaign without one of its reasons.

The dates do not tell supply from its absence (docs/validation.md says so): the states of history do."""

from __future__ import annotations

from functools import cache

import pytest

from analysis.results.load import Result, load_files
from analysis.scores.states import mean_crps, state_rows
from engine.scenario.loading import load_scenario
from engine.simulation import simulate
from engine.theatre.preparation import prepare
from tests.shipped import theatre as shipped

RUNS = 2
LAST_DAY = 6


@cache
def campaign(*without: str) -> tuple[Result, ...]:
    theatre = prepare(load_scenario("manchuria_1945", without=list(without))) if without else shipped("manchuria_1945")
    runs = (simulate(theatre, replication=replication, last_day=LAST_DAY) for replication in range(RUNS))
    return tuple(load_files(run.files) for run in runs)


@pytest.mark.parametrize("kind", ["fuel", "halt"])
@pytest.mark.parametrize("rule", ["supply", pytest.param("fuel", marks=pytest.mark.soak)])
def test_without_supply_the_states_of_history_are_missed_by_more(kind: str, rule: str) -> None:
    (full, events), (bare, _) = (mean_crps(state_rows(runs), kind) for runs in (campaign(), campaign(rule)))
    assert events > 0 and full is not None and bare is not None
    assert bare > 1.2 * full
