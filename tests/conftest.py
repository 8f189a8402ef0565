"""The one option of the test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen", action="store_true", help="write the golden digests anew: look at the difference")


@pytest.fixture
def regen(request: pytest.FixtureRequest) -> bool:
    """Whether golden digests are to be written instead of compared."""
    return bool(request.config.getoption("--regen"))
