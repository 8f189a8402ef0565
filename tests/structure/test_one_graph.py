"""The graph is the only list of links, and is built once a scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.study import part
from engine.study.ensemble import Ensemble, Member, write_member
from engine.theatre import network
from tests.study.folders import swept

ENGINE = Path(__file__).resolve().parents[2] / "engine"
READS_LINKS = re.compile(r"\b\w*spec\.(roads|railways)\b")


def test_nothing_but_the_graph_reads_the_links_of_a_scenario() -> None:
    """With the crossings that it is made with; beside the scenario's own checks, and a command that counts them."""
    readers = {str(path.relative_to(ENGINE)) for path in ENGINE.rglob("*.py") if READS_LINKS.search(path.read_text())}
    assert readers == {"theatre/graph.py", "theatre/crossings.py", "cli/commands/validate.py"}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the scenarios of which graphs were built."""
    made: list[str] = []
    graph_of = network.graph_of

    def counted(spec):  # type: ignore[no-untyped-def]
        made.append(spec.id)
        return graph_of(spec)

    monkeypatch.setattr(network, "graph_of", counted)
    for cached in (part._network, part._theatre, part._loaded):
        cached.cache_clear()
    return made


def test_design_points_over_parameters_share_one_graph(built: list[str], tmp_path: Path) -> None:
    """Every replication draws its own parameters, and so has a theatre of its own: one graph besides that of the pilot run."""
    swept(tmp_path / "out", replications=10, priors=True, last_day=1)
    assert built == ["crossroads"] * 2


def test_members_of_an_ensemble_share_one_graph(built: list[str], tmp_path: Path) -> None:
    ensemble = Ensemble("crossroads", last_day=1, priors=True, settings=(("rules.fuel.resume_fills", "0.6"),))
    for replication in range(3):
        write_member(ensemble, Member(replication), tmp_path)
    assert built == ["crossroads"]
