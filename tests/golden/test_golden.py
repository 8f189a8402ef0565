"""A few small wars as they came out when somebody last looked: a change of the model shows here, and is accepted on purpose.

`pytest tests/golden --regen` writes the digests anew; a failing test never does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.scenario.loading import LoadedScenario, load_scenario
from tests import tiny

HERE = Path(__file__).parent
LOSSES = ("killed", "wounded", "prisoners", "dispersed", "tanks_written_off", "tanks_captured", "guns_lost", "guns_captured")


def one_division(folder: Path) -> LoadedScenario:
    """A prepared division gives way and falls back on the end of the line, where it is shut in."""
    stand = tiny.plan("b1", {"task": "hold", "place": "p2", "posture": "prepared"})
    return tiny.load(tiny.war(plans=[tiny.attack("r1", "p3"), stand]), folder)


def works(folder: Path) -> LoadedScenario:
    """Permanent works stand in the way of a division; tanks go on, the cease-fire comes with an envoy."""
    fort = {
        "id": "works",
        "name": "Works",
        "place": "p2",
        "garrison": "b1",
        "garrison_men": 4000,
        "frontage_km": 5,
        "stock_days": 90,
    }
    staff = tiny.formation(id="b0", side="blue", echelon="army", branch="headquarters", combat=False, start={"place": "p3"})
    rows = [tiny.formation(guns=60), tiny.tanks(id="r2", start={"fuel_fills": 4}), staff, tiny.defender(men=5000, parent="b0")]
    return tiny.load(
        tiny.war(
            formations=rows,
            forts=[fort],
            plans=[tiny.attack("r1", "p3"), tiny.attack("r2", "p3")],
            messages=[{"id": "end", "kind": "cease_fire", "sender": "b0", "to": ["b0"], "at": "1990-05-07T00:00"}],
        ),
        folder,
    )


def crossroads(folder: Path) -> LoadedScenario:
    return load_scenario("crossroads")


def crossroads_unopposed(folder: Path) -> LoadedScenario:
    return load_scenario("crossroads", without=["enemy"])


def proving_ground(folder: Path) -> LoadedScenario:
    return load_scenario("proving_ground")


def digest(run: tiny.Run) -> dict[str, Any]:
    """Captures with hours, losses by side, and how everybody ends."""
    world, force = run.result.world, run.campaign.state.strengths
    sides = {side.id: [row for row, f in enumerate(world.formations) if f.side == side.id] for side in world.spec.sides}
    last = [track for track in run.result.tracks if track.minute == run.result.end_minute]
    return {
        "captures": [f"{taken.minute / 60:.1f} h {taken.place} by {taken.formation}" for taken in run.result.recorder.captures],
        "losses": {
            side: {name: round(float(getattr(force, name)[rows].sum())) for name in LOSSES} for side, rows in sides.items()
        },
        "end": {
            track.formation: f"{track.place}: {track.men:.0f} men, {track.tanks:.0f} tanks, {track.state} ({track.cause})"
            for track in last
        },
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "war", [one_division, works, crossroads, crossroads_unopposed, proving_ground], ids=lambda war: war.__name__
)
def test_it_comes_out_as_it_did(war: Callable[[Path], LoadedScenario], seed: int, tmp_path: Path, regen: bool) -> None:
    path, found = HERE / f"{war.__name__}-{seed}.json", digest(tiny.fight(war(tmp_path), seed=seed))
    if regen:
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    wanted = json.loads(path.read_text(encoding="utf-8"))
    assert found == wanted, "the model has changed; if that is meant: pytest tests/golden --regen"
