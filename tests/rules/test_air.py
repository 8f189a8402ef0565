"""Air war: what is fit for combat and what a hit is worth; the sorties themselves stand in the oracles."""

from __future__ import annotations

import pytest

from engine.rules import air


def test_all_aircraft_are_fit_where_nothing_is_said() -> None:
    assert air.fit_share(None, 30.0) == 1.0 and air.fit_share(12.0, 0.0) == 1.0
    assert air.fit_share(12.0, 30.0) == pytest.approx(0.4) and air.fit_share(40.0, 30.0) == 1.0


def test_hits_put_out_their_share_of_the_tanks_and_no_more_than_all() -> None:
    assert air.hit_share(3.0, 12.0) == 0.25 and air.hit_share(30.0, 12.0) == 1.0
