"""What a run is and what it changed, in one line."""

from __future__ import annotations

import json

from analysis.results.manifests import Manifest
from analysis.words.origin import changes, provenance

GIVEN = {
    "scenario": {"id": "small", "title": "Small", "digest": "sha256:0123456789abcdef"},
    "start": "1931-05-01T04:30",
    "end_minute": 1440,
    "sides": [{"id": "red", "name": "Red"}, {"id": "blue", "name": "Blue"}],
    "engine_version": "0.1.0",
    "seed": 3,
    "replication": 7,
}


def test_a_plain_run_changed_nothing() -> None:
    manifest = Manifest.model_validate_json(json.dumps(GIVEN))
    assert changes(manifest) == []
    assert provenance(manifest) == "Scenario small · run 7 · seed 3 · august-storm 0.1.0 · inputs 0123456789ab"
    assert provenance(manifest, 20).startswith("Scenario small · 20 runs · ")


def test_every_change_is_told_once_in_a_fixed_order() -> None:
    more = {
        "without": ["fuel"],
        "set": {"rules.b": 2, "rules.a": 0.5},
        "orders": ["turn", "stand"],
        "policies": {"red": "hold"},
    }
    told = ["without fuel", "rules.a = 0.5", "rules.b = 2", "orders turn, stand", "red led by hold"]
    assert changes(Manifest.model_validate_json(json.dumps(GIVEN | more))) == told
