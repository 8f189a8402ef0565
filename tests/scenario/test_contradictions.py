"""Messages, chains and the like that contradict themselves are refused with what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import ScenarioError
from tests import tiny


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"messages": [{"id": "w", "kind": "broadcast", "sender": "r1", "to": ["r1"]}]}, "give either at: or decision:"),
        ({"weather_model": "markov"}, "give one for each region"),
        ({"roads": []}, "it must be a list of 1 or more items"),
        (
            {
                "regions": [{"id": "all", "name": "All", "lon": [0, 60], "lat": [40, 60]}],
                "weather_chains": [{"region": "all", "dry": [1, 0, 0], "rain": [0.5, 0.6, 0], "downpour": [1, 0, 0]}],
            },
            "sums to 1.1",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ScenarioError, match=wrong):
        tiny.load(tiny.line(**changes), tmp_path)
