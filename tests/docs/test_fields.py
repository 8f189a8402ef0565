"""The field reference follows the models: fresh, with every field of every kind of thing, and with examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.fields_document import lines
from engine.scenario.forces import Formation
from engine.scenario.ground import Road

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


@pytest.fixture(scope="module")
def made() -> str:
    return "\n".join(lines()) + "\n"


def test_the_document_is_fresh(made: str) -> None:
    assert made == DOCUMENT.read_text(encoding="utf-8"), "make it anew: august-storm list fields --markdown > docs/fields.md"


def test_every_field_of_a_formation_and_a_road_has_its_row(made: str) -> None:
    for model in (Formation, Road):
        section = made.split(f"## {model.__name__}\n", 1)[1].split("\n## ", 1)[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(model.model_fields)
    assert "| `fill_t` | t | `0` | a number, 0 or more |" in made
    assert "| `km` | km | needed | a number, more than 0 and at most 50000 |" in made
    assert "Tonnes of one fuel fill; 0 for a formation that does not live on fuel." in made
